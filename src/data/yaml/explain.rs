//! Why a piece of YAML does not parse, in words for its author, and where.

use super::places::quoted_end;
use crate::data::{Fault, FaultKind};
use std::collections::BTreeSet;
use std::ops::Range;

/// Cuts a text at its keys of the first level. A line that is not indented begins a piece, unless it stands in
/// a quoted value or in brackets and does not look like a key: so a missing quote costs one key only.
pub fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut starts: Vec<usize> = Vec::new();
    let mut quote_ends = range.start;
    let mut brackets = 0i64;
    let mut at = range.start;
    for line in part.split_inclusive(['\n', '\r']) {
        let first = line.bytes().next().unwrap_or(b'\n');
        let flush = !matches!(first, b' ' | b'\t' | b'#' | b'\n' | b'\r' | b'-' | b']' | b'}');
        let free = at >= quote_ends && brackets <= 0;
        if starts.is_empty() || flush && (free || looks_like_key(line)) {
            starts.push(at);
            brackets = 0;
            quote_ends = at;
            if let Some(colon) = key_colon(line) {
                let behind = line.get(colon + 1..).unwrap_or_default();
                let value = behind.trim_start_matches([' ', '\t']);
                if value.starts_with(['"', '\'']) {
                    let quote = at + line.len() - value.len();
                    let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
                    quote_ends = quoted_end(bytes, quote).unwrap_or(range.end);
                }
            }
        }
        brackets += line.bytes().fold(0, |depth, byte| match byte {
            b'[' | b'{' => depth + 1,
            b']' | b'}' => depth - 1,
            _ => depth,
        });
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().copied().skip(1).chain(std::iter::once(range.end)).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
}

/// `word:` at the start of a line, with or without the blank that belongs behind it.
fn looks_like_key(line: &str) -> bool {
    let word = line.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(line.len());
    word > 0 && line[word..].starts_with(':') || key_colon(line).is_some()
}

/// The names of all anchors of a text (and a few more: any word behind `&`).
pub fn anchors(part: &str) -> BTreeSet<&str> {
    part.match_indices('&').map(|(at, _)| name(&part[at + 1..])).collect()
}

/// The name of an anchor or alias at the start of a text.
fn name(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
    &text[..end.unwrap_or(text.len())]
}

/// The colon that ends the key with which a line begins.
fn key_colon(line: &str) -> Option<usize> {
    let from = if line.starts_with(['"', '\'']) { quoted_end(line.as_bytes(), 0)? } else { 0 };
    if line.starts_with("- ") {
        return None;
    }
    let rest = line.get(from..)?;
    rest.match_indices(':')
        .map(|(at, _)| at)
        .find(|at| rest[at + 1..].chars().next().is_none_or(char::is_whitespace))
        .map(|at| from + at)
}

/// The name of the alias that is the value of a piece, or the first of its list, if it is one.
pub fn alias(part: &str) -> Option<&str> {
    let value = part.get(key_colon(part)? + 1..)?.trim_start();
    let name = name(value.trim_start_matches(['[', ' ']).strip_prefix('*')?);
    (!name.is_empty()).then_some(name)
}

fn invalid(place: Range<usize>, reason: impl Into<String>) -> Fault {
    Fault { place, kind: FaultKind::Invalid(reason.into()) }
}

/// A piece that parses, but is no `key: value`.
pub fn not_a_key(text: &str, piece: Range<usize>) -> Fault {
    let line = first_line(text, &piece);
    let part = text.get(line.clone()).unwrap_or_default();
    if part.starts_with("- ") {
        return invalid(line, "a list item stands where a key is expected");
    }
    match part.find(':') {
        Some(colon) if !part[..colon].contains(' ') => {
            let at = line.start + colon;
            invalid(at..at + 1, "a blank is missing after the colon")
        }
        _ => invalid(line, "this line is no `key: value`"),
    }
}

/// The first line of a piece that is neither blank nor a comment, without the blanks around it.
fn first_line(text: &str, piece: &Range<usize>) -> Range<usize> {
    let part = text.get(piece.clone()).unwrap_or_default();
    let mut at = piece.start;
    for line in part.split_inclusive(['\n', '\r']) {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            let start = at + (line.len() - line.trim_start().len());
            return start..start + trimmed.len();
        }
        at += line.len();
    }
    piece.start..piece.start
}

/// What is wrong with a piece that the parser refused.
pub fn fault(text: &str, piece: Range<usize>, error: &serde_yaml::Error) -> Option<Fault> {
    let part = text.get(piece.clone())?;
    if let Some(at) = tab_indent(part) {
        let at = piece.start + at;
        return Some(invalid(at..at + 1, "a tab stands where YAML wants blanks"));
    }
    let known = key_colon(part).and_then(|colon| wrong_value(text, piece.start + colon + 1, piece.end));
    Some(known.unwrap_or_else(|| in_the_parsers_words(text, piece, error)))
}

/// A tab among the blanks before the first word of a line.
fn tab_indent(part: &str) -> Option<usize> {
    let mut at = 0;
    for line in part.split_inclusive(['\n', '\r']) {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t')
            && !line.trim().is_empty()
        {
            return Some(at + tab);
        }
        at += line.len();
    }
    None
}

