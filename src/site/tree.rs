//! Sections and pages as a tree: who stands below whom.
//!
//! Source: Hugo's page `content-management/sections`, and Hugo 0.168 for folders without `_index.md`.

use crate::config::Config;
use crate::page::outline::Outline;
use crate::site::content_path::{ContentPath, Role};
use crate::site::{Entry, Kind, Node, NodeId, Problem, Publication, Reason, Site, Withheld};
use crate::source::span::SourceId;
use rustc_hash::FxHashMap;

/// Makes a node of every published file and of every folder that needs a page, and hangs each below its section.
pub fn grow(config: &Config, entries: &[Entry<'_>], publication: Publication) -> Site {
    let mut site = Site { homes: vec![None; config.languages.len()], ..Site::default() };
    let bundles: Vec<(usize, &str)> = entries
        .iter()
        .filter(|entry| entry.path.role == Role::Bundle && !entry.path.folder.is_empty())
        .map(|entry| (entry.path.language, entry.path.folder.as_str()))
        .collect();
    let mut in_bundle: FxHashMap<&str, ()> = FxHashMap::default();
    for (_, folder) in &bundles {
        in_bundle.insert(folder, ());
    }
    // Sections by language and folder, so that pages find theirs.
    let mut sections: FxHashMap<(usize, String), NodeId> = FxHashMap::default();
    let mut withheld_sections: FxHashMap<(usize, String), SourceId> = FxHashMap::default();
    let mut pages: Vec<usize> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let path = entry.path;
        if path.role == Role::Resource || within_bundle(path, &in_bundle) {
            continue;
        }
        if let Some(reason) = reason_to_withhold(config, entry, publication) {
            if path.role == Role::Section {
                withheld_sections.insert((path.language, path.folder.clone()), entry.source);
            }
            site.withheld.push(Withheld {
                source: entry.source,
                entry: index,
                language: path.language,
                path: path.logical.clone(),
                reason,
            });
            continue;
        }
        match path.role {
            // `content/index.md` is the page of the home folder too.
            Role::Section => {
                let kind = if path.folder.is_empty() { Kind::Home } else { Kind::Section };
                let id = push(&mut site, node(config, kind, index, entry));
                sections.insert((path.language, path.folder.clone()), id);
                if kind == Kind::Home {
                    site.homes[path.language] = Some(id);
                }
            }
            Role::Bundle if path.folder.is_empty() => {
                if site.homes[path.language].is_none() {
                    let id = push(&mut site, node(config, Kind::Home, index, entry));
                    sections.insert((path.language, String::new()), id);
                    site.homes[path.language] = Some(id);
                }
            }
            _ => pages.push(index),
        }
    }
    homes(&mut site, config, entries, &mut sections, &pages);
    let mut missing: FxHashMap<String, SourceId> = FxHashMap::default();
    for &index in &pages {
        let entry = &entries[index];
        let path = entry.path;
        let folder = match path.role {
            Role::Bundle => path.folder.rsplit_once('/').map_or("", |(parent, _)| parent),
            _ => path.folder.as_str(),
        };
        let parent = section_of(&mut site, config, &mut sections, path.language, folder);
        if let Some(&draft) = withheld_sections.get(&(path.language, folder.to_string())) {
            site.problems.push(Problem::ParentWithheld { source: entry.source, parent: draft });
        } else if !folder.is_empty() && !sections_have_file(&site, &sections, path.language, folder) {
            missing.entry(folder.to_string()).or_insert(entry.source);
        }
        let id = push(&mut site, node(config, Kind::Page, index, entry));
        site.nodes[id.0 as usize].parent = parent;
    }
    let ids: Vec<NodeId> = site.ids().collect();
    for id in ids {
        if site.node(id).kind == Kind::Section && site.node(id).parent.is_none() {
            let language = site.node(id).language;
            let path = site.node(id).path.clone();
            let above = path.rsplit_once('/').map_or("", |(above, _)| above);
            site.nodes[id.0 as usize].parent = section_of(&mut site, config, &mut sections, language, above);
        }
    }
    let mut missing: Vec<(String, SourceId)> = missing.into_iter().collect();
    missing.sort();
    site.problems.extend(missing.into_iter().map(|(folder, first)| Problem::SectionIndexMissing { folder, first }));
    cascade_listing(&mut site);
    for id in site.ids().collect::<Vec<_>>() {
        if let Some(parent) = site.node(id).parent {
            site.nodes[parent.0 as usize].children.push(id);
        }
    }
    site
}

