//! `front-matter-unknown-key`: a key that nobody reads and that resembles one that is read.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-unknown-key",
    summary: "a key of the front matter is probably misspelt",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("front_matter_unknown_key.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::UnknownKey { span, key, near } = problem else { continue };
        let mut finding = findings.at(*span, format!("nobody reads the key `{key}`")).target(key.clone());
        match near {
            Some(near) => {
                finding = finding.label(format!("is `{near}` meant?")).fix(Fix {
                    title: format!("replace `{key}` by `{near}`"),
                    applicability: Applicability::Unsafe,
                    edits: vec![Edit::Replace { span: *span, text: near.clone() }],
                });
            }
            None => finding.severity = finding.severity.min(Severity::Info),
        }
        findings.push(finding);
    }
}
