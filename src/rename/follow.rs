//! Follow: every reference that would lead elsewhere after the move, written anew so that it leads where it led before.

use crate::page::Page;
use crate::page::call::Call;
use crate::page::document::Fragment;
use crate::rename::goal::{self, Anchors, Goal};
use crate::rename::moved::Moved;
use crate::rename::spelling::{self, Manner};
use crate::rename::{Picture, Refusal};
use crate::resolve::Place;
use crate::resolve::ask::{Question, ask, is_address};
use crate::resolve::call::unquoted;
use crate::resolve::reference::{Outcome, Reference, Role};
use crate::resolve::target;
use crate::shortcode::{Ask, ask_of};
use crate::source::lines::Lines;
use crate::source::span::{SourceId, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Both pictures, and what lies between them.
pub struct Step<'p> {
    pub before: &'p Picture<'p>,
    /// Files in their new places; references as they were.
    pub after: &'p Picture<'p>,
    pub moved: &'p Moved,
    pub anchors: &'p Anchors,
}

/// One reference, and from where it is asked.
struct Pointer<'p> {
    /// Of the page that holds it, before and after.
    entry: usize,
    later: usize,
    reference: &'p Reference,
    question: Question,
    /// `https://guide.example.org` of a link to the site itself, in bytes.
    origin: usize,
}

/// The changes of all pages, in no order.
pub fn pages(step: &Step<'_>) -> Result<Vec<(Span, String)>, Refusal> {
    let mut groups: BTreeMap<(SourceId, u32, u32, &str), Vec<Pointer<'_>>> = BTreeMap::new();
    let calls = calls(step.before);
    for (entry, resolved) in step.before.resolved.iter().enumerate() {
        let Some(later) = later(step, entry) else { continue };
        let is_changed = step.anchors.contains_key(step.before.path(entry));
        for reference in &resolved.references {
            // Where no file moves, only what leads to a page with other anchors, or into its own page, can change.
            if step.moved.is_empty() && !is_changed && stays(step, &reference.outcome) {
                continue;
            }
            let question = question(reference, &calls);
            let origin = own_origin(step.before, &reference.written);
            let span = reference.span;
            let place = (span.source, span.start, span.end, reference.written.as_str());
            groups.entry(place).or_default().push(Pointer { entry, later, reference, question, origin });
        }
    }
    let groups: Vec<Vec<Pointer<'_>>> = groups.into_values().collect();
    let rewritten: Vec<Result<Option<(Span, String)>, Refusal>> =
        groups.par_iter().map(|pointers| rewrite(step, pointers)).collect();
    let mut changes = Vec::new();
    for change in rewritten {
        changes.extend(change?);
    }
    fragments_behind_calls(step, &calls, &mut changes);
    Ok(changes)
}

/// Whether an outcome leads to what has the anchors that it had.
fn stays(step: &Step<'_>, outcome: &Outcome) -> bool {
    let site = step.before.world.site;
    match outcome {
        Outcome::Page { node, .. } => {
            let path = site.node(*node).source.map(|source| &*step.before.world.sources.get(source).path);
            path.is_none_or(|path| !step.anchors.contains_key(path))
        }
        Outcome::External | Outcome::Empty | Outcome::Asset { .. } => true,
        _ => false,
    }
}

/// The number of a page in the picture after.
pub fn later(step: &Step<'_>, entry: usize) -> Option<usize> {
    step.after.at(&step.moved.path(step.before.path(entry)))
}

/// The calls of all pages by the place of their arguments.
fn calls<'p>(picture: &Picture<'p>) -> FxHashMap<(SourceId, u32), &'p Call> {
    let mut calls = FxHashMap::default();
    for page in picture.world.pages {
        page.document.walk(&mut |document, _| {
            for node in &document.calls {
                for argument in &node.call.arguments {
                    let span = unquoted(argument);
                    calls.insert((span.source, span.start), &node.call);
                }
            }
        });
    }
    calls
}

fn question(reference: &Reference, calls: &FxHashMap<(SourceId, u32), &Call>) -> Question {
    let call = calls.get(&(reference.span.source, reference.span.start));
    match reference.role {
        Role::Ref => {
            let language = call.and_then(|call| call.named("lang")).map(|argument| argument.value.text());
            Question::Ref { language }
        }
        Role::Image | Role::RawImage => Question::Url { is_image: true },
        Role::Argument => match call.map(|call| ask_of(&call.name)) {
            Some(Ask::Children) => Question::Page,
            Some(Ask::File) => Question::File,
            _ => Question::Url { is_image: false },
        },
        Role::Link | Role::AutoLink | Role::RawLink | Role::Menu => Question::Url { is_image: false },
    }
}

