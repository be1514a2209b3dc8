//! A 128-bit hash of content: the only key that any cache of guidegen uses.

use serde::{Deserialize, Serialize};
use std::{fmt, io};

/// Up to this many bytes a value is copied behind its length, to be hashed in one go: BLAKE3 takes sixteen kibibytes side
/// by side, but only one after the other what comes behind a piece of another size. A copy costs a tenth of what it saves.
const LARGEST_COPY: usize = 128 * 1024;

/// At least so many bytes of a value that comes in pieces are hashed and handed on at once.
const STRETCH: usize = 64 << 10;

/// The first 128 bits of a BLAKE3 hash. Equal content has an equal fingerprint on every machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a byte string.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() > LARGEST_COPY {
            let mut hasher = Hasher::new();
            hasher.bytes(bytes);
            return hasher.finish();
        }
        let mut framed = Vec::with_capacity(bytes.len() + 8);
        framed.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        framed.extend_from_slice(bytes);
        Self::first_half(&blake3::hash(&framed))
    }

    /// The fingerprint of pieces that are `length` bytes together, as if they were one value; they are handed on in stretches
    /// of about [`STRETCH`], or of one longer piece, so that the value never is in memory as a whole.
    pub fn of_pieces<P: AsRef<[u8]>>(
        length: u64,
        pieces: impl Iterator<Item = P>,
        mut hand_on: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<Self> {
        // The length stands before the value. With it in the first stretch all of them begin where a chunk of BLAKE3 does, which
        // takes them side by side.
        let head = length.to_le_bytes();
        let mut buffer = Vec::with_capacity(length.saturating_add(head.len() as u64).min(STRETCH as u64) as usize);
        buffer.extend(head);
        let (mut hasher, mut behind) = (Hasher::new(), head.len());
        let mut pour = |bytes: &[u8]| {
            hasher.0.update(bytes);
            hand_on(bytes.get(std::mem::take(&mut behind)..).unwrap_or_default())
        };
        for piece in pieces {
            let piece = piece.as_ref();
            let room = if buffer.is_empty() { 0 } else { STRETCH - buffer.len() };
            let (first, rest) = piece.split_at(piece.len().min(room));
            buffer.extend_from_slice(first);
            if buffer.len() == STRETCH {
                pour(&buffer)?;
                buffer.clear();
            }
            let (whole, rest) = rest.split_at(rest.len() - rest.len() % STRETCH);
            if !whole.is_empty() {
                pour(whole)?;
            }
            buffer.extend_from_slice(rest);
        }
        pour(&buffer)?;
        Ok(hasher.finish())
    }

    fn first_half(hash: &blake3::Hash) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&hash.as_bytes()[..16]);
        Self(first)
    }

    /// The first `digits` hexadecimal digits (at most 32), for file names.
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// The fingerprint that 32 hexadecimal digits are.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return None;
        }
        let digit = |sign: u8| char::from(sign).to_digit(16).map(|digit| digit as u8);
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(bytes))
    }

    /// All hexadecimal digits, written into this room.
    pub fn digits<'a>(&self, room: &'a mut [u8; 32]) -> &'a str {
        for (pair, byte) in room.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]);
        }
        std::str::from_utf8(room).unwrap_or_default()
    }

    /// The raw bytes, for a cache file.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A fingerprint read back from a cache file.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits(&mut [0; 32]))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Feeds several values into one fingerprint; each value is framed by its length,
/// so that `("ab", "c")` and `("a", "bc")` differ.
#[derive(Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    pub fn new() -> Self {
        Self(blake3::Hasher::new())
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    pub fn fingerprint(&mut self, other: Fingerprint) -> &mut Self {
        self.0.update(&other.0);
        self
    }

    pub fn finish(&self) -> Fingerprint {
        Fingerprint::first_half(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_the_same_fingerprint_in_one_piece_and_in_parts() {
        for length in [0, 1, 1015, 1016, 1017, 5000, 17 * 1024, LARGEST_COPY, LARGEST_COPY + 1] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut hasher = Hasher::new();
            hasher.bytes(&bytes);
            assert_eq!(Fingerprint::of(&bytes), hasher.finish(), "{length}");
        }
    }

    #[test]
    fn a_value_that_comes_in_pieces_has_its_fingerprint_and_is_handed_on_whole() {
        let sizes = [0, 1, 7, STRETCH - 8, STRETCH - 7, STRETCH, STRETCH + 1, 3 * STRETCH - 8, 5 * STRETCH + 3];
        for (first, second) in sizes.iter().flat_map(|one| sizes.map(|other| (*one, other))) {
            let bytes: Vec<u8> = (0..first + second + 40_000).map(|at| (at % 251) as u8).collect();
            let (one, rest) = bytes.split_at(first);
            let (two, rest) = rest.split_at(second);
            let pieces = [one, two].into_iter().chain(rest.chunks(15_000));
            let mut handed = Vec::new();
            let print = Fingerprint::of_pieces(bytes.len() as u64, pieces, |stretch| {
                handed.extend_from_slice(stretch);
                Ok(())
            });
            assert_eq!(print.unwrap(), Fingerprint::of(&bytes), "{first} {second}");
            assert!(handed == bytes, "{first} {second}");
        }
    }

    #[test]
    fn what_is_told_in_digits_is_read_back() {
        let print = Fingerprint::of(b"x");
        assert_eq!(Fingerprint::parse(&print.to_string()), Some(print));
        assert_eq!(Fingerprint::parse(&print.to_string().to_uppercase()), Some(print));
        let digits = print.to_string();
        for other in
            ["", "xyz", &digits[1..], &format!("{digits}0"), &digits.replace(&digits[..1], "g"), &"é".repeat(16)]
        {
            assert_eq!(Fingerprint::parse(other), None, "{other}");
        }
    }
}
