//! Which files of the theme make a page: its template, what that extends and includes, shortcode templates, assets.

use crate::project::outputs::Rendered;
use crate::project::snapshot::Snapshot;
use crate::publish::Output;
use crate::render::layout::template_name;
use crate::site::NodeId;
use crate::theme::overlay::{self, Files};
use serde::Serialize;
use std::collections::BTreeSet;

/// What makes a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Makers {
    pub template: String,
    /// The template first, then what it extends and may include, then those of the shortcodes with theirs.
    pub templates: Vec<Maker>,
    /// Files of the theme that the page names, by their path below `assets/`.
    pub assets: Vec<String>,
}

/// One template.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Maker {
    /// As templates call it: `partials/head.html`.
    pub name: String,
    pub role: &'static str,
    /// Its file in the project; none for one that is part of guidegen.
    pub path: Option<String>,
}

/// The makers of a published page.
pub fn of(snapshot: &Snapshot, rendered: &Rendered, id: NodeId) -> Makers {
    let theme = &snapshot.settings.theme;
    let node = snapshot.site.node(id);
    let page = node.entry.and_then(|entry| snapshot.pages.get(entry));
    let meta = page.map(|page| &page.front.meta);
    let layout = meta.and_then(|meta| {
        meta.layout.as_deref().or_else(|| meta.params.get("layout").and_then(serde_json::Value::as_str))
    });
    let template = template_name(theme, node.kind.name(), layout);
    let files = overlay::collect(&theme.choice, &snapshot.sources);
    let prefixes = theme.choice.prefixes();
    let mut collected =
        Collected { snapshot, files: &files, prefixes: &prefixes, seen: BTreeSet::new(), out: Vec::new() };
    collected.add(&template, "template");
    if let Some(page) = page {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        page.document.walk(&mut |document, _| names.extend(document.calls.iter().map(|node| node.call.name.as_str())));
        for name in names {
            collected.add(&format!("shortcodes/{name}.html"), "shortcode");
        }
    }
    let templates = collected.out;
    let html = match rendered.plan.get(&node.file).map(|entry| &entry.output) {
        Some(Output::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    };
    let mut assets: Vec<String> = snapshot
        .theme_files
        .iter()
        .filter(|(_, file)| html.contains(file.as_str()))
        .map(|(path, _)| path.clone())
        .collect();
    assets.sort();
    Makers { template, templates, assets }
}

struct Collected<'a> {
    snapshot: &'a Snapshot,
    files: &'a Files,
    prefixes: &'a [String],
    seen: BTreeSet<String>,
    out: Vec<Maker>,
}

impl Collected<'_> {
    /// A template and all that it names, each once.
    fn add(&mut self, name: &str, role: &'static str) {
        let mut open = vec![(name.to_string(), role)];
        while let Some((name, role)) = open.pop() {
            let spellings =
                std::iter::once(name.clone()).chain(self.prefixes.iter().map(|prefix| format!("{prefix}{name}")));
            let Some((full, file)) = spellings.filter_map(|full| self.files.templates.get_key_value(&full)).next()
            else {
                continue;
            };
            if !self.seen.insert(full.clone()) {
                continue;
            }
            let path = file.source.map(|source| self.snapshot.sources.get(source).path.to_string());
            self.out.push(Maker { name, role, path });
            let mut named = named(&file.text);
            named.reverse();
            open.extend(named);
        }
    }
}

/// The templates that a template names in `extends`, `include` and `import`.
fn named(text: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{%").into_iter().chain(rest.find("{#")).min() {
        let is_comment = rest[at..].starts_with("{#");
        rest = &rest[at + 2..];
        let end = rest.find(if is_comment { "#}" } else { "%}" }).unwrap_or(rest.len());
        let (tag, after) = rest.split_at(end);
        rest = after;
        let tag = tag.trim_start_matches('-').trim_start();
        let role = match tag.split_whitespace().next() {
            _ if is_comment => continue,
            Some("extends") => "layout",
            Some("include") => "partial",
            Some("import") => "macros",
            _ => continue,
        };
        let quoted = tag.split(['"', '\'']).nth(1);
        found.extend(quoted.map(|name| (name.to_string(), role)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn templates_are_found_in_tags_and_not_in_comments() {
        let text =
            "{%- extends \"base.html\" -%}{# {% include \"old.html\" %} #}{% include 'partials/x.html' %}{{ \"a\" }}";
        assert_eq!(named(text), [("base.html".into(), "layout"), ("partials/x.html".into(), "partial")]);
    }
}
