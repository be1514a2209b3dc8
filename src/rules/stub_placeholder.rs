//! `stub-placeholder`: a mark that stands for a text.

use crate::diagnostic::Severity;
use crate::page::stub::{Kind, Scope};
use crate::rules::facts::Facts;
use crate::rules::unwritten::{self, section};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-placeholder",
    summary: "a block is only `...`, TBD, TODO, FIXME, coming soon, or to be written",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_placeholder.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "write the text, or take the mark out until it is written";
    unwritten::tell(facts, findings, Kind::Placeholder, help, |stub, evidence| match stub.scope {
        Scope::Section => (format!("{} is a placeholder: `{evidence}`", section(stub)), "nothing else stands below it"),
        _ => (format!("`{evidence}` stands for a text that is to be written"), "a placeholder"),
    });
}
