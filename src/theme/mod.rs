//! From theme folders to Theme: compiled templates, strings and assets, with a fingerprint.

pub mod address;
pub mod constant;
mod filters;
mod idle;
pub mod overlay;
pub mod strings;
pub mod stylesheet;
pub mod templates;

use crate::config::Config;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::shortcode::Signatures;
use crate::source::Sources;
use crate::source::span::{SourceId, Span};
use crate::theme::overlay::{Choice, Files};
use crate::theme::strings::Strings;
use crate::theme::templates::Templates;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of the theme that is compiled in.
pub const DEFAULT: &str = "foundation";

/// All that decides how pages look.
pub struct Theme {
    pub choice: Choice,
    pub templates: Templates,
    /// Words of the interface by language code.
    pub strings: Strings,
    /// Files of `assets/`: path below it, and bytes.
    pub assets: BTreeMap<String, std::sync::Arc<[u8]>>,
    /// Where each template came from, for messages: name to source, if it is a file of the project.
    pub origins: BTreeMap<String, Option<SourceId>>,
    /// The texts of the templates by name; empty if they do not compile.
    pub texts: BTreeMap<String, Cow<'static, str>>,
    /// Shortcodes that have a template: ours, the theme's, the site's.
    pub shortcodes: Vec<String>,
    /// `theme.toml` of the theme and below it ours.
    pub settings: toml::Table,
    pub fingerprint: Fingerprint,
    /// Whether a template may show how long a page is: no template of ours does, and a count costs a walk over each body.
    pub may_show_words: bool,
}

/// A fact met while the theme was loaded.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The configuration names a theme that is nowhere.
    Missing { span: Option<Span>, name: String, near: Option<String>, is_go: bool },
    /// A template that does not parse, or extends or includes what is not there, or itself.
    Template { source: Option<SourceId>, name: String, place: Option<(usize, usize)>, reason: String },
    /// A file of strings that does not parse.
    /// `place` is the byte at which the parser stopped.
    Strings { source: Option<SourceId>, path: String, place: Option<usize>, reason: String },
    /// `theme.toml` that does not parse.
    Settings { source: Option<SourceId>, place: Option<usize>, reason: String },
    /// A template that stands for none of ours and that no other one names; `near` is the one that is probably meant.
    Idle { source: SourceId, name: String, near: Option<String> },
}

/// Loads the theme that the configuration names. A theme that does not compile gives the default one and a problem.
pub fn load(config: &Config, sources: &Sources) -> (Theme, Vec<Problem>) {
    let mut problems = Vec::new();
    let choice = overlay::choose(config, sources, &mut problems);
    let files = overlay::collect(&choice, sources);
    let compiled = Templates::new(&files, &choice);
    let is_compiled = compiled.is_ok();
    let templates = match compiled {
        Ok(templates) => templates,
        Err(problem) => {
            problems.push(problem_of(&files, &problem));
            // The rest of the run still needs templates, so that all findings are told at once.
            let built_in =
                overlay::collect(&Choice { name: DEFAULT.to_string(), ..choice.clone() }, &Sources::default());
            Templates::ours(&built_in, &choice)
        }
    };
    problems.extend(idle::problems(&files, &choice));
    let languages: Vec<&str> = config.languages.iter().map(|language| language.code.as_str()).collect();
    let strings = strings::load(&files, &languages, &mut problems);
    let settings = settings(&files, &mut problems);
    let mut hasher = Hasher::new();
    hasher.text(overlay::FINGERPRINT);
    let named = files.templates.iter().chain(&files.strings).chain(&files.settings);
    for (name, file) in named.filter(|(_, file)| file.source.is_some()) {
        hasher.text(name).text(&file.text);
    }
    for (path, bytes) in files.assets.iter().filter(|(path, _)| files.own_assets.contains(*path)) {
        hasher.text(path).bytes(bytes);
    }
    let mut shortcodes: Vec<String> = files
        .templates
        .keys()
        .filter_map(|name| {
            let (_, after) = name.rsplit_once("shortcodes/")?;
            after.strip_suffix(".html").map(str::to_string)
        })
        .collect();
    shortcodes.sort();
    shortcodes.dedup();
    let origins: BTreeMap<String, Option<SourceId>> =
        files.templates.iter().map(|(name, file)| (name.clone(), file.source)).collect();
    let texts = files.templates.into_iter().filter(|_| is_compiled).map(|(name, file)| (name, file.text)).collect();
    let theme = Theme {
        choice,
        templates,
        strings,
        assets: files.assets,
        may_show_words: origins.values().any(Option::is_some),
        origins,
        texts,
        shortcodes,
        settings,
        fingerprint: hasher.finish(),
    };
    (theme, problems)
}

fn problem_of(files: &Files, error: &tera::Error) -> Problem {
    let (name, place, reason) = overlay::place_of(error);
    let source = files.templates.get(&name).and_then(|file| file.source);
    Problem::Template { source, name, place, reason }
}

/// `theme.toml` of all layers, the upper ones over the lower.
fn settings(files: &Files, problems: &mut Vec<Problem>) -> toml::Table {
    let mut merged = toml::Table::new();
    for file in files.settings.values() {
        match file.text.parse::<toml::Table>() {
            Ok(table) => merged.extend(table),
            Err(error) => problems.push(Problem::Settings {
                source: file.source,
                place: error.span().map(|span| span.start),
                reason: error.message().to_string(),
            }),
        }
    }
    merged
}

impl Theme {
    /// The rows of the built-in shortcodes and those that are only templates.
    pub fn signatures(&self) -> Signatures {
        let mut signatures = Signatures::built_in();
        for name in self.shortcodes.iter().filter(|name| signatures.get(name).is_none()).collect::<Vec<_>>() {
            let template = self.origins.keys().find(|key| key.ends_with(&format!("shortcodes/{name}.html")));
            let text = template.and_then(|key| self.template_text(key)).unwrap_or_default();
            signatures.add_template(name, &text);
        }
        signatures
    }

    fn template_text(&self, name: &str) -> Option<String> {
        // Whether a body is read is all that is asked: the variables that the template names tell it.
        let variables = self.templates.of(name).get_template_variables(name).ok()?;
        let mut names: Vec<&str> = variables.into_iter().collect();
        names.sort_unstable();
        Some(names.join(" "))
    }

    /// Whether there is a template, by its plain name.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.has(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_template_of_ours_shows_how_long_a_page_is() {
        let choice = Choice { name: DEFAULT.to_string(), stands_for: None, folder: None };
        let files = overlay::collect(&choice, &Sources::default());
        assert!(!files.templates.is_empty());
        for (name, file) in &files.templates {
            let shows =
                ["page.words", "page.minutes", "page[", "__tera_context"].iter().any(|used| file.text.contains(used));
            assert!(!shows, "{name}: Theme::may_show_words says that no template of ours does this");
        }
    }
}
