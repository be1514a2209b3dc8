//! The view of a page: exactly what a template may see. `docs/view.md` is its manual.

use crate::config::{Config, Language, MenuEntry};
use crate::page::Page;
use crate::page::outline::Planned;
use crate::page::text::escape::escape;
use crate::render::bars::{self, Bars};
use crate::render::contents;
use crate::site::nav::neighbours;
use crate::site::{Kind, NodeId, Site};
use crate::source::Sources;
use memchr::{memchr, memchr2};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where views come from: all that is shared between pages.
pub struct Views<'a> {
    pub config: &'a Config,
    pub site: &'a Site,
    pub sources: &'a Sources,
    pub pages: &'a [Arc<Page>],
    /// Last change of each source by the history: seconds since 1970, author, mail; by path.
    pub dates: &'a BTreeMap<String, Change>,
    pub urls: &'a SharedUrls,
    pub terms: &'a Terms,
}

/// The terms of every page that has some, as templates see them.
pub type Terms = FxHashMap<NodeId, Vec<Value>>;

/// Lists the terms of all pages.
pub fn terms(site: &Site) -> Terms {
    let mut terms = Terms::default();
    for taxonomy in &site.taxonomies {
        for term in &taxonomy.terms {
            let url = &site.node(term.node).url;
            let value = json!({ "taxonomy": taxonomy.name, "name": term.name, "url": url });
            for &page in &term.pages {
                terms.entry(page).or_default().push(value.clone());
            }
        }
    }
    terms
}

/// The last change of a file, as git tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Author time, seconds since 1970.
    pub time: i64,
    pub author: String,
    pub email: String,
}

/// URLs of files that every page names.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SharedUrls {
    pub css: String,
    pub js: String,
    pub search_js: String,
    pub nav_js: String,
    pub favicon: String,
    pub custom_css: Vec<String>,
    /// Every asset of the theme by its path below `assets/`.
    pub files: BTreeMap<String, String>,
}

/// `page` of a template.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    pub kind: &'static str,
    pub title: String,
    pub menu_title: String,
    pub description: String,
    /// Whether the author wrote the description; else it is the beginning of the text.
    pub described: bool,
    pub url: String,
    pub permalink: String,
    pub content: String,
    pub toc: String,
    pub toc_count: usize,
    pub show_toc: bool,
    pub show_breadcrumb: bool,
    pub chapter: bool,
    pub hidden: bool,
    pub draft: bool,
    pub noindex: bool,
    pub planned: &'static str,
    pub breadcrumbs: Vec<Link>,
    pub prev: Option<Link>,
    pub next: Option<Link>,
    pub date: String,
    pub lastmod: String,
    pub author_name: String,
    pub author_email: String,
    pub edit_url: String,
    pub source: String,
    pub tags: Vec<Value>,
    /// Those that a list or section shows; each list has values of its own kind.
    pub pages: Vec<tera::Value>,
    pub translations: Vec<Value>,
    pub params: Map<String, Value>,
    pub words: usize,
    pub minutes: usize,
    pub rss: String,
    pub markdown: String,
    pub print: String,
    pub searchable: bool,
    /// Front matter `head`: HTML for the head of the page.
    pub head: String,
    /// Front matter `layout`: the template that is wished for.
    pub layout: Option<String>,
}

impl PageView {
    /// Makes it a page beside the reading order, such as the search or a book: it has no neighbours, no contents, no tags and
    /// no source to edit, and is not for search engines.
    pub fn stand_apart(&mut self) {
        self.noindex = true;
        self.prev = None;
        self.next = None;
        self.toc = String::new();
        self.toc_count = 0;
        self.show_toc = false;
        self.edit_url = String::new();
        self.tags.clear();
        self.translations.clear();
    }
}

/// Another page, as breadcrumbs and arrows name it.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

