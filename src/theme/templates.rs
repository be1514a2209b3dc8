//! Templates: those of a theme, compiled; where all of them are ours, not before one is asked for.
//!
//! A template of a project can be wrong, and then it is told at once, used or not: it is compiled with all others. Ours are
//! right, which a test holds. Those of pages are compiled together, for they share most of their parts, and each shortcode with
//! what it includes: a guide uses few of them.

use crate::theme::filters;
use crate::theme::overlay::{Choice, Files};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tera::{Context, Tera};

/// The compiled templates of a theme.
pub struct Templates(Kind);

enum Kind {
    Whole(Box<Tera>),
    Ours(Box<Ours>),
}

struct Ours {
    prefixes: Vec<String>,
    texts: BTreeMap<String, Cow<'static, str>>,
    pages: OnceLock<Tera>,
    /// By full name.
    shortcodes: BTreeMap<String, OnceLock<Tera>>,
    /// For names that no template has: knows nothing, and says so.
    nothing: OnceLock<Tera>,
}

impl Templates {
    /// The templates of some files; fails if one that is not ours is wrong.
    pub fn new(files: &Files, choice: &Choice) -> Result<Self, tera::Error> {
        if files.templates.values().all(|file| file.source.is_none()) {
            return Ok(Self::ours(files, choice));
        }
        let texts = files.templates.iter().map(|(name, file)| (name.as_str(), &*file.text));
        Ok(Self(Kind::Whole(Box::new(compiled(&choice.prefixes(), texts)?))))
    }

    /// The templates of files that are all ours.
    pub fn ours(files: &Files, choice: &Choice) -> Self {
        Self(Kind::Ours(Box::new(Ours::new(files, choice))))
    }

    /// Those that know a template, by its plain name or its full one.
    pub fn of(&self, name: &str) -> &Tera {
        match &self.0 {
            Kind::Whole(tera) => tera,
            Kind::Ours(ours) => ours.of(name),
        }
    }

    /// What a template prints for a context.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, tera::Error> {
        self.of(name).render(name, context)
    }

    /// Whether there is a template, by its plain name or its full one.
    pub fn has(&self, name: &str) -> bool {
        match &self.0 {
            Kind::Whole(tera) => tera.contains_template(name),
            Kind::Ours(ours) => ours.full_name(name).is_some(),
        }
    }
}

impl Ours {
    fn new(files: &Files, choice: &Choice) -> Self {
        let texts: BTreeMap<_, _> =
            files.templates.iter().map(|(name, file)| (name.clone(), file.text.clone())).collect();
        let shortcodes = texts.keys().filter(|name| is_shortcode(name));
        Self {
            prefixes: choice.prefixes(),
            pages: OnceLock::new(),
            shortcodes: shortcodes.map(|name| (name.clone(), OnceLock::new())).collect(),
            nothing: OnceLock::new(),
            texts,
        }
    }

    /// The full name of a template: it is looked for under its own name, then in one theme after the other.
    fn full_name(&self, name: &str) -> Option<&str> {
        let named = |full: &str| self.texts.get_key_value(full).map(|(full, _)| full.as_str());
        named(name).or_else(|| self.prefixes.iter().find_map(|prefix| named(&format!("{prefix}{name}"))))
    }

    fn of(&self, name: &str) -> &Tera {
        let Some(name) = self.full_name(name) else { return self.nothing.get_or_init(Tera::default) };
        match self.shortcodes.get(name) {
            Some(own) => own.get_or_init(|| self.compiled(self.with_its_parts(name))),
            None => {
                let pages = || self.texts.keys().map(String::as_str).filter(|name| !is_shortcode(name)).collect();
                self.pages.get_or_init(|| self.compiled(pages()))
            }
        }
    }

    fn compiled(&self, names: BTreeSet<&str>) -> Tera {
        let texts = self.texts.iter().filter(|(name, _)| names.contains(name.as_str()));
        compiled(&self.prefixes, texts.map(|(name, text)| (name.as_str(), &**text))).unwrap_or_default()
    }

    /// A template and all that it may include: whatever stands in quotes and is the name of a template.
    fn with_its_parts<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let mut parts = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            if let Some(text) = self.texts.get(name).filter(|_| parts.insert(name)) {
                let quoted = text.split(['"', '\'']).filter(|quoted| quoted.ends_with(".html"));
                open.extend(quoted.filter_map(|quoted| self.full_name(quoted)));
            }
        }
        parts
    }
}

fn is_shortcode(name: &str) -> bool {
    name.contains("/shortcodes/")
}

fn compiled<'a>(prefixes: &[String], texts: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes(prefixes.to_vec())?;
    filters::register(&mut tera);
    tera.add_raw_templates(texts)?;
    Ok(tera)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::theme::{DEFAULT, overlay};

    #[test]
    fn every_template_of_ours_compiles_with_its_parts_alone() {
        let choice = Choice { name: DEFAULT.to_string(), stands_for: None, folder: None };
        let files = overlay::collect(&choice, &Sources::default());
        let templates = Templates::new(&files, &choice).expect("ours are right");
        assert!(matches!(templates.0, Kind::Ours(_)));
        let texts = files.templates.iter().map(|(name, file)| (name.as_str(), &*file.text));
        let whole = compiled(&choice.prefixes(), texts).expect("ours are right");
        assert!(files.templates.len() > 50);
        for name in files.templates.keys() {
            let plain = name.strip_prefix("themes/foundation/").expect("a template of ours");
            for name in [name.as_str(), plain] {
                let own = templates.of(name);
                assert!(templates.has(name) && own.contains_template(name), "{name}");
                assert_eq!(own.get_template_variables(name).ok(), whole.get_template_variables(name).ok(), "{name}");
                // A part that is missing is an error that the whole does not have.
                let said = |tera: &Tera| tera.render(name, &Context::new()).map_err(|error| error.to_string());
                assert_eq!(said(own), said(&whole), "{name}");
            }
        }
        assert!(!templates.has("nosuch.html") && templates.render("nosuch.html", &Context::new()).is_err());
    }
}
