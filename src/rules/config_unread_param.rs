//! `config-unread-param`: a parameter that no template reads.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-unread-param",
    summary: "no template reads this parameter",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("config_unread_param.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::UnreadParam { span, key, near } = problem else { continue };
        let mut finding = findings.at(*span, format!("no theme reads the parameter `{key}`")).target(key.clone());
        if let Some(near) = near {
            finding = finding.label(format!("is `{near}` meant?"));
        }
        findings.push(finding);
    }
}
