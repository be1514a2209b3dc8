//! Lists of all pages for machines: `llms.txt`, `llms-full.txt` and `index.json`.
//!
//! Source of the first two: the proposal at llmstxt.org: a heading, a quotation that says what the site is, lists of links
//! under headings. The third has the keys that the search of the theme learn reads.

use crate::render::machine::one_line;
use serde::Serialize;

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
    #[derive(Serialize)]
    struct Entry<'a> {
        uri: &'a str,
        title: &'a str,
        tags: &'a [&'a str],
        description: &'a str,
        content: &'a str,
    }
    let mut entry = Vec::with_capacity(content.len() + content.len() / 16 + 200);
    // Nothing of it can fail.
    let _ = serde_json::to_writer(&mut entry, &Entry { uri, title, tags, description, content });
    entry.shrink_to_fit();
    String::from_utf8(entry).unwrap_or_default()
}

/// Brackets in the text of a Markdown link.
fn bracketed(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}
