//! A numbered set of strings: each distinct word once, in the order of its first use.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Words and their numbers. Numbers count from 0 and never change.
#[derive(Debug, Default)]
pub(super) struct Words {
    blob: String,
    ends: Vec<u32>,
    /// Half a hash beside the number of a word, plus one; zero where nothing stands. Its length is a power of two.
    slots: Vec<(u32, u32)>,
}

impl Words {
    /// The number of `word`, new if it was not yet there.
    pub fn number(&mut self, word: &str) -> u32 {
        if (self.ends.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let hash = hash(word);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let check = (hash >> 32) as u32;
        while let Some(slot) = self.slots.get(at).copied().filter(|slot| slot.1 != 0) {
            if slot.0 == check && self.bytes(slot.1 - 1) == word.as_bytes() {
                return slot.1 - 1;
            }
            at = (at + 1) & mask;
        }
        self.blob.push_str(word);
        self.ends.push(self.blob.len() as u32);
        let number = self.ends.len() as u32;
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (check, number);
        }
        number - 1
    }

    /// The word with a number; empty for a number that was not given.
    pub fn word(&self, number: u32) -> &str {
        let (start, end) = self.place(number);
        self.blob.get(start..end).unwrap_or_default()
    }

    #[inline]
    fn bytes(&self, number: u32) -> &[u8] {
        let (start, end) = self.place(number);
        self.blob.as_bytes().get(start..end).unwrap_or_default()
    }

    #[inline]
    fn place(&self, number: u32) -> (usize, usize) {
        let number = number as usize;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(number).copied().unwrap_or(start);
        (start as usize, end as usize)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All words, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.word(number))
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1024);
        let mut slots = vec![(0, 0); size];
        for number in 0..self.len() as u32 {
            let hash = hash(self.word(number));
            let mut at = hash as usize & (size - 1);
            while slots.get(at).is_some_and(|slot| slot.1 != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = ((hash >> 32) as u32, number + 1);
            }
        }
        self.slots = slots;
    }
}

#[inline]
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_have_one_number() {
        let mut words = Words::default();
        let numbers: Vec<u32> = (0..5000).map(|n| words.number(&format!("w{}", n % 3000))).collect();
        assert_eq!(words.len(), 3000);
        assert_eq!(numbers[4999], 1999);
        assert_eq!(words.word(1999), "w1999");
        assert_eq!(words.iter().last(), Some("w2999"));
        assert_eq!(words.word(3000), "");
    }
}
