//! Anchors: the id that a heading gets from its text.
//!
//! Source: Hugo's page `configuration/markup` (`goldmark.parser.autoIDType`) and the behaviour of Hugo 0.168, which the
//! vectors in `tests/conformance/text/heading.json` record.

use crate::config::AutoIdType;
use crate::page::text::character::{is_digit, is_letter, is_number};
use crate::page::text::inline::{Content, Events, Inline, Piece};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// The id that `text` asks for; empty if no character of it is kept. Placeholders of shortcode calls are left out.
pub fn slug(text: &str, kind: AutoIdType) -> String {
    let text = text.trim();
    match kind {
        AutoIdType::Github | AutoIdType::GithubAscii if text.is_ascii() => github_of_ascii(text),
        AutoIdType::Github => github(text.chars()),
        AutoIdType::GithubAscii => {
            let bare = text.nfd().filter(|&c| !unicode_normalization::char::is_combining_mark(c));
            github(bare.nfc().filter(char::is_ascii))
        }
        AutoIdType::Blackfriday => blackfriday(text.chars()),
    }
}

fn github(characters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    for c in without_placeholders(characters) {
        match c {
            ' ' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            c if is_letter(c) || is_digit(c) => slug.push(lower(c)),
            _ => {}
        }
    }
    slug
}

/// The same of the text of most headings, in which no placeholder can stand.
fn github_of_ascii(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' | b'-' => slug.push('-'),
            b'_' => slug.push('_'),
            _ if byte.is_ascii_alphanumeric() => slug.push(char::from(byte.to_ascii_lowercase())),
            _ => {}
        }
    }
    slug
}

/// One hyphen for all that stands between letters and numbers.
fn blackfriday(characters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    let mut gap = false;
    for c in without_placeholders(characters) {
        if is_letter(c) || is_number(c) {
            if std::mem::take(&mut gap) && !slug.is_empty() {
                slug.push('-');
            }
            slug.push(lower(c));
        } else {
            gap = true;
        }
    }
    slug
}

fn without_placeholders(characters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut within = false;
    characters.filter(move |&c| match c {
        '\u{FDD0}' => {
            within = true;
            false
        }
        '\u{FDD1}' => {
            within = false;
            false
        }
        _ => !within,
    })
}

/// One character in lower case: Unicode's simple mapping, as in Go; only `İ` has a longer one.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The ids of one page.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    /// Every id in use, with the number to try next when it is asked for again.
    used: HashMap<String, u32>,
}

impl Ids {
    /// An id that is free: the one wanted, or the first free of `x-1`, `x-2`...; `heading` if none is wanted.
    pub fn take(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "heading" } else { wanted };
        let Some(&first) = self.used.get(wanted) else {
            self.reserve(wanted);
            return wanted.to_string();
        };
        let mut number = first;
        let id = loop {
            let id = format!("{wanted}-{number}");
            number = number.saturating_add(1);
            if !self.used.contains_key(&id) || number == u32::MAX {
                break id;
            }
        };
        self.used.insert(wanted.to_string(), number);
        self.reserve(&id);
        id
    }

    /// Notes an id that the author gave: a later heading does not get it. It may be there before; nothing is told.
    pub fn reserve(&mut self, id: &str) {
        if !self.used.contains_key(id) {
            self.used.insert(id.to_string(), 1);
        }
    }

    /// The id of a heading from what [`heading_text`] gave. A heading without text has none.
    pub fn heading(&mut self, text: &str, kind: AutoIdType) -> Option<String> {
        if text.is_empty() { None } else { Some(self.take(&slug(text, kind))) }
    }
}

