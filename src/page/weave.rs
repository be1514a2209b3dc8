//! From pieces to one Markdown text with placeholders, and the way back from its offsets to the file.

use crate::page::call::{Call, Piece};
use crate::page::document::{Fragment, GUARD, HOLE, HOLE_END};
use crate::source::span::{SourceId, Span};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// Markdown in which every call is a placeholder: [`HOLE`], its number, [`HOLE_END`].
pub struct Woven<'a> {
    pub text: Cow<'a, str>,
    pub calls: Vec<&'a Call>,
    map: SourceMap,
}

/// Where bytes of the woven text stand in the file: pairs of offsets, each valid up to the next pair.
struct SourceMap {
    source: SourceId,
    pairs: Vec<(usize, usize)>,
    /// The number of the pair that was found last: who asks goes through the text from front to back.
    last: Cell<usize>,
}

impl Woven<'_> {
    /// The place in the file of a range of the woven text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.map.offset(start);
        let to = if end > start { self.map.offset(end - 1) + 1 } else { from };
        Span::new(self.map.source, from, to.max(from))
    }
}

impl SourceMap {
    fn offset(&self, woven: usize) -> usize {
        let fits = |index: usize| {
            index > 0
                && self.pairs.get(index - 1).is_some_and(|&(start, _)| start <= woven)
                && self.pairs.get(index).is_none_or(|&(start, _)| start > woven)
        };
        let last = self.last.get();
        let index = match fits(last) {
            true => last,
            false => self.pairs.partition_point(|&(start, _)| start <= woven),
        };
        self.last.set(index);
        let Some(&(start, file)) = index.checked_sub(1).and_then(|index| self.pairs.get(index)) else { return woven };
        let offset = file + (woven - start);
        // Within a placeholder, which is shorter or longer than its call, the call's own end is the limit.
        self.pairs.get(index).map_or(offset, |&(_, next)| offset.min(next.max(file)))
    }
}

/// Weaves pieces into Markdown. `dropped` tells calls that leave nothing behind; `indent` blanks are taken from the start
/// of every line, so that the body of an indented call is not taken for code.
pub fn weave<'a>(
    source: SourceId,
    text: &'a str,
    pieces: &'a [Piece],
    indent: usize,
    dropped: impl Fn(&Call) -> bool,
) -> Woven<'a> {
    if let ([Piece::Text(range)], 0) = (pieces, indent)
        && !has_marks(&text[range.clone()])
    {
        let map = SourceMap { source, pairs: vec![(0, range.start)], last: Cell::new(0) };
        return Woven { text: Cow::Borrowed(&text[range.clone()]), calls: Vec::new(), map };
    }
    let mut woven = String::with_capacity(text.len() / 2);
    let mut pairs = Vec::with_capacity(pieces.len());
    let mut calls = Vec::new();
    // The first line of a body begins behind the opening tag; it has no indentation of its own.
    let mut line_start = false;
    for piece in pieces {
        match piece {
            Piece::Text(range) if indent == 0 => {
                let goes_on = |&(w, f): &(usize, usize)| range.start - f == woven.len() - w;
                if !range.is_empty() && (woven.is_empty() || !pairs.last().is_some_and(goes_on)) {
                    pairs.push((woven.len(), range.start));
                }
                push_clean(&mut woven, &text[range.clone()]);
            }
            Piece::Text(range) => {
                let mut at = range.start;
                for line in text[range.clone()].split_inclusive('\n') {
                    let cut = if line_start {
                        line.bytes().take(indent).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
                    } else {
                        0
                    };
                    if woven.is_empty() || cut > 0 || pairs.last().is_none_or(|&(w, f)| at - f != woven.len() - w) {
                        pairs.push((woven.len(), at + cut));
                    }
                    push_clean(&mut woven, &line[cut..]);
                    line_start = line.ends_with('\n');
                    at += line.len();
                }
            }
            Piece::Literal { text: shown, start, end } => {
                pairs.push((woven.len(), *start));
                push_clean(&mut woven, shown);
                pairs.push((woven.len(), *end));
                line_start = false;
            }
            Piece::Call(call) => {
                pairs.push((woven.len(), call.span.start as usize));
                if !dropped(call) {
                    woven.push(HOLE);
                    woven.push_str(&calls.len().to_string());
                    woven.push(HOLE_END);
                }
                // A dropped call is kept in the list: what it encloses is still checked.
                calls.push(&**call);
                pairs.push((woven.len(), call.span.end as usize));
                line_start = false;
            }
        }
    }
    Woven { text: Cow::Owned(woven), calls, map: SourceMap { source, pairs, last: Cell::new(0) } }
}

/// One line of text that stands at `start` of the file, without calls. `guarded` tells that what it begins with opens no block.
pub fn line(source: SourceId, text: &str, start: usize, guarded: bool) -> Woven<'static> {
    let mut woven = String::with_capacity(text.len() + GUARD.len_utf8());
    let mut pairs = vec![(0, start)];
    if guarded {
        woven.push(GUARD);
        pairs.push((woven.len(), start));
    }
    push_clean(&mut woven, text);
    Woven { text: Cow::Owned(woven), calls: Vec::new(), map: SourceMap { source, pairs, last: Cell::new(0) } }
}

