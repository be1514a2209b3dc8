//! Last: what one snapshot leaves to the next, and how much of it still holds.
//!
//! Everything of which nothing changed is not made again but is that very value again, so that whoever comes later tells
//! by one look at the pointer that there is nothing to do. That is what keeps an edit within one page at the cost of a page.

use crate::fingerprint::Fingerprint;
use crate::page::Page;
use crate::project::open::Settings;
use crate::resolve::{Place, Resolved};
use crate::site::content_path::ContentPath;
use crate::site::{NodeId, Publication, Site};
use crate::source::span::SourceId;
use crate::source::{Source, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The last snapshot of a project, or nothing.
#[derive(Clone)]
pub struct Memory {
    enabled: bool,
    last: Option<Arc<Last>>,
}

impl Memory {
    /// A memory that is `enabled`, or one that forgets everything at once.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, last: None }
    }

    pub(super) fn take(&mut self) -> Option<Arc<Last>> {
        self.last.take()
    }

    pub(super) fn keep(&mut self, last: impl FnOnce() -> Last) {
        if self.enabled {
            self.last = Some(Arc::new(last()));
        }
    }
}

/// The sources that are pages, and their paths, both in the order of the paths.
pub(super) type Files = (Arc<Vec<SourceId>>, Arc<Vec<ContentPath>>);

/// All that stays as it is while only the texts within pages change.
pub(super) struct Ground {
    pub(super) settings: Arc<Settings>,
    pub(super) publication: Publication,
    /// The first moment after that of `publication` at which another page is published, or one no longer is.
    pub(super) until: i64,
    /// Changes with all that decides how a source is parsed.
    pub(super) rules: Fingerprint,
    /// The sources of the pages, in the order of their paths.
    pub(super) files: Arc<Vec<SourceId>>,
    pub(super) paths: Arc<Vec<ContentPath>>,
    /// By the number of a source, the place of its page.
    pub(super) entries: Vec<Option<u32>>,
    /// Whether front matter falls from some pages, or from the configuration, on others.
    pub(super) cascades: bool,
    pub(super) site: Arc<Site>,
    /// From where each page looks at the site.
    pub(super) places: Vec<Place>,
    pub(super) theme_files: Arc<FxHashMap<String, String>>,
}

impl Ground {
    /// Whether the same pages would be published at another moment.
    fn holds(&self, publication: Publication) -> bool {
        let own = self.publication;
        Publication { now: own.now, ..publication } == own && (own.now..self.until).contains(&publication.now)
    }

    /// The value of [`Ground::until`] for pages that were published at the moment `now`.
    pub(super) fn until(pages: &[Arc<Page>], now: i64) -> i64 {
        let dates = pages.iter().flat_map(|page| {
            let meta = &page.front.meta;
            [meta.date, meta.publish_date, meta.expiry_date]
        });
        dates.flatten().filter(|&date| date > now).min().unwrap_or(i64::MAX)
    }

    /// The table of [`Ground::entries`].
    pub(super) fn table(files: &[SourceId]) -> Vec<Option<u32>> {
        let mut entries = vec![None; files.iter().map(|id| id.0 as usize + 1).max().unwrap_or(0)];
        for (entry, id) in files.iter().enumerate() {
            entries[id.0 as usize] = Some(entry as u32);
        }
        entries
    }
}

/// One snapshot, as the next one sees it.
pub(super) struct Last {
    pub(super) ground: Arc<Ground>,
    pub(super) sources: Sources,
    /// Before anything fell on them from above.
    pub(super) parsed: Vec<Arc<Page>>,
    pub(super) pages: Vec<Arc<Page>>,
    pub(super) resolved: Vec<Arc<Resolved>>,
}

/// What the next snapshot has at hand before it is assembled.
pub(super) struct Now<'a> {
    pub(super) sources: &'a Sources,
    pub(super) settings: &'a Arc<Settings>,
    pub(super) publication: Publication,
    pub(super) rules: Fingerprint,
    pub(super) parsed: &'a [Arc<Page>],
}

impl Last {
    /// The list of the pages and their paths, if no file came, went, or turned from a text into an asset.
    pub(super) fn listed(&self, sources: &Sources, settings: &Arc<Settings>) -> Option<Files> {
        let same_kind = |(_, before, now): (SourceId, &Arc<Source>, &Arc<Source>)| {
            before.asset().is_none() == now.asset().is_none()
        };
        let same = Arc::ptr_eq(&self.ground.settings, settings)
            && self.sources.same_files(sources)
            && self.sources.differing(sources).all(same_kind);
        same.then(|| (self.ground.files.clone(), self.ground.paths.clone()))
    }

