//! Extras: pages that no file stands for: 404, the search page, what is still missing.

use crate::project::everything::Everything;
use crate::project::frame;
use crate::project::missing;
use crate::project::outputs::{Laid, Maker};
use crate::project::round::Batch;
use crate::project::skeleton::{Links, Tell};
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
                    let listed = |what, tell: &mut dyn FnMut(&str)| everything.urls(number, what, tell);
                    let laid = self.extra_page("search", file, language, Some(&listed), |view, most| {
                        everything.fill(number, view, title, most);
                    });
                    self.add_extra(batch, "search", file, laid);
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
        let mut fill = Some(fill);
        let laid = self.extra_page(kind, file, language, None, |view, _| {
            if let Some(fill) = fill.take() {
                fill(view);
            }
        });
        self.add_extra(batch, kind, file, laid);
    }

    fn add_extra(&self, batch: &mut Batch, kind: &'static str, file: &str, laid: Option<Laid>) {
        let Some(laid) = laid else { return };
        batch.problems.extend(laid.problem);
        if let Output::Bytes(own) = &laid.html
            && !laid.common.is_empty()
        {
            batch.common.push((file.to_string(), own.clone(), laid.common.clone()));
        }
        batch.add(file.to_string(), laid.html, Origin::Generated(kind));
    }

    /// `fill` writes into the view what is special about the page, with so many pages of its list at most; `listed` tells
    /// what the list names.
    fn extra_page(
        &self,
        kind: &'static str,
        file: &str,
        language: usize,
        listed: Option<Tell<'_>>,
        mut fill: impl FnMut(&mut PageView, usize),
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
        let languages = views.languages(None, language);
        if listed.is_some() && self.frame.skeletons.is_some() {
            fill(&mut view, 1);
            let trail = &[home];
            let links = Links { view: &view, content: "", listed, language, languages: &languages, trail };
            if let Some(laid) = self.links(&links) {
                return Some(laid);
            }
        }
        fill(&mut view, usize::MAX);
        Some(self.laid(&mut view, "", language, file, &languages, &[home]))
    }
}
