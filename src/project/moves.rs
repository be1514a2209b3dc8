//! Moves: a page, a folder, a picture or a heading in its new place, with every reference that leads to it, as one change
//! that is proved before anything is written.

mod proof;

use crate::diagnostic::{Edit, Severity};
use crate::project::Project;
use crate::project::create;
use crate::project::habit::Numbering;
use crate::project::near::{self, Front};
use crate::project::snapshot::Snapshot;
use crate::rename::follow::{self, Step};
use crate::rename::goal::Anchors;
use crate::rename::moved::Moved;
use crate::rename::room::{self, Typed};
use crate::rename::{self, Draft, Picture, Refusal, alias, heading, settings, slot, subject};
use crate::rules;
use crate::rules::facts::Published;
use crate::source::span::{SourceId, Span};
use crate::source::{Content, Source, Sources};
use proof::Reach;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the author wants. Paths are relative to the root, or to the content folder, with `/` between the parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A page with its translations and attachments, a folder, a picture or a download.
    Move {
        from: String,
        to: String,
        weight: Option<i64>,
    },
    Heading {
        file: String,
        id: String,
        title: String,
        keep_id: bool,
    },
    /// A new page behind another one: `after` is a number, a name, or 0 for the first.
    Insert {
        folder: String,
        after: String,
        title: String,
        name: Option<String>,
        kind: Option<String>,
    },
}

/// How a wish is fulfilled.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Old URLs are written into `aliases`.
    pub alias: bool,
    /// The finished pages are proved, too: slower, and it finds links that templates and raw HTML make.
    pub whole: bool,
    /// New findings are no reason to refuse.
    pub force: bool,
    /// Only the pages that change are judged, by the rules of a page: for an editor, which judges the guide all the time.
    pub near: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self { alias: true, whole: false, force: false, near: false }
    }
}

/// One change of the project, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Replacements at places of the picture before, then moves, then new files.
    pub edits: Vec<Edit>,
    /// Files and folders, in the order in which they can be made one after the other.
    pub moves: Vec<(String, String)>,
    /// By path after: the text before (`None` for a new file) and after.
    pub texts: BTreeMap<String, (Option<String>, String)>,
    /// Each file that the moves take along, before and after.
    pub files: Vec<(String, String)>,
    /// References that are written anew, and on how many pages.
    pub references: usize,
    pub pages: usize,
    /// Old URLs that are written down.
    pub aliases: usize,
    /// The new page.
    pub created: Option<String>,
    /// What is worth telling, a line each.
    pub notes: Vec<String>,
}

impl Change {
    /// Where a file of the picture after stood before.
    pub fn origin(&self, path: &str) -> String {
        Moved::new(self.moves.clone()).origin(path)
    }
}

/// Works a wish out and proves it: no new finding, and every link of every page leads to the same page. The project is left
/// as it was.
pub fn prepare(project: &mut Project, wish: &Wish, terms: Terms) -> Result<Change, Refusal> {
    let before = project.snapshot();
    prepare_from(project, &before, wish, terms)
}

/// The same for a picture of the project that was taken before.
pub fn prepare_from(project: &mut Project, before: &Snapshot, wish: &Wish, terms: Terms) -> Result<Change, Refusal> {
    let (mut draft, room) = drafted(before, wish)?;
    let mid = suppose(project, before, &sources(before, &draft.moved, &draft.changes, &BTreeMap::new())?, false);
    if let (Some(room), Wish::Insert { title, name, kind, .. }) = (&room, wish) {
        let now = project.options_mut().now;
        let (path, text) = created(&mid, room, title, name.as_deref(), kind.as_deref(), now)?;
        draft.created.insert(path, text);
    }
    let (mut changes, mut result) = rewritten(before, &mid, &draft, terms)?;
    let later = sources(before, &draft.moved, &changes, &draft.created)?;
    // Where files moved, what changes then are texts. A picture that shows a loss is looked at in full.
    let near = if terms.near { near::supposed(&mid, &later, Front::Any) } else { None };
    let near = near.filter(|near| proof::same_links(before, near, &draft).is_ok());
    let mut after = near.unwrap_or_else(|| suppose(project, before, &later, terms.whole));
    let stale = stale_numbers(before, &after, &draft.moved, &changes);
    if !stale.is_empty() {
        changes.extend(stale);
        after = suppose(project, before, &sources(before, &draft.moved, &changes, &draft.created)?, terms.whole);
    }
    proof::same_links(before, &after, &draft)?;
    if !terms.force {
        let changed: BTreeSet<SourceId> = changes.iter().map(|(span, _)| span.source).collect();
        let reach = match (terms.near, terms.whole) {
            (true, _) => Reach::Pages(&changed),
            (false, whole) => Reach::Guide { whole },
        };
        proof::no_new_findings(project, before, &after, &draft, reach)?;
    }
    let path = |id: SourceId| before.sources.get(id).path.to_string();
    result.edits = rename::edits(changes.clone(), path)?;
    result.moves = draft.moved.in_order();
    result.files = before
        .sources
        .iter()
        .filter_map(|(_, source)| Some((source.path.to_string(), draft.moved.moves(&source.path)?)))
        .collect();
    result.edits.extend(result.moves.iter().map(|(from, to)| Edit::Move { from: from.clone(), to: to.clone() }));
    for (path, text) in &draft.created {
        result.edits.push(Edit::Create { path: path.clone(), text: text.clone() });
        result.texts.insert(path.clone(), (None, text.clone()));
        result.created = Some(path.clone());
    }
    let changed: BTreeSet<SourceId> = changes.iter().map(|(span, _)| span.source).collect();
    for id in changed {
        let old = before.sources.get(id);
        let path = draft.moved.path(&old.path);
        let new = after.sources.find(&path).map_or("", |(_, source)| source.text());
        if new != old.text() {
            result.texts.insert(path, (Some(old.text().to_string()), new.to_string()));
        }
    }
    result.notes.splice(0..0, draft.notes);
    Ok(result)
}

