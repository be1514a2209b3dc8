//! `stub-outline`: a section of catchwords.

use crate::diagnostic::Severity;
use crate::page::stub::Kind;
use crate::rules::facts::Facts;
use crate::rules::unwritten::{self, section};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-outline",
    summary: "a section is only a list of catchwords",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_outline.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "write a sentence for each catchword, or a paragraph in place of the list";
    unwritten::tell(facts, findings, Kind::Outline, help, |stub, _| {
        (format!("{} is only a list of catchwords", section(stub)), "an outline, and no text")
    });
}
