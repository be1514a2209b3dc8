//! `menu-title-duplicate`: two pages side by side with one menu title.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use rustc_hash::FxHashMap;

pub const RULE: Rule = Rule {
    name: "menu-title-duplicate",
    summary: "two pages side by side have the same menu title",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("menu_title_duplicate.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for row in facts.sibling_rows() {
        let mut seen = FxHashMap::default();
        for sibling in &row {
            let title = &sibling.node.menu_title;
            if title.is_empty() {
                continue;
            }
            let Some(first) = seen.insert(title.to_lowercase(), sibling) else { continue };
            let finding = findings
                .at(sibling.name_place(facts), format!("two pages beside each other are called `{title}`"))
                .label("the same name")
                .related(first.name_place(facts), "the other page")
                .target(title.clone())
                .help("say in the menu title what makes the two different");
            findings.push(finding);
        }
    }
}
