//! Outputs of the whole site: sitemap, feeds, robots, redirect pages.
//!
//! Sources: sitemaps.org protocol 0.9; RSS 2.0; RFC 9309 (robots); Hugo's pages `configuration/sitemap` and `templates/rss`.

use crate::page::text::escape::escape;
use crate::render::view::iso_date;

/// One URL of the sitemap: absolute, date of the last change, and the same page in other languages (tag, URL).
pub struct SitemapEntry {
    pub url: String,
    pub lastmod: Option<i64>,
    pub alternates: Vec<(String, String)>,
}

/// `sitemap.xml`.
pub fn sitemap(entries: &[SitemapEntry]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for entry in entries {
        out.push_str("<url><loc>");
        escape(&entry.url, &mut out);
        out.push_str("</loc>");
        if let Some(time) = entry.lastmod {
            out.push_str("<lastmod>");
            out.push_str(&iso_date(time));
            out.push_str("</lastmod>");
        }
        for (tag, url) in &entry.alternates {
            out.push_str("<xhtml:link rel=\"alternate\" hreflang=\"");
            escape(tag, &mut out);
            out.push_str("\" href=\"");
            escape(url, &mut out);
            out.push_str("\"/>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// A feed: title, URL of its page, URL of itself, language tag, description.
pub struct Channel<'a> {
    pub title: &'a str,
    pub link: &'a str,
    pub own: &'a str,
    pub language: &'a str,
    pub description: &'a str,
}

pub struct FeedItem<'a> {
    pub title: &'a str,
    pub url: &'a str,
    pub time: Option<i64>,
    /// HTML.
    pub summary: &'a str,
}

/// `index.xml`.
pub fn rss(channel: &Channel<'_>, items: &[FeedItem<'_>]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n",
    );
    element("title", channel.title, &mut out);
    element("link", channel.link, &mut out);
    element("description", channel.description, &mut out);
    element("generator", concat!("guidegen ", env!("CARGO_PKG_VERSION")), &mut out);
    element("language", channel.language, &mut out);
    if let Some(time) = items.iter().filter_map(|item| item.time).max() {
        element("lastBuildDate", &rfc_822(time), &mut out);
    }
    out.push_str("<atom:link href=\"");
    escape(channel.own, &mut out);
    out.push_str("\" rel=\"self\" type=\"application/rss+xml\"/>\n");
    for item in items {
        out.push_str("<item>\n");
        element("title", item.title, &mut out);
        element("link", item.url, &mut out);
        if let Some(time) = item.time {
            element("pubDate", &rfc_822(time), &mut out);
        }
        element("guid", item.url, &mut out);
        element("description", item.summary, &mut out);
        out.push_str("</item>\n");
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

fn element(name: &str, text: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    // XML 1.0 knows no control characters but tab and line ends.
    let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect();
    escape(&clean, out);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

/// `Sat, 21 Nov 2026 00:00:00 +0000`. Source: RFC 822, 5, as RSS 2.0 asks for.
fn rfc_822(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|time| time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
        .unwrap_or_default()
}

/// `robots.txt`: everything may be read; where the sitemap is.
pub fn robots(sitemap: Option<&str>) -> String {
    match sitemap {
        Some(url) => format!("User-agent: *\nDisallow:\n\nSitemap: {url}\n"),
        None => "User-agent: *\nDisallow:\n".to_string(),
    }
}
