//! The files of the index: one for a small guide, a tree of small ones for a large guide.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::merge::{Entry, Vocabulary, order};
use super::numbers;
use super::stop;
use super::terms::PageTerms;
use crate::fingerprint::Fingerprint;

/// An index up to this size is one file. About 60% of it crosses the wire.
const ONE_FILE: usize = 160 * 1024;
/// A file of words is closed when it reaches this size.
const SHARD: usize = 5 * 1024;
/// A file of titles is closed when it reaches this size.
const TITLES: usize = 3 * 1024;
/// How many files one directory names.
const FAN: usize = 256;
/// How many of the commonest words a large guide has at hand for the correction of typos.
const AT_HAND: usize = 1500;
/// Digits of the hash in a file name.
const DIGITS: usize = 12;
/// At most this many characters are taken from the word before.
const SHARED: usize = 12;

/// The reader of the index. It travels with the data, because it must know their format exactly.
const ENGINE: &str = include_str!("engine.js");

/// The name of a file, and its bytes; nothing of one that was there before.
pub type File = (String, Option<Vec<u8>>);

/// The files that hold words, and those that hold titles, each with what is in it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Leaves {
    words: Vec<Leaf>,
    titles: Vec<Leaf>,
}

/// A file of entries or of pages, which are numbered through all files.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Leaf {
    /// How many of them it holds.
    count: u32,
    name: String,
    /// The length of its text.
    size: u32,
}

/// What there was before.
pub(super) struct Before<'a> {
    pub leaves: &'a Leaves,
    /// The numbers of pages that are not as they were.
    pub changed: FxHashSet<u32>,
    /// Whether a file of that name is still there.
    pub is_there: &'a (dyn Fn(&str) -> bool + Sync),
}

/// Lays out the index. The first file is the root; all others can be reached from it.
pub(super) fn files(
    vocabulary: &Vocabulary,
    pages: &[Arc<PageTerms>],
    language: &str,
    before: Option<&Before>,
) -> (Vec<File>, Leaves) {
    let cuts = cut(vocabulary);
    let known = before.map(|before| standing(&before.leaves.words)).unwrap_or_default();
    let is_there = |leaf: &&&Leaf| before.is_some_and(|before| (before.is_there)(&leaf.name));
    let words = |(_, range): &(String, Range<usize>)| {
        let leaf = same_entries(vocabulary, range).and_then(|range| known.get(&range)).filter(is_there);
        leaf.map_or_else(|| Text::New(shard(vocabulary, range.clone())), |leaf| Text::Known((*leaf).clone()))
    };
    let shards: Vec<Text> = cuts.par_iter().map(words).collect();
    let title_cuts = cut_titles(pages);
    let known = before.map(|before| standing(&before.leaves.titles)).unwrap_or_default();
    let titles = |range: &Range<usize>| {
        let is_same = |before: &Before| !range.clone().any(|page| before.changed.contains(&(page as u32)));
        let leaf = known.get(range).filter(|_| before.is_some_and(is_same)).filter(is_there);
        let list = || Text::New(title_list(pages.get(range.clone()).unwrap_or_default()));
        leaf.map_or_else(list, |leaf| Text::Known((*leaf).clone()))
    };
    let titles: Vec<Text> = title_cuts.par_iter().map(titles).collect();
    let size = shards.iter().chain(&titles).map(Text::size).sum::<usize>();
    let stop = stop::words(language).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut root = format!("{{\"pages\":{},\"stop\":\"{stop}\"", pages.len());
    if size <= ONE_FILE {
        let all = shard(vocabulary, 0..vocabulary.entries.len());
        return (vec![root_named(&format!("{root}}},{all},{}", title_list(pages)))], Leaves::default());
    }
    let mut files = vec![File::default()];
    let shards: Vec<(Leaf, File)> =
        shards.into_par_iter().zip(&cuts).map(|(text, (_, range))| text.file(range, |text| named(&text))).collect();
    let titled =
        |(text, range): (Text, &Range<usize>)| text.file(range, |titles| named(&format!("{},{titles}", range.start)));
    let titles: Vec<(Leaf, File)> = titles.into_par_iter().zip(&title_cuts).map(titled).collect();
    let leaves = |list: &[(Leaf, File)]| list.iter().map(|(leaf, _)| leaf.clone()).collect();
    let left = Leaves { words: leaves(&shards), titles: leaves(&titles) };
    let keys = cuts.into_iter().map(|(key, _)| key);
    let words = directory(keys.zip(shards.into_iter().map(|(_, file)| file)).collect(), &mut files);
    let keys = title_cuts.iter().map(|range| page_key(range.start));
    let titles = directory(keys.zip(titles.into_iter().map(|(_, file)| file)).collect(), &mut files);
    let near = front_coded(at_hand(vocabulary));
    root.push_str(&format!(",\"words\":{words},\"titles\":{titles},\"near\":\"{near}\"}}"));
    if let Some(first) = files.first_mut() {
        *first = root_named(&root);
    }
    (files, left)
}

