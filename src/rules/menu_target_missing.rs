//! `menu-target-missing`: a menu entry that leads nowhere.

use crate::config::MenuEntry;
use crate::diagnostic::Severity;
use crate::resolve::target::{self, split};
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::lookup::Found;
use std::collections::BTreeSet;

pub const RULE: Rule = Rule {
    name: "menu-target-missing",
    summary: "a menu entry leads nowhere",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("menu_target_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for (index, language) in facts.config.languages.iter().enumerate() {
        // A language without pages has no menu.
        if facts.site.homes.get(index).copied().flatten().is_none() {
            continue;
        }
        for entry in language.menus.values().flatten() {
            let Some((what, written)) = broken(facts, index, entry) else { continue };
            let span = entry.span.unwrap_or_else(|| facts.anywhere());
            if !told.insert((span, written.clone())) {
                continue;
            }
            let name = if entry.name.is_empty() { &entry.identifier } else { &entry.name };
            let finding = findings
                .at(span, format!("the menu entry `{name}` leads to {what} `{written}`, which is not there"))
                .target(written)
                .help("mend its `url` or `pageRef`, or take it out");
            findings.push(finding);
        }
    }
}

/// What an entry misses, and how it is written.
fn broken(facts: &Facts<'_>, language: usize, entry: &MenuEntry) -> Option<(&'static str, String)> {
    let site = facts.site;
    if !entry.page_ref.is_empty() {
        let path = format!("/{}", entry.page_ref.trim_start_matches('/'));
        let found = matches!(site.lookup.reference_in(language, "", &path), Found::Page(_));
        return (!found).then(|| ("the page", entry.page_ref.clone()));
    }
    let url = entry.url.trim();
    if url.is_empty() || url.starts_with('#') || target::is_external(url) {
        return None;
    }
    let parts = split(url);
    let base = facts.config.base_path();
    let inside = parts.path.strip_prefix(base).unwrap_or(parts.path.trim_start_matches('/'));
    let file = inside.trim_end_matches('/');
    let index = if file.is_empty() { "index.html".to_string() } else { format!("{file}/index.html") };
    let made = ["index.xml", "sitemap.xml", "robots.txt", "404.html"].iter().any(|name| file.ends_with(name))
        || file.split('/').any(|part| matches!(part, "search" | "search.html"));
    let there = [file, &index].iter().any(|file| {
        site.lookup.of_file(file).is_some_and(|node| site.node(node).rendered)
            || site.lookup.of_alias(file).is_some()
            || site.assets.by_file.contains_key(*file)
    }) || matches!(site.lookup.reference_in(language, "", &parts.path), Found::Page(_));
    (!there && !made).then(|| ("the path", url.to_string()))
}
