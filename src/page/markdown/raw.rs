//! Code and raw HTML: text that Markdown does not see.

use super::{Problem, Walk};
use crate::page::document::{CodeBlock, Part, RawReference};
use crate::page::raw_html;
use crate::page::summary;
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
        self.document.codes.push(CodeBlock { info, text: weave::fragments(&code, self.woven.calls.len()), span });
        self.part(Part::Code(number));
        self.html("\n");
    }

    /// A block of HTML: its lines, without what stands before them in a quote or a list.
    pub(super) fn html_block(&mut self, inner: &Events<'t>, range: &Range<usize>) {
        let mut html = String::new();
        // Where each line begins in the block and in the text.
        let mut lines: Vec<(usize, usize)> = Vec::with_capacity(inner.len());
        for (event, place) in inner {
            if let Event::Html(line) | Event::Text(line) = event {
                lines.push((html.len(), place.start));
                html.push_str(line);
            }
        }
        self.raw(&html, &lines, range);
        if !self.document.html.ends_with('\n') {
            self.html("\n");
        }
    }

    pub(super) fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        self.raw(html, &[(0, range.start)], range);
    }

    fn raw(&mut self, html: &str, lines: &[(usize, usize)], range: &Range<usize>) {
        if !self.dialect.markup.unsafe_html {
            self.omitted(html, range);
            return;
        }
        let place = |offset: usize| {
            let line = lines.partition_point(|&(start, _)| start <= offset);
            line.checked_sub(1).and_then(|line| lines.get(line)).map_or(range.start, |(start, at)| at + offset - start)
        };
        let (references, is_closed) = raw_html::read(html);
        if !is_closed {
            self.links_only.never();
        }
        for (tag, attribute, value, found) in references {
            let plain = weave::without_holes(&value);
            let from_call = plain.len() < value.len();
            let value = plain.into_owned();
            let span = self.span(&(place(found.start)..place(found.end)));
            if matches!(attribute.as_str(), "id" | "name") {
                // A name may be that of a heading: Hugo's heading keeps its id beside `<a name>`.
                if attribute == "id" {
                    self.ids.reserve(&value);
                }
                self.document.raw_ids.push((value, span));
            } else {
                self.document.raw_references.push(RawReference { tag, attribute, value, from_call, span });
            }
        }
        let mut in_tag = false;
        for piece in weave::cut(html) {
            match piece {
                weave::Cut::Text(text) => {
                    self.html_with_links(text);
                    if let Some(last) = text.rfind(['<', '>']) {
                        in_tag = text.as_bytes()[last] == b'<';
                    }
                }
                weave::Cut::Call(number) if in_tag => self.part(Part::CallText(number)),
                weave::Cut::Call(number) => self.part(Part::Call(number)),
            }
        }
    }

    /// Without `unsafe` a comment is left out silently, anything else with a mark. A placeholder within goes with it.
    fn omitted(&mut self, html: &str, range: &Range<usize>) {
        let trimmed = html.trim();
        if trimmed == summary::MORE {
            self.html(summary::MORE);
        } else if !(trimmed.starts_with("<!--") && trimmed.ends_with("-->")) {
            self.html("<!-- raw HTML omitted -->");
            let span = self.span(range);
            self.problems.push(Problem::RawHtmlOmitted { span });
        }
    }

    /// A code span. The blanks with which its lines begin are no part of it.
    pub(super) fn code_span(&mut self, code: &str, range: &Range<usize>) {
        self.visible();
        self.html("<code>");
        match self.text.get(range.clone()).filter(|source| source.contains('\n')).map(over_lines) {
            Some(code) => self.code_text(&code),
            None => self.code_text(code),
        }
        self.html("</code>");
    }

    /// Text of a code span, in which calls are expanded as Hugo expands them.
    pub(super) fn code_text(&mut self, code: &str) {
        for piece in weave::cut(code) {
            match piece {
                weave::Cut::Text(text) => self.escaped(text),
                weave::Cut::Call(number) => self.part(Part::CallText(number)),
            }
        }
    }
}

/// The text of a code span over several lines, from its source (CommonMark, "Code spans").
fn over_lines(source: &str) -> String {
    let ticks = source.bytes().take_while(|&byte| byte == b'`').count();
    let inner = source.get(ticks..source.len().saturating_sub(ticks)).unwrap_or("");
    let mut code = String::with_capacity(inner.len());
    for (number, line) in inner.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if number > 0 {
            code.push(' ');
        }
        // A `>` at the start of a line is the mark of a quote: else it would have ended the paragraph.
        code.push_str(if number > 0 { line.trim_start_matches([' ', '\t', '>']) } else { line });
    }
    let inside = code.strip_prefix(' ').and_then(|rest| rest.strip_suffix(' '));
    match inside {
        Some(inside) if !inside.trim().is_empty() => inside.to_string(),
        _ => code,
    }
}
