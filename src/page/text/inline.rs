//! The text of one block, run by run, as Goldmark reads it: links, emoji, typographic marks and plain text in order.
//!
//! Goldmark reads a block's source from left to right and asks its parsers at each character; after every inline element
//! a bare URL may begin. pulldown-cmark gives the structure (emphasis, links, code, entities), this file the rest. A *run*
//! is a sequence of `Text` events without gap in the source; the backslash of an escaped character is no gap.
//!
//! How a walk over the events uses it: one [`Inline`] for each document; at every `Text` event [`Inline::run`] with an empty
//! list of pieces, then go on at the event it gives. Of what is not text only bare links need a look: their address is
//! shown as it stands, and [`Kind::target`] is where it leads. In the alternative text of an image Hugo leaves emoji out.
//! `Text` within `<https://...>` and in code is not for this file. Events must come in the order of the source.

use crate::page::text::emoji;
use crate::page::text::linkify::{Finder, Kind, Signs};
use crate::page::text::mask::Mask;
use crate::page::text::typographer::{self, Quotes};
use memchr::{memchr, memchr2};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// Which rules apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    pub typographer: bool,
    pub linkify: bool,
    pub emoji: bool,
}

/// A part of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'e> {
    /// Its place in the source.
    pub range: Range<usize>,
    pub content: Content<'e>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'e> {
    /// Text as it stands in the source.
    Text(&'e str),
    /// The characters an entity stands for.
    Entity(&'e str),
    /// A typographic mark.
    Mark(&'static str),
    /// An emoji and the name of its code, without colons.
    Emoji { name: &'e str, emoji: &'static str },
    /// A bare URL or e-mail address as it stands in the source: what is shown. [`Kind::target`] makes the target of it.
    Link { kind: Kind, address: &'e str },
    /// Goldmark's text node ends here, though the text goes on: behind `* _ ~`, before a backtick, around a bracket.
    Edge,
}

impl<'e> Content<'e> {
    /// What the reader sees.
    pub fn shown(self) -> &'e str {
        match self {
            Content::Text(text) | Content::Entity(text) | Content::Mark(text) => text,
            Content::Emoji { emoji, .. } => emoji,
            Content::Link { address, .. } => address,
            Content::Edge => "",
        }
    }
}

/// The events of a text with their places in it.
pub type Events<'t> = [(Event<'t>, Range<usize>)];

/// Reads the runs of a document from front to back. Open brackets are forgotten at the end of a block; open quotes are
/// not, for Goldmark counts them through the whole document. To read a block twice, read it first with a clone.
#[derive(Debug, Clone, Default)]
pub struct Inline {
    rules: Rules,
    /// Whether [`Content::Edge`] is told.
    edges: bool,
    /// From the first run of the block to the end of its last inline element.
    block: Range<usize>,
    /// The end of the line at hand, without its line break.
    line_end: usize,
    quotes: Quotes,
    finder: Finder,
    signs: Signs,
    may_have_links: bool,
    /// The block was entered, but its first run not read yet.
    has_entered: bool,
    /// How many brackets are open that belong to no link: Goldmark finds no bare URL within them.
    brackets: u32,
}

/// What decides the fate of a byte; every other byte is plain.
mod class {
    pub const MARK: u8 = 1;
    pub const ESCAPE: u8 = 2;
    pub const NODE: u8 = 4;
    pub const COLON: u8 = 8;
    pub const OPENS_LINK: u8 = 16;

    const fn of(byte: u8) -> u8 {
        match byte {
            b'\\' | b'&' => ESCAPE,
            b'[' | b']' | b'`' => NODE,
            b':' => COLON,
            _ if crate::page::text::linkify::opens(byte) => OPENS_LINK,
            _ if crate::page::text::typographer::is_trigger(byte) => MARK,
            _ => 0,
        }
    }

    pub static TABLE: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = of(byte as u8);
            byte += 1;
        }
        table
    };
}

impl Inline {
    pub fn new(rules: Rules) -> Inline {
        Inline { rules, ..Inline::default() }
    }

