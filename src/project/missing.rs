//! Missing: the census of a guide: what is still to be written, who links to it, and how complete each chapter is.

use crate::page::outline::Planned;
use crate::page::stub::{Census, Kind, Scope, Stub};
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::Outcome;
use crate::rules::unwritten;
use crate::site::content_path::Role;
use crate::site::permalink::language_prefix;
use crate::site::{NodeId, nav};
use crate::source::lines::Lines;
use crate::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// All that is still to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// In the order of paths and lines.
    pub rows: Vec<Row>,
    /// In reading order, those of one language after the other.
    pub chapters: Vec<Chapter>,
    pub whole: Census,
    pub pages: Pages,
}

/// One stub.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub source: SourceId,
    pub path: String,
    /// From 1: the heading if its whole section is meant, else the evidence.
    pub line: usize,
    /// The heading of the section; none above the first one.
    pub heading: Option<String>,
    pub kind: Kind,
    pub scope: Scope,
    pub evidence_line: usize,
    /// The files of pages that link to the section; for a stub above the first heading, to the head of the page; for a page
    /// that says it is a draft, to any place in it. Sorted.
    pub linked_from: Vec<String>,
}

/// What stands in one folder at the top of the content, or in one page there.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    pub title: String,
    pub language: usize,
    pub census: Census,
    pub pages: Pages,
}

/// How many pages there are of each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pages {
    pub complete: u32,
    pub partly: u32,
    /// They say of themselves that they are drafts.
    pub declared: u32,
}

impl Pages {
    fn add(&mut self, stubs: &[Stub], planned: Planned) {
        match planned {
            Planned::Page => self.declared += 1,
            _ if stubs.is_empty() => self.complete += 1,
            _ => self.partly += 1,
        }
    }
}

/// Counts a guide, drafts included.
pub fn report(snapshot: &Snapshot) -> Report {
    let links = links(snapshot);
    let mut report =
        Report { rows: Vec::new(), chapters: Vec::new(), whole: Census::default(), pages: Pages::default() };
    // Language and first folder, or page, to its place in the list of chapters.
    let mut chapters: FxHashMap<(usize, String), usize> = FxHashMap::default();
    for (language, name, title) in chapters_in_order(snapshot) {
        chapters.insert((language, name), report.chapters.len());
        report.chapters.push(Chapter { title, language, census: Census::default(), pages: Pages::default() });
    }
    for (page, path) in snapshot.pages.iter().zip(snapshot.paths.iter()) {
        if path.role == Role::Resource {
            continue;
        }
        let source = snapshot.sources.get(page.source);
        let lines = Lines::new(source.text());
        let line = |span: Span| lines.line(span.start as usize);
        let node = snapshot.site.lookup.of_source(page.source);
        report.rows.extend(page.stubs.iter().map(|stub| Row {
            source: page.source,
            path: source.path.to_string(),
            line: line(stub.place()),
            heading: stub.heading.as_ref().map(|heading| heading.text.clone()),
            kind: stub.kind,
            scope: stub.scope,
            evidence_line: line(stub.first_evidence()),
            linked_from: linked_from(snapshot, &links, node, stub),
        }));
        report.whole.add(page.outline.census);
        report.pages.add(&page.stubs, page.outline.planned);
        let name = path.logical.split('/').next().unwrap_or("").to_string();
        let number = *chapters.entry((path.language, name.clone())).or_insert_with(|| {
            // A chapter whose own page is not published has the name of its folder.
            report.chapters.push(Chapter {
                title: name,
                language: path.language,
                census: Census::default(),
                pages: Pages::default(),
            });
            report.chapters.len() - 1
        });
        if let Some(chapter) = report.chapters.get_mut(number) {
            chapter.census.add(page.outline.census);
            chapter.pages.add(&page.stubs, page.outline.planned);
        }
    }
    report.chapters.retain(|chapter| chapter.pages != Pages::default());
    report
}

/// Language, first part of the logical path, and title, as the menu has them; the home page first.
fn chapters_in_order(snapshot: &Snapshot) -> Vec<(usize, String, String)> {
    let site = &snapshot.site;
    let mut chapters = Vec::new();
    for (language, home) in site.homes.iter().enumerate() {
        let Some(home) = *home else { continue };
        let mut nodes = vec![home];
        nodes.extend(nav::menu_children(site, &snapshot.settings.config, home));
        nodes.extend(site.node(home).children.iter().copied());
        for id in nodes {
            let node = site.node(id);
            let name = node.path.split('/').next().unwrap_or("").to_string();
            if !chapters.iter().any(|(own, known, _)| *own == language && *known == name) {
                chapters.push((language, name, node.menu_title.clone()));
            }
        }
    }
    chapters
}

/// For each page the fragments with which others link to it (an empty one for its head), and who does.
type Links = FxHashMap<NodeId, Vec<(String, SourceId)>>;

