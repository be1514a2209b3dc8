//! `template-failed`: a template that fails while a page is rendered.

use crate::diagnostic::Severity;
use crate::render::Problem;
use crate::rules::facts::{Facts, reason as reason_of};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "template-failed",
    summary: "a template fails while a page is rendered",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("template_failed.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.render_problems {
        let Problem::Template { source, name, place, reason, page } = problem else { continue };
        let at_template = source.map(|source| facts.place(source, *place));
        let span = at_template.or(*page).unwrap_or_else(|| facts.anywhere());
        let (said, more) = reason_of(reason);
        let mut finding = findings.at(span, format!("the template `{name}` fails: {said}")).target(name.clone());
        finding.help.extend(more);
        if let (Some(_), Some(page)) = (at_template, page) {
            finding = finding.related(*page, "called here");
        }
        findings.push(finding);
    }
}
