//! Near: the picture after a change of a few texts, made from the picture before by answering only what may have another answer
//! now. It is good for references and what follows from them, not for rendering: the site and its lists are those of before.

use crate::page::Page;
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::Outcome;
use crate::resolve::{Place, Resolved};
use crate::source::span::SourceId;
use crate::source::{Content, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// What front matter may say in a text that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// What it said before, to the byte: then the site is the same.
    Same,
    /// Anything; but its title and place are those of before, until the next snapshot.
    Any,
}

/// The picture with other contents of its own files; nothing if files came or went, if one that changed is no page, or if its
/// front matter is not what it may be.
pub fn supposed(before: &Snapshot, sources: &Sources, front: Front) -> Option<Snapshot> {
    if !before.sources.same_files(sources) {
        return None;
    }
    let differing: Vec<SourceId> = before.sources.differing(sources).map(|(id, ..)| id).collect();
    let entries: FxHashMap<SourceId, usize> =
        before.pages.iter().enumerate().map(|(entry, page)| (page.source, entry)).collect();
    let mut pages = before.pages.clone();
    let mut changed: FxHashSet<usize> = FxHashSet::default();
    for id in differing {
        let entry = *entries.get(&id)?;
        let source = sources.get(id);
        let Content::Text { text, lossy: None } = &source.content else { return None };
        let text = text.get();
        let old = &before.pages[entry];
        let mut new = before.parse(id, &source.path, text);
        // What falls on a page from above is in its front matter, and that is as it was.
        let (was, is) = (before.sources.get(id).text(), &**text);
        if was.get(..old.front.body) == is.get(..new.front.body) {
            new.front.clone_from(&old.front);
            new.outline.set_meta(old.outline.meta.clone());
        } else if front == Front::Same {
            return None;
        }
        pages[entry] = Arc::new(new);
        changed.insert(entry);
    }
    let nodes: FxHashSet<_> =
        changed.iter().filter_map(|&entry| before.site.lookup.of_source(pages[entry].source)).collect();
    let asks_again = |resolved: &Resolved| {
        resolved.reads_texts
            || resolved.references.iter().any(|reference| match &reference.outcome {
                Outcome::Page { node, .. } => nodes.contains(node),
                Outcome::AnchorMissing { node, .. } => node.is_none_or(|node| nodes.contains(&node)),
                _ => false,
            })
    };
    let anew: Vec<usize> =
        (0..pages.len()).filter(|entry| changed.contains(entry) || asks_again(&before.resolved[*entry])).collect();
    let mut after = Snapshot {
        sources: sources.clone(),
        settings: before.settings.clone(),
        pages,
        paths: before.paths.clone(),
        site: before.site.clone(),
        resolved: before.resolved.clone(),
        theme_files: before.theme_files.clone(),
        parsed: changed.len(),
        kept: None,
    };
    let answers: Vec<(usize, Arc<Resolved>)> = after.with_world(|world| {
        let answer = |entry: usize| {
            let page: &Page = &after.pages[entry];
            let place = match after.site.lookup.of_source(page.source) {
                Some(node) => Place::of(&after.site, node),
                None => Place::of_file(&after.paths[entry]),
            };
            Arc::new(crate::resolve::resolve(page, &place, world))
        };
        anew.into_iter().map(|entry| (entry, answer(entry))).collect()
    });
    for (entry, answer) in answers {
        after.resolved[entry] = answer;
    }
    Some(after)
}
