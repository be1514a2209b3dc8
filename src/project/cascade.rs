//! Front matter that sections and the configuration give to the pages below them.
//!
//! Source: Hugo's page `configuration/cascade`: the nearest section wins, the site comes last; a page's own cascade falls
//! on itself too.

use crate::config::Config;
use crate::page::Page;
use crate::page::front_matter::cascade::apply_cascade;
use crate::site::content_path::{ContentPath, Role};
use crate::source::span::Span;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Gives some pages what falls on them: `pages` takes for each of `entries` the page as `parsed`, and as it is with what
/// falls on it. A page on which nothing falls stays the very same value. Tells whether anything falls on any page.
pub fn apply(
    config: &Config,
    parsed: &[Arc<Page>],
    paths: &[ContentPath],
    entries: &[usize],
    pages: &mut [Arc<Page>],
) -> bool {
    let mut sections: FxHashMap<(usize, &str), Vec<Value>> = FxHashMap::default();
    for (page, path) in parsed.iter().zip(paths) {
        if !page.front.meta.cascade.is_empty() && matches!(path.role, Role::Section | Role::Bundle) {
            sections.insert((path.language, &path.folder), page.front.meta.cascade.clone());
        }
    }
    let cascades = !sections.is_empty() || !config.cascade.is_empty();
    for &entry in entries {
        let (page, path) = (&parsed[entry], &paths[entry]);
        pages[entry] = page.clone();
        if !cascades {
            continue;
        }
        let mut falling: Vec<&Map<String, Value>> = Vec::new();
        let mut folder = Some(path.folder.as_str());
        while let Some(at) = folder {
            if let Some(tables) = sections.get(&(path.language, at)) {
                falling.extend(tables.iter().filter_map(Value::as_object));
            }
            folder = if at.is_empty() { None } else { Some(at.rsplit_once('/').map_or("", |(above, _)| above)) };
        }
        falling.extend(config.cascade.iter().filter_map(Value::as_object));
        falling.retain(|table| falls_on(table, config, path));
        if falling.is_empty() {
            continue;
        }
        let mut changed = Page::clone(page);
        let mut present = changed.front.present();
        for table in falling {
            apply_cascade(Arc::make_mut(&mut changed.front.meta), &mut present, table, Span::head(page.source));
        }
        changed.outline.set_meta(changed.front.meta.clone());
        pages[entry] = Arc::new(changed);
    }
    cascades
}

/// Whether the `target` of a table (`_target` before) names a page: by path, kind and language, each a glob.
fn falls_on(table: &Map<String, Value>, config: &Config, path: &ContentPath) -> bool {
    let find = |table: &Map<String, Value>, name: &str| {
        table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let Some(target) = find(table, "target").or_else(|| find(table, "_target")) else { return true };
    let Some(target) = target.as_object() else { return true };
    let kind = match path.role {
        Role::Section if path.folder.is_empty() => "home",
        Role::Section => "section",
        _ => "page",
    };
    let wanted = |name: &str, actual: &str| {
        find(target, name)
            .and_then(|value| value.as_str().map(str::to_string))
            .is_none_or(|pattern| glob(&pattern.to_lowercase(), &actual.to_lowercase()))
    };
    let language = config.languages.get(path.language).map_or("", |language| language.code.as_str());
    wanted("path", &format!("/{}", path.logical)) && wanted("kind", kind) && wanted("lang", language)
}

/// Whether a pattern matches a whole path: `*` within a part, `**` over parts, `?` one character, `{a,b}` either.
pub fn glob(pattern: &str, text: &str) -> bool {
    if let Some(open) = pattern.find('{')
        && let Some(close) = pattern[open..].find('}').map(|close| open + close)
    {
        return pattern[open + 1..close]
            .split(',')
            .take(64)
            .any(|choice| glob(&format!("{}{choice}{}", &pattern[..open], &pattern[close + 1..]), text));
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // reached[j]: the pattern so far matches the first j characters.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut at = 0;
    while at < pattern.len() {
        let mut next = vec![false; text.len() + 1];
        match pattern[at] {
            '*' => {
                let over_parts = pattern.get(at + 1) == Some(&'*');
                let mut open = false;
                for place in 0..=text.len() {
                    open |= reached[place];
                    next[place] = open;
                    if place < text.len() && text[place] == '/' && !over_parts {
                        open = false;
                    }
                }
                at += usize::from(over_parts);
            }
            '?' => (0..text.len()).for_each(|place| next[place + 1] = reached[place] && text[place] != '/'),
            wanted => (0..text.len()).for_each(|place| next[place + 1] = reached[place] && text[place] == wanted),
        }
        reached = next;
        at += 1;
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_match_as_in_hugo() {
        assert!(glob("/blog/**", "/blog/a/b") && glob("**", "/x") && glob("/blog/*", "/blog/a"));
        assert!(!glob("/blog/*", "/blog/a/b") && !glob("/blog/?", "/blog/ab") && glob("/{a,b}/*", "/b/x"));
    }
}
