//! Menu: the tree that a page shows beside its text, and one tree of all that the pages of a site show.

use super::address::{self, Address, Base, key};
use super::content::Entry;
use crate::html::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The menu of a page: the list with the most links outside its main text. Parents stand before what is below them.
pub fn read(document: &Document, file: &str, main: usize) -> Vec<Entry> {
    let main_end = document.nodes.get(main).map_or(0, |node| node.end);
    let mut best: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < document.nodes.len() {
        if at == main && document.name(main) != "body" {
            at = main_end;
            continue;
        }
        if matches!(document.name(at), "ul" | "ol") {
            let end = document.nodes[at].end;
            let links = (at..end).filter(|&node| document.name(node) == "a").count();
            if links > 1 && best.is_none_or(|(most, _)| links > most) {
                best = Some((links, at));
            }
            at = end;
        } else {
            at += 1;
        }
    }
    best.map_or(Vec::new(), |(_, list)| entries(document, file, list))
}

fn entries(document: &Document, file: &str, list: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // The items that are open: their node, where they end, and their entry once their link is found.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    for node in list..document.nodes[list].end {
        while open.last().is_some_and(|(end, _)| *end <= node) {
            open.pop();
        }
        match document.name(node) {
            "li" => open.push((document.nodes[node].end, None)),
            "a" => {
                let Some(place) = open.len().checked_sub(1).filter(|&place| open[place].1.is_none()) else { continue };
                let Some(target) = document.attribute(node, "href").and_then(|href| address::read(file, href)) else {
                    continue;
                };
                // An item without a link hands what is below it on.
                let parent = open[..place].iter().rev().find_map(|(_, entry)| *entry);
                let left_out = |node: usize| {
                    matches!(document.name(node), "svg" | "i" | "script" | "button")
                        || document.attribute(node, "data-chrome").is_some()
                        || document.attribute(node, "aria-hidden") == Some("true")
                };
                open[place].1 = Some(entries.len());
                entries.push(Entry { parent, target, title: document.text(node, &left_out) });
            }
            _ => {}
        }
    }
    entries
}

/// The menu of a whole site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Menu {
    /// Below each page, by key; what stands at the top is below the empty one.
    pub rows: BTreeMap<String, Vec<String>>,
    pub titles: BTreeMap<String, String>,
    pub parents: BTreeMap<String, String>,
}

/// Lays the menus of all pages over each other: for each page the longest row that was seen below it.
pub fn merge<'m>(menus: impl Iterator<Item = &'m Vec<Entry>>, base: &Base, lead: &dyn Fn(&str) -> String) -> Menu {
    let mut menu = Menu::default();
    let mut seen: BTreeSet<&Vec<Entry>> = BTreeSet::new();
    for entries in menus {
        if !seen.insert(entries) {
            continue;
        }
        let keys: Vec<Option<String>> = entries
            .iter()
            .map(|entry| match base.resolve(&entry.target) {
                Address::Inside { path, fragment } if fragment.is_empty() => Some(lead(key(&path))),
                _ => None,
            })
            .collect();
        let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (entry, own) in entries.iter().zip(&keys) {
            let Some(own) = own else { continue };
            let parent = entry.parent.and_then(|parent| keys[parent].clone()).unwrap_or_default();
            let row = rows.entry(parent).or_default();
            if !row.contains(own) || row.len() > 2000 {
                row.push(own.clone());
            }
            menu.titles.entry(own.clone()).or_insert_with(|| entry.title.clone());
        }
        for (parent, row) in rows {
            let known = menu.rows.entry(parent).or_default();
            if row.len() > known.len() {
                *known = row;
            }
        }
    }
    for (parent, row) in &menu.rows {
        for own in row {
            menu.parents.entry(own.clone()).or_insert_with(|| parent.clone());
        }
    }
    menu
}
