//! Phrases: the words by which a text says that it is not finished.

use crate::page::block::{Blocks, Leaf, OBJECT};
use crate::page::text::mask::count_words;
use std::ops::Range;

/// Words of a text: runs between blanks in which a letter or digit stands.
pub(super) fn words(text: &str) -> usize {
    count_words(text, |c| c == OBJECT || c.is_alphanumeric())
}

/// A text that stands for one that is to be written.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if matches!(text, "..." | "…") {
        return true;
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c == '…');
    // A longer text is none; comparing it would cost.
    bare.len() <= 20
        && ["tbd", "todo", "fixme", "coming soon", "to be written"].iter().any(|word| bare.eq_ignore_ascii_case(word))
}

pub(super) fn is_author_note(leaf: &Leaf, text: &str) -> bool {
    if !leaf.italic {
        return false;
    }
    let text = text.trim();
    let dots = |text: &str, at_end: bool| {
        if at_end {
            text.ends_with("...") || text.ends_with('…')
        } else {
            text.starts_with("...") || text.starts_with('…')
        }
    };
    dots(text, false) || dots(text, true) || text.starts_with(char::is_lowercase)
}

pub(super) fn is_picture(leaf: &Leaf, text: &str) -> bool {
    leaf.pictures > 0 && text.chars().all(|c| c.is_whitespace() || c == OBJECT)
}

/// A list item of at most twelve words without the end of a sentence.
pub(super) fn is_catchword(text: &str) -> bool {
    let text = text.trim().trim_end_matches([')', '"', '\'', '”', '’']);
    !text.ends_with(['.', '!', ';']) && words(text) <= 12
}

/// Which words that nearly no text has may stand in a text: every paragraph would be searched for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rare {
    /// "Review Note".
    pub(super) review: bool,
    /// The other words with which a text calls itself a draft.
    pub(super) draft: bool,
    /// What [`open_words`] looks for.
    pub(super) open: bool,
}

impl Rare {
    /// That of a document and all that its calls enclose.
    pub(super) fn of_all(blocks: &Blocks) -> Self {
        let mut found = Self { review: false, draft: false, open: false };
        let mut documents = vec![blocks];
        while let Some(blocks) = documents.pop() {
            let Self { review, draft, open } = Self::of(blocks.whole_text());
            found.review |= review;
            found.draft |= draft;
            found.open |= open;
            documents.extend(blocks.bodies.values());
        }
        found
    }

    /// Looks for some letters of each word, at all places at once.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let from = |place: usize| bytes.get(place..).unwrap_or_default();
        let starts = text.starts_with("TBD") || text.starts_with("TODO");
        let (mut review, mut draft, mut open) = (0, 0, u8::from(starts));
        for (((&a, &b), &c), &d) in bytes.iter().zip(from(1)).zip(from(2)).zip(from(3)) {
            let small = (a | 0x20, b | 0x20, c | 0x20, d | 0x20);
            let is = |word: &[u8; 4]| {
                (small.0 == word[0]) & (small.1 == word[1]) & (small.2 == word[2]) & (small.3 == word[3])
            };
            // Reviews are spoken of in many texts: what stands in the middle of "Review Note" is rare.
            review |= u8::from((a == b'w') & (b == b' ') & (c == b'N') & (d == b'o'));
            draft |= u8::from(is(b"draf") | is(b"sket"));
            // Behind a letter or digit, `etc` is part of a word; "etc etc" has a blank before the second one.
            let in_word = (small.0.wrapping_sub(b'a') < 26) | (a.wrapping_sub(b'0') < 10);
            let etc = !in_word & (small.1 == b'e') & (small.2 == b't') & (small.3 == b'c');
            let to_do = (b == b'T') & (((c == b'B') | (c == b'O')) & (d == b'D'));
            let section = (a == b'(') & (small.1 == b's') & (small.2 == b'e') & (small.3 == b'c');
            open |= u8::from(etc | to_do | section);
        }
        Self { review: review != 0, draft: draft != 0, open: open != 0 }
    }
}

