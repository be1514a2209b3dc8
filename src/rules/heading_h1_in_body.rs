//! `heading-h1-in-body`: a second heading of the first level.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::site::Kind;

pub const RULE: Rule = Rule {
    name: "heading-h1-in-body",
    summary: "a page has a heading of level 1 beside its title",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("heading_h1_in_body.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        let node = facts.site.lookup.of_source(page.source);
        let is_home = node.is_some_and(|node| facts.site.node(node).kind == Kind::Home);
        // They print no title of their own.
        if is_home || page.front.meta.chapter || page.front.meta.title.is_none() {
            continue;
        }
        for (heading, _) in written::headings(page) {
            if heading.level == 1 {
                let finding = findings
                    .at(heading.span, "a heading of level 1 stands beside the title of the page")
                    .label("the title is of level 1 too")
                    .target(heading.text.clone())
                    .help("begin with `##`: the title of the front matter is printed above the text");
                findings.push(finding);
            }
        }
    }
}
