//! Ledger: the merged words of a language as a build leaves them, from which the next one takes all that did not change.
//!
//! Merging the words of a thousand pages costs more than making one of them. A page that changed takes its places out of the
//! lists of its old words and puts them into those of its new ones; the words of all others, their families and the files
//! they are in stay as they are.

use super::intern::Words;
use super::merge::{BEGINNING, Desk, Entry, List, Places, Tongue, Vocabulary, spelling};
use super::numbers;
use super::shards::Leaves;
use super::terms::PageTerms;
use crate::memo::folded::bytes_of;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// Everything of it but the places.
#[derive(Debug, Serialize, Deserialize)]
struct Head<'a> {
    /// How many pages there are.
    total: u32,
    /// The words of the entries, then those of silent entries, one behind the other.
    texts: &'a str,
    /// For each word the bytes of its text, of its list, and its pages.
    words: Vec<[u32; 3]>,
    /// For each entry how many forms it has, doubled and one more if it is partial, and the bytes of its places.
    entries: Vec<[u32; 2]>,
    /// Words with accents: number, page, spelling.
    accented: Vec<(u32, u32, String)>,
    leaves: Leaves,
}

/// A ledger as it was left.
#[derive(Debug)]
pub struct Ledger<'a> {
    head: Head<'a>,
    /// The lists of all words, one behind the other.
    lists: &'a [u8],
}

/// The two byte strings of a ledger.
pub type Written = (Vec<u8>, Vec<u8>);

/// Writes a ledger.
pub(super) fn write(vocabulary: &Vocabulary, leaves: Leaves) -> Written {
    let entries = || vocabulary.entries.iter().chain(&vocabulary.silent);
    let forms = || entries().flat_map(|entry| entry.forms.iter().copied());
    let list = |word: u32| vocabulary.lists.get(word as usize);
    let texts: String = forms().map(|word| vocabulary.words.word(word)).collect();
    let words = forms().map(|word| {
        let (bytes, pages) = list(word).map_or((0, 0), |list| (list.bytes.len(), list.pages));
        [vocabulary.words.word(word).len() as u32, bytes as u32, pages]
    });
    let shape = |entry: &Entry| [entry.forms.len() as u32 * 2 + u32::from(entry.partial), entry.size];
    let mut accented: Vec<(u32, u32, String)> = Vec::new();
    if !vocabulary.accented.is_empty() {
        for (number, word) in forms().enumerate() {
            let pages = vocabulary.accented.get(&word).into_iter().flatten();
            accented.extend(pages.map(|(page, spelling)| (number as u32, *page, spelling.clone())));
        }
    }
    let head = Head {
        total: vocabulary.total as u32,
        texts: &texts,
        words: words.collect(),
        entries: entries().map(shape).collect(),
        accented,
        leaves,
    };
    let length = forms().filter_map(list).map(|list| list.bytes.len()).sum();
    let mut lists = Vec::with_capacity(length);
    forms().filter_map(list).for_each(|list| lists.extend_from_slice(&list.bytes));
    (bytes_of(&head), lists)
}

/// What a page changed about a word.
struct Renewed {
    pages: u32,
    bytes: Vec<u8>,
}

/// The pages whose words are others now.
struct Gone {
    pages: FxHashSet<u32>,
    first: u32,
    last: u32,
}

impl<'a> Ledger<'a> {
    /// A ledger that was written; nothing if it is something else.
    pub fn open(head: &'a [u8], lists: &'a [u8]) -> Option<Self> {
        let head: Head<'a> = postcard::from_bytes(head).ok()?;
        let sum = |at: usize| head.words.iter().map(|word| u64::from(word[at])).sum::<u64>();
        let forms: u64 = head.entries.iter().map(|entry| u64::from(entry[0] / 2)).sum();
        let fits = sum(0) == head.texts.len() as u64
            && sum(1) == lists.len() as u64
            && forms == head.words.len() as u64
            && head.entries.iter().all(|entry| entry[0] > 1);
        fits.then_some(Self { head, lists })
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.head.total as usize
    }

    pub(super) fn leaves(&self) -> &Leaves {
        &self.head.leaves
    }

