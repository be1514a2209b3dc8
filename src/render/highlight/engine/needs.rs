//! Needs: characters of which one stands in the rest of the line wherever an expression matches.
//!
//! Many expressions look far ahead: a key of YAML for its colon, a function of a shell for a parenthesis. Where that is
//! not in the line any more, no engine need be asked.

use memchr::{memchr, memchr2, memchr3};

/// See the head of this file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing is known to be needed.
    Nothing,
    /// One of the first so many characters.
    One { of: [u8; 3], count: usize },
}

impl Needs {
    pub const NOTHING: Self = Self::Nothing;

    /// One of at most three characters.
    pub fn one_of(bytes: &[u8]) -> Option<Self> {
        let mut of = [0; 3];
        of.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self::One { of, count: bytes.len() })
    }

    /// Whether the rest of a line has what is needed.
    pub fn are_met(self, rest: &[u8]) -> bool {
        match self {
            Self::Nothing => true,
            Self::One { count: 0, .. } => false,
            Self::One { of: [a, ..], count: 1 } => memchr(a, rest).is_some(),
            Self::One { of: [a, b, _], count: 2 } => memchr2(a, b, rest).is_some(),
            Self::One { of: [a, b, c], .. } => memchr3(a, b, c, rest).is_some(),
        }
    }
}
