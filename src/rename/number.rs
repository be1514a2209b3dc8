//! Numbers that say where a page stands: before the name of its file, as its weight, before its title.

use crate::page::Page;
use crate::page::front_matter::edit::{self, Change};
use crate::rename::Picture;
use crate::rules::numbered;
use crate::site::{Kind, NodeId, nav};
use crate::source::span::Span;

/// The number that a file name begins with: how many digits, and the number. `02-base`, not `2fa`.
pub fn of_name(name: &str) -> Option<(usize, i64)> {
    let length = name.find(|c: char| !c.is_ascii_digit()).filter(|length| (1..=4).contains(length))?;
    let (digits, rest) = name.split_at(length);
    rest.starts_with(['-', '_', '.', ' ']).then(|| Some((length, digits.parse().ok()?)))?
}

/// The same name with another number before it, as wide as it was.
pub fn renumbered(name: &str, number: i64) -> String {
    match of_name(name) {
        Some((width, _)) => format!("{number:0width$}{}", &name[width..]),
        None => name.to_string(),
    }
}

/// The weight of a page whose file gets another number: if the weight said the same as the number (`03` and 3, 30 or 300),
/// it does so again.
pub fn weight_after(weight: i64, from: Option<i64>, to: Option<i64>) -> i64 {
    let (Some(from), Some(to)) = (from, to) else { return weight };
    match step(weight, from) {
        Some(step) if to > 0 => to.saturating_mul(step),
        _ => weight,
    }
}

/// How many times the number of its file the weight of a page is: 1, 10 or 100.
pub fn step(weight: i64, number: i64) -> Option<i64> {
    [1, 10, 100].into_iter().find(|step| number > 0 && weight == number * step)
}

/// The change that gives a page another weight; leading zeros stay.
pub fn set_weight(page: &Page, text: &str, weight: i64) -> Change {
    let old = edit::entry(&page.front, page.source, "weight").map(|entry| entry.value_span);
    let raw = old.and_then(|span| text.get(span.range())).unwrap_or("");
    let padded = raw.len() > 1 && raw.starts_with('0') && raw.bytes().all(|byte| byte.is_ascii_digit());
    let spelled = if padded { format!("{weight:0width$}", width = raw.len()) } else { weight.to_string() };
    edit::set(page, text, "weight", &spelled)
}

/// Where a number that readers see stands in front matter: before `menuTitle`, `linkTitle` and `title`, and in `pre`.
pub fn typed(page: &Page, text: &str) -> Vec<(Span, u32)> {
    let mut found = Vec::new();
    for key in ["menuTitle", "linkTitle", "title"] {
        let Some(entry) = edit::entry(&page.front, page.source, key) else { continue };
        let Some((number, ..)) = entry.value.as_str().and_then(|title| numbered::number(title.trim())) else {
            continue;
        };
        found.extend(digits(text, entry.value_span, 0).map(|span| (span, number)));
    }
    for key in ["pre", "menuPre"] {
        let Some(entry) = edit::entry(&page.front, page.source, key) else { continue };
        let raw = text.get(entry.value_span.range()).unwrap_or("");
        // `<b>3. </b>`: behind a tag.
        let number = raw.match_indices('>').find_map(|(at, _)| {
            let span = digits(text, entry.value_span, at + 1)?;
            let behind = text.get(span.end as usize..)?;
            let number = text.get(span.range())?.parse().ok()?;
            behind.starts_with(['.', ')']).then_some((span, number))
        });
        found.extend(number);
    }
    found
}

/// The digits that a value begins with, `from` bytes behind its start, quotes and blanks passed over.
fn digits(text: &str, value: Span, from: usize) -> Option<Span> {
    let raw = text.get(value.range())?.get(from..)?;
    let skipped = raw.len() - raw.trim_start_matches(['"', '\'', ' ']).len();
    let length = raw[skipped..].find(|c: char| !c.is_ascii_digit()).filter(|length| *length > 0)?;
    let start = value.start as usize + from + skipped;
    Some(Span::new(value.source, start, start + length))
}

/// The number before the title by which a menu shows a page.
pub fn shown(page: &Page, text: &str) -> Option<u32> {
    let meta = &page.front.meta;
    let title = [&meta.menu_title, &meta.link_title, &meta.title].into_iter().flatten().find(|title| !title.is_empty());
    let own = title.and_then(|title| numbered::number(title.trim())).map(|(number, ..)| number);
    own.or_else(|| typed(page, text).first().map(|(_, number)| *number))
}

/// The changes that replace one number before the titles of a page by another.
pub fn retyped(page: &Page, text: &str, from: u32, to: u32) -> Vec<Change> {
    typed(page, text)
        .into_iter()
        .filter(|(_, number)| *number == from)
        .map(|(span, _)| {
            let old = text.get(span.range()).unwrap_or("");
            let padded = old.len() > 1 && old.starts_with('0');
            (span, if padded { format!("{to:0width$}", width = old.len()) } else { to.to_string() })
        })
        .collect()
}