/// Where a text calls itself a draft.
pub(super) fn review_words(text: &str, rare: Rare) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if rare.review
        && let Some(range) = whole_word(text, "Review Note")
    {
        return Some(range);
    }
    if !rare.draft {
        return None;
    }
    (0..bytes.len()).find_map(|at| {
        let words: &[u8] = match bytes.get(at..at + 2)? {
            [b'o' | b'O', b'n' | b'N'] => b"only sketched out",
            [b'e' | b'E', b'a' | b'A'] => b"early draft",
            [b'i' | b'I', b'n' | b'N'] => b"in the process of being drafted",
            _ => return None,
        };
        let found = bytes.get(at..at + words.len())?;
        found.eq_ignore_ascii_case(words).then_some(at..at + words.len())
    })
}

/// `words`, also in the plural, where no letter stands before or behind it.
fn whole_word(text: &str, words: &str) -> Option<Range<usize>> {
    text.match_indices(words).map(|(at, _)| at..at + words.len()).find(|range| {
        let before = text[..range.start].chars().next_back();
        let behind = text[range.end..].strip_prefix('s').unwrap_or(&text[range.end..]).chars().next();
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

/// Words within a text that leave something open.
pub(super) fn open_words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let lower =
        |at: usize, word: &str| text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if !matches!(byte, b'e' | b'E' | b'(' | b'T') {
            at += 1;
            continue;
        }
        let starts = match at.checked_sub(1).and_then(|before| bytes.get(before)) {
            Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric() && !matches!(before, b'_' | b'-'),
            _ => !text[..at].chars().next_back().is_some_and(char::is_alphanumeric),
        };
        let length = if !starts {
            0
        } else if lower(at, "etc") {
            etc_etc(&text[at..])
        } else if lower(at, "(section forthcoming)") {
            "(section forthcoming)".len()
        } else if text[at..].starts_with("TBD") || text[at..].starts_with("TODO") {
            to_do(&text[at..])
        } else {
            0
        };
        if length > 0 {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    found
}

/// The length of `etc etc`, with or without points and commas.
fn etc_etc(text: &str) -> usize {
    let rest = text[3..].trim_start_matches(['.', ',']);
    let blank = rest.trim_start();
    let second = blank.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("etc"));
    let ends = !blank.get(3..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if second && ends && blank.len() < rest.len() { text.len() - blank.len() + 3 } else { 0 }
}

/// The length of a mark such as `TODO`; 0 where the word is only spoken of: "a TODO list".
fn to_do(text: &str) -> usize {
    let length = if text.starts_with("TBD") { 3 } else { 4 };
    let rest = &text[length..];
    let letter = |text: &str| text.starts_with(char::is_alphanumeric);
    let goes_on = letter(rest) || rest.starts_with(['_', '-', '/']) || rest.strip_prefix('.').is_some_and(letter);
    let next = rest.strip_prefix(' ').unwrap_or("").split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let spoken_of = matches!(next, "list" | "lists" | "comment" | "comments" | "item" | "items" | "app" | "apps");
    if goes_on || spoken_of { 0 } else { length }
}

/// The last word of a text of eight words and more, if it is a bare one in lower case: the sentence broke off.
pub(super) fn breaks_off(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end();
    let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let last = text.get(start..)?;
    let is_bare = !last.is_empty() && last.chars().all(char::is_lowercase);
    (is_bare && words(text) >= 8).then_some(start..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_are_found_in_any_case() {
        let review_words = |text: &str| review_words(text, Rare::of(text));
        assert_eq!(review_words("This is an EARLY dRaft of it"), Some(11..22));
        assert_eq!(review_words("it is only sketched out here"), Some(6..23));
        assert_eq!(review_words("a craft, and a rafter; skewed"), None);
        assert_eq!(review_words("In the process of being drafted"), Some(0..31));
        assert_eq!(open_words("and so on, ETC. etc").len(), 1);
        assert_eq!(open_words("(Section Forthcoming) and TODO: it").len(), 2);
        assert_eq!(open_words("sketch of the architect (in part) Total").len(), 0);
        for (text, found) in [
            ("This is an EARLY dRaft of it", (false, true, false)),
            ("it is only sketched out here", (false, true, false)),
            ("In the process of being drafted", (false, true, false)),
            ("a Review Note", (true, false, false)),
            ("ETC. etc", (false, false, true)),
            ("(Section Forthcoming)", (false, false, true)),
            ("TBD", (false, false, true)),
            ("a TODO", (false, false, true)),
            ("to review what is fetched to do, Tobias (or so)", (false, false, false)),
        ] {
            let (review, draft, open) = found;
            assert_eq!(Rare::of(text), Rare { review, draft, open }, "{text:?}");
        }
    }
}
