//! `heading-level-skip`: a heading two levels or more below the one before it.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::site::Kind;

pub const RULE: Rule = Rule {
    name: "heading-level-skip",
    summary: "a heading skips a level",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("heading_level_skip.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        // The title of the page is its heading of the first level. A chapter and the home page print none: they begin as
        // they like.
        let node = facts.site.lookup.of_source(page.source);
        let is_home = node.is_some_and(|node| facts.site.node(node).kind == Kind::Home);
        let mut last = if is_home || page.front.meta.chapter { None } else { Some(1) };
        let mut before = None;
        for (heading, nested) in written::headings(page) {
            // A heading within a shortcode is drawn by it, and often chosen for its size.
            if nested {
                continue;
            }
            if let Some(last) = last.filter(|&last| heading.level > last + 1) {
                let after =
                    if before.is_some() { format!("a heading of level {last}") } else { "the title".to_string() };
                let mut finding = findings
                    .at(heading.span, format!("a heading of level {} follows {after}", heading.level))
                    .label(format!("level {} is expected", last + 1))
                    .target(heading.text.clone())
                    .help("readers who hear the page take a missing level for a missing section");
                if let Some(before) = before {
                    finding = finding.related(before, "the heading before it");
                }
                findings.push(finding);
            }
            last = Some(heading.level);
            before = Some(heading.span);
        }
    }
}