/// The text of a file, or the file that has it already.
enum Text {
    New(String),
    Known(Leaf),
}

impl Text {
    fn size(&self) -> usize {
        match self {
            Text::New(text) => text.len(),
            Text::Known(leaf) => leaf.size as usize,
        }
    }

    fn file(self, range: &Range<usize>, name: impl Fn(String) -> File) -> (Leaf, File) {
        match self {
            Text::Known(leaf) => {
                let name = leaf.name.clone();
                (leaf, (name, None))
            }
            Text::New(text) => {
                let size = text.len() as u32;
                let file = name(text);
                (Leaf { count: range.len() as u32, name: file.0.clone(), size }, file)
            }
        }
    }
}

/// Files by the numbers of what they hold.
fn standing(leaves: &[Leaf]) -> FxHashMap<Range<usize>, &Leaf> {
    let mut end = 0;
    let range = |leaf: &Leaf| {
        let start = end;
        end += leaf.count as usize;
        start..end
    };
    leaves.iter().map(range).zip(leaves).collect()
}

/// The numbers that entries had before, if they stood side by side and nothing about them changed.
fn same_entries(vocabulary: &Vocabulary, range: &Range<usize>) -> Option<Range<usize>> {
    let entries = vocabulary.entries.get(range.clone())?;
    let first = entries.first()?.was? as usize;
    let stands = |(at, entry): (usize, &Entry)| entry.was.is_some_and(|was| was as usize == first + at);
    entries.iter().enumerate().all(stands).then(|| first..first + entries.len())
}

/// A file that hands `arguments` to the search. Its name is its hash.
fn named(arguments: &str) -> File {
    let bytes = format!("guidegenSearch.add({arguments})\n").into_bytes();
    (format!("{}.js", Fingerprint::of(&bytes).short(DIGITS)), Some(bytes))
}

/// The root: the function that reads the index, then the data.
fn root_named(arguments: &str) -> File {
    let lines = ENGINE.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut bytes: Vec<u8> = lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes();
    bytes.extend(named(arguments).1.unwrap_or_default());
    (format!("index-{}.js", Fingerprint::of(&bytes).short(DIGITS)), Some(bytes))
}

/// Page numbers as words that sort like numbers.
fn page_key(page: usize) -> String {
    format!("{page:07}")
}

/// Puts the leaves of a tree, each with its first key, among the files, and the directories over them, as many floors as
/// it takes. The top directory: `[floors below it, "hashes of its files", "first keys of its files"]`.
fn directory(leaves: Vec<(String, File)>, files: &mut Vec<File>) -> String {
    let (mut floor, mut depth) = (leaves, 0);
    loop {
        let list = |part: &[(String, File)]| {
            let names: String = part.iter().filter_map(|(_, (name, _))| name.get(..DIGITS)).collect();
            format!("\"{names}\",\"{}\"", front_coded(part.iter().map(|(key, _)| key.as_str())))
        };
        let top = (floor.len() <= FAN).then(|| format!("[{depth},{}]", list(&floor)));
        let key = |part: &[(String, File)]| part.first().map(|(key, _)| key.clone()).unwrap_or_default();
        let above = floor.chunks(FAN).map(|part| (key(part), named(&list(part)))).collect();
        files.extend(std::mem::replace(&mut floor, above).into_iter().map(|(_, file)| file));
        match top {
            Some(top) => return top,
            None => depth += 1,
        }
    }
}

