//! Slot: the place of a page among its siblings, the one that it leaves and the one that it takes.

use crate::rename::number::{self, Member};
use crate::rename::subject::Subject;
use crate::rename::{Draft, Picture};
use crate::site::NodeId;
use crate::site::content_path;
use rustc_hash::FxHashMap;

/// The weights and numbers that change with a move. `weight` is what the author asks for.
pub fn draft(picture: &Picture<'_>, subject: &Subject, weight: Option<i64>) -> Draft {
    let mut draft = Draft { moved: subject.moved.clone(), ..Draft::default() };
    for path in &subject.pages {
        if let Some(entry) = picture.at(path) {
            place(picture, entry, weight, &mut draft);
        }
    }
    draft
}

fn split(logical: &str) -> (&str, &str) {
    logical.rsplit_once('/').unwrap_or(("", logical))
}

/// The section of a folder, or of the nearest one above it that has one.
pub fn section(picture: &Picture<'_>, language: usize, folder: &str) -> Option<NodeId> {
    let mut at = folder;
    loop {
        if let Some(id) = picture.world.site.lookup.at(language, at) {
            return Some(id);
        }
        if at.is_empty() {
            return picture.world.site.homes.get(language).copied().flatten();
        }
        at = split(at).0;
    }
}

fn place(picture: &Picture<'_>, entry: usize, wish: Option<i64>, draft: &mut Draft) {
    let world = picture.world;
    let (Some(page), Some(path)) = (world.pages.get(entry), picture.paths.get(entry)) else { return };
    let text = world.sources.get(page.source).text();
    let roots = content_path::roots(world.config);
    let Some(target) = content_path::read(world.config, &roots, &draft.moved.path(picture.path(entry))) else { return };
    let ((old_folder, old_name), (new_folder, new_name)) = (split(&path.logical), split(&target.logical));
    let numbers = (number::of_name(old_name).map(|(_, n)| n), number::of_name(new_name).map(|(_, n)| n));
    let own_weight = crate::page::front_matter::edit::entry(&page.front, page.source, "weight").is_some();
    let weight = page.front.meta.weight;
    let (Some(old_section), Some(new_section)) =
        (section(picture, path.language, old_folder), section(picture, path.language, new_folder))
    else {
        return;
    };
    let old_row = number::row(picture, old_section);
    let at = old_row.iter().position(|member| member.entry == entry);
    let mut rest = if old_section == new_section { old_row.clone() } else { number::row(picture, new_section) };
    rest.retain(|member| member.entry != entry);
    let mut new_weight = if own_weight { number::weight_after(weight, numbers.0, numbers.1) } else { weight };
    let taken = rest.iter().any(|member| member.weight == new_weight && new_weight != 0);
    if let Some(wish) = wish {
        new_weight = wish;
    } else if own_weight && taken && old_section != new_section {
        let last = rest.iter().map(|member| member.weight).max().unwrap_or(0);
        new_weight = last.saturating_add(step(&rest));
        draft.notes.push(format!(
            "weight of `{}` is {new_weight} now, behind the last of its new section: {weight} is taken there (--weight N chooses another)",
            draft.moved.path(picture.path(entry))
        ));
    }
    if new_weight != weight && (own_weight || wish.is_some()) {
        draft.changes.push(number::set_weight(page, text, new_weight));
    }
    let own = number::shown(page, text);
    let Some(at) = at else { return };
    let new_at = if new_weight == weight && old_section == new_section {
        at
    } else {
        rest.partition_point(|member| number::rank(member.weight) <= number::rank(new_weight))
    };
    let mut retype = |entry: usize, from: u32, to: u32| {
        if let Some(page) = world.pages.get(entry).filter(|_| from != to) {
            let text = world.sources.get(page.source).text();
            draft.changes.extend(number::retyped(page, text, from, to));
        }
    };
    if old_section == new_section && new_at == at {
        // In its place among the others: a number that is that of the file follows it, unless that would break the row.
        if let (Some(own), (Some(from), Some(to))) = (own, numbers)
            && i64::from(own) == from
            && let Ok(to) = u32::try_from(to)
        {
            let before = old_row.iter().take(at).rev().find_map(|member| member.number);
            let behind = old_row.iter().skip(at + 1).find_map(|member| member.number);
            let fits = |number: u32| {
                before.map_or(1, |before| before.saturating_add(1)) == number
                    && behind.is_none_or(|behind| number.saturating_add(1) == behind)
            };
            if fits(to) || !fits(own) {
                retype(entry, own, to);
            }
        }
        return;
    }
    let Some(own) = own else { return };
    let closed = number::closed(&old_row, at);
    let mut now: FxHashMap<usize, u32> = closed.iter().map(|&(entry, _, to)| (entry, to)).collect();
    let row: Vec<Member> = rest
        .iter()
        .map(|member| Member { number: now.get(&member.entry).copied().or(member.number), ..*member })
        .collect();
    let mut own_now = own;
    if let Some((number, opened)) = number::opened(&row, new_at) {
        own_now = number;
        now.extend(opened.into_iter().map(|(entry, _, to)| (entry, to)));
    }
    let before: FxHashMap<usize, u32> =
        old_row.iter().chain(&rest).filter_map(|member| Some((member.entry, member.number?))).collect();
    let mut changed: Vec<(usize, u32)> = now.into_iter().collect();
    changed.sort_unstable();
    for (entry, to) in changed {
        retype(entry, before.get(&entry).copied().unwrap_or(to), to);
    }
    retype(entry, own, own_now);
}

/// The distance between the weights of a row: the roundest number that all are multiples of.
pub fn step(row: &[Member]) -> i64 {
    let weights: Vec<i64> = row.iter().map(|member| member.weight).filter(|weight| *weight != 0).collect();
    [100, 10, 5]
        .into_iter()
        .find(|step| weights.len() > 1 && weights.iter().all(|weight| weight % step == 0))
        .unwrap_or(if weights.iter().all(|weight| weight % 10 == 0) { 10 } else { 1 })
}
