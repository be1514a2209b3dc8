//! `heading-duplicate-id`: two places of a page with one id, or with equal headings.

use crate::diagnostic::Severity;
use crate::page::Page;
use crate::page::document::Heading;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::{SourceId, Span};
use rustc_hash::{FxHashMap, FxHashSet};

pub const RULE: Rule = Rule {
    name: "heading-duplicate-id",
    summary: "two places of a page have one id, or equal headings",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("heading_duplicate_id.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let linked = linked(facts);
    for page in facts.judged() {
        given_twice(facts, page, findings);
        equal_text(page, &linked, findings);
    }
}

/// Pages with the fragments to which something links.
fn linked(facts: &Facts<'_>) -> FxHashSet<(SourceId, String)> {
    let mut linked = FxHashSet::default();
    for reference in facts.resolved.iter().flat_map(|resolved| &resolved.references) {
        if let Outcome::Page { node, fragment: Some(fragment) } = &reference.outcome
            && let Some(source) = facts.site.node(*node).source
        {
            linked.insert((source, fragment.clone()));
        }
    }
    linked
}

/// `{#id}` and ids of raw HTML must be the only ones of their name.
fn given_twice(facts: &Facts<'_>, page: &Page, findings: &mut Findings) {
    let mut ids: Vec<(&str, Span, bool)> = Vec::new();
    page.document.walk(&mut |document, _| {
        let headings = document.headings.iter().filter(|heading| !heading.id.is_empty());
        ids.extend(headings.map(|heading| (heading.id.as_str(), heading.span, heading.explicit)));
        ids.extend(document.raw_ids.iter().map(|(id, span)| (id.as_str(), *span, true)));
    });
    ids.sort_by_key(|(_, span, _)| span.start);
    let mut seen: FxHashMap<&str, (Span, bool)> = FxHashMap::default();
    for (id, span, is_given) in ids {
        let Some(&(first, first_given)) = seen.get(id) else {
            seen.insert(id, (span, is_given));
            continue;
        };
        // `<a id="x" name="x">` says the same of one place.
        let between = Span { start: first.end, end: span.start.max(first.end), ..first };
        if !(is_given || first_given)
            || !facts.text_of(between).contains('<') && span.end < first.end + 200 && is_tag(facts, first)
        {
            continue;
        }
        let finding = findings
            .at(span, format!("the id `{id}` stands twice on the page"))
            .label("links lead to the first one")
            .related(first, "the first one")
            .target(id)
            .help("give one of the two another id");
        findings.push(finding);
    }
}

/// Whether a place is the value of an attribute.
fn is_tag(facts: &Facts<'_>, place: Span) -> bool {
    let text = facts.sources.get(place.source).text();
    text.get(..place.start as usize).is_some_and(|before| before.ends_with(['"', '\'', '=']))
}

/// Equal headings get a number behind their ids. That does no harm until somebody links to one of them.
fn equal_text(page: &Page, linked: &FxHashSet<(SourceId, String)>, findings: &mut Findings) {
    let mut seen: FxHashMap<&str, &Heading> = FxHashMap::default();
    for (heading, _) in written::headings(page) {
        if heading.explicit || heading.id.is_empty() {
            continue;
        }
        let Some(first) = seen.get(heading.text.as_str()).filter(|first| first.id != heading.id) else {
            seen.insert(&heading.text, heading);
            continue;
        };
        let is_linked = |id: &str| linked.contains(&(page.source, id.to_string()));
        let target = [&heading.id, &first.id].into_iter().find(|id| is_linked(id));
        let (severity, label) = match target {
            Some(id) => (Severity::Warning, format!("somebody links to `#{id}`, whose number depends on the order")),
            None => (Severity::Info, format!("its id is `{}`", heading.id)),
        };
        let mut finding = findings
            .at(heading.span, format!("the heading `{}` stands twice on the page", heading.text))
            .label(label)
            .related(first.span, "the first one")
            .target(heading.text.clone())
            .help("say in the heading what makes the two different, or give each an id with `{#id}`");
        finding.severity = finding.severity.min(severity);
        findings.push(finding);
    }
}
