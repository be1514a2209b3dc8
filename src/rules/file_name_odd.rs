//! `file-name-odd`: a file name that is not UTF-8.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::Problem;

pub const RULE: Rule = Rule {
    name: "file-name-odd",
    summary: "a file name is not UTF-8",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("file_name_odd.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.sources.problems {
        let Problem::OddName { path } = problem else { continue };
        let finding = findings.at(facts.sources.place_of(path), format!("the name of `{path}` is not UTF-8"));
        findings.push(finding.help("rename it; the file is not read"));
    }
}
