//! Bones: what is read of a finished page to prove its links: the ids and addresses in its tags.
//!
//! Source of the syntax: HTML Living Standard, 13.2.5 (tokenization) and 4.8.4.2 (`srcset`).

use crate::page::text::mask::places_of;
use memchr::{memchr, memmem};
use std::sync::Arc;

/// Bones that a page shares with others: each with the offset among its own before which they stand, in their order.
pub type Common = Arc<[Piece]>;

/// An offset, and the bones that stand there.
pub type Piece = (u32, Arc<[u8]>);

/// All of a page that is read to prove its links: its ids and addresses in tags of their own, in its order. A tenth of the
/// page, for those who render it for nothing else.
pub fn bones(html: &[u8]) -> Vec<u8> {
    let mut bones = Vec::with_capacity(html.len() / 8);
    scan(html, &mut |found| push(found, &mut bones));
    bones
}

/// The bones of a page and those that it shares, as they follow each other.
pub fn joined(own: &[u8], common: &[Piece]) -> Vec<u8> {
    let mut all = Vec::with_capacity(own.len() + common.iter().map(|(_, piece)| piece.len()).sum::<usize>());
    let mut at = 0;
    for (offset, piece) in common {
        let offset = (*offset as usize).clamp(at, own.len());
        all.extend_from_slice(&own[at..offset]);
        all.extend_from_slice(piece);
        at = offset;
    }
    all.extend_from_slice(&own[at..]);
    all
}

/// Writes one id or address as a tag of its own.
pub fn push(found: Found<'_>, bones: &mut Vec<u8>) {
    let (key, value): (&[u8], _) = match found {
        Found::Id(id) => (b"<a id=", id),
        Found::Address(address) => (b"<a href=", address),
    };
    bones.extend_from_slice(key);
    // A value in quotes does not hold them; one without may hold both.
    let quote = if memchr(b'"', value).is_none() { b'"' } else { b'\'' };
    bones.push(quote);
    if quote == b'"' || memchr(quote, value).is_none() {
        bones.extend_from_slice(value);
    } else {
        for &byte in value {
            if byte == quote { bones.extend_from_slice(b"&#39;") } else { bones.push(byte) }
        }
    }
    bones.extend_from_slice(&[quote, b'>']);
}

