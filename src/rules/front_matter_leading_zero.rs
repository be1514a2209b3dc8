//! `front-matter-leading-zero`: a weight with leading zeros, which Hugo reads as another number.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-leading-zero",
    summary: "a weight with leading zeros means another number to Hugo",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("front_matter_leading_zero.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::LeadingZero { span, value, hugo, used } = problem else { continue };
        let finding = findings
            .at(*span, format!("the weight `{value}` is {used} here and {hugo} in Hugo"))
            .label("leading zero")
            .help("Hugo takes a number that begins with 0 for an octal one")
            .fix(Fix {
                title: format!("write `{used}`"),
                applicability: Applicability::Safe,
                edits: vec![Edit::Replace { span: *span, text: used.to_string() }],
            });
        findings.push(finding);
    }
}
