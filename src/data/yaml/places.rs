//! Where the keys and values of a YAML text stand, found by a scan that knows its shapes but not its meaning.
//!
//! serde_yaml gives values without places. This scan follows the block and flow structure (YAML 1.2, chapters
//! 7 and 8) in one pass and never looks back further than the current line; where it does not follow (complex
//! keys), it says [`Place::Unknown`]. JSON is YAML in flow style, so it is scanned by the same code.

use crate::data::DEEPEST;
use std::ops::Range;

/// The shape of a value, with byte ranges.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// `plain`: neither quoted nor a block scalar, and without tag.
    Scalar {
        range: Range<usize>,
        plain: bool,
    },
    List {
        range: Range<usize>,
        items: Vec<Place>,
    },
    Table {
        range: Range<usize>,
        members: Vec<Member>,
    },
    /// Not followed: an alias, a complex key, or nothing at all (an empty range).
    Unknown {
        range: Range<usize>,
    },
}

/// A key and where its value stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub key: Range<usize>,
    pub plain: bool,
    pub value: Place,
}

/// What a scan found.
pub struct Scan {
    pub root: Place,
    /// Where the text becomes deeper than [`DEEPEST`]; what follows was not scanned.
    pub too_deep: Option<usize>,
}

impl Place {
    pub fn range(&self) -> Range<usize> {
        match self {
            Place::Scalar { range, .. }
            | Place::List { range, .. }
            | Place::Table { range, .. }
            | Place::Unknown { range } => range.clone(),
        }
    }
}

/// Scans `range` of a text; places count from the start of the text.
pub fn scan(text: &str, range: Range<usize>) -> Scan {
    let mut scanner = Scanner {
        bytes: text.as_bytes().get(..range.end).unwrap_or_default(),
        at: range.start,
        line: range.start,
        too_deep: None,
    };
    let root = scanner.block(None, 0);
    Scan { root, too_deep: scanner.too_deep }
}

/// The byte after the closing quote of the quoted scalar that begins at `start`, if it is closed.
pub fn quoted_end(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if byte != quote {
            at += 1;
        } else if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') {
            at += 2;
        } else {
            return Some(at + 1);
        }
    }
}

pub(super) struct Scanner<'a> {
    /// The text up to the end of the part that is scanned.
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Where the current line begins.
    line: usize,
    too_deep: Option<usize>,
}

