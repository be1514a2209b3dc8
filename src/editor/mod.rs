//! Editor: what an author asks while writing, answered from a snapshot and the text as it stands this moment.
//!
//! Every answer is a pure function of a [`Desk`]. Offsets are bytes of the text; who speaks to an editor turns them into
//! lines and columns.

pub mod arguments;
pub mod complete;
pub mod cursor;
pub mod front;
pub mod goto;
pub mod hover;
pub mod outline;
pub mod rename;
pub mod targets;

use crate::page::Page;
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::Reference;
use crate::resolve::{Place, Resolved};
use crate::site::content_path::{self, ContentPath};
use crate::site::{Node, NodeId};
use crate::source::span::{SourceId, Span};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// One page as it is being written, and the guide around it.
pub struct Desk<'a> {
    pub snapshot: &'a Snapshot,
    pub path: &'a str,
    pub text: &'a str,
    pub page: Arc<Page>,
    /// All pages of the snapshot, those that are being written in their newest form.
    pub pages: Vec<Arc<Page>>,
    /// The other pages that are being written.
    pub written: Vec<Arc<Page>>,
    pub content: ContentPath,
    /// From where the page looks at the site.
    pub place: Place,
    resolved: OnceLock<Resolved>,
}

/// The number of a file that the snapshot does not know yet.
pub const NEW: SourceId = SourceId(u32::MAX);

/// Parses a text that is being written; nothing if its path is that of no page.
pub fn parse(snapshot: &Snapshot, path: &str, text: &Arc<str>) -> Option<Arc<Page>> {
    let config = &snapshot.settings.config;
    content_path::read(config, &content_path::roots(config), path)?;
    let id = snapshot.sources.find(path).map_or(NEW, |(id, _)| id);
    Some(Arc::new(snapshot.parse(id, path, text)))
}

/// The pages of a snapshot, those that are being written in their newest form.
pub fn newest(snapshot: &Snapshot, fresh: &[Arc<Page>]) -> Vec<Arc<Page>> {
    let mut pages = snapshot.pages.clone();
    for new in fresh {
        if let Some(entry) = entry_of(snapshot, new.source) {
            pages[entry] = new.clone();
        }
    }
    pages
}

/// The number of the page of a source, published or not.
fn entry_of(snapshot: &Snapshot, source: SourceId) -> Option<usize> {
    let node = snapshot.site.lookup.of_source(source).and_then(|node| snapshot.site.node(node).entry);
    let entry = node.or_else(|| snapshot.pages.iter().position(|page| page.source == source))?;
    (entry < snapshot.pages.len()).then_some(entry)
}

impl<'a> Desk<'a> {
    /// `page` is what [`parse`] made of `text`; `fresh` are all pages that are being written, this one or not.
    pub fn new(
        snapshot: &'a Snapshot,
        path: &'a str,
        text: &'a str,
        page: Arc<Page>,
        fresh: &[Arc<Page>],
    ) -> Option<Self> {
        let config = &snapshot.settings.config;
        let content = content_path::read(config, &content_path::roots(config), path)?;
        let written: Vec<Arc<Page>> = fresh.iter().filter(|other| other.source != page.source).cloned().collect();
        let mut pages = newest(snapshot, fresh);
        if let Some(entry) = entry_of(snapshot, page.source) {
            pages[entry] = page.clone();
        }
        let node = snapshot.site.lookup.of_source(page.source);
        let place = node.map_or_else(|| Place::of_file(&content), |node| Place::of(&snapshot.site, node));
        Some(Self { snapshot, path, text, page, pages, written, content, place, resolved: OnceLock::new() })
    }

    pub fn node(&self) -> Option<NodeId> {
        self.place.node
    }

    /// The references of the text as it stands.
    pub fn resolved(&self) -> &Resolved {
        self.resolved.get_or_init(|| self.snapshot.answer(&self.page, &self.place, &self.pages))
    }

    /// The references of another page that is being written.
    pub fn answer(&self, page: &Page) -> Resolved {
        let node = self.snapshot.site.lookup.of_source(page.source);
        let place = match (node, entry_of(self.snapshot, page.source)) {
            (Some(node), _) => Place::of(&self.snapshot.site, node),
            (None, Some(entry)) => Place::of_file(&self.snapshot.paths[entry]),
            (None, None) => return Resolved::default(),
        };
        self.snapshot.answer(page, &place, &self.pages)
    }

    /// The references of this text, without those of files that it includes.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.resolved().references.iter().filter(|reference| reference.span.source == self.page.source)
    }

    /// The narrowest reference at an offset.
    pub fn reference_at(&self, offset: usize) -> Option<&Reference> {
        self.references()
            .filter(|reference| touches(reference.span, offset))
            .min_by_key(|reference| reference.span.end - reference.span.start)
    }

    /// The newest form of the page of a node.
    pub fn page_of(&self, node: NodeId) -> Option<&Arc<Page>> {
        self.pages.get(self.snapshot.site.node(node).entry?)
    }

    /// The file of a node, by path relative to the root.
    pub fn path_of(&self, node: &Node) -> Option<&str> {
        node.source.map(|source| &*self.snapshot.sources.get(source).path)
    }

    /// The text of a place of this page.
    pub fn text_of(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or("")
    }
}

/// Whether a place holds an offset, or ends there.
pub fn touches(span: Span, offset: usize) -> bool {
    (span.start as usize..=span.end as usize).contains(&offset)
}
