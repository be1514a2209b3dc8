//! `typo`: a word of the list of frequent mistakes.

use crate::diagnostic::Applicability;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "typo",
    summary: "a word is in the list of frequent mistakes",
    default: None,
    blocks_build: false,
    manual: include_str!("typo.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (language, slip) in facts.slips() {
        let Slip::Typo { span, word, right } = slip else { continue };
        if !language.starts_with("en") {
            continue;
        }
        let right = if word.starts_with(char::is_uppercase) { capital(right) } else { right.to_string() };
        let finding = findings
            .at(*span, format!("`{word}` is written `{right}`"))
            .target(word.clone())
            .fix(written::replace(format!("write `{right}`"), Applicability::Unsafe, *span, right.clone()));
        findings.push(finding);
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
