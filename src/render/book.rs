//! Many pages in one: bodies made fit to stand one below the other, with ids of their own and links within.

use crate::page::text::escape::escape_attribute;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;

/// A page that becomes a part of a book.
pub struct PartOf<'a> {
    /// Its id in the book.
    pub id: &'a str,
    /// Its URL on the site.
    pub url: &'a str,
    pub title: &'a str,
    pub html: &'a str,
}

/// Where the pages of a book are: URL on the site to the id of the part.
pub type Included<'a> = FxHashMap<&'a str, &'a str>;

/// Attributes that hold one id or several, with blanks between.
const IDS: [&str; 10] = [
    "id",
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-activedescendant",
    "headers",
    "list",
];

/// Elements that are landmarks where they have a name; each name must be one of a kind in a document.
const LANDMARKS: [&str; 3] = ["section", "nav", "aside"];

/// The body of a part: headings from level 3 on, ids behind the id of the part, links to other parts within the book,
/// other relative addresses as seen from the top of the site, landmarks with the title of the part in their names.
pub fn part(part: &PartOf<'_>, included: &Included<'_>) -> String {
    let html = part.html;
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut copied = 0;
    for tag in tags(html) {
        if let Some(level) = heading_level(&html[tag.name.clone()]) {
            out.push_str(&html[copied..tag.name.start]);
            out.push_str(&format!("h{}", (level + 1).clamp(3, 6)));
            copied = tag.name.end;
        }
        let is_landmark = LANDMARKS.iter().any(|name| html[tag.name.clone()].eq_ignore_ascii_case(name));
        for (name, value) in tag.attributes {
            let is_quoted = html[..value.start].ends_with('"');
            if is_landmark && is_quoted && html[name.clone()].eq_ignore_ascii_case("aria-label") {
                out.push_str(&html[copied..value.end]);
                out.push_str(": ");
                escape_attribute(part.title, &mut out);
                copied = value.end;
                continue;
            }
            let written = &html[value.clone()];
            let new = attribute(&html[name], written, part, included);
            if let Cow::Owned(new) = new {
                out.push_str(&html[copied..value.start]);
                out.push_str(&new);
                copied = value.end;
            }
        }
    }
    out.push_str(&html[copied..]);
    out
}

fn heading_level(name: &str) -> Option<u32> {
    let digit = name.strip_prefix(['h', 'H']).filter(|digit| digit.len() == 1)?;
    digit.parse().ok().filter(|level| (1..=6).contains(level))
}

fn attribute<'h>(name: &str, written: &'h str, part: &PartOf<'_>, included: &Included<'_>) -> Cow<'h, str> {
    let name = name.to_ascii_lowercase();
    if IDS.contains(&name.as_str()) {
        let ids: Vec<String> = written.split_ascii_whitespace().map(|id| format!("{}-{id}", part.id)).collect();
        return Cow::Owned(ids.join(" "));
    }
    match name.as_str() {
        "href" | "src" | "poster" | "xlink:href" => address(written, part, included),
        // Radio buttons and `details` of one name switch each other off: only within their page.
        "name" => Cow::Owned(format!("{}-{written}", part.id)),
        // Drawings refer to their own marks.
        _ if written.contains("url(#") => Cow::Owned(written.replace("url(#", &format!("url(#{}-", part.id))),
        _ => Cow::Borrowed(written),
    }
}

fn address<'h>(written: &'h str, part: &PartOf<'_>, included: &Included<'_>) -> Cow<'h, str> {
    if written == "#" || written.is_empty() {
        return Cow::Borrowed(written);
    }
    if let Some(fragment) = written.strip_prefix('#') {
        return Cow::Owned(format!("#{}-{fragment}", part.id));
    }
    let whole = match joined(part.url, written) {
        Some(whole) => Cow::Owned(whole),
        None => Cow::Borrowed(written),
    };
    let (path, fragment) = whole.split_once('#').map_or((&*whole, None), |(path, fragment)| (path, Some(fragment)));
    match (included.get(path), fragment) {
        (Some(id), None | Some("")) => Cow::Owned(format!("#{id}")),
        (Some(id), Some(fragment)) => Cow::Owned(format!("#{id}-{fragment}")),
        (None, _) => whole,
    }
}

/// A relative address as a path of the site; nothing for one that is not relative.
fn joined(page: &str, written: &str) -> Option<String> {
    let head = written.split(['/', '?', '#']).next().unwrap_or("");
    if written.starts_with(['/', '?', '#']) || head.contains(':') {
        return None;
    }
    let folder = page.rfind('/').map_or("", |end| &page[..end]);
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (path, rest) = written.split_at(end);
    let mut parts: Vec<&str> = folder.split('/').collect();
    for (index, step) in path.split('/').enumerate() {
        let last = index == path.matches('/').count();
        match step {
            ".." => {
                if parts.len() > 1 {
                    parts.pop();
                }
                if last {
                    parts.push("");
                }
            }
            "." | "" if !last => {}
            "." => parts.push(""),
            _ => parts.push(step),
        }
    }
    Some(format!("{}{rest}", parts.join("/")))
}