    /// The same reader, which also tells the edges of Goldmark's text nodes; only the id of a heading needs them.
    pub fn with_edges(self) -> Inline {
        Inline { edges: true, ..self }
    }

    /// Passes over the run that begins with the `Text` event at `at`, if no bare URL begins in it and nothing in it counts for
    /// what comes later: its place, and that of the first event behind it. For those who want no more of a text.
    pub fn pass(&mut self, source: &str, events: &Events<'_>, at: usize) -> Option<(Range<usize>, usize)> {
        let (_, first) = events.get(at)?;
        let block_begins = self.enter_block(source, events, at) | std::mem::take(&mut self.has_entered);
        let (end, next) = self.extent(source, events, at);
        let range = first.start..end;
        let text = source.get(range.clone())?.as_bytes();
        // Quotes and brackets are counted. The name of a mail address may reach over several runs.
        let is_plain = memchr2(b'"', b'\'', text).is_none()
            && (!self.may_have_links
                || memchr2(b'[', b']', text).is_none()
                    && !self.signs.of_web_stand_in(source, range.clone())
                    && !self.signs.of_mail_stand_in(source, range.start..self.block.end));
        self.has_entered = block_begins && !is_plain;
        is_plain.then_some((range, next))
    }

    /// Reads the run that begins with the `Text` event at `at`, adds its pieces and gives the place of the first event
    /// behind it. `source` is the text the events were made from; `in_link` says that the run is part of a link's or an
    /// image's text, where no bare URL is sought.
    ///
    /// `events` may be the whole document or the inner events of one block, not of one inline element.
    pub fn run<'e>(
        &mut self,
        source: &'e str,
        events: &'e Events<'_>,
        at: usize,
        in_link: bool,
        pieces: &mut Vec<Piece<'e>>,
    ) -> usize {
        let Some((_, first)) = events.get(at) else { return at + 1 };
        let start = first.start;
        let block_begins = self.enter_block(source, events, at) | std::mem::take(&mut self.has_entered);
        let previous = at.checked_sub(1).and_then(|before| events.get(before)).map(|(event, _)| event);
        let at_line_start = match previous {
            None => block_begins,
            Some(Event::SoftBreak | Event::HardBreak) => true,
            Some(event) => block_begins && !is_inline(event),
        };
        let (end, next) = self.extent(source, events, at);
        if end > self.line_end || start > self.line_end || block_begins {
            let rest = source.get(end..self.block.end).unwrap_or_default();
            self.line_end = end + memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        }
        let links = self.may_have_links && !in_link;
        let mut mask = class::ESCAPE;
        mask |= if self.rules.typographer { class::MARK } else { 0 };
        mask |= if self.rules.emoji { class::COLON } else { 0 };
        mask |= if self.may_have_links || self.edges { class::NODE | class::OPENS_LINK } else { 0 };
        let mut run = Run {
            source,
            events,
            pieces,
            start,
            at_line_start,
            at: start,
            shown: start,
            end,
            next,
            entity: at,
            seen: start,
            odd: 0,
        };
        run.look();
        // A run only begins behind a backslash if its first character is escaped.
        let escaped = start > 0 && source.as_bytes().get(start - 1) == Some(&b'\\');
        if escaped {
            run.at += source.get(start..end).and_then(|text| text.chars().next()).map_or(0, char::len_utf8);
        }
        self.read(&mut run, mask, links, !escaped);
        run.flush(run.end);
        run.next
    }

    /// Notes where the block ends if this run is the first seen of it.
    fn enter_block(&mut self, source: &str, events: &Events<'_>, at: usize) -> bool {
        let start = events[at].1.start;
        if self.block.contains(&start) {
            return false;
        }
        let inline = events[at..].iter().take_while(|(event, _)| is_inline(event));
        let end = inline.map(|(_, range)| range.end).max().unwrap_or(start);
        let text = source.get(start..end).unwrap_or_default().trim_end_matches([' ', '\t', '\n', '\r']);
        let may_have_links = self.rules.linkify && self.signs.stand_in(source, start..start + text.len());
        *self = Inline {
            rules: self.rules,
            edges: self.edges,
            quotes: self.quotes,
            block: start..start + text.len(),
            signs: self.signs,
            may_have_links,
            ..Inline::default()
        };
        true
    }

    /// The end of the run whose first event is at `at`, and the place of the event behind it.
    fn extent(&self, source: &str, events: &Events<'_>, at: usize) -> (usize, usize) {
        let start = events[at].1.start;
        let mut end = events[at].1.end;
        let mut next = at + 1;
        while let Some((event, range)) = events.get(next) {
            match event {
                Event::Text(_) if range.start == end => {}
                Event::Text(_) if range.start == end + 1 && source.as_bytes().get(end) == Some(&b'\\') => {}
                // `<<name>>` are angle quotes to Goldmark, not a tag or an address between two signs.
                Event::InlineHtml(_)
                | Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. })
                    if self.rules.typographer && range.start == end && ends_with_open_sign(&source[start..end]) =>
                {
                    let within = events[next..].iter().take_while(|(_, inner)| inner.end <= range.end);
                    next += within.count() - 1;
                }
                _ => break,
            }
            end = range.end;
            next += 1;
        }
        (end, next)
    }

    /// Reads the run to its end. `mask` tells which bytes matter, `links` whether bare URLs are sought, `may_begin`
    /// whether one may begin at the first character.
    fn read(&mut self, run: &mut Run<'_, '_, '_>, mask: u8, links: bool, mut may_begin: bool) {
        let source = run.source;
        let bytes = source.as_bytes();
        while run.at < run.end {
            if std::mem::take(&mut may_begin) && links && bytes[run.at] != b' ' && self.link(run) {
                may_begin = true;
                continue;
            }
            run.skip(mask);
            let Some(&byte) = bytes[..run.end].get(run.at) else { break };
            match byte {
                b'\\' => {
                    if bytes[..run.end].get(run.at + 1).is_some_and(u8::is_ascii_punctuation) {
                        run.flush(run.at);
                        run.shown = run.at + 1;
                        run.at += 2;
                    } else {
                        run.at += 1;
                    }
                }
                b'&' => run.entity(),
                b'[' => {
                    self.brackets = self.brackets.saturating_add(1);
                    if self.edges {
                        run.edge(run.at);
                        run.edge(run.at + 1);
                    }
                    run.at += 1;
                }
                b']' => {
                    self.brackets = self.brackets.saturating_sub(1);
                    run.at += 1;
                }
                b'`' | b'*' | b'_' | b'~' => {
                    let length = bytes[run.at..run.end].iter().take_while(|&&other| other == byte).count();
                    if self.edges && byte == b'`' {
                        run.edge(run.at);
                    } else if self.edges && (byte != b'~' || length < 3) {
                        run.edge(run.at + length);
                    }
                    run.at += length;
                    may_begin = true;
                }
                b' ' | b'(' => {
                    run.at += 1;
                    may_begin = true;
                }
                b':' => match emoji::code(&source[run.at..run.end]) {
                    Some((name, emoji)) => {
                        run.push(name.len() + 2, Content::Emoji { name, emoji });
                        may_begin = true;
                    }
                    None => run.at += 1,
                },
                _ => {
                    // With its line break, which the last line of a block has not.
                    let stop = self.line_end + usize::from(self.line_end < self.block.end);
                    let line = source.get(run.at..stop.max(run.end)).unwrap_or_default();
                    match typographer::mark(line, run.before(), &mut self.quotes) {
                        Some((length, mark)) if run.at + length <= run.end => {
                            run.push(length, Content::Mark(mark));
                            may_begin = true;
                        }
                        _ => run.at += 1,
                    }
                }
            }
        }
    }

    /// Adds the link that begins at the place at hand, if there is one.
    fn link(&mut self, run: &mut Run<'_, '_, '_>) -> bool {
        let source = run.source;
        if self.brackets > 0 || !source.is_char_boundary(run.at) {
            return false;
        }
        let Some((mut length, mut kind)) = self.finder.link(source, run.at, self.line_end.max(run.end)) else {
            return false;
        };
        if run.at + length > run.end && !self.swallow(run, run.at + length) {
            // The address would end within another element; it ends before it.
            let Some(shorter) = Finder::default().link(source, run.at, run.end) else { return false };
            (length, kind) = shorter;
        }
        let Some(address) = source.get(run.at..run.at + length) else { return false };
        run.push(length, Content::Link { kind, address });
        true
    }

    /// Makes the run as long as a link that ends at `link_end`, if the elements that pulldown-cmark found within the
    /// address, such as the emphasis in `https://a.org/__init__.py`, lie within it as a whole.
    fn swallow(&self, run: &mut Run<'_, '_, '_>, link_end: usize) -> bool {
        let (mut next, mut covered, mut depth) = (run.next, run.end, 0usize);
        while covered < link_end || depth > 0 {
            let Some((event, range)) = run.events.get(next) else { return false };
            let within = range.start >= run.at && range.end <= link_end;
            match event {
                Event::Text(_) if depth == 0 || within => covered = covered.max(range.end),
                Event::Code(_) if within => covered = covered.max(range.end),
                Event::Start(tag) if within && is_inline_end(&tag.to_end()) => depth += 1,
                Event::End(tag) if within && depth > 0 && is_inline_end(tag) => {
                    depth -= 1;
                    covered = covered.max(range.end);
                }
                _ => return false,
            }
            next += 1;
        }
        let Some((event, range)) = next.checked_sub(1).and_then(|last| run.events.get(last)) else { return false };
        if matches!(event, Event::Text(_)) && range.end > link_end {
            (run.end, run.next) = self.extent(run.source, run.events, next - 1);
        } else {
            (run.end, run.next) = (link_end, next);
        }
        true
    }
}

