//! `shortcode-syntax`: an argument that cannot be read.

use crate::diagnostic::Severity;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-syntax",
    summary: "an argument of a shortcode cannot be read",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_syntax.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let finding = match problem {
            Problem::BadCharacter { span, name, character } => {
                let call = if name.is_empty() { "a shortcode".to_string() } else { format!("shortcode `{name}`") };
                let help = match character {
                    '\'' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {
                        "values stand in straight double quotes"
                    }
                    _ if name.is_empty() => {
                        "the name of the shortcode comes first; to show the signs themselves, write `/*` behind them and \
                         `*/` before the end"
                    }
                    '=' => "a name stands before the sign, and its value behind it",
                    _ => "a value with such a character stands in double quotes",
                };
                findings
                    .at(*span, format!("`{character}` cannot stand in {call}"))
                    .label("not expected here")
                    .target(name.clone())
                    .help(help)
            }
            Problem::OpenQuote { span, name } => findings
                .at(*span, format!("a quoted value of shortcode `{name}` is not closed on its line"))
                .label("the closing quote is missing")
                .target(name.clone())
                .help("close the quote; a value of several lines stands in backquotes"),
            _ => continue,
        };
        findings.push(finding);
    }
}
