//! List: what a guide holds, as tables: pages, what is withheld, stubs, links, shortcodes, pictures, aliases.

use crate::page::Page;
use crate::project::missing::Row;
use crate::project::snapshot::Snapshot;
use crate::resolve::reference::{Outcome, Reference, Role};
use crate::rules;
use crate::rules::facts::Published;
use crate::site::content_path;
use crate::site::{NodeId, Reason, Withheld};
use crate::source::lines::Lines;
use crate::source::span::{SourceId, Span};
use crate::source::{Asset, Source};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A table: each row has one value for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub columns: &'static [&'static str],
    pub rows: Vec<Vec<Value>>,
}

/// Every page of the content folders, in the order of their paths. `state` is `published` or why it is not.
pub fn pages(snapshot: &Snapshot) -> Table {
    let withheld = withheld(snapshot);
    let rows = entries(snapshot).map(|(entry, page)| {
        let node = snapshot.site.lookup.of_source(page.source).map(|id| snapshot.site.node(id));
        let meta = &page.front.meta;
        let title = node.map(|node| node.title.clone()).or_else(|| meta.title.clone());
        vec![
            json!(path(snapshot, page.source)),
            json!(node.filter(|node| node.rendered).map(|node| node.url.as_str())),
            json!(title),
            json!((meta.weight != 0).then_some(meta.weight)),
            json!(language(snapshot, entry)),
            json!(meta.draft),
            json!(node.map_or(meta.hidden.unwrap_or(false), |node| node.hidden)),
            json!(withheld.get(&entry).map_or("published", |page| reason(page.reason))),
        ]
    });
    let columns = &["path", "url", "title", "weight", "language", "draft", "hidden", "state"];
    Table { columns, rows: rows.collect() }
}

/// Every page that is not published as things stand, and every draft, with its dates.
pub fn drafts(snapshot: &Snapshot) -> Table {
    let withheld = withheld(snapshot);
    let rows = entries(snapshot).filter_map(|(entry, page)| {
        let meta = &page.front.meta;
        let state = match withheld.get(&entry) {
            Some(page) => reason(page.reason),
            None if meta.draft => "draft",
            None => return None,
        };
        Some(vec![
            json!(path(snapshot, page.source)),
            json!(meta.title),
            json!(state),
            json!(!withheld.contains_key(&entry)),
            json!(meta.publish_date.map(date)),
            json!(meta.expiry_date.map(date)),
        ])
    });
    Table { columns: &["path", "title", "reason", "published", "publish_date", "expiry_date"], rows: rows.collect() }
}

/// What is still to be written. Each stub has its age in days, if the history knows it.
pub fn stubs<'r>(rows: impl Iterator<Item = (&'r Row, Option<i64>)>) -> Table {
    let rows = rows.map(|(row, age)| {
        vec![
            json!(row.path),
            json!(row.line),
            json!(row.heading),
            json!(row.kind.name()),
            json!(row.scope.name()),
            json!(row.evidence_line),
            json!(age),
            json!(row.linked_from),
        ]
    });
    let columns = &["path", "line", "heading", "kind", "scope", "evidence_line", "age_days", "linked_from"];
    Table { columns, rows: rows.collect() }
}

/// Every link, picture and reference of every page, in the order of path and place.
pub fn links(snapshot: &Snapshot) -> Table {
    let mut lines: FxHashMap<SourceId, Lines<'_>> = FxHashMap::default();
    let mut rows = Vec::new();
    for reference in snapshot.resolved.iter().flat_map(|resolved| &resolved.references) {
        let source = reference.span.source;
        let lines = lines.entry(source).or_insert_with(|| Lines::new(snapshot.sources.get(source).text()));
        let (line, column) = lines.position(reference.span.start as usize);
        rows.push(vec![
            json!(path(snapshot, source)),
            json!(line),
            json!(column),
            json!(reference.written),
            json!(role(reference.role)),
            json!(target(snapshot, reference)),
            json!(state(&reference.outcome)),
        ]);
    }
    Table { columns: &["path", "line", "column", "written", "kind", "target", "state"], rows }
}

