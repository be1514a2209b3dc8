//! Order: the menu as readers see it, why each page stands where it stands, and weights that say the same with room between.

use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::Page;
use crate::page::front_matter::Entry;
use crate::page::front_matter::edit::insertion;
use crate::project::snapshot::Snapshot;
use crate::site::order::{By, collation_key};
use crate::site::{Node, NodeId, nav};
use crate::source::span::Span;

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub node: NodeId,
    pub language: usize,
    /// 0 for a home page.
    pub depth: usize,
    pub title: String,
    pub url: String,
    /// The file; the folder of a section that has none.
    pub path: String,
    /// 0 if it has none.
    pub weight: i64,
    pub reason: Reason,
}

/// What decides between a page and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Home,
    /// Nothing stands beside it.
    Alone,
    Weight,
    /// `ordersectionsby` of the section or of the configuration, if it is not the weight.
    Order(By),
    /// The weight is that of a neighbour, or both have none.
    Tie(Breaker),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    /// The newer one comes first.
    Date,
    Title,
    Path,
}

impl Breaker {
    pub fn name(self) -> &'static str {
        match self {
            Breaker::Date => "date",
            Breaker::Title => "title",
            Breaker::Path => "path",
        }
    }
}

impl Place {
    /// The reason in words.
    pub fn words(&self) -> String {
        let weight = match self.weight {
            0 => "no weight".to_string(),
            weight => format!("weight {weight}"),
        };
        match self.reason {
            Reason::Home => "home".to_string(),
            Reason::Alone | Reason::Weight => weight,
            Reason::Order(by) => format!("by {}", by.words()),
            Reason::Tie(breaker) => format!("{weight}, tie broken by {}", breaker.name()),
        }
    }
}

/// The entries of the menu, depth first, one language after the other. Hidden pages are left out.
pub fn menu(snapshot: &Snapshot) -> Vec<Place> {
    let site = &snapshot.site;
    let mut places = Vec::new();
    for home in site.homes.iter().flatten() {
        let mut open = vec![(*home, 0, Reason::Home)];
        while let Some((id, depth, reason)) = open.pop() {
            let node = site.node(id);
            places.push(Place {
                node: id,
                language: node.language,
                depth,
                title: node.menu_title.clone(),
                url: node.url.clone(),
                path: path_of(snapshot, node),
                weight: node.weight,
                reason,
            });
            let children = nav::menu_children(site, &snapshot.settings.config, id);
            let reasons = reasons(snapshot, id, &children);
            let below = children.into_iter().zip(reasons).map(|(child, reason)| (child, depth + 1, reason));
            let first = open.len();
            open.extend(below);
            open[first..].reverse();
        }
    }
    places
}

fn path_of(snapshot: &Snapshot, node: &Node) -> String {
    match node.source {
        Some(source) => snapshot.sources.get(source).path.to_string(),
        None => format!("{}/{}", snapshot.settings.config.content_dir, node.path),
    }
}

fn reasons(snapshot: &Snapshot, of: NodeId, row: &[NodeId]) -> Vec<Reason> {
    let by = snapshot.site.menu_orders.get(&of).map(|(by, _)| *by);
    let node = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|&id| snapshot.site.node(id));
    row.iter()
        .enumerate()
        .map(|(at, &id)| {
            let own = snapshot.site.node(id);
            let neighbours = [node(at.checked_sub(1)), node(Some(at + 1))];
            match neighbours.iter().flatten().find(|other| other.weight == own.weight) {
                _ if row.len() == 1 => Reason::Alone,
                _ if let Some(by) = by => Reason::Order(by),
                None => Reason::Weight,
                Some(other) if other.date != own.date => Reason::Tie(Breaker::Date),
                Some(other) if collation_key(&other.link_title) != collation_key(&own.link_title) => {
                    Reason::Tie(Breaker::Title)
                }
                Some(_) => Reason::Tie(Breaker::Path),
            }
        })
        .collect()
}

/// Whether the weights below a section are spaced anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Leave,
    /// If two pages have one weight, or only some have one.
    IfOdd,
    Always,
}

/// Weights 10, 20, 30 and so on for the pages of some sections, in the order that they have now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Respaced {
    pub fixes: Vec<Fix>,
    /// Sections that a folder without `_index.md` stands in: their order cannot be written down.
    pub unwritable: Vec<String>,
}

/// Respaces the weights below the sections that are chosen. Hidden pages keep their places among the others.
pub fn respace(snapshot: &Snapshot, choose: impl Fn(&Node) -> Choice) -> Respaced {
    let site = &snapshot.site;
    let mut respaced = Respaced::default();
    for id in site.ids() {
        let visible = nav::visible_children(site, &snapshot.settings.config, id);
        let wanted = match choose(site.node(id)) {
            Choice::Leave => false,
            Choice::IfOdd => is_odd(snapshot, &visible),
            Choice::Always => true,
        };
        if visible.is_empty() || !wanted {
            continue;
        }
        // Files of a folder that no page stands for have no weight of their own.
        let row: Vec<NodeId> =
            site.node(id).children.iter().copied().filter(|&child| site.node(child).listed).collect();
        let last_written = row.iter().rposition(|&child| site.node(child).source.is_some()).unwrap_or(0);
        if row.iter().take(last_written).any(|&child| site.node(child).source.is_none()) {
            respaced.unwritable.push(path_of(snapshot, site.node(id)));
            continue;
        }
        let mut edits = Vec::new();
        for (at, &child) in row.iter().enumerate() {
            let node = site.node(child);
            let weight = 10 * (at as i64 + 1);
            let Some(page) = node.entry.and_then(|entry| snapshot.pages.get(entry)) else { continue };
            let own = own_weight(page);
            if node.weight == weight && own.is_none_or(|entry| entry.value == serde_json::json!(weight)) {
                continue;
            }
            edits.push(edit(snapshot, page, own, weight));
        }
        if !edits.is_empty() {
            respaced.fixes.push(Fix {
                title: format!("respace the weights below `{}`", path_of(snapshot, site.node(id))),
                applicability: Applicability::Safe,
                edits,
            });
        }
    }
    respaced
}

/// Whether two pages have one weight, or only some have one.
fn is_odd(snapshot: &Snapshot, row: &[NodeId]) -> bool {
    let weights: Vec<i64> = row.iter().map(|&id| snapshot.site.node(id).weight).collect();
    let weighed = weights.iter().filter(|weight| **weight != 0).count();
    let tied = weights.windows(2).any(|pair| pair[0] == pair[1] && pair[0] != 0);
    tied || (weighed > 0 && weighed < weights.len())
}

fn own_weight(page: &Page) -> Option<&Entry> {
    page.front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case("weight"))
}

/// The change of front matter that gives a page a weight, and leaves everything else as it is.
fn edit(snapshot: &Snapshot, page: &Page, own: Option<&Entry>, weight: i64) -> Edit {
    if let Some(entry) = own {
        return Edit::Replace { span: entry.value_span, text: weight.to_string() };
    }
    let text = snapshot.sources.get(page.source).text();
    let (at, text) = insertion(&page.front, page.source, text, "weight", &weight.to_string());
    Edit::Replace { span: Span::new(page.source, at, at), text }
}
