//! Mask: which of up to 64 neighbouring bytes of a text are blanks, letters or marks, as bits of one number.
//!
//! A text is told word by word at many places (stubs, the search, lists for machines), and a look at each byte for
//! itself costs about twenty instructions. Here eight bytes are asked at once, and whole words fall out of the bits.

/// The bytes of a piece of text, the first one in the lowest bit. Bits behind its end are zero in all but `blank`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask {
    /// Blanks of ASCII: U+0009 to U+000D and the space.
    pub blank: u64,
    /// Letters and digits of ASCII.
    pub word: u64,
    /// Letters of ASCII.
    pub letter: u64,
    /// Capitals and digits of ASCII.
    pub odd: u64,
    /// Bytes of characters beyond ASCII.
    pub far: u64,
}

impl Mask {
    /// The mask of the first 64 bytes, or of all if there are fewer: what is missing is blank.
    #[inline(always)]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.first_chunk::<64>() {
            Some(chunk) => Self::of_whole(chunk),
            None => {
                let mut chunk = [b' '; 64];
                if let Some(start) = chunk.get_mut(..bytes.len()) {
                    start.copy_from_slice(bytes);
                }
                Self::of_whole(&chunk)
            }
        }
    }

    #[inline(always)]
    fn of_whole(chunk: &[u8; 64]) -> Self {
        let within = |byte: u8, from: u8, to: u8| byte.wrapping_sub(from) <= to - from;
        Self {
            blank: bits(chunk, |byte| within(byte, b'\t', b'\r') | (byte == b' ')),
            word: bits(chunk, |byte| within(byte | 0x20, b'a', b'z') | within(byte, b'0', b'9')),
            letter: bits(chunk, |byte| within(byte | 0x20, b'a', b'z')),
            odd: bits(chunk, |byte| within(byte, b'A', b'Z') | within(byte, b'0', b'9')),
            far: if chunk.is_ascii() { 0 } else { bits(chunk, |byte| byte >= 0x80) },
        }
    }
}

/// Where a byte stands among the first 64, or among all if there are fewer.
#[inline(always)]
pub fn places_of(byte: u8, bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<64>() {
        Some(chunk) => bits(chunk, |other| other == byte),
        None => bytes.iter().enumerate().fold(0, |all, (at, &other)| all | u64::from(other == byte) << at),
    }
}

/// For which of 64 bytes something is true. The compiler asks sixteen at once, as long as nothing in it branches.
#[inline(always)]
#[allow(clippy::needless_range_loop)] // Plain loops over arrays stay loops in every build; iterators became calls in some.
fn bits(chunk: &[u8; 64], is: impl Fn(u8) -> bool) -> u64 {
    // Each row of eight bytes answers in a bit of its own, so that one number holds all answers.
    let mut answers = *chunk;
    for at in 0..64 {
        answers[at] = u8::from(is(answers[at])).wrapping_neg() & ROW_BIT[at];
    }
    let (eights, _) = answers.as_chunks::<8>();
    let mut all = 0;
    for row in 0..8 {
        all |= u64::from_le_bytes(eights[row]);
    }
    transposed(all)
}

/// The bit of the row in which a byte stands.
const ROW_BIT: [u8; 64] = {
    let mut bits = [0; 64];
    let mut at = 0;
    while at < 64 {
        bits[at] = 1 << (at / 8);
        at += 1;
    }
    bits
};

/// Eight rows of eight bits with rows and columns exchanged: squares of one bit, of four and of sixteen change places.
#[inline(always)]
fn transposed(rows: u64) -> u64 {
    let one = (rows ^ rows >> 7) & 0x00AA_00AA_00AA_00AA;
    let rows = rows ^ one ^ one << 7;
    let four = (rows ^ rows >> 14) & 0x0000_CCCC_0000_CCCC;
    let rows = rows ^ four ^ four << 14;
    let sixteen = (rows ^ rows >> 28) & 0x0000_0000_F0F0_F0F0;
    rows ^ sixteen ^ sixteen << 28
}

/// The beginning of a text, of up to 64 bytes, in bits: characters beyond ASCII are blanks, parts of words or neither.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    pub blank: u64,
    pub word: u64,
    /// Letters of ASCII.
    pub letter: u64,
    /// How many bytes it has; at least one unless the text is empty.
    pub length: usize,
}

