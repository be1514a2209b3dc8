//! Aliases: old URLs of what moved lead to the new ones, and no alias stands where a page is now.

use crate::page::front_matter::edit;
use crate::rename::follow::Step;
use crate::site::Node;
use crate::site::permalink::{join, language_prefix};
use crate::source::span::Span;
use std::collections::BTreeMap;

/// What became of aliases.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    pub changes: Vec<(Span, String)>,
    /// How many old URLs were written down.
    pub added: usize,
    pub notes: Vec<String>,
}

/// What is taken out of the list of one page, and what is put in.
#[derive(Default)]
struct List {
    gone: Vec<String>,
    added: Vec<String>,
}

/// The changes of all lists. With `wanted` every published old URL is written down.
pub fn changes(step: &Step<'_>, wanted: bool) -> Aliases {
    let (before, after) = (step.before.world, step.after.world);
    let mut result = Aliases::default();
    let mut lists: BTreeMap<usize, List> = BTreeMap::new();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for alias in &before.site.aliases {
        let node = before.site.node(alias.node);
        let (Some(entry), Some(source)) = (node.entry, node.source) else { continue };
        let path = &before.sources.get(source).path;
        let list = lists.entry(entry).or_default();
        let taken = after.site.lookup.of_file(&alias.file).filter(|&by| after.site.node(by).rendered);
        if let Some(by) = taken {
            list.gone.push(alias.written.clone());
            let own = after.site.node(by).source.map(|by| after.sources.get(by).path.to_string());
            if own.as_deref() != Some(&*step.moved.path(path)) {
                let by = own.unwrap_or_else(|| after.site.node(by).url.clone());
                told.insert(format!("{path} {}", alias.written), by);
                result.notes.push(format!(
                    "`{path}` gives up its alias `{}`: `{}` stands there now",
                    alias.written,
                    told.values().next_back().cloned().unwrap_or_default()
                ));
            }
            continue;
        }
        let relative = !alias.written.trim().starts_with('/');
        let moved = step.moved.moves(path).is_some();
        if relative && moved && resolved(step, entry, &alias.written).as_deref() != Some(&alias.file) {
            let later = crate::rename::follow::later(step, entry).and_then(|entry| step.after.places.get(entry)?.node);
            list.gone.push(alias.written.clone());
            list.added.push(spelled(step, later.map_or(node, |id| after.site.node(id)), &alias.file));
        }
    }
    for id in before.site.ids().filter(|_| wanted) {
        let node = before.site.node(id);
        let (Some(entry), Some(source)) = (node.entry.filter(|_| node.rendered), node.source) else { continue };
        let path = step.moved.path(&before.sources.get(source).path);
        let later = after.sources.find(&path).and_then(|(source, _)| after.site.lookup.of_source(source));
        let Some(later) = later.map(|id| after.site.node(id)).filter(|later| later.rendered) else { continue };
        let taken =
            after.site.lookup.of_file(&node.file).is_some() || after.site.assets.by_file.contains_key(&node.file);
        if later.file == node.file || taken || node.file.contains(['?', '#', '\\']) {
            continue;
        }
        let alias = spelled(step, later, &node.file);
        let kept = before.site.aliases.iter().any(|own| own.file == node.file);
        if !kept {
            lists.entry(entry).or_default().added.push(alias);
            result.added += 1;
        }
    }
    for (entry, list) in lists {
        let Some(page) = before.pages.get(entry) else { continue };
        let gone: Vec<&str> = list.gone.iter().map(String::as_str).collect();
        if !gone.is_empty() || !list.added.is_empty() {
            let text = before.sources.get(page.source).text();
            result.changes.extend(edit::aliases(page, text, &gone, &list.added));
        }
    }
    result
}

/// An output path as an alias of a page: from the folder of its language; one that lies elsewhere is climbed to.
fn spelled(step: &Step<'_>, page: &Node, file: &str) -> String {
    let shown = file.strip_suffix("index.html").unwrap_or(file);
    match shown.strip_prefix(&language_prefix(step.after.world.config, page.language)) {
        Some(inside) => format!("/{inside}"),
        None => {
            let folder = page.file.strip_suffix("/index.html").unwrap_or(&page.file);
            format!("{}{shown}", "../".repeat(folder.matches('/').count()))
        }
    }
}

/// The output path of a relative alias after the move.
fn resolved(step: &Step<'_>, entry: usize, written: &str) -> Option<String> {
    let later = crate::rename::follow::later(step, entry)?;
    let place = step.after.places.get(later)?;
    let folder = place.url_folder.trim_end_matches('/');
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    let clean = join(folder, written)?;
    Some(if clean.ends_with(".html") { clean } else { format!("{clean}/index.html") })
}
