//! Probe: from the answers of a reader to sample values, the schema of what it takes.

use serde_json::{Map, Value, json};

/// What a reader says of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    Refused,
    /// Refused, since only these words are allowed, in any case of letters.
    OneOf(Vec<String>),
}

/// Texts that stand for a class of texts, and the pattern of the class.
const CLASSES: [(&str, &str); 4] = [
    ("", "^$"),
    // Go's `strconv.ParseBool`.
    ("T", "^(1|t|T|true|True|TRUE|0|f|F|false|False|FALSE)$"),
    ("5", "^\\s*[+-]?[0-9]+\\s*$"),
    ("2026-01-31", "^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
];

/// The schema of the values that a reader takes.
pub fn shape(verdict: &dyn Fn(&Value) -> Verdict) -> Value {
    let fine = |value: &Value| verdict(value) == Verdict::Fine;
    let mut kinds: Vec<&str> = Vec::new();
    let mut others: Vec<Value> = Vec::new();
    if fine(&json!(true)) {
        kinds.push("boolean");
    }
    let word = verdict(&json!("word"));
    match &word {
        Verdict::Fine => kinds.push("string"),
        Verdict::OneOf(words) => others.push(json!({ "enum": words })),
        Verdict::Refused => {}
    }
    if fine(&json!(1.5)) {
        kinds.push("number");
    } else if fine(&json!(5)) {
        kinds.push("integer");
    }
    if fine(&json!(["word"])) && fine(&json!([{}])) && fine(&json!([1])) {
        kinds.push("array");
    } else if let Some(items) = items(&word, &fine) {
        others.push(json!({ "type": "array", "items": items }));
    }
    if fine(&json!({})) {
        kinds.push("object");
    }
    if fine(&Value::Null) {
        kinds.push("null");
    }
    if word != Verdict::Fine {
        let patterns = CLASSES.iter().filter(|(sample, _)| fine(&json!(sample)));
        others.extend(patterns.map(|(_, pattern)| json!({ "type": "string", "pattern": pattern })));
        if let Verdict::OneOf(words) = &word {
            let words: Vec<String> = words.iter().map(|word| any_case(word)).collect();
            others.push(json!({ "type": "string", "pattern": format!("^({})$", words.join("|")) }));
        }
    }
    if kinds.len() == 7 - usize::from(!kinds.contains(&"integer")) && others.is_empty() {
        return json!({});
    }
    let kinds = match kinds.as_slice() {
        [] => None,
        [one] => Some(json!({ "type": one })),
        several => Some(json!({ "type": several })),
    };
    let mut all: Vec<Value> = kinds.into_iter().chain(others).collect();
    match all.len() {
        0 => json!({ "not": {} }),
        1 => all.remove(0),
        _ => json!({ "anyOf": all }),
    }
}

/// What may stand in a list, if a list is taken at all.
fn items(word: &Verdict, fine: &dyn Fn(&Value) -> bool) -> Option<Value> {
    if let Verdict::OneOf(words) = word
        && let Some(first) = words.first()
        && fine(&json!([first]))
    {
        let words: Vec<String> = words.iter().map(|word| any_case(word)).collect();
        return Some(json!({ "type": "string", "pattern": format!("^({})$", words.join("|")) }));
    }
    let samples = [
        ("string", json!(["word"])),
        ("number", json!([1.5])),
        ("boolean", json!([true])),
        ("object", json!([{}])),
        ("null", json!([null])),
    ];
    let kinds: Vec<&str> = samples.iter().filter(|(_, list)| fine(list)).map(|(kind, _)| *kind).collect();
    match kinds.as_slice() {
        [] => fine(&json!([])).then(|| json!(false)),
        [one] => Some(json!({ "type": one })),
        several => Some(json!({ "type": several })),
    }
}

/// The pattern of a word in any case of letters.
pub fn any_case(word: &str) -> String {
    let mut pattern = String::new();
    for letter in word.chars() {
        let (lower, upper) = (letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
        if lower == upper {
            if !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_' {
                pattern.push('\\');
            }
            pattern.push(letter);
        } else {
            pattern.extend(['[', upper, lower, ']']);
        }
    }
    pattern
}

/// A table with known keys, found in any case: under their own spelling for editors that complete, under a pattern for
/// those that judge. `open` says whether other keys are allowed.
pub fn table(keys: Vec<(String, Value)>, open: bool) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut patterns = Map::new();
    for (key, schema) in keys {
        patterns.insert(format!("^{}$", any_case(&key)), schema.clone());
        properties.insert(key, schema);
    }
    let mut table = Map::new();
    table.insert("type".to_string(), json!("object"));
    table.insert("properties".to_string(), Value::Object(properties));
    table.insert("patternProperties".to_string(), Value::Object(patterns));
    if !open {
        table.insert("additionalProperties".to_string(), json!(false));
    }
    table
}

/// Writes each schema once: what stands under a pattern refers to what stands under its spelling, if that is shorter.
pub fn share(schema: &mut Value, pointer: &str) {
    let Value::Object(schema) = schema else { return };
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Some(Value::Object(patterns)) = schema.get_mut("patternProperties") {
        for (name, inner) in &properties {
            let there = json!({ "$ref": format!("#{pointer}/properties/{name}") });
            match patterns.get_mut(&format!("^{}$", any_case(name))) {
                Some(place) if place == inner && inner.to_string().len() > there.to_string().len() => *place = there,
                _ => {}
            }
        }
    }
    for (word, inner) in schema.iter_mut() {
        match inner {
            Value::Object(members) if matches!(word.as_str(), "properties" | "patternProperties") => {
                members.iter_mut().for_each(|(name, inner)| share(inner, &format!("{pointer}/{word}/{name}")));
            }
            Value::Array(items) => {
                let items = items.iter_mut().enumerate();
                items.for_each(|(at, inner)| share(inner, &format!("{pointer}/{word}/{at}")));
            }
            inner => share(inner, &format!("{pointer}/{word}")),
        }
    }
}