impl Views<'_> {
    /// `site` of templates in one language; `languages` is filled for each page.
    pub fn site(&self, language: usize, search_index: &str, search_page: &str) -> Value {
        let settings = &self.config.languages[language];
        let text = |key: &str| settings.params.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        let home = self.site.homes.get(language).copied().flatten().map(|home| self.site.node(home).url.clone());
        let mut menus = Map::new();
        for (name, entries) in &settings.menus {
            let list: Vec<Value> = entries.iter().map(|entry| self.menu_entry(entry, language)).collect();
            menus.insert(name.clone(), Value::Array(list));
        }
        let author = match settings.params.get("author") {
            Some(Value::Object(author)) => author.get("name").and_then(Value::as_str).unwrap_or("").to_string(),
            _ => text("author"),
        };
        let search = if search_index.is_empty() && search_page.is_empty() {
            Value::Bool(false)
        } else {
            json!({ "index": search_index, "page": search_page })
        };
        json!({
            "title": settings.title,
            "description": text("description"),
            "author": author,
            "copyright": text("copyright"),
            "base_url": self.config.base_url,
            "base_path": self.config.base_path(),
            "home_url": home.unwrap_or_else(|| self.config.base_path().to_string()),
            "params": settings.params,
            "language": language_value(settings),
            "languages": [],
            "menus": menus,
            "search": search,
            "generator": concat!("guidegen ", env!("CARGO_PKG_VERSION")),
            "rss": "",
        })
    }

    fn menu_entry(&self, entry: &MenuEntry, language: usize) -> Value {
        let (url, external) = self.menu_url(entry, language);
        json!({
            "name": entry.name, "url": url, "title": entry.title, "pre": entry.pre, "post": entry.post,
            "external": external, "identifier": entry.identifier, "weight": entry.weight, "params": entry.params,
        })
    }

    /// A page reference, a path on this site, or another site.
    pub fn menu_url(&self, entry: &MenuEntry, language: usize) -> (String, bool) {
        if !entry.page_ref.is_empty()
            && let crate::site::lookup::Found::Page(node) = self.site.lookup.reference_in(language, "", &entry.page_ref)
        {
            return (self.site.node(node).url.clone(), false);
        }
        let url = if entry.url.is_empty() { entry.page_ref.as_str() } else { entry.url.as_str() };
        if crate::resolve::target::is_external(url) || url.starts_with('#') {
            return (url.to_string(), true);
        }
        // learn writes `showcase` for a page of the own language.
        if let crate::site::lookup::Found::Page(node) = self.site.lookup.reference_in(language, "", url) {
            return (self.site.node(node).url.clone(), false);
        }
        let base = self.config.base_path();
        let path = url.trim_start_matches('/');
        if url.starts_with(base) && base != "/" { (url.to_string(), false) } else { (format!("{base}{path}"), false) }
    }

    /// The menus of the side bar of a language that the configuration asks for.
    pub fn bars(&self, language: usize) -> Bars {
        bars::bars(&self.config.languages[language], |entry| {
            let (url, external) = self.menu_url(entry, language);
            let page = (entry.name.is_empty() && !entry.page_ref.is_empty())
                .then(|| self.site.lookup.reference_in(language, "", &entry.page_ref));
            let name = match page {
                Some(crate::site::lookup::Found::Page(node)) => {
                    let mut name = String::new();
                    escape(&self.site.node(node).menu_title, &mut name);
                    Some(name)
                }
                _ => None,
            };
            (url, external, name)
        })
    }

    /// Every language with the URL of a page in it, else of its home; empty for one language.
    pub fn languages(&self, id: Option<NodeId>, current: usize) -> Vec<Value> {
        let used: Vec<usize> =
            (0..self.config.languages.len()).filter(|&language| self.site.homes[language].is_some()).collect();
        if used.len() < 2 {
            return Vec::new();
        }
        used.into_iter()
            .filter_map(|language| {
                let translated = id.and_then(|id| self.translation(id, language));
                let target = translated.or(self.site.homes[language])?;
                let settings = &self.config.languages[language];
                let mut value = language_value(settings);
                if let Some(value) = value.as_object_mut() {
                    value.insert("url".to_string(), Value::String(self.site.node(target).url.clone()));
                    value.insert("current".to_string(), Value::Bool(language == current));
                    value.insert("translated".to_string(), Value::Bool(translated.is_some()));
                }
                Some(value)
            })
            .collect()
    }

    fn translation(&self, id: NodeId, language: usize) -> Option<NodeId> {
        let node = self.site.node(id);
        if node.language == language {
            return Some(id);
        }
        self.site.lookup.at(language, &node.path).filter(|&other| self.site.node(other).rendered)
    }

    /// The view of a page without its content, which is filled in when its body is rendered.
    pub fn page(&self, id: NodeId) -> PageView {
        let node = self.site.node(id);
        let page = node.entry.map(|entry| &self.pages[entry]);
        let meta = page.map(|page| &page.front.meta);
        let settings = &self.config.languages[node.language];
        let flag = |key: &str| settings.params.get(key).is_some_and(is_true);
        let (toc, toc_count) =
            page.map_or((String::new(), 0), |page| contents::list(&page.outline, &self.config.markup));
        let chapter = meta.is_some_and(|meta| meta.chapter);
        let no_toc = meta.and_then(|meta| meta.disable_toc).unwrap_or_else(|| flag("disabletoc"));
        let no_crumbs = meta.and_then(|meta| meta.disable_breadcrumb).unwrap_or_else(|| flag("disablebreadcrumb"));
        let no_arrows = meta.and_then(|meta| meta.disable_next_prev).unwrap_or_else(|| flag("disablenextprev"));
        let (prev, next) = if no_arrows { (None, None) } else { neighbours(self.site, id) };
        let link = |id: NodeId| {
            let node = self.site.node(id);
            Link { title: node.title.clone(), url: node.url.clone() }
        };
        let source = node.source.map(|source| self.sources.get(source).path.to_string()).unwrap_or_default();
        let change = self.dates.get(&source);
        let date = meta.and_then(|meta| meta.date.or(meta.publish_date).or(meta.lastmod));
        let lastmod = change.map(|change| change.time).or(meta.and_then(|meta| meta.lastmod)).or(date);
        let param =
            |key: &str| meta.and_then(|meta| meta.params.get(key)).and_then(Value::as_str).unwrap_or("").to_string();
        let planned = match page.map(|page| page.outline.planned) {
            Some(Planned::Page) => "page",
            Some(Planned::Sections) => "sections",
            _ => "",
        };
        PageView {
            kind: node.kind.name(),
            title: node.title.clone(),
            menu_title: node.menu_title.clone(),
            described: meta.is_some_and(|meta| meta.description.as_ref().is_some_and(|text| !text.is_empty())),
            description: meta
                .and_then(|meta| meta.description.clone())
                .filter(|text| !text.is_empty())
                .or_else(|| page.map(|page| opening(page.outline.summary())))
                .unwrap_or_default(),
            url: node.url.clone(),
            permalink: self.permalink(&node.url),
            content: String::new(),
            show_toc: !no_toc && !chapter && toc_count > 0 && node.kind != Kind::Home,
            toc,
            toc_count,
            show_breadcrumb: !no_crumbs && node.kind != Kind::Home,
            chapter,
            hidden: node.hidden,
            draft: node.draft,
            noindex: planned == "page" || meta.is_some_and(|meta| meta.unsearchable),
            planned,
            breadcrumbs: self.site.ancestors(id).into_iter().map(link).collect(),
            prev: prev.map(link),
            next: next.map(link),
            date: date.map(iso_date).unwrap_or_default(),
            lastmod: lastmod.map(iso_date).unwrap_or_default(),
            author_name: Some(param("lastmodifierdisplayname"))
                .filter(|name| !name.is_empty())
                .or_else(|| change.map(|change| change.author.clone()))
                .unwrap_or_default(),
            author_email: param("lastmodifieremail"),
            edit_url: self.edit_url(settings, &source),
            source,
            tags: self.terms.get(&id).cloned().unwrap_or_default(),
            pages: Vec::new(),
            translations: self
                .languages(Some(id), node.language)
                .into_iter()
                .filter(|language| language["translated"] == true && language["current"] == false)
                .collect(),
            params: meta.map(|meta| meta.params.clone()).unwrap_or_default(),
            words: 0,
            minutes: 0,
            rss: String::new(),
            markdown: String::new(),
            print: String::new(),
            searchable: !meta.is_some_and(|meta| meta.unsearchable),
            head: param("head"),
            layout: meta.and_then(|meta| meta.layout.clone()),
        }
    }

    /// The absolute URL of a path on this site; empty if the site has no host.
    pub fn permalink(&self, url: &str) -> String {
        let origin = self.config.origin();
        if origin.is_empty() { String::new() } else { format!("{origin}{url}") }
    }

    /// Source: learn's `editURL` is followed by the path below the content folder; relearn's holds `${FilePath}`.
    fn edit_url(&self, settings: &Language, source: &str) -> String {
        let base = settings.params.get("editurl").and_then(Value::as_str).unwrap_or("");
        let content = settings.content_dir.as_deref().unwrap_or(&self.config.content_dir);
        let Some(inside) = source.strip_prefix(content).and_then(|rest| rest.strip_prefix('/')) else {
            return String::new();
        };
        if base.is_empty() {
            return String::new();
        }
        let mut path = String::new();
        crate::site::permalink::encode(inside, &mut path);
        if base.contains("${FilePath}") {
            return base.replace("${FilePath}", &path);
        }
        format!("{}/{path}", base.trim_end_matches('/'))
    }
}

