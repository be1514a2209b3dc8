//! `file-link-outside`: a symbolic link that leads out of the guide.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::Problem;

pub const RULE: Rule = Rule {
    name: "file-link-outside",
    summary: "a symbolic link leads out of the guide",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("file_link_outside.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.sources.problems {
        let Problem::LinkOutside { path } = problem else { continue };
        let finding = findings
            .at(
                facts.sources.place_of(path),
                format!("`{path}` is a symbolic link out of the guide and is not followed"),
            )
            .help("copy the file into the guide, or take the link out");
        findings.push(finding);
    }
}
