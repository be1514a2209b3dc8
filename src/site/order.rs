//! Reading order: weight, then date, then title, then path.
//!
//! Source: Hugo's default sort: a weight of 0 stands last, newer dates first, titles without regard to case.

use crate::config::Config;
use crate::page::front_matter::Meta;
use crate::site::{Entry, Node, NodeId, Site};
use rustc_hash::FxHashMap;
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

/// What the pages below a section can be sorted by in the menu, and in `children` by its argument `sort`.
/// Source: learn's `children` and menu, relearn's page on the order of its menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Hugo's own order.
    #[default]
    Weight,
    Title,
    LinkTitle,
    Date,
    Lastmod,
    PublishDate,
    ExpiryDate,
    /// Of the text; only lists within a page know it.
    Length,
}

impl By {
    /// The order of a name, in any case; nothing if there is no such order.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "weight" | "default" => By::Weight,
            "title" | "name" => By::Title,
            "linktitle" => By::LinkTitle,
            "date" => By::Date,
            "modifieddate" | "lastmod" => By::Lastmod,
            "publishdate" => By::PublishDate,
            "expirydate" => By::ExpiryDate,
            "length" => By::Length,
            _ => return None,
        })
    }

    /// What it is called in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            By::Weight => "weight",
            By::Title => "title",
            By::LinkTitle => "linkTitle",
            By::Date => "date",
            By::Lastmod => "date of the last change",
            By::PublishDate => "publishDate",
            By::ExpiryDate => "expiryDate",
            By::Length => "length",
        }
    }

    /// Sorts a list that is in the order of weights; `meta` gives the front matter of a page. Oldest dates come first, as in Hugo,
    /// and what has none before them.
    pub fn sort<'m>(self, site: &Site, list: &mut [NodeId], meta: impl Fn(NodeId) -> Option<&'m Meta>) {
        let titles = |title: fn(&Node) -> &str| {
            move |&id: &NodeId| (collation_key(title(site.node(id))), site.node(id).path.clone())
        };
        // What takes the place of a date that is not written: Hugo's page `configuration/front-matter`.
        let of = |id: NodeId, pick: fn(&Meta) -> Option<i64>| meta(id).and_then(pick).unwrap_or(i64::MIN);
        match self {
            By::Weight | By::Length => {}
            By::Title => list.sort_by_cached_key(titles(|node| &node.title)),
            By::LinkTitle => list.sort_by_cached_key(titles(|node| &node.link_title)),
            By::Date => list.sort_by_key(|&id| site.node(id).date),
            By::Lastmod => list.sort_by_key(|&id| of(id, |meta| meta.lastmod.or(meta.date).or(meta.publish_date))),
            By::PublishDate => list.sort_by_key(|&id| of(id, |meta| meta.publish_date.or(meta.date))),
            By::ExpiryDate => list.sort_by_key(|&id| of(id, |meta| meta.expiry_date)),
        }
    }
}

/// The children of the nodes whose menu is not in the order of weights, in the order that it has: that which the page of the
/// section names in `ordersectionsby`, else the configuration.
pub fn of_menus(site: &Site, config: &Config, entries: &[Entry<'_>]) -> FxHashMap<NodeId, (By, Vec<NodeId>)> {
    let named =
        |params: &serde_json::Map<String, serde_json::Value>| By::named(params.get("ordersectionsby")?.as_str()?);
    let all: Vec<By> = config.languages.iter().map(|language| named(&language.params).unwrap_or_default()).collect();
    let meta = |id: NodeId| site.node(id).entry.map(|entry| &*entries[entry].outline.meta);
    let mut orders = FxHashMap::default();
    for id in site.ids().filter(|&id| site.node(id).children.len() > 1) {
        let by = meta(id).and_then(|meta| named(&meta.params)).unwrap_or(all[site.node(id).language]);
        if !matches!(by, By::Weight | By::Length) {
            let mut children = site.node(id).children.clone();
            by.sort(site, &mut children, meta);
            orders.insert(id, (by, children));
        }
    }
    orders
}

/// A key under which titles sort as a dictionary sorts them: no case, accents beside their letter, punctuation kept.
pub fn collation_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}
