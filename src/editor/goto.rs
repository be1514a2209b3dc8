//! Where things are defined, and where they are used.

use crate::editor::{Desk, NEW, hover, touches};
use crate::project::snapshot::Snapshot;
use crate::resolve::Resolved;
use crate::resolve::reference::{Outcome, Reference};
use crate::rules::written::headings;
use crate::site::NodeId;
use crate::source::span::{SourceId, Span};

/// What the author points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Page(NodeId),
    /// A heading or another place with an id.
    Anchor(NodeId, String),
    /// A published file, by its path in the output.
    File(String),
    Shortcode(String),
}

/// What stands at an offset; in front matter the page itself.
pub fn subject(desk: &Desk<'_>, offset: usize) -> Option<Subject> {
    if let Some(reference) = desk.reference_at(offset) {
        let mark = reference.written.find('#').map(|mark| reference.span.start as usize + mark);
        return match &reference.outcome {
            Outcome::Page { node, fragment: Some(fragment) } if mark.is_some_and(|mark| offset > mark) => {
                Some(Subject::Anchor(*node, fragment.clone()))
            }
            Outcome::Page { node, .. } => Some(Subject::Page(*node)),
            Outcome::AnchorMissing { node, .. } => node.or(desk.node()).map(Subject::Page),
            Outcome::Asset { file } => Some(Subject::File(file.clone())),
            _ => None,
        };
    }
    if let Some((call, _)) = hover::call_at(desk, offset) {
        return Some(Subject::Shortcode(call.name.clone()));
    }
    let node = desk.node()?;
    if offset < desk.page.front.body {
        return Some(Subject::Page(node));
    }
    let headings = headings(&desk.page);
    let heading = headings.into_iter().find(|(heading, _)| touches(heading.span, offset) && !heading.id.is_empty());
    heading.map(|(heading, _)| Subject::Anchor(node, heading.id.clone()))
}

/// The places that are meant by what stands at an offset.
pub fn definition(desk: &Desk<'_>, offset: usize) -> Vec<Span> {
    if let Some(reference) = desk.reference_at(offset) {
        return of_outcome(desk, reference);
    }
    let call = hover::call_at(desk, offset);
    call.and_then(|(call, _)| template_of(desk.snapshot, &call.name)).map(Span::head).into_iter().collect()
}

fn of_outcome(desk: &Desk<'_>, reference: &Reference) -> Vec<Span> {
    match &reference.outcome {
        Outcome::Page { node, fragment } => place(desk, *node, fragment.as_deref()).into_iter().collect(),
        Outcome::AnchorMissing { node: Some(node), .. } | Outcome::OtherLanguage { node } => {
            place(desk, *node, None).into_iter().collect()
        }
        Outcome::Ambiguous { candidates } => candidates.iter().filter_map(|&node| place(desk, node, None)).collect(),
        Outcome::Withheld { source, .. } => vec![Span::head(*source)],
        Outcome::Asset { file } => file_of(desk.snapshot, file).map(Span::head).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The source of a published file; `include` names sources as they are.
pub fn file_of(snapshot: &Snapshot, file: &str) -> Option<SourceId> {
    let published = snapshot.site.assets.by_file.get(file).copied();
    published.or_else(|| snapshot.sources.find(file).map(|(id, _)| id))
}

/// The place of a page, or of an anchor on it.
pub fn place(desk: &Desk<'_>, node: NodeId, fragment: Option<&str>) -> Option<Span> {
    let page = if Some(node) == desk.node() { Some(&desk.page) } else { desk.page_of(node) }?;
    let anchor = fragment.and_then(|fragment| page.outline.anchors().iter().find(|anchor| anchor.id == fragment));
    Some(anchor.map_or(Span::head(page.source), |anchor| anchor.span))
}

/// The template of a shortcode, if the project has one.
pub fn template_of(snapshot: &Snapshot, name: &str) -> Option<SourceId> {
    let theme = &snapshot.settings.theme;
    let own = format!("shortcodes/{name}.html");
    let prefixes = theme.choice.prefixes();
    let spellings = std::iter::once(own.clone()).chain(prefixes.iter().map(|prefix| format!("{prefix}{own}")));
    spellings.filter_map(|template| theme.origins.get(&template)).next().copied().flatten()
}

/// Everything that names a subject, in the order of the files; with its own place if `declared`.
pub fn references(desk: &Desk<'_>, subject: &Subject, declared: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    if declared {
        spans.extend(match subject {
            Subject::Page(node) => place(desk, *node, None),
            Subject::Anchor(node, id) => place(desk, *node, Some(id)),
            Subject::File(file) => file_of(desk.snapshot, file).map(Span::head),
            Subject::Shortcode(name) => template_of(desk.snapshot, name).map(Span::head),
        });
    }
    if let Subject::Shortcode(name) = subject {
        for page in &desk.pages {
            page.document.walk(&mut |document, _| {
                let calls = document.calls.iter().filter(|node| node.call.name == *name);
                spans.extend(calls.map(|node| node.call.name_span));
            });
        }
    } else {
        let is_written =
            |source: SourceId| source == desk.page.source || desk.written.iter().any(|page| page.source == source);
        let written: Vec<Resolved> = desk.written.iter().map(|page| desk.answer(page)).collect();
        let others = desk.snapshot.pages.iter().zip(&desk.snapshot.resolved);
        let others = others.filter(|(page, _)| !is_written(page.source)).map(|(_, resolved)| &**resolved);
        let all = std::iter::once(desk.resolved()).chain(&written).chain(others);
        let all = all.flat_map(|resolved| &resolved.references);
        spans.extend(all.filter(|reference| names(&reference.outcome, subject)).map(|reference| reference.span));
    }
    spans.retain(|span| span.source != NEW);
    let mut seen = rustc_hash::FxHashSet::default();
    spans.retain(|span| seen.insert((span.source, span.start, span.end)));
    spans.sort_by(|a, b| {
        let path = |span: &Span| desk.snapshot.sources.get(span.source).path.clone();
        path(a).cmp(&path(b)).then_with(|| a.start.cmp(&b.start))
    });
    spans
}

fn names(outcome: &Outcome, subject: &Subject) -> bool {
    match (outcome, subject) {
        (Outcome::Page { node, .. }, Subject::Page(wanted)) => node == wanted,
        (Outcome::AnchorMissing { node, .. }, Subject::Page(wanted)) => *node == Some(*wanted),
        (Outcome::Page { node, fragment }, Subject::Anchor(wanted, id)) => {
            node == wanted && fragment.as_deref() == Some(id.as_str())
        }
        (Outcome::Asset { file }, Subject::File(wanted)) => file == wanted,
        _ => false,
    }
}
