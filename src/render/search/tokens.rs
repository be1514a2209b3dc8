//! Words as the search sees them: folded, identifiers taken apart, scripts without spaces cut into pairs.
//!
//! `search.js` cuts a query by the same rules (`docs/search.md`); a change here is a change there.

use crate::page::text::mask::Mask;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are data, not words.
const LONGEST: usize = 40;
/// Longer numbers are data; an AWS account id still is a word.
const LONGEST_NUMBER: usize = 12;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// The word in small letters, without accents.
    pub word: &'a str,
    /// The word in small letters as written, if that differs: stemmers want the accents.
    pub accented: Option<&'a str>,
    /// A part of an identifier that was also given as a whole.
    pub part: bool,
}

/// Gives every word of `text` to `give`, in order; the parts of an identifier come after the whole.
pub(super) fn words(text: &str, mut give: impl FnMut(Token)) {
    let bytes = text.as_bytes();
    let mut folded = String::with_capacity(LONGEST);
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        at += piece(text, at, &Mask::of(rest), &mut folded, &mut give);
    }
}

/// The words that begin in the piece of 64 bytes at `from`; how many bytes were read, at least one.
#[inline(always)]
fn piece(text: &str, from: usize, mask: &Mask, folded: &mut String, give: &mut impl FnMut(Token)) -> usize {
    let mut left = mask.word | mask.far;
    while left != 0 {
        let first = left.trailing_zeros();
        let run = (mask.word >> first).trailing_ones();
        let end = first + run;
        if end == 64 && first > 0 {
            // The word goes on behind the piece, or may do so.
            return first as usize;
        }
        if end == 64 || mask.far >> end & 1 == 1 {
            let (start, behind) = (from + first as usize, from + end as usize);
            match text.get(behind..).and_then(|rest| rest.chars().next()) {
                Some(next) if !next.is_ascii() && !is_word(next) => {
                    if run > 0 {
                        plain(text.get(start..behind).unwrap_or_default(), mask.odd >> first, folded, give);
                    }
                    let behind = end + next.len_utf8() as u32;
                    if behind >= 64 {
                        return behind as usize;
                    }
                    left &= u64::MAX << behind;
                    continue;
                }
                // A word of more than 64 bytes, which is none, or one with other letters.
                _ => {
                    let end = long(text, start, give);
                    return end - from;
                }
            }
        }
        let word = text.get(from + first as usize..from + end as usize).unwrap_or_default();
        plain(word, mask.odd >> first, folded, give);
        left &= u64::MAX << end;
    }
    64
}

/// A word of ASCII; the first bits of `odd` tell which of its characters are capitals or digits.
#[inline(always)]
fn plain(word: &str, odd: u64, folded: &mut String, give: &mut impl FnMut(Token)) {
    if !(2..=LONGEST).contains(&word.len()) {
        return;
    }
    if odd & !(u64::MAX << word.len()) == 0 {
        give(Token { word, accented: None, part: false });
    } else {
        ascii(word, folded, give);
    }
}

/// A word at `start` that is long or has other letters than A to Z; where it ends.
fn long(text: &str, start: usize, give: &mut impl FnMut(Token)) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let ascii = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    if !rest.get(ascii..).and_then(|rest| rest.chars().next()).is_some_and(is_word) {
        return start + ascii.max(1);
    }
    let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    unicode(rest.get(..end).unwrap_or_default(), give);
    start + end
}

/// Characters that make words, with their marks.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// A word of letters and digits, some of them capitals or digits.
fn ascii(word: &str, folded: &mut String, give: &mut impl FnMut(Token)) {
    if word.len() > LONGEST_NUMBER && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    folded.clear();
    folded.push_str(word);
    folded.make_ascii_lowercase();
    give(Token { word: folded, accented: None, part: false });
    // A capital at the beginning makes no identifier.
    let inner = word.as_bytes().get(1..).unwrap_or_default();
    if word.len() < 4 || !inner.iter().any(|byte| !byte.is_ascii_lowercase()) {
        return;
    }
    let mut start = 0;
    for end in 1..=word.len() {
        if end < word.len() && !is_seam(word.as_bytes(), end) {
            continue;
        }
        if let Some(part) = folded.get(start..end)
            && part.len() > 1
            && part.len() < word.len()
            && !part.bytes().all(|byte| byte.is_ascii_digit())
        {
            give(Token { word: part, accented: None, part: true });
        }
        start = end;
    }
}

/// Whether an identifier has a new part at `at`: `control|Tower`, `SSO|Config`, `cloud|9`, but `VPCs` and `ec2`.
fn is_seam(word: &[u8], at: usize) -> bool {
    let class = |index: usize| word.get(index).copied().unwrap_or_default();
    let (before, here, after) = (class(at.wrapping_sub(1)), class(at), class(at + 1));
    if here.is_ascii_uppercase() {
        return before.is_ascii_lowercase()
            || (before.is_ascii_uppercase() && after.is_ascii_lowercase() && !(after == b's' && at + 2 == word.len()));
    }
    here.is_ascii_digit()
        && before.is_ascii_lowercase()
        && word.get(..at).is_some_and(|head| head.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count() > 3)
}

