//! `anchor-broken`: a fragment that no heading or element of the target has.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::page::outline::Anchor;
use crate::resolve::reference::{Outcome, Reference};
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;
use rustc_hash::FxHashMap;

pub const RULE: Rule = Rule {
    name: "anchor-broken",
    summary: "the target has no such anchor",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("anchor_broken.md"),
    check,
};

/// So many anchors are compared with broken fragments in one run: a page of thousands of broken links to itself has another
/// trouble.
const MOST: usize = 2_000_000;
/// How many headings of the target are shown.
const SHOWN: usize = 3;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut left = MOST;
    let mut everywhere: Option<FxHashMap<&str, Vec<usize>>> = None;
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let Outcome::AnchorMissing { node, fragment } = &reference.outcome else { continue };
        let target = match node {
            Some(node) => facts.site.node(*node).entry.and_then(|entry| facts.pages.get(entry)).map(|page| &**page),
            None => Some(pointer.page),
        };
        let Some(target) = target else { continue };
        let own = target.source == pointer.page.source;
        let place = if own { "this page".to_string() } else { format!("page `{}`", facts.path(target.source)) };
        let at = reference.written.find('#').map_or(0, |at| at + 1);
        let mut finding = findings
            .at(fragment_place(facts, reference, at), format!("{place} has no anchor `#{fragment}`"))
            .label("no such anchor")
            .target(reference.written.clone());
        let anchors = target.outline.anchors();
        let looked_at = if left >= anchors.len() { anchors } else { &[] };
        left -= looked_at.len();
        let meant =
            looked_at.iter().find(|anchor| github(&anchor.text) == *fragment).map(|anchor| (anchor, true)).or_else(
                || {
                    let id = nearest(fragment, looked_at.iter().map(|anchor| anchor.id.as_str()))?;
                    looked_at.iter().find(|anchor| anchor.id == id).map(|anchor| (anchor, false))
                },
            );
        if let Some((anchor, as_github)) = meant {
            let only_case = anchor.id.eq_ignore_ascii_case(fragment);
            let applicability = if as_github || only_case { Applicability::Safe } else { Applicability::Unsafe };
            finding = finding.related(anchor.span, format!("this is `#{}`", anchor.id));
            if as_github {
                finding.help.push(format!(
                    "`#{fragment}` is the id that GitHub gives this heading; here it is `#{}`",
                    anchor.id
                ));
            } else {
                finding.help.push(format!("point at `#{}`, or give a heading the id `{{#{fragment}}}`", anchor.id));
            }
            if at > 0 {
                finding.fix = linked::replace_part(
                    facts.sources,
                    reference,
                    at..reference.written.len(),
                    &anchor.id,
                    applicability,
                );
            }
        } else {
            let everywhere = everywhere.get_or_insert_with(|| all_anchors(facts));
            if let Some([only]) = everywhere.get(fragment.as_str()).map(Vec::as_slice)
                && let Some(page) = facts.pages.get(*only)
            {
                finding.help.push(format!("page `{}` has this anchor", facts.path(page.source)));
            }
            let headings: Vec<&Anchor> = anchors.iter().filter(|anchor| anchor.level > 0).collect();
            for anchor in headings.iter().take(SHOWN) {
                finding = finding.related(anchor.span, format!("this is `#{}`", anchor.id));
            }
            if headings.is_empty() {
                finding.help.push("the page has no headings".to_string());
            } else {
                finding.help.push(format!("point at a heading that is there, or give one the id `{{#{fragment}}}`"));
            }
        }
        findings.push(finding);
    }
}

/// The fragment with its `#`, if the source has it as it was read; else all that was written.
fn fragment_place(facts: &Facts<'_>, reference: &Reference, at: usize) -> Span {
    let span = reference.span;
    let as_written = facts.sources.get(span.source).text().get(span.range()) == Some(reference.written.as_str());
    if at == 0 || !as_written { span } else { Span { start: span.start + at as u32 - 1, ..span } }
}

/// The id that GitHub gives a heading: the dashes that Hugo drops or makes of `--` stay there.
fn github(text: &str) -> String {
    let plain = text.replace('\u{2013}', "--").replace('\u{2014}', "---");
    plain
        .trim()
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            ' ' => Some('-'),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Every anchor of every page, with the pages that have it.
fn all_anchors<'a>(facts: &Facts<'a>) -> FxHashMap<&'a str, Vec<usize>> {
    let mut all: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (entry, page) in facts.pages.iter().enumerate() {
        for anchor in page.outline.anchors() {
            all.entry(&anchor.id).or_default().push(entry);
        }
    }
    all
}
