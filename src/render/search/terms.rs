//! The words of one page and where they stand: all that the index needs to know of it.

use super::Document;
use super::intern::Words;
use super::numbers;
use super::text::{Extract, Part};
use super::tokens;
use crate::fit::{fit, fit_text};
use crate::memo::folded::{Folded, Left};
use serde::{Deserialize, Serialize};

/// How much a word says about the section it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// In the text.
    Body = 0,
    /// Several times in the text.
    Often = 1,
    /// In a heading, which for the first section is the title of the page.
    Heading = 2,
    /// In a heading of few words.
    ShortHeading = 3,
}

impl Level {
    pub fn of(number: u32) -> Self {
        match number & 3 {
            0 => Self::Body,
            1 => Self::Often,
            2 => Self::Heading,
            _ => Self::ShortHeading,
        }
    }
}

/// A heading of this many words or fewer is short.
const SHORT: usize = 4;
/// A word that stands this often in a section stands there often; half as often is enough in a short section.
const OFTEN: u16 = 4;
/// Sections with fewer words than this are short.
const SHORT_SECTION: usize = 120;

/// The words of one page. Owned and compact (about 3 kB for a page of 5 kB), so that it can be kept under the
/// fingerprint of the page while [`super::merge::merge`] runs again. A build leaves the titles alone: the words of all pages
/// are in the [`super::ledger`].
#[derive(Debug, Default)]
pub struct PageTerms {
    pub(super) titles: Folded<Titles>,
    /// About so many bytes its titles take in a list of them.
    pub(super) listed: u32,
    /// The distinct words, one after the other.
    pub(super) words: String,
    /// For each word two numbers: the bytes of its text in `words` and of its places in `places`.
    pub(super) sizes: Vec<u8>,
    /// For each word its places, see [`push_place`].
    pub(super) places: Vec<u8>,
    /// Words that were written with accents, as written: number and spelling.
    pub(super) accented: Vec<(u32, String)>,
}

/// What the search shows of a page.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Titles {
    pub(super) url: String,
    pub(super) title: String,
    /// Titles of the ancestors, joined.
    pub(super) path: String,
    /// Titles and ids of the sections after the first.
    pub(super) sections: Vec<(String, String)>,
}

