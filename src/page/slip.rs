//! Slip: slips of the pen in Markdown, which every program renders without a word.

use crate::page::block::{Block, Blocks, Leaf, LeafKind, OBJECT};
use crate::page::text::mask::Piece;
use crate::page::typo;
use crate::source::span::Span;
use memchr::{memchr, memmem};
use std::ops::Range;

/// A fact about how a text is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Slip {
    /// Lines that begin with a bullet such as `•`, which is no list: the bullet of each line.
    ListNotMarkdown { span: Span, bullets: Vec<Span> },
    /// A list that begins on the line after a paragraph.
    ListGlued { span: Span },
    /// `##Title`, which is a paragraph.
    HeadingNoSpace { span: Span, marks: usize },
    /// A heading on the line after a text.
    HeadingGlued { span: Span },
    /// A word that stands twice: its second place, and its first.
    DoubledWord { span: Span, first: Span, word: String },
    /// A word that is in the list of frequent mistakes.
    Typo { span: Span, word: String, right: &'static str },
    /// `<!--` without `-->`.
    CommentUnclosed { span: Span },
    /// A fence of code that ends with the page, or with the list or quote it stands in.
    FenceUnclosed { span: Span },
}

impl Slip {
    /// Where the slip is.
    pub fn place(&self) -> Span {
        match self {
            Slip::ListNotMarkdown { span, .. }
            | Slip::ListGlued { span }
            | Slip::HeadingNoSpace { span, .. }
            | Slip::HeadingGlued { span }
            | Slip::DoubledWord { span, .. }
            | Slip::Typo { span, .. }
            | Slip::CommentUnclosed { span }
            | Slip::FenceUnclosed { span } => *span,
        }
    }
}

/// Finds the slips of a page, and of what its calls enclose, in the order of their places. `text` is the whole file.
pub fn find(text: &str, blocks: &Blocks) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut open = vec![blocks];
    while let Some(blocks) = open.pop() {
        in_document(text, blocks, &mut slips);
        open.extend(blocks.bodies.values());
    }
    slips.sort_by_key(Slip::place);
    slips
}

fn in_document(text: &str, blocks: &Blocks, slips: &mut Vec<Slip>) {
    for &span in &blocks.glued_headings {
        slips.push(Slip::HeadingGlued { span });
    }
    for &span in &blocks.glued_lists {
        slips.push(Slip::ListGlued { span });
    }
    for &span in &blocks.open_comments {
        slips.push(Slip::CommentUnclosed { span });
    }
    for &span in &blocks.open_fences {
        slips.push(Slip::FenceUnclosed { span });
    }
    let whole = blocks.whole_text();
    // All words at once: most texts are short, and each would cost as much as 64 bytes.
    doubled_and_wrong(whole, |range, found| {
        let Some((leaf, within, like)) = blocks.leaf_of(&range) else { return };
        let span = blocks.place(leaf, within, like);
        let word = whole[range].to_string();
        match found {
            Found::Doubled(first) => {
                // A word at the end of one text and the beginning of the next is not doubled.
                let Some((other, first, like)) = blocks.leaf_of(&first) else { return };
                if std::ptr::eq(leaf, other) {
                    slips.push(Slip::DoubledWord { span, first: blocks.place(leaf, first, like), word });
                }
            }
            Found::Wrong(right) => slips.push(Slip::Typo { span, word, right }),
        }
    });
    let rare = Rare::of(whole);
    for block in &blocks.list {
        for leaf in blocks.leaves_of(block) {
            in_leaf(text, blocks, block, leaf, rare, slips);
        }
    }
}

/// What stands anywhere in a document: without it nobody need look at each of its texts.
#[derive(Clone, Copy)]
struct Rare {
    comment: bool,
    mark: bool,
    bullet: bool,
}

impl Rare {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        Self {
            comment: memmem::find(bytes, b"<!--").is_some(),
            mark: memchr(b'#', bytes).is_some(),
            // The first byte of every bullet.
            bullet: memchr(0xE2, bytes).is_some(),
        }
    }
}