fn links(snapshot: &Snapshot) -> Links {
    let mut links = Links::default();
    for (page, resolved) in snapshot.pages.iter().zip(&snapshot.resolved) {
        for reference in &resolved.references {
            let Outcome::Page { node, fragment } = &reference.outcome else { continue };
            if snapshot.site.node(*node).source == Some(page.source) {
                continue;
            }
            links.entry(*node).or_default().push((fragment.clone().unwrap_or_default(), page.source));
        }
    }
    links
}

fn linked_from(snapshot: &Snapshot, links: &Links, node: Option<NodeId>, stub: &Stub) -> Vec<String> {
    let Some(links) = node.and_then(|node| links.get(&node)) else { return Vec::new() };
    let fragment = stub.heading.as_ref().map_or("", |heading| heading.id.as_str());
    let fits = |to: &str| stub.scope == Scope::Page || to == fragment;
    let from = links.iter().filter(|(to, _)| fits(to)).map(|(_, from)| from);
    let mut paths: Vec<String> = from.map(|&id| snapshot.sources.get(id).path.to_string()).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// Where the page "What is still missing" of a language is written, if `[check.stubs]` names one and the place is free.
pub fn file(snapshot: &Snapshot, language: usize) -> Option<String> {
    let config = &snapshot.settings.config;
    let page = unwritten::limits(config).page?;
    snapshot.site.homes.get(language).copied().flatten()?;
    let name = page.trim_matches('/').trim_end_matches(".html");
    let clean = crate::publish::output_path(name)?;
    let prefix = language_prefix(config, language);
    let file = if config.ugly_urls { format!("{prefix}{clean}.html") } else { format!("{prefix}{clean}/index.html") };
    let site = &snapshot.site;
    let is_taken = site.lookup.of_file(&file).is_some() || site.assets.by_file.contains_key(&file);
    (!is_taken).then_some(file)
}

/// Whether a file of the output is such a page, before anything is rendered.
pub fn is_file(config: &crate::config::Config, file: &str) -> bool {
    let Some(page) = unwritten::limits(config).page else { return false };
    let name = page.trim_matches('/').trim_end_matches(".html");
    (0..config.languages.len()).any(|language| {
        let prefix = language_prefix(config, language);
        file == format!("{prefix}{name}.html") || file == format!("{prefix}{name}/index.html")
    })
}

/// What that page shows: published pages with stubs, by chapter, and the address of each section.
pub fn chapters(snapshot: &Snapshot, language: usize) -> Vec<Value> {
    let site = &snapshot.site;
    let mut chapters: Vec<(String, Value)> = Vec::new();
    let mut census: FxHashMap<String, Census> = FxHashMap::default();
    for &id in site.walks.get(language).map_or(&[][..], Vec::as_slice) {
        let node = site.node(id);
        let Some(page) = node.entry.and_then(|entry| snapshot.pages.get(entry)) else { continue };
        let name = node.path.split('/').next().unwrap_or("").to_string();
        census.entry(name.clone()).or_default().add(page.outline.census);
        if page.stubs.is_empty() {
            continue;
        }
        let mut sections: Vec<Value> = Vec::new();
        for stub in &page.stubs {
            let Some(heading) = &stub.heading else { continue };
            let url = if heading.id.is_empty() { node.url.clone() } else { format!("{}#{}", node.url, heading.id) };
            let section = json!({ "title": heading.text, "url": url });
            if sections.last() != Some(&section) {
                sections.push(section);
            }
        }
        let entry = json!({
            "title": node.title, "url": node.url, "planned": page.outline.planned == Planned::Page, "sections": sections,
        });
        if chapters.last().is_none_or(|(last, _)| *last != name) {
            let top = site.lookup.at(language, &name).map_or(node, |top| site.node(top));
            chapters.push((name, json!({ "title": top.title, "url": top.url, "pages": [] })));
        }
        if let Some(pages) = chapters.last_mut().and_then(|(_, chapter)| chapter["pages"].as_array_mut()) {
            pages.push(entry);
        }
    }
    chapters
        .into_iter()
        .map(|(name, mut chapter)| {
            chapter["written"] = json!(per_cent(census.get(&name).copied().unwrap_or_default()));
            chapter
        })
        .collect()
}

/// How much of the published pages of a language is written.
pub fn written(snapshot: &Snapshot, language: usize) -> String {
    let mut census = Census::default();
    for &id in snapshot.site.walks.get(language).map_or(&[][..], Vec::as_slice) {
        if let Some(page) = snapshot.site.node(id).entry.and_then(|entry| snapshot.pages.get(entry)) {
            census.add(page.outline.census);
        }
    }
    per_cent(census)
}

/// Completeness with one digit. Only a complete guide has 100.
pub fn per_cent(census: Census) -> String {
    let complete = census.completeness();
    format!("{:.1}", if complete < 100.0 { complete.min(99.9) } else { 100.0 })
}
