//! Markdown that Hugo reads in another way than pulldown-cmark is changed so that both read it alike.
//!
//! *Tables.* Hugo 0.168 allows blanks of any kind in the delimiter row, a header with fewer cells than that row (empty ones
//! are added), a header without a `|`, and a table that directly follows the lines of a paragraph. pulldown-cmark wants
//! spaces, equal numbers, a `|` in the header, and a blank line. More cells than columns are no table to either.
//! *Definitions.* Hugo wants a blank behind the colon and none before it; pulldown-cmark takes `:tada:` at the start of a
//! line for a definition. A guard before such a colon keeps it text.
//! Source: `tests/conformance/text/table.json` and `tests/conformance/markdown/definition_list.json`.

use crate::page::document::GUARD;
use crate::page::text::table::{cells, delimiter_columns};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;

/// Which rules of the dialect are on.
#[derive(Debug, Clone, Copy)]
pub struct Extensions {
    pub table: bool,
    pub definition_list: bool,
}

/// Markdown that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended<'a> {
    pub text: Cow<'a, str>,
    /// What was inserted: its place in `text`, its length, and how much was inserted before.
    inserted: Vec<(usize, usize, usize)>,
}

impl Mended<'_> {
    /// The place in the text that was given for a place in the mended text.
    pub fn original(&self, offset: usize) -> usize {
        let index = self.inserted.partition_point(|&(at, ..)| at <= offset);
        match index.checked_sub(1).and_then(|last| self.inserted.get(last)) {
            Some(&(at, length, before)) if offset < at + length => at - before,
            Some(&(_, length, before)) => offset - before - length,
            None => offset,
        }
    }
}

/// Mends a Markdown text, in one pass over its lines. Most texts are given back as they are.
///
/// Tabs in a delimiter row become spaces. Cells that a header lacks, its `|`, the blank line before a table and guards are
/// inserted, which moves what follows: [`Mended::original`] leads back. Code, raw HTML and rows of a table are left alone.
pub fn mend(text: &str, extensions: Extensions) -> Mended<'_> {
    let mut mender = Mender { text, extensions, edits: Vec::new(), state: State::default() };
    if extensions.table && memchr(b'|', text.as_bytes()).is_some() || extensions.definition_list && has_colon_line(text)
    {
        let mut start = 0;
        let ends = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        for end in ends.chain(std::iter::once(text.len())) {
            // No line follows a line break at the end.
            if start < end {
                mender.line(start, &text[start..end]);
            }
            start = end;
        }
    }
    mender.apply()
}

/// Whether the first sign of a line is a colon.
fn has_colon_line(text: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\t' | '>');
    memchr_iter(b':', text.as_bytes()).any(|at| {
        let before = text[..at].trim_end_matches(blank);
        before.is_empty() || before.ends_with('\n')
    })
}

/// A replacement of `length` bytes.
struct Edit {
    at: usize,
    length: usize,
    text: String,
}

struct Mender<'a> {
    text: &'a str,
    extensions: Extensions,
    edits: Vec<Edit>,
    state: State,
}

#[derive(Default)]
struct State {
    /// The character and length of the open code fence.
    fence: Option<(u8, usize)>,
    /// What ends the open block of raw HTML, if a blank line does not.
    html_end: Option<&'static str>,
    /// The last line, if it may be the header of a table.
    header: Option<Row>,
    /// How many lines the paragraph has that the last line belongs to.
    paragraph: usize,
    /// Up to the next blank line all is raw HTML, or part of a table.
    closed: bool,
    /// How far the text of the last list item is indented.
    item: usize,
}

/// A line that may be a header.
struct Row {
    /// Where the line begins, and where the part of it that is quote marks ends.
    start: usize,
    quote_end: usize,
    quotes: usize,
    /// Its text without prefix and blanks at the end.
    from: usize,
    to: usize,
}

