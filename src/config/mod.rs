//! Config: the settings of a project, typed, with Hugo's defaults.
//!
//! Sources of the rules: Hugo's pages `configuration/all`, `configuration/markup`, `configuration/languages`,
//! `configuration/outputs`, and the configuration pages of the themes learn and relearn.

mod files;
pub mod forms;
pub mod keys;
mod languages;
pub mod load;
mod markup;
mod menus;
mod mounts;
pub mod params;
mod reader;
mod tree;

use crate::fingerprint::Fingerprint;
use crate::source::span::Span;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The settings of one project after defaults, files and command line were merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The files it was read from, in order of reading, relative to the root; empty if there is none.
    pub files: Vec<String>,
    /// `baseURL`: scheme, host and path as written, with `/` at its end; `/` if not set.
    pub base_url: String,
    /// Where `baseURL` is set.
    pub base_url_span: Option<Span>,
    pub title: String,
    /// `theme`: the name as written, and where, if set (of a list the first known one, else the first).
    pub theme: Option<(String, Option<Span>)>,
    /// All names that `theme` lists, the most important first: the files of their folders are used as well.
    pub themes: Vec<String>,
    /// The languages in menu order (weight, then code); at least one. The first with
    /// `code == default_language` is the default.
    pub languages: Vec<Language>,
    pub default_language: String,
    pub default_language_in_subdir: bool,
    /// `contentDir`, relative to the root; `content` if not set.
    pub content_dir: String,
    /// `staticDir`: later entries win.
    pub static_dirs: Vec<String>,
    /// Mounts on folders below `static`: the folder, and where on the site its files go, with `/` at its end.
    pub static_mounts: Vec<(String, String)>,
    /// Source and target of the mounts of content and static files that are not followed.
    pub unmounted: Vec<(String, String)>,
    pub archetype_dir: String,
    /// `uglyURLs = true`.
    pub ugly_urls: bool,
    /// The top-level sections, in lower case, whose pages are `a.html`, where `uglyURLs` is a table.
    pub ugly_sections: Vec<String>,
    pub relative_urls: bool,
    /// `canonifyURLs` is read for its message only; it is not supported.
    pub canonify_urls: bool,
    pub disable_path_to_lower: bool,
    pub remove_path_accents: bool,
    pub enable_emoji: bool,
    pub enable_git_info: bool,
    pub enable_robots_txt: bool,
    pub build_drafts: bool,
    pub build_future: bool,
    pub build_expired: bool,
    /// `summaryLength` in words; 70.
    pub summary_length: usize,
    /// `refLinksErrorLevel`: whether a broken relref is an error (`ERROR`) or a warning.
    pub ref_links_error: bool,
    pub ref_links_not_found_url: String,
    pub markup: Markup,
    pub highlight: Highlight,
    /// `outputs`: page kind (`home`, `section`, `page`, `taxonomy`, `term`) to output formats in lower case.
    pub outputs: BTreeMap<String, Vec<String>>,
    /// `taxonomies`: plural name, as in front matter, to singular. Hugo's default: tags, categories.
    pub taxonomies: BTreeMap<String, String>,
    /// `disableKinds` in lower case: `home`, `section`, `page`, `taxonomy`, `term`, `rss`, `sitemap`, `robotstxt`, `404`.
    pub disable_kinds: Vec<String>,
    /// `permalinks` of pages, by top-level section: pattern such as `/:section/:slug/`.
    pub permalinks: BTreeMap<String, String>,
    /// `permalinks.section`, by top-level section.
    pub section_permalinks: BTreeMap<String, String>,
    /// `menus` (or `menu`) of the default language, or of the top level; sorted by weight (0 last) and name.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    /// `params`, keys in lower case at every depth, but as written within lists (Hugo does the same).
    pub params: Map<String, Value>,
    /// `cascade` of the site: front matter given to every page that matches its `_target`.
    pub cascade: Vec<Value>,
    /// The `[check]` table of guidegen, keys as written: read by the rules.
    pub check: Map<String, Value>,
    /// All that guidegen alone understands: the `[guidegen]` table, keys in lower case.
    pub guidegen: Map<String, Value>,
}

/// One language of the site.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// The key in `languages`, in lower case: `en`, `pt-br`.
    pub code: String,
    /// `languageCode` or `locale`, for `<html lang>`; the key if not set.
    pub tag: String,
    /// `languageName` or `label`: how the language calls itself.
    pub name: String,
    /// `languageDirection` or `direction`: true for `rtl`.
    pub right_to_left: bool,
    pub weight: i64,
    pub title: String,
    /// `contentDir` of the language, if it has its own folder.
    pub content_dir: Option<String>,
    /// Site params overlaid by the language's own.
    pub params: Map<String, Value>,
    /// The language's own menus; the site's, if it has none. A language with own menus has no other ones: so does Hugo.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    pub disabled: bool,
}

