//! `front-matter-invalid`: front matter that does not parse.

use crate::diagnostic::Severity;
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-invalid",
    summary: "the front matter does not parse",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("front_matter_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let finding = match problem {
            Problem::Invalid { span, reason } => {
                findings.at(*span, format!("the front matter does not parse: {reason}"))
            }
            Problem::TooLarge { span, limit } => findings.at(*span, format!("the front matter is too large: {limit}")),
            _ => continue,
        };
        findings.push(finding);
    }
}
