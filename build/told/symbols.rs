//! Symbols: sets of bytes that can follow a place, as far as regular expressions tell them apart.

/// A set of symbols, whatever stands before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Symbols {
    pub bits: [u64; 4],
    pub end: bool,
    /// False if the ASCII part is only an upper bound, so that its complement says nothing.
    pub exact: bool,
}

impl Symbols {
    pub const NONE: Self = Self { bits: [0; 4], end: false, exact: true };
    /// First bytes of characters beyond ASCII.
    pub const WIDE: Self = Self { bits: [0, 0, 0, u64::MAX], end: false, exact: true };
    pub const BLANK: Self = Self::NONE.range(b' ', b' ').range(b'\t', b'\t');
    pub const LINE_FEED: Self = Self::NONE.range(b'\n', b'\n');
    pub const ANY: Self = Self { bits: [u64::MAX, u64::MAX, 0, u64::MAX], end: false, exact: true };
    /// Characters that `\s` and `[[:space:]]` match.
    pub const SPACE: Self = Self::NONE.range(9, 13).range(32, 32);
    pub const DIGIT: Self = Self::NONE.range(b'0', b'9');
    pub const UPPER: Self = Self::NONE.range(b'A', b'Z');
    pub const LOWER: Self = Self::NONE.range(b'a', b'z');
    pub const ALPHA: Self = Self::UPPER.or(Self::LOWER);
    pub const ALNUM: Self = Self::ALPHA.or(Self::DIGIT);
    pub const WORD: Self = Self::ALNUM.range(b'_', b'_');
    pub const HEX: Self = Self::DIGIT.range(b'a', b'f').range(b'A', b'F');
    pub const GRAPH: Self = Self::NONE.range(33, 126);

    pub const fn range(mut self, from: u8, to: u8) -> Self {
        let mut byte = from as usize;
        while byte <= to as usize {
            self.bits[byte / 64] |= 1 << (byte % 64);
            byte += 1;
        }
        self
    }

    pub const fn or(mut self, other: Self) -> Self {
        let mut word = 0;
        while word < 4 {
            self.bits[word] |= other.bits[word];
            word += 1;
        }
        self.end |= other.end;
        self.exact &= other.exact;
        self
    }

    /// The ASCII characters that are not in the set, and everything beyond ASCII.
    pub const fn complement(self) -> Self {
        if !self.exact {
            return Self { exact: false, ..Self::ANY };
        }
        Self { bits: [!self.bits[0], !self.bits[1], 0, u64::MAX], end: false, exact: true }
    }

    pub fn character(c: char) -> Self {
        let mut buffer = [0; 4];
        match c.encode_utf8(&mut buffer).as_bytes() {
            [ascii] => Self::NONE.range(*ascii, *ascii),
            [first, ..] => Self::NONE.range(*first, *first),
            [] => Self::NONE,
        }
    }

    pub fn characters(from: char, to: char) -> Self {
        let ascii = if from.is_ascii() { Self::NONE.range(from as u8, (to as u32).min(127) as u8) } else { Self::NONE };
        if to.is_ascii() { ascii } else { ascii.or(Self::WIDE) }
    }

    /// Both cases of every ASCII letter; wide characters may fold to ASCII ones and the other way round.
    pub fn folded(self) -> Self {
        let mut folded = self;
        for letter in b'a'..=b'z' {
            let (small, big) = (Self::NONE.range(letter, letter), Self::NONE.range(letter - 32, letter - 32));
            if self.meets(small) || self.meets(big) {
                folded = folded.or(small).or(big).or(Self::WIDE);
            }
        }
        if self.meets(Self::WIDE) { folded.or(Self::ALPHA) } else { folded }
    }

    pub fn meets(self, other: Self) -> bool {
        (0..4).any(|word| self.bits[word] & other.bits[word] != 0)
    }

    pub fn has(self, byte: u8) -> bool {
        self.bits[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
    }

    pub fn with_end(self) -> Self {
        Self { end: true, ..self }
    }
}