fn language_value(settings: &Language) -> Value {
    json!({
        "code": settings.code,
        "tag": settings.tag,
        "name": settings.name,
        "dir": if settings.right_to_left { "rtl" } else { "ltr" },
    })
}

/// Whether a parameter means yes; the text "false" means no.
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(boolean) => *boolean,
        Value::String(text) => !matches!(text.to_ascii_lowercase().as_str(), "" | "false" | "no" | "off" | "0"),
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Null => false,
        _ => true,
    }
}

/// `2026-11-21` of seconds since 1970, in UTC; empty beyond the years that calendars know.
pub fn iso_date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        .unwrap_or_default()
}

/// The first paragraph of a summary as plain text of at most 160 characters, cut at a word.
fn opening(summary: &str) -> String {
    let from = summary.find("<p>").map_or(0, |at| at + 3);
    let first = summary[from..].split("</p>").next().unwrap_or("");
    let text = plain(first);
    if text.chars().count() <= 160 {
        return text;
    }
    let cut: String = text.chars().take(157).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.']))
}

/// What a byte of HTML is to a reader of its text.
const PLAIN: u8 = 0;
const BLANK: u8 = 1;
const TAG: u8 = 2;
const ENTITY: u8 = 3;
/// A character of several bytes, which may be a blank.
const FAR: u8 = 4;
const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\t'..=b'\r' | b' ' => BLANK,
            b'<' => TAG,
            b'&' => ENTITY,
            // The first bytes of U+0085 and U+00A0, U+1680, U+2000 to U+205F, and U+3000.
            0xC2 | 0xE1..=0xE3 => FAR,
            _ => PLAIN,
        };
        byte += 1;
    }
    classes
};

