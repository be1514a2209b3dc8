//! Links and pictures, with the place of their destination in the source.

use super::Walk;
use crate::page::document::{Image, Link, LinkKind, Part};
use crate::page::text::inline::{Content, Events};
use crate::page::weave;
use crate::source::span::Span;
use pulldown_cmark::{Event, LinkType, Tag};
use std::ops::Range;

impl<'t> Walk<'_, 't, '_> {
    /// Opens a link. True if its text is written too: that of `<https://...>` is shown as it stands.
    pub(super) fn link(
        &mut self,
        (kind, label): (LinkType, &str),
        destination: &str,
        title: &str,
        range: &Range<usize>,
        inner: &Events<'t>,
    ) -> bool {
        let whole = self.span(range);
        let as_it_stands = matches!(kind, LinkType::Autolink | LinkType::Email);
        let (kind, span) = match kind {
            LinkType::Inline => {
                let place = inline_destination(self.text, range, inner);
                (LinkKind::Inline, self.span(&place))
            }
            LinkType::Autolink | LinkType::Email => (LinkKind::Auto, whole),
            _ => (LinkKind::Reference, self.definitions.take(label).unwrap_or(whole)),
        };
        let mut destination = destination.to_string();
        if kind == LinkKind::Auto && !destination.contains(':') {
            destination.insert_str(0, "mailto:");
        }
        let around_image = inner.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
        let text = plain_inline(inner);
        self.open_link(kind, &destination, title, span, whole, text, around_image);
        let number = self.document.links.len() as u32 - 1;
        self.links.push(Some(number));
        if as_it_stands {
            let shown =
                inner.iter().filter_map(|(event, _)| if let Event::Text(run) = event { Some(run) } else { None });
            for run in shown {
                self.code_text(run);
            }
        }
        as_it_stands
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn open_link(
        &mut self,
        kind: LinkKind,
        destination: &str,
        title: &str,
        span: Span,
        whole: Span,
        text: String,
        around_image: bool,
    ) {
        let number = self.document.links.len() as u32;
        self.document.links.push(Link {
            kind,
            destination: weave::fragments(destination, self.woven.calls.len()),
            title: weave::without_holes(title).into_owned(),
            span,
            whole,
            text,
            around_image,
        });
        self.part(Part::Link(number));
    }

    pub(super) fn image(
        &mut self,
        (kind, label): (LinkType, &str),
        destination: &str,
        title: &str,
        range: &Range<usize>,
        inner: &Events<'t>,
    ) {
        let whole = self.span(range);
        let span = match kind {
            LinkType::Inline => {
                let place = inline_destination(self.text, range, inner);
                self.span(&place)
            }
            _ => self.definitions.take(label).unwrap_or(whole),
        };
        let alt = self.alternative(inner);
        let number = self.document.images.len() as u32;
        self.document.images.push(Image {
            destination: weave::fragments(destination, self.woven.calls.len()),
            title: weave::without_holes(title).into_owned(),
            alt,
            span,
            whole,
            in_link: !self.links.is_empty(),
        });
        self.part(Part::Image(number));
    }
}

impl<'t> Walk<'_, 't, '_> {
    /// The alternative text of a picture. As in Hugo, emoji codes leave nothing in it.
    fn alternative(&mut self, inner: &Events<'t>) -> String {
        let mut text = String::new();
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some((event, _)) = inner.get(at) {
            match event {
                Event::Text(_) => {
                    pieces.clear();
                    at = self.inline.run(self.text, inner, at, true, &mut pieces);
                    let shown = pieces.iter().filter(|piece| !matches!(piece.content, Content::Emoji { .. }));
                    shown.for_each(|piece| text.push_str(&weave::without_holes(piece.content.shown())));
                    continue;
                }
                Event::Code(run) => text.push_str(&weave::without_holes(run)),
                Event::SoftBreak | Event::HardBreak => text.push('\n'),
                _ => {}
            }
            at += 1;
        }
        text
    }
}

/// The visible text of inline events: alt texts of pictures included.
fn plain_inline(events: &[(Event<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(run) | Event::Code(run) => text.push_str(&weave::without_holes(run)),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Where the destination of `[text](destination "title")` stands: behind the text's end and `](`.
fn inline_destination(text: &str, range: &Range<usize>, inner: &[(Event<'_>, Range<usize>)]) -> Range<usize> {
    let from = inner.last().map_or(range.start, |(_, last)| last.end).min(range.end);
    let Some(open) = text[from..range.end].find("](") else { return range.clone() };
    let mut start = from + open + 2;
    start += text[start..range.end].find(|c: char| !c.is_whitespace()).unwrap_or(0);
    if text[start..].starts_with('<') {
        let end = text[start + 1..range.end].find('>').map_or(range.end, |end| start + 1 + end);
        return start + 1..end;
    }
    let mut depth = 0usize;
    for (offset, character) in text[start..range.end].char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return start..start + offset,
            ')' => depth -= 1,
            c if c.is_whitespace() => return start..start + offset,
            _ => {}
        }
    }
    start..range.end
}
