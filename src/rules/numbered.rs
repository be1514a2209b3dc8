//! Numbered: titles that begin with a number, such as "4. Networks", and whether a row of them counts on.

/// The number at the start of a title, the sign behind it, and how long both are in bytes. Dates, versions and `1.2` are none.
pub fn number(title: &str) -> Option<(u32, char, usize)> {
    let length = title.find(|c: char| !c.is_ascii_digit()).filter(|length| (1..=3).contains(length))?;
    let (digits, rest) = title.split_at(length);
    let sign = rest.chars().next().filter(|sign| matches!(sign, '.' | ')' | ',' | ':'))?;
    rest[1..].starts_with(char::is_whitespace).then_some((digits.parse().ok()?, sign, length + 1))
}

/// One title that does not count on.
#[derive(Debug, PartialEq, Eq)]
pub struct Break {
    /// Its place in the list that was given.
    pub at: usize,
    pub number: u32,
    /// The place and number of the one before it.
    pub before: usize,
    pub last: u32,
}

/// Where a row of siblings does not count on. What has no number is passed over; behind such a title the row may begin
/// anew with 1.
pub fn breaks(numbers: &[Option<u32>]) -> Vec<Break> {
    let mut found = Vec::new();
    let mut last: Option<(usize, u32)> = None;
    let mut was_interrupted = false;
    for (at, number) in numbers.iter().enumerate() {
        let Some(number) = *number else {
            was_interrupted = true;
            continue;
        };
        if let Some((before, last)) = last
            && number != last + 1
            && !(number == 1 && was_interrupted)
        {
            found.push(Break { at, number, before, last });
        }
        last = Some((at, number));
        was_interrupted = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_titles() {
        assert_eq!(number("4. Networks"), Some((4, '.', 2)));
        assert_eq!(number("12) Networks"), Some((12, ')', 3)));
        assert_eq!(number("4, Networks"), Some((4, ',', 2)));
        for none in ["Networks", "4 networks", "1.2 Limits", "2020. A year", "4.", "3D: models", ""] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn rows_that_do_not_count_on() {
        let at = |numbers: &[u32]| {
            let numbers: Vec<Option<u32>> = numbers.iter().map(|&number| (number > 0).then_some(number)).collect();
            breaks(&numbers).into_iter().map(|found| (found.at, found.last, found.number)).collect::<Vec<_>>()
        };
        assert_eq!(at(&[1, 2, 3]), []);
        assert_eq!(at(&[0, 1, 0, 2, 0]), []);
        assert_eq!(at(&[4]), []);
        assert_eq!(at(&[1, 2, 4, 5]), [(2, 2, 4)]);
        assert_eq!(at(&[1, 2, 2, 3]), [(2, 2, 2)]);
        assert_eq!(at(&[1, 2, 0, 1, 2]), []);
        assert_eq!(at(&[1, 2, 1, 2]), [(2, 2, 1)]);
    }
}
