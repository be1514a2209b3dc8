//! From TOML to values with places: the toml crate gives both, and goes on after a fault.

use super::{DEEPEST, Fault, FaultKind, Member, Node, Value};
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use ::toml::value::Datetime;
use std::collections::BTreeMap;
use std::ops::Range;

/// More faults than this of one text are not told: they are the echo of one mistake.
const MOST_FAULTS: usize = 50;

/// Reads `range` of a text.
pub fn read(text: &str, range: Range<usize>) -> (Node, Vec<Fault>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let (found, errors) = DeTable::parse_recoverable(part);
    let root = Node { place: range.clone(), value: table(found.get_ref(), range.start) };
    if errors.is_empty() {
        return (root, Vec::new());
    }
    let mut places = BTreeMap::new();
    key_places(&root, &mut places);
    let mut faults = Vec::new();
    let mut told_to = 0;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // One mistake often draws further complaints about the rest of its line.
        if span.start < told_to && !faults.is_empty() {
            continue;
        }
        let rest = part.get(span.start..).unwrap_or_default();
        told_to = span.start + rest.find('\n').map_or(rest.len(), |at| at + 1);
        let place = range.start + span.start..range.start + span.end;
        let kind = match error.message() {
            said if said.contains("recurs") => FaultKind::TooLarge(format!("{DEEPEST} levels")),
            "duplicate key" => duplicate(text, &place, &places),
            said => FaultKind::Invalid(said.trim().replace('\n', ", ")),
        };
        faults.push(Fault { place, kind });
        if faults.len() == MOST_FAULTS {
            break;
        }
    }
    (root, faults)
}

/// The key that stands twice, with the nearest place before it.
fn duplicate(text: &str, place: &Range<usize>, places: &BTreeMap<&str, Vec<Range<usize>>>) -> FaultKind {
    let key = text.get(place.clone()).unwrap_or_default().trim_matches(['"', '\'']).to_owned();
    let before = places.get(key.as_str()).and_then(|places| {
        let behind = places.partition_point(|other| other.start < place.start);
        places.get(behind.checked_sub(1)?)
    });
    match before {
        Some(first) => FaultKind::Duplicate { key, first: first.clone() },
        None => FaultKind::Invalid(format!("the key `{key}` stands twice")),
    }
}

/// Where every key of a tree stands, in the order of the text.
fn key_places<'a>(node: &'a Node, places: &mut BTreeMap<&'a str, Vec<Range<usize>>>) {
    let mut all = Vec::new();
    collect_keys(node, &mut all);
    all.sort_by_key(|(_, place)| place.start);
    all.into_iter().for_each(|(key, place)| places.entry(key).or_default().push(place.clone()));
}

fn collect_keys<'a>(node: &'a Node, all: &mut Vec<(&'a str, &'a Range<usize>)>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect_keys(item, all)),
        Value::Table(members) => {
            for member in members {
                all.push((&member.key, &member.key_place));
                collect_keys(&member.node, all);
            }
        }
        _ => {}
    }
}

fn table(table: &DeTable, base: usize) -> Value {
    let place = |span: Range<usize>| base + span.start..base + span.end;
    let members = table
        .iter()
        .map(|(key, value)| Member {
            key: key.get_ref().to_string(),
            key_place: place(key.span()),
            node: node(value, base),
        })
        .collect();
    Value::Table(members)
}

fn node(value: &Spanned<DeValue>, base: usize) -> Node {
    let span = value.span();
    let number = |digits: &str| digits.replace('_', "");
    let read = match value.get_ref() {
        DeValue::String(value) => Value::Text(value.to_string()),
        DeValue::Integer(value) => {
            i128::from_str_radix(&number(value.as_str()), value.radix()).map_or(Value::Null, Value::Int)
        }
        DeValue::Float(value) => number(value.as_str()).parse().map_or(Value::Null, Value::Float),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(value) => Value::Date(date(value)),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, base)).collect()),
        DeValue::Table(inner) => table(inner, base),
    };
    Node { place: base + span.start..base + span.end, value: read }
}

/// A TOML date as RFC 3339 writes it: with `T`, seconds and an offset such as `+02:00`.
fn date(value: &Datetime) -> String {
    let mut text = value.date.map(|date| date.to_string()).unwrap_or_default();
    if let Some(time) = value.time {
        if !text.is_empty() {
            text.push('T');
        }
        text.push_str(&format!("{:02}:{:02}:{:02}", time.hour, time.minute, time.second.unwrap_or(0)));
        if let Some(nanosecond) = time.nanosecond.filter(|&nanosecond| nanosecond > 0) {
            text.push_str(format!(".{nanosecond:09}").trim_end_matches('0'));
        }
    }
    if let Some(offset) = value.offset {
        text.push_str(&offset.to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, &str)> {
        let said = |kind: FaultKind| match kind {
            FaultKind::Invalid(reason) => reason,
            FaultKind::Duplicate { key, first } => format!("{key} twice, first at {}", first.start),
            FaultKind::TooLarge(limit) => limit,
        };
        let (_, faults) = read(text, 0..text.len());
        faults.into_iter().map(|fault| (said(fault.kind), &text[fault.place])).collect()
    }

    #[test]
    fn all_types_of_toml() {
        let text = "a = 1_000\nb = 0x1F\nc = 1.5\nd = 'x'\ne = 2023-04-05\nf = 2023-04-05 10:00:00.50+02:00\n\
                    g = 2023-04-05T10:00:00\nh = inf\ni.j = [true, {k = -1}]\n";
        let (root, faults) = read(text, 0..text.len());
        assert_eq!(faults, []);
        let expected = r#"{"a":1000,"b":31,"c":1.5,"d":"x","e":"2023-04-05","f":"2023-04-05T10:00:00.5+02:00","g":"2023-04-05T10:00:00","h":"+Inf","i":{"j":[true,{"k":-1}]}}"#;
        assert_eq!(root.json().to_string(), expected);
    }

    #[test]
    fn what_stands_around_a_fault_is_read() {
        let text = "a = 1\nb = x\nc = 3\n[t]\nd = 4\n";
        let (root, found) = read(text, 0..text.len());
        let json = root.json();
        assert_eq!((&json["a"], &json["c"], &json["t"]["d"]), (&1.into(), &3.into(), &4.into()));
        assert_eq!(found.len(), 1);
        assert_eq!(faults(text)[0].1, "x");
    }

    #[test]
    fn a_duplicate_has_both_places() {
        assert_eq!(faults("title = 'A'\nx = 1\ntitle = 'B'\n"), [("title twice, first at 0".to_owned(), "title")]);
        assert_eq!(faults("x = 1\n[t]\nx = 1\n\"x\" = 2\n"), [("x twice, first at 10".to_owned(), "\"x\"")]);
    }

    #[test]
    fn depth_is_capped() {
        for text in [format!("a = {}", "[".repeat(100_000)), format!("{}x = 1", "a.".repeat(100_000))] {
            assert!(faults(&text).iter().any(|(said, _)| said == "64 levels"), "{:?}", faults(&text));
        }
    }
}