/// What a tag says of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'h> {
    /// An id, or the name of an `a` element, as it is written.
    Id(&'h [u8]),
    /// An address, as it is written.
    Address(&'h [u8]),
}

/// Calls `tell` for each id and each address in the tags of a page. Gives whether what would stand behind its end were read
/// as it is: no tag, comment or script is left open.
pub fn scan<'h>(html: &'h [u8], tell: &mut dyn FnMut(Found<'h>)) -> bool {
    // Behind the last tag or comment that was read.
    let mut at = 0;
    let mut base = 0;
    while let Some(rest) = html.get(base..).filter(|rest| !rest.is_empty()) {
        let mut open = places_of(b'<', rest);
        while open != 0 {
            let start = base + open.trailing_zeros() as usize + 1;
            open &= open - 1;
            if start <= at {
                continue;
            }
            match html.get(start) {
                Some(b'/') => {}
                Some(b'!') => at = past_comment(html, start),
                Some(b'a'..=b'z' | b'A'..=b'Z') => at = tag(html, start, tell),
                Some(_) => {}
                None => return false,
            }
        }
        base = at.max(base + 64);
    }
    at <= html.len()
}

/// Where a comment or a document type ends; behind the end of the page if it does not.
fn past_comment(html: &[u8], start: usize) -> usize {
    let rest = html.get(start..).unwrap_or_default();
    let end = if rest.starts_with(b"!--") { memmem::find(rest, b"-->").map(|at| at + 3) } else { memchr(b'>', rest) };
    start + end.unwrap_or(rest.len() + 1)
}

/// Reads a start tag whose name begins at `start`; gives where reading goes on, behind the end of the page if it is not
/// closed.
fn tag<'h>(html: &'h [u8], start: usize, tell: &mut dyn FnMut(Found<'h>)) -> usize {
    // Nearly all addresses stand in such a tag, and so do all in bones.
    if let Some(value) = html[start..].strip_prefix(b"a href=\"")
        && let Some(end) = memchr(b'"', value)
        && value.get(end + 1) == Some(&b'>')
    {
        tell(Found::Address(&value[..end]));
        return start + "a href=\"".len() + end + "\">".len();
    }
    let name_end =
        start + html[start..].iter().position(|&b| b.is_ascii_whitespace() || b == b'>' || b == b'/').unwrap_or(0);
    let name = &html[start..name_end];
    let mut at = name_end;
    loop {
        while html.get(at).is_some_and(|&b| b.is_ascii_whitespace() || b == b'/') {
            at += 1;
        }
        match html.get(at) {
            None => return html.len() + 1,
            Some(b'>') => break,
            Some(_) => {}
        }
        let key_start = at;
        at += 1;
        while html.get(at).is_some_and(|&b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/')) {
            at += 1;
        }
        let key = &html[key_start..at];
        let mut value_start = at;
        while html.get(value_start).is_some_and(u8::is_ascii_whitespace) {
            value_start += 1;
        }
        if html.get(value_start) != Some(&b'=') {
            continue;
        }
        value_start += 1;
        while html.get(value_start).is_some_and(u8::is_ascii_whitespace) {
            value_start += 1;
        }
        let rest = html.get(value_start..).unwrap_or_default();
        let value = match rest.first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let inside = &rest[1..];
                let end = memchr(quote, inside).unwrap_or(inside.len());
                at = value_start + 1 + end + 1;
                &inside[..end]
            }
            _ => {
                let end = rest.iter().position(|&b| b.is_ascii_whitespace() || b == b'>').unwrap_or(rest.len());
                at = value_start + end;
                &rest[..end]
            }
        };
        attribute(name, key, value, tell);
    }
    // The content of these is text, whatever it looks like.
    let raw: Option<&[u8]> = match name {
        _ if name.len() < 5 => None,
        _ if name.eq_ignore_ascii_case(b"script") => Some(b"</script"),
        _ if name.eq_ignore_ascii_case(b"style") => Some(b"</style"),
        _ if name.eq_ignore_ascii_case(b"textarea") => Some(b"</textarea"),
        _ => None,
    };
    let after = at + 1;
    match raw {
        Some(end) => {
            let rest = html.get(after..).unwrap_or_default();
            memmem::find(rest, end).map_or(html.len() + 1, |at| after + at + 1)
        }
        None => after,
    }
}

fn attribute<'h>(tag: &[u8], key: &[u8], value: &'h [u8], tell: &mut dyn FnMut(Found<'h>)) {
    let is = |name: &[u8]| key.eq_ignore_ascii_case(name);
    match key.len() {
        2 if is(b"id") => tell(Found::Id(value)),
        3 if is(b"src") => tell(Found::Address(value)),
        4 if is(b"href") => tell(Found::Address(value)),
        4 if is(b"name") && tag.eq_ignore_ascii_case(b"a") => tell(Found::Id(value)),
        6 if is(b"srcset") => {
            for candidate in value.split(|&b| b == b',') {
                let url = candidate.trim_ascii().split(u8::is_ascii_whitespace).next().unwrap_or_default();
                if !url.is_empty() {
                    tell(Found::Address(url));
                }
            }
        }
        6 if is(b"poster") || (is(b"action") && !value.is_empty()) => tell(Found::Address(value)),
        // `<meta http-equiv="refresh" content="0; url=/new/">` of a redirect.
        7 if is(b"content") && tag.eq_ignore_ascii_case(b"meta") => {
            if let Some(at) = memmem::find(value, b"url=").filter(|_| value.first().is_some_and(u8::is_ascii_digit)) {
                tell(Found::Address(&value[at + 4..]));
            }
        }
        10 if is(b"xlink:href") => tell(Found::Address(value)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_at_every_place() {
        for before in 0..200 {
            for between in [0, 1, 62, 63, 64, 65, 130] {
                let (before, between) = ("x".repeat(before), "<".repeat(between));
                let page = format!(
                    "{before}<p>a</p><a href=\"/b<b>\" id=c>{between} <!-- <a href=x> {between}--> <i id='d'>{between}/<script><a href=y>{between}</script ><img src=z>"
                );
                let mut found = Vec::new();
                let ended = scan(page.as_bytes(), &mut |bone| found.push(bone));
                let expected = [Found::Address(b"/b<b>"), Found::Id(b"c"), Found::Id(b"d"), Found::Address(b"z")];
                assert!(ended && found == expected, "{page}: {found:?}");
                assert!(!scan(&page.as_bytes()[..page.len() - 1], &mut |_| {}), "{page}");
            }
        }
    }
}