impl Scanner<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn column(&self) -> usize {
        self.at - self.line
    }

    /// Whether a blank, the end of the line or of the text stands at `at`.
    pub(super) fn blank_at(&self, at: usize) -> bool {
        self.bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    }

    pub(super) fn ends_line(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b'\r'))
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while !self.ends_line() {
            self.at += 1;
        }
    }

    /// Over the end of a line, if one is here; CR, LF and CR LF end lines.
    fn line_break(&mut self) -> bool {
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(b'\r') if self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
            Some(b'\r') => self.at += 1,
            _ => return false,
        }
        self.line = self.at;
        true
    }

    /// A `#` that begins a comment: at the start of the part or after a blank.
    pub(super) fn at_comment(&self) -> bool {
        self.peek() == Some(b'#') && (self.at == 0 || self.blank_at(self.at - 1))
    }

    /// To the next byte that is neither blank, comment nor line end.
    pub(super) fn next_content(&mut self) {
        loop {
            self.skip_blanks();
            if self.at_comment() {
                self.skip_line();
            }
            if !self.line_break() {
                return;
            }
        }
    }

    pub(super) fn nothing(&self) -> Place {
        Place::Unknown { range: self.at..self.at }
    }

    /// Whether one more level is allowed. If not, the scan goes to the end and stops there.
    pub(super) fn enter(&mut self, depth: usize) -> bool {
        if depth < DEEPEST {
            return true;
        }
        self.too_deep.get_or_insert(self.at);
        self.at = self.bytes.len();
        false
    }

    /// Anchors and tags before a value. True if there was a tag.
    pub(super) fn properties(&mut self) -> bool {
        let mut tagged = false;
        while let Some(byte @ (b'&' | b'!')) = self.peek() {
            tagged |= byte == b'!';
            while !self.blank_at(self.at) && !matches!(self.peek(), Some(b',' | b'[' | b']' | b'{' | b'}')) {
                self.at += 1;
            }
            if !self.blank_at(self.at) {
                return tagged;
            }
            self.skip_blanks();
        }
        tagged
    }

    /// A value in block style that may be a table, indented more than `parent`.
    fn block(&mut self, parent: Option<usize>, depth: usize) -> Place {
        self.next_content();
        let mut tagged = false;
        loop {
            if self.peek().is_none() || parent.is_some_and(|parent| self.column() <= parent) {
                return self.nothing();
            }
            let before = self.at;
            tagged |= self.properties();
            if !self.ends_line() && !self.at_comment() {
                break;
            }
            self.next_content();
            if self.at == before {
                return self.nothing();
            }
        }
        if !self.enter(depth) {
            return self.nothing();
        }
        let column = self.column();
        match self.peek() {
            Some(b'-') if self.blank_at(self.at + 1) => self.block_list(column, depth),
            Some(b'?') if self.blank_at(self.at + 1) => self.give_up(parent),
            _ if self.key_end().is_some() => self.block_table(column, depth),
            _ => self.value(parent, depth, tagged),
        }
    }

    /// A value that cannot be a block table or list: what stands behind `key:` on its line.
    fn value(&mut self, parent: Option<usize>, depth: usize, tagged: bool) -> Place {
        let start = self.at;
        match self.peek() {
            Some(b'[' | b'{') => self.flow(depth),
            Some(b'"' | b'\'') => {
                let range = self.quoted();
                Place::Scalar { range, plain: false }
            }
            Some(b'|' | b'>') => self.block_scalar(parent),
            Some(b'*') => {
                self.skip_line();
                Place::Unknown { range: start..trimmed(self.bytes, start, self.at) }
            }
            _ => {
                let range = self.plain(parent);
                Place::Scalar { range, plain: !tagged }
            }
        }
    }

    /// Something that this scan does not follow, up to the next line that is not indented more than `parent`.
    fn give_up(&mut self, parent: Option<usize>) -> Place {
        let start = self.at;
        let mut end = self.at;
        while self.peek().is_some() && parent.is_none_or(|parent| self.column() > parent) {
            self.skip_line();
            end = self.at;
            self.next_content();
        }
        Place::Unknown { range: start..trimmed(self.bytes, start, end) }
    }

    /// The end of the key that begins here, if this line begins with a key: the place of its colon.
    fn key_end(&self) -> Option<usize> {
        let is_colon = |at: usize| self.bytes.get(at) == Some(&b':');
        if let Some(b'"' | b'\'') = self.peek() {
            let rest = self.bytes.get(self.at..)?;
            let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            let mut at = quoted_end(self.bytes.get(..self.at + length)?, self.at)?;
            while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
                at += 1;
            }
            return (is_colon(at) && self.blank_at(at + 1)).then_some(at);
        }
        if matches!(self.peek(), Some(b'[' | b'{' | b'|' | b'>' | b'@' | b'`' | b'%' | b'#')) {
            return None;
        }
        let mut at = self.at;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\n' | b'\r' => return None,
                b':' if self.blank_at(at + 1) => return Some(at),
                b'#' if self.blank_at(at.saturating_sub(1)) => return None,
                _ => at += 1,
            }
        }
        None
    }

    fn block_table(&mut self, column: usize, depth: usize) -> Place {
        let start = self.at;
        let mut members = Vec::new();
        let mut end = self.at;
        while let Some(colon) = self.key_end() {
            let key = self.at..trimmed(self.bytes, self.at, colon);
            let plain = !matches!(self.peek(), Some(b'"' | b'\''));
            self.at = colon + 1;
            let value = self.after_key(column, depth);
            end = end.max(value.range().end).max(key.end);
            members.push(Member { key, plain, value });
            // Lines that belong to nothing (an error of the author) are passed over.
            self.next_content();
            while self.peek().is_some()
                && (self.column() > column || self.column() == column && self.key_end().is_none())
            {
                self.skip_line();
                self.next_content();
            }
            if self.column() != column {
                break;
            }
        }
        Place::Table { range: start..end, members }
    }

    fn after_key(&mut self, column: usize, depth: usize) -> Place {
        self.skip_blanks();
        let behind = self.at;
        let tagged = self.properties();
        if !self.ends_line() && !self.at_comment() {
            return self.value(Some(column), depth + 1, tagged);
        }
        self.next_content();
        let dash = self.peek() == Some(b'-') && self.blank_at(self.at + 1);
        if self.peek().is_some() && self.column() > column {
            return self.block(Some(column), depth + 1);
        }
        if dash && self.column() == column {
            // A list may stand at the column of its key.
            return self.block(column.checked_sub(1), depth + 1);
        }
        Place::Unknown { range: behind..behind }
    }

    fn block_list(&mut self, column: usize, depth: usize) -> Place {
        let start = self.at;
        let mut items = Vec::new();
        let mut end = self.at;
        while self.peek() == Some(b'-') && self.blank_at(self.at + 1) {
            self.at += 1;
            let item = self.block(Some(column), depth + 1);
            end = end.max(item.range().end);
            items.push(item);
            self.next_content();
            while self.peek().is_some() && self.column() > column {
                self.skip_line();
                self.next_content();
            }
            if self.column() != column {
                break;
            }
        }
        Place::List { range: start..end, items }
    }

    /// A quoted scalar; an unclosed one goes to the end.
    pub(super) fn quoted(&mut self) -> Range<usize> {
        let start = self.at;
        let end = quoted_end(self.bytes, start).unwrap_or(self.bytes.len());
        while self.at < end {
            if !self.line_break() {
                self.at += 1;
            }
        }
        start..end
    }

    /// `|` or `>`: all lines that are blank or indented more than the key.
    fn block_scalar(&mut self, parent: Option<usize>) -> Place {
        let start = self.at;
        self.skip_line();
        let mut end = self.at;
        while self.line_break() {
            while self.peek() == Some(b' ') {
                self.at += 1;
            }
            if self.ends_line() {
                continue;
            }
            if parent.is_some_and(|parent| self.column() <= parent) {
                break;
            }
            self.skip_line();
            end = self.at;
        }
        Place::Scalar { range: start..end, plain: false }
    }

    /// A plain scalar and the lines that continue it, which are indented more than `parent`.
    fn plain(&mut self, parent: Option<usize>) -> Range<usize> {
        let start = self.at;
        loop {
            while !self.ends_line() && !self.at_comment() {
                self.at += 1;
            }
            let end = self.at;
            if self.at_comment() {
                return start..trimmed(self.bytes, start, end);
            }
            let line = self.line;
            while self.line_break() {
                self.skip_blanks();
            }
            let goes_on = self.peek().is_some()
                && !self.at_comment()
                && parent.is_some_and(|parent| self.column() > parent)
                && end != self.at;
            if !goes_on {
                (self.at, self.line) = (end, line);
                return start..trimmed(self.bytes, start, end);
            }
        }
    }
}

