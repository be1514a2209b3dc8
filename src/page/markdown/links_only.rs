//! Links only: how much of a body is written for those who want nothing of it but its ids and addresses.
//!
//! The summary of a page is seen by others, so a body is written as a whole until it is known. Behind it, running text and
//! markup without ids and addresses is left out, but for what templates and lists of contents see: boxes and headings.

use super::{Paragraph, Walk};
use crate::page::document::Part;
use crate::page::summary;

/// A summary is looked for again when the HTML has grown by this factor.
const GROWTH: usize = 2;
/// So many bytes of HTML most words have; a summary of shorter ones is found a little later.
const WORD: usize = 8;

/// Where a body stands between its whole HTML and its links.
pub(super) struct LinksOnly {
    /// Whether the summary is known, so that what follows may be left out.
    is_behind: bool,
    is_paused: bool,
    /// The words of the summary, as long as it is not known.
    words: Option<usize>,
    /// From this length of the HTML on it is looked for.
    least: usize,
}

impl LinksOnly {
    /// `words` of the summary, or none where all is wanted.
    pub(super) fn new(words: Option<usize>) -> Self {
        Self { is_behind: false, is_paused: false, words, least: words.unwrap_or(0).saturating_mul(WORD) }
    }

    /// Whether HTML without ids and addresses is left out now.
    pub(super) fn now(&self) -> bool {
        self.is_behind && !self.is_paused
    }

    /// All is written from here on to the end.
    pub(super) fn never(&mut self) {
        self.is_behind = false;
        self.words = None;
    }

    /// All is written until [`LinksOnly::go_on`] gets what this gives.
    pub(super) fn pause(&mut self) -> bool {
        std::mem::replace(&mut self.is_paused, true)
    }

    pub(super) fn go_on(&mut self, before: bool) {
        self.is_paused = before;
    }
}

impl Walk<'_, '_, '_> {
    /// Behind a paragraph: if the summary is known by now, the rest of the body is written for its links.
    pub(super) fn end_opening(&mut self) {
        let Some(words) = self.links_only.words else { return };
        let length = self.document.html.len();
        if length < self.links_only.least || !self.ends.is_empty() || self.paragraph != Paragraph::None {
            return;
        }
        let rest = self.flushed as u32..length as u32;
        let ranges = self.document.parts.iter().filter_map(|part| match part {
            Part::Html(range) => Some(range.clone()),
            _ => None,
        });
        match summary::opening(&self.document.html, ranges.chain([rest]), words) {
            (opening, true) => {
                self.document.opening = Some(opening);
                self.links_only.words = None;
                self.links_only.is_behind = true;
            }
            (_, false) => self.links_only.least = length.saturating_mul(GROWTH),
        }
    }
}
