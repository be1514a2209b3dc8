//! Room: the files behind a place in a folder move on by one, with their numbers and weights, so that a new one fits in.

use crate::page::front_matter::edit;
use crate::rename::moved::Moved;
use crate::rename::number::{self, Member};
use crate::rename::{Draft, Picture, Refusal, slot};
use crate::rules::numbered;
use crate::site::content_path::{self, Role};
use crate::site::permalink::join;
use std::collections::{BTreeMap, BTreeSet};

/// Where the new page stands.
#[derive(Debug, Clone)]
pub struct Room {
    pub draft: Draft,
    /// The folder, relative to the root.
    pub folder: String,
    /// What its name begins with, with its sign: `03-`; empty in a folder without numbers.
    pub prefix: String,
    pub weight: Option<i64>,
    /// The number that readers see before its title, and the key in which it is written.
    pub typed: Option<Typed>,
}

/// A number before a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// `3. ` before the menu title.
    MenuTitle(String),
    /// Before the title.
    Title(String),
    /// The whole of `pre`.
    Pre(String),
}

/// A page or a folder of pages directly in the folder, by its name without extension and language.
struct Unit {
    name: String,
    number: i64,
    width: usize,
}

/// Makes room behind a page: `after` is the number of its file, its name, or its place in a folder without numbers.
pub fn make(picture: &Picture<'_>, folder: &str, after: &str) -> Result<Room, Refusal> {
    let world = picture.world;
    let roots = content_path::roots(world.config);
    let (root, inside) = directory(picture, folder, &roots)?;
    let names = names(picture, &inside);
    let units: Vec<Unit> = names
        .iter()
        .filter_map(|name| number::of_name(name).map(|(width, number)| Unit { name: name.clone(), number, width }))
        .collect();
    let is_numbered = !units.is_empty();
    let last_part = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
    let default = world.config.languages.iter().position(|own| own.code == world.config.default_language).unwrap_or(0);
    let main =
        slot::section(picture, default, &inside).ok_or_else(|| Refusal::usage(format!("`{folder}` is no section")))?;
    let main_row = number::row(picture, main);
    let name_of =
        |member: &Member| picture.paths.get(member.entry).map_or(String::new(), |path| last_part(&path.logical));
    let wanted = after.trim().trim_end_matches('/');
    let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
    let wanted_name = last_part(wanted.strip_suffix("/_index").unwrap_or(wanted));
    let named = names.iter().find(|name| **name == wanted_name).cloned();
    let behind: Option<String> = match (wanted.parse::<i64>(), named) {
        (_, Some(name)) => Some(name),
        (Ok(0), _) => None,
        (Ok(wanted), _) if is_numbered => {
            let found = units.iter().rfind(|unit| unit.number == wanted);
            let shown: BTreeSet<i64> = units.iter().map(|unit| unit.number).collect();
            let shown = shown.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            Some(found.map(|unit| unit.name.clone()).ok_or_else(|| {
                Refusal::usage(format!("no page of `{folder}` has the number {wanted}"))
                    .help(format!("its numbers are: {shown}"))
            })?)
        }
        (Ok(wanted), _) => {
            let member = usize::try_from(wanted).ok().and_then(|wanted| main_row.get(wanted.checked_sub(1)?));
            Some(member.map(name_of).ok_or_else(|| {
                Refusal::usage(format!("`{folder}` has {} pages, and no {wanted}th", main_row.len()))
                    .help("--after 0 makes the first one")
            })?)
        }
        (Err(_), None) => {
            let refusal = Refusal::usage(format!("`{folder}` has no page `{after}`"));
            let near = crate::nearest::nearest(&wanted_name, names.iter().map(String::as_str));
            return Err(match near {
                Some(near) => refusal.help(format!("did you mean `{near}`?")),
                None => refusal.help("--after takes the number of a file, or its name"),
            });
        }
    };
    let behind_number = behind.as_deref().and_then(number::of_name).map_or(0, |(_, number)| number);
    if is_numbered && behind.is_some() && behind.as_deref().and_then(number::of_name).is_none() {
        return Err(Refusal::new(format!("`{}` has no number", behind.unwrap_or_default()))
            .help("name a page that has one, since the others have"));
    }
    let new_number = behind_number.saturating_add(1);
    // The row of numbers that has no gap goes on by one.
    let mut going: BTreeSet<&str> = BTreeSet::new();
    let mut next = new_number;
    while is_numbered && units.iter().any(|unit| unit.number == next) {
        going.extend(units.iter().filter(|unit| unit.number == next).map(|unit| unit.name.as_str()));
        next = next.saturating_add(1);
    }
    let mut draft = Draft { moved: moves(picture, &inside, &going), ..Draft::default() };
    let mut room = Room {
        folder: join("", &format!("{root}/{inside}")).unwrap_or_default(),
        prefix: String::new(),
        weight: None,
        typed: None,
        draft: Draft::default(),
    };
    if is_numbered {
        let width = units.iter().map(|unit| unit.width).max().unwrap_or(2);
        let sign = units.first().and_then(|unit| unit.name.chars().nth(unit.width)).unwrap_or('-');
        room.prefix = format!("{new_number:0width$}{sign}");
    }
    for (language, _) in world.config.languages.iter().enumerate() {
        let section = if language == default { Some(main) } else { world.site.lookup.at(language, &inside) };
        let Some(section) = section else { continue };
        let row = number::row(picture, section);
        let at = match &behind {
            None => 0,
            Some(behind) if is_numbered => row
                .iter()
                .rposition(|member| {
                    number::of_name(&name_of(member)).is_some_and(|(_, number)| number <= behind_number)
                        || name_of(member) == *behind
                })
                .map_or(0, |at| at + 1),
            Some(behind) => row.iter().position(|member| name_of(member) == *behind).map_or(row.len(), |at| at + 1),
        };
        let weight = weights(picture, &row, at, new_number, is_numbered, &going, &mut draft);
        // The new page is one of the default language: the rows of the others have no new member.
        if language == default {
            room.weight = weight;
            room.typed = titles(picture, &row, at, &mut draft);
        }
    }
    room.draft = draft;
    Ok(room)
}

