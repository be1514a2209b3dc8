//! `alias-invalid`: an alias that can be no address.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::Problem;

pub const RULE: Rule = Rule {
    name: "alias-invalid",
    summary: "an alias can be no address",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("alias_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::AliasInvalid { span, alias } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{alias}` cannot be an alias"))
            .target(alias.clone())
            .help("write the old path from the root of the site, such as `/old/page/`");
        findings.push(finding);
    }
}
