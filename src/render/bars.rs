//! Bars: the configured menus of the side bar, which relearn's `sidebarmenus` names, as HTML.
//!
//! Source: relearn's page `configuration/sidebar/menus`.

use crate::config::{Language, MenuEntry};
use crate::page::text::escape::{escape, escape_attribute};
use crate::theme::address::is_dangerous;
use serde_json::{Map, Value};

/// What stands in the side bar beside the tree of the pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bars {
    pub above: String,
    pub below: String,
    /// Whether the tree is shown: it is not where only other menus are asked for.
    pub has_tree: bool,
}

/// Reads `sidebarheadermenus`, `sidebarmenus` and `sidebarfootermenus`. `link` gives the URL of an entry, whether it leads to
/// another site, and the name of its page. The menu `shortcuts` has its own place and is passed over.
pub fn bars(language: &Language, link: impl Fn(&MenuEntry) -> (String, bool, Option<String>)) -> Bars {
    let listed = |name: &str| language.params.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let kind = |bar: &Map<String, Value>| text(bar, "type").unwrap_or("").to_ascii_lowercase();
    let menu = |bar: &Map<String, Value>| {
        let name = text(bar, "identifier").filter(|_| kind(bar) == "menu")?.to_lowercase();
        let entries = language.menus.get(&name).filter(|entries| name != "shortcuts" && !entries.is_empty())?;
        let mut html = String::new();
        let is_off = matches!(field(bar, "disableTitle"), Some(Value::Bool(true)));
        if let Some(title) = text(bar, "title").filter(|title| !is_off && !title.is_empty()) {
            html.push_str("<p class=\"nav-title\">");
            escape(title, &mut html);
            html.push_str("</p>\n");
        }
        list(entries, &link, &mut html);
        Some(html)
    };
    let tables = |name: &str| listed(name).iter().filter_map(Value::as_object);
    let mut bars = Bars { above: tables("sidebarheadermenus").filter_map(menu).collect(), ..Bars::default() };
    let mut others = false;
    for bar in tables("sidebarmenus") {
        bars.has_tree |= kind(bar) == "page";
        if let Some(html) = menu(bar) {
            others = true;
            if bars.has_tree { &mut bars.below } else { &mut bars.above }.push_str(&html);
        }
    }
    bars.has_tree |= !others;
    bars.below.extend(tables("sidebarfootermenus").filter_map(menu));
    bars
}

/// A field of a table within a list, where keys keep the case that they were written in.
fn field<'t>(table: &'t Map<String, Value>, name: &str) -> Option<&'t Value> {
    table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text<'t>(table: &'t Map<String, Value>, name: &str) -> Option<&'t str> {
    field(table, name).and_then(Value::as_str)
}

/// The entries of a menu as nested lists: an entry stands below the one whose identifier (or name) is its parent.
fn list(entries: &[MenuEntry], link: &impl Fn(&MenuEntry) -> (String, bool, Option<String>), out: &mut String) {
    let own_name =
        |entry: &MenuEntry| if entry.identifier.is_empty() { &entry.name } else { &entry.identifier }.clone();
    let places: std::collections::BTreeMap<String, usize> =
        entries.iter().enumerate().rev().map(|(at, entry)| (own_name(entry), at)).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    let mut top = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match places.get(&entry.parent).filter(|parent| !entry.parent.is_empty() && **parent != at) {
            Some(&parent) => below[parent].push(at),
            None => top.push(at),
        }
    }
    // What is still to be written, the next one last: an entry, or the end of those below one.
    let mut open: Vec<Option<usize>> = top.into_iter().rev().map(Some).collect();
    out.push_str("<ul>\n");
    while let Some(next) = open.pop() {
        let Some(at) = next else {
            out.push_str("</ul></details></li>\n");
            continue;
        };
        let entry = &entries[at];
        let (url, is_external, page_name) = link(entry);
        let name = if entry.name.is_empty() {
            page_name.unwrap_or_else(|| entry.identifier.clone())
        } else {
            entry.name.clone()
        };
        out.push_str("<li>");
        // An entry without an address is a heading of those below it.
        let has_link = !entry.url.is_empty() || !entry.page_ref.is_empty();
        if has_link {
            out.push_str("<a href=\"");
            escape_attribute(if is_dangerous(&url) { "#" } else { &url }, out);
            out.push('"');
            if !entry.title.is_empty() {
                out.push_str(" title=\"");
                escape_attribute(&entry.title, out);
                out.push('"');
            }
            out.push_str(if is_external { " rel=\"noopener\">" } else { ">" });
        } else {
            out.push_str("<span>");
        }
        // Names and what stands beside them are HTML of the author, as in learn.
        [&entry.pre, &name, &entry.post].into_iter().for_each(|part| out.push_str(part));
        if is_external {
            out.push_str(" <span class=\"arrow\" aria-hidden=\"true\">↗</span>");
        }
        out.push_str(if has_link { "</a>" } else { "</span>" });
        if below[at].is_empty() {
            out.push_str("</li>\n");
            continue;
        }
        out.push_str("<details open><summary><span class=\"visually-hidden\">");
        escape(&name, out);
        out.push_str("</span></summary><ul>\n");
        open.push(None);
        open.extend(below[at].iter().rev().map(|&at| Some(at)));
    }
    out.push_str("</ul>\n");
}