/// Every shortcode that is called, and every one that the site itself defines, with the places of its calls.
pub fn shortcodes(snapshot: &Snapshot) -> Table {
    let mut calls: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let own = snapshot.settings.theme.origins.iter().filter(|(_, source)| source.is_some());
    for name in own.filter_map(|(template, _)| shortcode_of(template)) {
        calls.entry(name).or_default();
    }
    for page in &snapshot.pages {
        let lines = Lines::new(snapshot.sources.get(page.source).text());
        let mut found: Vec<(Span, &str)> = Vec::new();
        page.document.walk(&mut |document, _| {
            found.extend(document.calls.iter().map(|node| (node.call.open, node.call.name.as_str())));
        });
        found.sort_by_key(|(span, _)| span.start);
        for (span, name) in found {
            let place = format!("{}:{}", path(snapshot, page.source), lines.line(span.start as usize));
            calls.entry(name).or_default().push(place);
        }
    }
    let rows = calls
        .into_iter()
        .map(|(name, places)| vec![json!(name), json!(places.len()), json!(origin(snapshot, name)), json!(places)]);
    Table { columns: &["name", "count", "origin", "where"], rows: rows.collect() }
}

/// Every picture of the site's own files with the pages that show it. `unused` is what the rule `static-unused` says, or for
/// a picture beside a page that no page shows it.
pub fn images(snapshot: &Snapshot) -> Table {
    let facts_of = Published::default();
    let unused: FxHashSet<SourceId> = rules::run(&snapshot.facts(&facts_of), |rule| {
        (rule.name == "static-unused").then_some(crate::diagnostic::Severity::Info)
    })
    .into_iter()
    .map(|finding| finding.primary.span.source)
    .collect();
    let mut users: FxHashMap<SourceId, Vec<String>> = FxHashMap::default();
    for (page, resolved) in snapshot.pages.iter().zip(&snapshot.resolved) {
        for reference in &resolved.references {
            let Outcome::Asset { file } = &reference.outcome else { continue };
            let Some(&source) = snapshot.site.assets.by_file.get(file) else { continue };
            let list = users.entry(source).or_default();
            let user = path(snapshot, page.source);
            if list.last().is_none_or(|last| last != user) {
                list.push(user.to_string());
            }
        }
    }
    let contents = content_path::roots(&snapshot.settings.config);
    let rows = snapshot.sources.iter().filter_map(|(id, source)| {
        let asset = source.asset().filter(|asset| is_picture(source, asset))?;
        let published = snapshot.site.assets.by_source.get(&*source.path)?;
        let used_by = users.get(&id).cloned().unwrap_or_default();
        let beside_page = contents
            .iter()
            .any(|(root, _)| source.path.strip_prefix(root.as_str()).is_some_and(|r| r.starts_with('/')));
        let is_unused = if beside_page { used_by.is_empty() } else { unused.contains(&id) };
        let dimensions = asset.dimensions;
        Some(vec![
            json!(&*source.path),
            json!(published.first()),
            json!(asset.size),
            json!(dimensions.map(|(width, _)| width)),
            json!(dimensions.map(|(_, height)| height)),
            json!(used_by),
            json!(is_unused),
        ])
    });
    Table { columns: &["file", "published_as", "size", "width", "height", "used_by", "unused"], rows: rows.collect() }
}

/// Every old address with the page that it leads to.
pub fn aliases(snapshot: &Snapshot) -> Table {
    let config = &snapshot.settings.config;
    let rows = snapshot.site.aliases.iter().map(|alias| {
        let node = snapshot.site.node(alias.node);
        let lines = Lines::new(snapshot.sources.get(alias.span.source).text());
        vec![
            json!(site_url(config, &alias.file)),
            json!(node.url),
            json!(node.source.map(|source| path(snapshot, source))),
            json!(lines.line(alias.span.start as usize)),
            json!(alias.written),
        ]
    });
    let mut rows: Vec<Vec<Value>> = rows.collect();
    rows.sort_by(|a, b| a[0].as_str().cmp(&b[0].as_str()));
    Table { columns: &["alias", "url", "path", "line", "written"], rows }
}

fn site_url(config: &crate::config::Config, file: &str) -> String {
    crate::site::permalink::url_of(config, file)
}

fn entries(snapshot: &Snapshot) -> impl Iterator<Item = (usize, &Page)> {
    let is_page = |(entry, _): &(usize, &Page)| snapshot.paths[*entry].role != content_path::Role::Resource;
    snapshot.pages.iter().map(|page| &**page).enumerate().filter(is_page)
}

fn withheld(snapshot: &Snapshot) -> FxHashMap<usize, &Withheld> {
    snapshot.site.withheld.iter().map(|page| (page.entry, page)).collect()
}

