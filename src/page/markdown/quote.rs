//! Block quotes, and the GitHub alerts among them.

use super::{End, Walk};
use crate::page::document::{AlertBox, Part};
use crate::page::text::inline::Events;
use crate::source::span::Span;
use pulldown_cmark::{Event, Tag};
use std::ops::Range;

/// Alerts nested deeper than this are plain quotes: boxes are rendered one within the other.
const DEEPEST: usize = 24;

/// An alert while its body is read.
pub(super) struct Alert {
    kind: String,
    pub(super) title: String,
    expanded: Option<bool>,
    /// What stands before it.
    parts: Vec<Part>,
    span: Span,
    /// See [`super::links_only::LinksOnly::pause`].
    was_paused: bool,
}

impl<'t> Walk<'_, 't, '_> {
    /// Source: Hugo's page `render-hooks/blockquotes`; the first line of the first paragraph decides.
    pub(super) fn quote(&mut self, range: &Range<usize>, events: &Events<'t>, at: usize) {
        let first = match (events.get(at + 1), events.get(at + 2)) {
            (Some((Event::Start(Tag::Paragraph), _)), Some((Event::Text(_), text))) => Some(text.start),
            _ => None,
        };
        let marker = first.filter(|_| self.alerts < DEEPEST).and_then(|first| {
            let line = self.text.get(first..range.end)?;
            Some((first, marker(line)?))
        });
        match marker {
            Some((first, Marker { kind, expanded, length, line })) => {
                self.alerts += 1;
                self.title_from = first + length;
                self.skip_until = first + line;
                self.flush();
                let parts = std::mem::take(&mut self.document.parts);
                let span = self.span(range);
                let title = String::new();
                // It goes through a template, which may look at all of it.
                let was_paused = self.links_only.pause();
                self.ends.push(End::Alert(Box::new(Alert { kind, title, expanded, parts, span, was_paused })));
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
            Some(End::Alert(alert)) => {
                let Alert { kind, title, expanded, parts, span, was_paused } = *alert;
                self.links_only.go_on(was_paused);
                self.alerts -= 1;
                self.flush();
                let inner = std::mem::replace(&mut self.document.parts, parts);
                let number = self.document.boxes.len() as u32;
                let title = title.trim().to_string();
                self.document.boxes.push(AlertBox { kind, title, expanded, parts: inner, span });
                self.part(Part::Box(number));
            }
            _ => {}
        }
    }
}

/// `[!NOTE]-` at the start of a text.
struct Marker {
    kind: String,
    expanded: Option<bool>,
    length: usize,
    /// The length of the line.
    line: usize,
}

fn marker(text: &str) -> Option<Marker> {
    let rest = text.strip_prefix("[!")?;
    let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (kind, rest) = rest.split_at(name);
    let rest = rest.strip_prefix(']').filter(|_| name > 0)?;
    let expanded = match rest.as_bytes().first() {
        Some(b'+') => Some(true),
        Some(b'-') => Some(false),
        _ => None,
    };
    let length = "[!]".len() + name + usize::from(expanded.is_some());
    let line = text.find(['\n', '\r']).unwrap_or(text.len());
    Some(Marker { kind: kind.to_ascii_lowercase(), expanded, length, line })
}
