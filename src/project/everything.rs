//! The list of all pages, for readers without script: one page while it is short, else an overview and a list of each part.

use crate::project::cut::{Entry, List, Walk, cut};
use crate::project::skeleton::Listed;
use crate::project::snapshot::Snapshot;
use crate::render::view::{Link, PageView};
use crate::site::NodeId;
use crate::site::permalink::{language_prefix, url_of};
use rustc_hash::FxHashSet;
use serde::Serialize;

/// Lists tell the headings of pages in guides of up to so many pages; beyond, they would be as large as the guide.
const WITH_HEADINGS: usize = 1000;

/// The lists of a language; the first is the one that the search button leads to.
pub struct Everything<'s> {
    snapshot: &'s Snapshot,
    has_headings: bool,
    walk: Walk,
    lists: Vec<List>,
    places: Vec<Place>,
}

/// Where a list is written, and its name, which is that of its section.
struct Place {
    folder: String,
    file: String,
    url: String,
    title: String,
}

impl<'s> Everything<'s> {
    /// The lists of a language, of which the first is written to `file`.
    pub fn of(snapshot: &'s Snapshot, language: usize, file: &str) -> Self {
        let (site, config) = (&snapshot.site, &snapshot.settings.config);
        let ids = site.walks.get(language).map_or(&[][..], Vec::as_slice);
        let has_headings = ids.len() <= WITH_HEADINGS;
        let lines = |id| 1 + if has_headings { headings(snapshot, id).count() } else { 0 };
        let walk = Walk::new(ids.iter().map(|&id| (id, site.ancestors(id).len(), lines(id))));
        let lists = cut(&walk);
        let first = file.strip_suffix("/index.html").or_else(|| file.strip_suffix(".html")).unwrap_or(file);
        let prefix = language_prefix(config, language);
        let mut places: Vec<Place> = Vec::with_capacity(lists.len());
        let mut taken: FxHashSet<String> = FxHashSet::default();
        for list in &lists {
            let node = |at: usize| site.node(walk.ids[at]);
            let start = list.range.start;
            let (mut folder, title) = match (list.up, list.run) {
                (None, _) => (first.to_string(), String::new()),
                (Some(up), Some(run)) => {
                    let is_top = |at: &usize| walk.levels[*at] == walk.levels[start];
                    let end = list.range.clone().rev().find(is_top).unwrap_or(start);
                    (format!("{}/{run}", places[up].folder), format!("{} – {}", node(start).title, node(end).title))
                }
                (Some(_), None) => {
                    let own = &node(start).folder;
                    let own = own.strip_prefix(&prefix).unwrap_or(own).trim_end_matches('/');
                    (format!("{first}/{own}"), node(start).title.clone())
                }
            };
            let file = loop {
                let file = match list.up {
                    None => break file.to_string(),
                    Some(_) if config.ugly_urls => format!("{folder}.html"),
                    Some(_) => format!("{folder}/index.html"),
                };
                let is_free = site.lookup.of_file(&file).is_none() && !site.assets.by_file.contains_key(&file);
                if is_free && taken.insert(file.clone()) {
                    break file;
                }
                folder.push('-');
            };
            places.push(Place { url: url_of(config, &file), folder, file, title });
        }
        Self { snapshot, has_headings, walk, lists, places }
    }

    /// The file of each list.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| place.file.as_str())
    }

    /// Writes into the view of a list what its template shows, so many entries at most. `first` is the title of the first
    /// list.
    pub fn fill(&self, number: usize, view: &mut PageView, first: &str, most: usize) {
        let list = &self.lists[number];
        let link = |number: usize| {
            let place = &self.places[number];
            let title = if number == 0 { first } else { &place.title };
            Link { title: title.to_string(), url: place.url.clone() }
        };
        if number > 0 {
            view.show_breadcrumb = true;
            view.title.clone_from(&self.places[number].title);
            view.menu_title.clone_from(&view.title);
        }
        view.params.insert("parts".to_string(), (self.lists.len() - 1).into());
        view.pages = list.entries.iter().take(most).map(|entry| self.entry(list, entry)).collect();
        let mut above = list.up;
        view.breadcrumbs.clear();
        while let Some(up) = above {
            view.breadcrumbs.push(link(up));
            above = self.lists[up].up;
        }
        view.breadcrumbs.reverse();
        let beside = |other: Option<usize>| {
            let other = other.filter(|&other| self.lists.get(other).is_some_and(|other| other.up == list.up));
            other.map(link)
        };
        view.prev = beside(number.checked_sub(1));
        view.next = beside(Some(number + 1));
    }

    /// Tells what the entries of a list name, as [`Everything::fill`] writes it.
    pub(super) fn urls(&self, number: usize, what: Listed, tell: &mut dyn FnMut(&str)) {
        let list = &self.lists[number];
        let has_headings = self.has_headings && self.walk.is_short(&list.range);
        let mut url = String::new();
        for entry in &list.entries {
            let below = entry.list.map(|list| &*self.places[list].url);
            match (what, entry.at) {
                (Listed::Page, None) => tell(below.unwrap_or("")),
                (Listed::Page, Some(at)) => tell(&self.snapshot.site.node(self.walk.ids[at]).url),
                (Listed::List, Some(_)) => below.into_iter().for_each(&mut *tell),
                (Listed::Heading, Some(at)) if has_headings => {
                    let id = self.walk.ids[at];
                    for (anchor, _) in headings(self.snapshot, id) {
                        url.clear();
                        url.extend([self.snapshot.site.node(id).url.as_str(), "#", anchor]);
                        tell(&url);
                    }
                }
                (Listed::List | Listed::Heading, _) => {}
            }
        }
    }

    fn entry(&self, list: &List, entry: &Entry) -> tera::Value {
        let below = entry.list.map(|list| (&self.places[list], self.lists[list].range.len()));
        let (title, url, count) = below.map_or(("", "", 0), |(place, count)| (&*place.title, &*place.url, count));
        let Some(at) = entry.at else {
            let shown = Shown { title, url, level: 1, sections: Vec::new(), list: "", count };
            return tera::Value::from_serializable(&shown);
        };
        let id = self.walk.ids[at];
        let node = self.snapshot.site.node(id);
        let is_told = self.has_headings && self.walk.is_short(&list.range);
        let sections = headings(self.snapshot, id).filter(|_| is_told);
        let sections = sections.map(|(id, title)| Section { title, url: format!("{}#{id}", node.url) }).collect();
        let level = self.walk.levels[at] + usize::from(list.run.is_some()) - self.walk.levels[list.range.start];
        tera::Value::from_serializable(&Shown { title: &node.title, url: &node.url, level, sections, list: url, count })
    }
}

/// A line of a list, as its template sees it.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    url: &'a str,
    level: usize,
    sections: Vec<Section<'a>>,
    list: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    url: String,
}

/// The headings of a page that a list shows: anchor and text.
fn headings(snapshot: &Snapshot, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
    let page = snapshot.site.node(id).entry.and_then(|entry| snapshot.pages.get(entry));
    let anchors = page.map_or(&[][..], |page| page.outline.anchors()).iter();
    let shown = anchors.filter(|anchor| (2..=3).contains(&anchor.level) && !anchor.nested);
    shown.map(|anchor| (anchor.id.as_str(), anchor.text.as_str()))
}
