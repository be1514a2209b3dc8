//! Export: a page, a chapter or the whole guide as plain text, as Markdown, or as one file of HTML.

use crate::export::single::{self, Carried};
use crate::export::text;
use crate::project::Project;
use crate::project::outputs::Maker;
use crate::project::snapshot::Snapshot;
use crate::render::book::{self, Included, PartOf};
use crate::site::{Kind, NodeId};
use crate::source::{Content, read};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The shape of what is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// For mail and for reviews: paragraphs, bullets by depth.
    Text,
    /// Shortcodes resolved, addresses whole.
    Markdown,
    /// One file that carries styles and pictures.
    SingleHtml,
}

/// What was exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    pub text: String,
    pub pages: usize,
    /// Pictures that are not there, by their path from the top of the site.
    pub missing: Vec<String>,
    /// How many links lead to parts of the site that are not in the file and have no host to lead to.
    pub outward: usize,
}

/// One page of what is exported.
struct Part {
    node: NodeId,
    level: usize,
    html: String,
}

impl Project {
    /// Exports some pages, each with all visible pages below it; without any the whole guide in its default language.
    pub fn export(&mut self, snapshot: &Snapshot, pages: &[NodeId], shape: Shape) -> Exported {
        let maker = Maker::once(snapshot, &self.options);
        let config = &snapshot.settings.config;
        let default =
            config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
        let home = snapshot.site.homes.get(default).copied().flatten();
        let roots: Vec<NodeId> = if pages.is_empty() { home.into_iter().collect() } else { pages.to_vec() };
        let mut seen: FxHashSet<NodeId> = FxHashSet::default();
        let nodes: Vec<(NodeId, usize)> =
            roots.iter().flat_map(|&root| maker.below(root)).filter(|(node, _)| seen.insert(*node)).collect();
        if shape == Shape::Markdown {
            let texts: Vec<String> = nodes.par_iter().filter_map(|(node, _)| maker.markdown(*node)).collect();
            return Exported { text: texts.join("\n"), pages: texts.len(), ..Exported::default() };
        }
        let parts: Vec<Part> = nodes
            .par_iter()
            .map(|&(node, level)| {
                let body = snapshot.site.node(node).entry.map(|entry| maker.body(node, entry));
                Part { node, level, html: body.map_or(String::new(), |body| body.html) }
            })
            .collect();
        match shape {
            Shape::Text | Shape::Markdown => {
                Exported { text: as_text(snapshot, &parts), pages: parts.len(), ..Exported::default() }
            }
            Shape::SingleHtml => single_html(snapshot, &roots, &parts, &maker.words_of(default)),
        }
    }
}

fn as_text(snapshot: &Snapshot, parts: &[Part]) -> String {
    let texts: Vec<String> = parts
        .par_iter()
        .map(|part| {
            let title = &snapshot.site.node(part.node).title;
            // A body that begins with its title is not given it twice.
            let has_title = part.html.trim_start().starts_with("<h1");
            text::text(if has_title { "" } else { title }, &part.html)
        })
        .collect();
    texts.join("\n\n")
}

fn single_html(snapshot: &Snapshot, roots: &[NodeId], parts: &[Part], words: &BTreeMap<String, String>) -> Exported {
    let settings = &snapshot.settings;
    let config = &settings.config;
    let site = &snapshot.site;
    let language = roots.first().map_or(0, |&root| site.node(root).language);
    let language = &config.languages[language];
    let names: Vec<String> = (1..=parts.len()).map(|number| format!("part-{number}")).collect();
    let included: Included<'_> =
        parts.iter().zip(&names).map(|(part, name)| (site.node(part.node).url.as_str(), &**name)).collect();
    let sections: Vec<String> = parts
        .par_iter()
        .zip(&names)
        .map(|(part, name)| {
            let node = site.node(part.node);
            // Without script all tabs are shown.
            let html = part.html.replace(" hidden=\"until-found\"", "");
            let content = book::part(&PartOf { id: name, url: &node.url, title: &node.title, html: &html }, &included);
            format!(
                "<section class=\"book-part\" aria-labelledby=\"{name}\">\n<h2 class=\"part-title\" id=\"{name}\">{}</h2>\n{content}\n</section>\n",
                escaped(&node.title)
            )
        })
        .collect();
    let title = match roots {
        [only] if site.node(*only).kind != Kind::Home => site.node(*only).title.clone(),
        _ => language.title.clone(),
    };
    let mut contents = String::new();
    if parts.len() > 1 {
        let label = escaped(words.get("contents").map_or("Contents", String::as_str));
        contents.push_str(&format!("<nav class=\"book-contents\" aria-label=\"{label}\">\n<ol>\n"));
        for (part, name) in parts.iter().zip(&names) {
            let title = escaped(&site.node(part.node).title);
            contents.push_str(&format!("<li class=\"level-{}\"><a href=\"#{name}\">{title}</a></li>\n", part.level));
        }
        contents.push_str("</ol>\n</nav>\n");
    }
    let file = |path: &str| {
        let source = snapshot.sources.get(*site.assets.by_file.get(path)?);
        match &source.content {
            Content::Asset(asset) => read::bytes(asset),
            Content::Text { text, .. } => Some(text.get().as_bytes().to_vec()),
        }
    };
    let body = format!("{contents}{}", sections.concat());
    let Carried { html, missing, outward } = single::carry(&body, config.base_path(), config.origin(), &file);
    let text = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n\
         <body class=\"print-page\">\n<main id=\"content\">\n<article class=\"book\">\n<h1>{}</h1>\n{html}</article>\n</main>\n\
         </body>\n</html>\n",
        escaped(&language.tag),
        if language.right_to_left { "rtl" } else { "ltr" },
        escaped(&title),
        styles(snapshot, &file),
        escaped(&title),
    );
    Exported { text, pages: parts.len(), missing, outward: if config.origin().is_empty() { outward } else { 0 } }
}

/// A page without a menu and without script.
const FRAME: &str = "\
main { width: 100%; max-width: 60rem; margin-inline: auto; padding: 1.5rem }
.needs-script { display: none !important }
.tab { padding: 1rem }
.tab::before { content: attr(data-title) }";

/// The styles of the theme and of the author, and the frame of a page without a menu.
fn styles(snapshot: &Snapshot, file: &dyn Fn(&str) -> Option<Vec<u8>>) -> String {
    let settings = &snapshot.settings;
    let mut styles: Vec<String> = Vec::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    styles.extend(settings.theme.assets.get("css/foundation.css").map(|bytes| text(bytes)));
    let params = &settings.config.params;
    let own = match params.get("custom_css").or_else(|| params.get("customcss")) {
        Some(serde_json::Value::Array(list)) => list.iter().filter_map(|path| path.as_str()).collect(),
        Some(serde_json::Value::String(path)) => vec![path.as_str()],
        _ => Vec::new(),
    };
    styles.extend(own.iter().filter_map(|path| file(path.trim_start_matches('/'))).map(|bytes| text(&bytes)));
    styles.push(FRAME.to_string());
    // What ends a style sheet in HTML cannot stand in one.
    let mut all = styles.join("\n").replace("</style", "<\\/style");
    all.push('\n');
    all
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
