//! `file-number-order`: numbers of file names against the order of the menu.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "file-number-order",
    summary: "the number of a file name disagrees with the order of the menu",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("file_number_order.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for row in facts.sibling_rows() {
        let numbered: Vec<_> = row.iter().filter_map(|page| Some((page, number_of(page.file_name())?))).collect();
        let numbers: Vec<u64> = numbered.iter().map(|(_, number)| *number).collect();
        let kept = longest_rise(&numbers);
        for (at, (page, _)) in numbered.iter().enumerate() {
            if kept.get(at) == Some(&true) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| numbered.get(before));
            let where_ = match before {
                Some((before, _)) => format!("behind `{}`", before.file_name()),
                None => "first".to_string(),
            };
            let finding = findings
                .at(page.order_place(facts), format!("`{}` stands {where_} in the menu", page.file_name()))
                .label("its place comes from here")
                .target(page.file_name())
                .help("let the number of the file and the weight say the same, or leave the numbers out of file names");
            findings.push(finding);
        }
    }
}

/// The number that a file name begins with: `02-base`.
fn number_of(name: &str) -> Option<u64> {
    let length = name.find(|c: char| !c.is_ascii_digit()).filter(|length| (1..=4).contains(length))?;
    let (digits, rest) = name.split_at(length);
    rest.starts_with(['-', '_', '.', ' ']).then(|| digits.parse().ok())?
}

/// Which of the numbers belong to the longest row that never falls: the others are out of place.
fn longest_rise(numbers: &[u64]) -> Vec<bool> {
    // For each length the place of the smallest number that ends a row of it, and for each place the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers.get(end).is_some_and(|last| last <= number));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(place) = at {
        if let Some(kept) = kept.get_mut(place) {
            *kept = true;
        }
        at = before.get(place).copied().flatten();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_place() {
        assert_eq!(longest_rise(&[1, 2, 3]), [true, true, true]);
        assert_eq!(longest_rise(&[1, 4, 2, 3]), [true, false, true, true]);
        assert_eq!(longest_rise(&[2, 2]), [true, true]);
        assert_eq!(longest_rise(&[]), [false; 0]);
    }

    #[test]
    fn numbers_of_file_names() {
        assert_eq!(number_of("02-base"), Some(2));
        assert_eq!(number_of("base"), None);
        assert_eq!(number_of("2fa"), None);
    }
}
