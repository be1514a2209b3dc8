//! `config-contradiction`: two settings that exclude each other.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-contradiction",
    summary: "two settings exclude each other",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("config_contradiction.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::Contradiction { span, first, second } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{first}` and `{second}` exclude each other"))
            .help("keep the one that is meant");
        findings.push(finding);
    }
}
