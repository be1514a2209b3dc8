//! Line: the places of a line, by what expressions tell apart: what stands before them, and which byte behind them.

/// The symbol that stands for the end of the line; 0 to 255 are bytes.
pub const END: usize = 256;

/// How many symbols there are.
pub const SYMBOLS: usize = 257;

/// How many kinds of place there are.
pub const KINDS: usize = 6;
/// The begin of the line.
pub const AT_START: usize = 0;
/// The byte before is an ASCII letter, digit or `_`.
pub const AFTER_WORD: usize = 1;
/// The byte before is any other ASCII character.
pub const AFTER_OTHER: usize = 2;
/// The byte before belongs to a character beyond ASCII, which may be a word character or not.
pub const AFTER_WIDE: usize = 3;
/// The place is before a blank or tab at the begin of the line. Here the symbol is not the blank but the first that is
/// none: most expressions pass over blanks to look at it.
pub const BLANK_AT_START: usize = 4;
/// The place is before a blank or tab further on; the symbol is as for [`BLANK_AT_START`].
pub const BLANK: usize = 5;

/// A place as expressions see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub kind: usize,
    /// What stands behind it: a byte, or [`END`].
    pub symbol: usize,
}

/// Tells the places of one line.
pub struct Line<'a> {
    text: &'a [u8],
    /// The end of the blanks that were met last.
    blanks_end: usize,
}

impl<'a> Line<'a> {
    pub fn new(line: &'a str) -> Self {
        Self { text: line.as_bytes(), blanks_end: 0 }
    }

    /// The place before the byte with this number.
    pub fn place(&mut self, at: usize) -> Place {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let mut kind = match at.checked_sub(1).and_then(|before| self.text.get(before)) {
            None => AT_START,
            Some(byte) if byte.is_ascii_alphanumeric() || *byte == b'_' => AFTER_WORD,
            Some(byte) if byte.is_ascii() => AFTER_OTHER,
            Some(_) => AFTER_WIDE,
        };
        let mut symbol = self.text.get(at);
        if symbol.is_some_and(blank) {
            kind = if at == 0 { BLANK_AT_START } else { BLANK };
            if at >= self.blanks_end {
                let rest = self.text.get(at..).unwrap_or_default();
                self.blanks_end = at + rest.iter().take_while(|byte| blank(byte)).count();
            }
            symbol = self.text.get(self.blanks_end);
        }
        Place { kind, symbol: symbol.map_or(END, |&byte| usize::from(byte)) }
    }
}
