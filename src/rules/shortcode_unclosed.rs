//! `shortcode-unclosed`: a call that has a body but no closing tag.

use crate::diagnostic::Severity;
use crate::page::{Problem, scan};
use crate::rules::facts::{Facts, torn_tags};
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
    for page in facts.judged() {
        let torn = torn_tags(page);
        for problem in &page.problems {
            let Problem::Shortcode(scan::Problem::Unclosed { span, name }) = problem else { continue };
            // A closing tag that cannot be read is told as such.
            if torn.get(name.as_str()).is_some_and(|(_, last)| *last > span.start) {
                continue;
            }
            let finding = findings
                .at(*span, format!("shortcode `{name}` is never closed"))
                .label("opened here")
                .target(name.clone())
                .help(format!(
                    "write `{}` where its text ends, or end the opening tag with `/` if it has none",
                    closing(facts.text_of(*span), name)
                ));
            findings.push(finding);
        }
    }
}

/// The closing tag in the manner of the opening one.
fn closing(opening: &str, name: &str) -> String {
    if opening.starts_with("{{%") { format!("{{{{% /{name} %}}}}") } else { format!("{{{{< /{name} >}}}}") }
}
