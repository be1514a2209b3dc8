//! `front-matter-unclosed`: front matter that is opened and never closed.

use crate::diagnostic::Severity;
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-unclosed",
    summary: "the front matter is opened and never closed",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("front_matter_unclosed.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::Unclosed { span, fence } = problem else { continue };
        let finding = findings
            .at(*span, format!("the front matter opened by `{fence}` is never closed"))
            .label("opened here")
            .help(format!("write `{fence}` alone on the line after its last key"));
        findings.push(finding);
    }
}