fn in_leaf(text: &str, blocks: &Blocks, block: &Block, leaf: &Leaf, rare: Rare, slips: &mut Vec<Slip>) {
    let words = blocks.text(leaf);
    let place = |range: Range<usize>| blocks.place(leaf, range, block.span);
    if leaf.kind == LeafKind::Heading {
        return;
    }
    if rare.comment
        && let Some(at) = memmem::find(words.as_bytes(), b"<!--")
    {
        slips.push(Slip::CommentUnclosed { span: place(at..at + 4) });
    }
    // A word with a mark before it may have been escaped.
    let is_plain = |span: Span| !text.get(..span.start as usize).is_some_and(|before| before.ends_with('\\'));
    if rare.mark && leaf.kind == LeafKind::Paragraph {
        for (range, marks) in headings_without_space(words) {
            let span = place(range);
            if is_plain(span) {
                slips.push(Slip::HeadingNoSpace { span, marks });
            }
        }
    }
    if rare.bullet && leaf.kind == LeafKind::Paragraph {
        let bullets: Vec<Span> = bullets(words).into_iter().map(place).collect();
        if let Some(&span) = bullets.first() {
            slips.push(Slip::ListNotMarkdown { span, bullets });
        }
    }
}

/// The lines of a text with the byte at which each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Lines that would be headings with a blank behind their marks. A single `#` may be a tag or a number: it counts only for
/// a paragraph of one line that reads like a title.
fn headings_without_space(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        let rest = line.trim_start_matches('#');
        let marks = line.len() - rest.len();
        let title = rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '_' | '[' | OBJECT));
        let fits = match marks {
            2..=6 => title,
            1 => {
                let alone = line.len() == text.trim_end().len();
                alone && rest.starts_with(char::is_uppercase) && rest.trim().contains(' ') && !rest.contains('#')
            }
            _ => false,
        };
        if fits {
            found.push((start..start + line.trim_end().len(), marks));
        }
    }
    found
}

const BULLETS: [char; 10] = ['•', '‣', '◦', '▪', '▫', '●', '○', '■', '∙', '⁃'];

/// The bullets of the lines that begin with one.
fn bullets(text: &str) -> Vec<Range<usize>> {
    let bullet = |(start, line): (usize, &str)| {
        let inner = line.trim_start();
        let at = start + line.len() - inner.len();
        let mut chars = inner.chars();
        let bullet = chars.next().filter(|c| BULLETS.contains(c))?;
        chars.next().filter(|c| c.is_whitespace()).map(|_| at..at + bullet.len_utf8())
    };
    lines(text).filter_map(bullet).collect()
}

enum Found {
    /// Where the word stood before.
    Doubled(Range<usize>),
    Wrong(&'static str),
}

/// Words that stand twice with nothing but blanks between, and those of the list of mistakes.
fn doubled_and_wrong(text: &str, tell: impl FnMut(Range<usize>, Found)) {
    let mut words = Words { text, last: (0, 0), tell };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Piece { blank, letter, length, .. } = Piece::first(rest, |_| false);
        let run = !blank & (u64::MAX >> (64 - length.clamp(1, 64)));
        let mut left = run;
        // Where the piece is done: behind its last blank, so that every word of usual length is seen as a whole.
        let mut done = length;
        while left != 0 {
            let start = left.trailing_zeros();
            let size = (!(run >> start)).trailing_zeros();
            let end = start + size;
            if end as usize >= length && at + length < text.len() {
                done = start as usize;
                break;
            }
            left &= u64::MAX.checked_shl(end).unwrap_or(0);
            let letters = (!(letter >> start)).trailing_zeros();
            let token = at + start as usize..at + end as usize;
            match size - letters {
                0 => words.whole(token, true),
                1 if matches!(text.as_bytes()[token.end - 1], b'.' | b',' | b':' | b';' | b')' | b'!' | b'?')
                    && letters > 0 =>
                {
                    words.whole(token.start..token.end - 1, false);
                }
                _ => words.token(token),
            }
        }
        if done == 0 {
            // A word that is longer than a piece.
            let end = skip(text, at, |byte| !matches!(byte, b'\t'..=b'\r' | b' '), |c| !c.is_whitespace());
            words.token(at..end);
            done = end - at;
        }
        at += done.max(1);
    }
}

/// The words of a text, told one by one.
struct Words<'t, Tell> {
    text: &'t str,
    /// Where the word before begins and how long it is: 0 if more than blanks stands between it and the next one.
    last: (usize, usize),
    tell: Tell,
}

