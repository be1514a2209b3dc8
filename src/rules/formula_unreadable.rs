//! `formula-unreadable`: a formula that is no LaTeX.

use crate::diagnostic::Severity;
use crate::render::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "formula-unreadable",
    summary: "a formula cannot be read and is shown as its source",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("formula_unreadable.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.render_problems {
        let Problem::Formula { span, reason } = problem else { continue };
        findings.push(findings.at(*span, format!("this formula cannot be read: {reason}")));
    }
}
