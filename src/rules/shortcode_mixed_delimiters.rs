//! `shortcode-mixed-delimiters`: a call that is opened with one delimiter and closed with the other.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-mixed-delimiters",
    summary: "a shortcode is opened with one delimiter and closed with the other",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("shortcode_mixed_delimiters.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let Problem::MixedDelimiters { span, open, name } = problem else { continue };
        let text = facts.sources.get(span.source).text();
        let opened = text.get(open.range()).unwrap_or("");
        let closing = text.get(span.range()).unwrap_or("");
        let (left, right) = if opened.starts_with("{{%") { ("{{%", "%}}") } else { ("{{<", ">}}") };
        let mut finding = findings
            .at(
                *span,
                format!(
                    "shortcode `{name}` is opened with `{left}` and closed with `{}`",
                    closing.get(..3).unwrap_or("")
                ),
            )
            .label("the other delimiter")
            .related(*open, "opened here")
            .target(name.clone());
        if let Some(inside) = closing.get(3..closing.len().saturating_sub(3)) {
            finding = finding.fix(Fix {
                title: format!("close it with `{left}{inside}{right}`"),
                applicability: Applicability::Safe,
                edits: vec![Edit::Replace { span: *span, text: format!("{left}{inside}{right}") }],
            });
        }
        findings.push(finding);
    }
}
