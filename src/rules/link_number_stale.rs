//! `link-number-stale`: a link text with the number that its target had before.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::resolve::reference::{Outcome, Reference};
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "link-number-stale",
    summary: "a link names its target by an old number",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_number_stale.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        for linked in linked::links(page, resolved) {
            let Some((number, name)) = numbered(&linked.link.text) else { continue };
            let Some(reference) = linked.reference else { continue };
            let titles = titles(facts, page.source, reference);
            let target = titles.iter().find_map(|title| numbered(title).filter(|(_, own)| same(own, name)));
            let Some((now, _)) = target.filter(|(now, _)| *now != number) else { continue };
            let mut finding = findings
                .at(linked.link.whole, format!("the link says number {number}, its target has {now}"))
                .label(format!("the target is `{now}. {name}`"))
                .target(reference.written.clone());
            let whole = linked.link.whole;
            let text = facts.sources.get(whole.source).text().get(whole.range()).unwrap_or("");
            if let Some(rest) = text.strip_prefix('[').filter(|rest| rest.starts_with(number)) {
                let start = whole.start as usize + 1;
                let span = Span::new(whole.source, start, start + number.len());
                debug_assert!(!rest.is_empty());
                finding = finding.fix(Fix {
                    title: format!("write {now}"),
                    applicability: Applicability::Safe,
                    edits: vec![Edit::Replace { span, text: now.to_string() }],
                });
            }
            findings.push(finding);
        }
    }
}

/// Number and name of `6. Network` or `6) Network`.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).filter(|&end| (1..=3).contains(&end))?;
    let (number, rest) = text.split_at(end);
    let name = rest.strip_prefix(['.', ')'])?;
    (name.starts_with(char::is_whitespace) && !name.trim().is_empty()).then(|| (number, name.trim()))
}

fn same(a: &str, b: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    plain(a) == plain(b)
}

/// All that the target is called: the heading that the fragment names, title, menu title.
fn titles(facts: &Facts<'_>, own: crate::source::span::SourceId, reference: &Reference) -> Vec<String> {
    let Outcome::Page { node, fragment } = &reference.outcome else { return Vec::new() };
    let node = facts.site.node(*node);
    let target = node.entry.and_then(|entry| facts.pages.get(entry)).map(|page| &**page).or_else(|| facts.page_of(own));
    if let (Some(fragment), Some(target)) = (fragment, target) {
        return target
            .outline
            .anchors()
            .iter()
            .filter(|anchor| anchor.id == *fragment)
            .map(|anchor| anchor.text.clone())
            .collect();
    }
    vec![node.menu_title.clone(), node.title.clone()]
}
