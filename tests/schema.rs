//! What is generated from the one source of truth: schemas, completions, manual pages, licences.

mod support;

use guidegen::config::load;
use guidegen::data::{self, Syntax};
use guidegen::page::front_matter;
use guidegen::schema;
use guidegen::source::Sources;
use guidegen::source::span::SourceId;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

/// Whether a value fits a schema: the words of JSON Schema that our schemas use, and a panic at any other.
fn fits(schema: &Value, value: &Value) -> bool {
    fits_within(schema, schema, value)
}

fn fits_within(root: &Value, schema: &Value, value: &Value) -> bool {
    let fits = |schema: &Value, value: &Value| fits_within(root, schema, value);
    let Value::Object(schema) = schema else { return schema != &json!(false) };
    let list = |words: &Value| words.as_array().cloned().unwrap_or_else(|| vec![words.clone()]);
    schema.iter().all(|(word, wanted)| match word.as_str() {
        "$schema" | "title" | "description" | "x-taplo-info" => true,
        "$ref" => {
            let there = wanted.as_str().and_then(|wanted| wanted.strip_prefix('#')).expect("a place in the schema");
            fits(root.pointer(there).unwrap_or_else(|| panic!("nothing at {there}")), value)
        }
        "type" => list(wanted).iter().any(|kind| match kind.as_str().unwrap_or("") {
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
            "number" => value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "null" => value.is_null(),
            other => panic!("the type {other}"),
        }),
        "not" => !fits(wanted, value),
        "anyOf" => list(wanted).iter().any(|schema| fits(schema, value)),
        "enum" => list(wanted).contains(value),
        "pattern" => {
            value.as_str().is_none_or(|text| Regex::new(wanted.as_str().expect("text")).expect("regex").is_match(text))
        }
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| fits(wanted, item))),
        "properties" => wanted
            .as_object()
            .expect("a table")
            .iter()
            .all(|(key, schema)| value.get(key).is_none_or(|value| fits(schema, value))),
        "patternProperties" => patterns(wanted).iter().all(|(pattern, schema)| {
            let members = value.as_object().into_iter().flatten();
            members.filter(|(key, _)| pattern.is_match(key)).all(|(_, value)| fits(schema, value))
        }),
        "additionalProperties" => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let patterns = schema.get("patternProperties").map(patterns).unwrap_or_default();
            let known = |key: &str| {
                properties.is_some_and(|all| all.contains_key(key)) || patterns.iter().any(|(p, _)| p.is_match(key))
            };
            value.as_object().into_iter().flatten().filter(|(key, _)| !known(key)).all(|(_, value)| fits(wanted, value))
        }
        other => panic!("the word {other}"),
    })
}

fn patterns(wanted: &Value) -> Vec<(Rc<Regex>, &Value)> {
    thread_local!(static READY: RefCell<HashMap<String, Rc<Regex>>> = RefCell::default());
    let ready = |pattern: &String| {
        let new = || Rc::new(Regex::new(pattern).expect("a regex"));
        READY.with_borrow_mut(|ready| ready.entry(pattern.clone()).or_insert_with(new).clone())
    };
    wanted.as_object().expect("a table").iter().map(|(pattern, schema)| (ready(pattern), schema)).collect()
}

fn config_is_fine(config: &Value) -> bool {
    let texts = BTreeMap::from([("hugo.json".to_string(), config.to_string().into())]);
    load::load(&Sources::default().with_texts(&texts, |_| true), None).problems.is_empty()
}

fn head_is_fine(head: &Value) -> bool {
    front_matter::read(SourceId(0), &format!("{head}\n")).1.is_empty()
}

/// Other values than those that the schemas were made from.
fn samples() -> Vec<Value> {
    vec![
        json!(null),
        json!(false),
        json!(7),
        json!(0),
        json!(-3),
        json!(2.25),
        json!("true"),
        json!("1"),
        json!("42"),
        json!("off"),
        json!("a text"),
        json!(""),
        json!("warning"),
        json!("2024-05-06T10:00:00Z"),
        json!([]),
        json!(["x", "y"]),
        json!([3]),
        json!([{ "a": 1 }]),
        json!([["x"]]),
        json!({}),
    ]
}