/// A run while it is read.
struct Run<'e, 'r, 't> {
    source: &'e str,
    events: &'e Events<'t>,
    pieces: &'r mut Vec<Piece<'e>>,
    start: usize,
    at_line_start: bool,
    /// What comes next.
    at: usize,
    /// Up to here all is in pieces.
    shown: usize,
    end: usize,
    /// The first event behind the run.
    next: usize,
    /// Entities are sought from this event on.
    entity: usize,
    /// Which of the 64 bytes from `seen` on are no letters, digits and blanks of ASCII.
    seen: usize,
    odd: u64,
}

impl<'e> Run<'e, '_, '_> {
    /// The character before the place at hand, in the source.
    fn before(&self) -> char {
        if self.at == self.start && self.at_line_start {
            return '\n';
        }
        self.source.get(..self.at).and_then(|text| text.chars().next_back()).unwrap_or('\n')
    }

    /// Goes on to the next byte that matters.
    fn skip(&mut self, mask: u8) {
        let bytes = self.source.as_bytes();
        let matters = |byte: u8| class::TABLE[usize::from(byte)] & mask != 0;
        if mask & class::OPENS_LINK != 0 {
            // A blank matters, too.
            let plain = bytes[self.at..self.end].iter().position(|&byte| matters(byte));
            self.at = plain.map_or(self.end, |plain| self.at + plain);
            return;
        }
        while self.at < self.end {
            if self.at - self.seen >= 64 {
                self.look();
            }
            let odd = self.odd >> (self.at - self.seen);
            if odd == 0 {
                self.at = self.seen + 64;
                continue;
            }
            self.at += odd.trailing_zeros() as usize;
            if bytes.get(self.at).is_none_or(|&byte| matters(byte)) {
                break;
            }
            self.at += 1;
        }
        self.at = self.at.min(self.end);
    }

