//! `heading-number-sequence`: a numbered heading that does not count on.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::page::document::Heading;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::rules::{numbered, written};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "heading-number-sequence",
    summary: "a numbered heading does not count on from the one before it",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("heading_number_sequence.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        // The siblings of each level, as long as no higher heading ends them.
        let mut open: [Vec<&Heading>; 7] = Default::default();
        for (heading, nested) in written::headings(page) {
            if nested {
                continue;
            }
            let level = usize::from(heading.level).min(6);
            for ended in open.iter_mut().skip(level + 1) {
                row(facts, &std::mem::take(ended), findings);
            }
            open[level].push(heading);
        }
        for ended in &open {
            row(facts, ended, findings);
        }
    }
}

fn row(facts: &Facts<'_>, headings: &[&Heading], findings: &mut Findings) {
    if !headings.iter().any(|heading| heading.text.starts_with(|c: char| c.is_ascii_digit())) {
        return;
    }
    let numbers: Vec<_> = headings.iter().map(|heading| numbered::number(&heading.text)).collect();
    let counted: Vec<Option<u32>> = numbers.iter().map(|number| number.map(|(number, ..)| number)).collect();
    for found in numbered::breaks(&counted) {
        let (Some(heading), Some(before)) = (headings.get(found.at), headings.get(found.before)) else { continue };
        let finding = findings
            .at(heading.span, format!("number {} follows number {}", found.number, found.last))
            .label(format!("{} is expected", found.last + 1))
            .related(before.span, "the one before it")
            .target(heading.text.clone())
            .help("number the steps anew, or look for one that is missing");
        findings.push(finding);
    }
    // A comma is a slip of the pen where the others have a point.
    let usual = numbers.iter().flatten().map(|(_, sign, _)| *sign).find(|sign| *sign != ',');
    for (heading, number) in headings.iter().zip(&numbers) {
        let (Some((number, ',', length)), Some(usual)) = (number, usual) else { continue };
        let mut finding = findings
            .at(heading.span, format!("a comma stands behind number {number}"))
            .label(format!("`{usual}` is usual here"))
            .target(heading.text.clone());
        let source = facts.text_of(heading.span);
        if let Some(at) = source.find(&heading.text[..*length]) {
            let at = heading.span.start as usize + at + length - 1;
            let comma = Span::new(heading.span.source, at, at + 1);
            finding = finding.fix(written::replace(
                format!("write `{number}{usual}`"),
                Applicability::Safe,
                comma,
                usual.to_string(),
            ));
        }
        findings.push(finding);
    }
}
