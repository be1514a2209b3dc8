//! `print.html`: all pages below a home page or a section as one page.

use crate::config::forms::{Forms, PRINT_FILE};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::outputs::{Laid, Made, Maker};
use crate::project::round::Did;
use crate::render::book::{self, Included, PartOf};
use crate::site::{Kind, NodeId, nav};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A book that was made: where it is written, and its page.
#[derive(Clone)]
pub(super) struct Book {
    pub file: String,
    pub laid: (Fingerprint, Arc<Laid>),
}

impl Maker<'_> {
    /// The output path of the book of a page, if it has one.
    fn book_file(&self, id: NodeId, forms: Forms) -> Option<String> {
        let node = self.snapshot.site.node(id);
        let wanted = match node.kind {
            Kind::Home => forms.print_home,
            Kind::Section => forms.print_section,
            _ => false,
        };
        (wanted && node.rendered).then(|| format!("{}{PRINT_FILE}", node.folder))
    }

    /// The URL of the book of a page, or nothing if it has none.
    pub(super) fn book_url(&self, id: NodeId, forms: Forms) -> String {
        let file = self.book_file(id, forms);
        file.map_or(String::new(), |file| crate::site::permalink::url_of(&self.snapshot.settings.config, &file))
    }

    /// The books of a site, from the bodies of its pages; those of `before` that would be the same are taken over.
    pub(super) fn books(&self, ids: &[NodeId], made: &[Arc<Made>], before: &[Book], did: &Did) -> Vec<Book> {
        let forms = Forms::of(&self.snapshot.settings.config);
        if !forms.print_home && !forms.print_section {
            return Vec::new();
        }
        let bodies: FxHashMap<NodeId, &Made> = ids.iter().copied().zip(made.iter().map(|made| &**made)).collect();
        let before: FxHashMap<&str, &Book> = before.iter().map(|book| (&*book.file, book)).collect();
        let book = |&id: &NodeId| {
            let file = self.book_file(id, forms)?;
            let known = before.get(&*file).copied();
            Some(self.book(id, file, &bodies, known, did))
        };
        ids.par_iter().filter_map(book).collect()
    }

    fn book(
        &self,
        id: NodeId,
        file: String,
        bodies: &FxHashMap<NodeId, &Made>,
        known: Option<&Book>,
        did: &Did,
    ) -> Book {
        let site = &self.snapshot.site;
        let config = &self.snapshot.settings.config;
        let language = site.node(id).language;
        let pages = self.below(id);
        let views = self.views();
        let mut view = views.page(id);
        view.kind = "print";
        view.url = crate::site::permalink::url_of(config, &file);
        view.permalink = views.permalink(&view.url);
        view.stand_apart();
        view.params.remove("layout");
        let mut trail = site.ancestors(id);
        trail.push(id);
        let nav = self.frame.menus[language].html(&trail);
        let languages = tera::Value::from_serializable(&views.languages(Some(id), language));
        let body_of = |page: &NodeId| bodies.get(page).and_then(|made| made.body.as_ref());
        let key = if self.remembers {
            let mut hasher = Hasher::new();
            hasher.fingerprint(self.frame.settings_key).text(&nav).text(&self.frame.shared[language].nav_shared);
            hasher.text(&serde_json::to_string(&view).unwrap_or_default()).text(&format!("{languages:?}"));
            for (page, level) in &pages {
                let node = site.node(*page);
                hasher.text(&node.title).text(&node.url).number(*level as u64);
                hasher.fingerprint(body_of(page).map(|body| body.print).unwrap_or_default());
            }
            hasher.finish()
        } else {
            Fingerprint::default()
        };
        if let Some(known) = known.filter(|known| self.remembers && known.laid.0 == key) {
            return known.clone();
        }
        did.layouts.fetch_add(1, Ordering::Relaxed);
        let laid = {
            let names: Vec<String> = (1..=pages.len()).map(|number| format!("part-{number}")).collect();
            let included: Included<'_> =
                pages.iter().zip(&names).map(|((page, _), name)| (site.node(*page).url.as_str(), &**name)).collect();
            view.pages = pages
                .par_iter()
                .zip(&names)
                .map(|((page, level), name)| {
                    let node = site.node(*page);
                    let html = body_of(page).map_or("", |body| body.html.as_str());
                    let content = book::part(&PartOf { id: name, url: &node.url, title: &node.title, html }, &included);
                    tera::Value::from_serializable(
                        &json!({ "title": node.title, "level": level, "id": name, "content": content }),
                    )
                })
                .collect();
            self.lay(&view, language, &file, &languages, &nav)
        };
        Book { file, laid: (key, Arc::new(laid)) }
    }

    /// A page and all visible pages below it in reading order, each with its depth from 1 on.
    pub(super) fn below(&self, id: NodeId) -> Vec<(NodeId, usize)> {
        let site = &self.snapshot.site;
        let mut pages = Vec::new();
        let mut open = vec![(id, 1)];
        while let Some((page, level)) = open.pop() {
            if site.node(page).rendered {
                pages.push((page, level));
            }
            let children = nav::visible_children(site, &self.snapshot.settings.config, page);
            open.extend(children.into_iter().rev().map(|child| (child, level + 1)));
        }
        pages
    }
}
