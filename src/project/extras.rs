//! Extras: pages that no file stands for: 404, the search page, what is still missing.

use crate::project::everything::Everything;
use crate::project::missing;
use crate::project::outputs::{Laid, Maker, Rendered};
use crate::publish::{Origin, Output};
use crate::render::view::PageView;
use rustc_hash::FxHashMap;

impl Maker<'_> {
    /// Pages that no file stands for: 404, the search page, what is still missing.
    pub(super) fn extras(&self, rendered: &mut Rendered, known: &mut FxHashMap<String, Laid>) {
        let config = &self.snapshot.settings.config;
        let default =
            config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
        if !config.disable_kinds.iter().any(|kind| kind == "404") {
            self.extra(rendered, "404", "404.html", default, |_| {}, known);
        }
        for language in 0..config.languages.len() {
            if let Some(file) = self.search_page_file(language) {
                let everything = Everything::of(self.snapshot, language, &file);
                let title = self.words[language].get("all_pages").map_or("", String::as_str);
                for (number, file) in everything.files().enumerate() {
                    self.extra(rendered, "search", file, language, |view| everything.fill(number, view, title), known);
                }
            }
            if let Some(file) = missing::file(self.snapshot, language) {
                // It shows what is written of each page, which is no part of the world.
                known.remove(&file);
                let fill = |view: &mut PageView| {
                    view.pages = missing::chapters(self.snapshot, language);
                    view.params.insert("written".to_string(), missing::written(self.snapshot, language).into());
                };
                self.extra(rendered, "missing", &file, language, fill, known);
            }
            if let Some((file, bytes)) = &self.nav_files[language] {
                rendered.add(file, Output::Bytes(bytes.clone().into()), Origin::Generated("menu"));
            }
        }
    }

    fn extra(
        &self,
        rendered: &mut Rendered,
        kind: &'static str,
        file: &str,
        language: usize,
        fill: impl FnOnce(&mut PageView),
        known: &mut FxHashMap<String, Laid>,
    ) {
        let laid = match known.get(file) {
            Some(laid) => laid.clone(),
            None => match self.extra_page(kind, file, language, fill) {
                Some(laid) => known.entry(file.to_string()).or_insert(laid).clone(),
                None => return,
            },
        };
        rendered.problems.extend(laid.problem);
        rendered.add(file, laid.html, Origin::Generated(kind));
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
        view.title = self.words[language].get(title).cloned().unwrap_or_default();
        view.menu_title.clone_from(&view.title);
        view.url = crate::site::permalink::url_of(config, file);
        view.permalink = views.permalink(&view.url);
        view.pages = Vec::new();
        view.noindex = true;
        view.description = String::new();
        view.described = false;
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
        view.tags.clear();
        view.translations.clear();
        fill(&mut view);
        let languages = tera::Value::from_serializable(&views.languages(None, language));
        let nav = self.menus[language].html(&[home]);
        Some(self.lay(&view, language, file, &languages, &nav))
    }
}
