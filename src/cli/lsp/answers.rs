//! Requests about a text: the library's answers in the words of the protocol.

use crate::cli::lsp::position::Index;
use crate::cli::lsp::server::Server;
use crate::cli::lsp::worker::Wish;
use crate::cli::lsp::{findings, uri, wire};
use guidegen::editor::complete::{Candidate, Sort, complete};
use guidegen::editor::hover::{self, hover};
use guidegen::editor::outline::{self, Symbol, To};
use guidegen::editor::{Desk, NEW, goto, newest, rename};
use guidegen::page::Page;
use guidegen::project::snapshot::Snapshot;
use guidegen::report::place;
use guidegen::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;

/// An error code and its reason.
type Refusal = (i32, String);

/// So many symbols of the guide are told.
const MOST_SYMBOLS: usize = 300;

/// Answers a request that may be answered now.
pub fn answer(server: &mut Server, snapshot: &Arc<Snapshot>, method: &str, params: &Value) -> Result<Value, Refusal> {
    if method == "workspace/symbol" {
        return Ok(workspace_symbols(server, snapshot, params));
    }
    let uri = uri_of(params)?;
    let Some(sheet) = Sheet::of(server, snapshot, &uri) else { return Ok(Value::Null) };
    if method == "textDocument/codeAction" {
        return code_actions(server, &sheet.path, &uri, params);
    }
    let Some(desk) = sheet.desk(snapshot) else { return Ok(Value::Null) };
    let server = &*server;
    let with = With { server, snapshot, desk: &desk, index: &server.documents[&uri].index };
    let offset = || {
        let position =
            params.get("position").and_then(|position| with.index.read(with.desk.text, position, server.encoding));
        position.ok_or((wire::INVALID_PARAMS, "`position` is missing".to_string()))
    };
    Ok(match method {
        "textDocument/hover" => with.hover(offset()?),
        "textDocument/completion" => with.completion(offset()?),
        "textDocument/definition" => with.locations(&goto::definition(&desk, offset()?)),
        "textDocument/references" => {
            let declared = params.pointer("/context/includeDeclaration").and_then(Value::as_bool).unwrap_or(false);
            match goto::subject(&desk, offset()?) {
                Some(subject) => with.locations(&goto::references(&desk, &subject, declared)),
                None => Value::Null,
            }
        }
        "textDocument/prepareRename" => rename::prepare(&desk, offset()?).map_or(
            Value::Null,
            |renaming| json!({ "range": with.range(renaming.range), "placeholder": renaming.name }),
        ),
        "textDocument/documentSymbol" => with.symbols(&uri),
        "textDocument/documentLink" => with.links(),
        _ => Value::Null,
    })
}

/// What gets which new name; nothing if it is no part of the guide.
pub fn wish(
    server: &mut Server,
    snapshot: &Arc<Snapshot>,
    method: &str,
    params: &Value,
) -> Result<Option<Wish>, Refusal> {
    if method == "workspace/willRenameFiles" {
        let files = params.get("files").and_then(Value::as_array);
        let files = files.ok_or((wire::INVALID_PARAMS, "`files` is missing".to_string()))?;
        let path = |file: &Value, key: &str| {
            file.get(key)
                .and_then(Value::as_str)
                .and_then(uri::to_path)
                .and_then(|path| uri::below(&server.roots, &path))
        };
        let pairs: Vec<(String, String)> =
            files.iter().filter_map(|file| Some((path(file, "oldUri")?, path(file, "newUri")?))).collect();
        return Ok((!pairs.is_empty()).then_some(Wish::Files { pairs, by_editor: true }));
    }
    let uri = uri_of(params)?;
    let name = params.get("newName").and_then(Value::as_str);
    let name = name.ok_or((wire::INVALID_PARAMS, "`newName` is missing".to_string()))?;
    let nothing =
        || (wire::FAILED, "there is nothing here that has a name: a heading, or the target of a reference".to_string());
    let sheet = Sheet::of(server, snapshot, &uri).ok_or_else(nothing)?;
    let desk = sheet.desk(snapshot).ok_or_else(nothing)?;
    let index = &server.documents[&uri].index;
    let offset = params.get("position").and_then(|position| index.read(desk.text, position, server.encoding));
    let offset = offset.ok_or((wire::INVALID_PARAMS, "`position` is missing".to_string()))?;
    match rename::prepare(&desk, offset).ok_or_else(nothing)?.what {
        rename::Renamed::Heading { path, id } => Ok(Some(Wish::Heading { path, id, title: name.to_string() })),
        rename::Renamed::Page { path } => {
            let content = &snapshot.settings.config.content_dir;
            let pair = rename::moved(content, &path, name);
            let pair = pair.ok_or_else(|| (wire::FAILED, format!("`{name}` cannot be the name of a file")))?;
            Ok(Some(Wish::Files { pairs: vec![pair], by_editor: false }))
        }
    }
}

