//! The text of a rendered body: its sections in plain words, without markup, scripts and chrome.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::entities::{decode, entity};

/// A part of a page that can be found and linked to: what stands from one heading to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The id of the heading; empty for the part before the first heading.
    pub id: String,
    /// The heading in plain text; empty for the part before the first heading.
    pub title: String,
    /// The text up to the next heading, with single spaces between its words.
    pub text: String,
}

/// The sections of a body, in order. The first one is what stands before the first heading, even if that is nothing.
/// A heading without an id is part of the text. Elements with `data-chrome`, scripts, styles, drawings and formulas are
/// left out; entities are decoded.
pub fn sections(html: &str) -> Vec<Section> {
    let mut extract = Extract::default();
    extract.read(html, usize::MAX);
    let part = |part: &Part| Section {
        id: part.id.clone(),
        title: spaced(extract.text.get(part.start..part.title_end).unwrap_or_default(), usize::MAX),
        text: spaced(extract.text.get(part.title_end..part.end).unwrap_or_default(), usize::MAX),
    };
    extract.parts.iter().map(part).collect()
}

/// The first `limit` characters of the plain text of a piece of HTML. A longer text is cut between two words, if there is
/// a space in its last quarter, and ends in `…`, which is not counted.
pub fn plain(html: &str, limit: usize) -> String {
    let mut extract = Extract::default();
    extract.read(html, limit.saturating_mul(4).saturating_add(64));
    let text = spaced(&extract.text, limit.saturating_add(1));
    let Some((end, _)) = text.char_indices().nth(limit) else { return text };
    let head = text.get(..end).unwrap_or_default();
    let whole = text.get(end..).is_some_and(|rest| rest.starts_with(' '));
    let cut =
        if whole { head.len() } else { head.rfind(' ').filter(|&at| at * 4 >= head.len() * 3).unwrap_or(head.len()) };
    format!("{}…", head.get(..cut).unwrap_or(head).trim_end_matches([' ', ',', ';', ':', '.']))
}

/// At most `limit` characters of `text` with single spaces between words and none around.
fn spaced(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut left = limit;
    for word in text.split_whitespace() {
        if left == 0 {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
            left -= 1;
        }
        match word.char_indices().nth(left) {
            Some((end, _)) => {
                out.push_str(word.get(..end).unwrap_or_default());
                break;
            }
            None => {
                out.push_str(word);
                left -= word.chars().count();
            }
        }
    }
    out
}

/// Where a section stands in [`Extract::text`].
#[derive(Debug, Default)]
pub(super) struct Part {
    pub id: String,
    pub start: usize,
    pub title_end: usize,
    pub end: usize,
}

/// The text of one body, as written (white space is not collapsed), and the places of its sections.
#[derive(Debug, Default)]
pub(super) struct Extract {
    pub text: String,
    pub parts: Vec<Part>,
    /// Where `data-chrome` stands next, as far as is known: most tags end before it and need no closer look.
    chrome: usize,
}

