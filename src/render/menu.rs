//! The menu of a page as HTML: the whole tree while it is small, else the open branch.

use crate::config::Config;
use crate::page::Page;
use crate::page::text::escape::{escape, escape_attribute};
use crate::site::nav::menu_children;
use crate::site::{NodeId, Site};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tree of one language, with the HTML of every closed branch made once.
pub struct Menu {
    home: Option<NodeId>,
    children: Vec<Vec<NodeId>>,
    /// `<a ...>` without its end, title and badge, by node: what stands before and behind the mark of the current page.
    links: Vec<(String, String)>,
    /// The whole branch of a node, closed; empty in a menu that shows the open branch only.
    closed: Vec<String>,
    always_open: Vec<bool>,
    labels: Vec<String>,
    full: bool,
    entries: usize,
}

/// How much of the tree a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Full,
    Branch,
    /// Full up to so many entries.
    Auto(usize),
}

/// Makes the menu of a language. `planned` is the badge of unfinished pages, in words.
pub fn build(
    site: &Site,
    config: &Config,
    pages: &[Arc<Page>],
    language: usize,
    extent: Extent,
    words: &BTreeMap<String, String>,
) -> Menu {
    let count = site.nodes.len();
    let mut menu = Menu {
        home: site.homes.get(language).copied().flatten(),
        children: vec![Vec::new(); count],
        links: vec![(String::new(), String::new()); count],
        closed: vec![String::new(); count],
        always_open: vec![false; count],
        labels: vec![String::new(); count],
        full: true,
        entries: 0,
    };
    let Some(home) = menu.home else { return menu };
    let everything_open = config.params.get("alwaysopen").and_then(serde_json::Value::as_bool).unwrap_or(false);
    // Children stand behind their parents in this list, so that branches can be made from the leaves up.
    let mut order = vec![home];
    let mut at = 0;
    while at < order.len() {
        let id = order[at];
        at += 1;
        let children = menu_children(site, config, id);
        order.extend(&children);
        menu.children[id.0 as usize] = children;
    }
    menu.entries = order.len() - 1;
    menu.full = match extent {
        Extent::Full => true,
        Extent::Branch => false,
        Extent::Auto(limit) => menu.entries <= limit,
    };
    for &id in order[1..].iter().rev() {
        let node = site.node(id);
        let index = id.0 as usize;
        let page = node.entry.map(|entry| &pages[entry]);
        let meta = page.map(|page| &page.front.meta);
        let mut before = String::from("<a href=\"");
        escape_attribute(&node.url, &mut before);
        before.push('"');
        let mut title = String::new();
        // Icons are HTML of the author, as in learn and relearn.
        title.push_str(meta.and_then(|meta| meta.pre.as_deref()).unwrap_or(""));
        escape(&node.menu_title, &mut title);
        title.push_str(meta.and_then(|meta| meta.post.as_deref()).unwrap_or(""));
        let mut after = format!(">{title}");
        if page.is_some_and(|page| page.outline.planned()) {
            after.push_str(" <span class=\"badge\" data-chrome>");
            escape(words.get("planned").map_or("Planned", String::as_str), &mut after);
            after.push_str("</span>");
        }
        after.push_str("</a>");
        menu.links[index] = (before, after);
        escape(&node.menu_title, &mut menu.labels[index]);
        menu.always_open[index] = meta.and_then(|meta| meta.always_open).unwrap_or(everything_open);
        if menu.full {
            let mut html = String::new();
            menu.item(id, false, &[], &mut html);
            menu.closed[index] = html;
        }
    }
    menu
}

impl Menu {
    /// Whether pages show the open branch only.
    pub fn is_branch(&self) -> bool {
        !self.full
    }

    /// How many entries the whole tree has.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The node whose children are its first entries.
    pub fn home(&self) -> Option<NodeId> {
        self.home
    }

    /// The entries below each node, by its number; none below a node that is no entry itself.
    pub fn lists(&self) -> &[Vec<NodeId>] {
        &self.children
    }

    /// The HTML of the link of an entry, cut where its first tag ends.
    pub fn link(&self, id: NodeId) -> (&str, &str) {
        self.links.get(id.0 as usize).map_or(("", ""), |(before, after)| (before, after))
    }