/// How many bytes of an absolute link are scheme and host of the site itself.
pub fn own_origin(picture: &Picture<'_>, written: &str) -> usize {
    let config = picture.world.config;
    let origin = config.origin();
    let start = written.len() - written.trim_start().len();
    let rest = written.trim_start();
    let is_own = !origin.is_empty()
        && rest.get(..origin.len()).is_some_and(|own| own.eq_ignore_ascii_case(origin))
        && rest[origin.len()..].starts_with(config.base_path());
    if is_own { start + origin.len() } else { 0 }
}

/// Where something written leads, before or after.
fn outcome_of(picture: &Picture<'_>, entry: usize, question: &Question, written: &str, origin: usize) -> Outcome {
    let (Some(page), Some(place)) = (picture.world.pages.get(entry), picture.places.get(entry)) else {
        return Outcome::Missing;
    };
    ask(picture.world, page, place, question, written.get(origin..).unwrap_or(written))
}

/// The goal of a reference as it is called after the move, and how sound it was.
fn goal_before(step: &Step<'_>, pointer: &Pointer<'_>) -> (Goal, u8) {
    let before = step.before;
    let own = before.world.pages.get(pointer.entry).map_or(SourceId(0), |page| page.source);
    let of = |outcome: &Outcome| {
        (goal::of(before, step.moved, step.anchors, own, &pointer.question, outcome), goal::soundness(outcome))
    };
    if pointer.origin > 0 {
        return of(&outcome_of(before, pointer.entry, &pointer.question, &pointer.reference.written, pointer.origin));
    }
    // One that differs in case alone leads to what it would lead to in the right case, though not on every system.
    if let Outcome::WrongCase { actual } = &pointer.reference.outcome {
        let outcome = outcome_of(before, pointer.entry, &pointer.question, actual, 0);
        return (of(&outcome).0, 0);
    }
    of(&pointer.reference.outcome)
}

/// Whether a spelling leads to a goal after the move.
fn leads(step: &Step<'_>, pointer: &Pointer<'_>, written: &str, goal: &(Goal, u8)) -> bool {
    let after = step.after;
    let own = after.world.pages.get(pointer.later).map_or(SourceId(0), |page| page.source);
    let outcome = outcome_of(after, pointer.later, &pointer.question, written, pointer.origin);
    if let (Outcome::WrongCase { actual }, 0) = (&outcome, goal.1) {
        let outcome = outcome_of(after, pointer.later, &pointer.question, actual, 0);
        let reached = goal::of(after, &Moved::default(), &Anchors::default(), own, &pointer.question, &outcome);
        return reached == goal.0;
    }
    let reached = goal::of(after, &Moved::default(), &Anchors::default(), own, &pointer.question, &outcome);
    reached == goal.0 && goal::soundness(&outcome) >= goal.1
}

/// The change of one place, if one is needed; all pages that look through it must arrive.
fn rewrite(step: &Step<'_>, pointers: &[Pointer<'_>]) -> Result<Option<(Span, String)>, Refusal> {
    let goals: Vec<(Goal, u8)> = pointers.iter().map(|pointer| goal_before(step, pointer)).collect();
    let arrive = |written: &str| {
        pointers
            .iter()
            .zip(&goals)
            .all(|(pointer, goal)| goal.0 == Goal::Elsewhere || leads(step, pointer, written, goal))
    };
    let Some(first) = pointers.first() else { return Ok(None) };
    let written = &first.reference.written;
    if goals.iter().all(|(goal, _)| *goal == Goal::Elsewhere) {
        return Ok(None);
    }
    if arrive(written) {
        let kept = goals.first().and_then(|(goal, _)| in_manner(step, first, goal)).filter(|new| arrive(new));
        return Ok(kept.and_then(|new| replacement(step, first, &new)));
    }
    let lost = pointers
        .iter()
        .zip(&goals)
        .find(|(pointer, goal)| goal.0 != Goal::Elsewhere && !leads(step, pointer, written, goal));
    let Some((pointer, (goal, _))) = lost else { return Ok(None) };
    let refused = |reason: &str| {
        let source = step.before.world.sources.get(pointer.reference.span.source);
        let line = Lines::new(source.text()).line(pointer.reference.span.start as usize);
        Refusal::new(format!("`{}` in `{}:{line}` cannot be rewritten: {reason}", written.trim(), source.path))
            .help("change it by hand, or take it out, then try again")
    };
    let Some(new) = spelled(step, pointer, goal, &arrive) else {
        return Err(refused("no spelling of it leads to the same place afterwards"));
    };
    match replacement(step, pointer, &new) {
        Some(change) => Ok(Some(change)),
        None => Err(refused("it is not spelled in the source as it is read")),
    }
}

