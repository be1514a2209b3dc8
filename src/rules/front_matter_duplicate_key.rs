//! `front-matter-duplicate-key`: a key that stands twice in the front matter.

use crate::diagnostic::Severity;
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-duplicate-key",
    summary: "a key stands twice in the front matter",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("front_matter_duplicate_key.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::DuplicateKey { span, first, key } = problem else { continue };
        let finding = findings
            .at(*span, format!("the key `{key}` stands twice in the front matter"))
            .label("again here")
            .related(*first, "first set here")
            .help("keep one of the two");
        findings.push(finding);
    }
}
