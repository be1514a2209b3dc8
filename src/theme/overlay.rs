//! Which file wins: the project's `templates/` over the theme over the built-in theme.

use crate::config::Config;
use crate::config::load::{KNOWN_THEMES, known_theme};
use crate::nearest::nearest;
use crate::source::Sources;
use crate::source::span::{SourceId, Span};
use crate::theme::stylesheet::compact;
use crate::theme::{DEFAULT, Problem};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The built-in theme, as the build script (`build/theme.rs`) made it ready.
mod built_in {
    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// A text that changes with any file of the built-in theme.
pub use built_in::FINGERPRINT;

/// Which theme a project gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The theme whose templates are used.
    pub name: String,
    /// The name in the configuration, where our theme stands in for it.
    pub stands_for: Option<String>,
    /// The folder of the theme in the project, if it has one.
    pub folder: Option<String>,
}

impl Choice {
    /// Where Tera looks for a template that the project itself does not have.
    pub fn prefixes(&self) -> Vec<String> {
        let mut prefixes = Vec::new();
        if self.name != DEFAULT {
            prefixes.push(format!("themes/{}/", self.name));
        }
        prefixes.push(format!("themes/{DEFAULT}/"));
        prefixes
    }
}

/// A text file of a theme.
#[derive(Debug, Clone)]
pub struct File {
    pub text: Cow<'static, str>,
    pub source: Option<SourceId>,
}

/// All files of a theme after overlaying, by name.
#[derive(Debug, Default)]
pub struct Files {
    /// `page.html` for the project's own, `themes/NAME/page.html` for a theme's.
    pub templates: BTreeMap<String, File>,
    /// `i18n/en.toml`, with a digit before that orders the layers from below.
    pub strings: BTreeMap<String, File>,
    pub settings: BTreeMap<String, File>,
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// Those that are not built in.
    pub own_assets: BTreeSet<String>,
}

impl Files {
    /// Adds a file of a project to `assets/`.
    fn add_asset(&mut self, name: &str, text: &str) {
        let bytes = if name.ends_with(".css") { compact(text).into_bytes() } else { text.as_bytes().to_vec() };
        self.assets.insert(name.to_string(), bytes.into());
        self.own_assets.insert(name.to_string());
    }
}

/// Chooses the theme that the configuration names.
pub fn choose(config: &Config, sources: &Sources, problems: &mut Vec<Problem>) -> Choice {
    let default = |stands_for| Choice {
        name: DEFAULT.to_string(),
        stands_for,
        folder: has_templates(sources, DEFAULT).then(|| format!("themes/{DEFAULT}")),
    };
    let Some((written, span)) = &config.theme else { return default(None) };
    if let Some(name) = config.theme_folders().find(|name| *name != DEFAULT && has_templates(sources, name)) {
        return Choice { folder: Some(format!("themes/{name}")), name: name.to_string(), stands_for: None };
    }
    let name = written.rsplit('/').next().unwrap_or(written).to_string();
    if name.is_empty() || name == DEFAULT {
        return default(None);
    }
    if known_theme(written).is_some() {
        return default(Some(name));
    }
    let is_go = sources.under(&format!("themes/{name}")).next().is_some();
    problems.push(missing(sources, *span, name, is_go));
    default(None)
}

fn missing(sources: &Sources, span: Option<Span>, name: String, is_go: bool) -> Problem {
    let mut known: Vec<String> =
        sources.under("themes").filter_map(|(_, source)| source.path.split('/').nth(1).map(str::to_string)).collect();
    known.dedup();
    known.extend(KNOWN_THEMES.iter().map(|name| name.to_string()));
    known.retain(|known| *known != name);
    let near = nearest(&name, known.iter().map(String::as_str)).map(str::to_string);
    Problem::Missing { span, name, near, is_go }
}

/// Whether a theme of the project has Tera templates.
fn has_templates(sources: &Sources, name: &str) -> bool {
    sources.under(&format!("themes/{name}/templates")).next().is_some()
        || sources.find(&format!("themes/{name}/theme.toml")).is_some_and(|(_, source)| {
            // Hugo's themes have a `theme.toml` too; theirs asks for a version of Hugo.
            !source.text().contains("min_version") && sources.under(&format!("themes/{name}/layouts")).next().is_none()
        })
}

