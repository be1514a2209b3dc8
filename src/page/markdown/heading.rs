//! Headings: id, attributes, text, and their HTML for the list of contents.

use super::Walk;
use crate::page::document::Heading;
use crate::page::text::anchor;
use crate::page::text::escape::{escape, escape_attribute, escape_url};
use crate::page::text::inline::Events;
use crate::page::weave;
use pulldown_cmark::Event;
use std::ops::Range;

impl<'t> Walk<'_, 't, '_> {
    /// A heading is written once its text is known, since its id stands in the opening tag.
    pub(super) fn heading(&mut self, level: u8, inner: &Events<'t>, range: &Range<usize>) {
        let attributes = self.attributes.remove(&range.start).unwrap_or_default();
        let shown = self.shown_text(inner);
        let id = attributes.id.as_deref().map(|id| weave::without_holes(id).into_owned()).filter(|id| !id.is_empty());
        let explicit = id.is_some();
        let id = match id {
            Some(id) => {
                self.ids.reserve(&id);
                id
            }
            None if self.dialect.markup.auto_heading_id => {
                let text = anchor::heading_text(self.text, inner, &self.inline);
                self.ids.heading(&weave::without_holes(&text), self.dialect.markup.auto_id_type).unwrap_or_default()
            }
            None => String::new(),
        };
        // The list of contents shows its text.
        let before = self.links_only.pause();
        let digit = char::from(b'0' + level.min(9));
        let open = &mut self.document.html;
        open.push_str("<h");
        open.push(digit);
        if !id.is_empty() {
            open.push_str(" id=\"");
            escape_attribute(&id, open);
            open.push('"');
        }
        if !attributes.classes.is_empty() {
            open.push_str(" class=\"");
            escape_attribute(&weave::without_holes(&attributes.classes.join(" ")), open);
            open.push('"');
        }
        for (name, value) in &attributes.others {
            // An author's attribute must not become a script.
            if name.len() >= 2 && name[..2].eq_ignore_ascii_case("on") {
                continue;
            }
            open.push(' ');
            open.push_str(name);
            open.push_str("=\"");
            escape_attribute(&weave::without_holes(value), open);
            open.push('"');
        }
        open.push('>');
        let html_start = self.document.html.len();
        let parts_before = self.document.parts.len();
        self.events(inner);
        let plain_html = if self.document.parts.len() == parts_before {
            self.document.html[html_start..].to_string()
        } else {
            // A link or a call stands in it: the list of contents shows its text alone.
            let mut plain = String::new();
            escape(&shown, &mut plain);
            plain
        };
        if !id.is_empty() {
            let anchor = &mut self.document.html;
            anchor.push_str("<a class=\"anchor\" href=\"#");
            escape_url(&id, anchor);
            anchor.push_str("\" aria-hidden=\"true\" tabindex=\"-1\" data-chrome>#</a>");
        }
        let close = &mut self.document.html;
        close.push_str("</h");
        close.push(digit);
        close.push_str(">\n");
        self.links_only.go_on(before);
        let shown_end = range.start + self.text.get(range.clone()).map_or(0, |text| text.trim_end().len());
        let span = self.span(&(range.start..shown_end));
        let html = without_links(plain_html);
        self.document.headings.push(Heading { level, id, explicit, text: shown, html, span });
    }

    /// What a reader sees of a heading, without markup.
    pub(super) fn shown_text(&self, inner: &Events<'t>) -> String {
        let mut reader = self.inline.clone();
        let mut out = String::new();
        let mut at = 0;
        while let Some((event, _)) = inner.get(at) {
            match event {
                Event::Text(_) => {
                    let mut pieces = Vec::new();
                    at = reader.run(self.text, inner, at, true, &mut pieces);
                    pieces.iter().for_each(|piece| out.push_str(&weave::without_holes(piece.content.shown())));
                    continue;
                }
                Event::Code(code) => out.push_str(&weave::without_holes(code)),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                _ => {}
            }
            at += 1;
        }
        if out.trim().len() == out.len() { out } else { out.trim().to_string() }
    }
}

/// Inline HTML without its `<a>` tags.
fn without_links(html: String) -> String {
    if !html.contains("<a ") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        if !(tag.starts_with("<a ") || tag == "</a>") {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