/// A page among its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub entry: usize,
    pub weight: i64,
    /// Before its title.
    pub number: Option<u32>,
}

/// The pages of a section as the menu shows them, with those that are not published in their places.
pub fn row(picture: &Picture<'_>, section: NodeId) -> Vec<Member> {
    let world = picture.world;
    let node = world.site.node(section);
    let member = |entry: usize, weight: i64| {
        let page = world.pages.get(entry)?;
        Some(Member { entry, weight, number: shown(page, world.sources.get(page.source).text()) })
    };
    let mut row: Vec<Member> = nav::menu_children(world.site, world.config, section)
        .into_iter()
        .map(|id| world.site.node(id))
        .filter(|node| matches!(node.kind, Kind::Section | Kind::Page))
        .filter_map(|node| member(node.entry?, node.weight))
        .collect();
    for page in &world.site.withheld {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if page.language != node.language || folder != node.path || page.path.is_empty() {
            continue;
        }
        let weight = world.pages.get(page.entry).map_or(0, |page| page.front.meta.weight);
        let Some(member) = member(page.entry, weight) else { continue };
        let at = row.partition_point(|other| rank(other.weight) <= rank(weight));
        row.insert(at.min(row.len()), member);
    }
    row
}

/// Weight 0 is none and comes last.
pub fn rank(weight: i64) -> (bool, i64) {
    (weight == 0, weight)
}

/// A page, its number, and the one that it gets.
pub type Renumbered = (usize, u32, u32);

/// What the others of a row are numbered once a member has gone: those that count on from it count one less.
pub fn closed(row: &[Member], at: usize) -> Vec<Renumbered> {
    let Some(gone) = row.get(at).and_then(|member| member.number) else { return Vec::new() };
    let mut next = gone;
    let mut changes = Vec::new();
    for member in row.iter().skip(at + 1) {
        let Some(number) = member.number else { continue };
        if number != next.saturating_add(1) {
            break;
        }
        changes.push((member.entry, number, next));
        next = number;
    }
    changes
}

/// The number of a page that comes to stand before `at`, and what the others are numbered then. Nothing where the others
/// have no numbers.
pub fn opened(row: &[Member], at: usize) -> Option<(u32, Vec<Renumbered>)> {
    let before = row.iter().take(at).rev().find_map(|member| member.number);
    let first_behind = row.iter().skip(at).find_map(|member| member.number);
    let own = match (before, first_behind) {
        (Some(before), _) => before.saturating_add(1),
        (None, Some(behind)) => behind,
        // Alone it is the first.
        (None, None) if row.is_empty() => 1,
        (None, None) => return None,
    };
    let mut next = own;
    let mut changes = Vec::new();
    for member in row.iter().skip(at) {
        let Some(number) = member.number else { continue };
        if number != next {
            break;
        }
        next = number.saturating_add(1);
        changes.push((member.entry, number, next));
    }
    Some((own, changes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(numbers: &[u32]) -> Vec<Member> {
        let member =
            |(entry, number): (usize, &u32)| Member { entry, weight: 0, number: (*number > 0).then_some(*number) };
        numbers.iter().enumerate().map(member).collect()
    }

    #[test]
    fn weights_follow_the_numbers_of_files() {
        assert_eq!(weight_after(3, Some(3), Some(5)), 5);
        assert_eq!(weight_after(30, Some(3), Some(5)), 50);
        assert_eq!(weight_after(7, Some(3), Some(5)), 7);
        assert_eq!(weight_after(30, None, Some(5)), 30);
        assert_eq!((renumbered("03-x", 12), renumbered("x", 2)), ("12-x".to_string(), "x".to_string()));
        assert_eq!((of_name("2fa"), of_name("02_x")), (None, Some((2, 2))));
    }

    #[test]
    fn rows_close_and_open() {
        assert_eq!(closed(&row(&[1, 2, 3, 4]), 1), [(2, 3, 2), (3, 4, 3)]);
        assert_eq!(closed(&row(&[1, 2, 0, 3, 1]), 1), [(3, 3, 2)]);
        assert_eq!(opened(&row(&[1, 2, 3]), 1), Some((2, vec![(1, 2, 3), (2, 3, 4)])));
        assert_eq!(opened(&row(&[1, 2]), 2), Some((3, vec![])));
        assert_eq!(opened(&row(&[0, 0]), 1), None);
        assert_eq!(opened(&row(&[]), 0), Some((1, vec![])));
        assert_eq!(opened(&row(&[0, 1, 2]), 0), Some((1, vec![(1, 1, 2), (2, 2, 3)])));
    }
}
