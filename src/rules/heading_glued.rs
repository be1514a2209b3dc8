//! `heading-glued`: a heading on the line after a text.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "heading-glued",
    summary: "a heading stands on the line after a text",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("heading_glued.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::HeadingGlued { span } = slip else { continue };
        let finding = findings
            .at(*span, "a heading stands on the line after a text")
            .label("no blank line before it")
            .target(facts.text_of(*span))
            .fix(written::replace("write a blank line before it", Applicability::Safe, facts.line_start(*span), "\n"));
        findings.push(finding);
    }
}
