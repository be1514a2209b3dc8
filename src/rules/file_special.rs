//! `file-special`: a pipe, socket or device among the files of the guide.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::Problem;

pub const RULE: Rule = Rule {
    name: "file-special",
    summary: "a pipe, socket or device is not read",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("file_special.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.sources.problems {
        let Problem::NotAFile { path } = problem else { continue };
        let finding = findings.at(facts.sources.place_of(path), format!("`{path}` is neither a file nor a folder"));
        findings.push(finding.help("take it out of the guide"));
    }
}