impl<Tell: FnMut(Range<usize>, Found)> Words<'_, Tell> {
    /// Letters between blanks; unless it is `bare`, a mark stands behind them.
    #[inline(always)]
    fn whole(&mut self, word: Range<usize>, bare: bool) {
        let bytes = self.text.as_bytes();
        let Some(written) = bytes.get(word.clone()) else { return };
        let (from, length) = std::mem::replace(&mut self.last, (word.start, if bare { word.len() } else { 0 }));
        if length == written.len()
            && let Some(first) = bytes.get(from..from + length)
            && first[0] | 0x20 == written[0] | 0x20
            && first.eq_ignore_ascii_case(written)
        {
            (self.tell)(word.clone(), Found::Doubled(from..from + length));
        }
        if let Some(right) = typo::right(written) {
            (self.tell)(word, Found::Wrong(right));
        }
    }

    /// Whatever stands between blanks.
    #[inline(never)]
    fn token(&mut self, range: Range<usize>) {
        let token = &self.text[range.clone()];
        // What a word may stand in: quotes and brackets before it, the end of a sentence behind it.
        let opened = skip(token, 0, |byte| !byte.is_ascii_alphanumeric(), |c| !c.is_alphanumeric());
        let bare = &token[opened..];
        let length =
            skip(bare, 0, |byte| byte.is_ascii_alphabetic() || byte == b'\'', |c| c.is_alphabetic() || c == '’');
        let word = range.start + opened..range.start + opened + length;
        let behind = &bare[length..];
        let is_whole =
            length > 0 && !behind.contains(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '@' | OBJECT));
        let (from, before) = std::mem::take(&mut self.last);
        if !is_whole {
            return;
        }
        let written = &self.text[word.clone()];
        if before > 0 && opened == 0 && same(&self.text[from..from + before], written) {
            (self.tell)(word.clone(), Found::Doubled(from..from + before));
        }
        if let Some(right) = typo::right(written.as_bytes()) {
            (self.tell)(word.clone(), Found::Wrong(right));
        }
        self.last = (word.start, if behind.is_empty() { word.len() } else { 0 });
    }
}

/// The place of the first character from `at` on of which nothing is true: `ascii` is asked about those of ASCII, which
/// are nearly all, `far` about the others.
#[inline(always)]
fn skip(text: &str, at: usize, ascii: impl Fn(u8) -> bool, far: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if !ascii(byte) {
                break;
            }
            at += 1;
            continue;
        }
        match text[at..].chars().next() {
            Some(c) if far(c) => at += c.len_utf8(),
            _ => break,
        }
    }
    at
}

/// Whether two words are one in any case.
fn same(first: &str, second: &str) -> bool {
    first.len() == second.len()
        && (first == second
            || first.chars().flat_map(char::to_lowercase).eq(second.chars().flat_map(char::to_lowercase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_alike_at_all_places() {
        let all = |text: &str| {
            let mut found = Vec::new();
            doubled_and_wrong(text, |range, what| found.push((range, matches!(what, Found::Wrong(_)))));
            found
        };
        let slowly = |text: &str| {
            let mut found = Vec::new();
            let tell = |range, what| found.push((range, matches!(what, Found::Wrong(_))));
            let mut words = Words { text, last: (0, 0), tell };
            for token in text.split_whitespace() {
                let start = token.as_ptr() as usize - text.as_ptr() as usize;
                words.token(start..start + token.len());
            }
            found
        };
        let parts = [
            "the", "The", "teh", "a", "é", "’s", "'s", "9", "-", "(", ")", ".", "!", "\u{FFFC}", "/", "日本", "alot",
            "itself",
        ];
        let blanks = [" ", "\n", "  ", "\u{a0}", "\u{2003}", "\t"];
        let mut state = 1_u32;
        let mut random = |among: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as usize % among
        };
        let mut told = 0;
        for round in 0..3000 {
            let mut text = String::new();
            for _ in 0..round % 90 {
                let among = if round % 3 == 0 { 4 } else { parts.len() };
                text.push_str(parts[random(among)]);
                // Few blanks make words that are longer than a piece.
                if random(if round % 50 == 1 { 100 } else { 2 }) == 0 {
                    text.push_str(blanks[if round % 2 == 0 { 0 } else { random(blanks.len()) }]);
                }
            }
            let found = all(&text);
            told += found.len();
            assert_eq!(found, slowly(&text), "{text:?}");
        }
        assert!(told > 5000, "{told}");
    }

    #[test]
    fn bullets_begin_with_the_byte_that_is_looked_for() {
        assert!(BULLETS.iter().all(|bullet| bullet.encode_utf8(&mut [0; 4]).as_bytes()[0] == 0xE2));
    }
}
