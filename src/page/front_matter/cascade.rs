//! A cascade: front matter that a section (or the site) gives to pages which do not set it themselves.
//!
//! Source: Hugo's page `configuration/cascade`, and what Hugo 0.168 does: reserved keys fall as well as
//! parameters; a key of the page wins as a whole; of several tables the first that has a key wins; `params` of a
//! table wins over its first level.

use super::keys::param_name;
use super::reader::{Level, Reader};
use super::{FrontMatter, Meta};
use crate::data::{Member, Node};
use crate::source::span::Span;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Gives a page the values of one cascade table for all names that are not `present`, and adds those names.
/// So call it with the nearest cascade first; the page's own come before all ([`FrontMatter::present`]).
/// Whether the table's `target` matches is for the caller to say; `place` stands for the places of its values.
pub fn apply_cascade(meta: &mut Meta, present: &mut BTreeSet<String>, cascade: &Map<String, Value>, place: Span) {
    let mut reader = Reader::without_text(std::mem::take(meta), place);
    let mut given: Vec<String> = Vec::new();
    let member = |key: &str, value: &Value| {
        let key_place = place.range();
        Member { key: key.to_owned(), node: Node::from_json(value, &key_place), key_place }
    };
    for (key, value) in cascade {
        let name = key.to_lowercase();
        if matches!(name.as_str(), "_target" | "target" | "cascade" | "params") || present.contains(&name) {
            continue;
        }
        reader.key(&member(key, value), Level::First);
        given.push(name);
    }
    let params = cascade.iter().filter(|(key, _)| key.eq_ignore_ascii_case("params"));
    for (key, value) in params.filter_map(|(_, value)| value.as_object()).flatten() {
        let name = param_name(&key.to_lowercase());
        if !present.contains(&name) {
            reader.key(&member(key, value), Level::Params);
            given.push(name);
        }
    }
    reader.settle_kind();
    *meta = reader.meta;
    present.extend(given);
}

impl FrontMatter {
    /// The names that the page sets itself, which no cascade changes: keys of the first level and of `params`
    /// in lower case; a reserved key within `params` as `params.weight`.
    pub fn present(&self) -> BTreeSet<String> {
        let mut present = BTreeSet::new();
        for entry in &self.entries {
            let name = entry.key.to_lowercase();
            if name == "params" {
                let inner = entry.value.as_object().into_iter().flatten();
                present.extend(inner.map(|(key, _)| param_name(&key.to_lowercase())));
            }
            present.insert(name);
        }
        present
    }
}