/// `markup` of the configuration. Source: Hugo's page `configuration/markup`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Markup {
    /// `goldmark.renderer.unsafe`: raw HTML is kept.
    pub unsafe_html: bool,
    pub hard_wraps: bool,
    /// `goldmark.extensions.typographer`: `None` if switched off, else the six replacements.
    pub typographer: bool,
    pub linkify: bool,
    /// `goldmark.extensions.linkifyProtocol`; `https`.
    pub linkify_protocol: String,
    pub strikethrough: bool,
    pub table: bool,
    pub task_list: bool,
    pub definition_list: bool,
    pub footnote: bool,
    /// `goldmark.parser.autoHeadingID`.
    pub auto_heading_id: bool,
    /// `goldmark.parser.autoIDType` (`autoHeadingIDType` before): `github`, `github-ascii` or `blackfriday`.
    pub auto_id_type: AutoIdType,
    /// `goldmark.parser.attribute.title`: `{#id .class}` on headings.
    pub heading_attributes: bool,
    /// `goldmark.extensions.passthrough`: delimiters of raw LaTeX, if enabled: (block pairs, inline pairs).
    pub passthrough: Option<(Delimiters, Delimiters)>,
    /// `tableOfContents.startLevel`, `endLevel` (-1 = no end), `ordered`.
    pub toc_start: i64,
    pub toc_end: i64,
    pub toc_ordered: bool,
}

/// Pairs of an opening and a closing delimiter.
pub type Delimiters = Vec<(String, String)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutoIdType {
    Github,
    GithubAscii,
    Blackfriday,
}

/// `markup.highlight` and the old `pygments*` keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Highlight {
    /// `codeFences`: fences with a language are highlighted.
    pub code_fences: bool,
    /// `lineNos`: `None` off, `Some(true)` as a table, `Some(false)` inline.
    pub line_numbers: Option<bool>,
    pub line_number_start: usize,
    pub anchor_line_numbers: bool,
    pub guess_syntax: bool,
    pub tab_width: usize,
    /// The style named in the configuration; told in `list`, the theme has its own colours.
    pub style: String,
}

/// One entry of a configured menu.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuEntry {
    pub identifier: String,
    /// HTML, as the learn theme allows it.
    pub name: String,
    pub url: String,
    /// `pageRef`, a logical content path.
    pub page_ref: String,
    pub title: String,
    pub pre: String,
    pub post: String,
    pub parent: String,
    pub weight: i64,
    pub params: Map<String, Value>,
    pub span: Option<Span>,
}

/// A fact met while a configuration was read. The fronts tell `Invalid` as "could not work" (exit 2);
/// the rest is told by the rules of the family `config-*`.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The file does not parse: what the parser said and where.
    Invalid { span: Span, reason: String },
    /// A key of the top level, or of a table that guidegen knows, that nobody reads.
    UnknownKey { span: Span, key: String, near: Option<String> },
    /// A value of the wrong type: `expected` says which was looked for.
    WrongType { span: Span, key: String, expected: &'static str },
    /// A value that is not one of those allowed.
    WrongValue { span: Span, key: String, value: String, allowed: Vec<String> },
    /// A key of the site that stands under `params`, where Hugo does not read it.
    MisplacedKey { span: Span, key: String },
    /// A parameter that neither our theme nor learn nor relearn reads.
    UnreadParam { span: Span, key: String, near: Option<String> },
    /// `relativeURLs` and `canonifyURLs` exclude each other.
    Contradiction { span: Span, first: String, second: String },
}

impl Config {
    /// The language whose code is given, if the site has it.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.code == code)
    }

    /// The path of `baseURL`, with `/` at both ends: `/` or `/docs/`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let rest = &self.base_url[after_scheme..];
        if after_scheme == 0 {
            return if rest.starts_with('/') { rest } else { "/" };
        }
        rest.find('/').map_or("/", |at| &rest[at..])
    }

    /// Scheme and host of `baseURL` without `/` at the end; empty if it has none.
    pub fn origin(&self) -> &str {
        let Some(scheme) = self.base_url.find("://") else { return "" };
        let host_end = self.base_url[scheme + 3..].find('/').map_or(self.base_url.len(), |at| scheme + 3 + at);
        &self.base_url[..host_end]
    }

    /// Whether the page of a logical path is `a.html` and not `a/`, if it is no section.
    pub fn is_ugly(&self, path: &str) -> bool {
        let section = || path.split_once('/').map_or("", |(section, _)| section).to_lowercase();
        self.ugly_urls || !self.ugly_sections.is_empty() && self.ugly_sections.contains(&section())
    }

    /// The folders of `themes/` that the configuration names, the most important first.
    pub fn theme_folders(&self) -> impl Iterator<Item = &str> {
        let last = |name: &'_ String| name.rfind('/').map_or(0, |at| at + 1);
        self.themes.iter().map(move |name| &name[last(name)..]).filter(|name| !name.is_empty())
    }

    /// Changes with every setting that pages can see.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut seen = self.clone();
        seen.base_url_span = None;
        seen.menus.values_mut().flatten().for_each(|entry| entry.span = None);
        seen.languages.iter_mut().flat_map(|l| l.menus.values_mut()).flatten().for_each(|entry| entry.span = None);
        seen.theme = seen.theme.map(|(name, _)| (name, None));
        Fingerprint::of(format!("{seen:?}").as_bytes())
    }
}

impl Problem {
    /// Where the problem is.
    pub fn place(&self) -> Span {
        match self {
            Problem::Invalid { span, .. }
            | Problem::UnknownKey { span, .. }
            | Problem::WrongType { span, .. }
            | Problem::WrongValue { span, .. }
            | Problem::MisplacedKey { span, .. }
            | Problem::UnreadParam { span, .. }
            | Problem::Contradiction { span, .. } => *span,
        }
    }
}
