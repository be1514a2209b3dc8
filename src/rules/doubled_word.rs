//! `doubled-word`: a word that stands twice.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "doubled-word",
    summary: "a word stands twice in a row",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("doubled_word.md"),
    check,
};

/// Languages in which a word is not doubled on purpose, by their first letters.
const LANGUAGES: [&str; 12] = ["en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl"];

/// Words that stand twice in good sentences; `etc etc` is told by `stub-unfinished`.
const FINE: [&str; 24] = [
    "bla", "blah", "bye", "das", "dat", "den", "der", "die", "es", "etc", "ha", "had", "her", "ja", "no", "nous",
    "really", "sie", "so", "that", "très", "very", "vous", "zij",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (language, slip) in facts.slips() {
        let Slip::DoubledWord { span, first, word } = slip else { continue };
        let is_fine = FINE.iter().any(|fine| word.to_lowercase() == *fine);
        if is_fine || !LANGUAGES.iter().any(|known| language.starts_with(known)) {
            continue;
        }
        let mut finding = findings
            .at(*span, format!("the word `{word}` stands twice"))
            .label("once more")
            .related(*first, "the first time")
            .target(word.clone());
        let between = Span { start: first.end, end: span.start, ..*span };
        // Marks between the two would be taken out with the word.
        if facts.text_of(between).chars().all(|c| c.is_whitespace() || c == '>') {
            let second = Span { start: first.end, ..*span };
            finding = finding.fix(written::replace("take one of them out", Applicability::Unsafe, second, ""));
        }
        findings.push(finding);
    }
}
