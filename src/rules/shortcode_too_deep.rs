//! `shortcode-too-deep`: calls nested deeper than anybody means.

use crate::diagnostic::Severity;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-too-deep",
    summary: "shortcodes are nested too deep",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_too_deep.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let Problem::TooDeep { span, name } = problem else { continue };
        let finding = findings
            .at(*span, format!("shortcode `{name}` is nested too deep"))
            .label("taken for text from here on")
            .target(name.clone())
            .help("no more than 24 shortcodes can enclose each other");
        findings.push(finding);
    }
}
