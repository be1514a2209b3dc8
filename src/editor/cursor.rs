//! What stands at the cursor: a target, an anchor, a tag of a shortcode and its arguments, a key of front matter.
//!
//! The text is half written, so it is read backwards from the cursor and not parsed.

use crate::editor::front;
use crate::page::call::Delimiter;
use crate::shortcode::{Ask, Signatures, ask_of};
use std::ops::Range;

/// A tag is looked for so far back: no author writes longer ones.
const LONGEST_TAG: usize = 4096;

/// How a page or file is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// As `relref` names pages: by content path or name.
    Ref,
    /// As a browser reads a link.
    Link,
    /// The source of a picture.
    Picture,
    /// A file that a page quotes.
    File,
}

/// What is being written. `typed` stands before the cursor; `range` is what a candidate replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    Nothing,
    Target {
        naming: Naming,
        typed: String,
        range: Range<usize>,
    },
    /// What follows `#`; `target` is what stands before it, empty for the own page.
    Anchor {
        naming: Naming,
        target: String,
        typed: String,
        range: Range<usize>,
    },
    Shortcode {
        delimiter: Delimiter,
        typed: String,
        range: Range<usize>,
        /// `{{% /x`.
        is_end: bool,
        /// Whether the tag ends on the same line.
        is_closed: bool,
    },
    Argument {
        shortcode: String,
        typed: String,
        range: Range<usize>,
        /// Names that are given already.
        given: Vec<String>,
        /// How many values stand before it without a name.
        position: usize,
    },
    Value {
        shortcode: String,
        argument: String,
        typed: String,
        range: Range<usize>,
    },
    /// `> [!` and what follows.
    Alert {
        typed: String,
        range: Range<usize>,
    },
    Key {
        typed: String,
        range: Range<usize>,
        /// What stands between a key and its value: `: ` or ` = `.
        sign: &'static str,
    },
    KeyValue {
        key: String,
        typed: String,
        range: Range<usize>,
        /// Whether the value stands in quotes already.
        is_quoted: bool,
        /// Whether a text must have quotes: in TOML.
        needs_quotes: bool,
    },
}

/// Reads what stands at an offset. `body` is the byte at which the body begins.
pub fn read(text: &str, body: usize, offset: usize, signatures: &Signatures) -> Context {
    let Some(before) = text.get(..offset) else { return Context::Nothing };
    if let Some(context) = front::read(text, body, offset) {
        return context;
    }
    if let Some((start, delimiter)) = open_tag(before) {
        return tag(text, start, delimiter, offset, signatures);
    }
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    alert(text, line, offset).or_else(|| link(text, line, offset)).unwrap_or(Context::Nothing)
}

/// The tag that is open at the end of a text, and where its inside begins.
fn open_tag(before: &str) -> Option<(usize, Delimiter)> {
    let mut from = before.len().saturating_sub(LONGEST_TAG);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    let at = near.rfind("{{<").max(near.rfind("{{%"))?;
    let delimiter = if near[at..].starts_with("{{<") { Delimiter::Angle } else { Delimiter::Percent };
    let inside = &near[at + 3..];
    let is_open = !inside.contains(delimiter.close()) && !inside.starts_with("/*") && !inside.contains("\n\n");
    is_open.then_some((from + at + 3, delimiter))
}

/// How many bytes from the cursor on belong to what is being written.
fn rest_of_word(text: &str, offset: usize, ends: &[char]) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    rest.find(|c: char| c.is_whitespace() || ends.contains(&c)).unwrap_or(rest.len())
}

