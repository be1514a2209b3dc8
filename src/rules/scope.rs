//! Scope: rules whose findings on a page follow from that page and what it points at, so that an editor need not wait for the
//! others.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::facts::Facts;
use crate::rules::waive::Waivers;
use crate::rules::{Rule, run};

/// Families and single rules. What is in none of them looks at the guide as a whole, or at what was rendered.
const OF_PAGE: [&str; 48] = [
    "anchor-broken",
    "bare-url",
    "code-unclosed",
    "comment-unclosed",
    "conflict-marker",
    "doubled-word",
    "front-matter-date-invalid",
    "front-matter-duplicate-key",
    "front-matter-invalid",
    "front-matter-leading-zero",
    "front-matter-quoted-boolean",
    "front-matter-unclosed",
    "front-matter-unknown-key",
    "front-matter-wrong-type",
    "heading-duplicate-id",
    "heading-glued",
    "heading-h1-in-body",
    "heading-level-skip",
    "heading-no-space",
    "heading-number-sequence",
    "heading-trailing-punctuation",
    "image-alt-missing",
    "image-alt-reused",
    "image-link-mismatch",
    "image-missing",
    "link-broken",
    "link-empty-target",
    "link-insecure",
    "link-label-undefined",
    "link-label-unused",
    "link-number-stale",
    "link-odd-ending",
    "link-own-site",
    "link-raw-internal",
    "link-text-url-mismatch",
    "link-to-draft",
    "link-to-hidden",
    "list-glued",
    "list-not-markdown",
    "notice-kind-invalid",
    "path-case",
    "raw-html-omitted",
    "ref-ambiguous",
    "ref-broken",
    "ref-with-extension",
    "title-missing",
    "trailing-space",
    "typo",
];

/// Whether the findings of a rule on a page follow from that page and what it points at.
pub fn is_of_page(rule: &str) -> bool {
    OF_PAGE.contains(&rule) || ["shortcode-", "stub-"].iter().any(|family| rule.starts_with(family))
}

/// What the rules of a page say of one page, the `entry`th of the facts, without what the author waived.
pub fn judge_page(
    facts: &Facts<'_>,
    level: impl Fn(&Rule) -> Option<Severity>,
    now: i64,
    entry: usize,
) -> Vec<Diagnostic> {
    let facts = facts.of_page(entry);
    let mut findings = run(&facts, |rule| level(rule).filter(|_| is_of_page(rule.name)));
    Waivers::collect(&facts, now).apply(&facts, &mut findings, |finding| (finding.primary.span, finding.rule));
    findings
}
