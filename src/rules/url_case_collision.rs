//! `url-case-collision`: two addresses that differ only in case.

use crate::diagnostic::Severity;
use crate::rules::facts::{Clashing, Facts};
use crate::rules::{Findings, Rule};
use crate::site::Problem;

pub const RULE: Rule = Rule {
    name: "url-case-collision",
    summary: "two addresses differ only in case",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("url_case_collision.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::UrlCaseCollision { path, other, first, second } = problem else { continue };
        let finding = findings
            .at(facts.url_place(*second), format!("`/{path}` differs from `/{other}` only in case"))
            .related(facts.url_place(*first), "the other page")
            .target(format!("/{path}"))
            .help("give one of the two another name");
        findings.push(finding);
    }
    for clash in facts.clashes.iter().filter(|clash| clash.kind == Clashing::Case) {
        let place = clash.second.or(clash.first).unwrap_or_else(|| facts.anywhere());
        let mut finding = findings
            .at(place, format!("`/{}` differs from `/{}` only in case", clash.path, clash.other))
            .target(format!("/{}", clash.path));
        if let Some(first) = clash.first.filter(|_| clash.second.is_some()) {
            finding = finding.related(first, "the other file");
        }
        findings.push(finding.help("give one of the two another name"));
    }
}
