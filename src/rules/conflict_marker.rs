//! `conflict-marker`: what git leaves in a file that was merged with open conflicts.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;
use memchr::memmem;

pub const RULE: Rule = Rule {
    name: "conflict-marker",
    summary: "a marker of an open merge conflict stands in the text",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("conflict_marker.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        let text = facts.sources.get(page.source).text();
        let has = |mark: &[u8]| memmem::find(text.as_bytes(), mark).is_some();
        if !has(b"<<<<<<<") && !has(b">>>>>>>") {
            continue;
        }
        // The opening marker, and the line between both sides.
        let mut open: Option<(Span, Option<Span>)> = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(page.source, start, start + line.trim_end().len());
            start += line.len();
            match marker(line.trim_end()) {
                Some('<') => {
                    if let Some((first, middle)) = open.replace((span, None)) {
                        tell(findings, first, middle, None);
                    }
                }
                Some('=') => {
                    if let Some((_, middle)) = &mut open {
                        middle.get_or_insert(span);
                    }
                }
                Some('>') => match open.take() {
                    Some((first, middle)) => tell(findings, first, middle, Some(span)),
                    None => tell(findings, span, None, None),
                },
                _ => {}
            }
        }
        if let Some((first, middle)) = open {
            tell(findings, first, middle, None);
        }
    }
}

fn tell(findings: &mut Findings, first: Span, middle: Option<Span>, last: Option<Span>) {
    let mut finding = findings
        .at(first, "an open merge conflict stands in the page")
        .label("a marker that git left")
        .help("keep one of the two sides, or both, and take out the lines of the markers");
    if let Some(middle) = middle {
        finding = finding.related(middle, "the other side begins");
    }
    if let Some(last) = last {
        finding = finding.related(last, "it ends here");
    }
    findings.push(finding);
}

/// The sign of which a line is a marker: seven of it, a blank and a name; the one in the middle stands alone.
fn marker(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '<' | '=' | '>'))?;
    let rest = line.trim_start_matches(sign);
    if line.len() - rest.len() != 7 {
        return None;
    }
    let is_marker = match sign {
        '=' => rest.is_empty(),
        _ => rest.strip_prefix(' ').is_some_and(|name| !name.trim().is_empty()),
    };
    is_marker.then_some(sign)
}
