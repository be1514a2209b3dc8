//! From `menus` to sorted menu entries. Source: Hugo's page `configuration/menus`.

use super::MenuEntry;
use super::keys;
use super::reader::Reader;
use super::tree::{self, Content, Table};
use crate::data::Value;
use serde_json::Map;
use std::collections::BTreeMap;

/// All menus of a table `menus`, by name in lower case.
pub fn read(menus: &Table, reader: &mut Reader) -> BTreeMap<String, Vec<MenuEntry>> {
    let mut read = BTreeMap::new();
    for (name, setting) in menus {
        let not_tables = match &setting.content {
            Content::Table(_) => false,
            Content::Other(Value::List(items)) => items.iter().any(|item| !matches!(item.value, Value::Table(_))),
            Content::Other(Value::Null) => continue,
            Content::Other(_) => true,
        };
        if not_tables {
            reader.wrong_type(setting, "a list of tables");
        }
        let mut entries = Vec::new();
        for (table, span) in setting.tables() {
            let mut entry = entry(&table, reader);
            entry.span = Some(span);
            entries.push(entry);
        }
        // Weight 0 is none and comes last; then by name.
        entries.sort_by(|a, b| {
            (a.weight == 0, a.weight, &a.name, &a.identifier).cmp(&(b.weight == 0, b.weight, &b.name, &b.identifier))
        });
        read.insert(name.clone(), entries);
    }
    read
}

fn entry(table: &Table, reader: &mut Reader) -> MenuEntry {
    reader.unknown(table, &keys::MENU_ENTRY);
    let mut text = |name: &str| reader.text(table, name).unwrap_or_default();
    MenuEntry {
        identifier: text("identifier"),
        name: text("name"),
        url: text("url"),
        page_ref: text("pageref"),
        title: text("title"),
        pre: text("pre"),
        post: text("post"),
        parent: text("parent"),
        weight: reader.number(table, "weight").unwrap_or(0),
        params: reader.table(table, "params").map_or_else(Map::new, |params| tree::map(params, true)),
        span: None,
    }
}
