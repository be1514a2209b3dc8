//! `config-unknown-key`: a key of the configuration that nobody reads.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-unknown-key",
    summary: "nobody reads this key of the configuration",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("config_unknown_key.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::UnknownKey { span, key, near } = problem else { continue };
        let mut finding = findings.at(*span, format!("nobody reads the key `{key}`")).target(key.clone());
        if let Some(near) = near {
            finding = finding.label(format!("is `{near}` meant?")).fix(Fix {
                title: format!("replace `{key}` by `{near}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit::Replace { span: *span, text: near.clone() }],
            });
        }
        findings.push(finding);
    }
}
