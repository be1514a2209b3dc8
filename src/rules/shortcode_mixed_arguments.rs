//! `shortcode-mixed-arguments`: positional and named arguments in one call.

use crate::diagnostic::Severity;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-mixed-arguments",
    summary: "positional and named arguments stand in one shortcode",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_mixed_arguments.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let Problem::MixedArguments { span, name, argument } = problem else { continue };
        let finding = findings
            .at(*span, format!("shortcode `{name}` mixes positional and named arguments"))
            .label(format!("`{argument}` is of the other kind"))
            .target(name.clone())
            .help("name all arguments, or none");
        findings.push(finding);
    }
}
