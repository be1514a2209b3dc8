//! Block quotes, and the GitHub alerts among them.

use super::{End, Walk};
use crate::page::document::{AlertBox, Part};
use std::ops::Range;

impl<'t> Walk<'_, 't, '_> {
    pub(super) fn quote(&mut self, range: &Range<usize>) {
        match alert_line(&self.text[range.clone()]) {
            Some((kind, title, expanded, length)) => {
                self.skip_until = range.start + length;
                self.flush();
                let parts = std::mem::take(&mut self.document.parts);
                let span = self.span(range);
                self.ends.push(End::Alert { kind, title, expanded, parts, span });
            }
            None => {
                self.html("<blockquote>\n");
                self.ends.push(End::Html("</blockquote>\n"));
            }
        }
    }

    pub(super) fn end_quote(&mut self) {
        match self.ends.pop() {
            Some(End::Html(html)) => self.html(html),
            Some(End::Alert { kind, title, expanded, parts, span }) => {
                self.flush();
                let inner = std::mem::replace(&mut self.document.parts, parts);
                let number = self.document.boxes.len() as u32;
                self.document.boxes.push(AlertBox { kind, title, expanded, parts: inner, span });
                self.part(Part::Box(number));
            }
            _ => {}
        }
    }
}

/// The first line of a GitHub alert: kind, title, whether it is foldable, and the length of the line.
fn alert_line(quote: &str) -> Option<(String, String, Option<bool>, usize)> {
    let line = quote.lines().next()?;
    let rest = line.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")?;
    let (kind, rest) = rest.split_once(']')?;
    if kind.is_empty() || !kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return None;
    }
    let (expanded, title) = match rest.as_bytes().first() {
        Some(b'+') => (Some(true), &rest[1..]),
        Some(b'-') => (Some(false), &rest[1..]),
        _ => (None, rest),
    };
    Some((kind.to_ascii_lowercase(), title.trim().to_string(), expanded, line.len()))
}
