//! `config-wrong-type`: a setting that is not of the type it must have.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-wrong-type",
    summary: "a setting has the wrong type",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("config_wrong_type.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::WrongType { span, key, expected } = problem else { continue };
        findings.push(findings.at(*span, format!("`{key}` must be {expected}")).target(key.clone()));
    }
}
