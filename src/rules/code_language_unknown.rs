//! `code-language-unknown`: a code block in a language that nobody can colour.

use crate::diagnostic::Severity;
use crate::render::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "code-language-unknown",
    summary: "nobody can colour the language of a code block",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("code_language_unknown.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.render_problems {
        let Problem::UnknownLanguage { span, language, near } = problem else { continue };
        let mut finding = findings
            .at(*span, format!("there is no language `{language}` to colour this code by"))
            .target(language.clone());
        if let Some(near) = near {
            finding = finding.help(format!("is `{near}` meant?"));
        }
        findings.push(finding);
    }
}
