//! `shortcode-unbalanced-close`: a closing tag without an open call.

use crate::diagnostic::Severity;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "shortcode-unbalanced-close",
    summary: "a closing tag has no open shortcode",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_unbalanced_close.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.shortcode_problems() {
        let finding = match problem {
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