fn uri_of(params: &Value) -> Result<String, Refusal> {
    let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
    uri.map(str::to_string).ok_or((wire::INVALID_PARAMS, "`textDocument.uri` is missing".to_string()))
}

/// An open text of the guide, and all open pages as they stand.
struct Sheet {
    path: String,
    text: Arc<str>,
    page: Option<Arc<Page>>,
    fresh: Vec<Arc<Page>>,
}

impl Sheet {
    fn of(server: &mut Server, snapshot: &Arc<Snapshot>, uri: &str) -> Option<Self> {
        let fresh = server.documents.values_mut().filter_map(|document| document.page(snapshot)).collect();
        let document = server.documents.get_mut(uri)?;
        let page = document.page(snapshot);
        Some(Self { path: document.path.clone()?, text: document.text.clone(), page, fresh })
    }

    fn desk<'a>(&'a self, snapshot: &'a Snapshot) -> Option<Desk<'a>> {
        Desk::new(snapshot, &self.path, &self.text, self.page.clone()?, &self.fresh)
    }
}

fn code_actions(server: &Server, path: &str, uri: &str, params: &Value) -> Result<Value, Refusal> {
    let document = &server.documents[uri];
    let range = params.get("range").and_then(|range| document.index.read_range(&document.text, range, server.encoding));
    let range = range.ok_or((wire::INVALID_PARAMS, "`range` is missing".to_string()))?;
    let only = params.pointer("/context/only").and_then(Value::as_array);
    Ok(findings::actions(server, path, range, only.map(Vec::as_slice)))
}

fn workspace_symbols(server: &mut Server, snapshot: &Arc<Snapshot>, params: &Value) -> Value {
    let fresh: Vec<Arc<Page>> = server.documents.values_mut().filter_map(|document| document.page(snapshot)).collect();
    let pages = newest(snapshot, &fresh);
    let query = params.get("query").and_then(Value::as_str).unwrap_or("");
    let server = &*server;
    // Many headings of one page are told.
    let mut indexes: FxHashMap<SourceId, Index> = FxHashMap::default();
    let symbol = |named: outline::Named| {
        let source = snapshot.sources.get(named.place.source);
        let range = match server.document_of(&source.path) {
            Some(_) => range_in(server, snapshot, named.place),
            None => {
                let index = indexes.entry(named.place.source).or_insert_with(|| Index::new(source.text()));
                index.range(source.text(), place::within(source.text(), named.place), server.encoding)
            }
        };
        json!({
            "name": named.name,
            "kind": if named.within.is_some() { STRING } else { FILE },
            "containerName": named.within,
            "location": { "uri": server.uri_of(&source.path), "range": range },
        })
    };
    outline::search(snapshot, &pages, query, MOST_SYMBOLS).into_iter().map(symbol).collect()
}

/// A place in lines and characters: of the text that is open, else of the one on disk.
fn range_in(server: &Server, snapshot: &Snapshot, span: Span) -> Value {
    let source = snapshot.sources.get(span.source);
    match server.document_of(&source.path) {
        Some(open) => open.index.range(&open.text, place::within(&open.text, span), server.encoding),
        None => Index::new(source.text()).range(source.text(), place::within(source.text(), span), server.encoding),
    }
}

/// Kinds of symbols.
const FILE: u8 = 1;
const STRING: u8 = 15;

/// All that an answer about one page is made from.
struct With<'a> {
    server: &'a Server,
    snapshot: &'a Snapshot,
    desk: &'a Desk<'a>,
    index: &'a Index,
}