/// The text of a heading that its id is made from. `inner` are the events between its start and end.
///
/// Hugo takes the text that stands in the heading itself whole, but of an emphasis, a link, an image or a code span only
/// the first text node, so `**A *b* c** d` gives `A  d`, and `[it's](x)` gives `it`: a typographic mark, a bracket, an
/// emoji and a literal `*`, `_` or `~` end a node. Bare URLs and raw HTML give nothing, emoji their name. Of a heading
/// over several lines the last counts. Named entities are resolved, also in code and where they were escaped; numeric
/// ones keep their digits. `inline` is the reader as it stands before the heading.
pub fn heading_text(source: &str, inner: &Events<'_>, inline: &Inline) -> String {
    let mut inline = inline.clone().with_edges();
    let mut nodes = Nodes::default();
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut links = 0usize;
    let mut at = 0;
    while let Some((event, range)) = inner.get(at) {
        at += 1;
        match event {
            Event::Text(_) => {
                pieces.clear();
                at = inline.run(source, inner, at - 1, links > 0, &mut pieces);
                for piece in &pieces {
                    nodes.piece(piece, source);
                }
            }
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                at += inner[at..].iter().take_while(|(event, _)| *event != Event::End(TagEnd::Link)).count();
                at += 1;
                nodes.other("");
            }
            Event::Start(tag) => {
                links += usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                nodes.open();
            }
            Event::End(tag) => {
                links -= usize::from(links > 0 && matches!(tag, TagEnd::Link | TagEnd::Image));
                nodes.close();
            }
            Event::Code(code) => {
                let over_lines = source.get(range.clone()).is_some_and(|code| code.contains('\n'));
                nodes.other(if over_lines { "\n" } else { code });
            }
            Event::SoftBreak | Event::HardBreak => nodes.line_break(),
            _ => nodes.other(""),
        }
    }
    let last_line = nodes.text.rsplit('\n').next().unwrap_or_default();
    resolve_entities(last_line).into_owned()
}

/// Collects the text nodes that count.
#[derive(Default)]
struct Nodes {
    text: String,
    /// How many inline elements are open.
    depth: usize,
    /// Within the outermost open element: a node has begun.
    begun: bool,
    /// Within the outermost open element: the node that counts is over.
    over: bool,
}

impl Nodes {
    fn open(&mut self) {
        if self.depth == 0 {
            (self.begun, self.over) = (false, false);
        } else if self.begun {
            self.over = true;
        }
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.over = true;
    }

    fn piece(&mut self, piece: &Piece<'_>, source: &str) {
        match piece.content {
            Content::Text(text) => {
                // A piece begins behind a backslash only if its first character is escaped; Hugo reads both.
                let escaped = piece.range.start > 0 && source.as_bytes().get(piece.range.start - 1) == Some(&b'\\');
                if escaped {
                    self.text("\\");
                }
                self.text(text);
            }
            // Resolved at the end, with those of code.
            Content::Entity(_) => self.text(source.get(piece.range.clone()).unwrap_or_default()),
            Content::Mark(mark) => self.other(mark),
            Content::Emoji { name, .. } => self.other(name),
            Content::Link { .. } => self.other(""),
            Content::Edge => self.over |= self.begun,
        }
    }

    fn text(&mut self, text: &str) {
        if self.depth == 0 || !self.over {
            self.text.push_str(text);
            self.begun = true;
        }
    }

    /// A node that is no text; the text node before it, if there is one, is over.
    fn other(&mut self, text: &str) {
        if self.depth == 0 || !self.begun && !self.over {
            self.text.push_str(text);
        }
        self.begun = true;
        self.over = true;
    }

    fn line_break(&mut self) {
        if self.depth == 0 || !self.over {
            self.text.push('\n');
        }
        self.over = true;
    }
}

/// The text with its named entities resolved.
fn resolve_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let entity = rest.get(..name + 2).filter(|entity| name > 0 && entity.ends_with(';'));
        match entity {
            Some(entity) => {
                // An unknown name stays as it is.
                for event in Parser::new(entity) {
                    if let Event::Text(shown) = event {
                        out.push_str(&shown);
                    }
                }
                rest = &rest[entity.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_rules() {
        let text = "  A_B-c--d  é & Ünïcode ½  ";
        assert_eq!(slug(text, AutoIdType::Github), "a_b-c--d--é--ünïcode-");
        assert_eq!(slug(text, AutoIdType::GithubAscii), "a_b-c--d--e--unicode-");
        assert_eq!(slug(text, AutoIdType::Blackfriday), "a-b-c-d-é-ünïcode-½");
        assert_eq!(slug("The \u{FDD0}12\u{FDD1} x", AutoIdType::Github), "the--x");
    }

    #[test]
    fn ids_are_counted_and_given_ones_avoided() {
        let mut ids = Ids::default();
        ids.reserve("x-1");
        let taken: Vec<String> = ["x", "x", "x", "x-1", "", "heading", ""].map(|wanted| ids.take(wanted)).into();
        assert_eq!(taken, ["x", "x-2", "x-3", "x-1-1", "heading", "heading-1", "heading-2"]);
        assert_eq!(ids.heading("", AutoIdType::Github), None);
        assert_eq!(ids.heading("!!!", AutoIdType::Github).as_deref(), Some("heading-3"));
    }

    #[test]
    fn many_equal_headings_take_linear_time() {
        let mut ids = Ids::default();
        let last = (0..30_000).map(|_| ids.take("a")).last();
        assert_eq!(last.as_deref(), Some("a-29999"));
    }
}