/// `end` without the blanks and line ends before it.
pub(super) fn trimmed(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && matches!(bytes.get(end - 1), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scan as text: keys and scalars with the bytes they cover.
    fn draw(text: &str, place: &Place) -> String {
        match place {
            Place::Scalar { range, plain } => {
                format!("{}{:?}", if *plain { "" } else { "=" }, &text[range.clone()])
            }
            Place::List { items, .. } => {
                format!("[{}]", items.iter().map(|item| draw(text, item)).collect::<Vec<_>>().join(" "))
            }
            Place::Table { members, .. } => {
                let member = |m: &Member| format!("{}: {}", &text[m.key.clone()], draw(text, &m.value));
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(" "))
            }
            Place::Unknown { range } => format!("?{:?}", &text[range.clone()]),
        }
    }

    fn drawn(text: &str) -> String {
        draw(text, &scan(text, 0..text.len()).root)
    }

    #[test]
    fn block_tables_lists_and_scalars() {
        assert_eq!(drawn("a: 1 # c\n\n# c\nb c: x y\n  z\nd:\n"), r#"{a: "1" b c: "x y\n  z" d: ?""}"#);
        assert_eq!(
            drawn("a:\n- 1\n-\n- x: 1\n  y: 2\n- - 3\n  - 4\nb: 2"),
            r#"{a: ["1" ?"" {x: "1" y: "2"} ["3" "4"]] b: "2"}"#
        );
        assert_eq!(
            drawn("a:\n  - 1\n  # c\n  - 2\nb:\n    c:\n      d: e\n    f: g\nh: i\n"),
            r#"{a: ["1" "2"] b: {c: {d: "e"} f: "g"} h: "i"}"#
        );
        assert_eq!(
            drawn("a: |\n  x: 1\n\n  # y\nb: >-\n  z\nc: \"d: # e\n  f\" # g\n'h i': 'j''k'\n"),
            "{a: =\"|\\n  x: 1\\n\\n  # y\" b: =\">-\\n  z\" c: =\"\\\"d: # e\\n  f\\\"\" 'h i': =\"'j''k'\"}"
        );
        assert_eq!(drawn("a: http://x.y/#z\r\nb: c:d\r\n"), r#"{a: "http://x.y/#z" b: "c:d"}"#);
        assert_eq!(
            drawn("a: &x 1\nb: *x\nc: !!str 5\nd: &y\n  e: f\n<<: *y\n"),
            r#"{a: "1" b: ?"*x" c: ="5" d: {e: "f"} <<: ?"*y"}"#
        );
    }

    #[test]
    fn flow_collections() {
        assert_eq!(
            drawn("a: [1, 'x, y', {b: c, \"d\":5}, e: f, g h,]\ni: {}\n"),
            r#"{a: ["1" ="'x, y'" {b: "c" "d": "5"} {e: "f"} "g h"] i: {}}"#
        );
        assert_eq!(
            drawn("a: [\n  1, # c\n  x\n  y\n]\nb: {c,d: , e: [ ]}"),
            r#"{a: ["1" "x\n  y"] b: {c: ?"" d: ?"" e: []}}"#
        );
        assert_eq!(drawn("{a: 1, b: [x:y]}"), r#"{a: "1" b: ["x:y"]}"#);
    }

    #[test]
    fn what_is_broken_is_passed_over() {
        assert_eq!(drawn("a: 1\n  b: 2\nc: 3\n"), r#"{a: "1\n  b: 2" c: "3"}"#);
        assert_eq!(drawn("a:\n    b: 1\n  c: 2\nd: 3"), r#"{a: {b: "1"} d: "3"}"#);
        assert_eq!(drawn("a: \"x\" y\nstray\nb: 2"), r#"{a: ="\"x\"" b: "2"}"#);
        assert_eq!(drawn("a: [1\nb: 2"), "{a: [{1\nb: \"2\"}]}");
        assert_eq!(drawn("? a\n: b\nc: d"), r#"?"? a\n: b\nc: d""#);
        assert_eq!(drawn("a: \"x"), r#"{a: ="\"x"}"#);
        for text in [
            "", " ", "#", "-", "- ", ":", ": ", "?", "&", "!", "&a", "*", "[", "{", "]", "}", "|", "\"", "'", "\"\\",
            "[:", "{:", "{: ", "[,", "a: !", "a: &\n", "- - -", "\r", "\t", "a:\t", "%", "@",
        ] {
            scan(text, 0..text.len());
        }
    }

    #[test]
    fn depth_is_capped_in_block_and_flow() {
        let cases = [
            ("[".repeat(100_000), 64),
            (format!("a: {}", "{a: ".repeat(100_000)), 3 + 63 * 4),
            ("- ".repeat(100_000), 128),
            ((0..200).map(|at| format!("{}a:\n", " ".repeat(at))).collect(), 64 * 65 / 2 + 64 * 2),
        ];
        for (text, place) in cases {
            assert_eq!(scan(&text, 0..text.len()).too_deep.map(|at| at.abs_diff(place) < 70), Some(true));
        }
        let fine = format!("{}{}", "[".repeat(60), "]".repeat(60));
        assert_eq!(scan(&fine, 0..fine.len()).too_deep, None);
    }
}