/// The spelling that leads to the goal and is most like the old one.
fn spelled(step: &Step<'_>, pointer: &Pointer<'_>, goal: &Goal, arrive: &dyn Fn(&str) -> bool) -> Option<String> {
    let written = pointer.reference.written.trim();
    let (head, rest) = written.split_at(pointer.origin.min(written.len()));
    let cut = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, tail) = rest.split_at(cut);
    let (query, old_fragment) = tail.find('#').map_or((tail, None), |at| (&tail[..at], Some(&tail[at + 1..])));
    let fragment = match (goal, old_fragment) {
        (Goal::Page { fragment: Some(new), .. } | Goal::Made { fragment: Some(new), .. }, Some(old)) => {
            if *target::decode(old) == **new {
                format!("#{old}")
            } else if old.contains('%') {
                let mut encoded = String::from("#");
                crate::site::permalink::encode(new, &mut encoded);
                encoded
            } else {
                format!("#{new}")
            }
        }
        (_, Some(old)) => format!("#{old}"),
        (_, None) => String::new(),
    };
    let place: &Place = step.after.places.get(pointer.later)?;
    let page: &Page = step.before.world.pages.get(pointer.entry)?;
    let old_place = step.before.places.get(pointer.entry)?;
    let by_address =
        matches!(pointer.question, Question::Url { .. }) && is_address(step.before.world, page, old_place, path);
    let old_logical = old_logical(step, goal);
    let manner = Manner {
        after: step.after,
        place,
        question: &pointer.question,
        path,
        by_address,
        old_logical: old_logical.as_deref(),
    };
    let mut paths = vec![path.to_string()];
    if !path.is_empty() {
        paths.extend(spelling::candidates(&manner, goal));
    }
    // With its host a link begins at the root.
    paths
        .into_iter()
        .filter(|path| head.is_empty() || path.starts_with('/'))
        .map(|path| format!("{head}{path}{query}{fragment}"))
        .find(|new| new.trim() != written && arrive(new))
}

/// A path that was written as its manner has it and is not any more, though it still leads there, by chance or by a detour:
/// the one that its manner has now.
fn in_manner(step: &Step<'_>, pointer: &Pointer<'_>, goal: &Goal) -> Option<String> {
    let written = pointer.reference.written.trim();
    let cut = written.find(['?', '#']).unwrap_or(written.len());
    let (path, tail) = written.split_at(cut);
    if !path.contains('/') || path.starts_with('/') || pointer.origin > 0 {
        return None;
    }
    let page = step.before.world.pages.get(pointer.entry)?;
    let places = (step.before.places.get(pointer.entry)?, step.after.places.get(pointer.later)?);
    let stays = match goal {
        Goal::Page { path, .. } | Goal::File(path) => step.moved.origin(path) == *path,
        _ => false,
    };
    if stays && places.0.folder == places.1.folder && places.0.url_folder == places.1.url_folder {
        return None;
    }
    let by_address =
        matches!(pointer.question, Question::Url { .. }) && is_address(step.before.world, page, places.0, path);
    let old_logical = old_logical(step, goal);
    let manner = |picture, place| Manner {
        after: picture,
        place,
        question: &pointer.question,
        path,
        by_address,
        old_logical: old_logical.as_deref(),
    };
    let nothing = (Moved::default(), Anchors::default());
    let old = goal::of(step.before, &nothing.0, &nothing.1, page.source, &pointer.question, &pointer.reference.outcome);
    let was = spelling::candidates(&manner(step.before, places.0), &old).into_iter().next()?;
    let is = spelling::candidates(&manner(step.after, places.1), goal).into_iter().next()?;
    (was == path && is != path).then(|| format!("{is}{tail}"))
}

