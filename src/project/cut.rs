//! A long list of pages cut into short ones: where a list of its own begins, and what an overview of lists shows.

use crate::site::NodeId;
use std::ops::Range;

/// Pages and headings of the longest list: some 150 kB, 15 kB on the way.
const LINES: usize = 1500;
/// An overview shows as many levels as make so many entries, one level at least.
const ENTRIES: usize = 300;
/// Pages of one run, where a section has more than [`LINES`] pages directly below it.
const RUN: usize = 500;

/// The pages of a language in reading order, each with what stands below it.
#[derive(Default)]
pub struct Walk {
    pub ids: Vec<NodeId>,
    /// How many pages of the walk stand above each.
    pub levels: Vec<usize>,
    /// Behind the last page below.
    ends: Vec<usize>,
    /// Lines before each page, then all lines.
    before: Vec<usize>,
}

/// One list. `range` has places in the walk; its first page stands above the others, but not in a run.
#[derive(Debug, PartialEq)]
pub struct List {
    pub range: Range<usize>,
    pub run: Option<usize>,
    /// The list that leads here.
    pub up: Option<usize>,
    pub entries: Vec<Entry>,
}

/// What a list shows: a page by its place in the walk, or a run of pages; and the number of the list of what is below.
#[derive(Debug, PartialEq)]
pub struct Entry {
    pub at: Option<usize>,
    pub list: Option<usize>,
}

impl Walk {
    /// `pages`: page, depth in the tree, lines. A page whose parent is not in the walk stands below the next one above.
    pub fn new(pages: impl Iterator<Item = (NodeId, usize, usize)>) -> Self {
        let mut walk = Self { before: vec![0], ..Self::default() };
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (at, (id, depth, lines)) in pages.enumerate() {
            while let Some((closed, _)) = open.pop_if(|(_, other)| *other >= depth) {
                walk.ends[closed] = at;
            }
            walk.ids.push(id);
            walk.levels.push(open.len());
            walk.ends.push(0);
            walk.before.push(walk.before[at] + lines);
            open.push((at, depth));
        }
        open.iter().for_each(|&(at, _)| walk.ends[at] = walk.ids.len());
        walk
    }

    /// Whether a list can show all pages of a range with their headings.
    pub fn is_short(&self, range: &Range<usize>) -> bool {
        self.before[range.end] - self.before[range.start] <= LINES
    }

    fn below(&self, at: usize) -> Range<usize> {
        at..self.ends[at]
    }

    fn is_section(&self, at: usize) -> bool {
        self.ends[at] > at + 1
    }

    /// The pages of a range that stand below no other of it but the first.
    fn tops(&self, range: Range<usize>) -> Vec<usize> {
        let mut tops = Vec::new();
        let mut at = range.start;
        while at < range.end {
            tops.push(at);
            at = self.ends[at];
        }
        tops
    }

    /// Calls `with` for what an overview may show: a page, and whether a list of what is below it begins there. Below such a
    /// page only sections are shown.
    fn outline(&self, range: &Range<usize>, mut with: impl FnMut(usize, bool)) {
        let mut listed = range.start;
        for at in range.clone() {
            let is_free = at >= listed;
            let is_section = self.is_section(at);
            let is_part = is_free && is_section && self.is_short(&self.below(at));
            if is_part {
                listed = self.ends[at];
            }
            if is_free || is_section {
                with(at, is_part);
            }
        }
    }
}

