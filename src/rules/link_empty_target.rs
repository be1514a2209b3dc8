//! `link-empty-target`: a link that leads nowhere, since nothing is written.

use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::reference::Role;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-empty-target",
    summary: "a link has no target",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_empty_target.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        // `#` in raw HTML is the handle of a script.
        if reference.outcome != Outcome::Empty || (reference.role == Role::RawLink && reference.written.trim() == "#") {
            continue;
        }
        let written = reference.written.trim();
        let message = match written {
            "" => format!("this {} has no target", pointer.noun()),
            written => format!("this {} leads to `{written}`, that is nowhere", pointer.noun()),
        };
        let finding = findings
            .at(reference.span, message)
            .label("the target is missing")
            .target(written)
            .help("write where it leads, or take the brackets out");
        findings.push(finding);
    }
}
