//! From a YAML, TOML or JSON text to a tree of values, each with its place.
//!
//! Values are typed as Hugo types them, so that a page means here what it means there: `yes` is a text, `010`
//! is 8, `1_000` is 1000. Reading never fails: what could be read is returned, with a list of faults.

pub mod json;
pub mod scalar;
pub mod toml;
pub mod yaml;

use std::collections::BTreeMap;
use std::ops::Range;

/// The largest text that is read, in bytes (1 MiB): parsers take their time over hostile ones.
pub const LARGEST: usize = 1 << 20;

/// How deep tables and lists may stand in each other.
pub const DEEPEST: usize = 64;

/// The three languages in which front matter and configurations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Yaml,
    Toml,
    Json,
}

/// A value and the bytes of the text that spell it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// For a value that has no place of its own (it came through a YAML alias): the place of what stands for it.
    pub place: Range<usize>,
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// Any integer that Go holds: `i64` and `u64`.
    Int(i128),
    Float(f64),
    Text(String),
    /// A TOML date: RFC 3339, without what was not written (`2023-04-05`, `2023-04-05T10:00:00`).
    Date(String),
    List(Vec<Node>),
    /// In the order of the text; a key that stands twice is here twice, and the last one counts.
    Table(Vec<Member>),
}

/// A key of a table and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// As written.
    pub key: String,
    pub key_place: Range<usize>,
    pub node: Node,
}

/// Something that is wrong with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub place: Range<usize>,
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// It does not parse; the reason in a few words.
    Invalid(String),
    /// The key stood before, at `first`.
    Duplicate { key: String, first: Range<usize> },
    /// Larger than [`LARGEST`], deeper than [`DEEPEST`], or grown beyond measure through YAML aliases.
    TooLarge(String),
}

/// Reads `range` of a text; all places count from the start of the text. The root is a table, empty if nothing
/// could be read.
pub fn read(syntax: Syntax, text: &str, range: Range<usize>) -> (Node, Vec<Fault>) {
    let empty = Node { place: range.clone(), value: Value::Table(Vec::new()) };
    let Some(part) = text.get(range.clone()) else { return (empty, Vec::new()) };
    if part.len() > LARGEST {
        let place = range.start..range.start;
        return (empty, vec![Fault { place, kind: FaultKind::TooLarge("1 MiB".to_owned()) }]);
    }
    let (root, mut faults) = match syntax {
        Syntax::Yaml => yaml::read(text, range),
        Syntax::Toml => toml::read(text, range),
        Syntax::Json => json::read(text, range),
    };
    find_duplicates(&root, &mut faults);
    let root = match root.value {
        Value::Table(_) => root,
        Value::Null => empty,
        other => {
            if faults.is_empty() {
                let reason = format!("{} stands where keys are expected", other.kind());
                faults.push(Fault { place: first_line(text, &root.place), kind: FaultKind::Invalid(reason) });
            }
            empty
        }
    };
    (root, faults)
}

/// Keys that stand twice in one table, at any depth.
fn find_duplicates(node: &Node, faults: &mut Vec<Fault>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| find_duplicates(item, faults)),
        Value::Table(members) => {
            let mut seen: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
            for member in members {
                // `<<` may stand as often as it likes: each one merges.
                if member.key != "<<"
                    && let Some(first) = seen.insert(member.key.as_str(), &member.key_place)
                    && *first != member.key_place
                {
                    let kind = FaultKind::Duplicate { key: member.key.clone(), first: first.clone() };
                    faults.push(Fault { place: member.key_place.clone(), kind });
                    seen.insert(member.key.as_str(), first);
                }
                find_duplicates(&member.node, faults);
            }
        }
        _ => {}
    }
}

/// The part of a place that stands on its first line.
fn first_line(text: &str, place: &Range<usize>) -> Range<usize> {
    let length = text.get(place.clone()).map_or(0, |part| part.find(['\n', '\r']).unwrap_or(part.len()));
    place.start..place.start + length
}

impl Value {
    /// The sort of value in words: `a list`, `a text`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "a text",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The text of a scalar as Go's `cast.ToString` gives it; nothing for null, lists and tables.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Float(value) => Some(scalar::float_text(*value)),
            Value::Text(value) | Value::Date(value) => Some(value.clone()),
            Value::Null | Value::List(_) | Value::Table(_) => None,
        }
    }

    pub fn members(&self) -> &[Member] {
        match self {
            Value::Table(members) => members,
            _ => &[],
        }
    }
}

impl Node {
    /// The value as JSON, keys as written. A number that JSON cannot hold becomes a text.
    pub fn json(&self) -> serde_json::Value {
        self.to_json(false)
    }

    /// The value as JSON, the keys of tables within tables in lower case. Like Hugo it leaves tables within
    /// lists as they are.
    pub fn json_lower(&self) -> serde_json::Value {
        self.to_json(true)
    }

