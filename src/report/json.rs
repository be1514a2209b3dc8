//! Findings for programs: one JSON object a line.

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::report::{Told, place};
use crate::source::Sources;
use serde_json::{Value, json};

/// All findings, each on a line of its own.
pub fn tell(told: &Told<'_>) -> String {
    let mut out = String::new();
    for diagnostic in told.diagnostics {
        out.push_str(&object(diagnostic, told.sources).to_string());
        out.push('\n');
    }
    out
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let span = diagnostic.primary.span;
    let place = place::of(sources, span);
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|label| {
            let place = place::of(sources, label.span);
            json!({ "path": place.path, "line": place.line, "column": place.column, "text": label.text })
        })
        .collect();
    json!({
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.name(),
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "message": diagnostic.message,
        "label": diagnostic.primary.text,
        "target": diagnostic.target,
        "help": diagnostic.help,
        "fix": diagnostic.fix.as_ref().map(|fix| fix_object(fix, sources)),
        "related": related,
        "byte_start": span.start,
        "byte_end": span.end,
    })
}

fn fix_object(fix: &Fix, sources: &Sources) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| match edit {
            Edit::Replace { span, text } => {
                let place = place::of(sources, *span);
                json!({
                    "kind": "replace", "path": place.path, "line": place.line, "column": place.column,
                    "end_line": place.end_line, "end_column": place.end_column, "byte_start": span.start,
                    "byte_end": span.end, "text": text,
                })
            }
            Edit::Move { from, to } => json!({ "kind": "move", "from": from, "to": to }),
            Edit::Create { path, text } => json!({ "kind": "create", "path": path, "text": text }),
        })
        .collect();
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    };
    json!({ "title": fix.title, "applicability": applicability, "edits": edits })
}
