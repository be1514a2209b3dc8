//! The schema of front matter: the keys of `page::front_matter::keys`, and what its reader takes for each.

use super::about;
use super::probe::{Verdict, shape, share, table};
use crate::page::front_matter::{keys, read};
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
    let about = about::FRONT_MATTER.iter().find(|(key, _)| *key == name);
    if let (Some((_, about)), Some(schema)) = (about, schema.as_object_mut()) {
        schema.insert("description".to_string(), json!(about));
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
        for (name, about) in about::FRONT_MATTER {
            assert_eq!(schema["properties"][name]["description"], *about, "{name}");
        }
    }
}
