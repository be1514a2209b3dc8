//! The menu of a page as HTML: the whole tree while it is small, else the open branch, of which long levels are cut.

use crate::config::Config;
use crate::page::Page;
use crate::page::text::escape::{escape, escape_attribute};
use crate::site::nav::menu_children;
use crate::site::{NodeId, Site};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A level of an open branch shows at most so many entries: else the pages of one folder would carry each other.
const LONGEST: usize = 120;
/// A tree of so many entries is huge: in it the levels above that of a page show so many entries together, as long as each
/// may show some. So a page of a huge guide is as large as one of a large guide.
const HUGE: usize = 20_000;
const ABOVE: usize = 40;
const FEWEST: usize = 8;

/// The tree of one language, with the HTML of every closed branch made once.
pub struct Menu {
    home: Option<NodeId>,
    children: Vec<Vec<NodeId>>,
    /// `<a ...>` without its end, title and badge, by node: what stands before and behind the mark of the current page. It has
    /// no `href` if the node has no address.
    links: Vec<(String, String)>,
    /// The whole branch of a node, closed; empty in a menu that shows the open branch only.
    closed: Vec<String>,
    always_open: Vec<bool>,
    labels: Vec<String>,
    /// The URLs of entries whose level may be cut, escaped, and what stands for the rest, with `{count}`.
    urls: FxHashMap<NodeId, String>,
    rest: String,
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
        urls: FxHashMap::default(),
        rest: words.get("menu_more").map_or("{count}", String::as_str).to_string(),
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
    for &id in order.iter().filter(|id| !menu.full && menu.children[id.0 as usize].len() > FEWEST) {
        let mut url = String::new();
        escape_attribute(&site.node(id).url, &mut url);
        menu.urls.insert(id, url);
    }
    for &id in order[1..].iter().rev() {
        let node = site.node(id);
        let index = id.0 as usize;
        let page = node.entry.map(|entry| &pages[entry]);
        let meta = page.map(|page| &page.front.meta);
        let mut before = String::from("<a");
        if !node.url.is_empty() {
            before.push_str(" href=\"");
            escape_attribute(&node.url, &mut before);
            before.push('"');
        }
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
            menu.item(id, false, &[], LONGEST, &mut html);
            menu.closed[index] = html;
        }
    }
    menu
}

