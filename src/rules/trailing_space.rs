//! `trailing-space`: blanks at the end of a line.

use crate::diagnostic::Applicability;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "trailing-space",
    summary: "blanks stand at the end of a line",
    default: None,
    blocks_build: false,
    manual: include_str!("trailing_space.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        let text = facts.sources.get(page.source).text();
        let mut codes: Vec<Span> = Vec::new();
        page.document.walk(&mut |document, _| codes.extend(document.codes.iter().map(|code| code.span)));
        codes.sort_unstable();
        let mut lines = text.split_inclusive('\n').peekable();
        let mut start = 0;
        while let Some(line) = lines.next() {
            let end = line.trim_end_matches(['\n', '\r']);
            let kept = end.trim_end_matches([' ', '\t']);
            let (from, to) = (start + kept.len(), start + end.len());
            start += line.len();
            // Two blanks within a paragraph break the line.
            let breaks = end[kept.len()..].starts_with("  ")
                && !kept.is_empty()
                && lines.peek().is_some_and(|next| !next.trim().is_empty());
            let last = codes.partition_point(|code| (code.start as usize) <= from).checked_sub(1);
            let in_code = last.and_then(|last| codes.get(last)).is_some_and(|code| from < code.end as usize);
            if from == to || breaks || in_code {
                continue;
            }
            let span = Span::new(page.source, from, to);
            let finding = findings.at(span, "blanks stand at the end of the line").fix(written::replace(
                "take them out",
                Applicability::Safe,
                span,
                "",
            ));
            findings.push(finding);
        }
    }
}