fn tag(text: &str, start: usize, delimiter: Delimiter, offset: usize, signatures: &Signatures) -> Context {
    let inside = &text[start..offset];
    let lead = inside.len() - inside.trim_start().len();
    let mut at = start + lead;
    let is_end = text[at..offset].starts_with('/');
    if is_end {
        at += 1 + (text[at + 1..offset].len() - text[at + 1..offset].trim_start().len());
    }
    let name_length = text[at..offset].find(char::is_whitespace);
    let Some(name_length) = name_length else {
        let end = offset + rest_of_word(text, offset, &['>', '%', '}', '/', '"']);
        let line_end = text[offset..].find('\n').map_or(text.len(), |end| offset + end);
        let is_closed = text[offset..line_end].contains(delimiter.close());
        let typed = text[at..offset].to_string();
        return Context::Shortcode { delimiter, typed, range: at..end, is_end, is_closed };
    };
    if is_end {
        return Context::Nothing;
    }
    let name = &text[at..at + name_length];
    arguments(text, name, at + name_length, offset, signatures)
}

/// The argument at the cursor: those before it are passed over.
fn arguments(text: &str, name: &str, start: usize, offset: usize, signatures: &Signatures) -> Context {
    let mut at = start;
    let mut given: Vec<String> = Vec::new();
    let mut position = 0;
    loop {
        at += text[at..offset].len() - text[at..offset].trim_start().len();
        let rest = &text[at..offset];
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '`')) {
            match close_of(&rest[1..], quote) {
                Some(end) => at += 1 + end + 1,
                None => return value(text, name, by_position(signatures, name, position), at + 1, offset, Some(quote)),
            }
            position += 1;
            continue;
        }
        let word = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        if word == rest.len() {
            let end = offset + rest_of_word(text, offset, &['>', '%', '}', '"', '=', '/']);
            let typed = rest.to_string();
            return Context::Argument { shortcode: name.to_string(), typed, range: at..end, given, position };
        }
        if !rest[word..].starts_with('=') {
            at += word;
            position += 1;
            continue;
        }
        let argument = rest[..word].to_string();
        at += word + 1;
        let rest = &text[at..offset];
        match rest.chars().next().filter(|c| matches!(c, '"' | '`')) {
            Some(quote) => match close_of(&rest[1..], quote) {
                Some(end) => at += 1 + end + 1,
                None => return value(text, name, argument, at + 1, offset, Some(quote)),
            },
            None => match rest.find(char::is_whitespace) {
                Some(end) => at += end,
                None => return value(text, name, argument, at, offset, None),
            },
        }
        given.push(argument);
    }
}

/// Where a quoted value ends; a backslash keeps a quote within.
fn close_of(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let is_end = c == quote && !escaped;
        escaped = c == '\\' && !escaped && quote == '"';
        is_end.then_some(at)
    })
}

/// The name of the argument at a position; `_` where the shortcode has none there.
pub fn by_position(signatures: &Signatures, name: &str, position: usize) -> String {
    let params = signatures.get(name).map_or(&[][..], |signature| signature.params);
    let positional = params.iter().take_while(|param| **param != "*");
    positional.copied().nth(position).unwrap_or("_").to_string()
}

fn value(text: &str, name: &str, argument: String, start: usize, offset: usize, quote: Option<char>) -> Context {
    let typed = text[start..offset].to_string();
    let naming = match (ask_of(name), argument.to_ascii_lowercase().as_str()) {
        (Ask::Target, "path") | (Ask::Children, "page") => Some(Naming::Ref),
        (Ask::Picture, "src") | (Ask::Link, "image") => Some(Naming::Picture),
        (Ask::Picture, "link") | (Ask::Link, "href") => Some(Naming::Link),
        (Ask::File, "src" | "file") => Some(Naming::File),
        _ => None,
    };
    let mut ends = vec!['>', '}', '"', '`'];
    ends.extend(quote);
    match naming {
        Some(naming) => target(text, naming, typed, start, offset, &ends),
        None => {
            let rest = match quote {
                // A value in quotes may hold blanks.
                Some(quote) => {
                    let rest = &text[offset..];
                    let line = rest.find('\n').unwrap_or(rest.len());
                    rest[..line].find(quote).unwrap_or(0)
                }
                None => rest_of_word(text, offset, &ends),
            };
            Context::Value { shortcode: name.to_string(), argument, typed, range: start..offset + rest }
        }
    }
}

