//! Facts: all that rules may look at. Rules neither read the disk nor render.

use crate::config::{self, Config};
use crate::page::{self, Page, front_matter, scan};
use crate::render;
use crate::resolve::Resolved;
use crate::rules::waive::Idle;
use crate::shortcode::Signatures;
use crate::site::Site;
use crate::site::content_path::ContentPath;
use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::{SourceId, Span};
use crate::theme;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// One consistent picture of a project for the rules.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub config: &'a Config,
    pub config_problems: &'a [config::Problem],
    pub theme_problems: &'a [theme::Problem],
    pub signatures: &'a Signatures,
    pub sources: &'a Sources,
    /// Every content file that is a page, drafts included; `paths` and `resolved` have the same order.
    pub pages: &'a [Arc<Page>],
    pub paths: &'a [ContentPath],
    pub resolved: &'a [Arc<Resolved>],
    /// Which of the pages rules of a page look at, first and end: all of them, or one that changed. The others are there to
    /// be pointed at.
    pub judged: (usize, usize),
    pub site: &'a Site,
    /// Facts met while rendering; empty if nothing was rendered.
    pub render_problems: &'a [render::Problem],
    /// Outputs that are in each other's way; empty if nothing was rendered.
    pub clashes: &'a [Clash],
    /// Links of finished pages that land on nothing; empty if nothing was rendered.
    pub dead: &'a [Dead],
    /// What is known of other sites; empty unless somebody asked them.
    pub external: &'a [External],
    /// Go templates of the project, which are not run.
    pub ignored_layouts: &'a [String],
    /// Waivers that are wrong or waive nothing; known only after all other rules have run.
    pub idle_waivers: &'a [Idle],
}

/// What rendering and the proof of its pages met, for the rules.
#[derive(Debug, Clone, Default)]
pub struct Published {
    pub render_problems: Vec<render::Problem>,
    pub clashes: Vec<Clash>,
    pub dead: Vec<Dead>,
    /// What is known of other sites; empty unless somebody asked them.
    pub external: Vec<External>,
}

/// What is known of one address of another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// Without fragment.
    pub url: String,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It answers from another address.
    Moved { to: String, permanent: bool },
    /// It answers with the front page of a site: what was there is gone.
    FrontPage { to: String },
    /// The page has no such anchor.
    NoAnchor { fragment: String },
    /// It said that it is gone (404, 410) or its host has no name any more, on two days at least.
    Dead { status: String, since: String },
    /// Nobody knows: the server was busy, forbade it, failed, or was seen dead for the first time.
    Unknown { why: String },
}

/// A target of finished pages that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// The output path that is missing, or that of the page that lacks the fragment.
    pub target: String,
    pub fragment: Option<String>,
    /// As it stands in the HTML.
    pub written: String,
    /// The pages that name it: their output path, and their source if they have one.
    pub pages: Vec<(String, Option<SourceId>)>,
}

/// Two claims to one place of the output, of which at least one is not that of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub kind: Clashing,
    /// The output path that was asked for second, and the one that was there first.
    pub path: String,
    pub other: String,
    /// The files that asked; `None` for what guidegen or its theme make.
    pub first: Option<Span>,
    pub second: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clashing {
    Same,
    /// Two paths that differ only in case.
    Case,
    /// A file where a folder is needed.
    Folder,
}

/// For each name the first and the last place of a tag that could not be read.
pub fn torn_tags(page: &Page) -> FxHashMap<&str, (u32, u32)> {
    let mut torn: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for problem in &page.problems {
        let page::Problem::Shortcode(
            scan::Problem::Unterminated { span, name, .. }
            | scan::Problem::BadCharacter { span, name, .. }
            | scan::Problem::OpenQuote { span, name },
        ) = problem
        else {
            continue;
        };
        let (first, last) = torn.entry(name).or_insert((span.start, span.start));
        *first = span.start.min(*first);
        *last = span.start.max(*last);
    }
    torn
}

/// What another program said, as the end of a message: its first sentence without capital and full stop, and the rest.
pub fn reason(said: &str) -> (String, Option<String>) {
    let (first, rest) = match said.split_once(". ") {
        Some((first, rest)) => (first, Some(rest.trim().to_string())),
        None => (said.trim_end().trim_end_matches('.'), None),
    };
    let mut chars = first.chars();
    let second_is_lower = first.chars().nth(1).is_none_or(char::is_lowercase);
    match chars.next().filter(|_| second_is_lower) {
        Some(letter) => (letter.to_lowercase().chain(chars).collect(), rest),
        None => (first.to_string(), rest),
    }
}

impl<'a> Facts<'a> {
    /// The same facts, of which only the `entry`th page is judged.
    pub fn of_page(self, entry: usize) -> Self {
        Self { judged: (entry, entry.saturating_add(1)), ..self }
    }

