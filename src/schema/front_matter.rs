//! The schema of front matter: the keys of `page::front_matter::keys`, and what its reader takes for each.

use super::probe::{Verdict, shape, share, table};
use crate::page::front_matter::{about, keys, read};
use crate::source::span::SourceId;
use serde_json::{Map, Value, json};

/// The whole schema, as JSON Schema 2020-12. Other keys are allowed: they are parameters of the page. That one of them
/// resembles a known key is told by `guidegen check` alone, since no schema can say it.
pub fn schema() -> Value {
    let keys = keys::known().map(|name| (name.to_string(), key(name))).collect();
    let mut whole = Map::new();
    whole.insert("$schema".to_string(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".to_string(), json!("Front matter of a guidegen page"));
    whole.append(&mut table(keys, true));
    let mut whole = Value::Object(whole);
    share(&mut whole, "");
    whole
}

fn key(name: &str) -> Value {
    let mut schema = shape(&|value| told(&json!({ name: value })));
    if let (Some(about), Some(schema)) = (about::find(name), schema.as_object_mut()) {
        schema.insert("description".to_string(), json!(about.help));
    }
    schema
}

/// What the reader says of a head.
fn told(head: &Value) -> Verdict {
    let (_, problems) = read(SourceId(0), &format!("{head}\n"));
    if problems.is_empty() { Verdict::Fine } else { Verdict::Refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_explained_is_there() {
        let schema = schema();
        for key in about::KEYS {
            assert_eq!(schema["properties"][key.name]["description"], key.help, "{}", key.name);
        }
    }
}
