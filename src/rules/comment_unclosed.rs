//! `comment-unclosed`: a comment that never ends.

use crate::diagnostic::Severity;
use crate::page::slip::Slip;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "comment-unclosed",
    summary: "an HTML comment is never closed",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("comment_unclosed.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (_, slip) in facts.slips() {
        let Slip::CommentUnclosed { span } = slip else { continue };
        let finding =
            findings.at(*span, "the comment is never closed").label("opened here").help("close it with `-->`");
        findings.push(finding);
    }
}
