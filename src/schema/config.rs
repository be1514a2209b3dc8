//! The schema of a configuration: the tables of `config::keys`, and what `config::load` takes for each key.

use super::about;
use super::probe::{Verdict, shape, share, table};
use crate::config::{Problem, keys, load, params};
use crate::rules::RULES;
use crate::source::Sources;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Tables whose keys are known, by their path.
const TABLES: [(&str, &[&str]); 8] = [
    ("markup", &keys::MARKUP),
    ("markup.goldmark", &keys::GOLDMARK),
    ("markup.goldmark.extensions", &keys::GOLDMARK_EXTENSIONS),
    ("markup.goldmark.parser", &keys::GOLDMARK_PARSER),
    ("markup.goldmark.renderer", &keys::GOLDMARK_RENDERER),
    ("markup.highlight", &keys::HIGHLIGHT),
    ("markup.tableOfContents", &keys::TABLE_OF_CONTENTS),
    ("outputs", &keys::KINDS),
];

/// A name that no table knows.
const UNKNOWN: &str = "qzxqzxqzxq";

/// The whole schema, as JSON Schema 2020-12.
pub fn schema() -> Value {
    let top = keys::TOP.iter().chain(&keys::STATIC_DIRS[1..]).copied();
    let mut schema = known("", top.collect());
    let mut whole = Map::new();
    whole.insert("$schema".to_string(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".to_string(), json!("Configuration of guidegen"));
    // For Taplo, which completes TOML by a schema.
    whole.insert("x-taplo-info".to_string(), json!({ "authors": ["guidegen"], "patterns": ["guidegen\\.toml"] }));
    whole.append(&mut schema);
    let mut whole = Value::Object(whole);
    share(&mut whole, "");
    whole
}

/// A table with the keys that are known in it.
fn known(path: &str, names: Vec<&str>) -> Map<String, Value> {
    let at = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    let keys = names.iter().map(|name| (name.to_string(), key(&at(name)))).collect();
    table(keys, verdict(&at(UNKNOWN), &json!(1)) == Verdict::Fine)
}

/// What may stand at a path.
fn key(path: &str) -> Value {
    let mut schema = inner(path).unwrap_or_else(|| shape(&|value| verdict(path, value)));
    let about = about::CONFIG.iter().find(|(name, _)| *name == path);
    let param = path.strip_prefix("params.").and_then(|name| params::READ.iter().find(|param| param.name == name));
    let about = about.map(|(_, about)| *about).or(param.map(|param| param.meaning));
    if let (Some(about), Some(schema)) = (about, schema.as_object_mut()) {
        schema.insert("description".to_string(), json!(about));
    }
    schema
}

/// The tables that are not only known by their type.
fn inner(path: &str) -> Option<Value> {
    if let Some((_, names)) = TABLES.iter().find(|(name, _)| *name == path) {
        return Some(nullable(known(path, names.to_vec())));
    }
    match path {
        "params" => {
            let read = params::READ.iter().map(|param| param.name).filter(|name| {
                // The names that were meant for Hugo, or that nobody reads any more, are told wherever they stand.
                verdict(&format!("params.{name}"), &json!("word")) == Verdict::Fine
            });
            let misplaced = keys::NEVER_PARAMS.iter().copied();
            Some(nullable(known(path, read.chain(misplaced).collect())))
        }
        "languages" => {
            let names = keys::LANGUAGE.iter().chain(&keys::PER_LANGUAGE).copied();
            let one = known("languages.en", names.collect());
            Some(nullable(Map::from_iter([
                ("type".to_string(), json!("object")),
                ("additionalProperties".to_string(), Value::Object(one)),
            ])))
        }
        "menus" | "menu" => Some(menus()),
        // Which words are allowed depends on the languages that there are.
        "defaultContentLanguage" => Some(json!({ "type": "string" })),
        "check" => Some(check()),
        "guidegen" => {
            let flag = |about: &str| json!({ "type": "boolean", "description": about });
            let outputs = [
                ("llms", flag("llms.txt: every page with its address and description")),
                ("llms_full", flag("llms-full.txt: all pages as Markdown")),
                ("markdown", flag("a Markdown copy beside each page")),
                ("json", flag("index.json: all pages with their text")),
                ("print", flag("print.html of the home page and of every section")),
            ];
            let outputs = outputs.map(|(name, schema)| (name.to_string(), schema)).to_vec();
            let keys = vec![
                ("images".to_string(), flag("make smaller versions of pictures")),
                ("outputs".to_string(), Value::Object(table(outputs, true))),
            ];
            Some(Value::Object(table(keys, true)))
        }
        _ => None,
    }
}

fn menus() -> Value {
    let keys: Vec<(String, Value)> = keys::MENU_ENTRY
        .iter()
        .map(|name| (name.to_string(), shape(&|value| told(&json!({ "menus": { "main": [{ *name: value }] } })))))
        .collect();
    let open = told(&json!({ "menus": { "main": [{ UNKNOWN: 1 }] } })) == Verdict::Fine;
    let entry = Value::Object(table(keys, open));
    let entries = json!({ "anyOf": [{ "type": "array", "items": entry }, entry, { "type": "null" }] });
    json!({ "type": ["object", "null"], "additionalProperties": entries })
}

/// `[check]`: read by the rules, which know each other's names.
fn check() -> Value {
    let level = json!({ "enum": ["error", "warning", "info", "off"] });
    let rules = RULES.iter().map(|rule| {
        (rule.name.to_string(), json!({ "enum": ["error", "warning", "info", "off"], "description": rule.summary }))
    });
    let rules = json!({
        "type": "object",
        "description": "the level of a rule, or of a family such as link-*",
        "properties": rules.collect::<Map<String, Value>>(),
        "patternProperties": { "\\*": level },
        "additionalProperties": false,
    });
    let texts = json!({ "type": ["string", "array"], "items": { "type": "string" } });
    let waiver = json!({ "type": "object", "properties": {
        "rule": texts, "path": texts,
        "reason": { "type": "string", "description": "why it is well as it is" },
        "until": { "type": "string", "description": "the day from which it is told again, such as 2026-12-31" },
    } });
    let keys = vec![
        ("rules".to_string(), rules),
        ("ignore".to_string(), json!({ "anyOf": [{ "type": "array", "items": waiver }, waiver] })),
        (
            "stubs".to_string(),
            json!({ "type": "object", "properties": {
                "failUnder": { "type": "number", "description": "stubs are errors in a guide that is less complete, in per cent" },
                "limit": { "type": "integer", "description": "how many stubs there may be before they are errors" },
                "page": { "type": "string", "description": "the path of a page that lists what is still missing" },
            } }),
        ),
        (
            "external".to_string(),
            json!({ "type": "object", "properties": {
                "skip": texts,
                "age": { "type": "integer", "description": "how many days an answer counts" },
                "timeout": { "type": "number", "description": "seconds" },
                "pace": { "type": "number", "description": "seconds between two questions to one host" },
                "local": { "type": "boolean", "description": "ask hosts near by, too" },
            } }),
        ),
        ("license".to_string(), json!({ "type": "object", "properties": { "text": { "type": "string" } } })),
    ];
    Value::Object(table(keys, true))
}

fn nullable(mut table: Map<String, Value>) -> Value {
    table.insert("type".to_string(), json!(["object", "null"]));
    Value::Object(table)
}

/// What the reader says of a value at a path.
fn verdict(path: &str, value: &Value) -> Verdict {
    let nested = path.rsplit('.').fold(value.clone(), |value, name| json!({ name: value }));
    told(&nested)
}

/// What the reader says of a configuration.
fn told(config: &Value) -> Verdict {
    let text: std::sync::Arc<str> = config.to_string().into();
    let texts = BTreeMap::from([("hugo.json".to_string(), text)]);
    let loaded = load::load(&Sources::default().with_texts(&texts, |_| true), None);
    match loaded.problems.into_iter().next() {
        None => Verdict::Fine,
        Some(Problem::WrongValue { allowed, .. }) => Verdict::OneOf(allowed),
        Some(_) => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_explained_is_there() {
        let schema = schema();
        for (path, about) in about::CONFIG {
            let names = path.split('.').fold(String::new(), |all, name| format!("{all}/properties/{name}"));
            let found = schema.pointer(&names).unwrap_or_else(|| panic!("no {path}"));
            assert_eq!(found["description"], *about, "{path}");
        }
    }
}
