//! Reading order: weight, then date, then title, then path.
//!
//! Source: Hugo's default sort: a weight of 0 stands last, newer dates first, titles without regard to case.

use crate::site::{Node, NodeId, Site};
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Sorts the children of every node.
pub fn sort(site: &mut Site) {
    let keys: Vec<String> = site.nodes.iter().map(|node| collation_key(&node.link_title)).collect();
    let mut lists: Vec<Vec<NodeId>> = site.nodes.iter_mut().map(|node| std::mem::take(&mut node.children)).collect();
    for list in &mut lists {
        list.sort_by(|&a, &b| by_weight(site.node(a), &keys[a.0 as usize], site.node(b), &keys[b.0 as usize]));
    }
    for (node, list) in site.nodes.iter_mut().zip(lists) {
        node.children = list;
    }
}

fn by_weight(a: &Node, a_key: &str, b: &Node, b_key: &str) -> Ordering {
    let rank = |weight: i64| (weight == 0, weight);
    rank(a.weight)
        .cmp(&rank(b.weight))
        .then_with(|| b.date.cmp(&a.date))
        .then_with(|| a_key.cmp(b_key))
        .then_with(|| a.link_title.cmp(&b.link_title))
        .then_with(|| a.path.cmp(&b.path))
}

/// The same list by title alone.
pub fn by_title(site: &Site, list: &mut [NodeId]) {
    list.sort_by_cached_key(|&id| (collation_key(&site.node(id).title), site.node(id).path.clone()));
}

/// A key under which titles sort as a dictionary sorts them: no case, accents beside their letter, punctuation kept.
pub fn collation_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}
