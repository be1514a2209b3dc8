//! `weight-duplicate`: two pages side by side with one weight.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::siblings::Sibling;
use crate::rules::written;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "weight-duplicate",
    summary: "two pages side by side have the same weight",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("weight_duplicate.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for row in facts.weighed_rows() {
        let weighed = row.chunk_by(|a, b| a.node.weight == b.node.weight && a.node.weight != 0);
        let mut rest = row.as_slice();
        for tied in weighed {
            rest = rest.get(tied.len()..).unwrap_or(&[]);
            tell(facts, findings, tied, rest.first());
        }
    }
}

/// Tells all but the first of the pages that have one weight; `next` is the one behind them.
fn tell(facts: &Facts<'_>, findings: &mut Findings, tied: &[Sibling<'_>], next: Option<&Sibling<'_>>) {
    // A cascade that gives all pages one weight leaves their order to their titles.
    let Some((first, others)) = tied.split_first().filter(|_| tied.iter().any(|page| page.weight_place.is_some()))
    else {
        return;
    };
    let weight = first.node.weight;
    for (place, other) in others.iter().enumerate() {
        let titles = (&first.node.menu_title, &other.node.menu_title);
        let mut finding = findings
            .at(other.order_place(facts), format!("`{}` and `{}` both have the weight {weight}", titles.0, titles.1))
            .label("the same weight")
            .related(first.order_place(facts), "the first page with it")
            .target(other.node.menu_title.clone())
            .help("the order then rests on dates and titles; `guidegen order --fix` spaces the weights of a section");
        if let (Some(span), Some(free)) = (other.weight_place, free(weight, tied.len(), place + 1, next)) {
            let title = format!("write {free}, which keeps the order");
            finding = finding.fix(written::replace(title, Applicability::Safe, span, free.to_string()));
        }
        findings.push(finding);
    }
}

/// A weight between the one that is tied and that of the page behind it, for the page at `place` among `count`.
fn free(weight: i64, count: usize, place: usize, next: Option<&Sibling<'_>>) -> Option<i64> {
    let (count, place) = (i64::try_from(count).ok()?, i64::try_from(place).ok()?);
    let room = match next.filter(|next| next.node.weight != 0) {
        Some(next) => next.node.weight.checked_sub(weight)?,
        None => count.checked_mul(10)?,
    };
    let free = weight.checked_add(room.checked_mul(place)? / count)?;
    // 0 is no weight, and two pages must not get the same one.
    (room >= count && free != 0).then_some(free)
}
