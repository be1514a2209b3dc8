//! `file-unreadable`: a file or folder that cannot be read.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::Problem;

pub const RULE: Rule = Rule {
    name: "file-unreadable",
    summary: "a file or folder cannot be read",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("file_unreadable.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.sources.problems {
        let Problem::Unreadable { path, reason } = problem else { continue };
        let finding = findings.at(facts.sources.place_of(path), format!("`{path}` cannot be read: {reason}"));
        findings.push(finding.help("mend its permissions or its link, or take it out"));
    }
}
