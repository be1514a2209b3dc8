//! Typographic quotes, dashes, dots and angle quotes, by the rules of Hugo's default typographer.
//!
//! Source: Hugo's page `configuration/markup` (`goldmark.extensions.typographer`) and the behaviour of Hugo 0.168, which
//! the vectors in `tests/conformance/text/typographer.json` record.
//!
//! The rules see the *source*: the characters before and after a quote are those of the file, also where they are the
//! `*` of an emphasis, the backtick of a code span or the bracket of a link. Closing quotes are only written where one was
//! opened, so a [`Quotes`] is carried through the document: one that was never closed counts in later paragraphs too.

use crate::page::text::character::{is_digit, is_letter, is_punctuation, is_punctuation_or_symbol};

/// How many quotes are open; begin each document with a new one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quotes {
    single: u32,
    double: u32,
}

const LEFT_SINGLE: &str = "‘";
/// Also the apostrophe.
const RIGHT_SINGLE: &str = "’";
const LEFT_DOUBLE: &str = "“";
const RIGHT_DOUBLE: &str = "”";
const EN_DASH: &str = "–";
const EM_DASH: &str = "—";
const ELLIPSIS: &str = "…";
const LEFT_ANGLE: &str = "«";
const RIGHT_ANGLE: &str = "»";

/// Whether a byte can begin something that [`mark`] replaces.
pub const fn is_trigger(byte: u8) -> bool {
    matches!(byte, b'\'' | b'"' | b'-' | b'.' | b'<' | b'>')
}

/// The typographic mark for what stands at the start of `line`, and how many bytes it replaces.
///
/// `line` is the source from that place to the end of its line, line break included; on the last line of a block there
/// is no line break, and no blanks at the end. `before` is the character before it: a line break at the start of a line.
pub fn mark(line: &str, before: char, quotes: &mut Quotes) -> Option<(usize, &'static str)> {
    let bytes = line.as_bytes();
    match bytes.first()? {
        b'-' if bytes.starts_with(b"---") => Some((3, EM_DASH)),
        b'-' if bytes.starts_with(b"--") => Some((2, EN_DASH)),
        b'.' if bytes.starts_with(b"...") => Some((3, ELLIPSIS)),
        b'<' if bytes.starts_with(b"<<") => Some((2, LEFT_ANGLE)),
        b'>' if bytes.starts_with(b">>") => Some((2, RIGHT_ANGLE)),
        b'\'' => single(line, before, quotes).map(|mark| (1, mark)),
        b'"' => double(line, before, quotes).map(|mark| (1, mark)),
        _ => None,
    }
}

/// Nobody writes more quotes in a row; without a limit a line of quotes would take quadratic time.
const LONGEST_RUN: usize = 100;

/// Where a quote could open or close, by the flanking rules of CommonMark (section "Emphasis and strong emphasis"): what
/// follows is the character behind all quotes of the same kind.
struct Flanks {
    opens: bool,
    closes: bool,
}

impl Flanks {
    fn of(line: &str, before: char) -> Flanks {
        let quote = line.chars().next().unwrap_or(' ');
        let after = line.chars().take(LONGEST_RUN).find(|&c| c != quote).unwrap_or(' ');
        let space_before = before.is_whitespace();
        let space_after = after.is_whitespace();
        let mark_before = is_punctuation_or_symbol(before);
        let mark_after = is_punctuation_or_symbol(after);
        Flanks {
            opens: !space_after && (!mark_after || space_before || mark_before),
            closes: !space_before && (!mark_before || space_after || mark_after),
        }
    }

    fn only_opens(&self) -> bool {
        self.opens && !self.closes
    }

    /// Whether an open quote ends here: also between letters, if punctuation follows and the word ends behind it.
    fn ends_quote(&self, line: &str) -> bool {
        if !self.closes {
            return false;
        }
        if !self.opens {
            return true;
        }
        let Some(after) = line.chars().nth(1) else { return false };
        is_punctuation(after) && line.as_bytes().get(2).is_none_or(|&byte| is_word_end(byte))
    }
}