impl Piece {
    /// The first piece of a text, which ends between two characters; `is_word` is asked about those beyond ASCII.
    #[inline(always)]
    pub fn first(text: &str, is_word: impl Fn(char) -> bool) -> Self {
        let mask = Mask::of(text.as_bytes());
        let mut piece = Self { blank: mask.blank, word: mask.word, letter: mask.letter, length: text.len().min(64) };
        let mut far = mask.far;
        while far != 0 {
            let at = far.trailing_zeros() as usize;
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            let width = character.len_utf8();
            if at + width > 64 {
                piece.length = at;
                break;
            }
            let bits = ((1 << width) - 1) << at;
            if character.is_whitespace() {
                piece.blank |= bits;
            } else if is_word(character) {
                piece.word |= bits;
            }
            far &= !bits;
        }
        piece
    }
}

/// How many words a text has: runs between blanks in which a letter or digit stands, or what `is_word` takes for one.
pub fn count_words(text: &str, is_word: impl Fn(char) -> bool) -> usize {
    let (mut count, mut rest) = (0, text);
    // Whether the word at hand goes on from the piece before and is counted.
    let mut counted = false;
    while !rest.is_empty() {
        let Piece { blank, word, length, .. } = Piece::first(rest, &is_word);
        let Some(behind) = rest.get(length.max(1)..) else { break };
        rest = behind;
        let valid = u64::MAX >> (64 - length.clamp(1, 64));
        let (run, word) = (!blank & valid, word & valid);
        let starts = run & !(run << 1 | u64::from(counted));
        // A run that begins with marks counts at the first letter behind them: the sum carries its begin there.
        let marks = run & !word;
        let behind_marks = marks.wrapping_add(starts & marks) & word;
        count += (starts & word).count_ones() as usize + behind_marks.count_ones() as usize;
        let aligned = run << (64 - length.clamp(1, 64));
        let last = aligned.leading_ones() as usize;
        let letters = (word << (64 - length.clamp(1, 64))).leading_zeros() as usize;
        counted = last > 0 && (letters < last || (last == length && counted));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_letter_or_a_digit() {
        let slowly = |text: &str| {
            text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() || c == '\u{FFFC}')).count()
        };
        let parts =
            ["a", "bc", "-", "(", " ", "\n", "  ", "é", "\u{a0}", "\u{2003}", "—", "“", "語", "\u{FFFC}", "...", "9"];
        let mut state = 1_u32;
        for length in 0..400 {
            let mut text = String::new();
            for _ in 0..length {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Blanks are rare in some texts, so that words reach over several pieces.
                let among = if length % 3 == 0 { 4 } else { parts.len() as u32 };
                text.push_str(parts[((state >> 16) % among) as usize]);
            }
            let found = count_words(&text, |c| c.is_alphanumeric() || c == '\u{FFFC}');
            assert_eq!(found, slowly(&text), "{text:?}");
        }
    }

    #[test]
    fn every_byte_is_what_it_is_at_every_place() {
        let bit = |mask: u64, at: usize| mask >> at & 1 == 1;
        for place in 0..64 {
            for length in [place + 1, 64, 70] {
                for byte in 0..=255_u8 {
                    let mut bytes = vec![b'.'; length];
                    bytes[place] = byte;
                    let mask = Mask::of(&bytes);
                    let blank = matches!(byte, b'\t'..=b'\r' | b' ');
                    let odd = byte.is_ascii_uppercase() || byte.is_ascii_digit();
                    assert_eq!(bit(mask.blank, place), blank, "{byte} at {place} of {length}");
                    assert_eq!(bit(mask.word, place), byte.is_ascii_alphanumeric(), "{byte} at {place} of {length}");
                    assert_eq!(bit(mask.letter, place), byte.is_ascii_alphabetic(), "{byte} at {place} of {length}");
                    assert_eq!(bit(mask.odd, place), odd, "{byte} at {place} of {length}");
                    assert_eq!(bit(mask.far, place), !byte.is_ascii(), "{byte} at {place} of {length}");
                    assert_eq!(mask.word & !(1 << place) | mask.far & !(1 << place), 0);
                    if length < 64 {
                        assert_eq!(mask.blank >> length, u64::MAX >> length);
                    }
                }
            }
        }
    }
}
