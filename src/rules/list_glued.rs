//! `list-glued`: a list on the line after a paragraph.

use crate::diagnostic::Applicability;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "list-glued",
    summary: "a list begins on the line after a paragraph",
    default: None,
    blocks_build: false,
    manual: include_str!("list_glued.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::ListGlued { span } = slip else { continue };
        let finding = findings
            .at(*span, "a list begins on the line after a paragraph")
            .label("no blank line before it")
            .fix(written::replace("write a blank line before it", Applicability::Safe, facts.line_start(*span), "\n"));
        findings.push(finding);
    }
}
