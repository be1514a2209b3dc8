//! `link-to-hidden`: a link to a page that menus leave out.

use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-to-hidden",
    summary: "a link leads to a hidden page",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("link_to_hidden.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers().filter(|pointer| pointer.withheld.is_none()) {
        let reference = pointer.reference;
        let Outcome::Page { node, .. } = &reference.outcome else { continue };
        let from = facts.site.lookup.of_source(pointer.page.source);
        if from == Some(*node) || !facts.is_hidden(*node) || from.is_some_and(|from| facts.is_hidden(from)) {
            continue;
        }
        let mut finding = findings
            .at(reference.span, format!("page `{}` is hidden", facts.name_of(*node)))
            .label("in no menu")
            .target(reference.written.clone());
        if let Some(source) = facts.site.node(*node).source {
            finding = finding.related(facts.key_place(source, &["hidden"]), "hidden by this");
        }
        findings.push(finding.help("show the page in the menu, if readers are to find it again"));
    }
}
