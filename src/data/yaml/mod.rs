//! From YAML to values with places: serde_yaml reads the values, a scan of the text finds where they stand.
//!
//! Source of the typing: Hugo 0.168, which reads YAML with goccy/go-yaml.

mod explain;
mod flow;
pub mod places;
mod simple;

use super::scalar;
use super::{Fault, FaultKind, Member, Node, Value};
use places::Place;
use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

/// Brackets may open at most this deep even where the scan takes them for text: libyaml's time grows with the
/// square of the depth.
const DEEPEST_BRACKETS: usize = 512;

/// After this many faults the rest of a text is not read.
const MOST_FAULTS: usize = 50;

/// Reads `range` of a text; `<<` is merged.
pub fn read(text: &str, range: Range<usize>) -> (Node, Vec<Fault>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let nothing = Node { place: range.clone(), value: Value::Null };
    let scan = places::scan(text, range.clone());
    let too_large = |at: usize, limit: &str| Fault { place: at..at, kind: FaultKind::TooLarge(limit.to_owned()) };
    if let Some(at) = scan.too_deep.or_else(|| deep_brackets(part).map(|at| range.start + at)) {
        return (nothing, vec![too_large(at, "64 levels")]);
    }
    if matches!(&scan.root, Place::Unknown { range } if range.is_empty()) {
        return (nothing, Vec::new());
    }
    let budget = Budget::for_text(part);
    let value = simple::table(part).map_or_else(|| parse(&printable(part), &budget), Ok);
    match value {
        Ok(value) => {
            let mut root = Node { place: range, value };
            settle(&mut root, &scan.root, text, true);
            merge(&mut root);
            (root, Vec::new())
        }
        Err(_) if budget.is_spent() => (nothing, vec![too_large(range.start, "16 times its own size through aliases")]),
        Err(error) => {
            let (mut root, faults) = read_pieces(text, range, &budget, &error);
            merge(&mut root);
            (root, faults)
        }
    }
}

/// Reads what can be read of a text that does not parse as a whole: every key of the first level for itself.
fn read_pieces(text: &str, range: Range<usize>, budget: &Budget, whole: &serde_yaml::Error) -> (Node, Vec<Fault>) {
    let mut members = Vec::new();
    let mut faults = Vec::new();
    let anchors = explain::anchors(text.get(range.clone()).unwrap_or_default());
    for piece in explain::pieces(text, range.clone()) {
        if faults.len() == MOST_FAULTS {
            break;
        }
        let part = text.get(piece.clone()).unwrap_or_default();
        match parse(&printable(part), budget) {
            Ok(value @ Value::Table(_)) => {
                let mut node = Node { place: piece.clone(), value };
                settle(&mut node, &places::scan(text, piece).root, text, true);
                if let Value::Table(mut found) = node.value {
                    members.append(&mut found);
                }
            }
            Ok(_) if part.trim().is_empty() => {}
            Ok(_) => faults.push(explain::not_a_key(text, piece)),
            Err(error) => {
                // An alias whose anchor stands in another piece is no fault of this one.
                if !explain::alias(part).is_some_and(|name| anchors.contains(name)) {
                    faults.extend(explain::fault(text, piece, &error));
                }
            }
        }
    }
    if faults.is_empty() {
        faults.extend(explain::fault(text, range.clone(), whole));
    }
    (Node { place: range, value: Value::Table(members) }, faults)
}

/// A bound on what aliases can make of a text: "billion laughs".
struct Budget {
    left: Cell<usize>,
}

impl Budget {
    fn for_text(part: &str) -> Self {
        Self { left: Cell::new(64 * 1024 + 16 * part.len()) }
    }

    fn spend(&self, size: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(size + 1));
        left > size
    }

    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

fn parse(part: &str, budget: &Budget) -> Result<Value, serde_yaml::Error> {
    if part.trim().is_empty() {
        return Ok(Value::Null);
    }
    Seed { budget }.deserialize(serde_yaml::Deserializer::from_str(part))
}

