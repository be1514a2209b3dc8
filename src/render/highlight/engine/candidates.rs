//! Candidates: which patterns of a context are worth trying at a place, as a table of bits.
//!
//! To the patterns of one context most bytes are the same: the table has a column for each class of bytes, not for each byte.

use super::line::{KINDS, Place, SYMBOLS};
use super::pack;
use rustc_hash::FxHashMap;

/// A row of bits, one for each pattern, for every kind of place and class of symbols.
pub struct Candidates {
    /// The class of each symbol.
    classes: Box<[u16; SYMBOLS]>,
    /// How many classes there are.
    count: usize,
    /// How many words a row has.
    words: usize,
    table: Box<[u64]>,
}

impl Candidates {
    /// The table for patterns with these places: for each kind the number of a set of symbols.
    pub fn new(places: &[[u16; KINDS]]) -> Option<Self> {
        let mut sets: Vec<u16> = places.iter().flatten().copied().collect();
        sets.sort_unstable();
        sets.dedup();
        // For each symbol the sets it belongs to, as bits: symbols that belong to the same are one class.
        let width = sets.len().div_ceil(64).max(1);
        let mut owners = vec![0u64; SYMBOLS * width];
        for (index, number) in sets.iter().enumerate() {
            let set = pack::set(usize::from(*number))?;
            let bit = 1 << (index % 64);
            for symbol in set.symbols() {
                owners[symbol * width + index / 64] |= bit;
            }
        }
        let mut known: FxHashMap<&[u64], u16> = FxHashMap::default();
        let mut members: Vec<&[u64]> = Vec::new();
        let mut classes = Box::new([0; SYMBOLS]);
        for (class, owners) in classes.iter_mut().zip(owners.chunks_exact(width)) {
            *class = *known.entry(owners).or_insert_with(|| {
                members.push(owners);
                (members.len() - 1) as u16
            });
        }
        let (count, words) = (members.len(), places.len().div_ceil(64));
        let owns = |owners: &[u64], index: usize| owners[index / 64] >> (index % 64) & 1 == 1;
        let classes_of: Vec<Vec<usize>> =
            (0..sets.len()).map(|index| (0..count).filter(|&class| owns(members[class], index)).collect()).collect();
        let mut table = vec![0; KINDS * count * words];
        for (pattern, sets_of_kinds) in places.iter().enumerate() {
            let bit = 1 << (pattern % 64);
            for (kind, number) in sets_of_kinds.iter().enumerate() {
                for class in &classes_of[sets.binary_search(number).ok()?] {
                    table[(kind * count + class) * words + pattern / 64] |= bit;
                }
            }
        }
        Some(Self { classes, count, words, table: table.into() })
    }

    /// The numbers of the patterns that may match at a place, in order.
    #[inline]
    pub fn at(&self, place: Place) -> impl Iterator<Item = usize> + '_ {
        let class = self.classes.get(place.symbol).copied().unwrap_or_default();
        let from = (place.kind * self.count + usize::from(class)) * self.words;
        let mut words = self.table.get(from..from + self.words).unwrap_or_default().iter();
        let mut bits = words.next().copied().unwrap_or_default();
        let mut first = 0;
        std::iter::from_fn(move || {
            while bits == 0 {
                bits = *words.next()?;
                first += 64;
            }
            let index = first + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            Some(index)
        })
    }
}
