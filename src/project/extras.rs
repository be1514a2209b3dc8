//! Extras: pages that no file stands for: 404, the search page, what is still missing.

use crate::project::frame;
use crate::project::missing;
use crate::project::outputs::{Laid, Maker};
use crate::project::round::Batch;
use crate::publish::{Origin, Output};
use serde_json::{Value, json};

impl Maker<'_> {
    /// Pages that no file stands for and that show nothing but outlines: 404, the search page.
    pub(super) fn extras(&self, batch: &mut Batch) {
        let config = &self.snapshot.settings.config;
        let default =
            config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
        if !config.disable_kinds.iter().any(|kind| kind == "404") {
            self.extra(batch, "404", "404.html", default, Vec::new);
        }
        for language in 0..config.languages.len() {
            if let Some(file) = frame::search_page_file(self.snapshot, language) {
                self.extra(batch, "search", &file, language, || self.everything(language));
            }
        }
    }

    /// The menus that pages share.
    pub(super) fn menus(&self, batch: &mut Batch) {
        for (file, bytes) in self.frame.nav_files.iter().flatten() {
            batch.add(file.clone(), Output::Bytes(bytes.clone().into()), Origin::Generated("menu"));
        }
    }

    /// The pages that tell what is still missing: they show what is written of each page.
    pub(super) fn missing(&self, batch: &mut Batch) {
        for language in 0..self.snapshot.settings.config.languages.len() {
            if let Some(file) = missing::file(self.snapshot, language) {
                self.extra(batch, "missing", &file, language, || missing::chapters(self.snapshot, language));
            }
        }
    }

    fn extra(
        &self,
        batch: &mut Batch,
        kind: &'static str,
        file: &str,
        language: usize,
        pages: impl FnOnce() -> Vec<Value>,
    ) {
        let Some(laid) = self.extra_page(kind, file, language, pages()) else { return };
        batch.problems.extend(laid.problem);
        batch.add(file.to_string(), laid.html, Origin::Generated(kind));
    }

    fn extra_page(&self, kind: &'static str, file: &str, language: usize, pages: Vec<Value>) -> Option<Laid> {
        let home = self.snapshot.site.homes[language]?;
        let views = self.views();
        let mut view = views.page(home);
        let config = &self.snapshot.settings.config;
        let title = match kind {
            "404" => "not_found_title",
            "missing" => "missing_title",
            _ => "search",
        };
        view.kind = kind;
        view.title = self.frame.words[language].get(title).cloned().unwrap_or_default();
        view.menu_title.clone_from(&view.title);
        view.url = crate::site::permalink::url_of(config, file);
        view.permalink = views.permalink(&view.url);
        view.pages = pages;
        view.noindex = true;
        view.description = String::new();
        view.prev = None;
        view.next = None;
        view.toc = String::new();
        view.toc_count = 0;
        view.show_toc = false;
        view.edit_url = String::new();
        view.source = String::new();
        view.rss = String::new();
        view.params.clear();
        view.layout = None;
        if kind == "missing" {
            view.params.insert("written".to_string(), missing::written(self.snapshot, language).into());
        }
        view.tags.clear();
        view.translations.clear();
        let languages = tera::Value::from_serializable(&views.languages(None, language));
        let nav = self.frame.menus[language].html(&[home]);
        Some(self.lay(&view, language, file, &languages, &nav))
    }

    /// Every page with its sections, in reading order; sections only while the list stays readable.
    fn everything(&self, language: usize) -> Vec<Value> {
        let site = &self.snapshot.site;
        let walk = &site.walks[language];
        let with_sections = walk.len() <= 1000;
        walk.iter()
            .map(|&id| {
                let node = site.node(id);
                let page = node.entry.map(|entry| &self.snapshot.pages[entry]);
                let sections: Vec<Value> = page
                    .filter(|_| with_sections)
                    .map_or(&[][..], |page| &page.outline.anchors)
                    .iter()
                    .filter(|anchor| (2..=3).contains(&anchor.level) && !anchor.nested)
                    .map(|anchor| json!({ "title": anchor.text, "url": format!("{}#{}", node.url, anchor.id) }))
                    .collect();
                json!({ "title": node.title, "url": node.url, "level": site.ancestors(id).len(), "sections": sections })
            })
            .collect()
    }
}