/// The mistakes that are easily made in a value of the first level.
fn wrong_value(text: &str, from: usize, end: usize) -> Option<Fault> {
    let rest = text.get(from..end)?;
    let start = from + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    let value = text.get(start..end)?;
    let line = value.split(['\n', '\r']).next().unwrap_or_default();
    let line_end = start + line.trim_end().len();
    match value.chars().next()? {
        '"' | '\'' => {
            let Some(close) = quoted_end(&text.as_bytes()[..end], start) else {
                return Some(invalid(start..line_end, "the quoted text that begins here is never closed"));
            };
            let behind = text.get(close..end)?.split(['\n', '\r']).next().unwrap_or_default();
            let word = behind.trim();
            (!word.is_empty() && !word.starts_with('#')).then(|| {
                let at = close + (behind.len() - behind.trim_start().len());
                invalid(at..at + word.len(), "text stands behind the closing quote: put all of it between the quotes")
            })
        }
        first @ ('@' | '`' | '%') => {
            Some(invalid(start..line_end, format!("a value cannot begin with `{first}`: put it between quotes")))
        }
        '*' => Some(name(&value[1..])).filter(|name| !name.is_empty()).map(|name| {
            let reason = format!("there is no anchor `&{name}`: put the value between quotes if `*` is meant as text");
            invalid(start..line_end, reason)
        }),
        open @ ('[' | '{') => {
            let (name, close) = if open == '[' { ("list", ']') } else { ("table", '}') };
            let behind = line.trim_end().rsplit(close).next().unwrap_or_default();
            if !value.contains(close) {
                return Some(invalid(start..line_end, format!("the {name} that begins here has no `{close}`")));
            }
            (line.contains(close) && !behind.is_empty() && !behind.trim_start().starts_with(['#', ','])).then(|| {
                invalid(start..line_end, format!("a text that begins with `{open}` must stand between quotes"))
            })
        }
        _ => {
            let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
                line[at + 1..].chars().next().is_none_or(char::is_whitespace) && !line[..*at].contains(" #")
            });
            if let Some(colon) = colon {
                let at = start + colon;
                return Some(invalid(
                    at..at + 1,
                    "a colon with a blank behind it ends a key: put the value between quotes",
                ));
            }
            // `key: value`, and the next line is indented and has a colon as well.
            let next = value.get(line.len()..)?.trim_start_matches(['\n', '\r']);
            let indented =
                next.starts_with([' ', '\t']) && !line.trim().is_empty() && !line.starts_with(['|', '>', '#']);
            let next_line = next.split(['\n', '\r']).next().unwrap_or_default();
            (indented && key_colon(next_line.trim_start()).is_some()).then(|| {
                let at = end - next.len() + (next_line.len() - next_line.trim_start().len());
                let length = next_line.trim().len();
                invalid(at..at + length, "this line is indented more than the key before it, which has a value already")
            })
        }
    }
}

/// What serde_yaml said, in better words for what is said often, without its line and column, which are the place.
fn in_the_parsers_words(text: &str, piece: Range<usize>, error: &serde_yaml::Error) -> Fault {
    let message = error.to_string();
    // "... at line 3 column 1, while scanning a quoted scalar at line 2 column 8": where it began says more.
    if let Some((_, begun)) = message.split_once("while scanning a quoted scalar at line ")
        && let Some((line, column)) = begun.split_once(" column ")
        && let (Ok(line), Ok(column)) = (line.parse(), column.parse())
    {
        let place = rest_of_line(text, &piece, line, column);
        return invalid(place, "the quoted text that begins here is never closed, or goes on wrongly");
    }
    let said = message.split(" at line ").next().unwrap_or_default();
    let reason = match said {
        "mapping values are not allowed in this context" => {
            "a colon with a blank behind it ends a key: put the value between quotes"
        }
        "could not find expected ':'" => "this line is no `key: value`",
        "did not find expected key" | "did not find expected '-' indicator" => {
            "nothing can begin here: look at the indentation of this line and those before it"
        }
        "block sequence entries are not allowed in this context" => {
            "a list begins on a line of its own, or stands in brackets"
        }
        other => other,
    };
    let place = match error.location() {
        Some(location) => {
            let rest = rest_of_line(text, &piece, location.line(), location.column());
            let first = text.get(rest.clone()).and_then(|rest| rest.chars().next());
            rest.start..rest.start + first.map_or(0, char::len_utf8)
        }
        None => first_line(text, &piece),
    };
    invalid(place, reason)
}

/// From a line and column (in characters, from 1) of a piece to the end of that line.
fn rest_of_line(text: &str, piece: &Range<usize>, line: usize, column: usize) -> Range<usize> {
    let part = text.get(piece.clone()).unwrap_or_default();
    let start: usize = part.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = part.get(start..).unwrap_or_default().split(['\n', '\r']).next().unwrap_or_default();
    let column: usize = line.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    piece.start + start + column..piece.start + start + line.trim_end().len().max(column)
}