impl<'a> Mender<'a> {
    fn line(&mut self, start: usize, line: &str) {
        let state = &mut self.state;
        let body = line.trim_start_matches([' ', '\t', '>']);
        let prefix = &line[..line.len() - body.len()];
        let body = body.trim_end();
        if body.is_empty() {
            (state.header, state.paragraph, state.closed) = (None, 0, false);
            return;
        }
        if let Some((mark, length)) = state.fence {
            let rest = body.trim_start_matches(char::from(mark));
            if body.len() - rest.len() >= length && rest.is_empty() {
                state.fence = None;
            }
            return;
        }
        if let Some(end) = state.html_end {
            if body.to_ascii_lowercase().contains(end) {
                state.html_end = None;
            }
            return;
        }
        let quotes = prefix.matches('>').count();
        let quote_end = prefix.rfind('>').map_or(0, |at| at + 1);
        // The blank behind a quote mark belongs to the mark.
        let indent = columns(&prefix[quote_end..]).saturating_sub(usize::from(quotes > 0));
        if indent >= state.item + 4 && state.paragraph == 0 {
            return;
        }
        let mut guarded = false;
        if self.extensions.definition_list && body.starts_with(':') {
            let beside = (1..4).contains(&indent.saturating_sub(state.item));
            let is_definition = line[prefix.len() + 1..].starts_with([' ', '\t']) && !beside;
            if !is_definition && (delimiter_columns(body).is_none() || state.header.is_none()) {
                guarded = true;
                self.edits.push(Edit { at: start + prefix.len(), length: 0, text: GUARD.to_string() });
            }
        }
        let marker = if guarded { 0 } else { list_marker(body) };
        let content = &body[marker..];
        if marker > 0 {
            (state.item, state.header, state.paragraph, state.closed) = (indent + marker, None, 0, false);
        } else if indent == 0 && state.paragraph == 0 {
            state.item = 0;
        }
        if let Some(fence) = fence(content) {
            (state.fence, state.header, state.paragraph, state.closed) = (Some(fence), None, 0, false);
            return;
        }
        if state.closed || !self.extensions.table {
            return;
        }
        if is_html(content) {
            (state.html_end, state.header, state.closed) = (open_html(content), None, true);
            return;
        }
        // A delimiter row that leaves its list item or quote is beyond help.
        let inside = (state.item..state.item + 4).contains(&indent) && marker == 0;
        if let Some(header) = state.header.take_if(|header| inside && header.quotes == quotes)
            && let Some(columns) = delimiter_columns(body)
        {
            state.closed = true;
            let from = start + prefix.len();
            self.mend(&header, columns, from..from + body.len());
            return;
        }
        if is_heading_or_rule(content) {
            (state.header, state.paragraph) = (None, 0);
            return;
        }
        if state.header.as_ref().is_some_and(|last| last.quotes != quotes) {
            state.paragraph = 0;
        }
        state.paragraph += 1;
        let from = start + prefix.len() + marker;
        let to = from + content.len();
        state.header = Some(Row { start, quote_end: start + quote_end, quotes, from, to });
    }

    /// Notes what a table needs whose header and delimiter row are given.
    fn mend(&mut self, header: &Row, columns: usize, delimiter: std::ops::Range<usize>) {
        let content = &self.text[header.from..header.to];
        let cells = cells(content);
        if cells == 0 || cells > columns {
            self.state.closed = false;
            return;
        }
        if self.state.paragraph > 1 {
            let prefix = &self.text[header.start..header.quote_end];
            self.edits.push(Edit { at: header.start, length: 0, text: format!("{prefix}\n") });
        }
        let missing = columns - cells;
        if missing > 0 || !content.contains('|') {
            let pipes = missing + usize::from(!content.ends_with('|'));
            self.edits.push(Edit { at: header.to, length: 0, text: " |".repeat(pipes) });
        }
        let row = &self.text[delimiter.clone()];
        if row.contains('\t') {
            self.edits.push(Edit { at: delimiter.start, length: row.len(), text: row.replace('\t', " ") });
        }
    }