/// The picture that these sources give; one that is to be rendered is made anew.
fn suppose(project: &mut Project, before: &Snapshot, sources: &Sources, is_rendered: bool) -> Snapshot {
    let near = if is_rendered { None } else { near::supposed(before, sources, Front::Same) };
    near.unwrap_or_else(|| project.suppose(sources))
}

fn picture<'a>(snapshot: &'a Snapshot, world: &'a crate::resolve::World<'a>) -> Picture<'a> {
    Picture::new(world, &snapshot.paths, &snapshot.resolved)
}

fn drafted(before: &Snapshot, wish: &Wish) -> Result<(Draft, Option<room::Room>), Refusal> {
    before.with_world(|world| {
        let picture = picture(before, world);
        match wish {
            Wish::Move { from, to, weight } => {
                let subject = subject::find(&picture, from, to)?;
                Ok((slot::draft(&picture, &subject, *weight), None))
            }
            Wish::Heading { file, id, title, keep_id } => {
                Ok((heading::draft(&picture, file, id, title, *keep_id)?, None))
            }
            Wish::Insert { folder, after, .. } => {
                let room = room::make(&picture, folder, after)?;
                Ok((room.draft.clone(), Some(room)))
            }
        }
    })
}

/// Path and text of the new page.
fn created(
    mid: &Snapshot,
    room: &room::Room,
    title: &str,
    name: Option<&str>,
    kind: Option<&str>,
    now: i64,
) -> Result<(String, String), Refusal> {
    let name = name.map_or_else(|| crate::archetype::slug(title), str::to_string);
    let name = name.trim_end_matches(".md").trim_matches('/');
    if name.is_empty() || name.contains('/') {
        return Err(Refusal::new(format!("`{title}` gives no name for a file")).help("give one with --name"));
    }
    let chapter = kind == Some("chapter");
    let path = format!("{}/{}{name}{}", room.folder, room.prefix, if chapter { "/" } else { ".md" });
    let numbering = match &room.typed {
        None => Numbering::None,
        Some(Typed::MenuTitle(number)) => Numbering::MenuTitle(number.clone()),
        Some(Typed::Title(number)) => Numbering::Title(number.clone()),
        Some(Typed::Pre(pre)) => Numbering::Pre(pre.clone()),
    };
    let wish = create::Wish {
        path,
        kind: kind.map(str::to_string),
        title: Some(title.to_string()),
        weight: room.weight,
        numbering: Some(numbering),
        now,
    };
    let made = create::create(mid, &wish)?;
    Ok((made.path, made.text))
}

/// The places and texts of all that is written anew, and what there is to tell about it.
fn rewritten(
    before: &Snapshot,
    mid: &Snapshot,
    draft: &Draft,
    terms: Terms,
) -> Result<(Vec<(Span, String)>, Change), Refusal> {
    before.with_world(|world| {
        mid.with_world(|later| {
            let (first, second) = (picture(before, world), picture(mid, later));
            let anchors = match &draft.renamed {
                Some(path) => heading::anchors(&first, &second, path)?,
                None => Anchors::default(),
            };
            let step = Step { before: &first, after: &second, moved: &draft.moved, anchors: &anchors };
            let mut references = follow::pages(&step)?;
            references.extend(settings::changes(&step));
            references.sort();
            references.dedup();
            let aliases = alias::changes(&step, terms.alias);
            let pages: BTreeSet<SourceId> = references.iter().map(|(span, _)| span.source).collect();
            let result = Change {
                references: references.len(),
                pages: pages.len(),
                aliases: aliases.added,
                notes: aliases.notes,
                ..Change::default()
            };
            let mut changes = draft.changes.clone();
            changes.extend(references);
            changes.extend(aliases.changes);
            Ok((changes, result))
        })
    })
}

