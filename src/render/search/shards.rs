//! The files of the index: one for a small guide, a tree of small ones for a large guide.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::merge::{Entry, Vocabulary, order};
use super::numbers;
use super::stop;
use super::terms::PageTerms;
use crate::fingerprint::Fingerprint;

/// An index up to this size is one file. About 60% of it crosses the wire.
const ONE_FILE: usize = 160 * 1024;
/// A file of words is closed when it reaches this size.
const SHARD: usize = 6 * 1024;
/// How many pages one file of titles describes.
const PAGES: usize = 12;
/// How many files one directory names.
const FAN: usize = 256;
/// How many of the commonest words a large guide has at hand for the correction of typos.
const AT_HAND: usize = 2000;
/// Digits of the hash in a file name.
const DIGITS: usize = 12;
/// What begins a further form of a word: the place of the sign says how many characters of the first form to drop.
const FORMS: &[u8] = b"!#$%&'()*+,-./:;<=>?@";
/// What begins a form that is written in full.
const FULL_FORM: u8 = b'~';

/// The name of a file, and its bytes.
pub type File = (String, Vec<u8>);

/// Lays out the index. The first file is the root; all others can be reached from it.
pub(super) fn files(vocabulary: &Vocabulary, pages: &[Arc<PageTerms>], language: &str) -> Vec<File> {
    let cuts = cut(vocabulary);
    let shards: Vec<String> = cuts.par_iter().map(|(_, range)| shard(vocabulary, range.clone())).collect();
    let titles: Vec<String> = pages.par_chunks(PAGES).map(title_list).collect();
    let size = shards.iter().chain(&titles).map(String::len).sum::<usize>();
    let stop = stop::words(language).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut root = format!("{{\"pages\":{},\"stop\":\"{stop}\"", pages.len());
    if size <= ONE_FILE {
        let all = shard(vocabulary, 0..vocabulary.entries.len());
        return vec![named('i', &format!("{root}}},{all},{}", title_list(pages)))];
    }
    let mut files = vec![File::default()];
    let shards: Vec<File> = shards.into_par_iter().map(|shard| named('w', &shard)).collect();
    let keys: Vec<String> = cuts.into_iter().map(|(key, _)| key).collect();
    let words = directory('w', shards, Some(keys), &mut files);
    let titles: Vec<File> = titles.into_par_iter().map(|titles| named('p', &titles)).collect();
    let titles = directory('p', titles, None, &mut files);
    root.push_str(&format!(
        ",\"words\":{words},\"titles\":{titles},\"step\":{PAGES},\"fan\":{FAN},\"near\":\"{}\"}}",
        front_coded(&at_hand(vocabulary))
    ));
    if let Some(first) = files.first_mut() {
        *first = named('i', &root);
    }
    files
}

/// A file that hands `arguments` to the search. Its name holds its hash.
fn named(kind: char, arguments: &str) -> File {
    let bytes = format!("guidegenSearch.add({arguments})\n").into_bytes();
    (format!("{kind}{}.js", Fingerprint::of(&bytes).short(DIGITS)), bytes)
}

