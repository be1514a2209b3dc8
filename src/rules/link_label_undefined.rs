//! `link-label-undefined`: a reference link whose label nobody defines.

use crate::diagnostic::Severity;
use crate::page::markdown;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-label-undefined",
    summary: "the label of a link is not defined",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_label_undefined.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.page_problems() {
        let crate::page::Problem::Markdown(markdown::Problem::UndefinedReference { span, label }) = problem else {
            continue;
        };
        let finding = findings
            .at(*span, format!("nothing defines the label `{label}`"))
            .label("shown as it stands, brackets and all")
            .target(label.clone())
            .help(format!("add a line `[{label}]: https://...` to the page"));
        findings.push(finding);
    }
}
