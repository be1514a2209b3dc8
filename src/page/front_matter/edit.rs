//! How a key is written into front matter, and how one that stands there is changed, so that all else stays as it is.

use super::{Entry, FrontMatter};
use crate::page::Page;
use crate::source::span::{SourceId, Span};

/// A place in a source, and what is to stand there.
pub type Change = (Span, String);

/// The key of that name, in any case, as it stands in the text.
pub fn entry<'p>(front: &'p FrontMatter, source: SourceId, key: &str) -> Option<&'p Entry> {
    front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key) && entry.value_span.source == source)
}

/// The change that gives a page a value, spelled as the syntax of its front matter spells it.
pub fn set(page: &Page, text: &str, key: &str, value: &str) -> Change {
    if let Some(entry) = entry(&page.front, page.source, key) {
        return (entry.value_span, value.to_string());
    }
    let (at, text) = insertion(&page.front, page.source, text, key, value);
    (Span::new(page.source, at, at), text)
}

/// The changes that take old URLs out of `aliases` and put new ones in, in the form that the list has.
pub fn aliases(page: &Page, text: &str, gone: &[&str], added: &[String]) -> Vec<Change> {
    let quoted = |alias: &String| serde_json::to_string(alias).unwrap_or_default();
    let list = |aliases: &[String]| format!("[{}]", aliases.iter().map(quoted).collect::<Vec<_>>().join(", "));
    let Some(entry) = entry(&page.front, page.source, "aliases") else {
        return if added.is_empty() { Vec::new() } else { vec![set(page, text, "aliases", &list(added))] };
    };
    let value = entry.value_span;
    let inside = |span: &Span| span.source == value.source && span.start >= value.start && span.end <= value.end;
    let own: Vec<&(String, Span)> = page
        .front
        .meta
        .aliases
        .iter()
        .filter(|(alias, span)| inside(span) && text.get(span.range()) == Some(alias))
        .collect();
    let raw = text.get(value.range()).unwrap_or("");
    let is_list = entry.value.is_array();
    let many_gone = own.iter().filter(|(alias, _)| gone.contains(&alias.as_str())).count() > 1;
    if own.len() != page.front.meta.aliases.len() || !is_list || own.is_empty() || (many_gone && !raw.starts_with('-'))
    {
        // Not spelled item by item: the list is written anew.
        let kept = page.front.meta.aliases.iter().map(|(alias, _)| alias.clone());
        let whole: Vec<String> =
            kept.filter(|alias| !gone.contains(&alias.as_str())).chain(added.iter().cloned()).collect();
        if gone.is_empty() && added.is_empty() {
            return Vec::new();
        }
        let gap = if raw.is_empty() && text.get(..value.start as usize).is_some_and(|before| before.ends_with(':')) {
            " "
        } else {
            ""
        };
        return vec![if whole.is_empty() {
            without_key(entry, text)
        } else {
            (value, format!("{gap}{}", list(&whole)))
        }];
    }
    let mut changes = Vec::new();
    let mut added = added.iter();
    let mut removed = Vec::new();
    for (at, (alias, span)) in own.iter().enumerate() {
        if gone.contains(&alias.as_str()) {
            match added.next() {
                Some(new) => changes.push((*span, new.clone())),
                None => removed.push(at),
            }
        }
    }
    if removed.len() == own.len() {
        return vec![without_key(entry, text)];
    }
    let is_block = raw.starts_with('-');
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for at in removed {
        let span = own[at].1;
        let (start, end) = if is_block {
            lines_of(text, span)
        } else if at + 1 < own.len() {
            (with_quotes(text, span).0, with_quotes(text, own[at + 1].1).0)
        } else {
            (with_quotes(text, own[at - 1].1).1, with_quotes(text, span).1)
        };
        changes.push((Span::new(page.source, start, end), String::new()));
    }
    let rest: Vec<String> = added.cloned().collect();
    if let Some((_, last)) = own.last()
        && !rest.is_empty()
    {
        let (start, end) = with_quotes(text, *last);
        let new = if is_block {
            let (line, _) = lines_of(text, *last);
            let mark = text.get(line..start).unwrap_or("- ");
            rest.iter().map(|alias| format!("{ending}{mark}{}", quoted(alias))).collect::<String>()
        } else {
            rest.iter().map(|alias| format!(", {}", quoted(alias))).collect::<String>()
        };
        changes.push((Span::new(page.source, end, end), new));
    }
    changes
}

/// Takes a key with its value out; one that does not stand on lines of its own is left without a value.
fn without_key(entry: &Entry, text: &str) -> Change {
    let key = entry.key_span;
    let value = entry.value_span;
    let (start, _) = lines_of(text, key);
    let (_, end) = lines_of(text, Span { start: value.end, ..value });
    let alone = text.get(start..key.start as usize).is_some_and(|before| before.trim_matches(['"', ' ']).is_empty())
        && text.get(value.end as usize..end).is_some_and(|rest| rest.trim().is_empty());
    let whole = text.get(start..end).unwrap_or("");
    if alone && !whole.trim_start().starts_with('"') {
        return (Span::new(key.source, start, end), String::new());
    }
    (value, "[]".to_string())
}

/// Where the lines of a place begin and end, line ending included.
fn lines_of(text: &str, span: Span) -> (usize, usize) {
    let (start, end) = (span.start as usize, span.end as usize);
    let from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at + 1);
    (from, to)
}

/// A value with the quotes around it.
fn with_quotes(text: &str, span: Span) -> (usize, usize) {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let behind = text.get(end..).and_then(|rest| rest.chars().next());
    match before {
        Some('"' | '\'') if before == behind => (start - 1, end + 1),
        _ => (start, end),
    }
}

/// Where a key is written into front matter that has none of that name, and the text. `value` as it is spelled.
pub fn insertion(front: &FrontMatter, source: SourceId, text: &str, key: &str, value: &str) -> (usize, String) {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let start = text.len() - text[mark..].trim_start().len();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let rest = &text[start..];
    let fence = ["---", "+++"].into_iter().find(|fence| rest.starts_with(fence));
    let next_line =
        |from: usize| text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| from + end + 1);
    match fence {
        _ if front.body <= mark => (mark, format!("---{ending}{key}: {value}{ending}---{ending}")),
        // Behind the title, if it stands on one line, else before all other keys: a table below must not take it in.
        Some(fence) => {
            let sign = if fence == "---" { ": " } else { " = " };
            let title = front.entries.iter().find(|entry| {
                let whole = entry.key_span.start as usize..entry.value_span.end as usize;
                entry.key.eq_ignore_ascii_case("title")
                    && entry.value_span.source == source
                    && text.get(whole).is_some_and(|title| !title.contains('\n'))
            });
            let from = title.map_or(start, |entry| entry.value_span.end as usize);
            (next_line(from), format!("{key}{sign}{value}{ending}"))
        }
        None if front.entries.is_empty() => (start + 1, format!("\"{key}\": {value}")),
        None => (start + 1, format!("\"{key}\": {value}, ")),
    }
}
