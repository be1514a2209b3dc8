//! `theme-missing`: a theme that is nowhere.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::theme::Problem;

pub const RULE: Rule = Rule {
    name: "theme-missing",
    summary: "the theme is nowhere to be found",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("theme_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.theme_problems {
        let Problem::Missing { span, name, near, is_go } = problem else { continue };
        let place = span.unwrap_or_else(|| facts.anywhere());
        let mut finding = findings.at(place, format!("the theme `{name}` is not there")).target(name.clone());
        if *is_go {
            finding.message = format!("the theme `{name}` has no templates for guidegen");
            finding = finding
                .help(format!("`themes/{name}/layouts` holds Go templates, which are not run"))
                .help("take `theme` out to use the theme `foundation`, which is built in");
        } else {
            finding = finding.help(format!(
                "put it into `themes/{name}`, or take `theme` out to use `foundation`, which is built in"
            ));
        }
        if let (Some(near), Some(span)) = (near, span) {
            let written = facts.sources.get(span.source).text().get(span.range()).unwrap_or("");
            let quote =
                written.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from).unwrap_or_default();
            finding = finding.label(format!("is `{near}` meant?")).fix(Fix {
                title: format!("replace `{name}` by `{near}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit::Replace { span: *span, text: format!("{quote}{near}{quote}") }],
            });
        }
        findings.push(finding);
    }
}
