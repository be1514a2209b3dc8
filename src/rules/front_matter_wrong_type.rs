//! `front-matter-wrong-type`: a value of the front matter that is not of the type its key asks for.

use crate::diagnostic::Severity;
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-wrong-type",
    summary: "a value of the front matter has the wrong type",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("front_matter_wrong_type.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::WrongType { span, key, value, expected, used } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{key}` is `{value}`, where {expected} is expected"))
            .label(format!("read as {used}"))
            .help(format!("write {expected}"));
        findings.push(finding);
    }
}
