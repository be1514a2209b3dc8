//! `stub-author-note`: an italic note of what shall stand there.

use crate::diagnostic::Severity;
use crate::page::stub::{Kind, Scope};
use crate::rules::facts::Facts;
use crate::rules::unwritten::{self, section};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-author-note",
    summary: "an italic paragraph notes what is still to be written",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_author_note.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "write the text that the note asks for, or keep the note in a comment";
    unwritten::tell(facts, findings, Kind::AuthorNote, help, |stub, _| match stub.scope {
        Scope::Section => {
            (format!("{} is only a note of what shall stand there", section(stub)), "notes and nothing else")
        }
        _ => ("a note of the author stands where a text is to be written".to_string(), "a note of the author"),
    });
}
