//! `heading-no-space`: a heading without a blank behind its marks.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "heading-no-space",
    summary: "a line begins with `##` and no blank: it is no heading",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("heading_no_space.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::HeadingNoSpace { span, marks } = slip else { continue };
        let sign = "#".repeat(*marks);
        let behind = span.start as usize + marks;
        let finding = findings
            .at(*span, format!("`{sign}` without a blank behind it makes no heading"))
            .label("printed as it stands")
            .target(facts.text_of(*span))
            .fix(written::replace(
                format!("write a blank behind `{sign}`"),
                Applicability::Unsafe,
                Span::new(span.source, behind, behind),
                " ",
            ));
        findings.push(finding);
    }
}
