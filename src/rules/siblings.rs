//! Siblings: what stands side by side in the menu, for the rules about its order.

use crate::rules::facts::Facts;
use crate::site::{Node, NodeId, nav};
use crate::source::span::{SourceId, Span};

/// A page of the menu that a file stands for.
#[derive(Clone, Copy)]
pub struct Sibling<'a> {
    pub node: &'a Node,
    pub source: SourceId,
    /// `weight` of its own front matter: the place of the value. One that a cascade gave has none.
    pub weight_place: Option<Span>,
}

impl<'a> Facts<'a> {
    /// The visible children of each page, in the order of the menu; without those that no file stands for.
    pub fn sibling_rows(&self) -> Vec<Vec<Sibling<'a>>> {
        let site = self.site;
        site.ids().map(|id| self.siblings_below(id)).filter(|row| row.len() > 1).collect()
    }

    /// Those of them that stand in the order of their weights: in another order weights mean nothing.
    pub fn weighed_rows(&self) -> Vec<Vec<Sibling<'a>>> {
        let by_weight = self.site.ids().filter(|id| !self.site.menu_orders.contains_key(id));
        by_weight.map(|id| self.siblings_below(id)).filter(|row| row.len() > 1).collect()
    }

    fn siblings_below(&self, id: NodeId) -> Vec<Sibling<'a>> {
        let children = nav::menu_children(self.site, self.config, id);
        let sibling = |id: NodeId| {
            let node = self.site.node(id);
            let page = self.pages.get(node.entry?)?;
            let mut entries = page.front.entries.iter();
            let weight = entries.find(|entry| entry.key.eq_ignore_ascii_case("weight"));
            Some(Sibling { node, source: page.source, weight_place: weight.map(|entry| entry.value_span) })
        };
        children.into_iter().filter_map(sibling).collect()
    }
}

impl Sibling<'_> {
    /// Where the menu title is written.
    pub fn name_place(&self, facts: &Facts<'_>) -> Span {
        facts.key_place(self.source, &["menuTitle", "linkTitle", "title"])
    }

    /// Where its place in the menu is decided: its weight, else its title.
    pub fn order_place(&self, facts: &Facts<'_>) -> Span {
        self.weight_place.unwrap_or_else(|| facts.title_place(self.source))
    }

    /// The last part of its path, with the number that many files begin with.
    pub fn file_name(&self) -> &str {
        self.node.path.rsplit('/').next().unwrap_or("")
    }
}
