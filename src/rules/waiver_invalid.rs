//! `waiver-invalid`: a waiver that can waive nothing.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::level;
use crate::rules::waive::Idle;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "waiver-invalid",
    summary: "a waiver names no rule, or no day",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("waiver_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for idle in facts.idle_waivers {
        let finding = match idle {
            Idle::UnknownRule { place, rule } => {
                let mut finding =
                    findings.at(*place, format!("there is no rule `{rule}` to waive")).target(rule.clone());
                finding.help.push(match level::near(rule) {
                    Some(near) => format!("is `{near}` meant?"),
                    None => "`guidegen rules` lists them".to_string(),
                });
                finding
            }
            Idle::BadDate { place, until } => findings
                .at(*place, format!("the waiver ends on `{until}`, which is no day"))
                .help("write year, month and day: `2020-10-14`"),
            _ => continue,
        };
        findings.push(finding);
    }
}
