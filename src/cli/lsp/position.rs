//! Lines and characters as the protocol counts them, and bytes as the library does.

use serde_json::{Value, json};
use std::ops::Range;

/// What a character of a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }
}

/// Where the lines of a text begin. They end with `\n`, `\r\n` or `\r`.
#[derive(Debug, Clone)]
pub struct Index {
    starts: Vec<usize>,
}

impl Index {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// The byte of a position; one behind the end of its line is that end, as the protocol says.
    pub fn offset(&self, text: &str, line: u64, character: u64, encoding: Encoding) -> usize {
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let Some(&start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let inside = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut units = 0u64;
        for (at, c) in inside.char_indices() {
            if units >= character {
                return start + at;
            }
            units += match encoding {
                Encoding::Utf8 => c.len_utf8() as u64,
                Encoding::Utf16 => c.len_utf16() as u64,
            };
        }
        start + inside.len()
    }

    /// The position of a byte.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Value {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = &text[self.starts[line]..offset];
        let character = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.encode_utf16().count(),
        };
        json!({ "line": line, "character": character })
    }

    pub fn range(&self, text: &str, range: Range<usize>, encoding: Encoding) -> Value {
        json!({
            "start": self.position(text, range.start, encoding),
            "end": self.position(text, range.end.max(range.start), encoding),
        })
    }

    /// The byte of a position of the protocol.
    pub fn read(&self, text: &str, position: &Value, encoding: Encoding) -> Option<usize> {
        Some(self.offset(text, position.get("line")?.as_u64()?, position.get("character")?.as_u64()?, encoding))
    }

    /// The bytes of a range of the protocol.
    pub fn read_range(&self, text: &str, range: &Value, encoding: Encoding) -> Option<Range<usize>> {
        let start = self.read(text, range.get("start")?, encoding)?;
        Some(start..self.read(text, range.get("end")?, encoding)?.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_in_either_encoding() {
        let text = "a\r\nü😀x\rend";
        let index = Index::new(text);
        let at = |offset, encoding| index.position(text, offset, encoding);
        assert_eq!(at(9, Encoding::Utf16), json!({ "line": 1, "character": 3 }));
        assert_eq!(at(9, Encoding::Utf8), json!({ "line": 1, "character": 6 }));
        assert_eq!(at(12, Encoding::Utf16), json!({ "line": 2, "character": 1 }));
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for offset in [0, 1, 3, 5, 9, 10, 11, 14] {
                let position = at(offset, encoding);
                assert_eq!(index.read(text, &position, encoding), Some(offset), "{offset} {encoding:?}");
            }
        }
        assert_eq!(index.offset(text, 0, 99, Encoding::Utf16), 1);
        assert_eq!(index.offset(text, 99, 0, Encoding::Utf16), text.len());
        assert_eq!(at(999, Encoding::Utf8), json!({ "line": 2, "character": 3 }));
    }
}