#[inline(always)]
fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Text without tags, blanks folded, with the characters that our own escaping wrote.
pub fn plain(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len() / 2);
    let mut due = false;
    let mut put = |text: &str, blank_follows: bool| {
        if !text.is_empty() {
            if due && !out.is_empty() {
                out.push(' ');
            }
            due = false;
            out.push_str(text);
        }
        due |= blank_follows;
    };
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'<', b'&', rest)) {
        let mark = at + found;
        spaced(&html[at..mark], &mut put);
        at = if bytes[mark] == b'<' {
            memchr(b'>', &bytes[mark..]).map_or(html.len(), |close| mark + close + 1)
        } else if let Some((name, character)) = ESCAPES.iter().find(|(name, _)| html[mark..].starts_with(name)) {
            put(character, false);
            mark + name.len()
        } else {
            put("&", false);
            mark + 1
        };
    }
    spaced(&html[at..], &mut put);
    out
}

/// Puts the words of a text without markup, each with whether a blank follows it.
fn spaced(text: &str, put: &mut impl FnMut(&str, bool)) {
    let is_blank = |c: char| matches!(c, '\t'..='\r' | ' ');
    let inner = text.trim_start_matches(is_blank);
    if inner.len() < text.len() {
        put("", true);
    }
    let core = inner.trim_end_matches(is_blank);
    if is_spaced(core.as_bytes()) {
        put(core, core.len() < inner.len());
        return;
    }
    let (mut start, mut at) = (0, 0);
    while let Some(&byte) = inner.as_bytes().get(at) {
        let (length, is_blank) = match class(byte) {
            BLANK => (1, true),
            FAR => far(&inner[at..]),
            _ => (1, false),
        };
        if is_blank {
            put(&inner[start..at], true);
            start = at + length;
        }
        at += length;
    }
    put(&inner[start..], false);
}

