//! `weight-missing`: a page without weight among pages that have one.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "weight-missing",
    summary: "a page has no weight and those beside it have",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("weight_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for row in facts.weighed_rows() {
        let Some(weighed) = row.iter().rev().find(|sibling| sibling.node.weight != 0) else { continue };
        for sibling in row.iter().filter(|sibling| sibling.node.weight == 0) {
            if facts.page_of(sibling.source).is_some_and(|page| facts.is_unread(page, "weight")) {
                continue;
            }
            let what = if sibling.weight_place.is_some() { "the weight 0, which is none" } else { "no weight" };
            let finding = findings
                .at(sibling.order_place(facts), format!("`{}` has {what}", sibling.node.menu_title))
                .label("it stands behind all that have one")
                .related(weighed.order_place(facts), "a page beside it with a weight")
                .target(sibling.node.menu_title.clone())
                .help("give it a weight; `guidegen order` shows those of all pages");
            findings.push(finding);
        }
    }
}
