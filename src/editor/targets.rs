//! What a reference can name, each in the spelling that fits what was typed so far.

use crate::editor::Desk;
use crate::editor::cursor::Naming;
use crate::page::Page;
use crate::page::outline::Anchor;
use crate::project::list::is_picture;
use crate::resolve::ask::{Question, ask};
use crate::resolve::reference::Outcome;
use crate::rules::facts::Published;
use crate::rules::near;
use crate::site::permalink::encode;
use crate::site::{Kind, NodeId};
use crate::source::span::SourceId;
use std::sync::Arc;

/// A page that can be named.
pub struct Target {
    pub node: NodeId,
    /// As it is written.
    pub spelling: String,
}

/// Whether the letters of `typed` stand in `text` in their order, in any case: 0 for one that begins so, 1 within, 2 scattered.
pub fn rank(typed: &str, text: &str) -> Option<u8> {
    if typed.is_empty() {
        return Some(0);
    }
    if typed.is_ascii() && text.is_ascii() {
        return rank_ascii(typed.as_bytes(), text.as_bytes());
    }
    let (typed, text) = (typed.to_lowercase(), text.to_lowercase());
    if text.starts_with(&typed) {
        return Some(0);
    }
    if text.contains(&typed) {
        return Some(1);
    }
    let mut letters = text.chars();
    typed.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(2)
}

/// The same without a copy: a large guide has ten thousand headings.
fn rank_ascii(typed: &[u8], text: &[u8]) -> Option<u8> {
    if text.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed)) {
        return Some(0);
    }
    let mut letters = text.iter();
    let is_scattered = typed.iter().all(|wanted| letters.any(|letter| letter.eq_ignore_ascii_case(wanted)));
    let is_within = || text.windows(typed.len()).any(|window| window.eq_ignore_ascii_case(typed));
    is_scattered.then(|| if is_within() { 1 } else { 2 })
}

/// The pages that fit what was typed, best first, at most `limit`; whether there are more.
pub fn pages(desk: &Desk<'_>, naming: Naming, typed: &str, limit: usize) -> (Vec<Target>, bool) {
    let site = &desk.snapshot.site;
    let language = desk.content.language;
    let wanted = typed.trim_start_matches(['.', '/']);
    let folder = &desk.place.folder;
    let mut fitting: Vec<(u8, bool, u32, NodeId)> = site
        .ids()
        .filter_map(|id| {
            let node = site.node(id);
            let fits = node.language == language && matches!(node.kind, Kind::Home | Kind::Section | Kind::Page);
            if !fits || !node.rendered || Some(id) == desk.node() {
                return None;
            }
            let name = node.path.rsplit('/').next().unwrap_or(&node.path);
            let by = [name, node.path.as_str(), node.title.as_str(), node.url.trim_start_matches('/')];
            let rank = by.into_iter().filter_map(|text| rank(wanted, text)).min()?;
            let is_far = !node.path.starts_with(folder.as_str());
            Some((rank, is_far, site.walk_place[id.0 as usize].unwrap_or(u32::MAX), id))
        })
        .collect();
    fitting.sort_unstable();
    let is_cut = fitting.len() > limit;
    let targets = fitting.into_iter().take(limit).map(|(_, _, _, node)| {
        let spelling = match naming {
            Naming::Ref => reference(desk, node, typed),
            _ => link(desk, node, typed),
        };
        Target { node, spelling }
    });
    (targets.collect(), is_cut)
}

/// How `relref` names a page: from the root if that was begun, else as short as is safe.
fn reference(desk: &Desk<'_>, node: NodeId, typed: &str) -> String {
    let path = &desk.snapshot.site.node(node).path;
    if typed.starts_with('/') {
        return format!("/{path}");
    }
    let published = Published::default();
    let facts = desk.snapshot.facts(&published);
    near::spelling(&facts, desk.content.language, &desk.place.folder, node)
}

/// How a link names a page: relative to the address of this one if that was begun, else from the root of the site.
fn link(desk: &Desk<'_>, node: NodeId, typed: &str) -> String {
    let node = desk.snapshot.site.node(node);
    if typed.starts_with('.') {
        let folder = if desk.snapshot.settings.config.is_ugly(&node.path) { &node.file } else { &node.folder };
        return relative(&desk.place.url_folder, folder);
    }
    node.url.clone()
}

/// A path of the output as it is written in a page whose own folder is `from`.
fn relative(from: &str, to: &str) -> String {
    let common = from
        .match_indices('/')
        .map(|(at, _)| at + 1)
        .take_while(|&end| to.get(..end) == from.get(..end))
        .last()
        .unwrap_or(0);
    let mut path = "../".repeat(from[common..].matches('/').count());
    if path.is_empty() {
        path.push_str("./");
    }
    encode(&to[common..], &mut path);
    path
}

/// A file that can be named.
pub struct File {
    pub source: SourceId,
    pub spelling: String,
}

