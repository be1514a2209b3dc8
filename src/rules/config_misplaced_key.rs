//! `config-misplaced-key`: a setting of the site under `[params]`, where nobody reads it.

use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-misplaced-key",
    summary: "a setting stands under `params`, where nobody reads it",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("config_misplaced_key.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.config_problems {
        let Problem::MisplacedKey { span, key } = problem else { continue };
        let finding = findings
            .at(*span, format!("`{key}` has no effect under `params`"))
            .label("a setting of the site")
            .target(key.clone())
            .help(format!("move `{key}` to the top of the file, above the first table"));
        findings.push(finding);
    }
}
