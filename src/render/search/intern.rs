//! A numbered set of strings: each distinct word once, in the order of its first use.

/// Words and their numbers. Numbers count from 0 and never change.
#[derive(Debug, Default)]
pub(super) struct Words {
    blob: String,
    /// Where each word ends in `blob`, behind a zero once there is one.
    ends: Vec<u32>,
    /// Its length is a power of two, three quarters of which may be taken.
    slots: Vec<Slot>,
    /// How many more words fit.
    room: usize,
}

/// A word by its first eight bytes and its length, which are all of most words.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    head: u64,
    length: u32,
    /// The number of the word, plus one; zero where nothing stands.
    number: u32,
}

impl Words {
    /// The number of `word`, new if it was not yet there.
    pub fn number(&mut self, word: &str) -> u32 {
        if self.room == 0 {
            self.grow();
        }
        let head = head(word.as_bytes());
        let length = word.len() as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash(head, word.as_bytes()) & mask;
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.number != 0) {
            if slot.head == head && slot.length == length && (length <= 8 || self.is(slot.number - 1, word)) {
                return slot.number - 1;
            }
            at = (at + 1) & mask;
        }
        self.blob.push_str(word);
        self.ends.push(self.blob.len() as u32);
        self.room -= 1;
        let number = self.len() as u32;
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { head, length, number };
        }
        number - 1
    }

    /// Words that are known to be distinct, the first so many bytes of `texts` being the first of them. They are not looked up
    /// in it: [`Words::number`] gives each a new number.
    pub fn listed(texts: &str, lengths: impl Iterator<Item = u32>) -> Self {
        let mut end = 0;
        let ends = lengths.map(|length| {
            end += length;
            end
        });
        Self { blob: texts.to_owned(), ends: std::iter::once(0).chain(ends).collect(), slots: Vec::new(), room: 0 }
    }

    /// One more word that is known to be new, and its number.
    pub fn push(&mut self, word: &str) -> u32 {
        if self.ends.is_empty() {
            self.ends.push(0);
        }
        self.blob.push_str(word);
        self.ends.push(self.blob.len() as u32);
        self.len() as u32 - 1
    }

    /// The word with a number; empty for a number that was not given.
    pub fn word(&self, number: u32) -> &str {
        match self.ends.get(number as usize..number as usize + 2) {
            Some(&[start, end]) => self.blob.get(start as usize..end as usize).unwrap_or_default(),
            _ => "",
        }
    }

    fn is(&self, number: u32, word: &str) -> bool {
        self.word(number) == word
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// All words, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.word(number))
    }

    fn grow(&mut self) {
        if self.ends.is_empty() {
            self.ends.push(0);
        }
        let size = (self.slots.len() * 2).max(512);
        let mut slots = vec![Slot::default(); size];
        for slot in self.slots.iter().filter(|slot| slot.number != 0) {
            let mut at = hash(slot.head, self.word(slot.number - 1).as_bytes()) & (size - 1);
            while slots.get(at).is_some_and(|taken| taken.number != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(free) = slots.get_mut(at) {
                *free = *slot;
            }
        }
        self.slots = slots;
        self.room = size / 4 * 3 - self.len();
    }
}

/// The first eight bytes as a number, zeros behind a shorter word.
#[inline(always)]
fn head(word: &[u8]) -> u64 {
    if let Some(first) = word.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    // Two halves that may overlap: what both have is the same in both.
    match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (word.len() - 4))
        }
        _ => word.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

/// Where the search for a word begins.
#[inline(always)]
fn hash(head: u64, word: &[u8]) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = head.wrapping_mul(FACTOR) ^ word.len() as u64;
    if word.len() > 8 {
        for eight in word.as_chunks::<8>().0.iter().skip(1).chain(word.last_chunk::<8>()) {
            hash = (hash.rotate_left(29) ^ u64::from_le_bytes(*eight)).wrapping_mul(FACTOR);
        }
    }
    (hash ^ hash >> 32) as usize
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

    #[test]
    fn words_differ_by_every_byte_at_every_length() {
        let mut words = Words::default();
        let mut expected = 0;
        for length in 0..40 {
            let plain = "a".repeat(length);
            assert_eq!(words.number(&plain), expected);
            expected += 1;
            for place in 0..length {
                let mut other = plain.clone();
                other.replace_range(place..=place, "b");
                assert_eq!(words.number(&other), expected);
                assert_eq!(words.number(&other), expected);
                expected += 1;
            }
        }
        assert_eq!(words.iter().filter(|word| word.len() == 39).count(), 40);
    }
}