/// Why a page is not published, in a word.
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Draft => "draft",
        Reason::Future => "future",
        Reason::Expired => "expired",
        Reason::Language => "language disabled",
        Reason::Unrendered => "not rendered",
    }
}

fn path(snapshot: &Snapshot, source: SourceId) -> &str {
    &snapshot.sources.get(source).path
}

fn language(snapshot: &Snapshot, entry: usize) -> &str {
    let languages = &snapshot.settings.config.languages;
    languages.get(snapshot.paths[entry].language).map_or("", |language| &language.code)
}

fn date(seconds: i64) -> String {
    crate::render::view::iso_date(seconds)
}

/// How a pointer was written, in a word.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Ref => "relref",
        Role::Link => "link",
        Role::AutoLink => "autolink",
        Role::Image => "image",
        Role::RawLink => "html-link",
        Role::RawImage => "html-image",
        Role::Argument => "argument",
        Role::Menu => "menu",
    }
}

/// What became of a pointer, in a word.
pub fn state(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Page { .. } | Outcome::Asset { .. } => "ok",
        Outcome::External => "external",
        Outcome::Empty => "empty",
        Outcome::AnchorMissing { .. } => "anchor-missing",
        Outcome::Missing => "missing",
        Outcome::WrongCase { .. } => "wrong-case",
        Outcome::Ambiguous { .. } => "ambiguous",
        Outcome::Withheld { .. } => "withheld",
        Outcome::OtherLanguage { .. } => "other-language",
        Outcome::UnknownLanguage { .. } => "unknown-language",
        Outcome::UnknownFormat { .. } => "unknown-format",
        Outcome::Circle => "circle",
    }
}

/// Where a pointer leads: the file of a page with its fragment, a published file, the address on another site; of several
/// pages all of them. Nothing if it leads nowhere.
pub fn target(snapshot: &Snapshot, reference: &Reference) -> Option<String> {
    let name = |node: NodeId| {
        let node = snapshot.site.node(node);
        node.source.map_or(node.url.clone(), |source| path(snapshot, source).to_string())
    };
    match &reference.outcome {
        Outcome::Page { node, fragment } => Some(match fragment {
            Some(fragment) => format!("{}#{fragment}", name(*node)),
            None => name(*node),
        }),
        Outcome::Asset { file } => {
            let source = snapshot.site.assets.by_file.get(file);
            Some(source.map_or_else(|| file.clone(), |&source| path(snapshot, source).to_string()))
        }
        Outcome::External => Some(reference.written.clone()),
        Outcome::AnchorMissing { node, .. } => Some(match node {
            Some(node) => name(*node),
            None => path(snapshot, reference.span.source).to_string(),
        }),
        Outcome::WrongCase { actual } => Some(actual.clone()),
        Outcome::Ambiguous { candidates } => {
            Some(candidates.iter().map(|&node| name(node)).collect::<Vec<_>>().join(" "))
        }
        Outcome::Withheld { source, .. } => Some(path(snapshot, *source).to_string()),
        Outcome::OtherLanguage { node } => Some(name(*node)),
        Outcome::Empty
        | Outcome::Missing
        | Outcome::UnknownLanguage { .. }
        | Outcome::UnknownFormat { .. }
        | Outcome::Circle => None,
    }
}

/// The shortcode that a template is.
fn shortcode_of(template: &str) -> Option<&str> {
    let (before, name) = template.rsplit_once("shortcodes/")?;
    name.strip_suffix(".html").filter(|_| before.is_empty() || before.ends_with('/'))
}

/// Who makes a shortcode: the site, its theme, guidegen, or nobody.
fn origin(snapshot: &Snapshot, name: &str) -> &'static str {
    let origins = &snapshot.settings.theme.origins;
    let is_project = |template: &str| origins.get(template).is_some_and(Option::is_some);
    if is_project(&format!("shortcodes/{name}.html")) {
        return "site";
    }
    let themed = format!("themes/{}/shortcodes/{name}.html", snapshot.settings.theme.choice.name);
    match snapshot.settings.signatures.get(name) {
        _ if is_project(&themed) => "theme",
        Some(_) => "built-in",
        None => "unknown",
    }
}

/// Whether a file is a picture, by its head or its extension.
pub fn is_picture(source: &Source, asset: &Asset) -> bool {
    let extension = source.path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    asset.dimensions.is_some()
        || matches!(
            extension.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico" | "tif" | "tiff" | "jxl"
        )
}
