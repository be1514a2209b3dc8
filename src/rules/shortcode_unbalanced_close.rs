//! `shortcode-unbalanced-close`: a closing tag without an open call.

use crate::diagnostic::Severity;
use crate::page;
use crate::page::scan::Problem;
use crate::rules::facts::{Facts, torn_tags};
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "shortcode-unbalanced-close",
    summary: "a closing tag has no open shortcode",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_unbalanced_close.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        // An opening tag that cannot be read is told as such.
        let torn = torn_tags(page);
        let is_torn = |span: &Span, name: &str| torn.get(name).is_some_and(|(first, _)| *first < span.start);
        for problem in &page.problems {
            let page::Problem::Shortcode(problem) = problem else { continue };
            let finding = match problem {
                Problem::StrayClose { span, name, .. } if is_torn(span, name) => continue,
                Problem::StrayClose { span, name, open, open_name } => {
                    let mut finding = findings
                        .at(*span, format!("`{name}` is closed here, but no `{name}` is open"))
                        .label("nothing to close")
                        .target(name.clone());
                    if let (Some(open), Some(open_name)) = (open, open_name) {
                        finding = finding
                            .related(*open, format!("`{open_name}` is open since here"))
                            .help(format!("close `{open_name}` first, or take this tag out"));
                    } else {
                        finding = finding.help("take this tag out, or write the opening one");
                    }
                    finding
                }
                Problem::CloseOfBodiless { span, name } => findings
                    .at(*span, format!("shortcode `{name}` encloses nothing and has no closing tag"))
                    .label("not needed")
                    .target(name.clone())
                    .help("take this tag out"),
                _ => continue,
            };
            findings.push(finding);
        }
    }
}