/// Every language that has a page has a home, with or without a file.
fn homes(
    site: &mut Site,
    config: &Config,
    entries: &[Entry<'_>],
    sections: &mut FxHashMap<(usize, String), NodeId>,
    pages: &[usize],
) {
    for (language, settings) in config.languages.iter().enumerate() {
        let used = pages.iter().any(|&index| entries[index].path.language == language)
            || site.nodes.iter().any(|node| node.language == language);
        let is_default = settings.code == config.default_language;
        if site.homes[language].is_none() && (used || is_default) && !settings.disabled {
            let id = push(site, bare(Kind::Home, language, "", settings.title.clone()));
            sections.insert((language, String::new()), id);
            site.homes[language] = Some(id);
        }
    }
}

/// The section of a folder: its own, else the one of the nearest folder above that has one; a folder at the top gets a
/// page made for it, as in Hugo.
fn section_of(
    site: &mut Site,
    config: &Config,
    sections: &mut FxHashMap<(usize, String), NodeId>,
    language: usize,
    folder: &str,
) -> Option<NodeId> {
    let mut at = folder;
    loop {
        if let Some(&id) = sections.get(&(language, at.to_string())) {
            return Some(id);
        }
        match at.rsplit_once('/') {
            Some((above, _)) => at = above,
            None if at.is_empty() => return site.homes.get(language).copied().flatten(),
            None => {
                let mut made = bare(Kind::Section, language, at, title_of_folder(at));
                made.parent = site.homes.get(language).copied().flatten();
                made.rendered = !config.disable_kinds.iter().any(|kind| kind == "section");
                let id = push(site, made);
                sections.insert((language, at.to_string()), id);
                return Some(id);
            }
        }
    }
}

fn sections_have_file(
    site: &Site,
    sections: &FxHashMap<(usize, String), NodeId>,
    language: usize,
    folder: &str,
) -> bool {
    sections.get(&(language, folder.to_string())).is_some_and(|&id| site.node(id).entry.is_some())
}

fn push(site: &mut Site, node: Node) -> NodeId {
    site.nodes.push(node);
    NodeId(site.nodes.len() as u32 - 1)
}

fn within_bundle(path: &ContentPath, bundles: &FxHashMap<&str, ()>) -> bool {
    let own = path.role == Role::Bundle;
    let mut folder =
        if own { path.folder.rsplit_once('/').map_or("", |(above, _)| above) } else { path.folder.as_str() };
    while !folder.is_empty() {
        if bundles.contains_key(folder) {
            return true;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
    false
}

/// Source: Hugo's `shouldBuild`; publishDate defaults to date.
fn reason_to_withhold(config: &Config, entry: &Entry<'_>, publication: Publication) -> Option<Reason> {
    let meta = &entry.outline.meta;
    if config.languages[entry.path.language].disabled {
        return Some(Reason::Language);
    }
    if meta.draft && !(publication.drafts || config.build_drafts) {
        return Some(Reason::Draft);
    }
    let publish = meta.publish_date.or(meta.date);
    if publish.is_some_and(|date| date > publication.now) && !(publication.future || config.build_future) {
        return Some(Reason::Future);
    }
    if meta.expiry_date.is_some_and(|date| date <= publication.now) && !(publication.expired || config.build_expired) {
        return Some(Reason::Expired);
    }
    None
}

fn node(config: &Config, kind: Kind, index: usize, entry: &Entry<'_>) -> Node {
    let outline: &Outline = entry.outline;
    let meta = &outline.meta;
    let fallback = match kind {
        Kind::Home => config.languages[entry.path.language].title.clone(),
        // Hugo leaves the title empty; a menu needs words. A rule tells that it is missing.
        _ => title_of_folder(&entry.path.logical),
    };
    let title = meta.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or(fallback);
    let link_title = meta.link_title.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| title.clone());
    let menu_title = meta.menu_title.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| link_title.clone());
    let disabled = config.disable_kinds.iter().any(|disabled| disabled == kind.name());
    let never = |value: &Option<String>| value.as_deref().is_some_and(|value| matches!(value, "never" | "false"));
    Node {
        kind,
        language: entry.path.language,
        entry: Some(index),
        source: Some(entry.source),
        path: entry.path.logical.clone(),
        parent: None,
        children: Vec::new(),
        title,
        menu_title,
        link_title,
        weight: meta.weight,
        date: meta.date.or(meta.publish_date).or(meta.lastmod).unwrap_or(0),
        hidden: meta.hidden.unwrap_or(false),
        draft: meta.draft,
        bundle: entry.path.role == Role::Bundle,
        url: String::new(),
        file: String::new(),
        folder: String::new(),
        rendered: !disabled && !meta.headless && !never(&meta.build_render),
        listed: !meta.headless && !never(&meta.build_list),
    }
}

/// A page that no file stands for.
pub fn bare(kind: Kind, language: usize, path: &str, title: String) -> Node {
    Node {
        kind,
        language,
        entry: None,
        source: None,
        path: path.to_string(),
        parent: None,
        children: Vec::new(),
        menu_title: title.clone(),
        link_title: title.clone(),
        title,
        weight: 0,
        date: 0,
        hidden: false,
        draft: false,
        bundle: false,
        url: String::new(),
        file: String::new(),
        folder: String::new(),
        rendered: true,
        listed: true,
    }
}

/// A hidden section hides nothing that was not hidden already in lists, but what is not listed lists nothing below it.
fn cascade_listing(site: &mut Site) {
    for id in site.ids().collect::<Vec<_>>() {
        if site.node(id).parent.is_none() && !matches!(site.node(id).kind, Kind::Home) {
            let language = site.node(id).language;
            site.nodes[id.0 as usize].parent = site.homes[language];
        }
    }
}

/// The title of a folder without `_index.md`: its words with capitals.
pub fn title_of_folder(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let mut title = String::with_capacity(name.len());
    for (index, word) in name.split([' ', '-', '_']).filter(|word| !word.is_empty()).enumerate() {
        if index > 0 {
            title.push(' ');
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            title.extend(first.to_uppercase());
            title.push_str(chars.as_str());
        }
    }
    title
}
