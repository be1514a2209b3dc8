//! One question asked by itself: where a reference would lead if it were written on a page.

use crate::page::Page;
use crate::resolve::reference::Outcome;
use crate::resolve::target::{self, split};
use crate::resolve::{Place, Resolver, World};
use crate::site::lookup::Found;
use crate::site::permalink::join;

/// How a reference is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// As `relref` reads it, in a language of its own if one is named.
    Ref { language: Option<String> },
    /// As a link or a picture.
    Url { is_image: bool },
    /// As `children` reads the page that it lists.
    Page,
    /// As `include` reads its file: the outcome names the path of a source.
    File,
}

/// Where a written reference leads from a place.
pub fn ask(world: &World<'_>, page: &Page, place: &Place, question: &Question, written: &str) -> Outcome {
    let mut resolver = Resolver::new(page, place, world);
    match question {
        Question::Ref { language } => resolver.relref(written, language.as_deref()).1,
        Question::Url { is_image } => resolver.url(written, *is_image).1,
        Question::Page => match world.site.lookup.reference_in(place.language, &place.folder, written) {
            Found::Page(node) => Outcome::Page { node, fragment: None },
            Found::Ambiguous(candidates) => Outcome::Ambiguous { candidates },
            Found::Nothing => Outcome::Missing,
        },
        Question::File => match resolver.quoted_file(written) {
            _ if target::is_external(written) => Outcome::External,
            Some((_, file)) => Outcome::Asset { file },
            None => Outcome::Missing,
        },
    }
}

/// Whether a browser finds what a link names: by its address on the site, and not by its place in the content folder.
pub fn is_address(world: &World<'_>, page: &Page, place: &Place, written: &str) -> bool {
    let parts = split(written.trim());
    let base = world.config.base_path();
    let file = match parts.path.strip_prefix('/') {
        Some(rest) => join("", parts.path.strip_prefix(base).filter(|_| base != "/").unwrap_or(rest)),
        None => join(&place.url_folder, &parts.path),
    };
    let resolver = Resolver::new(page, place, world);
    file.is_some_and(|file| resolver.published(&file, parts.path.ends_with('/'), None).is_some())
}
