//! The menu tree, and the walk that the arrows follow.
//!
//! Source: the menu and footer partials of the themes learn and relearn, as described in `docs/differences-from-hugo.md`.

use crate::config::Config;
use crate::config::load::known_theme;
use crate::site::{Kind, NodeId, Site};

/// Whether pages directly below home stand in the menu: learn shows sections only, relearn and our theme all.
pub fn root_pages_in_menu(config: &Config) -> bool {
    let known = config.theme.as_ref().and_then(|(name, _)| known_theme(name));
    !matches!(known, Some("learn" | "hugo-theme-learn" | "docdock" | "hugo-theme-docdock"))
}

/// The visible children of a node in menu order.
pub fn menu_children(site: &Site, config: &Config, id: NodeId) -> Vec<NodeId> {
    let ordered = site.menu_orders.get(&id).map_or(&site.node(id).children, |(_, children)| children);
    visible(site, config, id, ordered)
}

/// The children that a menu may show, by weight.
pub fn visible_children(site: &Site, config: &Config, id: NodeId) -> Vec<NodeId> {
    visible(site, config, id, &site.node(id).children)
}

fn visible(site: &Site, config: &Config, id: NodeId, children: &[NodeId]) -> Vec<NodeId> {
    let at_home = site.node(id).kind == Kind::Home;
    let with_pages = !at_home || root_pages_in_menu(config);
    let is_shown = |child: &NodeId| {
        let node = site.node(*child);
        !node.hidden
            && node.listed
            && match node.kind {
                Kind::Section => true,
                Kind::Page => with_pages,
                _ => false,
            }
    };
    children.iter().copied().filter(is_shown).collect()
}

/// Fills the walks: depth first by weight, home first; hidden branches are left out.
pub fn walk(site: &mut Site, config: &Config) {
    site.walk_place = vec![None; site.nodes.len()];
    site.walks = vec![Vec::new(); site.homes.len()];
    for language in 0..site.homes.len() {
        let Some(home) = site.homes[language] else { continue };
        let mut walk = Vec::new();
        let mut open = vec![home];
        while let Some(id) = open.pop() {
            if site.node(id).rendered {
                walk.push(id);
            }
            open.extend(visible_children(site, config, id).into_iter().rev());
        }
        for (place, id) in walk.iter().enumerate() {
            site.walk_place[id.0 as usize] = Some(place as u32);
        }
        site.walks[language] = walk;
    }
}

/// The pages before and after a page in reading order; neither for a page outside the walk.
pub fn neighbours(site: &Site, id: NodeId) -> (Option<NodeId>, Option<NodeId>) {
    let Some(place) = site.walk_place.get(id.0 as usize).copied().flatten() else { return (None, None) };
    let walk = &site.walks[site.node(id).language];
    let place = place as usize;
    (place.checked_sub(1).and_then(|before| walk.get(before)).copied(), walk.get(place + 1).copied())
}
