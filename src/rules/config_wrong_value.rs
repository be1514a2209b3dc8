//! `config-wrong-value`: a setting whose value is none of those there are.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-wrong-value",
    summary: "a setting has a value that does not exist",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("config_wrong_value.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::WrongValue { span, key, value, allowed } = problem else { continue };
        let list: Vec<String> = allowed.iter().map(|value| format!("`{value}`")).collect();
        let mut finding = findings.at(*span, format!("`{key}` cannot be `{value}`")).target(key.clone());
        if !list.is_empty() {
            finding = finding.help(format!("it is one of {}", list.join(", ")));
        }
        findings.push(finding);
    }
}
