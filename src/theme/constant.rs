//! Constant: the templates of a theme with every part that is the same on all pages written out once.
//!
//! Header, footer, search and help of a page depend on the site alone, and yet a template engine would run them a
//! thousand times. Whatever these templates print for one page is what the theme prints for it: a part is taken only if
//! nothing else can be seen from within it, and where that is not certain there is nothing constant at all.

use crate::theme::{Theme, filters};
use std::collections::{BTreeMap, BTreeSet};
use tera::{Context, Tera};

/// Around text that is printed as it is.
const OPEN: &str = "{% raw %}";
const CLOSE: &str = "{% endraw %}";

/// The theme's layouts by their plain names, with the constant partials printed. `same` holds the variables that have
/// the same value on all pages. Nothing if the theme does what this cannot judge, such as components.
pub fn constant(theme: &Theme, same: &Context, names: &[&str]) -> Option<Tera> {
    let mut texts: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let prefixes: Vec<String> = std::iter::once(String::new()).chain(theme.choice.prefixes()).collect();
    for prefix in &prefixes {
        for (name, text) in &theme.texts {
            let plain = name.strip_prefix(prefix.as_str()).filter(|plain| !plain.starts_with("themes/"));
            if let Some(plain) = plain.filter(|plain| !plain.starts_with("shortcodes/")) {
                texts.entry(plain).or_insert((name, text));
            }
        }
    }
    let knows_more = ["component", "__tera_context", "themes/", "shortcodes/"];
    if texts.is_empty() || texts.values().any(|(_, text)| knows_more.iter().any(|word| text.contains(word))) {
        return None;
    }
    let tags: BTreeMap<&str, Tags<'_>> = texts.iter().map(|(name, (_, text))| (*name, Tags::of(text))).collect();
    if tags.values().any(|tags| tags.sets.iter().any(|set| names.contains(set))) {
        return None;
    }
    let mut printed: BTreeMap<&str, String> = BTreeMap::new();
    for (plain, (name, _)) in texts.iter().filter(|(plain, _)| plain.starts_with("partials/")) {
        let sees = theme.templates.of(name).get_template_variables(name).ok()?;
        if !sees.iter().all(|variable| names.contains(variable)) || !is_closed(plain, &tags) {
            continue;
        }
        let text = theme.templates.render(name, same).ok()?;
        printed.insert(plain, format!("{OPEN}{text}{CLOSE}"));
    }
    let text = |plain: &&str, own: &str| printed.get(plain).cloned().unwrap_or_else(|| with_printed(own, &printed));
    let mut tera = Tera::default();
    filters::register(&mut tera);
    tera.add_raw_templates(texts.iter().map(|(plain, (_, own))| (*plain, text(plain, own)))).ok()?;
    // What looks like the end of the raw text, and blanks that the engine may take away around it.
    let is_kept = |(plain, _): (&&str, &String)| {
        let name = texts.get(plain).map(|(name, _)| *name)?;
        Some(tera.render(plain, &Context::new()).ok()? == theme.templates.render(name, same).ok()?)
    };
    printed.iter().all(|part| is_kept(part) == Some(true)).then_some(tera)
}

/// A template with the printed parts in place of the tags that include them; blanks that a tag takes away go as before.
fn with_printed(text: &str, printed: &BTreeMap<&str, String>) -> String {
    if text.contains("raw") {
        return text.to_string();
    }
    let mut pieces = text.split("{%");
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let part = || {
            let (tag, behind) = piece.split_once("%}")?;
            let (before, tag) = tag.strip_prefix('-').map_or(("", tag), |tag| ("-", tag));
            let (after, tag) = tag.strip_suffix('-').map_or(("", tag), |tag| ("-", tag));
            let name = tag.trim().strip_prefix("include")?.trim();
            let part = printed.get(name.strip_prefix('"')?.strip_suffix('"')?)?;
            let inner = part.strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
            // Within a comment it must not end it.
            (!inner.contains("#}")).then(|| format!("{{%{before} raw %}}{inner}{{% endraw {after}%}}{behind}"))
        };
        match part() {
            Some(part) => out.push_str(&part),
            None => out.extend(["{%", piece]),
        }
    }
    out
}

