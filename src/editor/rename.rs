//! What can be renamed at a place, and what the new name means: a heading gets another title, a page another file.

use crate::editor::{Desk, touches};
use crate::page::outline::Anchor;
use crate::resolve::reference::Outcome;
use crate::site::NodeId;
use std::ops::Range;

/// What is renamed, by the path of its file relative to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    Heading { path: String, id: String },
    Page { path: String },
}

/// What the editor shows before the new name is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    pub range: Range<usize>,
    /// The name as it is.
    pub name: String,
    pub what: Renamed,
}

/// What stands at an offset and can be renamed: a heading, the target of a reference, the anchor in one.
pub fn prepare(desk: &Desk<'_>, offset: usize) -> Option<Renaming> {
    if let Some(reference) = desk.reference_at(offset) {
        let span = reference.span.range();
        let Outcome::Page { node, fragment } = &reference.outcome else { return None };
        let mark = desk.text_of(span.clone()).find('#').map(|mark| span.start + mark);
        let path = desk.path_of(desk.snapshot.site.node(*node))?.to_string();
        return match (fragment, mark) {
            (Some(id), Some(mark)) if offset > mark => {
                let heading = anchor(desk, *node, id)?;
                Some(Renaming {
                    range: mark + 1..span.end,
                    name: heading.text.clone(),
                    what: Renamed::Heading { path, id: id.clone() },
                })
            }
            _ => {
                let range = span.start..mark.unwrap_or(span.end);
                Some(Renaming { range, name: name_of(&path).to_string(), what: Renamed::Page { path } })
            }
        };
    }
    let headings = desk.page.outline.anchors().iter().filter(|anchor| anchor.level > 0);
    let heading = headings
        .into_iter()
        .find(|heading| heading.span.source == desk.page.source && touches(heading.span, offset))?;
    let range = title_of(desk.text, heading.span.range());
    Some(Renaming {
        name: desk.text_of(range.clone()).to_string(),
        range,
        what: Renamed::Heading { path: desk.path.to_string(), id: heading.id.clone() },
    })
}

fn anchor<'d>(desk: &'d Desk<'_>, node: NodeId, id: &str) -> Option<&'d Anchor> {
    let page = if Some(node) == desk.node() { Some(&desk.page) } else { desk.page_of(node) }?;
    page.outline.anchors().iter().find(|anchor| anchor.level > 0 && anchor.id == id)
}

/// The title within a heading: without marks before and behind it, and without `{#id}`.
fn title_of(text: &str, heading: Range<usize>) -> Range<usize> {
    let line = text.get(heading.clone()).unwrap_or("").lines().next().unwrap_or("");
    let inner = line.trim_start().trim_start_matches('#').trim_start();
    let start = heading.start + line.len() - inner.len();
    let inner = inner.trim_end().trim_end_matches('#').trim_end();
    let inner = match inner.rfind('{') {
        Some(at) if inner.ends_with('}') && !inner[..at].ends_with('{') => inner[..at].trim_end(),
        _ => inner,
    };
    start..start + inner.len()
}

/// How a page is called: its file without extension, the folder of an index file.
fn name_of(path: &str) -> &str {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or(file);
    if matches!(stem, "_index" | "index") { folder.rsplit('/').next().unwrap_or(folder) } else { stem }
}

/// From where to where a page of that name goes: its file, or the folder that it is the index of. A name with `/` is a path
/// below the content folder.
pub fn moved(content: &str, path: &str, name: &str) -> Option<(String, String)> {
    let name = name.trim().trim_matches('/');
    if name.is_empty() || name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        return None;
    }
    let (folder, file) = path.rsplit_once('/')?;
    let stem = file.split('.').next().unwrap_or(file);
    let is_index = matches!(stem, "_index" | "index");
    let from = if is_index { folder } else { path };
    let above = match name.contains('/') {
        true => content,
        false => from.rsplit_once('/').map_or("", |(above, _)| above),
    };
    let ending = if is_index { "" } else { &file[stem.len()..] };
    let name = if !ending.is_empty() && name.ends_with(ending) { &name[..name.len() - ending.len()] } else { name };
    Some((from.to_string(), format!("{above}/{name}{ending}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stand_between_the_marks() {
        for (line, title) in
            [("## A b", "A b"), ("# A {#x .y}", "A"), ("### A ###", "A"), ("Title\n=====", "Title"), ("##", "")]
        {
            assert_eq!(&line[title_of(line, 0..line.len())], title, "{line}");
        }
    }

    #[test]
    fn a_new_name_is_a_new_path() {
        let moved = |path: &str, name: &str| moved("content", path, name);
        let pair = |from: &str, to: &str| Some((from.to_string(), to.to_string()));
        assert_eq!(moved("content/a/b.md", "c"), pair("content/a/b.md", "content/a/c.md"));
        assert_eq!(moved("content/a/b.fr.md", "c"), pair("content/a/b.fr.md", "content/a/c.fr.md"));
        assert_eq!(moved("content/a/b.md", "c.md"), pair("content/a/b.md", "content/a/c.md"));
        assert_eq!(moved("content/a/b.md", "x/c"), pair("content/a/b.md", "content/x/c.md"));
        assert_eq!(moved("content/a/_index.md", "z"), pair("content/a", "content/z"));
        assert_eq!((moved("content/a/b.md", " "), moved("content/a/b.md", "../x")), (None, None));
    }
}
