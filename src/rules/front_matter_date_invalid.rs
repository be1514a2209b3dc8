//! `front-matter-date-invalid`: a date of the front matter that is no date.

use crate::diagnostic::Severity;
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-date-invalid",
    summary: "a date of the front matter is no date",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("front_matter_date_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::BadDate { span, key, value } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{key}` is `{value}`, which is no date"))
            .help("write year, month and day as `2020-10-14`, with a time as `2020-10-14T09:30:00Z`");
        findings.push(finding);
    }
}
