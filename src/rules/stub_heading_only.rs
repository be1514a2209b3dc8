//! `stub-heading-only`: a heading below which nothing stands.

use crate::diagnostic::Severity;
use crate::page::stub::Kind;
use crate::rules::facts::Facts;
use crate::rules::unwritten::{self, section};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-heading-only",
    summary: "a section has a heading and nothing below it",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_heading_only.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "write the section, or take its heading out until it is written";
    unwritten::tell(facts, findings, Kind::HeadingOnly, help, |stub, _| {
        (format!("{} has a heading and nothing else", section(stub)), "nothing stands below it")
    });
}
