//! From the words of all pages to the entries of the index: forms of one word together, each with its places.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;
use rust_stemmers::Stemmer;
use rustc_hash::{FxHashMap, FxHashSet};

use super::intern::Words;
use super::numbers;
use super::stems::stemmer;
use super::stop;
use super::terms::{Level, PageTerms, push_place};
use super::tokens::fold;

/// The pages and places of an entry are at most this many numbers, about 4 kB; beyond it the weaker places go first.
const MOST: usize = 3500;
/// The same for a word on more than half of the pages, which says little.
const MOST_OF_COMMON: usize = 1000;
/// So many letters, or all of a shorter stem, stand at the beginning of every form.
pub(super) const BEGINNING: usize = 3;

/// The forms of one word and where they stand.
#[derive(Debug)]
pub(super) struct Entry {
    /// The forms, sorted as JavaScript sorts strings; the first one names the entry.
    pub forms: Vec<u32>,
    /// Whether some places were left out, so that a page not named may still hold the word.
    pub partial: bool,
    /// The bytes of its places; with none of them it is no entry of the index.
    pub size: u32,
    pub places: Places,
    /// Its number among the entries of the build before, if nothing about it changed.
    pub was: Option<u32>,
}

/// The pages and places of an entry: for each page its distance to the one before (its number for the first), then its
/// places.
#[derive(Debug)]
pub(super) enum Places {
    /// Those of its only form.
    OfForm,
    Own(Vec<u8>),
    /// Not yet put together.
    Unread,
}

/// All entries, sorted by their first form.
#[derive(Debug)]
pub(super) struct Vocabulary<'a> {
    pub words: Words,
    /// For each word where it stands.
    pub lists: Vec<List<'a>>,
    /// For each word that was written with accents somewhere the pages, in their order, and the spellings.
    pub accented: FxHashMap<u32, Vec<(u32, String)>>,
    pub entries: Vec<Entry>,
    /// Words that are no entries, as all their places were left out.
    pub silent: Vec<Entry>,
    pub stopped: FxHashSet<&'static str>,
    /// How many pages there are.
    pub total: usize,
}

/// Where one word stands.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'a> {
    /// On how many pages.
    pub pages: u32,
    /// As in [`Places`].
    pub bytes: Cow<'a, [u8]>,
}

/// The places of one word while pages are read.
#[derive(Debug, Default)]
struct Growing {
    last: u32,
    pages: u32,
    bytes: Vec<u8>,
}

/// Merges the words of all pages of a language. Pages are numbered in the order given; those that nobody else holds have
/// no words left then.
pub(super) fn vocabulary(pages: &mut [Arc<PageTerms>], language: &str) -> Vocabulary<'static> {
    let mut words = Words::default();
    let mut lists: Vec<Growing> = Vec::new();
    let mut accented: FxHashMap<u32, Vec<(u32, String)>> = FxHashMap::default();
    let total = pages.len();
    for (page, terms) in pages.iter_mut().enumerate() {
        let page = page as u32;
        let mut spellings = terms.accented.iter().peekable();
        for (place, (word, places)) in terms.terms().enumerate() {
            let number = words.number(word);
            if number as usize == lists.len() {
                lists.push(Growing::default());
            }
            if let Some((_, spelling)) = spellings.next_if(|(word, _)| *word as usize == place) {
                accented.entry(number).or_default().push((page, spelling.clone()));
            }
            if let Some(list) = lists.get_mut(number as usize) {
                numbers::push(page - list.last, &mut list.bytes);
                list.bytes.extend_from_slice(places);
                list.last = page;
                list.pages += 1;
            }
        }
        if let Some(own) = Arc::get_mut(terms) {
            own.forget_words();
        }
    }
    let lists: Vec<List> =
        lists.into_iter().map(|list| List { pages: list.pages, bytes: Cow::Owned(list.bytes) }).collect();
    let tongue = Tongue::of(language);
    let groups = families(&words, &accented, &tongue);
    let desk = Desk { words: &words, lists: &lists, stopped: &tongue.stopped, total };
    let entries = groups.into_par_iter().map(|forms| desk.entry(forms)).collect();
    Vocabulary::sorted(words, lists, accented, entries, tongue.stopped, total)
}

impl<'a> Vocabulary<'a> {
    /// From entries in any order.
    pub fn sorted(
        words: Words,
        lists: Vec<List<'a>>,
        accented: FxHashMap<u32, Vec<(u32, String)>>,
        mut entries: Vec<Entry>,
        stopped: FxHashSet<&'static str>,
        total: usize,
    ) -> Self {
        entries.par_sort_by(|a, b| first_word(&words, &a.forms, &b.forms));
        let (entries, silent) = entries.into_iter().partition(|entry: &Entry| entry.size > 0);
        Self { words, lists, accented, entries, silent, stopped, total }
    }

