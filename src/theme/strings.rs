//! Words of the interface, by language, with English below.

use crate::theme::Problem;
use crate::theme::overlay::Files;
use std::collections::{BTreeMap, BTreeSet};

/// Language code to key to text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strings {
    by_language: BTreeMap<String, BTreeMap<String, String>>,
}

/// Reads `i18n/CODE.toml` of all layers. Values are texts, or tables with `other` as Hugo writes them. Our own words are read
/// in these languages only.
pub fn load(files: &Files, languages: &[&str], problems: &mut Vec<Problem>) -> Strings {
    let mut strings = Strings::default();
    let wanted: BTreeSet<String> = languages.iter().flat_map(|language| codes(language)).collect();
    for (path, file) in &files.strings {
        let Some(code) = path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")) else { continue };
        if file.source.is_none() && !wanted.contains(code) {
            continue;
        }
        match file.text.parse::<toml::Table>() {
            Ok(table) => {
                let known = strings.by_language.entry(code.to_lowercase()).or_default();
                for (key, value) in table {
                    let text = value.as_str().or_else(|| value.get("other").and_then(|other| other.as_str()));
                    if let Some(text) = text {
                        known.insert(key, text.to_string());
                    }
                }
            }
            Err(error) => problems.push(Problem::Strings {
                source: file.source,
                path: path.split_once('/').map_or(path.as_str(), |(_, path)| path).to_string(),
                place: error.span().map(|span| span.start),
                reason: error.message().to_string(),
            }),
        }
    }
    strings
}

impl Strings {
    /// All words for a language: its own (`pt-br`), then of its base (`pt`), then English.
    pub fn of(&self, language: &str) -> BTreeMap<String, String> {
        let mut words = BTreeMap::default();
        for code in codes(language) {
            if let Some(own) = self.by_language.get(&code) {
                words.extend(own.iter().map(|(key, text)| (key.clone(), text.clone())));
            }
        }
        words
    }
}

/// Where words of a language come from; a later one goes before an earlier one.
fn codes(language: &str) -> [String; 3] {
    let language = language.to_lowercase();
    let base = language.split('-').next().unwrap_or("").to_string();
    ["en".to_string(), base, language]
}
