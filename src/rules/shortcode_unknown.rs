//! `shortcode-unknown`: a shortcode that nobody defines.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::document::Document;
use crate::page::scan::Problem;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "shortcode-unknown",
    summary: "nobody defines this shortcode",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("shortcode_unknown.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for page in facts.judged() {
        for problem in &page.problems {
            let crate::page::Problem::Shortcode(Problem::Unknown { span, name, near }) = problem else { continue };
            let mut finding = findings.at(*span, format!("there is no shortcode `{name}`")).target(name.clone());
            let go = [format!("layouts/shortcodes/{name}.html"), format!("layouts/_shortcodes/{name}.html")];
            if let Some(go) = go.iter().find(|path| facts.ignored_layouts.contains(path)) {
                finding = finding
                    .label("its template is a Go template")
                    .help(format!("`{go}` is not run; write it for Tera as `templates/shortcodes/{name}.html`"));
            } else if let Some(near) = near {
                let mut edits = vec![Edit::Replace { span: *span, text: near.clone() }];
                let text = facts.sources.get(page.source).text();
                edits.extend(
                    closing_name(&page.document, *span, name, text)
                        .map(|span| Edit::Replace { span, text: near.clone() }),
                );
                finding = finding.label(format!("is `{near}` meant?")).fix(Fix {
                    title: format!("replace `{name}` by `{near}`"),
                    applicability: Applicability::Unsafe,
                    edits,
                });
            } else {
                finding = finding
                    .label("not defined")
                    .help(format!("define it in `templates/shortcodes/{name}.html`, or show the call as text: `{{{{</* {name} */>}}}}`"));
            }
            findings.push(finding);
        }
    }
}

/// The name in the closing tag of the call whose name stands at `open`.
fn closing_name(document: &Document, open: Span, name: &str, text: &str) -> Option<Span> {
    let mut found = None;
    document.walk(&mut |document, _| {
        for node in &document.calls {
            if node.call.name_span != open || found.is_some() {
                continue;
            }
            let Some((inner, _)) = &node.call.inner else { continue };
            let tag = inner.end..node.call.span.end as usize;
            let at = text.get(tag.clone()).and_then(|tag| tag.find(name));
            found = at.map(|at| Span::new(open.source, tag.start + at, tag.start + at + name.len()));
        }
    });
    found
}