/// The published files that fit what was typed: pictures alone, or all. Those beside the page come first.
pub fn files(desk: &Desk<'_>, typed: &str, only_pictures: bool, limit: usize) -> (Vec<File>, bool) {
    let assets = &desk.snapshot.site.assets.by_file;
    let wanted = typed.trim_start_matches(['.', '/']);
    let from = &desk.place.url_folder;
    let base = desk.snapshot.settings.config.base_path();
    let mut fitting: Vec<(bool, u8, &str, SourceId)> = assets
        .iter()
        .filter_map(|(file, &id)| {
            let source = desk.snapshot.sources.get(id);
            let fits = !only_pictures || source.asset().is_some_and(|asset| is_picture(source, asset));
            let name = file.rsplit('/').next().unwrap_or(file);
            let rank = [name, file.as_str()].into_iter().filter_map(|text| rank(wanted, text)).min()?;
            fits.then_some((!is_beside(from, file), rank, file.as_str(), id))
        })
        .collect();
    fitting.sort_unstable();
    let is_cut = fitting.len() > limit;
    let files = fitting.into_iter().take(limit).map(|(is_far, _, file, source)| {
        let spelling = if typed.starts_with('.') {
            relative(from, file)
        } else if !is_far && !typed.starts_with('/') {
            let mut inside = String::new();
            encode(&file[from.len()..], &mut inside);
            inside
        } else {
            let mut url = base.to_string();
            encode(file, &mut url);
            url
        };
        File { source, spelling }
    });
    (files.collect(), is_cut)
}

fn is_beside(from: &str, file: &str) -> bool {
    !from.is_empty() && file.starts_with(from)
}

/// Files that `include` can quote, as paths from the content folder or the root.
pub fn texts(desk: &Desk<'_>, typed: &str, limit: usize) -> (Vec<File>, bool) {
    let content = format!("{}/", desk.snapshot.settings.config.content_dir);
    let wanted = typed.trim_start_matches(['.', '/']);
    let mut fitting: Vec<(u8, &str, SourceId)> = desk
        .snapshot
        .sources
        .iter()
        .filter(|(id, source)| *id != desk.page.source && !source.text().is_empty())
        .filter_map(|(id, source)| {
            let path = source.path.strip_prefix(content.as_str()).unwrap_or(&source.path);
            let name = path.rsplit('/').next().unwrap_or(path);
            let rank = [name, path].into_iter().filter_map(|text| rank(wanted, text)).min()?;
            Some((rank, path, id))
        })
        .collect();
    fitting.sort_unstable();
    let is_cut = fitting.len() > limit;
    let files = fitting.into_iter().take(limit).map(|(_, path, source)| File { source, spelling: path.to_string() });
    (files.collect(), is_cut)
}

/// The page that a target names, for the anchors behind its `#`; the own page if nothing stands there.
pub fn page_at<'d>(desk: &'d Desk<'_>, naming: Naming, target: &str) -> Option<&'d Arc<Page>> {
    if target.trim().is_empty() {
        return Some(&desk.page);
    }
    let node = node_at(desk, naming, target)?;
    if Some(node) == desk.node() { Some(&desk.page) } else { desk.page_of(node) }
}

/// The node that a target names.
pub fn node_at(desk: &Desk<'_>, naming: Naming, target: &str) -> Option<NodeId> {
    let question = match naming {
        Naming::Ref => Question::Ref { language: None },
        _ => Question::Url { is_image: false },
    };
    match desk.snapshot.with_world(|world| ask(world, &desk.page, &desk.place, &question, target)) {
        Outcome::Page { node, .. } => Some(node),
        Outcome::AnchorMissing { node, .. } => node,
        _ => None,
    }
}

/// The anchors of a page that fit what was typed, in the order of the page.
pub fn anchors<'p>(page: &'p Page, typed: &str) -> Vec<&'p Anchor> {
    let fits = |anchor: &&Anchor| rank(typed, &anchor.id).or_else(|| rank(typed, &anchor.text)).is_some();
    page.outline.anchors().iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_climb_and_descend() {
        assert_eq!(relative("a/b/", "a/c/"), "../c/");
        assert_eq!(relative("a/b/", "a/b/c/"), "./c/");
        assert_eq!(relative("", "x.html"), "./x.html");
        assert_eq!(relative("a/b/", ""), "../../");
    }

    #[test]
    fn what_begins_so_comes_before_what_holds_it() {
        assert_eq!(
            [rank("pl", "Plan"), rank("pl", "the plan"), rank("tPn", "the plan"), rank("x", "plan"), rank("", "")],
            [Some(0), Some(1), Some(2), None, Some(0)]
        );
        assert_eq!(
            [rank("pl", "Plän"), rank("äN", "Plän"), rank("pn", "Plän"), rank("ö", "plan"), rank("long", "x")],
            [Some(0), Some(1), Some(2), None, None]
        );
    }
}
