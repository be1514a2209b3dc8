//! The settings of all configuration files in one tree, each with its file and place, before they have types.

use crate::data::{Member, Node, Value};
use crate::source::span::{SourceId, Span};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Settings by name in lower case: Hugo finds keys in any case.
pub type Table = BTreeMap<String, Setting>;

/// One key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// As written.
    pub key: String,
    pub key_span: Span,
    pub span: Span,
    pub content: Content,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Table(Table),
    /// A scalar or a list. The places in it belong to the source of the setting's span.
    Other(Value),
}

/// The members of a table as settings of one source. Of a key that stands twice the last one counts, but tables
/// whose keys differ in case only (`[params]`, `[Params.x]`) are one.
pub fn table(members: &[Member], source: SourceId) -> Table {
    let mut table = Table::new();
    for member in members {
        overlay(&mut table, Table::from([(member.key.to_lowercase(), setting(member, source))]));
    }
    table
}

fn setting(member: &Member, source: SourceId) -> Setting {
    Setting {
        key: member.key.clone(),
        key_span: Span::new(source, member.key_place.start, member.key_place.end),
        span: Span::new(source, member.node.place.start, member.node.place.end),
        content: match &member.node.value {
            Value::Table(inner) => Content::Table(table(inner, source)),
            other => Content::Other(other.clone()),
        },
    }
}

/// Lays one tree over another as Hugo does: tables are merged, everything else is replaced.
pub fn overlay(below: &mut Table, above: Table) {
    for (name, setting) in above {
        match (below.get_mut(&name).map(|setting| &mut setting.content), setting.content) {
            (Some(Content::Table(below)), Content::Table(above)) => overlay(below, above),
            (_, content) => {
                below.insert(name, Setting { content, ..setting });
            }
        }
    }
}

impl Setting {
    /// The tables within this setting: itself, or those of its list. Other items of a list are left out.
    pub fn tables(&self) -> Vec<(Table, Span)> {
        match &self.content {
            Content::Table(table) => vec![(table.clone(), self.span)],
            Content::Other(Value::List(items)) => {
                let source = self.span.source;
                let span = |item: &Node| Span::new(source, item.place.start, item.place.end);
                let tables = items.iter().filter(|item| matches!(item.value, Value::Table(_)));
                tables.map(|item| (table(item.value.members(), source), span(item))).collect()
            }
            Content::Other(_) => Vec::new(),
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.content {
            Content::Table(table) => Some(table),
            Content::Other(_) => None,
        }
    }

    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Table(_) => None,
            Content::Other(value) => Some(value),
        }
    }

    /// The value as JSON; keys in lower case, or as written.
    pub fn json(&self, lower: bool) -> Json {
        match &self.content {
            Content::Table(table) => Json::Object(map(table, lower)),
            Content::Other(value) => Node { place: 0..0, value: value.clone() }.json(),
        }
    }
}

/// A table as JSON; keys in lower case, or as written. Tables within lists keep their keys, as in Hugo.
pub fn map(table: &Table, lower: bool) -> Map<String, Json> {
    let key = |name: &String, setting: &Setting| if lower { name.clone() } else { setting.key.clone() };
    table.iter().map(|(name, setting)| (key(name, setting), setting.json(lower))).collect()
}
