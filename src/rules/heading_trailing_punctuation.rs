//! `heading-trailing-punctuation`: a heading that ends like a sentence.

use crate::diagnostic::Applicability;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "heading-trailing-punctuation",
    summary: "a heading ends with a sign such as a full stop",
    default: None,
    blocks_build: false,
    manual: include_str!("heading_trailing_punctuation.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        for (heading, _) in written::headings(page) {
            let text = heading.text.trim_end();
            let Some(sign) = text.chars().next_back().filter(|sign| matches!(sign, '.' | ',' | ';' | ':' | '!')) else {
                continue;
            };
            if text.ends_with("...") {
                continue;
            }
            let mut finding = findings
                .at(heading.span, format!("the heading ends with `{sign}`"))
                .target(heading.text.clone())
                .help("a heading is no sentence");
            let written = facts.text_of(heading.span);
            if written.ends_with(sign) {
                let end = heading.span.end as usize;
                let place = Span::new(heading.span.source, end - sign.len_utf8(), end);
                finding = finding.fix(written::replace("take it out", Applicability::Unsafe, place, ""));
            }
            findings.push(finding);
        }
    }
}
