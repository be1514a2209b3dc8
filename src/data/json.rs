//! From JSON to values with places: serde_json reads the values, the scan for YAML finds where they stand.

use super::yaml::{places, settle};
use super::{DEEPEST, Fault, FaultKind, Member, Node, Value};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::ops::Range;

/// Reads `range` of a text.
pub fn read(text: &str, range: Range<usize>) -> (Node, Vec<Fault>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let nothing = Node { place: range.clone(), value: Value::Null };
    if part.trim().is_empty() {
        return (nothing, Vec::new());
    }
    let scan = places::scan(text, range.clone());
    if let Some(at) = scan.too_deep {
        let kind = FaultKind::TooLarge(format!("{DEEPEST} levels"));
        return (nothing, vec![Fault { place: at..at, kind }]);
    }
    let mut deserializer = serde_json::Deserializer::from_str(part);
    let read = Seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    match read {
        Ok(value) => {
            let mut root = Node { place: range, value };
            settle(&mut root, &scan.root, text, false);
            (root, Vec::new())
        }
        Err(error) => {
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or_default().to_owned();
            let line_start: usize = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            // serde_json counts bytes, from 1.
            let mut at = (range.start + line_start + error.column().saturating_sub(1)).min(range.end);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let length = text.get(at..range.end).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            (nothing, vec![Fault { place: at..at + length, kind: FaultKind::Invalid(reason) }])
        }
    }
}

/// Builds a tree, keeping duplicate keys and the order.
struct Seed;

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = items.next_element_seed(Seed)? {
            list.push(Node { place: 0..0, value });
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Seed)?;
            members.push(Member { key, key_place: 0..0, node: Node { place: 0..0, value } });
        }
        Ok(Value::Table(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_the_types_of_json() {
        let text = r#"{"a": 1, "b": 010, "c": true}"#;
        assert!(matches!(&read(text, 0..text.len()).1[..], [Fault { place, .. }] if *place == (15..16)));
        let text = "{\n \"a\": [1, 2.5, null, \"x\", -3],\n \"a\": {}\n}";
        let (root, faults) = read(text, 0..text.len());
        assert_eq!(faults, []);
        assert_eq!(root.value.members().len(), 2);
        assert_eq!(root.value.members()[0].node.json().to_string(), r#"[1,2.5,null,"x",-3]"#);
        assert_eq!(&text[root.value.members()[1].key_place.clone()], "\"a\"");
    }

    #[test]
    fn a_fault_has_its_place() {
        for (text, at) in [("{\"a\": A}", 6), ("{\n\"a\": 1,\n}", 10), ("{\"ü\": ü}", 7), ("{", 0), ("{\"a\": 1} x", 9)]
        {
            let (root, faults) = read(text, 0..text.len());
            assert_eq!(root.value, Value::Null);
            assert_eq!(faults.iter().map(|fault| fault.place.start).collect::<Vec<_>>(), [at], "{text}");
        }
    }

    #[test]
    fn depth_is_capped() {
        let text = "[".repeat(200_000);
        assert!(matches!(&read(&text, 0..text.len()).1[..], [Fault { kind: FaultKind::TooLarge(_), .. }]));
    }
}
