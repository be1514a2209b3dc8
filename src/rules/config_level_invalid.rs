//! `config-level-invalid`: a level under `[check.rules]` that means nothing.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::level::{Fault, Levels};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-level-invalid",
    summary: "a level under `[check.rules]` means nothing",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("config_level_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for fault in Levels::read(facts.config).1 {
        let (Fault::UnknownRule { name, .. } | Fault::UnknownLevel { name, .. }) = &fault;
        let finding = findings.at(facts.setting_place("check.rules", name), fault.to_string()).target(name.clone());
        findings.push(finding);
    }
}