    fn to_json(&self, lower: bool) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => {
                let signed = i64::try_from(*value).map(Json::from);
                let number = signed.or_else(|_| u64::try_from(*value).map(Json::from));
                number.unwrap_or_else(|_| Json::String(value.to_string()))
            }
            Value::Float(value) => serde_json::Number::from_f64(*value)
                .map_or_else(|| Json::String(scalar::float_text(*value)), Json::Number),
            Value::Text(value) | Value::Date(value) => Json::String(value.clone()),
            Value::List(items) => Json::Array(items.iter().map(|item| item.to_json(false)).collect()),
            Value::Table(members) => {
                let key = |member: &Member| if lower { member.key.to_lowercase() } else { member.key.clone() };
                Json::Object(members.iter().map(|member| (key(member), member.node.to_json(lower))).collect())
            }
        }
    }

    /// A value that was kept as JSON, back as a tree without places of its own.
    pub fn from_json(value: &serde_json::Value, place: &Range<usize>) -> Self {
        use serde_json::Value as Json;
        let value = match value {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Value::Int(value.into()),
                (None, Some(value)) => Value::Int(value.into()),
                (None, None) => Value::Float(number.as_f64().unwrap_or_default()),
            },
            Json::String(value) => Value::Text(value.clone()),
            Json::Array(items) => Value::List(items.iter().map(|item| Self::from_json(item, place)).collect()),
            Json::Object(members) => Value::Table(
                members
                    .iter()
                    .map(|(key, value)| Member {
                        key: key.clone(),
                        key_place: place.clone(),
                        node: Self::from_json(value, place),
                    })
                    .collect(),
            ),
        };
        Self { place: place.clone(), value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every scalar and key of a tree with the text that its place covers.
    fn spell(text: &str, node: &Node, path: &str, out: &mut Vec<String>) {
        match &node.value {
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at, item)| spell(text, item, &format!("{path}[{at}]"), out));
            }
            Value::Table(members) => {
                for member in members {
                    let path = format!("{path}.{}", &text[member.key_place.clone()]);
                    spell(text, &member.node, &path, out);
                }
            }
            value => out.push(format!("{path} = {value:?} from {:?}", &text[node.place.clone()])),
        }
    }

    fn spelled(syntax: Syntax, text: &str) -> Vec<String> {
        let (root, faults) = read(syntax, text, 0..text.len());
        assert_eq!(faults, [], "{text}");
        let mut out = Vec::new();
        spell(text, &root, "", &mut out);
        out
    }

    #[test]
    fn every_syntax_has_places_at_every_depth() {
        let expected =
            [".a = Int(1) from \"1\"", ".b[0].c = Text(\"x\") from QUOTED", ".b[1].c = Bool(true) from \"true\""]
                .map(|line| line.replace("QUOTED", "\"\\\"x\\\"\""));
        assert_eq!(spelled(Syntax::Toml, "a = 1\n[[b]]\nc = \"x\"\n[[b]]\nc = true\n"), expected);
        assert_eq!(spelled(Syntax::Yaml, "a: 1\nb:\n- c: \"x\"\n- {c: true}\n"), expected);
        let json = expected.map(|line| line.replace(".a ", ".\"a\" ").replace(".b", ".\"b\"").replace(".c", ".\"c\""));
        assert_eq!(spelled(Syntax::Json, r#"{"a": 1, "b": [{"c": "x"}, {"c": true}]}"#), json);
    }

    #[test]
    fn duplicates_are_found_at_every_depth_with_both_places() {
        let text = "a: 1\nb:\n  c: 1\n  c: 2\na: 2\n";
        let (root, faults) = read(Syntax::Yaml, text, 0..text.len());
        assert_eq!(root.value.members().len(), 3);
        let places: Vec<_> = faults
            .iter()
            .map(|fault| match &fault.kind {
                FaultKind::Duplicate { key, first } => (key.as_str(), first.clone(), fault.place.clone()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(places, [("c", 10..11, 17..18), ("a", 0..1, 22..23)]);
    }

    #[test]
    fn a_root_that_is_no_table_is_a_fault() {
        for (text, reason) in [("- a\n- b\n", "a list"), ("abc\n", "a text"), ("5", "a number")] {
            let (root, faults) = read(Syntax::Yaml, text, 0..text.len());
            assert_eq!(root.value, Value::Table(vec![]));
            assert!(matches!(&faults[..], [Fault { kind: FaultKind::Invalid(said), .. }] if said.starts_with(reason)));
        }
    }

    #[test]
    fn json_keeps_what_it_cannot_hold_as_text() {
        let text = "Big: 18446744073709551615\ninf: .inf\nT: {Ab: 1, l: [{Cd: 2}]}\n";
        let (root, _) = read(Syntax::Yaml, text, 0..text.len());
        let expected = r#"{"big":18446744073709551615,"inf":"+Inf","t":{"ab":1,"l":[{"Cd":2}]}}"#;
        assert_eq!(root.json_lower().to_string(), expected);
    }

    #[test]
    fn more_than_a_mebibyte_is_not_read() {
        let text = format!("a: {}\n", "x".repeat(LARGEST));
        let (_, faults) = read(Syntax::Yaml, &text, 0..text.len());
        assert!(matches!(faults[..], [Fault { kind: FaultKind::TooLarge(_), .. }]));
    }
}