    fn look(&mut self) {
        let Mask { blank, word, .. } = Mask::of(self.source.as_bytes().get(self.at..).unwrap_or_default());
        (self.seen, self.odd) = (self.at, !(blank | word));
    }

    /// Adds what is not yet in pieces, up to `end`, as text.
    fn flush(&mut self, end: usize) {
        if let Some(text) = self.source.get(self.shown..end).filter(|text| !text.is_empty()) {
            self.pieces.push(Piece { range: self.shown..end, content: Content::Text(text) });
        }
        self.shown = end;
    }

    /// Adds what stands for the next `length` bytes.
    fn push(&mut self, length: usize, content: Content<'e>) {
        self.flush(self.at);
        self.pieces.push(Piece { range: self.at..self.at + length, content });
        self.at += length;
        self.shown = self.at;
    }

    fn edge(&mut self, at: usize) {
        self.flush(at);
        self.pieces.push(Piece { range: at..at, content: Content::Edge });
    }

    /// Adds the entity at the place at hand; a `&` that begins none is text.
    fn entity(&mut self) {
        let events = self.events;
        while events.get(self.entity).is_some_and(|(_, range)| range.start < self.at) {
            self.entity += 1;
        }
        match events.get(self.entity) {
            Some((Event::Text(text), range))
                if range.start == self.at && self.source.get(range.clone()) != Some(text) =>
            {
                self.push(range.len(), Content::Entity(text));
            }
            _ => self.at += 1,
        }
    }
}