/// Cuts the entries into ranges of about [`SHARD`] bytes: the key of each and its entries. Every form of an entry is
/// not less than the key of its range and less than the key of the next one.
fn cut(vocabulary: &Vocabulary) -> Vec<(String, Range<usize>)> {
    let mut cuts = Vec::new();
    let (mut start, mut size, mut key) = (0, 0, String::new());
    let mut highest = "";
    for (index, entry) in vocabulary.entries.iter().enumerate() {
        let forms = || entry.forms.iter().map(|&form| vocabulary.words.word(form));
        let first = forms().next().unwrap_or_default();
        let more = entry.size as usize + forms().map(|form| 1 + form.len() / 2).sum::<usize>();
        if size > 0 && size + more > SHARD && order(highest, first).is_lt() {
            let next = distinguishing(highest, first).to_owned();
            cuts.push((std::mem::replace(&mut key, next), start..index));
            (start, size) = (index, 0);
        }
        size += more;
        highest = forms().fold(highest, |highest, form| if order(highest, form).is_lt() { form } else { highest });
    }
    cuts.push((key, start..vocabulary.entries.len()));
    cuts
}

/// The shortest beginning of `word` that comes after `before`, a smaller word.
fn distinguishing<'a>(before: &str, word: &'a str) -> &'a str {
    let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    word.char_indices().nth(same + 1).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// The entries of a range as two strings: the words, front-coded, and for each entry the length of its places, doubled and
/// one more if some were left out, and the places.
fn shard(vocabulary: &Vocabulary, range: Range<usize>) -> String {
    let entries: &[Entry] = vocabulary.entries.get(range).unwrap_or_default();
    let mut words: Vec<u8> = Vec::new();
    let mut places: Vec<u8> = Vec::new();
    let mut before = "";
    for entry in entries {
        for (number, form) in entry.forms.iter().enumerate() {
            let word = vocabulary.words.word(*form);
            push_front_coded(before, word, number > 0, &mut words);
            before = word;
        }
        numbers::push(entry.size * 2 + u32::from(entry.partial), &mut places);
        places.extend_from_slice(&vocabulary.places(entry));
    }
    format!("\"{}\",\"{}\"", String::from_utf8_lossy(&words), String::from_utf8_lossy(&places))
}

/// Words as one string: for each a capital letter that says how many characters to take from the word before (`A` is
/// none, `M` is twelve), and the rest. In a shard `N` to `Z` say the same of a further form of the same entry.
fn front_coded<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = Vec::new();
    let mut before = "";
    for word in words {
        push_front_coded(before, word, false, &mut out);
        before = word;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn push_front_coded(before: &str, word: &str, form: bool, out: &mut Vec<u8>) {
    let (bytes, units) = shared(before, word, SHARED);
    out.push(if form { b'N' } else { b'A' } + units as u8);
    out.extend(word.as_bytes().iter().skip(bytes));
}

/// The length of the common beginning of two words in bytes and in UTF-16 units, of which there are at most `most`.
fn shared(a: &str, b: &str, most: usize) -> (usize, usize) {
    let (mut bytes, mut units) = (0, 0);
    for (character, _) in a.chars().zip(b.chars()).take_while(|(a, b)| a == b) {
        if units + character.len_utf16() > most {
            break;
        }
        bytes += character.len_utf8();
        units += character.len_utf16();
    }
    (bytes, units)
}

/// The commonest words that a typo may have been meant for, sorted.
fn at_hand<'a>(vocabulary: &'a Vocabulary) -> Vec<&'a str> {
    let mut words: Vec<(Reverse<u32>, &str)> = vocabulary
        .entries
        .iter()
        .flat_map(|entry| &entry.forms)
        .map(|&form| {
            (Reverse(vocabulary.lists.get(form as usize).map_or(0, |list| list.pages)), vocabulary.words.word(form))
        })
        .filter(|(_, word)| word.len() > 3 && word.chars().all(char::is_alphabetic))
        .collect();
    if words.len() > AT_HAND {
        words.select_nth_unstable(AT_HAND);
        words.truncate(AT_HAND);
    }
    let mut words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
    words.sort_unstable_by(|a, b| order(a, b));
    words
}

