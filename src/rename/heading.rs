//! Heading: a heading that gets another title, and the ids that change with it.

use crate::nearest::nearest;
use crate::page::outline::Anchor;
use crate::rename::goal::Anchors;
use crate::rename::{Draft, Picture, Refusal};
use crate::source::span::Span;
use rustc_hash::FxHashMap;

/// The change of one heading. With `keep_id` the old id is written behind the new title, so that nothing else changes.
pub fn draft(picture: &Picture<'_>, file: &str, id: &str, title: &str, keep_id: bool) -> Result<Draft, Refusal> {
    let title = title.trim();
    if title.is_empty() || title.contains(['\n', '\r']) || title.contains("{#") {
        return Err(Refusal::usage(format!("`{title}` cannot be a heading")).help("a heading is one line of text"));
    }
    let entry = page(picture, file)?;
    let page = picture.world.pages.get(entry).ok_or_else(|| Refusal::usage(format!("there is no `{file}`")))?;
    let headings: Vec<&Anchor> = page.outline.anchors().iter().filter(|anchor| anchor.level > 0).collect();
    let id = id.trim().trim_start_matches('#');
    let found = headings.iter().find(|anchor| anchor.id == id).or_else(|| {
        let mut named = headings.iter().filter(|anchor| anchor.text == id);
        named.next().filter(|_| named.next().is_none())
    });
    let path = picture.path(entry);
    let Some(heading) = found else {
        let refusal = Refusal::usage(format!("`{path}` has no heading `{id}`"));
        let ids: Vec<&str> = headings.iter().map(|anchor| anchor.id.as_str()).collect();
        return Err(match nearest(id, ids.iter().copied()) {
            Some(near) => refusal.help(format!("did you mean `{path}#{near}`?")),
            None if ids.is_empty() => refusal.help("the page has no headings"),
            None => refusal
                .help(format!("its headings are: {}", ids.iter().take(20).copied().collect::<Vec<_>>().join(", "))),
        });
    };
    let text = picture.world.sources.get(heading.span.source).text();
    let raw = text.get(heading.span.range()).unwrap_or("");
    let Some(place) = title_place(raw) else {
        return Err(Refusal::new(format!("the heading `{}` of `{path}` is not spelled as Markdown", heading.text)));
    };
    let old = &raw[place.clone()];
    let mut new = title.to_string();
    if keep_id && !heading.explicit {
        new.push_str(&format!(" {{#{}}}", heading.id));
    }
    if old == new {
        return Err(Refusal::new(format!("the heading is `{old}` already")).help("name another title"));
    }
    let start = heading.span.start as usize;
    let span = Span::new(heading.span.source, start + place.start, start + place.end);
    Ok(Draft { changes: vec![(span, new)], renamed: Some(path.to_string()), ..Draft::default() })
}

/// The page that a path names: relative to the root or to the content folder, extension or not.
pub fn page(picture: &Picture<'_>, file: &str) -> Result<usize, Refusal> {
    let file = file.replace('\\', "/");
    let file = file.trim_start_matches("./").trim_end_matches('/');
    let roots = crate::site::content_path::roots(picture.world.config);
    let mut found = None;
    for base in std::iter::once(file.to_string()).chain(roots.iter().map(|(root, _)| format!("{root}/{file}"))) {
        let forms = [base.clone(), format!("{base}.md"), format!("{base}/_index.md"), format!("{base}/index.md")];
        found = found.or_else(|| forms.iter().find_map(|path| picture.at(path)));
    }
    found.ok_or_else(|| {
        let refusal = Refusal::usage(format!("there is no page `{file}`"));
        let paths = (0..picture.world.pages.len()).map(|entry| picture.path(entry));
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let same =
            (0..picture.world.pages.len()).map(|entry| picture.path(entry)).find(|path| name(path) == name(file));
        match same.or_else(|| nearest(file, paths)) {
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            None => refusal,
        }
    })
}

/// Where the title stands in a heading: between the marks, without attributes.
fn title_place(raw: &str) -> Option<std::ops::Range<usize>> {
    let (start, mut end) = if raw.starts_with('#') {
        let marks = raw.len() - raw.trim_start_matches('#').len();
        let rest = &raw[marks..];
        let start = marks + rest.len() - rest.trim_start().len();
        let line = raw.find(['\n', '\r']).unwrap_or(raw.len());
        (start, line.max(start))
    } else {
        // Underlined: its last line is the rule.
        (0, raw.rfind('\n')?)
    };
    let trim = |end: usize| start + raw[start..end].trim_end().len();
    end = trim(end);
    if raw[start..end].ends_with('}')
        && let Some(open) = raw[start..end].rfind('{')
        && raw[start + open + 1..end].starts_with(['#', '.', ' '])
    {
        end = trim(start + open);
    }
    if raw.starts_with('#') {
        let bare = raw[start..end].trim_end_matches('#');
        if bare.is_empty() || bare.ends_with([' ', '\t']) {
            end = trim(start + bare.len());
        }
    }
    (end > start).then_some(start..end)
}

/// The ids that a page gets for its old ones; a refusal if it has not the same headings any more.
pub fn anchors(before: &Picture<'_>, after: &Picture<'_>, path: &str) -> Result<Anchors, Refusal> {
    let (Some(old), Some(new)) = (before.at(path), after.at(path)) else { return Ok(Anchors::default()) };
    let headings = |picture: &Picture<'_>, entry: usize| -> Vec<Anchor> {
        let page = picture.world.pages.get(entry);
        page.map_or(Vec::new(), |page| {
            page.outline.anchors().iter().filter(|anchor| anchor.level > 0).cloned().collect()
        })
    };
    let (old, new) = (headings(before, old), headings(after, new));
    if old.len() != new.len() || old.iter().zip(&new).any(|(old, new)| old.level != new.level) {
        return Err(Refusal::new("with that title the page would not have the same headings any more")
            .help("write the title without marks that mean something in Markdown"));
    }
    let mut ids: FxHashMap<String, String> = FxHashMap::default();
    for (old, new) in old.into_iter().zip(new) {
        if old.id != new.id {
            ids.entry(old.id).or_insert(new.id);
        }
    }
    Ok(if ids.is_empty() { Anchors::default() } else { Anchors::from_iter([(path.to_string(), ids)]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_title_stands() {
        for (raw, title) in [
            ("## Plan it", "Plan it"),
            ("##   Plan it ##", "Plan it"),
            ("## Plan it {#plan .x}", "Plan it"),
            ("# C#", "C#"),
            ("Plan\nit\n===", "Plan\nit"),
            ("### `a` {b}", "`a` {b}"),
        ] {
            assert_eq!(title_place(raw).map(|place| &raw[place]), Some(title), "{raw:?}");
        }
        assert_eq!(title_place("## "), None);
    }
}
