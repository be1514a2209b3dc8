//! The attributes at the end of a heading: `{#id .class key=value}`.
//!
//! Source: Hugo's page `content-management/markdown-attributes`, and the behaviour of Hugo 0.168, which
//! `tests/conformance/markdown/heading_attributes.json` records.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The events of a document with their places, and the attributes of headings by where the heading begins.
pub(super) type Split<'t> = (Vec<(Event<'t>, Range<usize>)>, FxHashMap<usize, Attributes>);

/// Takes the attributes out of the text of headings.
pub(super) fn split<'t>(text: &'t str, events: Vec<(Event<'t>, Range<usize>)>) -> Split<'t> {
    let mut found = FxHashMap::default();
    if !events
        .iter()
        .any(|(event, range)| is_heading(event) && text.get(range.clone()).is_some_and(|h| h.contains('}')))
    {
        return (events, found);
    }
    let mut kept = Vec::with_capacity(events.len());
    // From where the heading at hand has no text any more.
    let mut cut = usize::MAX;
    let mut inner_end = last_text(&events);
    for (event, place) in events {
        if is_heading(&event) {
            let end = inner_end.pop().unwrap_or(place.start);
            if let Some((from, attributes)) = of_heading(text, &place, end) {
                found.insert(place.start, attributes);
                cut = from;
            }
            kept.push((event, place));
        } else if matches!(event, Event::End(TagEnd::Heading(_))) {
            cut = usize::MAX;
            kept.push((event, place));
        } else if place.start < cut {
            let end = place.end.min(cut);
            match event {
                Event::Text(run) if text.get(place.clone()) == Some(&run) => {
                    kept.push((Event::Text(CowStr::Borrowed(&text[place.start..end])), place.start..end));
                }
                _ => kept.push((event, place.start..end)),
            }
        }
    }
    (kept, found)
}

fn is_heading(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Heading { .. }))
}

/// Where the text of each heading ends, the last heading first.
fn last_text(events: &[(Event<'_>, Range<usize>)]) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, (event, range)) in events.iter().enumerate().rev() {
        if matches!(event, Event::End(TagEnd::Heading(_))) {
            let last = at.checked_sub(1).and_then(|before| events.get(before));
            ends.push(last.filter(|(event, _)| !is_heading(event)).map_or(range.start, |(_, last)| last.end));
        }
    }
    ends
}

/// The attributes of a heading, and where the text before them ends.
fn of_heading(text: &str, range: &Range<usize>, end: usize) -> Option<(usize, Attributes)> {
    let behind = text.get(end..range.end)?.lines().next().unwrap_or("");
    let inner = text.get(range.start..end)?;
    if !inner.ends_with('}') || !behind.trim().is_empty() {
        return None;
    }
    let start = range.start + inner.rfind('\n').map_or(0, |before| before + 1);
    let (brace, attributes) = at_end(&text[start..end])?;
    // What closes a heading (`## text ## {#id}`) is not part of its text.
    let line = text[start..start + brace].trim_end();
    let open = line.trim_end_matches('#');
    let closed = open.len() < line.len() && open.ends_with([' ', '\t']);
    Some((start + if closed { open.trim_end().len() } else { line.len() }, attributes))
}

/// What stands between the braces. Names and values are as the author wrote them, without quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
    pub(super) others: Vec<(String, String)>,
}

/// The attributes at the end of a line, and where their brace stands. A brace behind a backslash opens nothing.
fn at_end(line: &str) -> Option<(usize, Attributes)> {
    let block = line.trim_end().strip_suffix('}')?;
    // Without quotes no brace stands within: the search need not try each one of many.
    let mut tries = 0;
    let mut found = None;
    for (at, _) in block.rmatch_indices('{') {
        tries += 1;
        if tries > 16 {
            break;
        }
        if block[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1 {
            continue;
        }
        if let Some(attributes) = parse(&block[at + 1..]) {
            found = Some((at, attributes));
            break;
        }
    }
    found
}

/// Reads what stands between the braces; nothing if any of it is malformed.
fn parse(text: &str) -> Option<Attributes> {
    let mut attributes = Attributes::default();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',', '\n']);
        let Some(first) = rest.chars().next() else { return Some(attributes) };
        if first == '#' || first == '.' {
            let name = &rest[1..];
            let end = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            if first == '#' {
                attributes.id = Some(name.to_string());
            } else if !name.is_empty() {
                attributes.classes.push(name.to_string());
            }
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-')))?;
        let (key, after) = rest.split_at(end);
        if !key.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':')) {
            return None;
        }
        let value = after.trim_start_matches([' ', '\t']).strip_prefix('=')?.trim_start_matches([' ', '\t']);
        let (value, after) = self::value(value)?;
        match key {
            "id" => attributes.id = Some(value),
            "class" => attributes.classes.push(value),
            _ => attributes.others.push((key.to_string(), value)),
        }
        rest = after;
    }
}

/// A value in double quotes, or a bare word or number; and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return Some((value, &quoted[at + 1..])),
                '\\' => {
                    let (_, escaped) = characters.next()?;
                    if !matches!(escaped, '"' | '\\') {
                        value.push('\\');
                    }
                    value.push(escaped);
                }
                other => value.push(other),
            }
        }
        return None;
    }
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = if number.starts_with(|c: char| c.is_ascii_digit()) {
        text.len() - number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len()
    } else {
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-'))).unwrap_or(text.len())
    };
    let (value, after) = text.split_at(end);
    (!value.is_empty()).then(|| (value.to_string(), after))
}

fn is_name(c: char) -> bool {
    !c.is_whitespace() && (!c.is_ascii_punctuation() || matches!(c, '_' | '-' | ':' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_at_the_end_are_read() {
        let (at, found) = at_end("a {#x .y key=\"two \\\"w\\\"\" n=1.5}  ").unwrap();
        assert_eq!((at, found.id.as_deref()), (2, Some("x")));
        assert_eq!(found.classes, ["y"]);
        assert_eq!(found.others, [("key".into(), "two \"w\"".into()), ("n".into(), "1.5".into())]);
        assert_eq!(at_end("a {#x} {#y}").unwrap().0, 7);
        assert_eq!(at_end("a {}").unwrap().1, Attributes::default());
    }

    #[test]
    fn anything_else_is_text() {
        for text in [
            "a {disabled}",
            "a \\{#x}",
            "a {k='v'}",
            "a {#x} b",
            "a {{#x}}",
            "a {k=}",
            "a {k=1a}",
            "a {k=v/w}",
            "a {k=\"}",
            "}",
            "{",
        ] {
            assert_eq!(at_end(text), None, "{text}");
        }
    }
}