impl Extract {
    /// Reads a body until its end, or until more than `limit` bytes of text are there.
    ///
    /// One pass without a tree: what a parser would repair (a missing end tag, a wrong nesting) only moves a word to the
    /// neighbouring section. An unclosed tag, comment or skipped element ends the text, as in the HTML standard.
    pub fn read(&mut self, html: &str, limit: usize) {
        self.parts.push(Part::default());
        self.text.reserve((html.len() / 2).min(limit));
        let bytes = html.as_bytes();
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'<', b'&', rest)) {
            let mark = at + found;
            self.text.push_str(html.get(at..mark).unwrap_or_default());
            if self.text.len() > limit {
                break;
            }
            at = if bytes.get(mark) == Some(&b'&') { self.entity(html, mark) } else { self.markup(html, mark) };
        }
        self.text.push_str(html.get(at..).unwrap_or_default());
        self.close_part();
    }

    fn close_part(&mut self) {
        let end = self.text.len();
        if let Some(part) = self.parts.last_mut() {
            part.end = end;
            part.title_end = part.title_end.max(part.start);
        }
    }

    /// An entity at `mark`: its character is written; the position behind it.
    fn entity(&mut self, html: &str, mark: usize) -> usize {
        match entity(html.get(mark..).unwrap_or_default()) {
            Some((character, length)) => {
                self.text.push(character);
                mark + length
            }
            None => {
                self.text.push('&');
                mark + 1
            }
        }
    }

    /// Markup or a lone `<` at `mark`; the position behind it.
    fn markup(&mut self, html: &str, mark: usize) -> usize {
        let rest = html.get(mark..).unwrap_or_default();
        match rest.as_bytes().get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                memmem::find(rest.as_bytes(), b"-->").map_or(html.len(), |end| mark + end + 3)
            }
            Some(b'!' | b'?') => memchr(b'>', rest.as_bytes()).map_or(html.len(), |end| mark + end + 1),
            // Most tags of highlighted code.
            Some(b'/') if rest.starts_with("</span>") => mark + "</span>".len(),
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'/' => {
                if let Some(tag) = Tag::bare(rest) {
                    if tag.closes {
                        self.end_tag(&tag);
                    } else if tag.is_skipped() {
                        self.space();
                        return skip(html, mark + tag.whole.len(), tag.name);
                    } else {
                        self.start_tag(&tag);
                    }
                    return mark + tag.whole.len();
                }
                let Some(length) = tag_length(rest) else { return html.len() };
                let end = mark + length;
                let tag = Tag::new(rest.get(..length).unwrap_or_default());
                if tag.closes {
                    self.end_tag(&tag);
                    return end;
                }
                if tag.is_skipped() || self.is_chrome(html, mark, end, &tag) {
                    self.space();
                    return skip(html, end, tag.name);
                }
                self.start_tag(&tag);
                end
            }
            _ => {
                self.text.push('<');
                mark + 1
            }
        }
    }

    /// Whether the tag from `mark` to `end` begins an element with `data-chrome`.
    fn is_chrome(&mut self, html: &str, mark: usize, end: usize, tag: &Tag) -> bool {
        if self.chrome < mark || mark == 0 {
            let rest = html.as_bytes().get(mark..).unwrap_or_default();
            self.chrome = memmem::find(rest, b"data-chrome").map_or(usize::MAX, |at| mark + at);
        }
        self.chrome < end && tag.attribute("data-chrome").is_some() && !tag.is_void()
    }

    fn start_tag(&mut self, tag: &Tag) {
        if tag.is_inline() {
            return;
        }
        self.space();
        if tag.heading().is_some()
            && let Some(id) = tag.attribute("id")
        {
            self.close_part();
            self.parts.push(Part { id: decode(id), start: self.text.len(), ..Part::default() });
        }
    }

    fn end_tag(&mut self, tag: &Tag) {
        if tag.is_inline() {
            return;
        }
        if let (Some(_), Some(part)) = (tag.heading(), self.parts.last_mut())
            && part.title_end == 0
            && !part.id.is_empty()
        {
            part.title_end = self.text.len();
        }
        self.space();
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// A start or end tag, from `<` to `>`.
struct Tag<'a> {
    whole: &'a str,
    name: &'a str,
    closes: bool,
}

impl<'a> Tag<'a> {
    fn new(whole: &'a str) -> Self {
        let closes = whole.starts_with("</");
        let rest = whole.get(if closes { 2 } else { 1 }..).unwrap_or_default();
        let end = rest.bytes().position(|c| c.is_ascii_whitespace() || c == b'>' || c == b'/').unwrap_or(rest.len());
        Self { whole, name: rest.get(..end).unwrap_or_default(), closes }
    }

    /// The tag at the begin of a text, if it has nothing but a name in small letters, as most have.
    fn bare(text: &'a str) -> Option<Self> {
        const LONGEST: usize = 12;
        let closes = text.as_bytes().get(1) == Some(&b'/');
        let start = 1 + usize::from(closes);
        let name = text.as_bytes().iter().skip(start).take(LONGEST);
        let end = start + name.take_while(|byte| matches!(byte, b'a'..=b'z' | b'1'..=b'6')).count();
        let is_bare = end > start && text.as_bytes().get(end) == Some(&b'>');
        is_bare.then(|| Self {
            whole: text.get(..=end).unwrap_or_default(),
            name: text.get(start..end).unwrap_or_default(),
            closes,
        })
    }

