//! Included: anchors that come to a page with the files that it includes.

use crate::page::Page;
use crate::resolve::Resolver;
use crate::site::NodeId;
use crate::site::lookup::base_folder;
use crate::source::span::SourceId;
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl Resolver<'_, '_> {
    /// Whether a file that a page includes brings an anchor to it; `None` is the page that is answered. Asked for anchors only
    /// that the page itself does not have.
    pub(crate) fn includes_anchor(&self, node: Option<NodeId>, fragment: &str) -> bool {
        let node = node.filter(|_| node != self.place.node);
        let mut known = self.included.borrow_mut();
        let pages = known.entry(node).or_insert_with(|| self.included_by(node));
        pages.iter().any(|page| page.outline.has_anchor(fragment))
    }

    /// The files that a page includes, and those that they include.
    fn included_by(&self, node: Option<NodeId>) -> Vec<Arc<Page>> {
        // A page that lacks an anchor may get it with a file that it comes to include.
        self.reads_texts.set(true);
        let site = self.world.site;
        let (page, folder) = match node {
            None => (self.page, self.place.folder.clone()),
            Some(node) => match site.node(node).entry {
                Some(entry) => (&*self.world.pages[entry], base_folder(site, node)),
                None => return Vec::new(),
            },
        };
        let mut seen: FxHashSet<SourceId> = [page.source].into_iter().collect();
        let mut found: Vec<Arc<Page>> = Vec::new();
        let mut new = self.included_in(page, &folder, &mut seen);
        while !new.is_empty() {
            let next = new.iter().flat_map(|page| self.included_in(page, &folder, &mut seen)).collect();
            found.append(&mut new);
            new = next;
        }
        found
    }

    /// The files that a page includes itself, but those that were seen.
    fn included_in(&self, page: &Page, folder: &str, seen: &mut FxHashSet<SourceId>) -> Vec<Arc<Page>> {
        let mut found = Vec::new();
        page.document.walk(&mut |document, _| {
            for node in document.calls.iter().filter(|node| node.call.name == "include") {
                let Some(argument) = self.file_argument(&node.call) else { continue };
                let file = self.quoted_from(folder, &argument.value.text());
                if let Some((source, _)) = file.filter(|(source, _)| seen.insert(*source)) {
                    found.push((self.world.parse)(source));
                }
            }
        });
        found
    }
}
