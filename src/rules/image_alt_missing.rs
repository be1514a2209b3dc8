//! `image-alt-missing`: a picture without a text for those who do not see it.

use crate::diagnostic::Severity;
use crate::page::Page;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "image-alt-missing",
    summary: "a picture has no alternative text",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("image_alt_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        let text = facts.sources.get(page.source).text();
        let mut places: Vec<(Span, String)> = linked::images(page, resolved)
            .into_iter()
            .filter(|(image, _)| image.alt.trim().is_empty() && !image.whole.range().is_empty())
            .map(|(image, reference)| (image.whole, reference.map(|own| own.written.clone()).unwrap_or_default()))
            .collect();
        places.extend(raw_images(page, text));
        places.extend(figures(page));
        places.sort();
        for (span, target) in places {
            let finding = findings
                .at(span, "this picture has no alternative text")
                .label("who does not see it learns nothing")
                .target(target)
                .help("say in a few words what it shows: `![The network of a team](...)`");
            findings.push(finding);
        }
    }
}

/// Longer tags are not looked at.
const LONGEST_TAG: usize = 4096;

/// `<img>` tags without `alt`.
fn raw_images(page: &Page, text: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    page.document.walk(&mut |document, _| {
        for raw in document.raw_references.iter().filter(|raw| raw.tag == "img" && raw.attribute == "src") {
            let (Some(before), Some(after)) = (text.get(..raw.span.start as usize), text.get(raw.span.end as usize..))
            else {
                continue;
            };
            let Some(open) = before.rfind('<') else { continue };
            // A tag without an end is no tag.
            let Some(end) = after.bytes().take(LONGEST_TAG).position(|byte| byte == b'>') else { continue };
            let end = raw.span.end as usize + end + 1;
            let tag = text.get(open..end).unwrap_or("").to_ascii_lowercase();
            let has_alt = tag.match_indices("alt").any(|(at, _)| {
                let before = tag[..at].chars().next_back();
                let after = tag[at + 3..].trim_start().chars().next();
                before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\''))
                    && matches!(after, Some('=' | '>' | '/') | None)
            });
            if !has_alt {
                found.push((Span::new(raw.span.source, open, end), raw.value.clone()));
            }
        }
    });
    found
}

/// `figure` shortcodes without any words.
fn figures(page: &Page) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    page.document.walk(&mut |document, _| {
        for node in document.calls.iter().filter(|node| node.call.name == "figure") {
            let worded = ["alt", "caption", "title"]
                .iter()
                .any(|name| node.call.named(name).is_some_and(|argument| !argument.value.text().trim().is_empty()));
            if !worded {
                let src = node.call.named("src").map(|argument| argument.value.text()).unwrap_or_default();
                found.push((node.call.open, src));
            }
        }
    });
    found
}