    fn heading(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h' | b'H', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        }
    }

    /// Phrasing elements: words on both sides of their tags may be one word.
    fn is_inline(&self) -> bool {
        self.is_one_of(|name| {
            matches!(
                name,
                b"span"
                    | b"a"
                    | b"abbr"
                    | b"b"
                    | b"bdi"
                    | b"bdo"
                    | b"cite"
                    | b"code"
                    | b"data"
                    | b"del"
                    | b"dfn"
                    | b"em"
                    | b"i"
                    | b"ins"
                    | b"kbd"
                    | b"label"
                    | b"mark"
                    | b"q"
                    | b"s"
                    | b"samp"
                    | b"small"
                    | b"strong"
                    | b"strike"
                    | b"sub"
                    | b"sup"
                    | b"time"
                    | b"u"
                    | b"var"
                    | b"wbr"
            )
        })
    }

    /// Elements whose content is not text of the page.
    fn is_skipped(&self) -> bool {
        self.is_one_of(|name| matches!(name, b"script" | b"style" | b"svg" | b"math" | b"template" | b"noscript"))
            && !self.whole.ends_with("/>")
    }

    /// Elements that have no content.
    fn is_void(&self) -> bool {
        self.whole.ends_with("/>")
            || self.is_one_of(|name| {
                matches!(
                    name,
                    b"area"
                        | b"base"
                        | b"br"
                        | b"col"
                        | b"embed"
                        | b"hr"
                        | b"img"
                        | b"input"
                        | b"link"
                        | b"meta"
                        | b"source"
                        | b"track"
                        | b"wbr"
                )
            })
    }

    /// Asks about the name in small letters.
    fn is_one_of(&self, ask: impl Fn(&[u8]) -> bool) -> bool {
        let name = self.name.as_bytes();
        if name.iter().any(u8::is_ascii_uppercase) { ask(&name.to_ascii_lowercase()) } else { ask(name) }
    }

    /// The value of an attribute, as written; empty for an attribute without a value.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let bytes = self.whole.as_bytes();
        // From `at` to the next byte that is no such byte, and to the next that is one.
        let skip = |at: usize, is: fn(u8) -> bool| {
            bytes.get(at..)?.iter().position(|&byte| !is(byte)).map(|length| at + length)
        };
        let find = |at: usize, is: fn(u8) -> bool| {
            bytes.get(at..)?.iter().position(|&byte| is(byte)).map(|length| at + length)
        };
        let blank = |byte: u8| byte.is_ascii_whitespace();
        let mut at = 1 + self.name.len();
        loop {
            at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/')?;
            let end = find(at, |byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/'))?;
            if end == at {
                return None;
            }
            let key = at..end;
            let sign = skip(end, blank);
            let value = if sign.is_some_and(|sign| bytes.get(sign) == Some(&b'=')) {
                let given = skip(sign? + 1, blank)?;
                match *bytes.get(given)? {
                    quote @ (b'"' | b'\'') => {
                        let close = given + 1 + memchr(quote, bytes.get(given + 1..)?)?;
                        at = close + 1;
                        given + 1..close
                    }
                    _ => {
                        at = find(given, |byte| byte.is_ascii_whitespace() || byte == b'>')?;
                        given..at
                    }
                }
            } else {
                at = sign.unwrap_or(bytes.len());
                0..0
            };
            if self.whole.get(key)?.eq_ignore_ascii_case(name) {
                return self.whole.get(value);
            }
        }
    }
}

/// The length of the tag that `rest` starts with, quotes respected; nothing if it has no end.
fn tag_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    loop {
        let mark = at + memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        match *bytes.get(mark)? {
            b'>' => return Some(mark + 1),
            quote => at = mark + 2 + memchr(quote, bytes.get(mark + 1..)?)?,
        }
    }
}

