//! `stub-review-note`: a notice that calls a page or a section a draft.

use crate::diagnostic::Severity;
use crate::page::stub::{Kind, Scope};
use crate::rules::facts::Facts;
use crate::rules::unwritten::{self, section};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-review-note",
    summary: "a notice or paragraph says that the page or section is a draft",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_review_note.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "finish what the note asks for, then take the note out";
    unwritten::tell(facts, findings, Kind::ReviewNote, help, |stub, _| match stub.scope {
        Scope::Page => ("the page says of itself that it is a draft".to_string(), "in its opening"),
        Scope::Section => (format!("{} is only a note to reviewers", section(stub)), "a note and nothing else"),
        Scope::Part => (format!("{} holds a note to reviewers", section(stub)), "still to be done"),
    });
}