    fn apply(mut self) -> Mended<'a> {
        // A header is only known for one when its delimiter row is read.
        self.edits.sort_by_key(|edit| edit.at);
        if self.edits.is_empty() {
            return Mended { text: Cow::Borrowed(self.text), inserted: Vec::new() };
        }
        let mut out = String::with_capacity(self.text.len() + 16 * self.edits.len());
        let mut inserted = Vec::new();
        let (mut at, mut total) = (0, 0);
        for edit in &self.edits {
            out.push_str(&self.text[at..edit.at]);
            if edit.length == 0 {
                inserted.push((out.len(), edit.text.len(), total));
                total += edit.text.len();
            }
            out.push_str(&edit.text);
            at = edit.at + edit.length;
        }
        out.push_str(&self.text[at..]);
        Mended { text: Cow::Owned(out), inserted }
    }
}

/// The width of blanks; a tab reaches to the next multiple of four.
fn columns(blanks: &str) -> usize {
    blanks.bytes().fold(0, |width, byte| if byte == b'\t' { width / 4 * 4 + 4 } else { width + 1 })
}

/// The length of the list markers a line begins with, blanks included; `: ` of a definition counts as one.
fn list_marker(line: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = &line.as_bytes()[length..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mark = match rest.get(digits) {
            Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
            Some(b'-' | b'+' | b'*' | b':') if digits == 0 => 1,
            _ => return length,
        };
        let blanks = rest.iter().skip(mark).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if blanks == 0 || mark + blanks >= rest.len() {
            return length;
        }
        length += mark + blanks;
    }
}

/// The character and length of the code fence that a line opens.
fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = line.bytes().take_while(|&byte| byte == mark).count();
    (length >= 3 && (mark == b'~' || !line[length..].contains('`'))).then_some((mark, length))
}

fn is_html(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.first() == Some(&b'<')
        && bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'))
}

/// What ends the raw HTML that a line opens, if not a blank line (CommonMark, section "HTML blocks", kinds 1 to 3).
fn open_html(line: &str) -> Option<&'static str> {
    let line = line.to_ascii_lowercase();
    let kinds = [
        ("<pre", "</pre>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
        ("<!--", "-->"),
        ("<?", "?>"),
    ];
    let (_, end) = kinds.iter().find(|(start, _)| line.starts_with(start))?;
    (!line.contains(end)).then_some(*end)
}

/// An ATX heading, a thematic break, or the underline of a heading: no line of a paragraph.
fn is_heading_or_rule(line: &str) -> bool {
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    if hashes > 0 {
        return hashes <= 6 && line.as_bytes().get(hashes).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    }
    let mark = line.as_bytes()[0];
    matches!(mark, b'-' | b'=' | b'*' | b'_') && line.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Extensions = Extensions { table: true, definition_list: true };

    #[test]
    fn places_lead_back_to_the_text_that_was_given() {
        let given = "ab\n| c |\n|---|\t---|\n| d |\n";
        let mended = mend(given, ALL);
        assert_eq!(mended.text, "ab\n\n| c | |\n|---| ---|\n| d |\n");
        for letter in ["ab", "c", "---|\n", "d"] {
            let (there, here) = (mended.text.find(letter).unwrap(), given.find(letter).unwrap());
            assert_eq!(mended.original(there), here, "{letter}");
        }
        assert_eq!(mended.original(3), 3);
        assert_eq!(mended.original(mended.text.len()), given.len());
    }

    #[test]
    fn sound_tables_are_borrowed() {
        let sound = "text\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- x | y\n";
        assert!(matches!(mend(sound, ALL).text, Cow::Borrowed(_)));
    }

    #[test]
    fn colons_that_define_nothing_are_guarded() {
        let guarded = |text: &str| mend(text, ALL).text.replace(GUARD, "!");
        assert_eq!(guarded("a\n:tada: b\n> :c\n"), "a\n!:tada: b\n> !:c\n");
        assert_eq!(guarded("a\n: b\n:\tc\n\n: d\n"), "a\n: b\n:\tc\n\n: d\n");
        assert_eq!(guarded("a\n : b\n\n- a\n  : b\n- a\n   : b\n"), "a\n !: b\n\n- a\n  : b\n- a\n   !: b\n");
        assert_eq!(guarded("| a | b |\n:--|:-:\n"), "| a | b |\n:--|:-:\n");
    }
}
