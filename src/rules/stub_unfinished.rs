//! `stub-unfinished`: a text that breaks off.

use crate::diagnostic::Severity;
use crate::page::stub::Kind;
use crate::rules::facts::Facts;
use crate::rules::unwritten;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "stub-unfinished",
    summary: "a text breaks off, says `etc etc`, or holds a TODO",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("stub_unfinished.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let help = "finish the text";
    unwritten::tell(facts, findings, Kind::Unfinished, help, |_, evidence| {
        if ["etc", "(section", "tbd", "todo"].iter().any(|mark| evidence.to_ascii_lowercase().starts_with(mark)) {
            (format!("`{evidence}` leaves something open"), "still to be written")
        } else {
            (format!("the text breaks off after `{evidence}`"), "no end of a sentence")
        }
    });
}