/// libyaml refuses control characters, Hugo does not: they become blanks, which keeps all places.
fn printable(part: &str) -> std::borrow::Cow<'_, str> {
    let refused =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !part.contains(refused) {
        return part.into();
    }
    let mut clean = String::with_capacity(part.len());
    for character in part.chars() {
        if refused(character) {
            clean.extend(std::iter::repeat_n(' ', character.len_utf8()));
        } else {
            clean.push(character);
        }
    }
    clean.into()
}

/// Where brackets open deeper than libyaml should be given, whatever they mean.
fn deep_brackets(part: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in part.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_BRACKETS {
            return Some(at);
        }
    }
    None
}

/// Gives a tree its places. Where scan and parser see different shapes, the place of the whole stands for all parts.
/// With `plain`, plain scalars and keys are typed by [`scalar::plain`]; JSON has none.
pub fn settle(node: &mut Node, place: &Place, text: &str, plain: bool) {
    node.place = place.range();
    match (&mut node.value, place) {
        (Value::List(nodes), Place::List { items, .. }) if nodes.len() == items.len() => {
            nodes.iter_mut().zip(items).for_each(|(node, item)| settle(node, item, text, plain));
        }
        (Value::Table(found), Place::Table { members, .. }) if found.len() == members.len() => {
            for (member, place) in found.iter_mut().zip(members) {
                member.key_place = place.key.clone();
                let raw = text.get(place.key.clone()).filter(|raw| plain && place.plain && !raw.contains(['\n', '\r']));
                if let Some(raw) = raw {
                    member.key = raw.to_owned();
                }
                settle(&mut member.node, &place.value, text, plain);
            }
        }
        (Value::List(_) | Value::Table(_), _) => inherit(node),
        (value, Place::Scalar { range, plain: true }) if plain => {
            let raw = text.get(range.clone()).unwrap_or_default();
            if !raw.contains(['\n', '\r']) {
                *value = scalar::plain(raw);
            }
        }
        _ => {}
    }
}

/// Gives all parts of a value the place of the whole.
fn inherit(node: &mut Node) {
    let place = node.place.clone();
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                item.place = place.clone();
                inherit(item);
            }
        }
        Value::Table(members) => {
            for member in members {
                member.key_place = place.clone();
                member.node.place = place.clone();
                inherit(&mut member.node);
            }
        }
        _ => {}
    }
}

/// Puts the keys of `<<: *anchor` and `<<: [*a, *b]` into their table. Like Hugo, and unlike YAML 1.1, what
/// stands later in the text wins.
fn merge(node: &mut Node) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(merge),
        Value::Table(members) => {
            members.iter_mut().for_each(|member| merge(&mut member.node));
            if !members.iter().any(|member| member.key == "<<") {
                return;
            }
            let mut merged: Vec<Member> = Vec::with_capacity(members.len());
            // Where a key stands in `merged`, and whether it was written there (then it may be a duplicate).
            let mut known: BTreeMap<String, (usize, bool)> = BTreeMap::new();
            let mut put = |member: Member, written: bool| match known.get_mut(&member.key) {
                Some((index, was_written)) if !(written && *was_written) => {
                    *was_written = written;
                    merged[*index] = member;
                }
                _ => {
                    known.insert(member.key.clone(), (merged.len(), written));
                    merged.push(member);
                }
            };
            for member in std::mem::take(members) {
                if member.key != "<<" {
                    put(member, true);
                    continue;
                }
                let sources = match member.node.value {
                    Value::List(items) => items,
                    value => vec![Node { place: member.node.place, value }],
                };
                for source in sources {
                    let Value::Table(inner) = source.value else { continue };
                    for inner in inner {
                        let key_place = member.key_place.clone();
                        put(Member { key_place, ..inner }, false);
                    }
                }
            }
            *members = merged;
        }
        _ => {}
    }
}

/// Builds a tree from what serde_yaml calls out, keeping duplicate keys and the order.
struct Seed<'b> {
    budget: &'b Budget,
}

