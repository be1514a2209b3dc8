//! Place: a span as people and tools name it, with offsets that lie in the text and on characters.

use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::Span;
use std::ops::Range;

/// Lines and columns count from 1; the end is the first column behind the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// The place of a span, with columns in characters.
pub fn of(sources: &Sources, span: Span) -> Place {
    placed(sources, span, |lines, offset| lines.position(offset))
}

/// The same with columns in UTF-16 code units, as SARIF asks for.
pub fn utf16(sources: &Sources, span: Span) -> Place {
    placed(sources, span, |lines, offset| lines.position_utf16(offset))
}

fn placed(sources: &Sources, span: Span, position: impl Fn(&Lines<'_>, usize) -> (usize, usize)) -> Place {
    let source = sources.get(span.source);
    let text = source.text();
    let range = within(text, span);
    let lines = Lines::new(text);
    let (line, column) = position(&lines, range.start);
    let (end_line, end_column) = position(&lines, range.end);
    Place { path: source.path.to_string(), line, column, end_line, end_column }
}

/// The byte range of a span, cut to the text and moved to the borders of characters.
pub fn within(text: &str, span: Span) -> Range<usize> {
    let border = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = border(span.start);
    start..border(span.end).max(start)
}
