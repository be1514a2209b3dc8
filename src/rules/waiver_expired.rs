//! `waiver-expired`: a waiver whose last day has passed.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::waive::Idle;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "waiver-expired",
    summary: "the last day of a waiver has passed",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("waiver_expired.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for idle in facts.idle_waivers {
        let Idle::Expired { place, rule, until } = idle else { continue };
        let finding = findings
            .at(*place, format!("this waiver of `{rule}` ended on {until}"))
            .target(rule.clone())
            .help("mend what it waived, give it a later day, or take it out");
        findings.push(finding);
    }
}