impl Seed<'_> {
    fn value<E: serde::de::Error>(&self, value: Value, size: usize) -> Result<Value, E> {
        if self.budget.spend(size) { Ok(value) } else { Err(E::custom("too many values")) }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A node whose place is not known yet.
fn placeless(value: Value) -> Node {
    Node { place: 0..0, value }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.value(Value::Null, 1)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.value(Value::Bool(value), 1)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.value(Value::Int(value.into()), 1)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.value(Value::Int(value.into()), 1)
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.value(Value::Text(value.to_string()), 40)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.value(Value::Text(value.to_string()), 40)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.value(Value::Float(value), 1)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.value(Value::Text(value.to_owned()), value.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = items.next_element_seed(Seed { budget: self.budget })? {
            list.push(placeless(value));
        }
        self.value(Value::List(list), 1)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = entries.next_key_seed(Seed { budget: self.budget })? {
            let key = match key {
                Value::List(_) | Value::Table(_) => return Err(A::Error::custom("a list or a table as a key")),
                key => key.text().unwrap_or_else(|| "null".to_owned()),
            };
            let value = entries.next_value_seed(Seed { budget: self.budget })?;
            members.push(Member { key, key_place: 0..0, node: placeless(value) });
        }
        self.value(Value::Table(members), 1)
    }

    /// A value with a tag of its own (`!name value`): the tag is dropped, as Hugo drops it.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, variant) = tagged.variant_seed(Seed { budget: self.budget })?;
        variant.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        let (root, faults) = read(text, 0..text.len());
        assert_eq!(faults, [], "{text}");
        root.json().to_string()
    }

    fn faults(text: &str) -> Vec<(String, &str)> {
        let (_, faults) = read(text, 0..text.len());
        let said = |kind: FaultKind| match kind {
            FaultKind::Invalid(reason) => reason,
            other => format!("{other:?}"),
        };
        faults.into_iter().map(|fault| (said(fault.kind), &text[fault.place])).collect()
    }

    #[test]
    fn scalars_mean_what_they_mean_in_hugo() {
        assert_eq!(
            json("a: 05\nb: '05'\nc: yes\nd: 1_000\ne: 1e3\nf: 09\n"),
            r#"{"a":5,"b":"05","c":"yes","d":1000,"e":"1e3","f":"09"}"#
        );
        assert_eq!(
            json("a: [05, '05', {b: 010}]\nc: !!str 12\nd: 2023-04-05\ne: ~\nf:\n"),
            r#"{"a":[5,"05",{"b":8}],"c":"12","d":"2023-04-05","e":null,"f":null}"#
        );
        assert_eq!(
            json("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: x\n  y\nd: \"x\\n\\u00fc\"\n"),
            r#"{"a":"x\ny\n","b":"x y","c":"x y","d":"x\nü"}"#
        );
        assert_eq!(json("1: a\ntrue: b\n05: c\n\"x y\": d\n"), r#"{"1":"a","true":"b","05":"c","x y":"d"}"#);
        assert_eq!(
            json("a: x # c\nb: x#c\nc: '4. '\nd: http://a.b/c\n"),
            r#"{"a":"x","b":"x#c","c":"4. ","d":"http://a.b/c"}"#
        );
        assert_eq!(json("a: \"x\u{0}y\u{7f}\"\nb: 1"), r#"{"a":"x y ","b":1}"#);
        assert_eq!(json("a: !mine x\nb: !mine {c: 1}"), r#"{"a":"x","b":{"c":1}}"#);
        assert_eq!(json("# only a comment\n"), "null");
    }

    #[test]
    fn merges_go_by_the_order_of_the_text() {
        assert_eq!(json("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n"), r#"{"a":{"x":1,"y":2},"b":{"x":1,"y":3}}"#);
        assert_eq!(json("b:\n  y: 3\n  <<: {x: 1, y: 2}\n"), r#"{"b":{"y":2,"x":1}}"#);
        assert_eq!(
            json("a: &a {x: 1, y: 1}\nc: &c {x: 2, z: 2}\nq:\n  <<: [*a, *c]\n"),
            r#"{"a":{"x":1,"y":1},"c":{"x":2,"z":2},"q":{"x":2,"y":1,"z":2}}"#
        );
    }

    #[test]
    fn a_key_that_stands_twice_stays_twice() {
        let (root, _) = read("a: 1\n<<: {b: 1}\na: 2\nb: 3\n", 0..26);
        let keys: Vec<_> = root.value.members().iter().map(|member| member.key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "a"]);
    }

    #[test]
    fn faults_are_told_in_words_with_their_place_and_the_rest_is_read() {
        let cases = [
            ("title: A: B\n", "a colon with a blank behind it", ":"),
            ("title: \"A\n", "the quoted text that begins here is never closed", "\"A"),
            ("title: 'it's'\n", "text stands behind the closing quote", "s'"),
            ("title: A\n  sub: 1\n", "this line is indented more", "sub: 1"),
            ("title: @x\n", "a value cannot begin with `@`", "@x"),
            ("title: `x`\n", "a value cannot begin with ``", "`x`"),
            ("title: %x\n", "a value cannot begin with `%`", "%x"),
            ("title: *x\n", "there is no anchor `&x`", "*x"),
            ("title: [a\n", "the list that begins here has no `]`", "[a"),
            ("title: [AWS] Guide\n", "a text that begins with `[` must stand between quotes", "[AWS] Guide"),
            ("title:A\n", "a blank is missing after the colon", ":"),
            ("x:\n\ty: 1\n", "a tab stands where YAML wants blanks", "\t"),
            ("title\n", "this line is no `key: value`", "title"),
        ];
        for (text, reason, place) in cases {
            let text = format!("weight: 5\n{text}draft: true\n");
            let told = faults(&text);
            assert!(told.len() == 1 && told[0].0.starts_with(reason) && told[0].1 == place, "{text} gives {told:?}");
            let (root, _) = read(&text, 0..text.len());
            let json = root.json();
            assert_eq!(json["weight"], 5, "{text}");
            assert_eq!(json["draft"], true, "{text}");
        }
    }

    #[test]
    fn faults_in_several_keys_are_all_told() {
        assert_eq!(faults("a: b: c\nd: 1\ne: \"x\n").len(), 2);
        // An alias to an anchor of another key is none.
        assert_eq!(faults("a: &x 1\nb: *x\nc: d: e\n").len(), 1);
    }

    #[test]
    fn bombs_are_refused_in_no_time() {
        let start = std::time::Instant::now();
        let laughs: String = (1..12).fold("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, at| {
            let last = format!("*a{}", at - 1);
            format!("{text}a{at}: &a{at} [{}]\n", vec![last; 10].join(","))
        });
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a,".repeat(50_000));
        let bombs = [
            "[".repeat(100_000),
            format!("a: {}", "[".repeat(100_000)),
            format!("a: {}", "{a: ".repeat(100_000)),
            format!("a:\n  {}", "- ".repeat(100_000)),
            format!("a: |\n  {}\n", "[".repeat(100_000)),
            (0..1000).map(|at| format!("{}a:\n", " ".repeat(at))).collect(),
            laughs,
            long,
        ];
        for bomb in bombs {
            let told = faults(&bomb);
            assert!(told.iter().any(|(said, _)| said.contains("TooLarge")), "{}", &bomb[..50]);
        }
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }

    #[test]
    fn time_grows_no_faster_than_the_text() {
        let rows: [fn(usize) -> String; 8] = [
            |n| "a: \"\n".repeat(n),
            |n| "- 'a\n".repeat(n),
            |n| (0..n).map(|at| format!("k{at}: v: w\n")).collect(),
            |n| "a: [1, 2]\n".repeat(n),
            |n| format!("a: {}", "x\n  ".repeat(n)),
            |n| format!("a: [{}]", "{b: c}, ".repeat(n)),
            |n| "\"\\\n".repeat(n),
            |n| (0..n).map(|at| format!("k{at}: *a{at}\n")).collect(),
        ];
        for (index, row) in rows.into_iter().enumerate() {
            // The best of three, for other work on the machine.
            let time = |n: usize| {
                let text = row(n);
                let once = || {
                    let start = std::time::Instant::now();
                    let _ = read(&text, 0..text.len());
                    start.elapsed().as_secs_f64()
                };
                once().min(once()).min(once())
            };
            let (small, large) = (time(2_000), time(16_000));
            assert!(large < 0.2 || large / small < 40.0, "row {index}: {small} s, {large} s for 8 times as much");
        }
    }
}
