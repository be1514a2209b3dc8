//! Findings as the diagnostics of an editor, and their fixes as its code actions.

use crate::cli::lsp::position::Index;
use crate::cli::lsp::server::Server;
use crate::cli::lsp::worker::Findings;
use crate::cli::lsp::write;
use guidegen::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity, edit};
use guidegen::report::place;
use guidegen::source::Sources;
use guidegen::source::span::Span;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The code action that makes all safe fixes of a text.
pub const FIX_ALL: &str = "source.fixAll.guidegen";

/// Findings about what is there for nothing: editors show such text pale.
const UNNECESSARY: [&str; 6] = [
    "config-unread-param",
    "front-matter-unknown-key",
    "link-label-unused",
    "static-unused",
    "waiver-expired",
    "waiver-unused",
];

/// The diagnostics of each file, by its path. Hints are shown for open texts alone.
pub fn by_file(server: &Server, found: &Findings) -> BTreeMap<String, Value> {
    let sources = &found.snapshot.sources;
    let mut indexes: FxHashMap<String, Index> = FxHashMap::default();
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for finding in &found.list {
        let path = sources.get(finding.primary.span.source).path.to_string();
        let is_open = server.document_of(&path).is_some();
        if path.is_empty() || (finding.severity == Severity::Info && !is_open) {
            continue;
        }
        let diagnostic = diagnostic(server, sources, finding, &mut indexes);
        files.entry(path).or_default().push(diagnostic);
    }
    files.into_iter().map(|(path, list)| (path, Value::Array(list))).collect()
}

fn range(server: &Server, sources: &Sources, span: Span, indexes: &mut FxHashMap<String, Index>) -> Value {
    let source = sources.get(span.source);
    let text = source.text();
    let index = indexes.entry(source.path.to_string()).or_insert_with(|| Index::new(text));
    index.range(text, place::within(text, span), server.encoding)
}

fn diagnostic(
    server: &Server,
    sources: &Sources,
    finding: &Diagnostic,
    indexes: &mut FxHashMap<String, Index>,
) -> Value {
    let mut message = finding.message.clone();
    finding.help.iter().for_each(|help| message.push_str(&format!("\n{help}")));
    let mut value = json!({
        "range": range(server, sources, finding.primary.span, indexes),
        "severity": match finding.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            // What `guidegen check` tells only if asked for.
            Severity::Info => 4,
        },
        "code": finding.rule,
        "source": "guidegen",
        "message": message,
    });
    if let Some(manual) = server.manual.as_deref().filter(|_| server.can.code_href) {
        value["codeDescription"] = json!({ "href": format!("{manual}{}", finding.rule) });
    }
    if UNNECESSARY.contains(&finding.rule) {
        value["tags"] = json!([1]);
    }
    if server.can.related && !finding.related.is_empty() {
        let related = finding.related.iter().map(|label| {
            let path = &sources.get(label.span.source).path;
            let range = range(server, sources, label.span, indexes);
            let message = if label.text.is_empty() { finding.message.as_str() } else { label.text.as_str() };
            json!({ "location": { "uri": server.uri_of(path), "range": range }, "message": message })
        });
        value["relatedInformation"] = related.collect();
    }
    value
}

/// The findings that touch a place of a file.
pub fn at<'f>(found: &'f Findings, path: &str, place: std::ops::Range<usize>) -> Vec<&'f Diagnostic> {
    let Some((id, source)) = found.snapshot.sources.find(path) else { return Vec::new() };
    let touches = |finding: &&Diagnostic| {
        let own = place::within(source.text(), finding.primary.span);
        finding.primary.span.source == id && own.start <= place.end && place.start <= own.end
    };
    found.list.iter().filter(touches).collect()
}

/// The code actions for a place of a file: a fix of each finding, and one for all safe fixes of the text.
pub fn actions(server: &Server, path: &str, place: std::ops::Range<usize>, only: Option<&[Value]>) -> Value {
    let Some(found) = &server.findings else { return json!([]) };
    let asked = |kind: &str| {
        only.is_none_or(|only| {
            only.iter()
                .filter_map(Value::as_str)
                .any(|wanted| kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        })
    };
    let mut actions = Vec::new();
    let mut indexes = FxHashMap::default();
    if asked("quickfix") {
        for finding in at(found, path, place) {
            let Some(fix) = &finding.fix else { continue };
            let Some(edit) = write::edit(server, &found.snapshot.sources, &fix.edits) else { continue };
            let is_safe = fix.applicability == Applicability::Safe;
            let title = if is_safe { fix.title.clone() } else { format!("{} (a guess)", fix.title) };
            actions.push(json!({
                "title": title,
                "kind": "quickfix",
                "diagnostics": [diagnostic(server, &found.snapshot.sources, finding, &mut indexes)],
                "isPreferred": is_safe,
                "edit": edit,
            }));
        }
    }
    if asked(FIX_ALL)
        && let Some(edit) = all_safe(server, found, path)
    {
        actions.push(json!({ "title": "make all safe fixes of this page", "kind": FIX_ALL, "edit": edit }));
    }
    Value::Array(actions)
}

/// All safe fixes that concern a file alone and do not overlap, as one edit.
fn all_safe(server: &Server, found: &Findings, path: &str) -> Option<Value> {
    let (id, _) = found.snapshot.sources.find(path)?;
    let fixes: Vec<&Fix> = found
        .list
        .iter()
        .filter(|finding| finding.primary.span.source == id)
        .filter_map(|finding| finding.fix.as_ref())
        .filter(|fix| fix.applicability == Applicability::Safe)
        .filter(|fix| fix.edits.iter().all(|edit| matches!(edit, Edit::Replace { span, .. } if span.source == id)))
        .collect();
    let taken = edit::apply(&fixes, &found.snapshot.sources).taken;
    let mut edits: Vec<Edit> = taken.iter().flat_map(|&at| fixes[at].edits.clone()).collect();
    // Two fixes may ask for the same.
    let mut seen: Vec<Edit> = Vec::new();
    edits.retain(|edit| {
        let is_new = !seen.contains(edit);
        seen.push(edit.clone());
        is_new
    });
    if edits.is_empty() { None } else { write::edit(server, &found.snapshot.sources, &edits) }
}
