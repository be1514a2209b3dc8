//! Constant: the templates of a theme with every part that is the same on all pages written out once.
//!
//! Header, footer, search and help of a page depend on the site alone, and yet a template engine would run them a
//! thousand times. Whatever these templates print for one page is what the theme prints for it: a part is taken only if
//! nothing else can be seen from within it, and where that is not certain there is nothing constant at all.

use crate::theme::{Theme, filters};
use std::collections::{BTreeMap, BTreeSet};
use tera::{Context, Tera};

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
        let sees = theme.tera.get_template_variables(name).ok()?;
        if !sees.iter().all(|variable| names.contains(variable)) || !is_closed(plain, &tags) {
            continue;
        }
        let text = theme.tera.render(name, same).ok()?;
        printed.insert(plain, format!("{{% raw %}}{text}{{% endraw %}}"));
    }
    let text = |plain: &&str, own: &str| printed.get(plain).map_or_else(|| own.to_string(), String::clone);
    let mut tera = Tera::default();
    filters::register(&mut tera);
    tera.add_raw_templates(texts.iter().map(|(plain, (_, own))| (*plain, text(plain, own)))).ok()?;
    // What looks like the end of the raw text, and blanks that the engine may take away around it.
    let is_kept = |(plain, _): (&&str, &String)| {
        let name = texts.get(plain).map(|(name, _)| *name)?;
        Some(tera.render(plain, &Context::new()).ok()? == theme.tera.render(name, same).ok()?)
    };
    printed.iter().all(|part| is_kept(part) == Some(true)).then_some(tera)
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