impl Menu {
    /// The menu of a side bar without the tree: nothing.
    pub fn without_tree(self) -> Self {
        Menu { home: None, full: true, entries: 0, ..self }
    }

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
        self.list(home, trail, self.most(trail), &mut out);
        out
    }

    /// How many entries a level above that of the page shows.
    fn most(&self, trail: &[NodeId]) -> usize {
        let above = trail.len().saturating_sub(2);
        let length = |id: &NodeId| self.children[id.0 as usize].len();
        let is_cut = self.entries > HUGE && trail.iter().take(above).map(length).sum::<usize>() > ABOVE;
        if is_cut { (ABOVE / above.max(1)).max(FEWEST) } else { LONGEST }
    }

    /// The levels of an open branch as [`Menu::html`] shows them: the node above each, which of its entries, and the URL,
    /// escaped, that stands for those left out, if any are.
    pub fn levels(&self, trail: &[NodeId]) -> Vec<(NodeId, Range<usize>, Option<&str>)> {
        let most = self.most(trail);
        let mut levels = Vec::with_capacity(trail.len());
        let mut next = self.home;
        while let Some(of) = next.take() {
            let children = &self.children[of.0 as usize];
            let shown = self.shown(of, trail, most);
            next = children[shown.clone()].iter().copied().find(|id| trail.contains(id));
            next = next.filter(|id| !self.children[id.0 as usize].is_empty());
            let rest = self.urls.get(&of).filter(|_| shown.len() < children.len());
            levels.push((of, shown, rest.map(String::as_str)));
        }
        levels
    }

    /// Which entries of a level are shown.
    fn shown(&self, of: NodeId, trail: &[NodeId], most: usize) -> Range<usize> {
        let children = &self.children[of.0 as usize];
        let is_above = trail.iter().rev().skip(2).any(|above| *above == of);
        let open = if self.full { None } else { children.iter().position(|id| trail.contains(id)) };
        let most = match (self.full, is_above) {
            (true, _) => usize::MAX,
            (false, true) => most,
            (false, false) => LONGEST,
        };
        window(children.len(), most, open)
    }

    /// The whole tree as the script that pages of a large site share: entries of URL relative to that of the entry above
    /// (of home for the first), name as HTML, and the entries below.
    pub fn script(&self, site: &Site) -> String {
        let Some(home) = self.home else { return String::new() };
        let mut out = String::from("guidegenNav=");
        self.script_list(site, home, &site.node(home).url, &mut out);
        out.push_str(";\n");
        out
    }

    /// `above` is the URL of the nearest entry above that has one. Folders bound the depth: a path has at most a few hundred
    /// of them.
    fn script_list(&self, site: &Site, of: NodeId, above: &str, out: &mut String) {
        out.push('[');
        for (number, &id) in self.children[of.0 as usize].iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            let own = &site.node(id).url;
            // An entry without an address leads to the one above it.
            let url = if own.is_empty() { String::new() } else { relative_to(above, own) };
            let name = self.links[id.0 as usize].1.trim_start_matches('>').trim_end_matches("</a>");
            out.push('[');
            out.push_str(&serde_json::to_string(&url).unwrap_or_default());
            out.push(',');
            out.push_str(&serde_json::to_string(name).unwrap_or_default());
            if !self.children[id.0 as usize].is_empty() {
                out.push(',');
                self.script_list(site, id, if own.is_empty() { above } else { own }, out);
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

    /// `most` is how many entries a level above that of the page shows.
    fn list(&self, of: NodeId, trail: &[NodeId], most: usize, out: &mut String) {
        out.push_str("<ul>\n");
        let children = &self.children[of.0 as usize];
        let shown = self.shown(of, trail, most);
        self.left_out(of, shown.start, out);
        for &id in &children[shown.clone()] {
            let on_trail = trail.contains(&id);
            if self.full && !on_trail {
                out.push_str(&self.closed[id.0 as usize]);
            } else {
                self.item(id, on_trail, trail, most, out);
            }
        }
        self.left_out(of, children.len() - shown.end, out);
        out.push_str("</ul>");
    }

    /// What stands for so many entries of a level: a link to the page that lists them all.
    fn left_out(&self, of: NodeId, count: usize, out: &mut String) {
        let Some(url) = self.urls.get(&of).filter(|_| count > 0) else { return };
        out.push_str("<li><a href=\"");
        out.push_str(url);
        out.push_str("\" data-rest>… ");
        escape(&self.rest.replace("{count}", &count.to_string()), out);
        out.push_str("</a></li>\n");
    }

    fn item(&self, id: NodeId, on_trail: bool, trail: &[NodeId], most: usize, out: &mut String) {
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
            self.list(id, trail, most, out);
            out.push_str("</details>");
        }
        out.push_str("</li>\n");
    }
}

/// Which of so many entries a level shows that may show `most`: those around the open one.
fn window(length: usize, most: usize, open: Option<usize>) -> Range<usize> {
    let most = most.min(length);
    let start = open.map_or(0, |open| open.saturating_sub(most / 2)).min(length - most);
    start..start + most
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

    #[test]
    fn a_level_is_cut_around_the_open_entry() {
        for (length, most, open, shown) in [
            (5, 8, Some(2), 0..5),
            (20, 8, None, 0..8),
            (20, 8, Some(0), 0..8),
            (20, 8, Some(10), 6..14),
            (20, 8, Some(19), 12..20),
            (20, 0, Some(19), 19..19),
            (0, 8, None, 0..0),
        ] {
            assert_eq!(window(length, most, open), shown, "{length} {most} {open:?}");
        }
    }

    #[test]
    fn a_page_of_a_huge_tree_shows_few_entries_above_its_own_level() {
        let ids = |from: u32, count: u32| (from..from + count).map(NodeId).collect::<Vec<_>>();
        let mut menu = Menu {
            home: Some(NodeId(0)),
            children: vec![Vec::new(); 300],
            links: vec![("<a>".to_string(), "</a>".to_string()); 300],
            closed: Vec::new(),
            always_open: vec![false; 300],
            labels: vec![String::new(); 300],
            urls: [0, 10, 40, 70].map(|id| (NodeId(id), format!("/{id}/"))).into_iter().collect(),
            rest: "{count} more".to_string(),
            full: false,
            entries: HUGE + 1,
        };
        for (of, children) in [(0, ids(1, 30)), (10, ids(31, 30)), (40, ids(61, 30)), (70, ids(100, 150))] {
            menu.children[of] = children;
        }
        let html = menu.html(&[0, 10, 40, 70, 200].map(NodeId));
        assert_eq!(html.matches("<li").count(), 3 * (ABOVE / 3 + 2) + LONGEST + 2 - 1, "{html}");
        assert!(html.contains("<ul>\n<li><a href=\"/70/\" data-rest>… 30 more</a></li>\n"), "{html}");
        menu.entries = HUGE;
        assert_eq!(menu.html(&[0, 10, 40, 70, 200].map(NodeId)).matches("<li").count(), 90 + LONGEST + 1);
    }
}
