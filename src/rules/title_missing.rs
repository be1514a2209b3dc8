//! `title-missing`: a page without a title.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::content_path::Role;

pub const RULE: Rule = Rule {
    name: "title-missing",
    summary: "a page has no title",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("title_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
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
        let place = facts.title_place(page.source);
        let finding = findings
            .at(place, "the page has no title")
            .label("no `title` in the front matter")
            .help("write `title: ...` between two lines of `---` at the head of the file");
        findings.push(finding);
    }
}
