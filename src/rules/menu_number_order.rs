//! `menu-number-order`: numbers in menu titles that do not count on.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::numbered;
use crate::rules::siblings::Sibling;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "menu-number-order",
    summary: "the number in a menu title does not count on",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("menu_number_order.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for row in facts.sibling_rows() {
        let numbers: Vec<Option<u32>> = row.iter().map(|sibling| number_of(&sibling.node.menu_title)).collect();
        for found in numbered::breaks(&numbers) {
            let (Some(page), Some(before)) = (row.get(found.at), row.get(found.before)) else { continue };
            if (found.last + 1..found.number).all(|missing| is_withheld(facts, before, missing))
                && found.number > found.last
            {
                continue;
            }
            let finding = findings
                .at(
                    page.name_place(facts),
                    format!("number {} follows number {} in the menu", found.number, found.last),
                )
                .label(format!("{} is expected", found.last + 1))
                .related(before.name_place(facts), "the page before it")
                .target(page.node.menu_title.clone())
                .help("number the titles anew, or leave the numbers out: the order comes from the weights");
            findings.push(finding);
        }
    }
}

fn number_of(title: &str) -> Option<u32> {
    numbered::number(title.trim()).map(|(number, ..)| number)
}

/// Whether a page beside another one has the number and is not published: a draft.
fn is_withheld(facts: &Facts<'_>, beside: &Sibling<'_>, number: u32) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
    facts.site.withheld.iter().any(|page| {
        let meta = facts.pages.get(page.entry).map(|page| &page.front.meta);
        let title = meta.and_then(|meta| meta.menu_title.as_ref().or(meta.link_title.as_ref()).or(meta.title.as_ref()));
        page.language == beside.node.language
            && folder(&page.path) == folder(&beside.node.path)
            && title.and_then(|title| number_of(title)) == Some(number)
    })
}
