//! Content: what a finished page says, without what its theme puts around it.

use super::address::{self, Raw};
use crate::html::{Content, Document};
use std::collections::BTreeSet;

/// What was read of a page, before it is known where the site stands.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Where a `meta refresh` leads: the page is a redirect and nothing else.
    pub redirect: Option<Raw>,
    /// `canonical`, or `og:url`.
    pub canonical: Option<String>,
    pub title_tag: String,
    /// The headings of level 1.
    pub h1s: Vec<String>,
    /// Words in the order of the page, typography folded, without those headings.
    pub words: Vec<String>,
    /// The headings that can be linked to: id and text.
    pub headings: Vec<(String, String)>,
    /// Every `id`, and the names of `a` elements.
    pub ids: BTreeSet<String>,
    pub links: Vec<(Raw, String)>,
    pub images: Vec<Raw>,
    pub menu: Vec<Entry>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The entry that it stands below, by its place in the list.
    pub parent: Option<usize>,
    pub target: Raw,
    pub title: String,
}

/// What themes write above boxes, on their own.
const LABELS: [&str; 18] = [
    "note",
    "info",
    "information",
    "tip",
    "hint",
    "warning",
    "important",
    "caution",
    "attention",
    "danger",
    "error",
    "notice",
    "success",
    "question",
    "example",
    "expand",
    "expand me...",
    "expand me\u{2026}",
];

/// Classes of what belongs to the theme, wherever it stands.
const CHROME_CLASSES: [&str; 31] = [
    // The list of all pages and their headings: what is lost of it is told of the pages.
    "all-pages",
    "anchor",
    "breadcrumb",
    "breadcrumbs",
    "chevrons",
    "copy-to-clipboard",
    "copy-to-clipboard-button",
    "docs-footer",
    "edit-link",
    "edit-page",
    "footline",
    "headerlink",
    "headline-hash",
    "highlight-copy",
    "lightbox-back",
    "ln",
    "lnlinks",
    "lnt",
    "nav-next",
    "nav-prev",
    "page-meta",
    "pagination",
    "progress",
    "R-chrome",
    "search-box",
    "sidebar",
    "skip",
    "sr-only",
    "tab-nav",
    "toc",
    "visually-hidden",
];

const CHROME_IDS: [&str; 7] = ["TableOfContents", "breadcrumbs", "navigation", "sidebar", "toc", "top-bar", "topbar"];

/// Reads a page; `file` is its path from the top of the site: `/a/index.html`.
pub fn read(file: &str, html: &str) -> Read {
    let document = Document::read(html);
    let mut read = Read::default();
    head(&document, file, &mut read);
    if read.redirect.is_some() {
        return read;
    }
    let Some(main) = main(&document) else { return read };
    let chrome = |node: usize| is_chrome(&document, node);
    let end = document.nodes.get(main).map_or(0, |node| node.end);
    // What is left out is left out with all that it holds.
    let mut kept = Vec::new();
    let mut at = main;
    while at < end {
        if at != main && chrome(at) {
            at = document.nodes[at].end;
        } else {
            kept.push(at);
            at += 1;
        }
    }
    for &node in &kept {
        match document.name(node) {
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let text = document.text(node, &chrome);
                if name == "h1" {
                    read.h1s.push(text.clone());
                }
                let inner = (node..document.nodes[node].end)
                    .find_map(|node| document.attribute(node, "id").or_else(|| anchor_name(&document, node)));
                if let Some(id) = inner.filter(|id| !id.is_empty()) {
                    read.headings.push((id.to_string(), text));
                }
            }
            "a" => {
                if let Some(link) = link(&document, node, file, &chrome) {
                    read.links.push(link);
                }
            }
            "img" => read.images.extend(document.attribute(node, "src").and_then(|src| address::read(file, src))),
            _ => {}
        }
    }
    let ids = (0..document.nodes.len())
        .filter_map(|node| document.attribute(node, "id").or_else(|| anchor_name(&document, node)));
    read.ids = ids.map(str::to_string).collect();
    let left_out = |node: usize| document.name(node) == "h1" || chrome(node);
    read.words = folded(&document.text(main, &left_out)).split_whitespace().map(str::to_string).collect();
    read.menu = super::menu::read(&document, file, main);
    read
}

/// Quotes, dashes and the like as they are typed, so that two typographers agree.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => out.push('"'),
            '\u{2013}' => out.push_str("--"),
            '\u{2014}' => out.push_str("---"),
            '\u{2026}' => out.push_str("..."),
            '\u{ab}' => out.push_str("<<"),
            '\u{bb}' => out.push_str(">>"),
            '\u{200b}' | '\u{ad}' | '\u{feff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

