//! `title-missing`: a page without a title.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::content_path::Role;
use rustc_hash::FxHashSet;

pub const RULE: Rule = Rule {
    name: "title-missing",
    summary: "a page has no title",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("title_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut withheld = None;
    for (page, path) in facts.judged_with_paths() {
        let meta = &page.front.meta;
        let has_title = [&meta.title, &meta.link_title, &meta.menu_title]
            .into_iter()
            .flatten()
            .any(|title| !title.trim().is_empty());
        // The home page is named after the site, and a page that nobody lists needs no name.
        let is_home = path.logical.is_empty();
        let is_shown = !meta.headless && !matches!(meta.build_list.as_deref(), Some("never" | "false"));
        if has_title || facts.is_unread(page, "title") || is_home || path.role == Role::Resource || !is_shown {
            continue;
        }
        // What lies within a bundle is a file of its page, and no page comes of it.
        let is_page = facts.site.lookup.of_source(page.source).is_some();
        let all_withheld = || facts.site.withheld.iter().map(|page| page.source).collect::<FxHashSet<_>>();
        if !is_page && !withheld.get_or_insert_with(all_withheld).contains(&page.source) {
            continue;
        }
        let place = facts.title_place(page.source);
        let finding = findings
            .at(place, "the page has no title")
            .label("no `title` in the front matter")
            .help("write `title: ...` between two lines of `---` at the head of the file");
        findings.push(finding);
    }
}
