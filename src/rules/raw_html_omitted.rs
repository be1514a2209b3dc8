//! `raw-html-omitted`: raw HTML that the configuration keeps out of the page.

use crate::diagnostic::Severity;
use crate::page::markdown;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "raw-html-omitted",
    summary: "raw HTML is left out of the page",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("raw_html_omitted.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in facts.page_problems() {
        let crate::page::Problem::Markdown(markdown::Problem::RawHtmlOmitted { span }) = problem else { continue };
        let finding = findings
            .at(*span, "raw HTML is left out, since the configuration does not allow it")
            .label("not in the page")
            .help("set `unsafe = true` under `[markup.goldmark.renderer]`, or write it as Markdown or as a shortcode");
        findings.push(finding);
    }
}
