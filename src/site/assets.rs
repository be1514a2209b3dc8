//! Files that are published as they are, by their output path.
//!
//! Sources: Hugo's pages `content-management/page-resources` and `configuration/all#staticdir`.

use crate::config::Config;
use crate::site::content_path;
use crate::site::{Kind, NodeId, Site};
use crate::source::span::SourceId;
use crate::source::{Content, Sources};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Where each asset goes.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    /// Output path to the file; the site's own files win over the theme's.
    pub by_file: BTreeMap<String, SourceId>,
    /// Path relative to the root of the project to output paths (one for each language that publishes it).
    pub by_source: FxHashMap<String, Vec<String>>,
    /// Folder of content to the resources in it, in order of name: path relative to the folder, and source.
    pub in_folder: FxHashMap<String, Vec<(String, SourceId)>>,
}

/// Collects the assets of the theme, the static folders, `images/`, and those beside the pages.
pub fn collect(site: &Site, config: &Config, sources: &Sources) -> Assets {
    let mut assets = Assets::default();
    // What is copied later wins: the first theme of a list is the uppermost.
    let themes: Vec<&str> = config.theme_folders().collect();
    for name in themes.into_iter().rev() {
        copy(&mut assets, sources, &format!("themes/{name}/static"), "");
    }
    for folder in &config.static_dirs {
        copy(&mut assets, sources, folder.trim_end_matches('/'), "");
    }
    for (folder, to) in &config.static_mounts {
        copy(&mut assets, sources, folder, to);
    }
    copy(&mut assets, sources, "images", "images/");
    resources(&mut assets, site, config, sources);
    assets
}

fn copy(assets: &mut Assets, sources: &Sources, folder: &str, to: &str) {
    for (id, source) in sources.under(folder) {
        let Some(inside) = source.path.get(folder.len() + 1..) else { continue };
        let file = format!("{to}{inside}");
        assets.by_source.entry(source.path.to_string()).or_default().push(file.clone());
        assets.by_file.insert(file, id);
    }
}

/// Files below the content folders go where the page of their folder goes, in every language that has one.
fn resources(assets: &mut Assets, site: &Site, config: &Config, sources: &Sources) {
    let mut folders: FxHashMap<(usize, &str), NodeId> = FxHashMap::default();
    for id in site.ids() {
        let node = site.node(id);
        match node.kind {
            Kind::Home | Kind::Section => {
                folders.insert((node.language, &node.path), id);
            }
            // A bundle is the page of a folder; a plain page of that name has no folder of its own.
            Kind::Page => {
                folders.entry((node.language, &node.path)).or_insert(id);
            }
            _ => {}
        }
    }
    let roots = content_path::roots(config);
    for (root, fixed) in &roots {
        for (id, source) in sources.under(root) {
            if !matches!(source.content, Content::Asset(_)) && !source.path.contains(".files/") {
                continue;
            }
            // A longer content folder within this one has its own turn.
            if roots.iter().any(|(other, _)| other.len() > root.len() && source.path.starts_with(&format!("{other}/")))
            {
                continue;
            }
            let Some(inside) = source.path.get(root.len() + 1..) else { continue };
            let (folder, _) = inside.rsplit_once('/').unwrap_or(("", inside));
            let languages: Vec<usize> = match fixed {
                Some(language) => vec![*language],
                None => (0..config.languages.len()).filter(|&language| serves(config, language, inside)).collect(),
            };
            for language in languages {
                let Some((node, at)) = owner(&folders, language, folder) else { continue };
                let node = site.node(node);
                let rest = inside[at.len()..].trim_start_matches('/');
                let file = format!("{}{rest}", node.folder);
                assets.by_source.entry(source.path.to_string()).or_default().push(file.clone());
                assets.by_file.entry(file).or_insert(id);
            }
            assets.in_folder.entry(folder.to_string()).or_default().push((inside.to_string(), id));
        }
    }
    for list in assets.in_folder.values_mut() {
        list.sort();
    }
}

/// Whether a language publishes a file: `page.fr.files/x.pdf` and `x.fr.png` belong to French alone.
fn serves(config: &Config, language: usize, path: &str) -> bool {
    let code_of = |part: &str| {
        let stem = part.strip_suffix(".files")?;
        let (_, code) = stem.rsplit_once('.')?;
        config.languages.iter().position(|language| language.code.eq_ignore_ascii_case(code))
    };
    path.split('/').find_map(code_of).is_none_or(|own| own == language)
}

/// The nearest folder above (or at) `folder` that has a page in the language.
fn owner<'f>(
    folders: &FxHashMap<(usize, &str), NodeId>,
    language: usize,
    folder: &'f str,
) -> Option<(NodeId, &'f str)> {
    let mut at = folder;
    loop {
        if let Some(&id) = folders.get(&(language, at)) {
            return Some((id, at));
        }
        if at.is_empty() {
            return None;
        }
        at = at.rsplit_once('/').map_or("", |(above, _)| above);
    }
}
