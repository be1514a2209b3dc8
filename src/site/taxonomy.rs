//! Ways to group pages: a list page for each taxonomy and for each of its terms.
//!
//! Source: Hugo's page `content-management/taxonomies`. Unlike Hugo, a taxonomy that no page uses has no page.

use crate::config::Config;
use crate::site::{Entry, Kind, NodeId, Site, order, tree};
use std::collections::BTreeMap;

/// One taxonomy in one language.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// As in front matter: `tags`.
    pub name: String,
    pub language: usize,
    pub node: NodeId,
    pub terms: Vec<Term>,
}

#[derive(Debug, Clone)]
pub struct Term {
    /// As the first page wrote it.
    pub name: String,
    pub node: NodeId,
    /// In reading order.
    pub pages: Vec<NodeId>,
}

/// Adds the nodes of all taxonomies that are used.
pub fn grow(site: &mut Site, config: &Config, entries: &[Entry<'_>]) {
    let disabled = |kind: &str| config.disable_kinds.iter().any(|disabled| disabled == kind);
    if disabled("term") && disabled("taxonomy") {
        return;
    }
    for language in 0..config.languages.len() {
        for name in config.taxonomies.keys() {
            // Terms by their URL spelling, so that `Network` and `network` are one.
            let mut terms: BTreeMap<String, (String, Vec<NodeId>)> = BTreeMap::new();
            for id in site.ids().collect::<Vec<_>>() {
                let node = site.node(id);
                let Some(entry) = node.entry.filter(|_| node.language == language && node.listed) else { continue };
                let found = entries[entry].outline.meta.terms.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                for term in found.map_or(&[][..], |(_, terms)| terms) {
                    let key = urlize(term);
                    if key.is_empty() {
                        continue;
                    }
                    let pages = &mut terms.entry(key).or_insert_with(|| (term.clone(), Vec::new())).1;
                    if pages.last() != Some(&id) {
                        pages.push(id);
                    }
                }
            }
            if terms.is_empty() {
                continue;
            }
            let home = site.homes.get(language).copied().flatten();
            let mut list = tree::bare(Kind::Taxonomy, language, name, tree::title_of_folder(name));
            list.parent = home;
            list.rendered = !disabled("taxonomy");
            let node = push(site, list);
            let mut made: Vec<Term> = Vec::new();
            for (key, (shown, pages)) in terms {
                let mut term = tree::bare(Kind::Term, language, &format!("{name}/{key}"), shown.clone());
                term.parent = Some(node);
                term.rendered = !disabled("term");
                made.push(Term { name: shown, node: push(site, term), pages });
            }
            made.sort_by_cached_key(|term| (order::collation_key(&term.name), term.name.clone()));
            site.taxonomies.push(Taxonomy { name: name.clone(), language, node, terms: made });
        }
    }
}

fn push(site: &mut Site, node: crate::site::Node) -> NodeId {
    site.nodes.push(node);
    NodeId(site.nodes.len() as u32 - 1)
}

/// A term as its URL spells it: lower case, blanks as hyphens.
pub fn urlize(term: &str) -> String {
    let lower = term.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join("-").replace('/', "-")
}
