//! ContentPath: what the place of a content file says: language, folder, and role.
//!
//! Source: Hugo's pages `content-management/organization`, `page-bundles` and `multilingual`.

use crate::config::{Config, Language};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `_index.md`: the page of its folder.
    Section,
    /// `index.md`: the folder is one page, and its other files belong to it.
    Bundle,
    Page,
    /// A Markdown file within a bundle or in an attachments folder: not a page of its own.
    Resource,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentPath {
    /// Index into the languages of the configuration.
    pub language: usize,
    pub role: Role,
    /// The folder relative to the content folder, without `/` at its end.
    pub folder: String,
    /// The file name without language and extension.
    pub name: String,
    /// The same logical path in every language: of the section, the bundle or the page.
    pub logical: String,
}

/// The content folders of all languages with the language that each belongs to, longest first; `None` for one that several
/// languages share. A language without a folder of its own has the shared one.
pub fn roots(config: &Config) -> Vec<(String, Option<usize>)> {
    let shared = clean(&config.content_dir);
    let folder = |language: &Language| language.content_dir.as_deref().map_or_else(|| shared.clone(), clean);
    let folders: Vec<String> = config.languages.iter().map(folder).collect();
    let is_own = |language: usize| config.languages[language].content_dir.is_some();
    let mut roots: Vec<(String, Option<usize>)> = Vec::new();
    for (index, folder) in folders.iter().enumerate().filter(|&(index, _)| is_own(index)) {
        let only = folders.iter().filter(|other| *other == folder).count() == 1;
        if !roots.iter().any(|(root, _)| root == folder) {
            roots.push((folder.clone(), only.then_some(index)));
        }
    }
    if !roots.iter().any(|(root, _)| *root == shared) {
        roots.push((shared, None));
    }
    roots.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    roots
}

fn clean(folder: &str) -> String {
    folder.trim_start_matches("./").trim_end_matches('/').to_string()
}

/// Reads a file path relative to the root of the project. `None` if it lies outside the content folders or is no page file.
pub fn read(config: &Config, roots: &[(String, Option<usize>)], path: &str) -> Option<ContentPath> {
    let (inside, fixed) = roots.iter().find_map(|(root, language)| {
        let inside = path.strip_prefix(root.as_str())?.strip_prefix('/')?;
        Some((inside, *language))
    })?;
    let (folder, file) = inside.rsplit_once('/').unwrap_or(("", inside));
    let (stem, extension) = file.rsplit_once('.')?;
    if !matches!(extension.to_ascii_lowercase().as_str(), "md" | "markdown" | "mdown" | "html" | "htm") {
        return None;
    }
    let default = config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
    let suffix = stem.rsplit_once('.').and_then(|(name, code)| {
        let index = config.languages.iter().position(|language| language.code.eq_ignore_ascii_case(code))?;
        Some((name, index))
    });
    let (name, language) = match (fixed, suffix) {
        // A language in the name counts in a folder of one language too, be it another one: so does Hugo 0.168.
        (_, Some((name, language))) => (name, language),
        (Some(language), None) => (stem, language),
        (None, None) => (stem, default),
    };
    let attachments = folder.split('/').any(|part| part.ends_with(".files"));
    let role = match name {
        _ if attachments => Role::Resource,
        "_index" => Role::Section,
        "index" => Role::Bundle,
        _ => Role::Page,
    };
    let logical = match role {
        Role::Section | Role::Bundle => folder.to_string(),
        Role::Page | Role::Resource if folder.is_empty() => name.to_string(),
        Role::Page | Role::Resource => format!("{folder}/{name}"),
    };
    Some(ContentPath { language, role, folder: folder.to_string(), name: name.to_string(), logical })
}
