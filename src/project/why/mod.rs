//! Why: all that is known of one page: its place in the menu, its address, who links to it, what made it, what hangs on it.

pub mod address;
pub mod cost;
pub mod find;
pub mod makers;

use crate::project::list;
use crate::project::order;
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::{Outcome, Reference};
use crate::site::{NodeId, nav};
use crate::source::lines::Lines;
use serde::Serialize;

/// What is known of a page from its guide, before anything is rendered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    pub path: String,
    pub title: String,
    pub language: String,
    /// `published`, or why it is not.
    pub state: &'static str,
    pub menu: InMenu,
    pub address: address::Address,
    pub linked_from: Vec<Pointer>,
    pub links: Vec<Pointer>,
}

/// Where a page stands in the menu, or why it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InMenu {
    pub shown: bool,
    /// Menu titles from home down to the page.
    pub trail: Vec<String>,
    /// From 1, among `of` entries of its section; 0 if it is not shown.
    pub position: usize,
    pub of: usize,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What decides, in words.
    pub reason: String,
}

/// A link with its place; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pointer {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub written: String,
    pub kind: &'static str,
    /// Where it leads, as `guidegen list links` says it.
    pub target: Option<String>,
    pub state: &'static str,
}

/// Explains the page of an entry.
pub fn explain(snapshot: &Snapshot, entry: usize) -> Why {
    let page = &snapshot.pages[entry];
    let node = snapshot.site.lookup.of_source(page.source);
    let withheld = snapshot.site.withheld.iter().find(|page| page.entry == entry);
    let state = withheld.map_or("published", |page| list::reason(page.reason));
    let languages = &snapshot.settings.config.languages;
    let title = node.map(|id| snapshot.site.node(id).title.clone()).or_else(|| page.front.meta.title.clone());
    Why {
        path: snapshot.sources.get(page.source).path.to_string(),
        title: title.unwrap_or_default(),
        language: languages.get(snapshot.paths[entry].language).map_or(String::new(), |own| own.code.clone()),
        state,
        menu: in_menu(snapshot, node, state),
        address: address::of(snapshot, entry, node),
        linked_from: node.map_or(Vec::new(), |node| linked_from(snapshot, entry, node)),
        links: snapshot.resolved[entry].references.iter().map(|reference| pointer(snapshot, reference)).collect(),
    }
}

fn in_menu(snapshot: &Snapshot, node: Option<NodeId>, state: &str) -> InMenu {
    let absent = |reason: String, trail: Vec<String>| InMenu {
        shown: false,
        trail,
        position: 0,
        of: 0,
        before: None,
        after: None,
        reason,
    };
    let site = &snapshot.site;
    let Some(id) = node else { return absent(format!("it is not published: {state}"), Vec::new()) };
    let mut trail: Vec<String> = site.ancestors(id).iter().map(|&above| site.node(above).menu_title.clone()).collect();
    trail.push(site.node(id).menu_title.clone());
    let config = &snapshot.settings.config;
    let Some(place) = order::menu(snapshot).into_iter().find(|place| place.node == id) else {
        let above = site.ancestors(id);
        let own = site.node(id);
        let hidden_above = above.iter().find(|&&above| site.node(above).hidden);
        let reason = match hidden_above {
            _ if own.hidden => "`hidden: true` in its front matter, or what a cascade gave it".to_string(),
            Some(&above) => format!("the section `{}` above it is hidden", site.node(above).title),
            None if !own.listed => "`build.list: never`, or the bundle is headless".to_string(),
            None if above.len() == 1 && !nav::root_pages_in_menu(config) => {
                "the theme learn shows no pages directly below home".to_string()
            }
            None => "the menu does not reach it".to_string(),
        };
        return absent(reason, trail);
    };
    let row = site.node(id).parent.map_or(Vec::new(), |parent| nav::menu_children(site, config, parent));
    let at = row.iter().position(|&other| other == id);
    let title = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|&other| site.node(other).menu_title.clone());
    InMenu {
        shown: true,
        trail,
        position: at.map_or(0, |at| at + 1),
        of: row.len(),
        before: title(at.and_then(|at| at.checked_sub(1))),
        after: title(at.map(|at| at + 1)),
        reason: place.words(),
    }
}

fn pointer(snapshot: &Snapshot, reference: &Reference) -> Pointer {
    let source = snapshot.sources.get(reference.span.source);
    let (line, column) = Lines::new(source.text()).position(reference.span.start as usize);
    Pointer {
        path: source.path.to_string(),
        line,
        column,
        written: reference.written.clone(),
        kind: list::role(reference.role),
        target: list::target(snapshot, reference),
        state: list::state(&reference.outcome),
    }
}

/// The references of other pages that lead to a page, or to an anchor that it lacks.
fn linked_from(snapshot: &Snapshot, own: usize, to: NodeId) -> Vec<Pointer> {
    let leads = |reference: &&Reference| match &reference.outcome {
        Outcome::Page { node, .. } => *node == to,
        Outcome::AnchorMissing { node, .. } => *node == Some(to),
        _ => false,
    };
    let others = snapshot.resolved.iter().enumerate().filter(|(entry, _)| *entry != own);
    others
        .flat_map(|(_, resolved)| resolved.references.iter().filter(leads))
        .map(|reference| pointer(snapshot, reference))
        .collect()
}
