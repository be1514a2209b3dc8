//! Places: where in a line a part of a regular expression can match, as a set that can be computed with.

use super::line::{AFTER_OTHER, AFTER_WIDE, AFTER_WORD, AT_START, BLANK, BLANK_AT_START, KINDS};
use super::needs::Needs;
use super::symbols::Symbols;

/// A set of places: pairs of a kind and a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Places {
    bits: [[u64; 4]; KINDS],
    end: [bool; KINDS],
}

impl Places {
    pub const NONE: Self = Self { bits: [[0; 4]; KINDS], end: [false; KINDS] };

    /// Every place that is a character border: all bytes but those that continue a character.
    pub const ALL: Self = Self { bits: [Symbols::ANY.bits; KINDS], end: [true; KINDS] };

    /// The places before one of the symbols.
    pub fn before(symbols: Symbols) -> Self {
        let mut places = Self { bits: [symbols.bits; KINDS], end: [symbols.end; KINDS] };
        for kind in [BLANK_AT_START, BLANK] {
            places.set_row(kind, symbols.meets(Symbols::BLANK));
        }
        places
    }

    fn set_row(&mut self, kind: usize, all: bool) {
        self.bits[kind] = if all { Symbols::ANY.bits } else { [0; 4] };
        self.end[kind] = all;
    }

    /// Without the places of other kinds.
    pub fn only(mut self, kinds: &[usize]) -> Self {
        for kind in (0..KINDS).filter(|kind| !kinds.contains(kind)) {
            self.set_row(kind, false);
        }
        self
    }

    pub fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b, |a, b| a | b)
    }

    pub fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b, |a, b| a & b)
    }

    fn zip(mut self, other: Self, bits: fn(u64, u64) -> u64, end: fn(bool, bool) -> bool) -> Self {
        for kind in 0..KINDS {
            for word in 0..4 {
                self.bits[kind][word] = bits(self.bits[kind][word], other.bits[kind][word]);
            }
            self.end[kind] = end(self.end[kind], other.end[kind]);
        }
        self
    }

    /// For the kinds before blanks: what the part can do when the blanks are passed, which is what it can do behind
    /// an ASCII character that is no word character.
    fn behind_blanks(self) -> Self {
        let mut places = Self::NONE;
        for kind in [BLANK_AT_START, BLANK] {
            places.bits[kind] = self.bits[AFTER_OTHER];
            places.end[kind] = self.end[AFTER_OTHER];
        }
        places
    }

    fn without_line_feed(mut self) -> Self {
        for kind in 0..KINDS {
            self.bits[kind][0] &= !(1 << b'\n');
        }
        self
    }

    /// Of each kind the bytes before which the set has its places, as bits, and whether the end of the line belongs to them.
    pub fn kinds(&self) -> impl Iterator<Item = ([u64; 4], bool)> + '_ {
        self.bits.iter().copied().zip(self.end)
    }
}

/// What a part of an expression can do at a place.
#[derive(Clone, Copy)]
pub struct Part {
    /// Where it can match and take a character; before blanks: take the character behind them.
    pub taking: Places,
    /// Where it can match the empty string; before blanks: match and leave some of them.
    pub empty: Places,
    /// Only before blanks: where it can match so that all of them are taken, and nothing more.
    pub through: Places,
    /// One of these follows wherever it matches.
    pub needs: Needs,
}

impl Part {
    /// Matches the empty string everywhere: the neutral element of sequences.
    pub const NOTHING: Self =
        Self { taking: Places::NONE, empty: Places::ALL, through: Places::NONE, needs: Needs::NOTHING };
    /// Matches nowhere: the neutral element of alternatives.
    pub const NEVER: Self =
        Self { taking: Places::NONE, empty: Places::NONE, through: Places::NONE, needs: Needs::NEVER };
    pub const ANYTHING: Self =
        Self { taking: Places::ALL, empty: Places::ALL, through: Places::ALL, needs: Needs::NOTHING };

    /// One character out of a set.
    pub fn takes(symbols: Symbols) -> Self {
        let blanks = Places::before(symbols).only(&[BLANK_AT_START, BLANK]);
        let taking = Places::before(symbols).only(&[AT_START, AFTER_WORD, AFTER_OTHER, AFTER_WIDE]);
        Self { taking, empty: blanks, through: blanks, needs: Needs::of(symbols) }
    }

    /// The empty string at some places.
    pub fn empty(places: Places) -> Self {
        Self { empty: places, needs: Needs::NOTHING, ..Self::NEVER }
    }

    /// The empty string where it can match.
    pub fn ahead(self) -> Self {
        Self { needs: self.needs, ..Self::empty(self.places()) }
    }

    pub fn then(mut self, next: Self) -> Self {
        let (empty, through) = (self.empty, self.through);
        // A line feed is the last character of its line: behind it the rest can only match the empty string.
        if !next.empty.end[AFTER_OTHER] {
            self.taking = self.taking.without_line_feed();
        }
        Self {
            taking: self.taking.or(empty.and(next.taking)).or(through.and(next.taking.behind_blanks())),
            empty: empty.and(next.empty),
            through: empty.and(next.through).or(through.and(next.empty.behind_blanks())),
            needs: self.needs.or_rarer(next.needs),
        }
    }

    pub fn or(self, other: Self) -> Self {
        Self {
            taking: self.taking.or(other.taking),
            empty: self.empty.or(other.empty),
            through: self.through.or(other.through),
            needs: self.needs.and(other.needs),
        }
    }

    /// Once or more. Twice shows all that more can do: what follows the blanks is taken at most once.
    pub fn repeated(self) -> Self {
        self.or(self.then(self))
    }

    pub fn optional(self) -> Self {
        self.or(Self::NOTHING)
    }

    /// Where it can match at all.
    pub fn places(self) -> Places {
        self.taking.or(self.empty).or(self.through)
    }
}
