//! Edits of the library as a `WorkspaceEdit`.

use crate::cli::lsp::position::Index;
use crate::cli::lsp::server::Server;
use guidegen::diagnostic::Edit;
use guidegen::report::place;
use guidegen::source::Sources;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Edits whose places lie in `sources`. Nothing if the editor cannot do what they ask for: move or create files.
pub fn edit(server: &Server, sources: &Sources, edits: &[Edit]) -> Option<Value> {
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut files: Vec<Value> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Replace { span, text } => {
                let source = sources.get(span.source);
                let index = Index::new(source.text());
                let range = index.range(source.text(), place::within(source.text(), *span), server.encoding);
                changes.entry(source.path.to_string()).or_default().push(json!({ "range": range, "newText": text }));
            }
            Edit::Move { from, to } => {
                if !server.can.rename_files {
                    return None;
                }
                files.push(json!({ "kind": "rename", "oldUri": server.uri_of(from), "newUri": server.uri_of(to) }));
            }
            Edit::Create { path, text } => {
                if !server.can.create_files {
                    return None;
                }
                let uri = server.uri_of(path);
                files.push(json!({ "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } }));
                let start = json!({ "line": 0, "character": 0 });
                let edit = json!({ "range": { "start": start, "end": start }, "newText": text });
                files.push(json!({ "textDocument": { "uri": uri, "version": null }, "edits": [edit] }));
            }
        }
    }
    if !server.can.document_changes {
        if !files.is_empty() {
            return None;
        }
        let changes: Map<String, Value> =
            changes.into_iter().map(|(path, edits)| (server.uri_of(&path), Value::Array(edits))).collect();
        return Some(json!({ "changes": changes }));
    }
    // Texts are changed under their old names; then files move.
    let mut all: Vec<Value> = changes
        .into_iter()
        .map(|(path, edits)| {
            let version = server.document_of(&path).map(|document| document.version);
            json!({ "textDocument": { "uri": server.uri_of(&path), "version": version }, "edits": edits })
        })
        .collect();
    all.extend(files);
    Some(json!({ "documentChanges": all }))
}
