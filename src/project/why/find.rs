//! The page that a person means: by its file, its address, its name or its title.

use crate::nearest::nearest_all;
use crate::project::snapshot::Snapshot;
use crate::site::content_path::{self, Role};
use crate::site::permalink::join;

/// So many near names are offered.
const OFFERED: usize = 5;

/// What a word leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The entry of the page.
    Page(usize),
    /// Files of several pages that fit.
    Several(Vec<String>),
    /// Nothing fits; files of pages whose name is near.
    Nothing(Vec<String>),
}

/// Looks for a page, drafts included: by the path of its file from the root or from the content folder, by its address or
/// an old one, by the name of its file or folder, by its title.
pub fn find(snapshot: &Snapshot, asked: &str) -> Found {
    let wanted = asked.trim().replace('\\', "/");
    let wanted = wanted.trim_start_matches("./");
    let file = |entry: usize| snapshot.sources.get(snapshot.pages[entry].source).path.to_string();
    let fits = |test: &dyn Fn(usize) -> bool| -> Option<Found> {
        let entries = (0..snapshot.pages.len()).filter(|&entry| snapshot.paths[entry].role != Role::Resource);
        let found: Vec<usize> = entries.filter(|&entry| test(entry)).collect();
        match found.as_slice() {
            [] => None,
            [one] => Some(Found::Page(*one)),
            several => Some(Found::Several(several.iter().map(|&entry| file(entry)).collect())),
        }
    };
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let roots = content_path::roots(&snapshot.settings.config);
    let inside = |path: &str| {
        roots.iter().find_map(|(root, _)| Some(path.strip_prefix(root.as_str())?.strip_prefix('/')?.to_string()))
    };
    if let Some(found) = fits(&|entry| file(entry) == wanted) {
        return found;
    }
    if let Some(found) = fits(&|entry| inside(&file(entry)).is_some_and(|path| path == wanted)) {
        return found;
    }
    if let Some(entry) = by_address(snapshot, wanted) {
        return Found::Page(entry);
    }
    let bare = wanted.trim_matches('/');
    let bare = roots.iter().find_map(|(root, _)| bare.strip_prefix(root.as_str())?.strip_prefix('/')).unwrap_or(bare);
    let stem = bare.strip_suffix(".md").unwrap_or(bare);
    let stem = stem.strip_suffix("/_index").or(stem.strip_suffix("/index")).unwrap_or(stem);
    let logical = |entry: usize| snapshot.paths[entry].logical.clone();
    let name = |entry: usize| logical(entry).rsplit('/').next().unwrap_or("").to_string();
    let title = |entry: usize| snapshot.pages[entry].front.meta.title.clone().unwrap_or_default();
    let tests: [&dyn Fn(usize) -> bool; 4] = [
        &|entry| same(&logical(entry), stem),
        &|entry| same(&name(entry), stem),
        &|entry| same(&title(entry), asked.trim()),
        &|entry| !stem.is_empty() && without_number(&name(entry)).eq_ignore_ascii_case(stem),
    ];
    if let Some(found) = tests.iter().find_map(|test| fits(test)) {
        return found;
    }
    Found::Nothing(near(snapshot, stem, asked.trim()))
}

/// The published page at an address of the site, with or without scheme, host and the path of the base URL.
fn by_address(snapshot: &Snapshot, asked: &str) -> Option<usize> {
    let config = &snapshot.settings.config;
    let origin = config.origin();
    let path = if origin.is_empty() { asked } else { asked.strip_prefix(origin).unwrap_or(asked) };
    let path = path.split(['?', '#']).next().unwrap_or("");
    if !path.starts_with('/') {
        return None;
    }
    let lookup = &snapshot.site.lookup;
    let below = path.strip_prefix(config.base_path()).unwrap_or(path);
    [below, path].into_iter().find_map(|path| {
        let clean = join("", &crate::resolve::target::decode(path))?;
        let index = if clean.is_empty() { "index.html".to_string() } else { format!("{clean}/index.html") };
        let files = [clean.as_str(), index.as_str()];
        let node = files.into_iter().find_map(|file| lookup.of_file(file).or_else(|| lookup.of_alias(file)))?;
        snapshot.site.node(node).entry
    })
}

/// `04-plan` is also called `plan`.
fn without_number(name: &str) -> &str {
    name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' '])
}

fn near(snapshot: &Snapshot, stem: &str, asked: &str) -> Vec<String> {
    let last = stem.rsplit('/').next().unwrap_or(stem);
    let mut names: Vec<(String, usize)> = Vec::new();
    for (entry, path) in snapshot.paths.iter().enumerate().filter(|(_, path)| path.role != Role::Resource) {
        let name = path.logical.rsplit('/').next().unwrap_or("").to_string();
        names.push((without_number(&name).to_string(), entry));
        names.push((name, entry));
        names.extend(snapshot.pages[entry].front.meta.title.clone().map(|title| (title, entry)));
    }
    let mut found: Vec<String> = Vec::new();
    for wanted in [last, asked] {
        for near in nearest_all(wanted, names.iter().map(|(name, _)| name.as_str()), OFFERED) {
            for (_, entry) in names.iter().filter(|(name, _)| name == near) {
                let path = snapshot.sources.get(snapshot.pages[*entry].source).path.to_string();
                if !found.contains(&path) && found.len() < OFFERED {
                    found.push(path);
                }
            }
        }
    }
    found
}