/// Whether no variable that others set can be seen from a partial and what it includes, by a name that they also set.
fn is_closed(partial: &str, tags: &BTreeMap<&str, Tags<'_>>) -> bool {
    let mut inside: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![partial];
    while let Some(name) = open.pop() {
        let Some((name, tags)) = tags.get_key_value(name) else { continue };
        if inside.insert(name) {
            open.extend(&tags.includes);
        }
    }
    let own: BTreeSet<&str> =
        inside.iter().filter_map(|name| tags.get(name)).flat_map(|tags| &tags.sets).copied().collect();
    let outside = tags.iter().filter(|(name, _)| !inside.contains(**name));
    let mut others = outside.flat_map(|(_, tags)| &tags.sets).chain(&["page", "nav"]);
    !others.any(|name| own.contains(name))
}

/// What the tags of a template name, as far as it matters here.
#[derive(Default)]
struct Tags<'a> {
    /// Variables that it sets, or that its loops run with.
    sets: BTreeSet<&'a str>,
    includes: BTreeSet<&'a str>,
}

impl<'a> Tags<'a> {
    fn of(text: &'a str) -> Self {
        let mut tags = Self::default();
        for tag in text.split("{%").skip(1) {
            let tag = tag.strip_prefix('-').unwrap_or(tag).trim_start();
            let end = tag.find(|sign: char| !is_letter(sign)).unwrap_or(tag.len());
            let (word, rest) = tag.split_at(end);
            match word {
                "set" | "set_global" => tags.sets.extend(rest.trim_start().split(|sign| !is_letter(sign)).next()),
                "for" => {
                    let before = rest.split(" in ").next().unwrap_or(rest);
                    tags.sets.extend(before.split(|sign| !is_letter(sign)).filter(|name| !name.is_empty()));
                }
                "include" => tags.includes.extend(rest.split(['"', '\'', '`']).nth(1)),
                _ => {}
            }
        }
        tags
    }
}

fn is_letter(sign: char) -> bool {
    sign == '_' || sign.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::load;
    use crate::source::Sources;
    use crate::source::span::SourceId;
    use crate::theme::overlay::{self, File};
    use crate::theme::templates::Templates;

    /// A theme of these templates over the built-in one, and what is the same on all its pages.
    fn theme(templates: &[(&str, &str)]) -> (Theme, Context) {
        let (mut theme, problems) = crate::theme::load(&load(&Sources::default(), None).config, &Sources::default());
        assert!(problems.is_empty());
        let mut files = overlay::collect(&theme.choice, &Sources::default());
        for (name, text) in templates {
            theme.texts.insert(name.to_string(), text.to_string().into());
            let file = File { text: text.to_string().into(), source: Some(SourceId(0)) };
            files.templates.insert(name.to_string(), file);
        }
        theme.templates = Templates::new(&files, &theme.choice).unwrap();
        let mut same = Context::new();
        same.insert("strings", &BTreeMap::from([("menu", "Menu")]));
        (theme, same)
    }

    fn printed(theme: &Theme, same: &Context, name: &str) -> (String, String) {
        let mut context = same.clone();
        context.insert("page", &BTreeMap::from([("title", "A & B")]));
        let constant = constant(theme, same, &["strings"]).expect("a theme without anything odd");
        (constant.render(name, &context).unwrap(), theme.templates.render(name, &context).unwrap())
    }

    #[test]
    fn a_page_is_the_same_with_printed_parts() {
        let (theme, same) = theme(&[
            (
                "x.html",
                "{% set own = 1 %}<a>\n{% include \"partials/same.html\" -%}\n {%- include \"partials/own.html\" %}\n\
                        {# {% include \"partials/same.html\" %} #}{% include \"partials/page.html\" %}",
            ),
            ("partials/same.html", "\n{{ strings.menu }} {{ '{%' }}\n"),
            ("partials/own.html", "{% if false %}{% set own = 2 %}{% endif %}{{ own }}"),
            ("partials/page.html", "{% for strong in [1, 2] %}{{ strong }}{{ page.title }}{% endfor %}"),
        ]);
        let (constant, whole) = printed(&theme, &same, "x.html");
        assert_eq!(constant, whole);
        assert_eq!(whole, "<a>\n\nMenu {%\n1\n1A &amp; B2A &amp; B");
    }

    #[test]
    fn nothing_is_constant_where_its_variables_are_set() {
        for text in [
            "{% set strings = {\"menu\": page.title} %}{% include \"partials/same.html\" %}",
            "{% for key, strings in {} %}{% endfor %}",
            "{%- set_global  strings = 1 -%}",
            "{{ __tera_context }}",
        ] {
            let (theme, same) = theme(&[("x.html", text), ("partials/same.html", "{{ strings.menu }}")]);
            assert!(constant(&theme, &same, &["strings"]).is_none(), "{text}");
        }
    }
}
