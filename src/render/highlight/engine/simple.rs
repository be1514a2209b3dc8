//! Simple: expressions so simple that no engine is needed for them.

use super::line::END;

/// A set of bytes, and whether the end of the line belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Set {
    pub bits: [u64; 4],
    pub end: bool,
}

impl Set {
    pub fn has(&self, byte: u8) -> bool {
        self.bits[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
    }

    /// Its members as numbers: bytes, and [`END`].
    pub fn symbols(&self) -> impl Iterator<Item = usize> + '_ {
        let end = self.end.then_some(END);
        let bytes = self.bits.iter().enumerate().flat_map(|(word, &bits)| {
            std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)))
                .take_while(|&bits| bits != 0)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        });
        bytes.chain(end)
    }
}

/// An expression that is understood as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Simple {
    /// The empty expression.
    Always,
    /// One character.
    One(Set),
    /// The empty string before a symbol.
    Before(Set),
    /// As many characters as there are.
    Many { symbols: Set, at_least: usize },
}

impl Simple {
    /// Where a match that begins at `at` ends. `Err` means that a character beyond ASCII decides, about which this does
    /// not know enough.
    pub fn end(&self, line: &[u8], at: usize) -> Result<Option<usize>, ()> {
        let next = line.get(at);
        if next.is_some_and(|byte| !byte.is_ascii()) && *self != Self::Always {
            return Err(());
        }
        Ok(match self {
            Self::Always => Some(at),
            Self::One(symbols) => next.filter(|&&byte| symbols.has(byte)).map(|_| at + 1),
            Self::Before(symbols) => next.map_or(symbols.end, |&byte| symbols.has(byte)).then_some(at),
            Self::Many { symbols, at_least } => {
                let rest = line.get(at..).unwrap_or_default();
                let length = rest.iter().take_while(|&&byte| byte.is_ascii() && symbols.has(byte)).count();
                if rest.get(length).is_some_and(|byte| !byte.is_ascii()) {
                    return Err(());
                }
                (length >= *at_least).then_some(at + length)
            }
        })
    }
}
