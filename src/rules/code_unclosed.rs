//! `code-unclosed`: a fence of code that is never closed.

use crate::diagnostic::Severity;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "code-unclosed",
    summary: "a block of code is never closed",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("code_unclosed.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::FenceUnclosed { span } = slip else { continue };
        let fence = facts.text_of(*span);
        let finding = findings
            .at(*span, "the block of code is never closed")
            .label("opened here; all that follows is code")
            .target(facts.text_of(facts.first_line(*span)))
            .help(format!("write `{fence}` alone on the line after the code"));
        findings.push(finding);
    }
}
