//! Running text: typography, emoji, bare URLs, and the places of calls in it.

use super::{End, Paragraph, Walk};
use crate::page::document::{LinkKind, Part};
use crate::page::text::inline::{Content, Events, Piece};
use crate::page::weave;
use crate::shortcode::Flow;
use pulldown_cmark::{Event, TagEnd};
use std::ops::Range;

impl<'t> Walk<'_, 't, '_> {
    /// An event that is not shown: the first line of an alert is its title. Blocks and runs of text are handled as usual.
    pub(super) fn skipped(&mut self, event: &Event<'t>) -> bool {
        match event {
            Event::Code(code) => {
                self.title(&weave::without_holes(code));
                true
            }
            Event::Start(tag) => is_inline(&tag.to_end()),
            Event::End(tag) => is_inline(tag),
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) | Event::FootnoteReference(_) => true,
            _ => false,
        }
    }

    /// Adds to the title of the alert at hand.
    fn title(&mut self, text: &str) {
        if let Some(End::Alert(alert)) = self.ends.last_mut() {
            alert.title.push_str(text);
        }
    }

    /// A run of text as Goldmark reads it: typography, emoji, bare URLs.
    pub(super) fn text_run(&mut self, events: &Events<'t>, at: usize) -> usize {
        if self.links_only.now()
            && events[at].1.start >= self.skip_until
            && let Some((range, next)) = self.inline.pass(self.text, events, at)
        {
            self.source_text(&range);
            return next;
        }
        let mut pieces: Vec<Piece<'_>> = emptied(std::mem::take(&mut self.pieces));
        let next = self.inline.run(self.text, events, at, !self.links.is_empty(), &mut pieces);
        for piece in pieces.drain(..) {
            if piece.range.end <= self.skip_until {
                let shown = piece.content.shown();
                let hidden = self.title_from.saturating_sub(piece.range.start);
                self.title(&weave::without_holes(shown.get(hidden..).unwrap_or("")));
                continue;
            }
            match piece.content {
                Content::Text(text) => {
                    // Only the rest behind the first line of an alert is shown.
                    let hidden = self.skip_until.saturating_sub(piece.range.start);
                    let hidden = if text.is_char_boundary(hidden) { hidden } else { 0 };
                    self.source_text(&(piece.range.start + hidden..piece.range.end));
                }
                Content::Entity(text) => {
                    self.visible();
                    self.escaped(text);
                }
                Content::Mark(mark) => self.plain_text(mark),
                Content::Emoji { emoji, .. } => self.plain_text(emoji),
                Content::Link { kind, address } => {
                    self.visible();
                    let url = kind.target(address, &self.dialect.markup.linkify_protocol);
                    let span = self.span(&piece.range);
                    self.open_link(LinkKind::Auto, &url, "", span, span, address.to_string(), false);
                    self.escaped(address);
                    self.html("</a>");
                }
                Content::Edge => {}
            }
        }
        self.pieces = emptied(pieces);
        next
    }

    /// A range of the source, with the calls in it.
    fn source_text(&mut self, range: &Range<usize>) {
        let text = self.text;
        let shown = text.get(range.clone()).unwrap_or("");
        if !self.marks.may_stand_in(range) {
            self.plain_text(shown);
            return;
        }
        for cut in weave::cut(shown) {
            match cut {
                weave::Cut::Text(text) => self.plain_text(text),
                weave::Cut::Call(number) => self.call(number),
            }
        }
    }

    fn plain_text(&mut self, text: &str) {
        let mut text = text;
        if self.paragraph == Paragraph::Pending {
            text = text.trim_start_matches([' ', '\t', '\n']);
            if text.is_empty() {
                return;
            }
            self.visible();
        }
        self.escaped(text);
    }

    /// The place of a call within text.
    fn call(&mut self, number: u32) {
        let block = match (self.flow)(number) {
            Flow::Block => true,
            Flow::Inline => false,
            Flow::Auto => self.paragraph == Paragraph::Pending,
        };
        if block && self.inline_depth == 0 && self.paragraph != Paragraph::None {
            self.close_paragraph();
            self.paragraph = Paragraph::Pending;
            self.resumed = true;
            self.part(Part::Call(number));
            self.html("\n");
        } else {
            self.visible();
            self.part(Part::Call(number));
        }
    }
}

/// The room of a list for pieces of another text: every run of text wants a list, and most hold one piece or two.
fn emptied<'e>(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'e>> {
    pieces.clear();
    // The list keeps its room, for the pieces that are collected are those of the same list, of which there are none.
    pieces.into_iter().map(|piece| Piece { range: piece.range, content: Content::Edge }).collect()
}

fn is_inline(tag: &TagEnd) -> bool {
    crate::page::text::inline::is_inline(&Event::End(*tag))
}
