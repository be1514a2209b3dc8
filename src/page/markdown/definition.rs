//! Link reference definitions, `[label]: destination`, with their places, and labels that nobody defines.
//!
//! Source: CommonMark 0.31, 4.7 and 6.3 (full, collapsed and shortcut references).

use super::Problem;
use crate::page::document::{Definition, HOLE};
use crate::source::span::Span;
use pulldown_cmark::{BrokenLink, LinkType, RefDefs};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The definitions of one document, by label.
#[derive(Default)]
pub(super) struct Definitions {
    pub(super) list: Vec<Definition>,
    by_label: FxHashMap<String, usize>,
}

impl Definitions {
    /// Of two definitions of a label the first counts. `span` leads from the parsed text to the file.
    pub(super) fn new(definitions: &RefDefs<'_>, text: &str, span: impl Fn(&Range<usize>) -> Span) -> Self {
        let mut found: Vec<(&str, Range<usize>)> =
            definitions.iter().map(|(label, definition)| (label, definition.span.clone())).collect();
        found.sort_by_key(|(_, range)| range.start);
        let mut all = Self::default();
        for (label, range) in found {
            let place = destination(text, &range);
            all.by_label.insert(fold(label), all.list.len());
            all.list.push(Definition {
                label: label.to_string(),
                whole: span(&range),
                destination: span(&place),
                used: false,
            });
        }
        all
    }

    /// The destination of a label that a link or a picture names.
    pub(super) fn take(&mut self, label: &str) -> Option<Span> {
        let definition = self.list.get_mut(*self.by_label.get(&fold(label))?)?;
        definition.used = true;
        Some(definition.destination)
    }
}

/// Labels are compared without case, runs of blanks as one.
fn fold(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Where the destination stands in `[label]: destination "title"`.
fn destination(text: &str, whole: &Range<usize>) -> Range<usize> {
    let Some(definition) = text.get(whole.clone()) else { return whole.clone() };
    let Some(colon) = definition.find("]:") else { return whole.clone() };
    let rest = &definition[colon + 2..];
    let blanks = rest.len() - rest.trim_start().len();
    let start = whole.start + colon + 2 + blanks;
    let rest = rest.trim_start();
    if let Some(pointed) = rest.strip_prefix('<') {
        let end = pointed.find('>').unwrap_or(pointed.len());
        return start + 1..start + 1 + end;
    }
    start..start + rest.find(char::is_whitespace).unwrap_or(rest.len())
}

/// `[text][label]` and `[text][]` without a definition. A single pair of brackets is most often just that, and so are
/// numbers and letters in a row of brackets, which come from formulas.
pub(super) fn undefined(broken: &BrokenLink<'_>, span: impl Fn(&Range<usize>) -> Span) -> Option<Problem> {
    if !matches!(broken.link_type, LinkType::Reference | LinkType::Collapsed) {
        return None;
    }
    let label = broken.reference.trim();
    let is_word = label.chars().filter(|c| c.is_alphabetic()).count() > 1 && !label.contains(HOLE);
    is_word.then(|| Problem::UndefinedReference { span: span(&broken.span), label: label.to_string() })
}