/// Puts the leaves of a tree among the files and directories over them, as many floors as it takes.
/// The top directory: `[floors below it, "hashes of its files", "first keys of its files"]`.
fn directory(kind: char, leaves: Vec<File>, keys: Option<Vec<String>>, files: &mut Vec<File>) -> String {
    let (mut floor, mut keys, mut depth) = (leaves, keys, 0);
    loop {
        let names: Vec<String> =
            floor.iter().map(|(name, _)| name.get(1..1 + DIGITS).unwrap_or_default().to_owned()).collect();
        files.append(&mut floor);
        let list = |range: Range<usize>| {
            let names = names.get(range.clone()).unwrap_or_default().concat();
            let keys = keys.as_ref().and_then(|keys| keys.get(range)).map(front_coded).unwrap_or_default();
            format!("\"{names}\",\"{keys}\"")
        };
        if names.len() <= FAN {
            return format!("[{depth},{}]", list(0..names.len()));
        }
        floor = (0..names.len()).step_by(FAN).map(|at| named(kind, &list(at..(at + FAN).min(names.len())))).collect();
        keys = keys.map(|keys| keys.into_iter().step_by(FAN).collect());
        depth += 1;
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
        if size >= SHARD && order(highest, first).is_lt() {
            let next = distinguishing(highest, first).to_owned();
            cuts.push((std::mem::replace(&mut key, next), start..index));
            (start, size) = (index, 0);
        }
        size += entry.places.len() + forms().map(|form| 1 + form.len() / 2).sum::<usize>();
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

/// The entries of a range as two strings: the words, front-coded, and for each entry the length of its places and these.
fn shard(vocabulary: &Vocabulary, range: Range<usize>) -> String {
    let entries: &[Entry] = vocabulary.entries.get(range).unwrap_or_default();
    let word = |form: &u32| vocabulary.words.word(*form);
    let mut words: Vec<u8> = Vec::new();
    let mut places: Vec<u8> = Vec::new();
    let mut before = "";
    for entry in entries {
        let mut forms = entry.forms.iter().map(word);
        let first = forms.next().unwrap_or_default();
        push_front_coded(before, first, &mut words);
        before = first;
        for form in forms {
            let (bytes, units) = shared(first, form, usize::MAX);
            match FORMS.get(first.encode_utf16().count() - units) {
                Some(sign) => {
                    words.push(*sign);
                    words.extend(form.as_bytes().iter().skip(bytes));
                }
                None => {
                    words.push(FULL_FORM);
                    words.extend(form.as_bytes());
                }
            }
        }
        numbers::push(entry.places.len() as u32 * 2 + u32::from(entry.partial), &mut places);
        places.extend(&entry.places);
    }
    format!("\"{}\",\"{}\"", String::from_utf8_lossy(&words), String::from_utf8_lossy(&places))
}

/// Sorted words as one string: for each a capital letter that says how many characters to take from the one before
/// (`A` is none), and the rest.
fn front_coded<T: AsRef<str>>(words: impl AsRef<[T]>) -> String {
    let mut out = Vec::new();
    let mut before = "";
    for word in words.as_ref() {
        push_front_coded(before, word.as_ref(), &mut out);
        before = word.as_ref();
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn push_front_coded(before: &str, word: &str, out: &mut Vec<u8>) {
    let (bytes, units) = shared(before, word, 25);
    out.push(b'A' + units as u8);
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
fn at_hand(vocabulary: &Vocabulary) -> Vec<&str> {
    let mut words: Vec<(Reverse<u32>, &str)> = vocabulary
        .entries
        .iter()
        .flat_map(|entry| &entry.forms)
        .map(|&form| (Reverse(vocabulary.pages.get(form as usize).copied().unwrap_or(0)), vocabulary.words.word(form)))
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

/// Pages as a list of lists: `[url, path, title, section, section...]`. The URL begins with a sign for the number of
/// characters to take from the URL before; a path of `0` is that of the page before; the id of a section follows its
/// title behind a tab where it is not [`simple_id`].
fn title_list(pages: &[Arc<PageTerms>]) -> String {
    let (mut before, mut path) = ("", None);
    let mut lists = Vec::with_capacity(pages.len());
    for page in pages {
        let same = before.bytes().zip(page.url.bytes()).take(91).take_while(|(a, b)| a == b && a.is_ascii()).count();
        let mut sign = Vec::new();
        numbers::push_sign(same as u32, &mut sign);
        let mut list = vec![serde_json::Value::from(format!(
            "{}{}",
            String::from_utf8_lossy(&sign),
            page.url.get(same..).unwrap_or_default()
        ))];
        list.push(if path == Some(&page.path) { 0.into() } else { page.path.as_str().into() });
        list.push(page.title.as_str().into());
        for (title, id) in &page.sections {
            list.push(if simple_id(title) == *id { title.as_str().into() } else { format!("{title}\t{id}").into() });
        }
        (before, path) = (&page.url, Some(&page.path));
        lists.push(serde_json::Value::from(list));
    }
    serde_json::Value::from(lists).to_string()
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
        let leaves: Vec<File> = (0..70_000).map(|n| (format!("w{n:012}.js"), Vec::new())).collect();
        let keys = (0..70_000).map(|n| format!("k{n:06}")).collect();
        let mut files = Vec::new();
        let top = directory('w', leaves, Some(keys), &mut files);
        assert!(top.starts_with("[2,"), "{top}");
        assert_eq!(files.len(), 70_000 + 274 + 2);
        assert!(top.ends_with(",\"Ak000000C65536\"]"), "{top}");
    }

    #[test]
    fn ids_that_can_be_guessed() {
        assert_eq!(simple_id("Set up: the VPC_1 (again)"), "set-up-the-vpc_1-again");
    }
}
