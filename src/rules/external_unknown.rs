//! `external-unknown`: a link to another site of which nothing is known.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::facts::Verdict;
use crate::rules::outside;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "external-unknown",
    summary: "nobody knows whether a link to another site works",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("external_unknown.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (pointer, verdict) in outside::judged(facts) {
        let Verdict::Unknown { why } = verdict else { continue };
        let reference = pointer.reference;
        let finding = findings
            .at(reference.span, format!("nobody knows whether this address works: {why}"))
            .target(reference.written.clone());
        findings.push(finding);
    }
}