/// The sources as they would be.
fn sources(
    before: &Snapshot,
    moved: &Moved,
    changes: &[(Span, String)],
    created: &BTreeMap<String, String>,
) -> Result<Sources, Refusal> {
    let path = |id: SourceId| before.sources.get(id).path.to_string();
    let mut texts: FxHashMap<SourceId, Vec<(Span, String)>> = FxHashMap::default();
    for edit in rename::edits(changes.to_vec(), path)? {
        if let Edit::Replace { span, text } = edit {
            texts.entry(span.source).or_default().push((span, text));
        }
    }
    let stays = moved.is_empty() && created.is_empty();
    let mut list = Vec::with_capacity(before.sources.len() + created.len());
    for (id, source) in before.sources.iter().filter(|(id, _)| !stays || texts.contains_key(id)) {
        let path = moved.moves(&source.path);
        if let Some(edits) = texts.get(&id) {
            let is_lossy = matches!(source.content, Content::Text { lossy: Some(_), .. });
            let is_text = matches!(source.content, Content::Text { .. });
            if is_lossy || !is_text {
                return Err(Refusal::new(format!(
                    "`{}` would have to be changed, and it is not UTF-8 text",
                    source.path
                ))
                .help("save it as UTF-8, then try again"));
            }
            let path = path.unwrap_or_else(|| source.path.to_string());
            list.push(text(path, replaced(source.text(), edits)));
        } else if let Some(path) = path {
            list.push(Arc::new(source.at(path.as_str().into())));
        } else {
            list.push(source.clone());
        }
    }
    if stays {
        return Ok(before.sources.with_contents(list));
    }
    list.extend(created.iter().map(|(path, new)| text(path.clone(), new.clone())));
    Ok(Sources::new(list, before.sources.problems.clone(), Some(&before.sources)))
}

fn text(path: String, text: String) -> Arc<Source> {
    let stamp = (text.len() as u64, 0);
    let content = Content::Text { text: text.into(), lossy: None };
    Arc::new(Source::new(path.as_str().into(), content, stamp))
}

/// A text with its edits, which are in the order of their places.
fn replaced(old: &str, edits: &[(Span, String)]) -> String {
    let mut new = String::with_capacity(old.len());
    let mut copied = 0;
    for (span, text) in edits {
        new.push_str(old.get(copied..span.start as usize).unwrap_or(""));
        new.push_str(text);
        copied = span.end as usize;
    }
    new.push_str(old.get(copied..).unwrap_or(""));
    new
}

/// Link texts that name their target by the number that it had: the rule knows the new one, at a place of the picture after.
fn stale_numbers(
    before: &Snapshot,
    after: &Snapshot,
    moved: &Moved,
    changes: &[(Span, String)],
) -> Vec<(Span, String)> {
    let nothing = Published::default();
    // A page whose answers are the very same links to nothing that has another name now.
    let same_site = Arc::ptr_eq(&before.site, &after.site);
    let others: Vec<usize> = (0..after.pages.len())
        .filter(|&entry| !same_site || !Arc::ptr_eq(&before.resolved[entry], &after.resolved[entry]))
        .collect();
    let run = |snapshot: &Snapshot| -> Vec<_> {
        let level = |rule: &rules::Rule| (rule.name == "link-number-stale").then_some(Severity::Warning);
        if !same_site {
            return rules::run(&snapshot.facts(&nothing), level);
        }
        let facts = snapshot.facts(&nothing);
        others.iter().flat_map(|&entry| rules::run(&facts.of_page(entry), level)).collect()
    };
    let found = run(after);
    if found.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<(String, String)> = run(before)
        .into_iter()
        .map(|finding| (moved.path(&before.sources.get(finding.primary.span.source).path), finding.message))
        .collect();
    let mut stale = Vec::new();
    for finding in found {
        let path = after.sources.get(finding.primary.span.source).path.to_string();
        if known.contains(&(path.clone(), finding.message.clone())) {
            continue;
        }
        let Some((id, _)) = before.sources.find(&moved.origin(&path)) else { continue };
        for edit in finding.fix.into_iter().flat_map(|fix| fix.edits) {
            if let Edit::Replace { span, text } = edit
                && let (Some(start), Some(end)) = (back(id, span.start, changes), back(id, span.end, changes))
            {
                stale.push((Span { source: id, start, end }, text));
            }
        }
    }
    stale
}

/// A place of a changed text as a place of the text before; nothing within a change.
fn back(source: SourceId, at: u32, changes: &[(Span, String)]) -> Option<u32> {
    let mut own: Vec<&(Span, String)> = changes.iter().filter(|(span, _)| span.source == source).collect();
    own.sort_by_key(|(span, _)| (span.start, span.end));
    let mut shift = 0i64;
    for (span, text) in own {
        let start = i64::from(span.start) + shift;
        if i64::from(at) <= start {
            break;
        }
        if i64::from(at) < start + text.len() as i64 {
            return None;
        }
        shift += text.len() as i64 - i64::from(span.end - span.start);
    }
    u32::try_from(i64::from(at) - shift).ok()
}
