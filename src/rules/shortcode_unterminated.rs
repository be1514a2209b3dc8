//! `shortcode-unterminated`: the braces of a call that are never closed.

use crate::diagnostic::Severity;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-unterminated",
    summary: "the braces of a shortcode are never closed",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_unterminated.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let Problem::Unterminated { span, name, expected } = problem else { continue };
        let what = if name.is_empty() { "this shortcode".to_string() } else { format!("shortcode `{name}`") };
        let finding = findings
            .at(*span, format!("{what} is not ended by `{expected}`"))
            .label(format!("`{expected}` is missing"))
            .target(name.clone())
            .help(format!("end the tag with `{expected}`"));
        findings.push(finding);
    }
}