#[test]
fn the_schema_of_the_configuration_and_its_reader_agree() {
    let schema = schema::config::schema();
    // Which values are allowed depends on the languages that there are, or is not told by the reader at all.
    let aside = ["defaultContentLanguage", "check", "guidegen"];
    let mut tables = vec![String::new()];
    let mut judged = 0;
    while let Some(path) = tables.pop() {
        let pointer = path
            .split('.')
            .filter(|part| !part.is_empty())
            .fold(String::new(), |all, part| format!("{all}/properties/{part}"));
        let properties = schema.pointer(&format!("{pointer}/properties")).and_then(Value::as_object);
        for name in properties.expect("a table").keys().filter(|name| !aside.contains(&name.as_str())) {
            let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if schema.pointer(&format!("{pointer}/properties/{name}/properties")).is_some() {
                tables.push(at.clone());
            }
            for value in samples() {
                let whole = at.rsplit('.').fold(value.clone(), |value, name| json!({ name: value }));
                assert_eq!(fits(&schema, &whole), config_is_fine(&whole), "{whole}");
                judged += 1;
            }
        }
    }
    assert!(judged > 4000, "{judged}");
    for (config, is_fine) in [
        (json!({ "baseurl": "https://example.org/" }), true),
        (json!({ "BASEURL": ["x"] }), false),
        (json!({ "baseUrls": "x" }), false),
        (json!({ "markup": { "goldmark": { "rendererer": {} } } }), false),
        (json!({ "menus": { "shortcuts": [{ "name": "x", "weight": 3 }] } }), true),
        (json!({ "menus": { "shortcuts": [{ "nam": "x" }] } }), false),
        (json!({ "menus": { "shortcuts": "x" } }), false),
        (json!({ "languages": { "en": { "languageName": "E", "weight": "x" } } }), false),
        (json!({ "params": { "mine": { "deep": 1 } } }), true),
        (json!({ "params": { "enableEmoji": true } }), false),
        (json!({ "disableKinds": ["RSS", "sitemap"] }), true),
        (json!({ "disableKinds": ["rsss"] }), false),
    ] {
        assert_eq!((fits(&schema, &config), config_is_fine(&config)), (is_fine, is_fine), "{config}");
    }
    let level = |level: &str| json!({ "check": { "rules": { "link-*": "off", "typo": level } } });
    assert!(fits(&schema, &level("info")) && !fits(&schema, &level("loud")));
    assert!(!fits(&schema, &json!({ "check": { "rules": { "typpo": "info" } } })));
}

#[test]
fn the_schema_of_front_matter_and_its_reader_agree() {
    let schema = schema::front_matter::schema();
    for name in schema["properties"].as_object().expect("keys").keys() {
        for value in samples() {
            let head = json!({ name: value });
            assert_eq!(fits(&schema, &head), head_is_fine(&head), "{head}");
            let shouted = json!({ name.to_uppercase(): value });
            assert_eq!(fits(&schema, &shouted), head_is_fine(&shouted), "{shouted}");
        }
    }
    assert!(fits(&schema, &json!({ "mine": [1], "title": "T" })));
}

#[test]
fn the_guide_of_this_repository_fits_its_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("guidegen.toml")).expect("the configuration");
    let (config, _) = data::read(Syntax::Toml, &text, 0..text.len());
    let config = config.json();
    assert_eq!(config["theme"], "foundation");
    assert!(fits(&schema::config::schema(), &config));
    let schema = schema::front_matter::schema();
    let mut folders: Vec<PathBuf> = vec![root.join("content")];
    let mut pages = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let Some(head) = text.strip_prefix("---\n").and_then(|rest| rest.split("\n---").next()) else { continue };
            let (head, _) = data::read(Syntax::Yaml, head, 0..head.len());
            assert!(fits(&schema, &head.json()), "{}", path.display());
            pages += 1;
        }
    }
    assert!(pages > 30, "{pages}");
}

fn guidegen(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_guidegen")).args(arguments).output().expect("the program");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_command_is_in_completions_and_manual_pages() {
    let (_, help) = guidegen(&["--help"]);
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("commands");
    let commands: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 8, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script) = guidegen(&["completions", shell]);
        assert_eq!(code, Some(0));
        commands.iter().for_each(|command| assert!(script.contains(command), "{shell}: {command}"));
    }
    assert_eq!(guidegen(&["completions", "korn"]).0, Some(2));
    let folder = tempfile::tempdir().expect("a folder");
    let man = folder.path().join("share/man1");
    assert_eq!(guidegen(&["man", &man.to_string_lossy()]).0, Some(0));
    for command in &commands {
        let page = std::fs::read_to_string(man.join(format!("guidegen-{command}.1"))).expect(command);
        assert!(page.contains(".TH"), "{command}");
    }
    let (code, schema) = guidegen(&["schema", "front-matter"]);
    assert_eq!(code, Some(0));
    assert!(serde_json::from_str::<Value>(&schema).expect("JSON")["properties"]["menuTitle"].is_object());
    let (code, licenses) = guidegen(&["licenses"]);
    assert!(code == Some(0) && licenses.contains("MIT") && licenses.len() > 10_000);
}
