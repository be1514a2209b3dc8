//! `external-dead`: a link to another site that is gone.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::facts::Verdict;
use crate::rules::outside;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "external-dead",
    summary: "a link to another site is dead",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("external_dead.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (pointer, verdict) in outside::judged(facts) {
        let Verdict::Dead { status, since } = verdict else { continue };
        let reference = pointer.reference;
        let finding = findings
            .at(reference.span, format!("this address is dead since {since}: {status}"))
            .target(reference.written.clone())
            .help("look where it has gone, or take the link out");
        findings.push(finding);
    }
}
