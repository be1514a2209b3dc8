//! The headings of a page as a tree, pages and headings by name, and the links of a page.

use crate::editor::Desk;
use crate::editor::goto::{file_of, place};
use crate::editor::targets::rank;
use crate::page::Page;
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::{Outcome, Role};
use crate::rules::written::headings;
use crate::source::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// A heading with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub level: u8,
    /// The section up to the next heading that is not deeper.
    pub range: Range<usize>,
    /// The heading itself.
    pub heading: Range<usize>,
    pub children: Vec<Symbol>,
}

/// The headings of a page, nested by level.
pub fn symbols(desk: &Desk<'_>) -> Vec<Symbol> {
    let own = headings(&desk.page);
    let own: Vec<_> = own.into_iter().filter(|(heading, _)| heading.span.source == desk.page.source).collect();
    // Those that are still open, the outermost first: at most one of each level.
    let mut open: Vec<Symbol> = Vec::new();
    let mut done: Vec<Symbol> = Vec::new();
    let mut close = |open: &mut Vec<Symbol>, end: usize| {
        let Some(mut symbol) = open.pop() else { return };
        symbol.range.end = end.max(symbol.heading.end);
        match open.last_mut() {
            Some(above) => above.children.push(symbol),
            None => done.push(symbol),
        }
    };
    for (heading, _) in own {
        let range = heading.span.range();
        while open.last().is_some_and(|last| last.level >= heading.level) {
            close(&mut open, range.start);
        }
        let name = if heading.text.trim().is_empty() { "(no text)".to_string() } else { heading.text.clone() };
        open.push(Symbol { name, level: heading.level, range: range.clone(), heading: range, children: Vec::new() });
    }
    while !open.is_empty() {
        close(&mut open, desk.text.len());
    }
    done
}

/// A page or a heading of the guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    /// The title of the page, for a heading.
    pub within: Option<String>,
    pub place: Span,
}

/// Pages and headings whose name fits, pages first, best first, at most `limit`. `pages` are those of the snapshot, in their newest
/// form.
pub fn search(snapshot: &Snapshot, pages: &[Arc<Page>], query: &str, limit: usize) -> Vec<Named> {
    // By rank and sort, with the page and the heading on it; names are made of those that are told.
    let mut found: Vec<(u8, bool, usize, usize)> = Vec::new();
    let title_of = |entry: usize| {
        let page = &pages[entry];
        let node = snapshot.site.lookup.of_source(page.source).map(|id| snapshot.site.node(id));
        node.map(|node| node.title.as_str()).or(page.front.meta.title.as_deref()).unwrap_or("")
    };
    for (entry, (page, path)) in pages.iter().zip(snapshot.paths.iter()).enumerate() {
        let by_path = || rank(query, &path.logical).map(|rank| rank.max(1));
        found.extend(rank(query, title_of(entry)).or_else(by_path).map(|rank| (rank, false, entry, 0)));
        for (at, anchor) in page.outline.anchors().iter().enumerate().filter(|(_, anchor)| anchor.level > 0) {
            found.extend(rank(query, &anchor.text).map(|rank| (rank, true, entry, at)));
        }
    }
    found.sort_unstable();
    let named = |(_, is_heading, entry, at): (u8, bool, usize, usize)| {
        let (page, title) = (&pages[entry], title_of(entry).to_string());
        if !is_heading {
            return Named { name: title, within: None, place: Span::head(page.source) };
        }
        let anchor = &page.outline.anchors()[at];
        Named { name: anchor.text.clone(), within: Some(title), place: anchor.span }
    };
    found.into_iter().take(limit).map(named).collect()
}

/// A link that the author can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: Range<usize>,
    pub to: To,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// A place in the project.
    Place(Span),
    Url(String),
}

/// The links, pictures and references of a page that lead somewhere.
pub fn links(desk: &Desk<'_>) -> Vec<Link> {
    desk.references()
        .filter(|reference| reference.span.end > reference.span.start)
        .filter_map(|reference| {
            let to = match &reference.outcome {
                Outcome::Page { node, fragment } => To::Place(place(desk, *node, fragment.as_deref())?),
                Outcome::AnchorMissing { node: Some(node), .. } => To::Place(place(desk, *node, None)?),
                Outcome::Withheld { source, .. } => To::Place(Span::head(*source)),
                Outcome::Asset { file } => To::Place(Span::head(file_of(desk.snapshot, file)?)),
                // An address in angle brackets or alone is a link for every editor already.
                Outcome::External if reference.role != Role::AutoLink => To::Url(reference.written.trim().to_string()),
                _ => return None,
            };
            Some(Link { range: reference.span.range(), to })
        })
        .collect()
}
