//! Code and raw HTML: text that Markdown does not see.

use super::{Problem, Walk};
use crate::page::document::{CodeBlock, Part, RawReference};
use crate::page::raw_html;
use crate::page::text::escape::escape;
use crate::page::text::inline::Events;
use crate::page::weave;
use pulldown_cmark::{CodeBlockKind, Event};
use std::ops::Range;

impl<'t> Walk<'_, 't, '_> {
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'t>, inner: &Events<'t>, range: &Range<usize>) {
        let mut code = String::new();
        for (event, _) in inner {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(weave::without_holes(info).into_owned()),
            CodeBlockKind::Indented => None,
        };
        let number = self.document.codes.len() as u32;
        let span = self.span(range);
        self.document.codes.push(CodeBlock { info, text: weave::fragments(&code), span });
        self.part(Part::Code(number));
        self.html("\n");
    }

    pub(super) fn html_block(&mut self, range: &Range<usize>) {
        let html = &self.text[range.clone()];
        self.raw_html(html, range);
        if !self.document.html.ends_with('\n') {
            self.html("\n");
        }
    }

    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        if range.start < self.skip_until {
            return;
        }
        if !self.dialect.markup.unsafe_html {
            // A placeholder within raw HTML is left out with it.
            self.html("<!-- raw HTML omitted -->");
            let span = self.span(range);
            self.problems.push(Problem::RawHtmlOmitted { span });
            return;
        }
        let found = raw_html::references(&weave::without_holes(html));
        for (tag, attribute, value, place) in found {
            let span = self.span(&(range.start + place.start..range.start + place.end));
            if matches!(attribute.as_str(), "id" | "name") {
                self.ids.reserve(&value);
                self.document.raw_ids.push((value, span));
            } else {
                self.document.raw_references.push(RawReference { tag, attribute, value, span });
            }
        }
        let mut in_tag = false;
        for piece in weave::cut(html) {
            match piece {
                weave::Cut::Text(text) => {
                    self.html(text);
                    if let Some(last) = text.rfind(['<', '>']) {
                        in_tag = text.as_bytes()[last] == b'<';
                    }
                }
                weave::Cut::Call(number) if in_tag => self.part(Part::CallText(number)),
                weave::Cut::Call(number) => self.part(Part::Call(number)),
            }
        }
    }

    /// Text of a code span, in which calls are expanded as Hugo expands them.
    pub(super) fn code_text(&mut self, code: &str) {
        for piece in weave::cut(code) {
            match piece {
                weave::Cut::Text(text) => escape(text, &mut self.document.html),
                weave::Cut::Call(number) => self.part(Part::CallText(number)),
            }
        }
    }
}