/// Whether all bytes are ASCII and all blanks single spaces, in a text that neither begins nor ends with one.
fn is_spaced(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        let double = text.windows(2).any(|pair| pair == b"  ");
        return !double && text.iter().all(|&byte| matches!(byte, b' ' | b'!'..=0x7F | 0..=8 | 14..=31));
    };
    // The last eight may have been seen already. Two spaces on both sides of a border make the carry say so.
    let mut odd = 0;
    let mut space_before = 0;
    for eight in text.as_chunks::<8>().0 {
        let (spaces, others) = blanks(u64::from_le_bytes(*eight));
        odd |= others | spaces & (spaces << 8 | space_before);
        space_before = spaces >> 56;
    }
    let (spaces, others) = blanks(u64::from_le_bytes(*last));
    odd |= others | spaces & spaces << 8;
    odd == 0
}

/// In the highest bit of each of eight bytes: whether it is a space, and whether it is another blank or beyond ASCII.
#[inline(always)]
fn blanks(eight: u64) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let low = eight & !HIGH;
    let not_space = (low ^ (u64::from(b' ') * ONES)) + !HIGH;
    let control = (low + (0x80 - u64::from(b'\t')) * ONES) & !(low + (0x80 - u64::from(b'\r') - 1) * ONES);
    (!not_space & HIGH, (control | eight) & HIGH)
}

/// What our own escaping writes for the characters of HTML.
const ESCAPES: [(&str, &str); 4] = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];

/// The length of the first character of a text, and whether it is a blank.
fn far(text: &str) -> (usize, bool) {
    text.chars().next().map_or((1, false), |first| (first.len_utf8(), first.is_whitespace()))
}

/// How many words stand outside the tags; a tag ends a word.
pub fn count_words(html: &str) -> usize {
    let bytes = html.as_bytes();
    let (mut count, mut at, mut within) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        let (length, is_blank) = match class(byte) {
            PLAIN => {
                let rest = bytes[at..].iter().position(|&byte| class(byte) != PLAIN);
                (rest.unwrap_or(bytes.len() - at), false)
            }
            ENTITY => (1, false),
            BLANK => (1, true),
            TAG => (memchr(b'>', &bytes[at..]).map_or(html.len(), |close| close + 1), true),
            _ => far(&html[at..]),
        };
        count += usize::from(!is_blank && !within);
        within = !is_blank;
        at += length;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_tags() {
        for (html, text, words) in [
            ("<p>One  <b>t</b>wo\n</p>\n<p>three</p>", "One two three", 4),
            (" a &lt;b&gt; &amp;lt; &quot;&nbsp; ", "a <b> &lt; \"&nbsp;", 4),
            ("é\u{a0}ü\u{2003}<i>x", "é ü x", 3),
            ("a <b", "a", 1),
            ("  a  b \u{85}c \n d ", "a b c d", 4),
            ("a\u{3000}ü \u{1680}\u{205F}日本 <b>c </b> d", "a ü 日本 c d", 5),
            ("a < b > c", "a c", 2),
            ("one two  three", "one two three", 3),
            (
                "it\u{2019}s \u{201c}so\u{201d} \u{2014} x\u{2026}",
                "it\u{2019}s \u{201c}so\u{201d} \u{2014} x\u{2026}",
                4,
            ),
            ("a\u{a0}", "a", 1),
            ("a\u{2009}b\u{2028}c\u{202f}d", "a b c d", 4),
            ("a\tb\u{b}c", "a b c", 3),
            ("a &x; b&amp", "a &x; b&amp", 3),
            ("", "", 0),
        ] {
            assert_eq!(plain(html), text, "{html:?}");
            assert_eq!(count_words(html), words, "{html:?}");
        }
    }
}
