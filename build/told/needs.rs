//! Needs: characters of which one stands in the rest of the line wherever an expression matches, told from its text.
//!
//! Many expressions look far ahead: a key of YAML for its colon, a function of a shell for a parenthesis. Where that is
//! not in the line any more, no engine need be asked.

use super::symbols::Symbols;

/// So many characters are looked for at once.
const MOST: usize = 3;
/// How often characters stand in code, in thousandths, where it is more than a few.
const OFTEN: [(&[u8], u32); 6] =
    [(b"\n", 1000), (b" ", 150), (b"e\"", 70), (b"taoinsr", 50), (b"ldchump,.-_:;=()/{}", 25), (b"fgybwvk01", 15)];

/// See the head of this file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing is known to be needed.
    Nothing,
    /// One of the first so many characters.
    One { of: [u8; MOST], count: usize },
}

impl Needs {
    pub const NOTHING: Self = Self::Nothing;
    /// What never matches may need anything: the neutral element of [`Self::and`].
    pub const NEVER: Self = Self::One { of: [0; MOST], count: 0 };

    pub fn of(symbols: Symbols) -> Self {
        let [low, high, far, wide] = symbols.bits;
        let count = (low.count_ones() + high.count_ones()) as usize;
        if symbols.end || far != 0 || wide != 0 || count > MOST {
            return Self::Nothing;
        }
        let mut of = [0; MOST];
        let members = (0..128).filter(|&byte| symbols.has(byte));
        of.iter_mut().zip(members).for_each(|(place, byte)| *place = byte);
        Self::One { of, count }
    }

    /// What is needed where both match: the needs of either, best those that are seldom met.
    pub fn or_rarer(self, other: Self) -> Self {
        if other.frequency() < self.frequency() { other } else { self }
    }

    /// What is needed where one of both matches.
    pub fn and(self, other: Self) -> Self {
        let (Self::One { of: mut all, mut count }, Self::One { of, count: more }) = (self, other) else {
            return Self::Nothing;
        };
        for byte in of.into_iter().take(more) {
            if all.iter().take(count).any(|known| *known == byte) {
                continue;
            }
            let Some(place) = all.get_mut(count) else { return Self::Nothing };
            *place = byte;
            count += 1;
        }
        Self::One { of: all, count }
    }

    fn frequency(self) -> u32 {
        let Self::One { of, count } = self else { return u32::MAX };
        let often = |byte: &u8| OFTEN.iter().find(|(bytes, _)| bytes.contains(byte)).map_or(5, |(_, often)| *often);
        of.iter().take(count).map(often).sum()
    }

    /// The characters, or nothing if none is needed.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Nothing => None,
            Self::One { of, count } => of.get(..*count),
        }
    }
}
