//! `file-not-utf8`: a text that is not UTF-8.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::Content;
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "file-not-utf8",
    summary: "a text file is not UTF-8",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("file_not_utf8.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (id, source) in facts.sources.iter() {
        let Content::Text { lossy: Some(at), .. } = source.content else { continue };
        let finding = findings
            .at(Span::new(id, at, at), "the file is not UTF-8 from here on")
            .label("what cannot be read is shown as \u{fffd}")
            .help("save the file as UTF-8");
        findings.push(finding);
    }
}