/// The content folder and the folder below it.
fn directory(
    picture: &Picture<'_>,
    folder: &str,
    roots: &[(String, Option<usize>)],
) -> Result<(String, String), Refusal> {
    let folder = folder.replace('\\', "/");
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    let folder = folder.strip_suffix("/_index.md").unwrap_or(folder);
    let is_there = |path: &str| picture.world.sources.under(path).next().is_some();
    for (root, _) in roots {
        if folder == root {
            return Ok((root.clone(), String::new()));
        }
        if let Some(inside) = folder.strip_prefix(root.as_str()).and_then(|rest| rest.strip_prefix('/'))
            && is_there(folder)
        {
            return Ok((root.clone(), inside.to_string()));
        }
    }
    for (root, _) in roots {
        if !folder.is_empty() && is_there(&format!("{root}/{folder}")) {
            return Ok((root.clone(), folder.to_string()));
        }
    }
    let refusal = Refusal::usage(format!("there is no folder `{folder}` in the content"));
    let sections: BTreeSet<&str> = picture.paths.iter().map(|path| path.folder.as_str()).collect();
    Err(match crate::nearest::nearest(folder, sections.into_iter()) {
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None => refusal,
    })
}

/// The pages and folders of pages directly in a folder, in the order of their names, without extension and language.
fn names(picture: &Picture<'_>, inside: &str) -> Vec<String> {
    let mut names = BTreeSet::new();
    for path in picture.paths.iter().filter(|path| path.role != Role::Resource) {
        let Some(rest) = below(&path.logical, inside) else { continue };
        let first = rest.split('/').next().unwrap_or(rest);
        if !first.is_empty() {
            names.insert(first.to_string());
        }
    }
    names.into_iter().collect()
}

fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// The files and folders of some pages with the next number.
fn moves(picture: &Picture<'_>, inside: &str, going: &BTreeSet<&str>) -> Moved {
    let config = picture.world.config;
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    for (root, _) in content_path::roots(config) {
        let folder = if inside.is_empty() { root.clone() } else { format!("{root}/{inside}") };
        for (_, source) in picture.world.sources.under(&folder) {
            let Some(rest) = source.path.get(folder.len() + 1..) else { continue };
            let first = rest.split('/').next().unwrap_or(rest);
            // `03-x`, `03-x.md`, `03-x.fr.md`, `03-x.files`.
            let Some(name) = going
                .iter()
                .find(|name| first.strip_prefix(**name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
            else {
                continue;
            };
            let Some((_, number)) = number::of_name(name) else { continue };
            let new = number::renumbered(first, number.saturating_add(1));
            pairs.insert(format!("{folder}/{first}"), format!("{folder}/{new}"));
        }
    }
    Moved::new(pairs.into_iter().collect())
}

/// Gives the pages behind a place their next weights; the weight of the new one. Nothing where no page has one.
fn weights(
    picture: &Picture<'_>,
    row: &[Member],
    at: usize,
    new_number: i64,
    is_numbered: bool,
    going: &BTreeSet<&str>,
    draft: &mut Draft,
) -> Option<i64> {
    let before = at.checked_sub(1).and_then(|at| row.get(at)).map_or(0, |member| member.weight);
    if row.iter().all(|member| member.weight == 0) && !row.is_empty() {
        return None;
    }
    if at > 0 && before == 0 {
        return None;
    }
    let number_of = |member: &Member| {
        let logical = &picture.paths.get(member.entry)?.logical;
        let name = logical.rsplit('/').next().unwrap_or(logical);
        number::of_name(name).map(|(_, number)| (number, going.contains(name)))
    };
    // Those whose weight says what their number says go on with it.
    let mut later: Vec<(usize, i64, i64)> = row
        .iter()
        .skip(at)
        .map(|member| {
            let new = match number_of(member) {
                Some((number, true)) => number::weight_after(member.weight, Some(number), Some(number + 1)),
                _ => member.weight,
            };
            (member.entry, member.weight, new)
        })
        .collect();
    let first = later.iter().map(|(_, _, weight)| *weight).find(|weight| *weight != 0);
    let by_number =
        row.iter().find_map(|member| number::step(member.weight, number_of(member)?.0)).filter(|_| is_numbered);
    let by_number = by_number.map(|step| new_number.saturating_mul(step));
    let fits = |weight: i64| weight > before && first.is_none_or(|first| weight < first);
    let own = match (by_number.filter(|weight| fits(*weight)), first) {
        (Some(weight), _) => weight,
        (None, None) => before.saturating_add(slot::step(row)),
        (None, Some(first)) if first.saturating_sub(before) > 1 => before + (first - before) / 2,
        (None, Some(_)) => before.saturating_add(1),
    };
    // The order stays, and what was apart stays apart.
    let mut last = (before, own);
    for (_, old, weight) in later.iter_mut().filter(|(_, old, _)| *old != 0) {
        if *weight <= last.1 && *old > last.0 {
            *weight = last.1.saturating_add(1);
        }
        last = (*old, *weight);
    }
    for (entry, old, new) in later {
        let Some(page) = picture.world.pages.get(entry) else { continue };
        if old != new && edit::entry(&page.front, page.source, "weight").is_some() {
            draft.changes.push(number::set_weight(page, picture.world.sources.get(page.source).text(), new));
        }
    }
    Some(own)
}

/// Gives the pages behind a place the next numbers before their titles; the number of the new one, in the manner of its
/// neighbour.
fn titles(picture: &Picture<'_>, row: &[Member], at: usize, draft: &mut Draft) -> Option<Typed> {
    let (own, changes) = number::opened(row, at).filter(|_| !row.is_empty())?;
    for (entry, from, to) in changes {
        let Some(page) = picture.world.pages.get(entry) else { continue };
        draft.changes.extend(number::retyped(page, picture.world.sources.get(page.source).text(), from, to));
    }
    let before = row.iter().take(at).rev().find(|member| member.number.is_some());
    let neighbour = before.or_else(|| row.iter().skip(at).find(|member| member.number.is_some()))?;
    let meta = &picture.world.pages.get(neighbour.entry)?.front.meta;
    let sign =
        |text: &Option<String>| text.as_deref().and_then(|text| numbered::number(text.trim())).map(|(_, sign, _)| sign);
    if let Some(sign) = sign(&meta.menu_title) {
        return Some(Typed::MenuTitle(format!("{own}{sign} ")));
    }
    if let Some(sign) = sign(&meta.title) {
        return Some(Typed::Title(format!("{own}{sign} ")));
    }
    let pre = meta.pre.as_deref()?;
    let old = neighbour.number?.to_string();
    pre.contains(&old).then(|| Typed::Pre(pre.replacen(&old, &own.to_string(), 1)))
}
