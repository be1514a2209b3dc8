//! `link-label-unused`: a definition of a link that no link names.

use crate::diagnostic::Severity;
use crate::page::document::Definition;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-label-unused",
    summary: "no link names this definition",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("link_label_unused.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        page.document.walk(&mut |document, _| {
            for definition in document.definitions.iter().filter(|own| !own.used && !is_comment(own)) {
                let finding = findings
                    .at(definition.whole, format!("no link names the label `{}`", definition.label))
                    .target(definition.label.clone())
                    .help("take the line out, or mend the label of the link that should name it");
                findings.push(finding);
            }
        });
    }
}

/// `[//]: # (text)` and `[comment]: <> (text)`.
fn is_comment(definition: &Definition) -> bool {
    matches!(definition.label.as_str(), "//" | "comment" | "_") || definition.label.starts_with("//")
}
