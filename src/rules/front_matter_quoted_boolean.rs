//! `front-matter-quoted-boolean`: `"false"` in quotes, which the theme learn takes for true.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::front_matter::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "front-matter-quoted-boolean",
    summary: "a quoted `false` is true to Hugo's themes",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("front_matter_quoted_boolean.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.front_matter_problems() {
        let Problem::QuotedBoolean { span, key, value } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{key}` is the text \"{value}\", not a truth value"))
            .label("a text that is not empty is true in Hugo's themes")
            .help(format!("guidegen reads it as {value}; without quotes Hugo does so too"))
            .fix(Fix {
                title: format!("write `{value}` without quotes"),
                applicability: Applicability::Safe,
                edits: vec![Edit::Replace { span: *span, text: value.clone() }],
            });
        findings.push(finding);
    }
}