    /// The places of an entry.
    pub fn places<'e>(&'e self, entry: &'e Entry) -> Cow<'e, [u8]> {
        match &entry.places {
            Places::Own(bytes) => Cow::Borrowed(bytes),
            Places::OfForm => Cow::Borrowed(self.desk().only(&entry.forms)),
            Places::Unread => match self.desk().entry(entry.forms.clone()).places {
                Places::Own(bytes) => Cow::Owned(bytes),
                _ => Cow::Borrowed(self.desk().only(&entry.forms)),
            },
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk { words: &self.words, lists: &self.lists, stopped: &self.stopped, total: self.total }
    }
}

/// What is known of a language.
pub(super) struct Tongue {
    stemmer: Option<Stemmer>,
    pub stopped: FxHashSet<&'static str>,
}

impl Tongue {
    pub fn of(language: &str) -> Self {
        Self { stemmer: stemmer(language), stopped: stop::words(language).split_whitespace().collect() }
    }

    /// What the forms of a word have in common; nothing for a word that has no other forms. `spelling` is the word with its
    /// accents.
    pub fn stem(&self, word: &str, spelling: Option<&str>) -> Option<String> {
        let plain = word.len() > 2 && word.chars().all(|character| character.is_alphabetic());
        if !plain || self.stopped.contains(word) {
            return None;
        }
        let stem = fold(&self.stemmer.as_ref()?.stem(spelling.unwrap_or(word)));
        // A stem with another beginning (`dying`, `die`) would tear a family over the alphabet.
        stem.chars().zip(word.chars()).take(BEGINNING).all(|(a, b)| a == b).then_some(stem)
    }
}

/// The spelling of a word that counts: that of the first page.
pub(super) fn spelling(accented: &FxHashMap<u32, Vec<(u32, String)>>, word: u32) -> Option<&str> {
    accented.get(&word)?.first().map(|(_, spelling)| spelling.as_str())
}

fn first_word(words: &Words, a: &[u32], b: &[u32]) -> Ordering {
    let first = |forms: &[u32]| forms.first().copied().unwrap_or_default();
    order(words.word(first(a)), words.word(first(b)))
}

/// The order in which JavaScript compares strings: by UTF-16 units.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    // The orders differ only where a character stands beyond U+E000, whose UTF-8 begins with 0xEE or more.
    let far = |text: &str| text.bytes().any(|byte| byte >= 0xEE);
    if far(a) || far(b) { a.encode_utf16().cmp(b.encode_utf16()) } else { a.cmp(b) }
}

/// Words that are forms of one word, each family sorted.
fn families(words: &Words, accented: &FxHashMap<u32, Vec<(u32, String)>>, tongue: &Tongue) -> Vec<Vec<u32>> {
    let numbers: Vec<u32> = (0..words.len() as u32).collect();
    let stem = |number: &u32| tongue.stem(words.word(*number), spelling(accented, *number));
    let stems: Vec<Option<String>> = numbers.par_iter().map(stem).collect();
    let mut families: Vec<Vec<u32>> = Vec::with_capacity(words.len());
    let mut of_stem: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, stem) in numbers.iter().zip(&stems) {
        let family = match stem {
            Some(stem) => *of_stem.entry(stem.as_str()).or_insert(families.len()),
            None => families.len(),
        };
        match families.get_mut(family) {
            Some(family) => family.push(*number),
            None => families.push(vec![*number]),
        }
    }
    families
}

/// A place: page, section, level.
type Place = (u32, u32, Level);

/// What entries are made from.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub words: &'a Words,
    pub lists: &'a [List<'a>],
    pub stopped: &'a FxHashSet<&'static str>,
    pub total: usize,
}

impl<'a> Desk<'a> {
    /// The entry of some forms, which may come in any order.
    pub fn entry(self, mut forms: Vec<u32>) -> Entry {
        forms.sort_unstable_by(|a, b| order(self.words.word(*a), self.words.word(*b)));
        let mine: Vec<&List> = forms.iter().filter_map(|&form| self.lists.get(form as usize)).collect();
        let stop = forms.iter().any(|&form| self.stopped.contains(self.words.word(form)));
        if let [list] = mine.as_slice()
            && !stop
            && list.bytes.len() <= most(list.pages as usize, self.total)
        {
            let size = list.bytes.len() as u32;
            return Entry { forms, partial: false, size, places: Places::OfForm, was: None };
        }
        let mut places: Vec<Place> = Vec::new();
        mine.iter().for_each(|list| read(&list.bytes, &mut places));
        if mine.len() > 1 {
            // Stable, because it sees that the forms are sorted runs.
            places.sort();
            places.dedup_by(|next, kept| {
                let same = (next.0, next.1) == (kept.0, kept.1);
                if same {
                    // Two forms in one text are a word that stands there often.
                    kept.2 = kept.2.max(next.2).max(Level::Often);
                }
                same
            });
        }
        if stop {
            places.retain(|place| place.2 >= Level::Heading);
        }
        let pages = places.chunk_by(|a, b| a.0 == b.0).count();
        let partial = thin(&mut places, most(pages, self.total)) || stop;
        let mut bytes = Vec::with_capacity(places.len() * 2);
        write(&places, &mut bytes);
        Entry { forms, partial, size: bytes.len() as u32, places: Places::Own(bytes), was: None }
    }