    /// The words of all pages, of which these have other ones now.
    pub(super) fn renew(&self, changed: &[(u32, &PageTerms)], language: &str) -> Vocabulary<'a> {
        let tongue = Tongue::of(language);
        let pages: FxHashSet<u32> = changed.iter().map(|(page, _)| *page).collect();
        let (first, last) = (pages.iter().min().copied(), pages.iter().max().copied());
        let gone = Gone { pages, first: first.unwrap_or(0), last: last.unwrap_or(0) };
        let mut now: FxHashMap<&str, Vec<(u32, &[u8])>> = FxHashMap::default();
        for (page, terms) in changed {
            terms.terms().for_each(|(word, places)| now.entry(word).or_default().push((*page, places)));
        }
        let mut words = Words::listed(self.head.texts, self.head.words.iter().map(|word| word[0]));
        let count = self.head.words.len();
        let mut lists = self.lists();
        let renew = |number: usize| {
            let new = now.get(words.word(number as u32)).map_or(&[][..], Vec::as_slice);
            renewed(&lists[number], new, &gone).map(|list| (number, list))
        };
        let others: Vec<(usize, Renewed)> = (0..count).into_par_iter().with_min_len(256).filter_map(renew).collect();
        let mut touched: FxHashSet<u32> = FxHashSet::default();
        for (number, Renewed { pages, bytes }) in others {
            lists[number] = List { pages, bytes: Cow::Owned(bytes) };
            touched.insert(number as u32);
        }
        let known: FxHashSet<&str> =
            (0..count as u32).map(|number| words.word(number)).filter(|word| now.contains_key(word)).collect();
        let mut new: Vec<&str> = now.keys().copied().filter(|word| !known.contains(word)).collect();
        new.sort_unstable();
        // Words that belong to no family yet.
        let mut alone: Vec<u32> = Vec::new();
        for word in new {
            let list = renewed(&List::default(), now.get(word).map_or(&[][..], Vec::as_slice), &gone);
            alone.push(words.push(word));
            lists.push(
                list.map_or_else(List::default, |list| List { pages: list.pages, bytes: Cow::Owned(list.bytes) }),
            );
        }
        let accented = self.accented(changed, &gone.pages, &words, &mut alone);
        let astray: FxHashSet<u32> = alone.iter().copied().collect();
        let stays = |word: &u32| lists[*word as usize].pages > 0 && !astray.contains(word);

        let desk = Desk { words: &words, lists: &lists, stopped: &tongue.stopped, total: self.pages() };
        let mut families: Vec<(Vec<u32>, bool)> = Vec::with_capacity(self.head.entries.len());
        let mut first = 0;
        for [shape, _] in &self.head.entries {
            let forms = first..first + shape / 2;
            first = forms.end;
            let is_touched = forms.clone().any(|word| touched.contains(&word) || astray.contains(&word));
            families.push((forms.filter(|word| !is_touched || stays(word)).collect(), is_touched));
        }
        join(&mut families, &alone, &words, &accented, &tongue, &lists);
        let mut entries: Vec<Entry> = Vec::with_capacity(families.len());
        let mut heard = 0;
        for (number, (forms, is_touched)) in families.into_iter().enumerate() {
            let known = self.head.entries.get(number).copied();
            let was = known.filter(|[_, size]| *size > 0).map(|_| heard);
            heard += u32::from(was.is_some());
            match known {
                Some([shape, size]) if !is_touched => {
                    entries.push(Entry { forms, partial: shape & 1 == 1, size, places: Places::Unread, was });
                }
                _ if forms.is_empty() => {}
                _ => entries.push(desk.entry(forms)),
            }
        }
        Vocabulary::sorted(words, lists, accented, entries, tongue.stopped, self.pages())
    }

    fn lists(&self) -> Vec<List<'a>> {
        let mut rest = self.lists;
        let list = |[_, length, pages]: &[u32; 3]| {
            let (bytes, behind) = rest.split_at_checked(*length as usize).unwrap_or((rest, &[]));
            rest = behind;
            List { pages: *pages, bytes: Cow::Borrowed(bytes) }
        };
        self.head.words.iter().map(list).collect()
    }

    /// The spellings with accents, as they are now. A word of which another spelling counts leaves its family for `alone`.
    fn accented(
        &self,
        changed: &[(u32, &PageTerms)],
        gone: &FxHashSet<u32>,
        words: &Words,
        alone: &mut Vec<u32>,
    ) -> FxHashMap<u32, Vec<(u32, String)>> {
        let mut before: FxHashMap<u32, Vec<(u32, String)>> = FxHashMap::default();
        for (word, page, spelling) in &self.head.accented {
            before.entry(*word).or_default().push((*page, spelling.clone()));
        }
        let mut now: FxHashMap<&str, Vec<(u32, String)>> = FxHashMap::default();
        for (page, terms) in changed {
            for (word, spelling) in terms.spellings() {
                now.entry(word).or_default().push((*page, spelling.to_owned()));
            }
        }
        let count = self.head.words.len() as u32;
        let mut accented: FxHashMap<u32, Vec<(u32, String)>> = FxHashMap::default();
        for word in 0..words.len() as u32 {
            let old = before.get(&word);
            let new = if now.is_empty() { None } else { now.get(words.word(word)) };
            if old.is_none() && new.is_none() {
                continue;
            }
            let stays = old.into_iter().flatten().filter(|(page, _)| !gone.contains(page));
            let mut all: Vec<(u32, String)> = stays.chain(new.into_iter().flatten()).cloned().collect();
            all.sort();
            if !all.is_empty() {
                accented.insert(word, all);
            }
            if word < count && spelling(&before, word) != spelling(&accented, word) {
                alone.push(word);
            }
        }
        accented
    }
}