    /// The pages that are judged.
    pub fn judged(&self) -> &'a [Arc<Page>] {
        self.pages.get(self.judged.0..self.judged.1).unwrap_or(self.pages)
    }

    /// The pages that are judged, with their answers.
    pub fn judged_with_answers(&self) -> impl Iterator<Item = (&'a Arc<Page>, &'a Resolved)> + use<'a> {
        self.judged().iter().zip(self.resolved.get(self.judged.0..).unwrap_or(&[]).iter().map(|resolved| &**resolved))
    }

    /// The pages that are judged, with what their places say.
    pub fn judged_with_paths(&self) -> impl Iterator<Item = (&'a Arc<Page>, &'a ContentPath)> + use<'a> {
        self.judged().iter().zip(self.paths.get(self.judged.0..).unwrap_or(&[]))
    }

    /// Every problem of every page that is judged, in the order of the pages.
    pub fn page_problems(&self) -> impl Iterator<Item = &'a page::Problem> + use<'a> {
        self.judged().iter().flat_map(|page| &page.problems)
    }

    pub fn front_matter_problems(&self) -> impl Iterator<Item = &'a front_matter::Problem> + use<'a> {
        self.page_problems().filter_map(|problem| match problem {
            page::Problem::FrontMatter(problem) => Some(problem),
            _ => None,
        })
    }

    pub fn shortcode_problems(&self) -> impl Iterator<Item = &'a scan::Problem> + use<'a> {
        self.page_problems().filter_map(|problem| match problem {
            page::Problem::Shortcode(problem) => Some(problem),
            _ => None,
        })
    }

    /// The page that a source is, if it is one.
    pub fn page_of(&self, source: SourceId) -> Option<&'a Page> {
        self.site
            .lookup
            .of_source(source)
            .and_then(|node| self.site.node(node).entry)
            .and_then(|entry| self.pages.get(entry))
            .filter(|page| page.source == source)
            .or_else(|| self.pages.iter().find(|page| page.source == source))
            .map(|page| &**page)
    }

    /// The path of a source relative to the root of the project.
    pub fn path(&self, source: SourceId) -> &'a str {
        &self.sources.get(source).path
    }

    /// Where a finding is told that belongs to no place of its own: the head of the configuration, else of the first page.
    pub fn anywhere(&self) -> Span {
        let config = self.config.files.iter().rev().find_map(|file| self.sources.find(file)).map(|(id, _)| id);
        let page = || self.pages.first().map(|page| page.source);
        Span::head(config.or_else(page).unwrap_or(SourceId(u32::MAX)))
    }

    /// Where a key of a table stands in the configuration: the key behind the name of the table, else the table, else the head.
    pub fn setting_place(&self, table: &str, key: &str) -> Span {
        for file in &self.config.files {
            let Some((id, source)) = self.sources.find(file) else { continue };
            let text = source.text();
            let last = table.rsplit('.').next().unwrap_or(table);
            let Some(start) = text.find(table).or_else(|| text.find(last)) else { continue };
            let found = text[start..].find(key).map_or((start, table.len()), |at| (start + at, key.len()));
            return Span::new(id, found.0, (found.0 + found.1).min(text.len()));
        }
        self.anywhere()
    }

    /// Line and column (from 1, in characters) of a source; its head if there is none.
    pub fn place(&self, source: SourceId, place: Option<(usize, usize)>) -> Span {
        let text = self.sources.get(source).text();
        let lines = Lines::new(text);
        let Some((line, column)) = place else { return Span::head(source) };
        let Some(start) = lines.start_of(line) else { return Span::head(source) };
        let inside = lines.text_of(line);
        let offset = inside.char_indices().nth(column.saturating_sub(1)).map_or(inside.len(), |(at, _)| at);
        Span::new(source, start + offset, start + offset)
    }

    /// A byte of a source as a place; its head if there is none.
    pub fn at_byte(&self, source: SourceId, byte: Option<usize>) -> Span {
        let at = byte.unwrap_or(0).min(self.sources.get(source).text().len());
        Span::new(source, at, at)
    }

    /// The value of the first of some keys that the front matter of a page has; the head of the page if it has none.
    pub fn key_place(&self, source: SourceId, keys: &[&str]) -> Span {
        let entry = |page: &'a Page| {
            keys.iter().find_map(|key| page.front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)))
        };
        self.page_of(source).and_then(entry).map_or(Span::head(source), |entry| entry.value_span)
    }

    /// What gave a page its address.
    pub fn url_place(&self, source: SourceId) -> Span {
        let entry = |page: &'a Page| {
            ["url", "slug"]
                .iter()
                .find_map(|key| page.front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)))
        };
        self.page_of(source)
            .and_then(entry)
            .map_or(Span::head(source), |entry| Span { end: entry.value_span.end, ..entry.key_span })
    }

    /// Whether the front matter of a page, or this key of it, could not be read: what it says is not known then, and nothing
    /// that follows from its silence is told.
    pub fn is_unread(&self, page: &Page, key: &str) -> bool {
        page.problems.iter().any(|problem| match problem {
            page::Problem::FrontMatter(problem) => match problem {
                front_matter::Problem::Invalid { .. }
                | front_matter::Problem::TooLarge { .. }
                | front_matter::Problem::Unclosed { .. } => true,
                front_matter::Problem::WrongType { key: wrong, .. } => wrong.eq_ignore_ascii_case(key),
                _ => false,
            },
            _ => false,
        })
    }

    /// The title of a page; its head if it has none.
    pub fn title_place(&self, source: SourceId) -> Span {
        self.key_place(source, &["title"])
    }
}