/// A target, or the anchor behind its `#`.
fn target(text: &str, naming: Naming, typed: String, start: usize, offset: usize, ends: &[char]) -> Context {
    match typed.rfind('#') {
        Some(mark) => {
            let range = start + mark + 1..offset + rest_of_word(text, offset, ends);
            let (target, typed) = (typed[..mark].to_string(), typed[mark + 1..].to_string());
            Context::Anchor { naming, target, typed, range }
        }
        None => {
            let mut ends = ends.to_vec();
            ends.extend(['#', '?']);
            let range = start..offset + rest_of_word(text, offset, &ends);
            Context::Target { naming, typed, range }
        }
    }
}

/// `> [!NO`.
fn alert(text: &str, line: usize, offset: usize) -> Option<Context> {
    let before = &text[line..offset];
    let quoted = before.trim_start().strip_prefix('>')?.trim_start_matches(['>', ' ']);
    let typed = quoted.strip_prefix("[!").filter(|typed| typed.chars().all(char::is_alphanumeric))?;
    let range = offset - typed.len()..offset + rest_of_word(text, offset, &[']']);
    Some(Context::Alert { typed: typed.to_string(), range })
}

/// The destination of a link or picture of Markdown, of a definition, or of raw HTML.
fn link(text: &str, line: usize, offset: usize) -> Option<Context> {
    let before = &text[line..offset];
    let candidates = [markdown(before), definition(before), attribute(before)];
    let (at, naming, quote) = candidates.into_iter().flatten().max_by_key(|(at, ..)| *at)?;
    let start = line + at;
    let typed = &text[start..offset];
    if typed.contains(['{', '}', '<', '>', '"']) || (quote.is_none() && typed.contains([')', ' ', '\t'])) {
        return None;
    }
    let ends = if quote.is_some() { vec!['"', '>'] } else { vec![')', '>', '"'] };
    Some(target(text, naming, typed.to_string(), start, offset, &ends))
}

type Found = Option<(usize, Naming, Option<char>)>;