/// The pages of a list and where their places are in it.
fn runs(bytes: &[u8]) -> impl Iterator<Item = (u32, Range<usize>)> {
    let (mut at, mut page) = (0, 0);
    std::iter::from_fn(move || {
        page += numbers::next(bytes, &mut at)?;
        let start = at;
        // The last place of a page is even.
        numbers::skip_to_even(bytes, &mut at);
        Some((page, start..at))
    })
}

/// A list without the places on the pages that are `gone`, and with new ones on some of these; nothing if it is the same. What
/// stands before the first of them and behind the last is taken over as it is.
fn renewed(list: &List, new: &[(u32, &[u8])], gone: &Gone) -> Option<Renewed> {
    let part = |range: Range<usize>| list.bytes.get(range).unwrap_or_default();
    let (mut head, mut before) = (0..0, 0);
    let mut tail = None;
    let mut all: Vec<(u32, &[u8])> = Vec::with_capacity(new.len());
    let mut left = 0;
    for (page, places) in runs(&list.bytes) {
        match page {
            _ if page < gone.first => (head.end, before) = (places.end, page),
            _ if page > gone.last => {
                tail = Some((page, places.start..list.bytes.len()));
                break;
            }
            _ if gone.pages.contains(&page) => left += 1,
            _ => all.push((page, part(places))),
        }
    }
    if new.is_empty() && left == 0 {
        return None;
    }
    all.extend(new);
    all.sort_by_key(|(page, _)| *page);
    all.extend(tail.map(|(page, rest)| (page, part(rest))));
    let mut bytes =
        Vec::with_capacity(list.bytes.len() + new.iter().map(|(_, places)| places.len() + 2).sum::<usize>());
    bytes.extend_from_slice(part(head));
    for (page, places) in all {
        numbers::push(page - before, &mut bytes);
        bytes.extend_from_slice(places);
        before = page;
    }
    let pages = list.pages - left + new.len() as u32;
    (*bytes != *list.bytes).then_some(Renewed { pages, bytes })
}

/// Puts words into the families they belong to. Only words that begin as a stem does can have it.
fn join(
    families: &mut Vec<(Vec<u32>, bool)>,
    alone: &[u32],
    words: &Words,
    accented: &FxHashMap<u32, Vec<(u32, String)>>,
    tongue: &Tongue,
    lists: &[List],
) {
    let stem = |word: u32| tongue.stem(words.word(word), spelling(accented, word));
    let stems: Vec<(u32, Option<String>)> = alone.par_iter().map(|&word| (word, stem(word))).collect();
    let beginning = |text: &str| text.chars().take(BEGINNING).collect::<String>();
    let beginnings: FxHashSet<String> = stems.iter().filter_map(|(_, stem)| stem.as_deref().map(beginning)).collect();
    let short: Vec<&str> =
        beginnings.iter().map(String::as_str).filter(|it| it.chars().nth(BEGINNING - 1).is_none()).collect();
    let is_near = |word: &str| {
        let end = word.char_indices().nth(BEGINNING).map_or(word.len(), |(end, _)| end);
        beginnings.contains(&word[..end]) || short.iter().any(|it| word.starts_with(it))
    };
    let mut of_stem: FxHashMap<String, usize> = FxHashMap::default();
    if !beginnings.is_empty() {
        for (number, (forms, _)) in families.iter().enumerate() {
            let near = forms.iter().copied().find(|&word| is_near(words.word(word)));
            if let Some(stem) = near.and_then(stem) {
                of_stem.insert(stem, number);
            }
        }
    }
    for (word, stem) in stems {
        if lists[word as usize].pages == 0 {
            continue;
        }
        let family = match stem {
            Some(stem) => *of_stem.entry(stem).or_insert(families.len()),
            None => families.len(),
        };
        match families.get_mut(family) {
            Some((forms, is_touched)) => {
                forms.push(word);
                *is_touched = true;
            }
            None => families.push((vec![word], true)),
        }
    }
}
