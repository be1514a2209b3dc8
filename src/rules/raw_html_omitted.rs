//! `raw-html-omitted`: raw HTML that the configuration keeps out of the page.

use crate::diagnostic::Severity;
use crate::page::markdown;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "raw-html-omitted",
    summary: "raw HTML is left out of the page",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("raw_html_omitted.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut before: Option<Span> = None;
    for problem in facts.page_problems() {
        let crate::page::Problem::Markdown(markdown::Problem::RawHtmlOmitted { span }) = problem else { continue };
        let text = facts.sources.get(span.source).text();
        // A comment was never meant for the reader.
        if text.get(span.range()).is_some_and(|html| html.trim_start().starts_with("<!--")) {
            continue;
        }
        // One finding a line: the opening and the closing tag are one thing to the author.
        let last = before.replace(*span).filter(|last| last.source == span.source);
        let between = last.and_then(|last| text.get(last.end as usize..span.start as usize));
        if between.is_some_and(|between| !between.contains('\n')) {
            continue;
        }
        let finding = findings
            .at(*span, "raw HTML is left out, since the configuration does not allow it")
            .label("not in the page")
            .help("set `unsafe = true` under `[markup.goldmark.renderer]`, or write it as Markdown or as a shortcode");
        findings.push(finding);
    }
}
