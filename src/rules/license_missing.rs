//! `license-missing`: a page without the words of its licence.

use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "license-missing",
    summary: "a page lacks the words of its licence",
    default: None,
    blocks_build: false,
    manual: include_str!("license_missing.md"),
    check,
};

/// What a licence is looked for by, if the configuration does not say.
const USUAL: &str = "SPDX-License-Identifier:";

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let wanted = wanted(facts).unwrap_or(USUAL);
    for page in facts.own_pages() {
        if facts.sources.get(page.source).text().contains(wanted) {
            continue;
        }
        let finding = findings
            .at(Span::head(page.source), format!("the page does not say `{wanted}`"))
            .target(wanted)
            .help("write it into a comment below the front matter");
        findings.push(finding);
    }
}

/// `[check.license] text`, in any case of its keys.
fn wanted<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    let of = |table: &'a serde_json::Map<String, serde_json::Value>, name: &str| {
        table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    of(of(&facts.config.check, "license")?.as_object()?, "text")?.as_str().filter(|text| !text.is_empty())
}
