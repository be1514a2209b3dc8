//! `external-moved`: a link to another site that answers from another address.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::facts::Verdict;
use crate::rules::linked;
use crate::rules::outside;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "external-moved",
    summary: "a link to another site leads to another address",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("external_moved.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (pointer, verdict) in outside::judged(facts) {
        let reference = pointer.reference;
        let mut finding = match verdict {
            Verdict::Moved { to, permanent: true } => {
                let mut finding = findings.at(reference.span, format!("this address has moved to `{to}`"));
                let end = reference.written.find('#').unwrap_or(reference.written.len());
                finding.fix = linked::replace_part(facts.sources, reference, 0..end, to, Applicability::Safe);
                finding
            }
            Verdict::FrontPage { to } => findings
                .at(reference.span, format!("this address leads to the front page `{to}`"))
                .help("what was there is probably gone; look for its new place"),
            _ => continue,
        };
        finding.target = Some(reference.written.clone());
        findings.push(finding);
    }
}