    /// The list inside `nav#site-nav` for a page; `trail` leads from home to it, itself included.
    pub fn html(&self, trail: &[NodeId]) -> String {
        let Some(home) = self.home else { return String::new() };
        let mut out = String::with_capacity(if self.full { 16 << 10 } else { 4 << 10 });
        self.list(home, trail, &mut out);
        out
    }

    /// The whole tree as the script that pages of a large site share: entries of URL relative to that of the entry above
    /// (of home for the first), name as HTML, and the entries below.
    pub fn script(&self, site: &Site) -> String {
        let Some(home) = self.home else { return String::new() };
        let mut out = String::from("guidegenNav=");
        self.script_list(site, home, &mut out);
        out.push_str(";\n");
        out
    }

    /// Folders bound the depth: a path has at most a few hundred of them.
    fn script_list(&self, site: &Site, of: NodeId, out: &mut String) {
        out.push('[');
        for (number, &id) in self.children[of.0 as usize].iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            let url = relative_to(&site.node(of).url, &site.node(id).url);
            let name = self.links[id.0 as usize].1.trim_start_matches('>').trim_end_matches("</a>");
            out.push('[');
            out.push_str(&serde_json::to_string(&url).unwrap_or_default());
            out.push(',');
            out.push_str(&serde_json::to_string(name).unwrap_or_default());
            if !self.children[id.0 as usize].is_empty() {
                out.push(',');
                self.script_list(site, id, out);
            }
            out.push(']');
        }
        out.push(']');
    }

    fn open_details(&self, index: usize, open: bool, out: &mut String) {
        out.push_str(if open { "<details open>" } else { "<details>" });
        out.push_str("<summary><span class=\"visually-hidden\">");
        out.push_str(&self.labels[index]);
        out.push_str("</span></summary>");
    }

    fn list(&self, of: NodeId, trail: &[NodeId], out: &mut String) {
        out.push_str("<ul>\n");
        for &id in &self.children[of.0 as usize] {
            let on_trail = trail.contains(&id);
            if self.full && !on_trail {
                out.push_str(&self.closed[id.0 as usize]);
            } else {
                self.item(id, on_trail, trail, out);
            }
        }
        out.push_str("</ul>");
    }

    fn item(&self, id: NodeId, on_trail: bool, trail: &[NodeId], out: &mut String) {
        let index = id.0 as usize;
        let (before, after) = &self.links[index];
        let current = on_trail && trail.last() == Some(&id);
        out.push_str(if on_trail && !current { "<li class=\"ancestor\">" } else { "<li>" });
        out.push_str(before);
        let has_children = !self.children[index].is_empty();
        if current {
            out.push_str(" aria-current=\"page\"");
        } else if has_children && !self.full && !on_trail {
            out.push_str(" data-more");
        }
        out.push_str(after);
        if has_children && (self.full || on_trail) {
            self.open_details(index, on_trail || self.always_open[index], out);
            self.list(id, trail, out);
            out.push_str("</details>");
        }
        out.push_str("</li>\n");
    }
}

/// A path as it is written on the page at `from`; both begin at the root of the host.
fn relative_to(from: &str, to: &str) -> String {
    let folder = &from[..from.rfind('/').map_or(0, |at| at + 1)];
    let same = folder.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = folder.as_bytes()[..same].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    let rest = &to[shared..];
    let up = "../".repeat(folder[shared..].matches('/').count());
    // Nothing would be the page itself, and what stands before a colon a scheme.
    let here = if up.is_empty() && (rest.is_empty() || rest.contains(':')) { "./" } else { "" };
    format!("{up}{here}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_relative_to_the_entry_above() {
        for (from, to, written) in [
            ("/", "/a/", "a/"),
            ("/g/a/", "/g/a/b/", "b/"),
            ("/g/a/b.html", "/g/a/b/c.html", "b/c.html"),
            ("/g/a/b.html", "/g/a/", "./"),
            ("/g/ab/", "/g/ac/", "../ac/"),
            ("/g/a/", "/other/", "../../other/"),
            ("/a/", "/a/b:c/", "./b:c/"),
            ("/é/", "/è/", "../è/"),
        ] {
            assert_eq!(relative_to(from, to), written, "{from} {to}");
        }
    }
}