/// Whether a text ends with a `<` that is not escaped and not the second of a pair.
fn ends_with_open_sign(text: &str) -> bool {
    let rest = text.trim_end_matches('<');
    let signs = text.len() - rest.len();
    let escaped = rest.ends_with('\\');
    signs > 0 && (signs - usize::from(escaped)) % 2 == 1
}

/// Whether an event belongs to the inline content of a block.
pub fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_inline_end(&tag.to_end()),
        Event::End(tag) => is_inline_end(tag),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

fn is_inline_end(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::Parser;

    /// The pieces of all runs, each as its kind's initial and what is shown.
    fn pieces(source: &str, inline: Inline) -> Vec<String> {
        let events: Vec<_> = Parser::new(source).into_offset_iter().collect();
        let mut inline = inline;
        let (mut pieces, mut at) = (Vec::new(), 0);
        while at < events.len() {
            at = match events[at].0 {
                Event::Text(_) => inline.run(source, &events, at, false, &mut pieces),
                _ => at + 1,
            };
        }
        let name = |piece: &Piece<'_>| match piece.content {
            Content::Text(text) => format!("T {text}"),
            Content::Entity(text) => format!("N {text}"),
            Content::Mark(mark) => format!("M {mark}"),
            Content::Emoji { name, .. } => format!("E {name}"),
            Content::Link { address, .. } => format!("L {address}"),
            Content::Edge => "|".to_string(),
        };
        pieces.iter().map(name).collect()
    }

    fn all() -> Inline {
        Inline::new(Rules { typographer: true, linkify: true, emoji: true })
    }

    #[test]
    fn a_run_goes_on_over_escapes_and_entities() {
        assert_eq!(pieces("a\\\"b &amp; c", all()), ["T a", "T \"b ", "N &", "T  c"]);
        assert_eq!(pieces("\\:tada: \"*x*\"", all()), ["T :tada: ", "M “", "T x", "M ”"]);
    }

    #[test]
    fn a_link_swallows_the_emphasis_within() {
        assert_eq!(pieces("http://a.org/__init__.py, x", all()), ["L http://a.org/__init__.py", "T , x"]);
        assert_eq!(pieces("*http://a.org/x*_y_", all()), ["L http://a.org/x", "T y"]);
    }

    #[test]
    fn edges_are_told_where_nodes_end() {
        assert_eq!(pieces("a_b [c]", all().with_edges()), ["T a_", "|", "T b ", "|", "T [", "|", "T c]"]);
    }

    #[test]
    fn without_rules_text_stays() {
        assert_eq!(pieces("\"a\" -- :tada: http://a.org", Inline::default()), ["T \"a\" -- :tada: http://a.org"]);
    }
}