/// The logical path that a goal had before the move.
fn old_logical(step: &Step<'_>, goal: &Goal) -> Option<String> {
    let Goal::Page { path, .. } = goal else { return None };
    let entry = step.before.at(&step.moved.origin(path))?;
    step.before.paths.get(entry).map(|path| path.logical.clone())
}

/// The change that puts a new spelling in place of the old one.
fn replacement(step: &Step<'_>, pointer: &Pointer<'_>, new: &str) -> Option<(Span, String)> {
    let span = pointer.reference.span;
    let text = step.before.world.sources.get(span.source).text();
    let raw = text.get(span.range())?;
    let old = pointer.reference.written.trim();
    let in_angles = text.get(..span.start as usize)?.ends_with('<');
    let guarded = guard(pointer.reference.role, new, in_angles)?;
    // The reference as it stands, once: a `srcset` names several.
    let mut places = raw.match_indices(old).filter(|(at, _)| {
        let behind = raw.get(at + old.len()..).and_then(|rest| rest.chars().next());
        let before = raw.get(..*at).and_then(|rest| rest.chars().next_back());
        [before, behind].into_iter().flatten().all(|c| c.is_whitespace() || matches!(c, ',' | '<' | '>' | '"' | '\''))
    });
    if let Some((at, _)) = places.next() {
        let start = span.start as usize + at;
        return Some((Span::new(span.source, start, start + old.len()), guarded));
    }
    // Spelled with escapes or entities: the whole destination is written anew, where the place is only that.
    let decoded = raw.replace("&amp;", "&").replace('\\', "");
    (decoded.trim() == old).then_some((span, guarded))
}

/// The text as it may stand where the reference stands.
fn guard(role: Role, new: &str, in_angles: bool) -> Option<String> {
    match role {
        Role::Ref | Role::Argument => (!new.contains(['"', '`', '\n'])).then(|| new.to_string()),
        Role::RawLink | Role::RawImage => (!new.contains(['"', '\'', '<', '>', '\n'])).then(|| new.replace(' ', "%20")),
        Role::Menu => Some(new.to_string()),
        Role::Link | Role::Image | Role::AutoLink => {
            if in_angles {
                return (!new.contains(['<', '>', '\n'])).then(|| new.to_string());
            }
            let balanced = new.matches('(').count() == new.matches(')').count();
            let new = new.replace(' ', "%20");
            Some(if balanced { new } else { new.replace('(', "%28").replace(')', "%29") })
        }
    }
}

/// `[x]({{< relref "page" >}}#section)`: the fragment stands behind the call.
fn fragments_behind_calls(
    step: &Step<'_>,
    calls: &FxHashMap<(SourceId, u32), &Call>,
    changes: &mut Vec<(Span, String)>,
) {
    if step.anchors.is_empty() {
        return;
    }
    for (page, resolved) in step.before.world.pages.iter().zip(step.before.resolved) {
        page.document.walk(&mut |document, _| {
            for link in &document.links {
                let [Fragment::Call(number), Fragment::Text(behind)] = link.destination.as_slice() else { continue };
                let Some(old) = behind.strip_prefix('#') else { continue };
                let Some(call) = document.calls.get(*number as usize).map(|node| &node.call) else { continue };
                let reference = resolved.references.iter().find(|reference| {
                    reference.role == Role::Ref
                        && calls
                            .get(&(reference.span.source, reference.span.start))
                            .is_some_and(|own| own.open == call.open)
                });
                let Some(Outcome::Page { node, .. }) = reference.map(|reference| &reference.outcome) else { continue };
                let Some(source) = step.before.world.site.node(*node).source else { continue };
                let path = step.moved.path(&step.before.world.sources.get(source).path);
                let new = step.anchors.get(&path).and_then(|ids| ids.get(&*target::decode(old)));
                let text = step.before.world.sources.get(link.span.source).text();
                if let (Some(new), Some(raw)) = (new, text.get(link.span.range()))
                    && raw.ends_with(behind.as_str())
                {
                    let end = link.span.end as usize;
                    changes.push((Span::new(link.span.source, end - old.len(), end), new.clone()));
                }
            }
        });
    }
}
