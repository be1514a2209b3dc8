//! `config-invalid`: a configuration that does not parse.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-invalid",
    summary: "the configuration does not parse",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("config_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::Invalid { span, reason } = problem else { continue };
        findings.push(findings.at(*span, format!("the configuration does not parse: {reason}")));
    }
}
