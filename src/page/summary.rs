//! The opening of a body: what lists show of a page that has no description.
//!
//! Source: Hugo's page `content-management/summaries`.

use crate::page::document::{Document, Part};
use memchr::{memchr, memmem};
use std::ops::Range;

/// What an author writes to cut the summary by hand.
pub const MORE: &str = "<!--more-->";

/// HTML of about `words` words, cut at the end of a block. Links lose their tags; pictures, code and calls are left out.
pub fn of(document: &Document, words: usize) -> String {
    let ranges = document.parts.iter().filter_map(|part| match part {
        Part::Html(range) => Some(range.clone()),
        _ => None,
    });
    opening(&document.html, ranges, words).0
}

/// The same of a body of which no more is known than these ranges of its HTML, and whether more of it would change nothing.
pub fn opening(html: &str, ranges: impl Iterator<Item = Range<u32>>, words: usize) -> (String, bool) {
    let all = html;
    let mut out = String::new();
    let mut counted = 0;
    let mut depth = 0usize;
    let mut is_whole = false;
    'ranges: for range in ranges {
        let mut html = &all[range.start as usize..range.end as usize];
        let end = memmem::find(html.as_bytes(), MORE.as_bytes());
        if let Some(end) = end {
            html = &html[..end];
        }
        let mut rest = html;
        while let Some(open) = memchr(b'<', rest.as_bytes()) {
            let (text, tail) = rest.split_at(open);
            counted += count_words(text);
            out.push_str(text);
            let close = memchr(b'>', tail.as_bytes()).map_or(tail.len(), |close| close + 1);
            let tag = &tail[..close];
            rest = &tail[close..];
            if tag.starts_with("<a ") || tag == "</a>" || tag.starts_with("<!--") {
                // The anchor of a heading shows a sign that belongs to the page alone.
                if tag.contains("data-chrome") {
                    rest = rest.find("</a>").map_or(rest, |end| &rest[end + 4..]);
                }
                continue;
            }
            let is_end = tag.starts_with("</");
            let inside = tag.get(if is_end { 2 } else { 1 }..).unwrap_or("");
            let name = inside.bytes().position(|byte| matches!(byte, b'>' | b' ')).and_then(|end| inside.get(..end));
            let block = matches!(
                name,
                Some(
                    "p" | "ul"
                        | "ol"
                        | "dl"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "table"
                        | "div"
                        | "section"
                )
            );
            if block {
                if is_end { depth = depth.saturating_sub(1) } else { depth += 1 }
            }
            out.push_str(tag);
            if block && is_end && depth == 0 && counted >= words {
                is_whole = true;
                break 'ranges;
            }
        }
        counted += count_words(rest);
        out.push_str(rest);
        if end.is_some() {
            is_whole = true;
            break;
        }
    }
    (without_ids(out.trim()), is_whole)
}

/// How many runs without blanks a text has.
fn count_words(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let mut after_blank = true;
    let mut count = 0;
    for byte in text.bytes() {
        let is_blank = matches!(byte, b'\t'..=b'\r' | b' ');
        count += usize::from(after_blank & !is_blank);
        after_blank = is_blank;
    }
    count
}

/// Ids belong to the page that is summarised: in a list they would stand twice.
fn without_ids(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memmem::find(rest.as_bytes(), b" id=\"") {
        out.push_str(&rest[..at]);
        let value = &rest[at + 5..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    out.push_str(rest);
    out
}