fn single(line: &str, before: char, quotes: &mut Quotes) -> Option<&'static str> {
    let flanks = Flanks::of(line, before);
    let rest = line.as_bytes().get(1..).unwrap_or_default();
    if flanks.only_opens() && is_decade(line) {
        return Some(RIGHT_SINGLE);
    }
    // 'twas, 'em, rock 'n' roll, 'less
    if matches!(rest.first(), Some(b't' | b'e' | b'n' | b'l')) && (before.is_whitespace() || is_punctuation(before)) {
        return Some(RIGHT_SINGLE);
    }
    let after = line.chars().nth(1);
    if (is_letter(before) || is_digit(before)) && after.is_some_and(is_letter) {
        return Some(RIGHT_SINGLE);
    }
    if flanks.only_opens() {
        if is_contraction(rest) {
            return Some(RIGHT_SINGLE);
        }
        quotes.single = quotes.single.saturating_add(1);
        return Some(LEFT_SINGLE);
    }
    // Smiths' and doin' are apostrophes even where no quote is open, except before a digit and at the end of a line.
    if rest.len() > 1 && !after.is_some_and(is_digit) {
        return Some(RIGHT_SINGLE);
    }
    if quotes.single > 0 && flanks.ends_quote(line) {
        quotes.single -= 1;
        return Some(RIGHT_SINGLE);
    }
    None
}

fn double(line: &str, before: char, quotes: &mut Quotes) -> Option<&'static str> {
    let flanks = Flanks::of(line, before);
    if flanks.only_opens() {
        quotes.double = quotes.double.saturating_add(1);
        return Some(LEFT_DOUBLE);
    }
    if quotes.double == 0 || !flanks.ends_quote(line) {
        return None;
    }
    // In "Monitor 21"" the first closing mark stands for inches.
    if line.as_bytes().get(1) == Some(&b'"') && is_digit(before) {
        return None;
    }
    quotes.double -= 1;
    Some(RIGHT_DOUBLE)
}

/// '90s
fn is_decade(line: &str) -> bool {
    let [_, tens, ones, b's', ..] = line.as_bytes() else { return false };
    let after = line.get(4..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
    tens.is_ascii_digit() && ones.is_ascii_digit() && (after.is_whitespace() || is_punctuation_or_symbol(after))
}

/// 's 'm 't 'd 've 'll 're behind something that is no letter, such as a code span.
fn is_contraction(rest: &[u8]) -> bool {
    let ends = |at: usize| rest.get(at).is_none_or(|&byte| is_word_end(byte));
    match rest {
        [b's' | b'm' | b't' | b'd', ..] if ends(1) => true,
        [b'v', b'e', ..] | [b'l', b'l', ..] | [b'r', b'e', ..] => ends(2),
        _ => false,
    }
}

fn is_word_end(byte: u8) -> bool {
    byte.is_ascii_punctuation() || byte.is_ascii_whitespace() || byte == b'\x0b'
}

/// The text with typographic marks, for text that is a block of its own, such as a title.
///
/// `before` and `after` are the characters around it; `None` at the start or end of the block. Text within a block wants
/// [`inline`](crate::page::text::inline), which knows what is escaped and which quotes are open.
pub fn typography(text: &str, before: Option<char>, after: Option<char>, out: &mut String) {
    if !text.bytes().any(is_trigger) {
        out.push_str(text);
        return;
    }
    // Two characters decide at the most; the second only matters by being there.
    let mut source = String::with_capacity(text.len() + 8);
    source.push_str(text);
    if let Some(after) = after {
        source.push(after);
        source.push('\n');
    }
    let mut quotes = Quotes::default();
    let mut shown = 0;
    let mut at = 0;
    let mut last = before.unwrap_or('\n');
    while let Some(offset) = source.as_bytes()[at..text.len()].iter().position(|&byte| is_trigger(byte)) {
        last = source[at..at + offset].chars().next_back().unwrap_or(last);
        at += offset;
        let line = source[at..].split_inclusive('\n').next().unwrap_or_default();
        match mark(line, last, &mut quotes).filter(|(length, _)| at + length <= text.len()) {
            Some((length, mark)) => {
                out.push_str(&text[shown..at]);
                out.push_str(mark);
                last = char::from(source.as_bytes()[at + length - 1]);
                at += length;
                shown = at;
            }
            None => {
                last = char::from(source.as_bytes()[at]);
                at += 1;
            }
        }
    }
    out.push_str(&text[shown..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, before: Option<char>, after: Option<char>) -> String {
        let mut out = String::new();
        typography(text, before, after, &mut out);
        out
    }

    #[test]
    fn neighbours_decide_at_the_edges() {
        assert_eq!(shown("\"a\" -- 'b'...", None, None), "“a” – ‘b’…");
        assert_eq!(shown("'s", Some('`'), Some(' ')), "’s");
        assert_eq!(shown("\"", Some('a'), Some('b')), "\"");
        assert_eq!(shown("'", None, Some('b')), "‘");
        assert_eq!(shown("a--", None, Some('b')), "a–");
        assert_eq!(shown("plain — text", None, None), "plain — text");
    }
}