    /// The places of the only form of an entry.
    fn only(self, forms: &[u32]) -> &'a [u8] {
        forms.first().and_then(|&form| self.lists.get(form as usize)).map_or(&[], |list| &list.bytes)
    }
}

fn most(pages: usize, total: usize) -> usize {
    if pages * 2 > total { MOST_OF_COMMON } else { MOST }
}

/// Leaves the places that say most, so many that they are not dear to load: those in short titles first, then in titles,
/// in headings, often in a text, in a text. The first kind that is too many is left on every second page, or fourth, and
/// so on: the same pages for every word, so that pages with two common words are still found. Whether any was dropped.
fn thin(places: &mut Vec<Place>, most: usize) -> bool {
    let kind = |place: &Place| match place.2 {
        level if place.1 == 0 && level >= Level::Heading => level as usize + 1,
        level => (level as usize).min(2),
    };
    // How often the number of a page, plus one, can be halved: what says whether it is left at each step.
    let halves = |place: &Place| (place.0 + 1).trailing_zeros() as usize;
    let mut costs = [[0_usize; 32]; 5];
    let mut page = u32::MAX;
    for place in places.iter() {
        let cost = 1 + usize::from(place.0 != std::mem::replace(&mut page, place.0));
        if let Some(sum) = costs.get_mut(kind(place)).and_then(|costs| costs.get_mut(halves(place).min(31))) {
            *sum += cost;
        }
    }
    let mut left = most;
    for (lowest, costs) in costs.iter().enumerate().rev() {
        let all = costs.iter().sum::<usize>();
        if all <= left {
            left -= all;
            continue;
        }
        let fits = |least: &usize| costs.iter().skip(*least).sum::<usize>() <= left;
        let least = (1..32).find(fits).unwrap_or(32);
        places.retain(|place| kind(place) > lowest || (kind(place) == lowest && halves(place) >= least));
        return true;
    }
    false
}

/// Reads the places that [`write`] wrote.
fn read(bytes: &[u8], places: &mut Vec<Place>) {
    let (mut at, mut page) = (0, 0);
    while let Some(step) = numbers::next(bytes, &mut at) {
        page += step;
        let mut section = 0;
        while let Some(place) = numbers::next(bytes, &mut at) {
            section += place >> 3;
            places.push((page, section, Level::of(place >> 1)));
            if place & 1 == 0 {
                break;
            }
        }
    }
}

fn write(places: &[Place], out: &mut Vec<u8>) {
    let mut page = 0;
    for places in places.chunk_by(|a, b| a.0 == b.0) {
        let mut section = 0;
        for (index, place) in places.iter().enumerate() {
            if index == 0 {
                numbers::push(place.0 - page, out);
                page = place.0;
            }
            push_place(place.1 - section, place.2, index + 1 < places.len(), out);
            section = place.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_as_they_were_written() {
        let places: Vec<Place> = vec![
            (0, 0, Level::ShortHeading),
            (0, 9, Level::Body),
            (4, 2, Level::Often),
            (700, 0, Level::Heading),
            (700, 1, Level::Body),
            (700, 300, Level::Body),
        ];
        let (mut bytes, mut back) = (Vec::new(), Vec::new());
        write(&places, &mut bytes);
        read(&bytes, &mut back);
        assert_eq!(back, places);
    }

    #[test]
    fn a_word_of_too_many_pages_keeps_its_titles() {
        let mut places: Vec<Place> = (0..20_000).map(|page| (page, 1, Level::Body)).collect();
        places.extend((0..700).map(|page| (page * 3, 0, Level::ShortHeading)));
        places.sort_unstable();
        assert!(thin(&mut places, MOST));
        assert_eq!(places.iter().filter(|place| place.2 == Level::ShortHeading).count(), 700);
        assert_eq!(
            places.iter().filter(|place| place.2 == Level::Body).map(|place| place.0).take(3).collect::<Vec<_>>(),
            [31, 63, 95]
        );
        let mut few: Vec<Place> = (0..1500).map(|page| (page, 1, Level::Body)).collect();
        assert!(!thin(&mut few, MOST));
        assert_eq!(few.len(), 1500);
        let mut one_page: Vec<Place> = (0..9000).map(|section| (0, section, Level::Body)).collect();
        assert!(thin(&mut one_page, MOST));
    }

    #[test]
    fn strings_are_ordered_as_in_javascript() {
        assert_eq!(order("\u{FF5E}", "\u{20000}"), Ordering::Greater);
        assert_eq!(order("abc", "abd"), Ordering::Less);
    }
}