/// The position behind the end tag of the element `name` whose content starts at `from`.
fn skip(html: &str, from: usize, name: &str) -> usize {
    let raw = name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style");
    let bytes = html.as_bytes();
    let (mut at, mut depth) = (from, 1);
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        let mark = at + found;
        let rest = html.get(mark..).unwrap_or_default();
        at = mark + 1;
        let closes = rest.as_bytes().get(1) == Some(&b'/');
        if rest.starts_with("<!--") && !raw {
            at = memmem::find(rest.as_bytes(), b"-->").map_or(html.len(), |end| mark + end + 3);
        } else if (!raw && rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic)) || closes {
            let start = if closes { 2 } else { 1 };
            let same = rest.get(start..start + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name))
                && !rest.as_bytes().get(start + name.len()).is_some_and(u8::is_ascii_alphanumeric);
            if raw && !same {
                continue;
            }
            let Some(length) = tag_length(rest) else { return html.len() };
            at = mark + length;
            if same && closes {
                depth -= 1;
            } else if same && !rest.get(..length).is_some_and(|tag| tag.ends_with("/>")) {
                depth += 1;
            }
            if depth == 0 {
                return at;
            }
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: &str, title: &str, text: &str) -> Section {
        Section { id: id.into(), title: title.into(), text: text.into() }
    }

    #[test]
    fn headings_with_an_id_begin_sections() {
        let html = "<p>Lead.</p>\n<h2 id=\"a-b\">A &amp; <em>B</em><a class=\"anchor\" href=\"#a-b\" data-chrome>#</a></h2>\n\
                    <p>One<br>two <b>th</b>ree</p><h3>No id</h3><ul><li>x</li><li>y</li></ul><h3 class='q' id='c'>C</h3>";
        assert_eq!(
            sections(html),
            [section("", "", "Lead."), section("a-b", "A & B", "One two three No id x y"), section("c", "C", "")]
        );
    }

    #[test]
    fn code_is_text_and_its_spans_do_not_part_words() {
        let html = "<div class=\"code\" data-lang=\"yaml\"><pre><code><span class=\"a\">na</span><span>me</span>: 1\nb: 2</code></pre></div>";
        assert_eq!(sections(html), [section("", "", "name: 1 b: 2")]);
    }

    #[test]
    fn scripts_styles_drawings_and_chrome_are_not_text() {
        let html = "a<script>if (1 < 2) x = '<p>no</p>'</script>b<style>p>q{}</style>c<svg><g><svg/><text>no</text></g></svg>d\
                    <span data-chrome><span>no</span> no</span>e<!-- <p>no --> f<img data-chrome alt=\"no > no\">g<SCRIPT>no</SCRIPT >h";
        assert_eq!(plain(html, 99), "a b c d e f g h");
    }

    #[test]
    fn broken_html_is_read_to_its_end_or_dropped_there() {
        assert_eq!(plain("a < b && c <3 &nope; &#x41;&#66; d <b unclosed", 99), "a < b && c <3 &nope; AB d");
        assert_eq!(plain("x<!-- open", 99), "x");
        assert_eq!(plain("x<svg><svg>", 99), "x");
        assert_eq!(
            sections("<h2 id=x>never closed<p>text"),
            [section("", "", ""), section("x", "", "never closed text")]
        );
    }

    #[test]
    fn an_id_is_decoded_and_may_stand_anywhere_in_the_tag() {
        let html = "<h2 data-id=\"no\" hidden id=\"a&amp;b\">T</h2>";
        assert_eq!(sections(html)[1].id, "a&b");
    }

    #[test]
    fn plain_text_is_cut_between_words() {
        assert_eq!(plain("<p>one two three</p>", 13), "one two three");
        assert_eq!(plain("<p>one two, three</p>", 10), "one two…");
        assert_eq!(plain("<p>onetwothree four</p>", 5), "onetw…");
        assert_eq!(plain("<p>日本語の文章です</p>", 4), "日本語の…");
        assert_eq!(plain("", 5), "");
        assert_eq!(plain("<p>one two</p>", 0), "…");
    }

    #[test]
    fn long_input_without_ends_takes_linear_time() {
        for piece in ["<", "<a", "<a b=\"", "&", "<!--", "<svg>", "</", "<h2 id='"] {
            let html = piece.repeat(200_000);
            sections(&html);
            plain(&html, 100);
        }
    }
}
