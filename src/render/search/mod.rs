//! Full-text search: from rendered pages to the files that `search.js` reads. `docs/search.md` has the format.

mod entities;
mod intern;
pub mod ledger;
mod merge;
mod numbers;
mod shards;
mod stems;
mod stop;
pub mod terms;
pub mod text;
mod tokens;

use std::sync::Arc;

use rayon::prelude::*;

use ledger::{Ledger, Written};
use shards::{Before, File};
use terms::{PageTerms, page_terms};

/// A page, as the search needs it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Document<'a> {
    /// The URL below the root of the site, beginning with `/`, without the base path of the site.
    pub url: &'a str,
    /// The title in plain text.
    pub title: &'a str,
    /// The titles of the ancestors, the outermost first.
    pub path: &'a [&'a str],
    /// The description; empty if there is none.
    pub description: &'a str,
    /// Tags and other terms of the page.
    pub tags: &'a [&'a str],
    /// The rendered body.
    pub html: &'a str,
}

/// The index of the pages of one language (a tag such as `en`): file names with bytes. The first file is the root, whose
/// URL goes into `data-search-index`; the others stand in the same folder. Equal input gives equal files, and a file keeps
/// its name as long as it keeps its bytes. Hits of equal rank are in the order of the documents.
pub fn build(documents: &[Document], language: &str) -> Vec<(String, Vec<u8>)> {
    let pages: Vec<Arc<PageTerms>> = documents.par_iter().map(|document| Arc::new(page_terms(document))).collect();
    let files = merge(pages, language, false).files;
    files.into_iter().map(|(name, bytes)| (name, bytes.unwrap_or_default())).collect()
}

/// An index, and what the next one can be made from.
pub struct Index {
    pub files: Vec<File>,
    pub ledger: Option<Written>,
}

/// The index from the words of each page, for those who remember [`page_terms`] of pages that did not change; with its ledger
/// if one is asked for.
pub fn merge(mut pages: Vec<Arc<PageTerms>>, language: &str, leaves_ledger: bool) -> Index {
    let vocabulary = merge::vocabulary(&mut pages, language);
    let (files, leaves) = shards::files(&vocabulary, &pages, language, None);
    Index { files, ledger: leaves_ledger.then(|| ledger::write(&vocabulary, leaves)) }
}

/// The index once more, of which the pages with these numbers, each named once, changed; the others need no words. A file that stands where
/// `is_there` says so has no bytes if it is the same.
pub fn renew(
    pages: &[Arc<PageTerms>],
    changed: &[u32],
    language: &str,
    before: &Ledger,
    is_there: &(dyn Fn(&str) -> bool + Sync),
) -> Index {
    let terms: Vec<(u32, &PageTerms)> =
        changed.iter().filter_map(|&page| Some((page, &**pages.get(page as usize)?))).collect();
    let vocabulary = before.renew(&terms, language);
    let known = Before { leaves: before.leaves(), changed: changed.iter().copied().collect(), is_there };
    let (files, leaves) = shards::files(&vocabulary, pages, language, Some(&known));
    Index { files, ledger: Some(ledger::write(&vocabulary, leaves)) }
}
