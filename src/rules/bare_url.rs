//! `bare-url`: a web address in the text that is no explicit link.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::document::LinkKind;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "bare-url",
    summary: "a web address stands bare in the text",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("bare_url.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        let text = facts.sources.get(page.source).text();
        for linked in linked::links(page, resolved) {
            let link = linked.link;
            if link.kind != LinkKind::Auto || link.span.source != page.source {
                continue;
            }
            let Some(written) = text.get(link.span.range()) else { continue };
            let has_scheme = linked::is_web(written);
            if !(has_scheme || written.starts_with("www.")) {
                continue;
            }
            let mut finding = findings
                .at(link.span, format!("`{written}` stands bare in the text"))
                .target(written)
                .help("give it a text: `[what it is](https://...)`");
            if has_scheme {
                finding = finding.fix(Fix {
                    title: format!("write `<{written}>`"),
                    applicability: Applicability::Safe,
                    edits: vec![Edit::Replace { span: link.span, text: format!("<{written}>") }],
                });
            }
            findings.push(finding);
        }
    }
}
