//! Extras: pages that no file stands for: 404, the search page, what is still missing.

use crate::project::everything::Everything;
use crate::project::frame;
use crate::project::missing;
use crate::project::outputs::{Laid, Maker};
use crate::project::round::Batch;
use crate::publish::bones::joined;
use crate::publish::{Origin, Output};
use crate::render::view::PageView;

impl Maker<'_> {
    /// Pages that no file stands for and that show nothing but outlines: 404, the search page.
    pub(super) fn extras(&self, batch: &mut Batch) {
        let config = &self.snapshot.settings.config;
        let default =
            config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
        if !config.disable_kinds.iter().any(|kind| kind == "404") {
            self.extra(batch, "404", "404.html", default, |_| {});
        }
        for language in 0..config.languages.len() {
            if let Some(file) = frame::search_page_file(self.snapshot, language) {
                let everything = Everything::of(self.snapshot, language, &file);
                let title = self.frame.words[language].get("all_pages").map_or("", String::as_str);
                for (number, file) in everything.files().enumerate() {
                    self.extra(batch, "search", file, language, |view| everything.fill(number, view, title));
                }
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
                self.extra(batch, "missing", &file, language, |view| {
                    let chapters = missing::chapters(self.snapshot, language);
                    view.pages = chapters.iter().map(tera::Value::from_serializable).collect();
                    view.params.insert("written".to_string(), missing::written(self.snapshot, language).into());
                });
            }
        }
    }

    fn extra(
        &self,
        batch: &mut Batch,
        kind: &'static str,
        file: &str,
        language: usize,
        fill: impl FnOnce(&mut PageView),
    ) {
        let Some(laid) = self.extra_page(kind, file, language, fill) else { return };
        batch.problems.extend(laid.problem);
        let html = match laid.html {
            // They are few: nothing is gained by keeping what they share apart.
            Output::Bytes(own) if !laid.common.is_empty() => Output::Bytes(joined(&own, &laid.common).into()),
            html => html,
        };
        batch.add(file.to_string(), html, Origin::Generated(kind));
    }

    fn extra_page(
        &self,
        kind: &'static str,
        file: &str,
        language: usize,
        fill: impl FnOnce(&mut PageView),
    ) -> Option<Laid> {
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
        view.pages = Vec::new();
        view.stand_apart();
        view.description = String::new();
        view.described = false;
        view.source = String::new();
        view.rss = String::new();
        view.params.clear();
        view.layout = None;
        fill(&mut view);
        let languages = views.languages(None, language);
        Some(self.laid(&mut view, "", language, file, &languages, &[home]))
    }
}