/// Reads one page. Costs about as much as parsing its Markdown, and depends on nothing but the document.
pub fn page_terms(document: &Document) -> PageTerms {
    let mut extract = Extract::default();
    extract.read(document.html, usize::MAX);
    let mut collector = Collector::for_text(extract.text.len());
    for (number, part) in extract.parts.iter().enumerate() {
        let body = collector.text(extract.text.get(part.title_end..part.end).unwrap_or_default());
        if number == 0 {
            collector.heading(document.title);
            collector.name(document.url);
            collector.keywords(document.description, document.tags);
        } else {
            collector.heading(extract.text.get(part.start..part.title_end).unwrap_or_default());
        }
        collector.end_section(number as u32, body);
    }
    let title = |part: &Part| -> String {
        let words = extract.text.get(part.start..part.title_end).unwrap_or_default().split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let (sizes, places, words) = collector.finish();
    let titles = Titles {
        url: document.url.to_owned(),
        title: document.title.to_owned(),
        path: document.path.join(" › "),
        sections: extract.parts.iter().skip(1).map(|part| (title(part), part.id.clone())).collect(),
    };
    let listed = titles.listed();
    PageTerms { titles: titles.into(), listed, words, sizes, places, accented: collector.accented }
}

/// One place of a word: `step` sections after the place before it (the number of the section for the first).
/// The number holds the step, two bits for the level, and one bit that says whether another place follows.
pub(super) fn push_place(step: u32, level: Level, more: bool, out: &mut Vec<u8>) {
    numbers::push(step * 8 + level as u32 * 2 + u32::from(more), out);
}

/// A size in one byte, or behind this byte in four.
const LARGE: u8 = u8::MAX;

#[inline]
fn push_size(size: usize, out: &mut Vec<u8>) {
    match u8::try_from(size) {
        Ok(small) if small < LARGE => out.push(small),
        _ => {
            out.push(LARGE);
            out.extend((size as u32).to_le_bytes());
        }
    }
}

/// The size at `at`, which moves behind it.
#[inline]
fn next_size(sizes: &[u8], at: &mut usize) -> Option<usize> {
    let rest = sizes.get(*at..)?;
    let (&first, rest) = rest.split_first()?;
    if first < LARGE {
        *at += 1;
        return Some(usize::from(first));
    }
    *at += 5;
    rest.first_chunk().map(|size| u32::from_le_bytes(*size) as usize)
}

/// One word in one section.
struct Occurrence {
    word: u32,
    section: u32,
    count: u16,
    level: Level,
}

#[derive(Default)]
struct Collector {
    words: Words,
    /// For each word the index, plus one, of its latest occurrence.
    latest: Vec<u32>,
    occurrences: Vec<Occurrence>,
    /// Where the occurrences of the current section begin.
    current: usize,
    accented: Vec<(u32, String)>,
}

impl Collector {
    /// One with room for the words of a text of so many bytes, about half of which are new and most of them short.
    fn for_text(length: usize) -> Self {
        let words = (length / 16).min(4096);
        Self { latest: Vec::with_capacity(words), occurrences: Vec::with_capacity(words), ..Self::default() }
    }

    /// Counts the words of a text; their number.
    fn text(&mut self, text: &str) -> usize {
        let mut count = 0;
        tokens::words(text, |token| {
            count += usize::from(!token.part);
            self.add(token, Level::Body);
        });
        count
    }

    fn heading(&mut self, heading: &str) {
        let mut count = 0;
        tokens::words(heading, |token| count += usize::from(!token.part));
        let level = if count <= SHORT { Level::ShortHeading } else { Level::Heading };
        tokens::words(heading, |token| self.add(token, level));
    }

    /// The last part of the URL often says in other words what the title says.
    fn name(&mut self, url: &str) {
        let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".html").unwrap_or(name);
        tokens::words(name, |token| {
            if !token.word.bytes().all(|byte| byte.is_ascii_digit()) {
                self.add(token, Level::Heading);
            }
        });
    }

    fn keywords(&mut self, description: &str, tags: &[&str]) {
        for text in tags.iter().copied().chain([description]) {
            tokens::words(text, |token| self.add(token, Level::Often));
        }
    }

    fn add(&mut self, token: tokens::Token, level: Level) {
        let word = self.words.number(token.word);
        if word as usize == self.latest.len() {
            self.latest.push(0);
            if let Some(accented) = token.accented {
                self.accented.push((word, accented.to_owned()));
            }
        }
        let Some(latest) = self.latest.get_mut(word as usize) else { return };
        let index = *latest as usize;
        match index.checked_sub(1).filter(|&index| index >= self.current).and_then(|at| self.occurrences.get_mut(at)) {
            Some(occurrence) => {
                occurrence.count = occurrence.count.saturating_add(1);
                occurrence.level = occurrence.level.max(level);
            }
            None => {
                self.occurrences.push(Occurrence { word, section: 0, count: 1, level });
                *latest = self.occurrences.len() as u32;
            }
        }
    }

    /// Ends a section whose text had so many words.
    fn end_section(&mut self, section: u32, length: usize) {
        let often = if length < SHORT_SECTION { OFTEN / 2 } else { OFTEN };
        for occurrence in self.occurrences.iter_mut().skip(self.current) {
            occurrence.section = section;
            if occurrence.count >= often {
                occurrence.level = occurrence.level.max(Level::Often);
            }
        }
        self.current = self.occurrences.len();
    }

    /// Sorts the occurrences by word and writes them down; the words.
    fn finish(&mut self) -> (Vec<u8>, Vec<u8>, String) {
        // A stable counting sort: occurrences are in the order of sections already.
        let mut starts = vec![0_u32; self.words.len() + 1];
        for occurrence in &self.occurrences {
            if let Some(count) = starts.get_mut(occurrence.word as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut order = vec![0_u32; self.occurrences.len()];
        for (index, occurrence) in self.occurrences.iter().enumerate() {
            if let Some(start) = starts.get_mut(occurrence.word as usize)
                && let Some(place) = order.get_mut(*start as usize)
            {
                *place = index as u32;
                *start += 1;
            }
        }
        let mut places = Vec::with_capacity(order.len() * 5 / 4);
        let mut sizes = Vec::with_capacity(self.words.len() * 2);
        let mut words = String::with_capacity(self.words.len() * 8);
        let mut rest = order.as_slice();
        // Each start has moved on to the end of its word by now.
        let mut before = 0;
        for (word, end) in self.words.iter().zip(&starts) {
            let (own, behind) = rest.split_at_checked((end - before) as usize).unwrap_or((rest, &[]));
            (rest, before) = (behind, *end);
            let mut section = 0;
            let mut left = own.len();
            let start = places.len();
            for place in own.iter().filter_map(|&index| self.occurrences.get(index as usize)) {
                left -= 1;
                push_place(place.section - section, place.level, left > 0, &mut places);
                section = place.section;
            }
            words.push_str(word);
            push_size(word.len(), &mut sizes);
            push_size(places.len() - start, &mut sizes);
        }
        fit(&mut sizes);
        fit(&mut places);
        fit_text(&mut words);
        (sizes, places, words)
    }
}

impl Titles {
    fn listed(&self) -> u32 {
        let sections: usize = self.sections.iter().map(|(title, _)| title.len() + 3).sum();
        (20 + self.url.len() / 2 + self.title.len() + sections) as u32
    }
}

impl PageTerms {
    /// Titles as [`PageTerms::leave`] left them, with their size.
    pub fn left(listed: u32, titles: Left) -> Self {
        Self { titles: Folded::left(titles), listed, ..Self::default() }
    }

    /// Its titles as bytes, and their size in a list.
    pub fn leave(&self) -> (u32, Vec<u8>) {
        (self.listed, self.titles.leave())
    }

    /// The distinct words with their places.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut at = 0;
        let (mut words, mut places) = (self.words.as_str(), self.places.as_slice());
        std::iter::from_fn(move || {
            let sizes = (next_size(&self.sizes, &mut at)?, next_size(&self.sizes, &mut at)?);
            let (word, other_words) = words.split_at_checked(sizes.0)?;
            let (own, other_places) = places.split_at_checked(sizes.1)?;
            (words, places) = (other_words, other_places);
            Some((word, own))
        })
    }

    /// The words that were written with accents, and how.
    pub(super) fn spellings(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut spellings = self.accented.iter().peekable();
        self.terms().enumerate().filter_map(move |(number, (word, _))| {
            let (_, spelling) = spellings.next_if(|(other, _)| *other as usize == number)?;
            Some((word, spelling.as_str()))
        })
    }

    /// Gives the memory of the words back, once they are merged.
    pub(super) fn forget_words(&mut self) {
        (self.words, self.sizes, self.places, self.accented) = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_back() {
        let sizes = [0, 1, 254, 255, 256, 70_000, 3];
        let (mut bytes, mut at) = (Vec::new(), 0);
        sizes.iter().for_each(|&size| push_size(size, &mut bytes));
        assert_eq!(std::iter::from_fn(|| next_size(&bytes, &mut at)).collect::<Vec<_>>(), sizes);
        assert_eq!(next_size(&[LARGE, 1], &mut 0), None);
    }
}
