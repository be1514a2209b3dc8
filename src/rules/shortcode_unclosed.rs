//! `shortcode-unclosed`: a call that has a body but no closing tag.

use crate::diagnostic::Severity;
use crate::page::{Problem, scan};
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-unclosed",
    summary: "a shortcode that encloses text has no closing tag",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_unclosed.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.pages {
        for problem in &page.problems {
            let Problem::Shortcode(scan::Problem::Unclosed { span, name }) = problem else { continue };
            // A closing tag that cannot be read is told as such.
            let torn = |other: &Problem| match other {
                Problem::Shortcode(
                    scan::Problem::Unterminated { span: tag, name: own, .. }
                    | scan::Problem::BadCharacter { span: tag, name: own, .. },
                ) => own == name && tag.start > span.start,
                _ => false,
            };
            if page.problems.iter().any(torn) {
                continue;
            }
            let finding = findings
                .at(*span, format!("shortcode `{name}` is never closed"))
                .label("opened here")
                .target(name.clone())
                .help(format!(
                    "close it with the matching `/{name}` tag, or end the opening tag with `/` if it has no body"
                ));
            findings.push(finding);
        }
    }
}
