//! `external-anchor-broken`: a link to an anchor that a page of another site does not have.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::facts::Verdict;
use crate::rules::outside;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "external-anchor-broken",
    summary: "a page of another site has no such anchor",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("external_anchor_broken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (pointer, verdict) in outside::judged(facts) {
        let Verdict::NoAnchor { fragment } = verdict else { continue };
        let reference = pointer.reference;
        if outside::fragment(&reference.written) != fragment {
            continue;
        }
        let finding = findings
            .at(reference.span, format!("this page has no anchor `#{fragment}`"))
            .target(reference.written.clone())
            .help("look for the heading that is meant, or leave the fragment out");
        findings.push(finding);
    }
}