impl With<'_> {
    fn range(&self, range: Range<usize>) -> Value {
        self.index.range(self.desk.text, range, self.server.encoding)
    }

    fn location(&self, span: Span) -> Value {
        let own = span.source == NEW || span.source == self.desk.page.source;
        if own {
            return json!({ "uri": self.server.uri_of(self.desk.path), "range": self.range(span.range()) });
        }
        let path = &self.snapshot.sources.get(span.source).path;
        json!({ "uri": self.server.uri_of(path), "range": range_in(self.server, self.snapshot, span) })
    }

    fn locations(&self, spans: &[Span]) -> Value {
        spans.iter().map(|&span| self.location(span)).collect()
    }

    /// What stands there, and below it what is wrong there.
    fn hover(&self, offset: usize) -> Value {
        let found = hover(self.desk, offset);
        let mut parts: Vec<String> = Vec::new();
        if let Some(found) = &found {
            parts.push(found.markdown.clone());
            if let Some(picture) = found.picture {
                let path = &self.snapshot.sources.get(picture).path;
                parts.push(format!("![]({})", self.server.uri_of(path)));
            }
        }
        let mut range = found.map(|found| found.range);
        let findings = self.server.findings.as_ref().filter(|found| {
            // Places of another state of the text would be wrong.
            let told = found.snapshot.sources.find(self.desk.path);
            told.is_some_and(|(_, source)| source.text() == self.desk.text)
        });
        for finding in findings.iter().flat_map(|found| findings::at(found, self.desk.path, offset..offset)) {
            range = range.or(Some(place::within(self.desk.text, finding.primary.span)));
            parts.push(hover::finding(finding));
        }
        let Some(range) = range else { return Value::Null };
        json!({ "contents": { "kind": "markdown", "value": parts.join("\n\n---\n\n") }, "range": self.range(range) })
    }

    fn completion(&self, offset: usize) -> Value {
        let Some(found) = complete(self.desk, offset, self.server.can.snippets) else { return Value::Null };
        let range = self.range(found.range);
        let items: Vec<Value> =
            found.candidates.iter().enumerate().map(|(at, candidate)| item(candidate, at, &range)).collect();
        json!({ "isIncomplete": found.is_cut, "items": items })
    }

    fn symbols(&self, uri: &str) -> Value {
        let symbols = outline::symbols(self.desk);
        if self.server.can.nested_symbols {
            return symbols.iter().map(|symbol| self.nested(symbol)).collect();
        }
        let mut flat = Vec::new();
        let mut open: Vec<(&Symbol, Option<&str>)> = symbols.iter().rev().map(|symbol| (symbol, None)).collect();
        while let Some((symbol, above)) = open.pop() {
            flat.push(json!({
                "name": symbol.name, "kind": STRING, "containerName": above,
                "location": { "uri": uri, "range": self.range(symbol.range.clone()) },
            }));
            open.extend(symbol.children.iter().rev().map(|below| (below, Some(symbol.name.as_str()))));
        }
        Value::Array(flat)
    }

    /// Headings have six levels, and so has this recursion.
    fn nested(&self, symbol: &Symbol) -> Value {
        json!({
            "name": symbol.name,
            "detail": "#".repeat(symbol.level.into()),
            "kind": STRING,
            "range": self.range(symbol.range.clone()),
            "selectionRange": self.range(symbol.heading.clone()),
            "children": symbol.children.iter().map(|below| self.nested(below)).collect::<Vec<_>>(),
        })
    }

    fn links(&self) -> Value {
        let links = outline::links(self.desk).into_iter().map(|link| {
            let target = match &link.to {
                To::Url(url) => url.clone(),
                To::Place(span) => {
                    let location = self.location(*span);
                    let uri = location["uri"].as_str().unwrap_or("").to_string();
                    // Editors read the line from the fragment.
                    match location["range"]["start"]["line"].as_u64().unwrap_or(0) {
                        0 => uri,
                        line => format!("{uri}#L{}", line + 1),
                    }
                }
            };
            json!({ "range": self.range(link.range), "target": target })
        });
        links.collect()
    }
}

fn item(candidate: &Candidate, at: usize, range: &Value) -> Value {
    let kind = match candidate.sort {
        Sort::Page | Sort::File => 17,
        Sort::Anchor => 18,
        Sort::Shortcode => 3,
        Sort::Argument => 5,
        Sort::Value => 12,
        Sort::Key => 10,
        Sort::Tag => 20,
    };
    let mut item = json!({
        "label": candidate.label,
        "kind": kind,
        "detail": candidate.detail,
        // The order is ours: editors sort by this text.
        "sortText": format!("{at:05}"),
        "filterText": candidate.filter,
        "textEdit": { "range": range, "newText": candidate.insert },
    });
    if candidate.is_snippet {
        item["insertTextFormat"] = json!(2);
    }
    if let Some(help) = &candidate.help {
        item["documentation"] = json!({ "kind": "markdown", "value": help });
    }
    item
}