/// Collects the built-in files, then those of the theme, then those of the project.
pub fn collect(choice: &Choice, sources: &Sources) -> Files {
    let mut files = Files::default();
    built_in(&mut files);
    if let Some(folder) = &choice.folder {
        let prefix = format!("themes/{}/", choice.name);
        layer(sources, folder, &prefix, '1', &mut files);
    }
    for (id, source) in sources.under("templates") {
        let name = &source.path["templates/".len()..];
        files.templates.insert(name.to_string(), File { text: source.text().to_string().into(), source: Some(id) });
    }
    for (id, source) in sources.under("i18n") {
        let file = File { text: source.text().to_string().into(), source: Some(id) };
        files.strings.insert(format!("2/{}", source.path), file);
    }
    for (_, source) in sources.under("assets") {
        files.add_asset(&source.path["assets/".len()..], source.text());
    }
    files
}

/// The plain names of the built-in templates, such as `partials/footer.html`.
pub fn built_in_templates() -> BTreeSet<String> {
    built_in::FILES.iter().filter_map(|(path, _)| path.strip_prefix("templates/")).map(str::to_string).collect()
}

fn built_in(files: &mut Files) {
    for &(path, text) in built_in::FILES {
        let file = || File { text: text.into(), source: None };
        if let Some(name) = path.strip_prefix("templates/") {
            files.templates.insert(format!("themes/{DEFAULT}/{name}"), file());
        } else if let Some(name) = path.strip_prefix("assets/") {
            files.assets.insert(name.to_string(), text.as_bytes().into());
        } else if path.starts_with("i18n/") {
            files.strings.insert(format!("0/{path}"), file());
        } else if path == "theme.toml" {
            files.settings.insert("0".to_string(), file());
        }
    }
}

fn layer(sources: &Sources, folder: &str, prefix: &str, order: char, files: &mut Files) {
    for (id, source) in sources.under(folder) {
        let Some(inside) = source.path.get(folder.len() + 1..) else { continue };
        let file = || File { text: source.text().to_string().into(), source: Some(id) };
        if let Some(name) = inside.strip_prefix("templates/") {
            files.templates.insert(format!("{prefix}{name}"), file());
        } else if let Some(name) = inside.strip_prefix("assets/") {
            if !source.text().is_empty() {
                files.add_asset(name, source.text());
            }
        } else if inside.starts_with("i18n/") {
            files.strings.insert(format!("{order}/{inside}"), file());
        } else if inside == "theme.toml" {
            files.settings.insert(order.to_string(), file());
        }
    }
}

/// Name, place (line, column) and reason of an error of Tera.
pub fn place_of(error: &tera::Error) -> (String, Option<(usize, usize)>, String) {
    match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let span = report.span();
            let place = (span.start_line, span.start_col + 1);
            (report.filename().to_string(), Some(place), report.message().to_string())
        }
        tera::ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            (tpl.clone(), None, format!("extends itself: {}", inheritance_chain.join(" -> ")))
        }
        tera::ErrorKind::CircularInclude { tpl, include_chain } => {
            (tpl.clone(), None, format!("includes itself: {}", include_chain.join(" -> ")))
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            (current.clone(), None, format!("extends `{parent}`, which is no template"))
        }
        _ => (String::new(), None, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_theme_is_that_of_its_folder() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/foundation");
        for (path, text) in built_in::FILES {
            let there = std::fs::read_to_string(folder.join(path)).expect("a file of the theme");
            let there = if path.ends_with(".css") { compact(&there) } else { there };
            assert_eq!(*text, there, "{path}");
        }
        let count = |inside: &str| std::fs::read_dir(folder.join(inside)).expect("a folder").count();
        for inside in ["templates/shortcodes/", "templates/partials/", "assets/js/", "assets/css/", "i18n/"] {
            let built_in = built_in::FILES.iter().filter(|(path, _)| path.starts_with(inside)).count();
            assert_eq!(built_in, count(inside), "{inside}");
        }
    }
}
