//! From `languages` to the languages of a site. Source: Hugo's page `configuration/languages`.

use super::reader::Reader;
use super::tree::{self, Content, Setting, Table};
use super::{Language, MenuEntry, keys, menus, params};
use crate::nearest::nearest_within;
use std::collections::BTreeMap;

/// The languages in the order of their weight (0 comes last) and code, and the code of the default one.
/// A site without a table `languages` has one, which is the default.
pub fn read(site: &Table, theme: Option<&str>, reader: &mut Reader) -> (Vec<Language>, String) {
    let wanted = reader.filled(site, "defaultcontentlanguage").map(|code| code.to_lowercase());
    let site_params = reader.table(site, "params").cloned().unwrap_or_default();
    let site_menus = reader.table(site, "menus").map(|menus| menus::read(menus, reader)).unwrap_or_default();
    let off: Vec<String> = reader.texts(site, "disablelanguages").unwrap_or_default();
    let tables: Vec<(&String, &Setting, &Table)> = reader
        .table(site, "languages")
        .into_iter()
        .flatten()
        .filter_map(|(code, setting)| match &setting.content {
            Content::Table(table) => Some((code, setting, table)),
            Content::Other(_) => {
                reader.wrong_type(setting, "a table");
                None
            }
        })
        .collect();
    let title = reader.text(site, "title").unwrap_or_default();
    let mut languages: Vec<Language> = tables
        .iter()
        .map(|(code, _, table)| {
            let mut language = language(code, table, &site_params, &site_menus, theme, reader);
            language.disabled |= off.iter().any(|off| off.eq_ignore_ascii_case(code));
            if !table.contains_key("title") {
                language.title = title.clone();
            }
            language
        })
        .collect();
    if languages.is_empty() {
        let code = wanted.clone().unwrap_or_else(|| "en".to_owned());
        let mut only = language(&code, &Table::new(), &site_params, &site_menus, theme, reader);
        only.title = title;
        languages.push(only);
    }
    languages.sort_by(|a, b| (a.weight == 0, a.weight, &a.code).cmp(&(b.weight == 0, b.weight, &b.code)));

    let default = default(site, wanted.as_deref(), &languages, reader);
    // At the top level, the tag of a language is that of the default one.
    if let Some(language) = languages.iter_mut().find(|language| language.code == default) {
        let own = tables.iter().any(|(code, _, table)| {
            **code == default && (table.contains_key("locale") || table.contains_key("languagecode"))
        });
        let tag = reader.filled(site, "locale").or_else(|| reader.filled(site, "languagecode"));
        if let Some(tag) = tag.filter(|_| !own) {
            language.tag = tag;
        }
        if language.name == language.code {
            let name = reader.filled(site, "label").or_else(|| reader.filled(site, "languagename"));
            language.name = name.unwrap_or_else(|| std::mem::take(&mut language.name));
        }
    }
    (languages, default)
}

/// The default language: the one that is named if there is such a one and it is not disabled, else `en`, else the
/// first.
fn default(site: &Table, wanted: Option<&str>, languages: &[Language], reader: &mut Reader) -> String {
    let enabled = || languages.iter().filter(|language| !language.disabled);
    let code = wanted.unwrap_or("en");
    if enabled().any(|language| language.code == code) {
        return code.to_owned();
    }
    if let Some(setting) = site.get("defaultcontentlanguage") {
        let codes: Vec<&str> = enabled().map(|language| language.code.as_str()).collect();
        reader.wrong_value(setting, code, &codes);
    }
    enabled().next().or(languages.first()).map_or_else(|| code.to_owned(), |language| language.code.clone())
}

fn language(
    code: &str,
    table: &Table,
    site_params: &Table,
    site_menus: &BTreeMap<String, Vec<MenuEntry>>,
    theme: Option<&str>,
    reader: &mut Reader,
) -> Language {
    let mut all_params = site_params.clone();
    // Before Hugo 0.112 every unknown key of a language was a parameter; learn's manual still shows that.
    let is_known =
        |name: &str| keys::LANGUAGE.iter().chain(keys::TOP.iter()).any(|known| known.eq_ignore_ascii_case(name));
    let mut own_params = Table::new();
    for (name, setting) in table.iter().filter(|(name, _)| !is_known(name)) {
        let known = keys::LANGUAGE.iter().chain(keys::PER_LANGUAGE.iter()).copied();
        match nearest_within(2, name, known).filter(|_| name.len() > 3) {
            Some(near) => reader.problems.push(super::Problem::UnknownKey {
                span: setting.key_span,
                key: setting.key.clone(),
                near: Some(near.to_owned()),
            }),
            None => {
                own_params.insert(name.clone(), setting.clone());
            }
        }
    }
    if let Some(params) = reader.table(table, "params") {
        params::judge(params, theme, &mut reader.problems);
        tree::overlay(&mut own_params, params.clone());
    }
    tree::overlay(&mut all_params, own_params);
    let direction = match table.contains_key("direction") {
        true => "direction",
        false => "languagedirection",
    };
    let name = reader.filled(table, "label").or_else(|| reader.filled(table, "languagename"));
    let tag = reader.filled(table, "locale").or_else(|| reader.filled(table, "languagecode"));
    Language {
        code: code.to_owned(),
        tag: tag.unwrap_or_else(|| code.to_owned()),
        name: name.unwrap_or_else(|| code.to_owned()),
        right_to_left: reader.one_of(table, direction, &[("ltr", false), ("rtl", true)]).unwrap_or(false),
        weight: reader.number(table, "weight").unwrap_or(0),
        title: reader.text(table, "title").unwrap_or_default(),
        content_dir: reader.filled(table, "contentdir").map(|folder| super::load::folder(&folder)),
        params: tree::map(&all_params, true),
        menus: match reader.table(table, "menus") {
            Some(own) => menus::read(own, reader),
            None => site_menus.clone(),
        },
        disabled: reader.flag(table, "disabled").unwrap_or(false),
    }
}
