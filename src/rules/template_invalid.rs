//! `template-invalid`: a template that does not parse, or names one that is not there.

use crate::diagnostic::Severity;
use crate::rules::facts::{Facts, reason as reason_of};
use crate::rules::{Findings, Rule};
use crate::theme::Problem;

pub const RULE: Rule = Rule {
    name: "template-invalid",
    summary: "a template does not parse",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("template_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.theme_problems {
        let Problem::Template { source, name, place, reason } = problem else { continue };
        let span = source.map_or_else(|| facts.anywhere(), |source| facts.place(source, *place));
        let (said, more) = reason_of(reason);
        let mut finding =
            findings.at(span, format!("the template `{name}` does not parse: {said}")).target(name.clone());
        finding.help.extend(more);
        findings.push(finding);
    }
}
