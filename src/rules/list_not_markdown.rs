//! `list-not-markdown`: lines with bullets that make no list.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "list-not-markdown",
    summary: "lines begin with a bullet such as a dot, which makes no list",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("list_not_markdown.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::ListNotMarkdown { span, bullets } = slip else { continue };
        let bullet = facts.text_of(*span);
        let lines = match bullets.len() {
            1 => "a line begins".to_string(),
            count => format!("{count} lines begin"),
        };
        let finding = findings
            .at(*span, format!("{lines} with `{bullet}`, which makes no list"))
            .label("printed as running text")
            .help("begin each item with `- `")
            .fix(Fix {
                title: "write `-` for each of them".to_string(),
                applicability: Applicability::Unsafe,
                edits: bullets.iter().map(|&span| Edit::Replace { span, text: "-".to_string() }).collect(),
            });
        findings.push(finding);
    }
}
