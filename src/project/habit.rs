//! Habit: how the pages of a folder are named, weighed and numbered, and what the next of them is called.

use crate::page::Page;
use crate::rules::numbered;
use crate::site::Node;

/// A page that stands in the folder.
#[derive(Clone, Copy)]
pub struct Sibling<'a> {
    pub node: &'a Node,
    /// Nothing for a folder without `_index.md`.
    pub page: Option<&'a Page>,
}

impl Sibling<'_> {
    /// The last part of its path.
    pub fn file_name(&self) -> &str {
        self.node.path.rsplit('/').next().unwrap_or("")
    }
}

/// The number that a file name begins with: how many digits, the number, the sign behind it.
pub fn file_number(name: &str) -> Option<(usize, u64, char)> {
    let length = name.find(|c: char| !c.is_ascii_digit()).filter(|length| (1..=4).contains(length))?;
    let (digits, rest) = name.split_at(length);
    let sign = rest.chars().next().filter(|sign| matches!(sign, '-' | '_' | '.'))?;
    Some((length, digits.parse().ok()?, sign))
}

/// A file name without the number that it begins with.
pub fn without_number(name: &str) -> &str {
    file_number(name).and_then(|(length, ..)| name.get(length + 1..)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The number of the next file, with its sign: `04-`. Nothing where most files have none; an empty folder does as the
/// folder does that it stands in, whose name is `parent`.
pub fn next_file_number(siblings: &[Sibling<'_>], parent: &str) -> String {
    if siblings.is_empty() {
        return file_number(parent).map_or(String::new(), |(width, _, sign)| format!("{:0width$}{sign}", 1));
    }
    let mut numbers: Vec<(usize, u64, char)> =
        siblings.iter().filter_map(|sibling| file_number(sibling.file_name())).collect();
    if numbers.len() * 2 <= siblings.len() {
        return String::new();
    }
    numbers.sort_by_key(|(_, number, _)| *number);
    let Some(&(_, last, sign)) = numbers.last() else { return String::new() };
    let width = numbers.iter().map(|(width, ..)| *width).max().unwrap_or(1);
    let step = step(&numbers.iter().map(|(_, number, _)| *number as i64).collect::<Vec<_>>());
    format!("{:0width$}{sign}", last + step.unsigned_abs())
}

/// The next weight by the folder's own step; nothing where pages stand that have none.
pub fn next_weight(siblings: &[Sibling<'_>]) -> Option<i64> {
    if siblings.is_empty() {
        return Some(10);
    }
    let mut weights: Vec<i64> =
        siblings.iter().map(|sibling| sibling.node.weight).filter(|weight| *weight > 0).collect();
    weights.sort_unstable();
    let last = *weights.last()?;
    Some(last.saturating_add(step(&weights)))
}

/// The difference that is met most often between neighbours of a rising row, if more than once; of two that are met
/// equally often the larger one, since what was squeezed in later stands closer. Else the roundest number that all are
/// multiples of.
fn step(row: &[i64]) -> i64 {
    let mut steps: Vec<i64> = row.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).collect();
    steps.sort_unstable();
    let most = steps.chunk_by(|a, b| a == b).map(|chunk| (chunk.len(), chunk[0])).max();
    let round = [100, 10, 5].into_iter().find(|round| row.iter().all(|number| number % round == 0));
    most.filter(|(count, _)| *count > 1).map(|(_, step)| step).or(round).unwrap_or(1)
}

/// Where the author writes numbers that readers see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbering {
    None,
    /// Before the title: `4. `.
    Title(String),
    /// Before the menu title.
    MenuTitle(String),
    /// In `pre`, as learn's chapters have it: `<b>4. </b>`.
    Pre(String),
}

/// The number that the next page shows, where most siblings show one.
pub fn next_numbering(siblings: &[Sibling<'_>]) -> Numbering {
    let meta = |sibling: &Sibling<'_>| sibling.page.map(|page| page.front.meta.clone()).unwrap_or_default();
    let most = |count: usize| count * 2 > siblings.len();
    let seen = |text: &Option<String>| text.as_deref().and_then(numbered::number);
    let next = |row: Vec<(u32, char, usize)>| {
        let last = row.iter().max_by_key(|(number, ..)| *number);
        last.map_or(String::new(), |(number, sign, _)| format!("{}{sign} ", number.saturating_add(1)))
    };
    let menu: Vec<_> = siblings.iter().filter_map(|sibling| seen(&meta(sibling).menu_title)).collect();
    if most(menu.len()) {
        return Numbering::MenuTitle(next(menu));
    }
    let titles: Vec<_> = siblings.iter().filter_map(|sibling| seen(&meta(sibling).title)).collect();
    if most(titles.len()) {
        return Numbering::Title(next(titles));
    }
    let pres: Vec<(u64, String)> = siblings
        .iter()
        .filter_map(|sibling| {
            let pre = meta(sibling).pre.clone()?;
            let (at, length) = number_in(&pre)?;
            let number: u64 = pre[at..at + length].parse().ok()?;
            Some((number, format!("{}{}{}", &pre[..at], number + 1, &pre[at + length..])))
        })
        .collect();
    if most(pres.len()) {
        let last = pres.into_iter().max_by_key(|(number, _)| *number);
        return last.map_or(Numbering::None, |(_, pre)| Numbering::Pre(pre));
    }
    Numbering::None
}

/// The number that `pre` shows: digits at the start or behind a tag, with a full stop or a bracket behind them.
fn number_in(pre: &str) -> Option<(usize, usize)> {
    let starts = std::iter::once(0).chain(pre.match_indices('>').map(|(at, _)| at + 1));
    starts
        .filter_map(|start| {
            let at = start + (pre[start..].len() - pre[start..].trim_start().len());
            let length = pre[at..].find(|c: char| !c.is_ascii_digit()).filter(|length| (1..=4).contains(length))?;
            pre[at + length..].starts_with(['.', ')']).then_some((at, length))
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_rows() {
        for (row, expected) in [
            (&[10, 20, 30][..], 10),
            (&[1, 2, 3, 5], 1),
            (&[2, 4, 6], 2),
            (&[10, 20, 25, 30, 40], 10),
            (&[10, 20], 10),
            (&[10, 15], 5),
            (&[10, 999], 1),
            (&[100], 100),
            (&[7], 1),
            (&[5, 5], 5),
        ] {
            assert_eq!(step(row), expected, "{row:?}");
        }
    }

    #[test]
    fn numbers_of_pre_and_of_files() {
        assert_eq!(number_in("<b>3. </b>"), Some((3, 1)));
        assert_eq!(number_in("12) "), Some((0, 2)));
        assert_eq!(number_in("<i class='fa-2x'></i> "), None);
        assert_eq!(number_in("3 <b>x</b>"), None);
        assert_eq!(
            (without_number("03-install"), without_number("3d-models"), without_number("03-")),
            ("install", "3d-models", "03-")
        );
    }
}
