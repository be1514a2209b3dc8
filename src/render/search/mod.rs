//! Full-text search: from rendered pages to the files that `search.js` reads. `docs/search.md` has the format.

mod entities;
mod intern;
mod merge;
mod numbers;
mod shards;
mod short;
mod stems;
mod stop;
pub mod terms;
pub mod text;
mod tokens;

use std::sync::Arc;

use rayon::prelude::*;

use shards::File;
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
pub fn build(documents: &[Document], language: &str) -> Vec<File> {
    let pages: Vec<Arc<PageTerms>> = documents.par_iter().map(|document| Arc::new(page_terms(document))).collect();
    merge(pages, language)
}

/// The index from the words of each page, for those who remember [`page_terms`] of pages that did not change.
pub fn merge(mut pages: Vec<Arc<PageTerms>>, language: &str) -> Vec<File> {
    let vocabulary = merge::vocabulary(&mut pages, language);
    shards::files(&vocabulary, &pages, language)
}