/// Our marks have no meaning in an author's text; a replacement of the same length keeps all offsets.
fn push_clean(out: &mut String, text: &str) {
    if has_marks(text) {
        out.push_str(&text.replace([HOLE, HOLE_END, GUARD], "\u{FFFD}"));
    } else {
        out.push_str(text);
    }
}

fn has_marks(text: &str) -> bool {
    first_mark(text, &[HOLE, HOLE_END, GUARD]).is_some()
}

/// The first byte of all marks, which few texts hold.
const MARK: u8 = 0xEF;

/// The place of the first of some marks.
fn first_mark(text: &str, marks: &[char]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr(MARK, &bytes[at..]) {
        at += found;
        if text[at..].starts_with(marks) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where in a text a placeholder or guard may stand: most pieces of it need no closer look.
pub struct Marks(Vec<usize>);

impl Marks {
    pub fn of(text: &str) -> Self {
        Self(memchr_iter(MARK, text.as_bytes()).collect())
    }

    /// Whether one may stand in a range of the text.
    pub fn may_stand_in(&self, range: &Range<usize>) -> bool {
        let before = self.0.partition_point(|&at| at < range.start);
        self.0.get(before).is_some_and(|&at| at < range.end)
    }
}

/// How many bytes the placeholder of a call takes.
pub fn hole_length(number: u32) -> usize {
    let digits = number.checked_ilog10().unwrap_or(0) as usize + 1;
    HOLE.len_utf8() + digits + HOLE_END.len_utf8()
}

/// A piece of woven text, cut at its placeholders.
pub enum Cut<'t> {
    Text(&'t str),
    Call(u32),
}

/// Cuts text at its placeholders; guards are left out.
pub fn cut(text: &str) -> impl Iterator<Item = Cut<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(after) = rest.strip_prefix(GUARD) {
            rest = after;
        }
        if rest.is_empty() {
            return None;
        }
        let Some(at) = first_mark(rest, &[HOLE, GUARD]) else {
            return Some(Cut::Text(std::mem::take(&mut rest)));
        };
        if at > 0 {
            let (before, after) = rest.split_at(at);
            rest = after;
            return Some(Cut::Text(before));
        }
        let inner = &rest[HOLE.len_utf8()..];
        let end = inner.find(HOLE_END);
        match end.and_then(|end| Some((inner[..end].parse::<u32>().ok()?, end))) {
            Some((number, end)) => {
                rest = &inner[end + HOLE_END.len_utf8()..];
                Some(Cut::Call(number))
            }
            None => {
                // A placeholder that Markdown tore apart; its opening character alone means nothing.
                rest = inner;
                Some(Cut::Text(""))
            }
        }
    })
}

/// The same as owned fragments. `calls` is how many calls there are: an author may write a placeholder with entities
/// (`&#xFDD0;`), which Markdown resolves in destinations.
pub fn fragments(text: &str, calls: usize) -> Vec<Fragment> {
    if !text.is_empty() && first_mark(text, &[HOLE, GUARD]).is_none() {
        // Nearly all of them; a list that grows would have room for four.
        return vec![Fragment::Text(text.to_string())];
    }
    let mut out: Vec<Fragment> = Vec::new();
    for piece in cut(text) {
        match piece {
            Cut::Call(number) if number as usize >= calls => {}
            Cut::Call(number) => out.push(Fragment::Call(number)),
            Cut::Text("") => {}
            Cut::Text(text) => match out.last_mut() {
                Some(Fragment::Text(last)) => last.push_str(text),
                _ => out.push(Fragment::Text(text.to_string())),
            },
        }
    }
    out
}

/// The text without its placeholders and guards.
pub fn without_holes(text: &str) -> Cow<'_, str> {
    if first_mark(text, &[HOLE, GUARD]).is_none() {
        return Cow::Borrowed(text);
    }
    let plain = cut(text).filter_map(|piece| match piece {
        Cut::Text(text) => Some(text),
        Cut::Call(_) => None,
    });
    Cow::Owned(plain.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_placeholders_and_loses_guards() {
        let shown = |text: &str| -> String {
            let pieces = cut(text).map(|piece| match piece {
                Cut::Text(text) => text.to_string(),
                Cut::Call(number) => format!("<{number}>"),
            });
            pieces.collect()
        };
        assert_eq!(shown("a\u{FDD0}12\u{FDD1}b\u{FDD2}:c \u{FEFF}\u{FDD0}0\u{FDD1}"), "a<12>b:c \u{FEFF}<0>");
        assert_eq!(shown("\u{FDD0}x \u{FDD0}1\u{FDD1}"), "x <1>");
        assert_eq!(without_holes("\u{FDD2}:a\u{FDD0}3\u{FDD1}"), ":a");
    }

    #[test]
    fn a_call_that_does_not_exist_is_left_out() {
        assert_eq!(fragments("a\u{FDD0}1\u{FDD1}b", 1), [Fragment::Text("ab".into())]);
    }
}