/// Cuts a walk into lists, the first one for all pages; no list stands before the one that leads to it.
pub fn cut(walk: &Walk) -> Vec<List> {
    let mut lists = vec![List { range: 0..walk.ids.len(), run: None, up: None, entries: Vec::new() }];
    let mut number = 0;
    while number < lists.len() {
        let range = lists[number].range.clone();
        let first = range.start + usize::from(lists[number].run.is_none());
        let mut part = |range, run| {
            lists.push(List { range, run, up: Some(number), entries: Vec::new() });
            Some(lists.len() - 1)
        };
        let alone = |at| Entry { at: Some(at), list: None };
        let mut entries: Vec<Entry> = Vec::new();
        let tops = walk.tops(first.min(range.end)..range.end);
        if walk.is_short(&range) || tops.is_empty() {
            entries.extend(range.map(alone));
        } else if tops.len() > LINES {
            entries.extend((range.start..first).map(alone));
            let starts: Vec<usize> = tops.chunks(RUN).map(|run| run[0]).chain([range.end]).collect();
            let runs = starts.windows(2).enumerate();
            entries.extend(runs.map(|(run, ends)| Entry { at: None, list: part(ends[0]..ends[1], Some(run + 1)) }));
        } else {
            let depth = |at: usize| walk.levels[at] + 1 - walk.levels[first];
            let mut counts: Vec<usize> = Vec::new();
            walk.outline(&range, |at, _| {
                counts.resize(counts.len().max(depth(at) + 1), 0);
                counts[depth(at)] += 1;
            });
            let sums = counts.iter().scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            });
            let deepest = sums.take_while(|&sum| sum <= ENTRIES).count().saturating_sub(1).max(1);
            walk.outline(&range, |at, is_part| {
                let is_part = is_part || depth(at) == deepest && !walk.is_short(&walk.below(at));
                if depth(at) <= deepest {
                    entries.push(Entry { at: Some(at), list: is_part.then(|| part(walk.below(at), None)).flatten() });
                }
            });
        }
        lists[number].entries = entries;
        number += 1;
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A home page with so many chapters, pages in a chapter, and lines of a page.
    fn walk(chapters: usize, pages: usize, lines: usize) -> Walk {
        let chapter = |_| std::iter::once(1).chain(std::iter::repeat_n(2, pages));
        let depths = std::iter::once(0).chain((0..chapters).flat_map(chapter));
        Walk::new(depths.map(|depth| (NodeId(0), depth, lines)))
    }

    /// The pages that some list shows, and the longest list.
    fn shown(walk: &Walk, lists: &[List]) -> (Vec<usize>, usize) {
        let mut shown: Vec<usize> =
            lists.iter().flat_map(|list| list.entries.iter().filter_map(|entry| entry.at)).collect();
        shown.sort_unstable();
        shown.dedup();
        let lines = |list: &List| match walk.is_short(&list.range) {
            true => walk.before[list.range.end] - walk.before[list.range.start],
            false => list.entries.len(),
        };
        (shown, lists.iter().map(lines).max().unwrap_or(0))
    }

    #[test]
    fn what_is_short_is_one_list() {
        for walk in [walk(3, 10, 12), Walk::new(std::iter::empty()), walk(0, 0, 9999)] {
            let lists = cut(&walk);
            assert_eq!(lists.len(), 1);
            assert_eq!(lists[0].entries.len(), walk.ids.len());
        }
    }

    #[test]
    fn every_page_is_in_a_list_that_is_short() {
        for (chapters, pages, lines) in [(10, 100, 8), (3, 1000, 8), (1, 10_000, 5), (5000, 0, 3), (2000, 3, 3)] {
            let walk = walk(chapters, pages, lines);
            let lists = cut(&walk);
            let (shown, longest) = shown(&walk, &lists);
            assert_eq!(shown.len(), walk.ids.len(), "{chapters} {pages} {lines}");
            assert!(longest <= LINES, "{longest}: {chapters} {pages} {lines}");
            assert!(lists.iter().enumerate().all(|(number, list)| list.up.is_none_or(|up| up < number)));
        }
    }

    #[test]
    fn an_overview_shows_the_sections_of_its_lists_while_they_are_few() {
        let depths = |sections| {
            let chapter = move |_| std::iter::once(1).chain((0..sections).flat_map(|_| [2, 3, 3]));
            Walk::new(std::iter::once(0).chain((0..9).flat_map(chapter)).map(|depth| (NodeId(0), depth, 5)))
        };
        let few = cut(&depths(12));
        assert_eq!((few.len(), few[0].entries.len()), (10, 1 + 9 + 9 * 12), "a list for each chapter");
        let many = cut(&depths(60));
        assert_eq!((many.len(), many[0].entries.len()), (10, 1 + 9));
    }
}
