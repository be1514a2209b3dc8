//! The nearest names: which of the names there are was probably meant by one that is not.

/// Longer words are never near anything: a guard against time that grows with the square of a word.
const LONGEST: usize = 100;

/// The candidate that is nearest to `word`, if one is near enough. Upper and lower case do not count.
/// Near enough is one edit, or one for every three characters of the word if that is more; an edit inserts,
/// drops or replaces one character or swaps two neighbours (optimal string alignment). Of equally near ones
/// the first in the order of names is taken. `word` itself is nearest if it is a candidate.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(usize::MAX, word, candidates)
}

/// The same with at most `edits` edits.
pub fn nearest_within<'a>(edits: usize, word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut word = Word::new(word)?;
    word.reach = word.reach.min(edits);
    candidates
        .filter_map(|candidate| Some((word.distance(candidate)?, candidate)))
        .min_by(|a, b| a.cmp(b))
        .map(|(_, candidate)| candidate)
}

/// All candidates that are near enough, the nearest first, at most `limit`, each once.
pub fn nearest_all<'a>(word: &str, candidates: impl Iterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let Some(word) = Word::new(word) else { return Vec::new() };
    let mut near: Vec<(usize, &'a str)> =
        candidates.filter_map(|candidate| Some((word.distance(candidate)?, candidate))).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().map(|(_, candidate)| candidate).take(limit).collect()
}

/// The word that is looked for, in lower case, and how many edits away its neighbours may be.
struct Word {
    letters: Vec<char>,
    reach: usize,
}

impl Word {
    fn new(word: &str) -> Option<Self> {
        let letters = fold(word)?;
        let reach = (letters.len() / 3).max(1);
        Some(Self { letters, reach })
    }

    /// The number of edits to a candidate, if it is within reach. Three rows of the table are kept.
    fn distance(&self, candidate: &str) -> Option<usize> {
        // A character has one to four bytes, so that lengths alone rule most candidates out.
        if candidate.len() > 4 * (self.letters.len() + self.reach) {
            return None;
        }
        let other = fold(candidate)?;
        if self.letters.len().abs_diff(other.len()) > self.reach {
            return None;
        }
        let mut before: Vec<usize> = Vec::new();
        let mut last: Vec<usize> = (0..=other.len()).collect();
        for (i, &a) in self.letters.iter().enumerate() {
            let mut row = Vec::with_capacity(last.len());
            row.push(i + 1);
            for (j, &b) in other.iter().enumerate() {
                let mut cost = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && a == other[j - 1] && self.letters[i - 1] == b {
                    cost = cost.min(before[j - 1] + 1);
                }
                row.push(cost);
            }
            before = std::mem::replace(&mut last, row);
        }
        last.last().copied().filter(|&distance| distance <= self.reach)
    }
}

/// The characters of a word in lower case, unless there are too many.
fn fold(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    (letters.len() <= LONGEST).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_of_each_kind_is_near() {
        for wrong in ["menuTitel", "menuTitl", "menuTitlee", "menuTitla", "MENUTITLE"] {
            assert_eq!(nearest(wrong, ["title", "menuTitle", "weight"].into_iter()), Some("menuTitle"), "{wrong}");
        }
    }

    #[test]
    fn a_third_of_the_word_may_differ_and_no_more() {
        assert_eq!(nearest("abcdef", ["abcdxy"].into_iter()), Some("abcdxy"));
        assert_eq!(nearest("abcdef", ["abcxyz"].into_iter()), None);
        assert_eq!(nearest("ab", ["xy"].into_iter()), None);
        assert_eq!(nearest("ab", ["ax"].into_iter()), Some("ax"));
        assert_eq!(nearest("abc", ["abcde"].into_iter()), None);
        assert_eq!(nearest_within(1, "abcdef", ["abcdxy", "abcdex"].into_iter()), Some("abcdex"));
    }

    #[test]
    fn ties_go_by_name_and_the_nearest_comes_first() {
        assert_eq!(nearest("cat", ["hat", "bat"].into_iter()), Some("bat"));
        assert_eq!(
            nearest_all("plannin", ["planning", "plans", "plannink", "planning"].into_iter(), 5),
            ["planning", "plannink"]
        );
        assert_eq!(nearest_all("cat", ["hat", "bat", "rat"].into_iter(), 2), ["bat", "hat"]);
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(nearest("größe", ["grösse", "gruess", "Größen"].into_iter()), Some("Größen"));
    }

    #[test]
    fn very_long_words_are_near_nothing() {
        let long = "a".repeat(101);
        assert_eq!(nearest(&long, [long.as_str()].into_iter()), None);
        assert_eq!(nearest("", ["ab"].into_iter()), None);
        assert_eq!(nearest("", ["b", "a"].into_iter()), Some("a"));
    }
}
