//! `alias-taken`: an alias on the place of a page or of another alias.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::Problem;

pub const RULE: Rule = Rule {
    name: "alias-taken",
    summary: "an alias stands on the place of another page",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("alias_taken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::AliasTaken { span, alias, by } = problem else { continue };
        let finding = findings
            .at(*span, format!("the alias `{alias}` is taken by `{}`", facts.path(*by)))
            .related(facts.url_place(*by), "this page has the address")
            .target(alias.clone())
            .help("take the alias out; it cannot lead to two pages");
        findings.push(finding);
    }
}
