//! `theme-strings-invalid`: a file of the words of the interface that does not parse.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::theme::Problem;

pub const RULE: Rule = Rule {
    name: "theme-strings-invalid",
    summary: "a file of interface words does not parse",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("theme_strings_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.theme_problems {
        let Problem::Strings { source, path, place, reason } = problem else { continue };
        let span = source.map_or_else(|| facts.anywhere(), |source| facts.at_byte(source, *place));
        findings.push(findings.at(span, format!("`{path}` does not parse: {reason}")));
    }
}
