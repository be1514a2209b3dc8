//! `shortcode-unknown-argument`: a named argument that the shortcode does not read.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "shortcode-unknown-argument",
    summary: "a shortcode does not read this argument",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("shortcode_unknown_argument.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let Problem::UnknownArgument { span, name, argument, near } = problem else { continue };
        let mut finding = findings
            .at(*span, format!("shortcode `{name}` has no argument `{argument}`"))
            .label("not read")
            .target(argument.clone());
        if let Some(near) = near {
            let key = Span { end: span.start + argument.len() as u32, ..*span };
            finding = finding.label(format!("is `{near}` meant?")).fix(Fix {
                title: format!("replace `{argument}` by `{near}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit::Replace { span: key, text: near.clone() }],
            });
        }
        findings.push(finding);
    }
}
