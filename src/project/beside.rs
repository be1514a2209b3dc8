//! Beside: what pages need beside them, and what depends on nothing within them: redirects, pictures, assets.

use crate::project::outputs::Maker;
use crate::project::round::Batch;
use crate::publish::{Origin, Output};
use crate::render;
use crate::render::relative::relativize;
use crate::site::NodeId;
use crate::source::Content;

impl Maker<'_> {
    /// Redirects from former addresses, and from the root to the default language where that has a folder of its own.
    pub(super) fn aliases(&self, batch: &mut Batch) {
        let settings = &self.snapshot.settings;
        let config = &settings.config;
        let redirect = |batch: &mut Batch, file: &str, target: NodeId, origin: Origin| {
            let node = self.snapshot.site.node(target);
            let mut context = tera::Context::new();
            context.insert("target", &node.url);
            context.insert("title", &node.title);
            let absolute = self.views().permalink(&node.url);
            context.insert("permalink", &absolute);
            context.insert_value("strings", self.frame.shared[node.language].strings.clone());
            context.insert_value("site", self.frame.shared[node.language].site.clone());
            match settings.theme.templates.render("alias.html", &context) {
                Ok(html) => {
                    let html = if config.relative_urls { relativize(&html, file, config.base_path()) } else { html };
                    batch.add(file.to_string(), Output::Bytes(html.into_bytes().into()), origin);
                }
                Err(error) => {
                    let (name, place, reason) = crate::theme::overlay::place_of(&error);
                    let source = settings.theme.origins.get(&name).copied().flatten();
                    batch.problems.push(render::Problem::Template { source, name, place, reason, page: None });
                }
            }
        };
        for alias in &self.snapshot.site.aliases {
            let Some(source) = self.snapshot.site.node(alias.node).source else { continue };
            redirect(batch, &alias.file, alias.node, Origin::Alias(source, alias.span));
        }
        // With every language in a folder of its own, the root leads to the default one.
        let default = config.languages.iter().position(|language| language.code == config.default_language);
        if let Some(home) = default.and_then(|language| self.snapshot.site.homes[language])
            && config.default_language_in_subdir
            && self.snapshot.site.lookup.of_file("index.html").is_none()
        {
            redirect(batch, "index.html", home, Origin::Generated("redirect"));
        }
    }

    /// Smaller pictures, files of the theme, and files that are published as they are.
    pub(super) fn assets(&self, batch: &mut Batch) {
        let sources = &self.snapshot.sources;
        for (file, bytes) in self.options.pictures.files() {
            batch.add(file.to_string(), Output::Bytes(bytes.clone()), Origin::Generated("picture"));
        }
        for (path, file) in self.snapshot.theme_files.iter() {
            if let Some(bytes) = self.snapshot.settings.theme.assets.get(path) {
                batch.add(file.to_string(), Output::Bytes(bytes.clone()), Origin::Theme(path.clone()));
            }
        }
        for (file, &id) in &self.snapshot.site.assets.by_file {
            let source = sources.get(id);
            let output = match &source.content {
                Content::Asset(asset) => {
                    Output::File { file: asset.file.clone(), size: asset.size, stamp: source.fingerprint() }
                }
                Content::Text { text, .. } => Output::Bytes(text.get().as_bytes().into()),
            };
            batch.add(file.clone(), output, Origin::Static(id));
        }
    }
}
