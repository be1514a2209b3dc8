//! What the server adds to the pages it shows, and never to those that are built: the reload script and,
//! on a page that does not exist, a list of near pages.

use crate::serve::picture::Near;

/// The reload script, for one page. `print` is the fingerprint of the page as it was built; none if there is no page.
/// It runs where it stands, before the page's own deferred scripts change the document: the script must know
/// the page as it was sent, to tell later what the author changed from what a script changed.
pub fn script(base: &str, print: &str) -> String {
    let base = escape(&super::path::encode(base));
    let channel = super::CHANNEL;
    format!("<script src=\"{base}{channel}/client.js\" data-base=\"{base}\" data-print=\"{print}\"></script>")
}

/// A page with something put before its last `</body>`. What is no whole page, but a fragment that some script
/// fetches, stays as it is.
pub fn with(page: &[u8], added: &str) -> Vec<u8> {
    let start = page.get(..page.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
    if find_last(&start, b"<html").is_none() && find_last(&start, b"<!doctype html").is_none() {
        return page.to_vec();
    }
    let at = find_last(page, b"</body").or_else(|| find_last(page, b"</html")).unwrap_or(page.len());
    insert(page, at, added)
}

/// A 404 page of the site with a list of near pages at the end of its text.
pub fn with_near(page: &[u8], near: &[Near]) -> Vec<u8> {
    if near.is_empty() {
        return page.to_vec();
    }
    let at = find_last(page, b"</main").or_else(|| find_last(page, b"</body")).unwrap_or(page.len());
    insert(page, at, &near_list(near))
}

/// The page of a site that has no 404 page.
pub fn missing(path: &str, near: &[Near]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>404: no such page</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>:root{{color-scheme:light dark;\
         font:1rem/1.6 system-ui,sans-serif}}body{{max-width:40rem;margin:3rem auto;padding:0 1rem}}</style></head>\n\
         <body><main><h1>No such page</h1><p>Nothing stands at <code>{}</code>.</p>{}</main></body></html>\n",
        escape(path),
        if near.is_empty() { String::new() } else { near_list(near) },
    )
}

fn near_list(near: &[Near]) -> String {
    let items: String = near
        .iter()
        .map(|page| {
            let (url, title) = (escape(&page.url), escape(&page.title));
            format!("<li><a href=\"{url}\">{title}</a> <code>{url}</code></li>")
        })
        .collect();
    format!("<div class=\"guidegen-near\"><p>Pages with a like name:</p><ul>{items}</ul></div>")
}

fn insert(page: &[u8], at: usize, added: &str) -> Vec<u8> {
    let (before, after) = page.split_at_checked(at).unwrap_or((page, &[]));
    [before, added.as_bytes(), after].concat()
}

/// Where a tag last stands, in any case.
fn find_last(page: &[u8], tag: &[u8]) -> Option<usize> {
    page.windows(tag.len()).rposition(|window| window.eq_ignore_ascii_case(tag))
}

/// Text as it stands in HTML, also within a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Whether a page loads an asset: its name stands, as written or percent-encoded, in a tag that loads something.
pub fn loads(page: &[u8], asset: &str) -> bool {
    const LOADING: [&[u8]; 13] = [
        b"link", b"script", b"img", b"image", b"source", b"video", b"audio", b"track", b"iframe", b"object", b"embed",
        b"use", b"input",
    ];
    let name = asset.rsplit('/').next().unwrap_or(asset);
    let encoded = super::path::encode(name);
    let names = if encoded == name { vec![name] } else { vec![name, &encoded] };
    names.iter().any(|name| {
        let mut rest = page;
        while let Some(at) = position(rest, name.as_bytes()) {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, &[]));
            let tag = before.iter().rposition(|byte| *byte == b'<').and_then(|open| before.get(open + 1..));
            let tag = tag.map(|tag| tag.split(u8::is_ascii_whitespace).next().unwrap_or_default());
            if tag.is_some_and(|tag| LOADING.iter().any(|loading| loading.eq_ignore_ascii_case(tag))) {
                return true;
            }
            rest = after.get(name.len()..).unwrap_or_default();
        }
        false
    })
}

/// The first place of a word in a text; none for the empty word.
fn position(text: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == first) {
        if text.get(from + at..)?.starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_end_of_the_body() {
        let page = b"<!doctype html><body><pre>&lt;/body></pre></BODY>\n</html>";
        let shown = String::from_utf8(with(page, "<i>")).expect("UTF-8");
        assert_eq!(shown, "<!doctype html><body><pre>&lt;/body></pre><i></BODY>\n</html>");
        assert_eq!(with(b"<p>fragment</p>", "<i>"), b"<p>fragment</p>");
        assert_eq!(with(b"<html><p>open", "<i>"), b"<html><p>open<i>");
    }

    #[test]
    fn near_pages_are_escaped() {
        let near = [Near { url: "/a/\"".into(), title: "<b>".into() }];
        let shown = String::from_utf8(with_near(b"<main>x</main>", &near)).expect("UTF-8");
        assert!(shown.contains("<a href=\"/a/&quot;\">&lt;b&gt;</a>") && shown.ends_with("</main>"));
        assert!(missing("/<script>", &[]).contains("/&lt;script&gt;"));
    }

    #[test]
    fn assets_that_a_page_loads() {
        let page = b"<p>site.js</p><script data-x='1' src=\"/js/my%20site.js\"></script><a href=x.png><IMG src=y.png>";
        assert!(loads(page, "js/my site.js") && loads(page, "y.png"));
        assert!(!loads(page, "x.png") && !loads(b"<p>site.js", "site.js"));
    }
}
