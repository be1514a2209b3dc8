//! `waiver-unused`: a waiver that waives nothing.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::waive::Idle;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "waiver-unused",
    summary: "a waiver waives nothing",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("waiver_unused.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for idle in facts.idle_waivers {
        let Idle::Unused { place, rule } = idle else { continue };
        let finding = findings
            .at(*place, format!("this waiver of `{rule}` waives nothing"))
            .target(rule.clone())
            .help("take it out: what it was for has been mended");
        findings.push(finding);
    }
}