fn markdown(before: &str) -> Found {
    let close = before.rfind("](")?;
    let mut depth = 1usize;
    let open = before[..close].char_indices().rev().find_map(|(at, c)| {
        match c {
            ']' => depth += 1,
            '[' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let naming = if before[..open].ends_with('!') { Naming::Picture } else { Naming::Link };
    let start = close + 2;
    let start = if before[start..].starts_with('<') { start + 1 } else { start };
    Some((start, naming, None))
}

/// `[label]: destination`.
fn definition(before: &str) -> Found {
    let rest = before.trim_start_matches(' ');
    let end = rest.strip_prefix('[')?.find("]:")? + 1;
    let behind = &rest[end + 2..];
    let start = before.len() - behind.trim_start().len();
    (!rest.starts_with("[^") && before.len() - rest.len() <= 3).then_some((start, Naming::Link, None))
}

fn attribute(before: &str) -> Found {
    let link = before.rfind("href=\"").map(|at| (at + 6, Naming::Link, Some('"')));
    let picture = before.rfind("src=\"").map(|at| (at + 5, Naming::Picture, Some('"')));
    let (at, ..) = link.max_by_place(picture)?;
    // Within a tag of HTML.
    before[..at].rfind('<').filter(|open| !before[*open..at].contains('>'))?;
    link.max_by_place(picture)
}

trait ByPlace: Sized {
    fn max_by_place(self, other: Self) -> Self;
}

impl ByPlace for Found {
    fn max_by_place(self, other: Self) -> Self {
        [self, other].into_iter().flatten().max_by_key(|(at, ..)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The context at `|`.
    fn at(text: &str) -> Context {
        let offset = text.find('|').expect("a cursor");
        let text = text.replace('|', "");
        let body = if text.starts_with("---") { text.rfind("---\n").map_or(0, |at| at + 4) } else { 0 };
        read(&text, body, offset, &Signatures::built_in())
    }

    fn target(text: &str) -> Option<(Naming, String)> {
        match at(text) {
            Context::Target { naming, typed, .. } => Some((naming, typed)),
            _ => None,
        }
    }

    #[test]
    fn targets_are_known_by_what_stands_around_them() {
        assert_eq!(target("[a]({{< relref \"02-b|\" >}})"), Some((Naming::Ref, "02-b".into())));
        assert_eq!(target("[a]({{% ref path=\"x|"), Some((Naming::Ref, "x".into())));
        assert_eq!(target("see [a](/ba|) and"), Some((Naming::Link, "/ba".into())));
        assert_eq!(target("[![b](/i.png)](x|)"), Some((Naming::Link, "x".into())));
        assert_eq!(target("![a](|)"), Some((Naming::Picture, String::new())));
        assert_eq!(target("[x]: /ba|"), Some((Naming::Link, "/ba".into())));
        assert_eq!(target("<a class=\"x\" href=\"/b|\">"), Some((Naming::Link, "/b".into())));
        assert_eq!(target("<img src=\"/b|\">"), Some((Naming::Picture, "/b".into())));
        assert_eq!(target("{{< button href=\"/b|\" >}}"), Some((Naming::Link, "/b".into())));
        assert_eq!(target("{{% children page=\"b|\" %}}"), Some((Naming::Ref, "b".into())));
        assert_eq!(target("{{< include \"b|\" >}}"), Some((Naming::File, "b".into())));
        for text in [
            "plain| text",
            "[a](b) c|",
            "[a](b \"t|",
            "{{< relref \"a\" >}} |",
            "{{</* relref \"a|\" */>}}",
            "a < src=\"x\"> b|",
        ] {
            assert_eq!(target(text), None, "{text}");
        }
    }

    #[test]
    fn anchors_have_their_page() {
        let anchor = |text: &str| match at(text) {
            Context::Anchor { target, typed, naming, .. } => Some((target, typed, naming)),
            _ => None,
        };
        assert_eq!(anchor("{{< relref \"a#st|eps\" >}}"), Some(("a".into(), "st".into(), Naming::Ref)));
        assert_eq!(anchor("[x](#|)"), Some((String::new(), String::new(), Naming::Link)));
    }

    #[test]
    fn tags_are_read_up_to_the_cursor() {
        assert!(
            matches!(at("{{% no|"), Context::Shortcode { typed, is_end: false, is_closed: false, .. } if typed == "no")
        );
        assert!(matches!(at("{{< | >}}"), Context::Shortcode { typed, is_closed: true, .. } if typed.is_empty()));
        assert!(matches!(at("{{% /no|%}}"), Context::Shortcode { typed, is_end: true, .. } if typed == "no"));
        assert!(matches!(at("{{% notice | %}}"), Context::Argument { position: 0, .. }));
        assert!(matches!(at("{{% notice note ti| %}}"), Context::Argument { position: 1, typed, .. } if typed == "ti"));
        assert!(matches!(at("{{% notice \"wa|\" %}}"), Context::Value { argument, .. } if argument == "style"));
        assert!(
            matches!(at("{{% children depth=1 sort=\"na|me\" %}}"), Context::Value { argument, range, .. } if argument == "sort" && range == (27..31)),
            "{:?}",
            at("{{% children depth=1 sort=\"na|me\" %}}")
        );
        assert!(
            matches!(at("{{% children depth=\"a \\\" b\" s|"), Context::Argument { given, .. } if given == ["depth"])
        );
        assert!(matches!(at("> [!no|]"), Context::Alert { typed, .. } if typed == "no"));
    }

    #[test]
    fn rubbish_has_no_context_and_no_panic() {
        for text in [
            "{{<|",
            "{{%/|",
            "](|",
            "[]]](|",
            "ü](ü|",
            "{{< ü \"ü|",
            "{{< a=|",
            "{{< a=`|",
            "---\n|",
            "---\nü: |\n---\n",
            "src=\"|",
        ] {
            let _ = at(text);
        }
    }
}
