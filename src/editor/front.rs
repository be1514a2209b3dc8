//! What stands at the cursor within front matter: a key, or the value of one. JSON heads are left to the editor.

use crate::editor::cursor::Context;
use std::ops::Range;

/// The context within the head of a page; nothing if the cursor stands in the body. A head that is still open ends, for the
/// parser, where its body begins.
pub fn read(text: &str, body: usize, offset: usize) -> Option<Context> {
    let start = text.len() - text.trim_start_matches('\u{feff}').trim_start().len();
    let mark = ["---", "+++"].into_iter().find(|mark| text[start..].starts_with(mark))?;
    if body == 0 || offset > body || offset < start {
        return None;
    }
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let whole = text[line..].lines().next().unwrap_or("");
    if line <= start || whole.starts_with(mark) {
        // On a fence, or in the first line of the body.
        return (offset < body || line < body).then_some(Context::Nothing);
    }
    if offset == body && is_closed(&text[start..body], mark) {
        return None;
    }
    let before = &text[line..offset];
    let context =
        if mark == "---" { yaml(text, line, offset, before) } else { toml(text, start, line, offset, before) };
    Some(context)
}

/// Whether a head ends with its fence.
fn is_closed(head: &str, mark: &str) -> bool {
    head.lines().skip(1).any(|line| line.starts_with(mark))
}

fn yaml(text: &str, line: usize, offset: usize, before: &str) -> Context {
    let inner = before.trim_start();
    let indent = before.len() - inner.len();
    if let Some(item) = inner.strip_prefix("- ").or((inner == "-").then_some("")) {
        let Some(key) = key_above(text, line, indent) else { return Context::Nothing };
        return value(text, key, offset - item.trim_start().len(), offset, false);
    }
    match inner.split_once(':') {
        None if indent == 0 => key(text, line, offset, ": "),
        None => Context::Nothing,
        Some((name, rest)) if indent == 0 && (rest.is_empty() || rest.starts_with(' ')) => {
            let rest = rest.trim_start();
            value(text, name.trim_matches(['"', '\'']).to_string(), offset - rest.len(), offset, false)
        }
        Some(_) => Context::Nothing,
    }
}

/// The key whose list a line belongs to: the last line above that is not further in and no item.
fn key_above(text: &str, line: usize, indent: usize) -> Option<String> {
    for above in text[..line].lines().rev() {
        let inner = above.trim_start();
        if inner.starts_with("- ") || inner.is_empty() || above.len() - inner.len() > indent {
            continue;
        }
        let (key, rest) = inner.split_once(':')?;
        return (rest.trim().is_empty() && above.len() == inner.len()).then(|| key.to_string());
    }
    None
}

fn toml(text: &str, start: usize, line: usize, offset: usize, before: &str) -> Context {
    let in_table = text[start..line].lines().any(|above| above.trim_start().starts_with('['));
    match before.split_once('=') {
        _ if in_table => Context::Nothing,
        None => key(text, line, offset, " = "),
        Some((name, rest)) => {
            let rest = rest.trim_start();
            value(text, name.trim().to_string(), offset - rest.len(), offset, true)
        }
    }
}

fn key(text: &str, line: usize, offset: usize, sign: &'static str) -> Context {
    let typed = text[line..offset].trim_start();
    if !typed.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return Context::Nothing;
    }
    let rest = text[offset..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(0);
    let has_sign = text[offset + rest..].lines().next().is_some_and(|rest| rest.trim_start().starts_with([':', '=']));
    let sign = if has_sign { "" } else { sign };
    Context::Key { typed: typed.to_string(), range: offset - typed.len()..offset + rest, sign }
}

/// The value that begins at `start`; in a list on one line, its last item.
fn value(text: &str, key: String, start: usize, offset: usize, needs_quotes: bool) -> Context {
    let written = &text[start..offset];
    let item = match written.strip_prefix('[') {
        Some(list) => {
            let last = list.rfind(',').map_or(list, |comma| &list[comma + 1..]);
            last.trim_start()
        }
        None => written,
    };
    let typed = item.trim_start_matches(['"', '\'']);
    let is_quoted = typed.len() < item.len();
    let range = replaced(text, offset - typed.len(), offset, is_quoted);
    Context::KeyValue { key, typed: typed.to_string(), range, is_quoted, needs_quotes }
}

fn replaced(text: &str, start: usize, offset: usize, is_quoted: bool) -> Range<usize> {
    let rest = text[offset..].lines().next().unwrap_or("");
    let end = match is_quoted {
        true => rest.find(['"', '\'']).unwrap_or(0),
        false => rest.find([',', ']', '#']).unwrap_or(rest.trim_end().len()),
    };
    start..offset + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Context> {
        let offset = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        let (front, _) = crate::page::front_matter::read(crate::source::span::SourceId(0), &text);
        read(&text, front.body, offset)
    }

    fn key_value(text: &str) -> Option<(String, String)> {
        match at(text) {
            Some(Context::KeyValue { key, typed, .. }) => Some((key, typed)),
            _ => None,
        }
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        assert!(matches!(at("---\nti|\n---\n"), Some(Context::Key { typed, sign: ": ", .. }) if typed == "ti"));
        assert!(matches!(at("---\nti|tle: x\n---\n"), Some(Context::Key { sign: "", range, .. }) if range == (4..9)));
        assert!(matches!(at("+++\nti|\n+++\n"), Some(Context::Key { sign: " = ", .. })));
        assert!(matches!(at("---\ntitle: A\n|"), Some(Context::Key { typed, .. }) if typed.is_empty()));
        assert_eq!(key_value("---\ndraft: tr|\n---\n"), Some(("draft".into(), "tr".into())));
        assert_eq!(key_value("---\ntags: [a, \"b|\"]\n---\n"), Some(("tags".into(), "b".into())));
        assert_eq!(key_value("---\ntags:\n  - a\n  - b|\n---\n"), Some(("tags".into(), "b".into())));
        assert_eq!(key_value("+++\ndraft = |\n+++\n"), Some(("draft".into(), String::new())));
        assert_eq!(at("---\nt: 1\n---\nbody|"), None);
        assert_eq!(at("---\nt: 1\n---\n|"), None);
        assert_eq!(at("no head|"), None);
        assert_eq!(at("--|-\nt: 1\n---\n"), Some(Context::Nothing));
        assert_eq!(at("---\nparams:\n  x|: 1\n---\n"), Some(Context::Nothing));
    }
}