    /// What a source was parsed into, if it is the same still.
    pub(super) fn page(&self, id: SourceId, source: &Arc<Source>) -> Option<&Arc<Page>> {
        let before = self.sources.get(id);
        if !Arc::ptr_eq(before, source) && before.fingerprint() != source.fingerprint() {
            return None;
        }
        self.entry(id).and_then(|entry| self.parsed.get(entry))
    }

    fn entry(&self, id: SourceId) -> Option<usize> {
        self.ground.entries.get(id.0 as usize).copied().flatten().map(|entry| entry as usize)
    }

    /// The pages that changed, if no other file did.
    fn changed(&self, now: &Now<'_>) -> Option<Vec<usize>> {
        let ground = &self.ground;
        let same = Arc::ptr_eq(&ground.settings, now.settings)
            && ground.holds(now.publication)
            && ground.rules == now.rules
            && self.sources.same_files(now.sources)
            && self.parsed.len() == now.parsed.len();
        if !same {
            return None;
        }
        for (id, before, after) in self.sources.differing(now.sources) {
            let same = before.fingerprint() == after.fingerprint() && before.stamp == after.stamp;
            if !same && self.entry(id).is_none() {
                return None;
            }
        }
        let pairs = self.parsed.iter().zip(now.parsed).enumerate();
        Some(pairs.filter(|(_, (before, after))| !Arc::ptr_eq(before, after)).map(|(entry, _)| entry).collect())
    }

    /// The answers of before and the pages whose questions must be answered anew, where pages changed in more than their
    /// texts but all of them stand where they stood.
    pub(super) fn answers(
        &self,
        now: &Now<'_>,
        site: &Site,
        pages: &[Arc<Page>],
    ) -> Option<(Vec<Arc<Resolved>>, Vec<usize>)> {
        let edits = self.changed(now)?;
        // What falls from a section on its pages may be asked for by them.
        let falls = self.ground.cascades || edits.iter().any(|&entry| !pages[entry].front.meta.cascade.is_empty());
        (!falls && site.has_places_of(&self.ground.site))
            .then(|| (self.resolved.clone(), self.to_answer(edits, now.parsed)))
    }

    /// The pages whose texts changed, if nothing else did that any page could see of another but its anchors and its
    /// opening.
    pub(super) fn edits(&self, now: &Now<'_>) -> Option<Vec<usize>> {
        let edits = self.changed(now)?;
        let shows_the_same = |&entry: &usize| {
            let (before, after) = (&self.parsed[entry], &now.parsed[entry]);
            let (old, new) = (&before.front.meta, &after.front.meta);
            // The fingerprint knows no places; those of aliases and menus stand in the site.
            before.outline.face() == after.outline.face()
                && old.aliases == new.aliases
                && old.menus == new.menus
                && old.cascade == new.cascade
        };
        edits.iter().all(shows_the_same).then_some(edits)
    }

    /// The pages whose questions must be answered anew after these edits: the edited ones, those that read texts of others,
    /// and those that name an anchor of a page whose anchors are others now.
    pub(super) fn to_answer(&self, edits: Vec<usize>, parsed: &[Arc<Page>]) -> Vec<usize> {
        let edited: FxHashSet<usize> = edits.iter().copied().collect();
        let other_anchors =
            |&&entry: &&usize| self.parsed[entry].outline.anchors_print() != parsed[entry].outline.anchors_print();
        let moved: FxHashSet<NodeId> = edits
            .iter()
            .filter(other_anchors)
            .filter_map(|&entry| self.ground.site.lookup.of_source(parsed[entry].source))
            .collect();
        let names_anchor = |resolved: &Resolved| resolved.pages_by_anchor().any(|node| moved.contains(&node));
        let must = |resolved: &Resolved| resolved.reads_texts || (!moved.is_empty() && names_anchor(resolved));
        let others = self.resolved.iter().enumerate().filter(|(_, resolved)| must(resolved));
        let others: Vec<usize> = others.map(|(entry, _)| entry).filter(|entry| !edited.contains(entry)).collect();
        edits.into_iter().chain(others).collect()
    }
}
