//! Words: what each page holds for the search, and the index of all of them.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::frame::{self, SEARCH};
use crate::project::outputs::{Body, Made, Maker};
use crate::project::round::Batch;
use crate::publish::Origin;
use crate::render::search;
use crate::render::search::ledger::Written;
use crate::render::search::terms::{PageTerms, page_terms};
use crate::render::view::PageView;
use crate::site::NodeId;
use std::sync::Arc;

impl Maker<'_> {
    /// The words of a page for the search.
    pub(super) fn terms(
        &self,
        id: NodeId,
        view: &PageView,
        body: Option<&Body>,
        known: Option<&(Fingerprint, Arc<PageTerms>)>,
    ) -> Option<(Fingerprint, Arc<PageTerms>)> {
        let body = body?;
        let node = self.snapshot.site.node(id);
        if !view.searchable || self.options.links_only || frame::search_off(self.snapshot, node.language) {
            return None;
        }
        let base = self.snapshot.settings.config.base_path();
        let url = format!("/{}", node.url.strip_prefix(base).unwrap_or(&node.url));
        // Home is the ancestor of all; naming it tells nothing.
        let path: Vec<&str> = view.breadcrumbs.iter().skip(1).map(|crumb| crumb.title.as_str()).collect();
        let tags: Vec<&str> = view.tags.iter().filter_map(|tag| tag["name"].as_str()).collect();
        let key = if self.remembers {
            let mut hasher = Hasher::new();
            hasher.fingerprint(body.print).text(&url).text(&view.title).text(&view.description);
            path.iter().chain(&tags).for_each(|text| {
                hasher.text(text);
            });
            hasher.finish()
        } else {
            Fingerprint::default()
        };
        if let Some(known) = known.filter(|(other, _)| self.remembers && *other == key) {
            return Some(known.clone());
        }
        let document = search::Document {
            url: &url,
            title: &view.title,
            path: &path,
            description: &view.description,
            tags: &tags,
            html: &body.html,
        };
        Some((key, Arc::new(page_terms(&document))))
    }

    /// The index of each language; what each leaves to the next build, if a trace is asked for.
    pub(super) fn search(&self, batch: &mut Batch, ids: &[NodeId], made: &mut [Arc<Made>]) -> Vec<Option<Written>> {
        let config = &self.snapshot.settings.config;
        let kept = self.snapshot.kept.as_deref();
        let mut ledgers = Vec::new();
        for (language, settings) in config.languages.iter().enumerate() {
            if frame::search_page_file(self.snapshot, language).is_none() {
                ledgers.push(None);
                continue;
            }
            // Hits of equal rank come in reading order.
            let mut pages: Vec<(u32, bool, Arc<PageTerms>)> = ids
                .iter()
                .zip(&mut *made)
                .enumerate()
                .filter(|(_, (id, _))| self.snapshot.site.node(**id).language == language)
                .filter_map(|(at, (id, made))| {
                    let place = self.snapshot.site.walk_place[id.0 as usize].unwrap_or(u32::MAX);
                    // Words that nobody will ask for again are given away, and with them their memory.
                    let terms = match Arc::get_mut(made) {
                        Some(own) if !self.remembers => own.terms.take(),
                        _ => made.terms.clone(),
                    };
                    Some((place, kept.is_some_and(|kept| kept.page(at).is_some()), terms?.1))
                })
                .collect();
            pages.sort_by_key(|(place, ..)| *place);
            let places = pages.iter().enumerate();
            let changed: Vec<u32> = places.filter(|(_, (_, is_kept, _))| !is_kept).map(|(at, _)| at as u32).collect();
            let pages: Vec<Arc<PageTerms>> = pages.into_iter().map(|(.., terms)| terms).collect();
            let path = |name: &str| format!("{SEARCH}{name}");
            let index = match kept.and_then(|kept| Some((kept, kept.ledger(language)?))) {
                Some((kept, ledger)) => {
                    search::renew(&pages, &changed, &settings.tag, &ledger, &|name| kept.has(&path(name)))
                }
                None => search::merge(pages, &settings.tag, self.options.leaves_trace),
            };
            for (number, (name, bytes)) in index.files.into_iter().enumerate() {
                let name = if number == 0 { path(&format!("{}.js", settings.code)) } else { path(&name) };
                let output = match bytes {
                    Some(bytes) => Some(self.output(bytes)),
                    None => kept.and_then(|kept| kept.output(&name)),
                };
                if let Some(output) = output {
                    batch.add(name, output, Origin::Generated("search"));
                }
            }
            ledgers.push(index.ledger);
        }
        ledgers
    }
}