/// A tag by its places in the text.
pub struct Tag {
    pub name: Range<usize>,
    /// Names and values, quotes left out.
    pub attributes: Vec<(Range<usize>, Range<usize>)>,
}

/// The tags of a body in order; text, comments and torn tags are passed over, closing tags have no attributes.
pub fn tags(html: &str) -> Vec<Tag> {
    let bytes = html.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]).map(|open| at + open) {
        if html[open..].starts_with("<!--") {
            let Some(end) = html[open..].find("-->") else { break };
            at = open + end + 3;
            continue;
        }
        let start = open + 1 + usize::from(bytes.get(open + 1) == Some(&b'/'));
        let name = start..run(bytes, start, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        at = name.end.max(open + 1);
        if name.is_empty() {
            continue;
        }
        let mut tag = Tag { name, attributes: Vec::new() };
        loop {
            at = run(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
            if bytes.get(at).is_none_or(|&byte| byte == b'>') {
                break;
            }
            let name = at..run(bytes, at + 1, |byte| !byte.is_ascii_whitespace() && !b"=>/".contains(&byte));
            at = run(bytes, name.end, |byte| byte.is_ascii_whitespace());
            if bytes.get(at) != Some(&b'=') {
                at = name.end;
                continue;
            }
            at = run(bytes, at + 1, |byte| byte.is_ascii_whitespace());
            let value = match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let end = run(bytes, at + 1, |byte| byte != quote);
                    let value = at + 1..end;
                    at = (end + 1).min(bytes.len());
                    value
                }
                _ => {
                    let end = run(bytes, at, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                    let value = at..end;
                    at = end;
                    value
                }
            };
            tag.attributes.push((name, value));
        }
        tags.push(tag);
    }
    tags
}

/// Where a run of bytes ends.
fn run(bytes: &[u8], from: usize, is_in: impl Fn(u8) -> bool) -> usize {
    bytes
        .get(from..)
        .map_or(bytes.len(), |rest| rest.iter().position(|&byte| !is_in(byte)).map_or(bytes.len(), |end| from + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> String {
        let included: Included<'_> = [("/g/a/", "p1"), ("/g/a/b/", "p2")].into_iter().collect();
        part(&PartOf { id: "p2", url: "/g/a/b/", title: "B \"&' C", html }, &included)
    }

    #[test]
    fn ids_links_and_headings_are_made_fit() {
        assert_eq!(
            of("<h2 id=\"x\">T<a href=\"#x\">#</a></h2><H1 class=c>U</H1><h6>V</h6>"),
            "<h3 id=\"p2-x\">T<a href=\"#p2-x\">#</a></h3><h3 class=c>U</h3><h6>V</h6>"
        );
        assert_eq!(
            of("<a href='../'>up</a> <a href=\"/g/a/#y\">y</a> <a href=\"/g/c/\">c</a> <a href=\"#\">top</a>"),
            "<a href='#p1'>up</a> <a href=\"#p1-y\">y</a> <a href=\"/g/c/\">c</a> <a href=\"#\">top</a>"
        );
        assert_eq!(
            of("<img src=pic.png><a href=\"https://h/x#y\">h</a><a href=\"mailto:a@b\">m</a><label for=\"q r\">"),
            "<img src=/g/a/b/pic.png><a href=\"https://h/x#y\">h</a><a href=\"mailto:a@b\">m</a><label for=\"p2-q p2-r\">"
        );
        assert_eq!(
            of("<path marker-end=\"url(#arrow)\"/><!-- <h2 id=\"n\"> --><hr><header>"),
            "<path marker-end=\"url(#p2-arrow)\"/><!-- <h2 id=\"n\"> --><hr><header>"
        );
    }

    #[test]
    fn landmarks_of_many_parts_have_names_of_their_own() {
        assert_eq!(
            of("<section role=x aria-label=\"Notes\"><nav aria-label=N><p aria-label=\"Q\">"),
            "<section role=x aria-label=\"Notes: B &quot;&amp;' C\"><nav aria-label=N><p aria-label=\"Q\">"
        );
    }

    #[test]
    fn torn_tags_end() {
        for html in ["<", "</", "<a", "<a ", "<a href", "<a href=", "<a href=\"", "<!--", "< a>", "<a =x>", "<é>"] {
            assert_eq!(of(html), html, "{html}");
        }
    }
}
