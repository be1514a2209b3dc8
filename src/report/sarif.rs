//! Findings as SARIF 2.1.0, the format of code scanning.
//!
//! Source: OASIS Standard, Static Analysis Results Interchange Format Version 2.1.0.

use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::fingerprint::Hasher;
use crate::report::{Told, place};
use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The whole log, one run.
pub fn tell(told: &Told<'_>) -> String {
    let index: BTreeMap<&str, usize> = told.rules.iter().enumerate().map(|(index, rule)| (rule.name, index)).collect();
    let rules: Vec<Value> = told
        .rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name,
                "shortDescription": { "text": rule.summary },
                "help": { "text": rule.summary, "markdown": rule.manual },
                "defaultConfiguration": { "level": level(rule.level) },
            })
        })
        .collect();
    let results: Vec<Value> = told.diagnostics.iter().map(|diagnostic| result(told, diagnostic, &index)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "guidegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { "ROOT": { "description": { "text": "The folder of the guide." } } },
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(told: &Told<'_>, diagnostic: &Diagnostic, index: &BTreeMap<&str, usize>) -> Value {
    let span = diagnostic.primary.span;
    let mut text = diagnostic.message.clone();
    let label = Some(&diagnostic.primary.text).filter(|label| !label.is_empty());
    label.iter().for_each(|label| text.push_str(&format!("\n{label}")));
    diagnostic.help.iter().for_each(|help| text.push_str(&format!("\n{help}")));
    let mut result = json!({
        "ruleId": diagnostic.rule,
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(told.sources, span) }],
        "partialFingerprints": { "ruleAndLine/v1": identity(told.sources, diagnostic) },
    });
    let Some(object) = result.as_object_mut() else { return result };
    if let Some(&index) = index.get(diagnostic.rule) {
        object.insert("ruleIndex".to_string(), json!(index));
    }
    if !diagnostic.related.is_empty() {
        let related: Vec<Value> = diagnostic
            .related
            .iter()
            .enumerate()
            .map(|(id, label)| {
                json!({
                    "id": id,
                    "physicalLocation": location(told.sources, label.span),
                    "message": { "text": label.text },
                })
            })
            .collect();
        object.insert("relatedLocations".to_string(), Value::Array(related));
    }
    if let Some(fix) = diagnostic.fix.as_ref().and_then(|fix| fix_of(told.sources, fix)) {
        object.insert("fixes".to_string(), json!([fix]));
    }
    result
}

fn artifact(path: &str) -> Value {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    json!({ "uri": uri, "uriBaseId": "ROOT" })
}

fn region(sources: &Sources, span: Span) -> Value {
    let place = place::utf16(sources, span);
    json!({
        "startLine": place.line, "startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column,
    })
}

fn location(sources: &Sources, span: Span) -> Value {
    json!({ "artifactLocation": artifact(&sources.get(span.source).path), "region": region(sources, span) })
}

/// Only replacements can be told; a fix that moves or makes files is not.
fn fix_of(sources: &Sources, fix: &Fix) -> Option<Value> {
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let Edit::Replace { span, text } = edit else { return None };
        let replacement = json!({ "deletedRegion": region(sources, *span), "insertedContent": { "text": text } });
        changes.entry(sources.get(span.source).path.to_string()).or_default().push(replacement);
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(path, replacements)| json!({ "artifactLocation": artifact(&path), "replacements": replacements }))
        .collect();
    Some(json!({ "description": { "text": fix.title }, "artifactChanges": changes }))
}

/// The identity of a finding: it stays while lines move.
fn identity(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let source = sources.get(diagnostic.primary.span.source);
    let lines = Lines::new(source.text());
    let line = lines.text_of(lines.line(diagnostic.primary.span.start as usize));
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut hasher = Hasher::new();
    hasher.text(diagnostic.rule).text(&source.path).text(&words.join(" "));
    hasher.finish().short(16)
}