/// Cuts the pages into ranges whose lists take about [`TITLES`] bytes.
fn cut_titles(pages: &[Arc<PageTerms>]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (index, page) in pages.iter().enumerate() {
        let more = page.listed as usize;
        if index > start && size + more > TITLES {
            cuts.push(start..index);
            (start, size) = (index, 0);
        }
        size += more;
    }
    cuts.push(start..pages.len());
    cuts
}

/// Pages as a list of lists: `[url, path, title, section, section...]`. The URL begins with a sign for the number of
/// characters to take from the URL before; a path of `0` is that of the page before; the id of a section follows its
/// title behind a tab where it is not [`simple_id`].
fn title_list(pages: &[Arc<PageTerms>]) -> String {
    let (mut before, mut path) = ("", None);
    let mut out = Vec::with_capacity(pages.len() * 250);
    for page in pages.iter().map(|page| page.titles.get()) {
        out.extend(if out.is_empty() { &b"[["[..] } else { b",[" });
        let same = before.bytes().zip(page.url.bytes()).take(89).take_while(|(a, b)| a == b && a.is_ascii()).count();
        let mut url = Vec::with_capacity(page.url.len() + 1);
        numbers::push_sign(same as u32, &mut url);
        url.extend(page.url.as_bytes().iter().skip(same));
        push_json(&String::from_utf8_lossy(&url), &mut out);
        out.push(b',');
        if path == Some(&page.path) {
            out.push(b'0');
        } else {
            push_json(&page.path, &mut out);
        }
        out.push(b',');
        push_json(&page.title, &mut out);
        for (title, id) in &page.sections {
            out.push(b',');
            if simple_id(title) == *id {
                push_json(title, &mut out);
            } else {
                push_json(&format!("{title}\t{id}"), &mut out);
            }
        }
        out.push(b']');
        (before, path) = (&page.url, Some(&page.path));
    }
    out.extend(if out.is_empty() { &b"[]"[..] } else { b"]" });
    String::from_utf8(out).unwrap_or_default()
}

fn push_json(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// The id that `search.js` guesses from a title: letters A to Z small, digits, `-` and `_` as they are, a space as `-`,
/// and nothing else.
fn simple_id(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_front_coded() {
        assert_eq!(front_coded(["account", "accounts", "act", "日本", "日語"]), "AaccountHsCtA日本B語");
    }

    #[test]
    fn a_key_is_as_short_as_can_be() {
        assert_eq!(distinguishing("account", "accounts"), "accounts");
        assert_eq!(distinguishing("account", "bucket"), "b");
        assert_eq!(distinguishing("", "x"), "x");
    }

    #[test]
    fn a_directory_of_many_files_has_floors() {
        let leaves = (0..70_000).map(|n| (page_key(n), (format!("{n:012}.js"), None))).collect();
        let mut files = Vec::new();
        let top = directory(leaves, &mut files);
        assert!(top.starts_with("[2,"), "{top}");
        assert!(top.ends_with(",\"A0000000C65536\"]"), "{top}");
        assert_eq!(files.len(), 70_000 + 274 + 2);
    }

    #[test]
    fn ids_that_can_be_guessed() {
        assert_eq!(simple_id("Set up: the VPC_1 (again)"), "set-up-the-vpc_1-again");
    }
}