fn head(document: &Document, file: &str, read: &mut Read) {
    for node in 0..document.nodes.len() {
        let attribute = |name: &str| document.attribute(node, name);
        match document.name(node) {
            "title" if read.title_tag.is_empty() && !document.within(node, |node| document.name(node) == "svg") => {
                read.title_tag = document.text(node, &|_| false);
            }
            "meta" if attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) => {
                let content = attribute("content").unwrap_or("");
                let at = content.to_ascii_lowercase().find("url=");
                let target = at.and_then(|at| content.get(at + 4..)).map(|url| url.trim_matches([' ', '\'', '"']));
                read.redirect = target.and_then(|target| address::read(file, target));
            }
            "meta" if attribute("property") == Some("og:url") && read.canonical.is_none() => {
                read.canonical = attribute("content").map(str::to_string);
            }
            "link" if attribute("rel") == Some("canonical") => {
                read.canonical = attribute("href").map(str::to_string);
            }
            "body" => break,
            _ => {}
        }
    }
}

/// The element that holds what the author wrote: tried are the marks of learn and relearn, then those of HTML, then the names
/// that themes use.
fn main(document: &Document) -> Option<usize> {
    let all = || 0..document.nodes.len();
    let by_id = |ids: &[&str]| all().find(|&node| document.attribute(node, "id").is_some_and(|id| ids.contains(&id)));
    let by_class = |classes: &[&str]| all().find(|&node| classes.iter().any(|class| document.has_class(node, class)));
    let main = all().find(|&node| document.name(node) == "main" || document.attribute(node, "role") == Some("main"));
    let article_in = |within: usize| {
        let articles: Vec<usize> = document.elements(within, "article").collect();
        match articles.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    };
    by_id(&["body-inner"])
        .or_else(|| main.map(|main| article_in(main).unwrap_or(main)))
        .or_else(|| by_id(&["R-body-inner", "content", "main-content", "main", "body"]))
        .or_else(|| by_class(&["main-content", "content", "markdown-body", "td-content", "book-page", "post-content"]))
        .or_else(|| article_in(0))
        .or_else(|| all().find(|&node| document.name(node) == "body"))
        .or_else(|| (!document.nodes.is_empty()).then_some(0))
}

fn is_chrome(document: &Document, node: usize) -> bool {
    let name = document.name(node);
    match name {
        "" => return false,
        "script" | "style" | "template" | "noscript" | "svg" | "nav" | "footer" | "button" | "input" | "select"
        | "textarea" | "head" | "dialog" => return true,
        _ => {}
    }
    let attribute = |name: &str| document.attribute(node, name);
    if attribute("data-chrome").is_some()
        || attribute("hidden").is_some()
        || attribute("aria-hidden") == Some("true")
        || matches!(attribute("role"), Some("navigation" | "search" | "tablist" | "tab"))
        || attribute("id").is_some_and(|id| CHROME_IDS.contains(&id))
        || CHROME_CLASSES.iter().any(|class| document.has_class(node, class))
    {
        return true;
    }
    let small = document.nodes[node].end - node < 8;
    match name {
        // The sign beside a heading that links to itself.
        "a" if small && attribute("href").is_none_or(|href| href.starts_with('#')) => {
            let in_heading = document.nodes[node].parent.is_some_and(|parent| is_heading(document.name(parent)));
            in_heading && document.text(node, &|_| false).chars().count() <= 1
        }
        "ul" | "ol" => is_contents(document, node),
        "p" | "div" | "span" | "summary" | "label" | "strong" | "b" if small => {
            let text = document.text(node, &|_| false).to_lowercase();
            LABELS.contains(&text.as_str())
        }
        _ => false,
    }
}

/// Whether a list is nothing but links to headings of its page.
fn is_contents(document: &Document, list: usize) -> bool {
    let mut links = 0;
    let mut at = list + 1;
    while at < document.nodes[list].end {
        match &document.nodes[at].content {
            Content::Text(text) if !text.trim().is_empty() => return false,
            Content::Element { name, .. } if name == "a" => {
                if !document.attribute(at, "href").is_some_and(|href| href.len() > 1 && href.starts_with('#')) {
                    return false;
                }
                links += 1;
                at = document.nodes[at].end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    links > 1
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn anchor_name(document: &Document, node: usize) -> Option<&str> {
    if document.name(node) == "a" { document.attribute(node, "name") } else { None }
}

/// A link of the text; those around a picture that show it larger are none.
fn link(document: &Document, node: usize, file: &str, chrome: &dyn Fn(usize) -> bool) -> Option<(Raw, String)> {
    let href = document.attribute(node, "href")?;
    let around_picture = document.elements(node, "img").next().is_some();
    let ending = href.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let to_picture = matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif");
    if href == "#" || (around_picture && (to_picture || href.starts_with('#'))) {
        return None;
    }
    Some((address::read(file, href)?, document.text(node, chrome)))
}
