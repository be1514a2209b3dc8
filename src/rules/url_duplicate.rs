//! `url-duplicate`: two files that want the same place in the site.

use crate::diagnostic::Severity;
use crate::rules::facts::{Clashing, Facts};
use crate::rules::{Findings, Rule};
use crate::site::Problem;
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "url-duplicate",
    summary: "two files want the same address",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("url_duplicate.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::UrlDuplicate { path, first, second } = problem else { continue };
        let finding = findings
            .at(facts.url_place(*second), format!("`{}` is published at `/{path}` already", facts.path(*first)))
            .label("the same address")
            .related(facts.url_place(*first), "taken by this page")
            .target(format!("/{path}"))
            .help("give one of the two another file name, `slug` or `url`");
        findings.push(finding);
    }
    for clash in facts.clashes.iter().filter(|clash| clash.kind != Clashing::Case) {
        let what = if clash.kind == Clashing::Same { "is published at" } else { "stands in the way of" };
        let other = clash.first.map_or("a file that guidegen makes", |first| facts.path(first.source));
        let place = clash.second.or(clash.first).unwrap_or_else(|| facts.anywhere());
        let mut finding = findings
            .at(place, format!("`{other}` {what} `/{}` already", clash.path))
            .target(format!("/{}", clash.path));
        if let Some(first) = clash.first.filter(|_| clash.second.is_some()) {
            finding = finding.related(Span { end: first.start, ..first }, "taken by this file");
        }
        findings.push(finding.help("rename one of the two"));
    }
}