/// A word with other letters than A to Z: runs of scripts without spaces become pairs, the rest is folded.
fn unicode(word: &str, give: &mut impl FnMut(Token)) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let unspaced = is_unspaced(first);
        let end = rest
            .char_indices()
            .find(|&(_, character)| is_unspaced(character) != unspaced && !is_combining_mark(character))
            .map_or(rest.len(), |(at, _)| at);
        let run = rest.get(..end).unwrap_or_default();
        rest = rest.get(end..).unwrap_or_default();
        if unspaced {
            pairs(run, give);
            continue;
        }
        if run.chars().nth(1).is_some() && run.len() <= 2 * LONGEST {
            let accented: String = run.to_lowercase().nfc().collect();
            let folded = fold(run);
            give(Token { word: &folded, accented: (accented != folded).then_some(&accented), part: false });
        }
    }
}

/// Every two neighbours of a run; a single character is given as it is.
fn pairs(run: &str, give: &mut impl FnMut(Token)) {
    let marks: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let width = if marks.len() > 2 { 2 } else { 1 };
    for ends in marks.windows(width + 1) {
        if let (Some(&start), Some(&end)) = (ends.first(), ends.last())
            && let Some(pair) = run.get(start..end)
        {
            give(Token { word: &fold(pair), accented: None, part: false });
        }
    }
}

/// Scripts that are written without spaces, and Korean, whose particles cling to words.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x1000..=0x11FF | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x30FF
        | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC | 0x20000..=0x3FFFF)
}

/// Small letters, compatibility forms made plain (NFKD, UAX 15), and the accents of Latin, Greek, Cyrillic, Hebrew and
/// Arabic dropped; letters that only look accented get their plain spelling.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let small = word.to_lowercase();
    let is_accent = |c: &char| matches!(u32::from(*c), 0x300..=0x36F | 0x591..=0x5C7 | 0x64B..=0x65F);
    let composed: String = small.nfkd().filter(|c| !is_accent(c)).nfc().collect();
    let mut out = String::with_capacity(composed.len());
    for character in composed.chars() {
        match character {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, |token| found.push(token.word.to_owned()));
        found
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(
            all("Set up: the (first) VPC, a 10.0.0.0/16 — now!"),
            ["set", "up", "the", "first", "vpc", "10", "16", "now"]
        );
        assert_eq!(all("aws_iam_role eu-west-1 x"), ["aws", "iam", "role", "eu", "west"]);
        assert_eq!(all("The team's user’s don't"), ["the", "team", "user", "don"]);
    }

    #[test]
    fn identifiers_are_found_whole_and_in_parts() {
        assert_eq!(all("AWSReservedSSO"), ["awsreservedsso", "aws", "reserved", "sso"]);
        assert_eq!(
            all("ControlTower cloud9 VPCs ec2 IAM"),
            ["controltower", "control", "tower", "cloud9", "cloud", "vpcs", "ec2", "iam"]
        );
    }

    #[test]
    fn accents_and_case_are_folded() {
        assert_eq!(
            all("Équipe Größe naïve Łódź ﬁle Ａ１ Ёлка"),
            ["equipe", "grosse", "naive", "lodz", "file", "a1", "елка"]
        );
        let mut accented = Vec::new();
        words("Équipe plan", |token| accented.push(token.accented.map(str::to_owned)));
        assert_eq!(accented, [Some("équipe".to_owned()), None]);
    }

    #[test]
    fn unspaced_scripts_become_pairs() {
        assert_eq!(all("日本語"), ["日本", "本語"]);
        assert_eq!(all("AWSアカウント を"), ["aws", "アカ", "カウ", "ウン", "ント", "を"]);
        assert_eq!(all("が"), ["が"]);
        assert_eq!(all("데이터를"), ["데이", "이터", "터를"]);
    }

    #[test]
    fn words_are_the_same_at_every_place() {
        // A word must not depend on where in the text it stands, though the text is read in pieces.
        let text =
            "Set up VPCs, é AWSReservedSSO — ünder “quotes” x日本語y cloud9 naïve ok 123456789012 1234567890123 a_b.";
        let expected = all(text);
        assert_eq!(expected.len(), 16, "{expected:?}");
        for before in 0..140 {
            assert_eq!(all(&format!("{}{text}", " ".repeat(before))), expected, "{before}");
            let long = "a".repeat(before);
            let found = all(&format!("{long} {text} {long}—{text}{long}"));
            let own = usize::from((2..=40).contains(&before));
            // The last word of a text has the filling behind its point.
            assert_eq!(found.len(), 2 * expected.len() + 3 * own, "{before}: {found:?}");
        }
    }

    #[test]
    fn data_is_not_words() {
        assert_eq!(all(&"a".repeat(41)), [""; 0]);
        assert_eq!(all("123456789012 1234567890123"), ["123456789012"]);
    }
}
