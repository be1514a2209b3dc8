//! Lists of all pages for machines: `llms.txt`, `llms-full.txt` and `index.json`.
//!
//! Source of the first two: the proposal at llmstxt.org: a heading, a quotation that says what the site is, lists of links
//! under headings. The third has the keys that the search of the theme learn reads.

use crate::render::machine::one_line;
use std::fmt::Write;

/// A page as the lists name it.
pub struct Listed<'a> {
    pub title: &'a str,
    /// Whole, if the site has a host.
    pub url: &'a str,
    pub description: &'a str,
    /// 0 for home, 1 for its chapters and so on.
    pub level: usize,
    /// Whether it has pages below.
    pub is_section: bool,
}

/// `llms.txt`: pages in reading order, a heading for each chapter.
pub fn llms(title: &str, description: &str, pages: &[Listed<'_>]) -> String {
    let mut out = format!("# {}\n", one_line(title));
    if !description.is_empty() {
        out.push_str(&format!("\n> {}\n", one_line(description)));
    }
    out.push('\n');
    for page in pages {
        let name = one_line(page.title);
        if page.level == 1 && page.is_section {
            out.push_str(&format!("\n## {name}\n\n"));
        }
        let about =
            if page.description.is_empty() { String::new() } else { format!(": {}", one_line(page.description)) };
        let indent = "  ".repeat(page.level.saturating_sub(2).min(6));
        out.push_str(&format!("{indent}- [{}]({}){about}\n", bracketed(&name), page.url));
    }
    out
}

/// `llms-full.txt`: every page as Markdown, each with its address before it.
pub fn llms_full<'a>(title: &str, description: &str, pages: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = format!("# {}\n", one_line(title));
    if !description.is_empty() {
        out.push_str(&format!("\n> {}\n", one_line(description)));
    }
    for (url, text) in pages {
        out.push_str(&format!("\n---\n\n<{url}>\n\n"));
        out.push_str(text);
    }
    out
}

/// One entry of `index.json`.
pub fn entry(uri: &str, title: &str, tags: &[&str], description: &str, content: &str) -> String {
    let mut entry = String::with_capacity(content.len() + content.len() / 16 + 200);
    entry.push_str("{\"uri\":");
    json_into(&mut entry, uri);
    entry.push_str(",\"title\":");
    json_into(&mut entry, title);
    entry.push_str(",\"tags\":[");
    for (number, tag) in tags.iter().enumerate() {
        if number > 0 {
            entry.push(',');
        }
        json_into(&mut entry, tag);
    }
    entry.push_str("],\"description\":");
    json_into(&mut entry, description);
    entry.push_str(",\"content\":");
    json_into(&mut entry, content);
    entry.push('}');
    entry.shrink_to_fit();
    entry
}

/// Appends a text as JSON, as serde_json writes it: a whole page, most of which needs no look at single bytes.
fn json_into(out: &mut String, text: &str) {
    const SIDE_BY_SIDE: usize = 32;
    let is_special = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    out.push('"');
    let mut rest = text;
    loop {
        let plain = rest.as_bytes().chunks(SIDE_BY_SIDE);
        let plain = plain.take_while(|chunk| !chunk.iter().fold(false, |any, &byte| any | is_special(byte)));
        let from = plain.count() * SIDE_BY_SIDE;
        let behind = rest.as_bytes().get(from..).unwrap_or_default();
        let Some(at) = behind.iter().position(|&byte| is_special(byte)) else { break };
        let (before, special) = rest.split_at(from + at);
        out.push_str(before);
        let mut characters = special.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(other) => {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Brackets in the text of a Markdown link.
fn bracketed(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_what_serde_makes_of_it() {
        let all: String = (0..0x180).filter_map(char::from_u32).collect();
        for length in 0..80 {
            let text = format!("{}\"{}{all}\u{2028}", "x".repeat(length), "y".repeat(length));
            let expected = serde_json::json!({
                "uri": "/a", "title": text, "tags": ["a", "\"b"], "description": "", "content": all,
            });
            assert_eq!(entry("/a", &text, &["a", "\"b"], "", &all), expected.to_string());
        }
    }
}
