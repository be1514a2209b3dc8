//! Titles as Hugo's `title` (AP style) and `humanize` write them.

/// Words that stay small within a title.
const SMALL: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "nor", "of", "on", "or", "per", "the", "to",
    "v", "v.", "via", "vs",
];

/// A title in AP style: every word begins large but the small ones, which do so at both ends and behind a colon.
pub fn title(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let end = letters.len();
    let at = |place: Option<usize>| place.and_then(|place| letters.get(place)).copied();
    let mut out = String::with_capacity(text.len());
    let mut place = 0;
    while place < end {
        let first = letters[place];
        if !first.is_alphanumeric() {
            out.push(first);
            place += 1;
            continue;
        }
        let parts = |c: &char| c.is_whitespace() || matches!(c, '-' | '/');
        let stop = letters[place..].iter().position(parts).map_or(end, |length| place + length);
        let word: String = letters[place..stop].iter().collect();
        let lower = word.to_lowercase();
        let (before, behind) = (at(place.checked_sub(1)), at(Some(stop)));
        let stays = (SMALL.contains(&lower.as_str()) || lower == "vs.")
            && place > 0
            && stop < end
            && matches!(before, Some(' ' | '-' | '/'))
            && !matches!(at(place.checked_sub(2)), Some(':' | '-'))
            && (behind != Some('-') || before == Some('-'));
        out.push_str(&if stays { lower } else { first_upper(&word) });
        place = stop;
    }
    out
}

/// The first letter large, the rest as it is.
pub fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A name for people: signs between words become blanks, `SomeName` becomes `Some name`, `3` becomes `3rd`.
pub fn humanize(text: &str) -> String {
    if let Ok(number) = text.parse::<u64>() {
        let ending = match (number % 10, number % 100) {
            (_, 11..=13) => "th",
            (1, _) => "st",
            (2, _) => "nd",
            (3, _) => "rd",
            _ => "th",
        };
        return format!("{text}{ending}");
    }
    let mut spaced = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(if matches!(letter, '-' | '_') { ' ' } else { letter });
        before = letter;
    }
    let words = spaced.split_whitespace().map(|word| match word.chars().skip(1).any(char::is_lowercase) {
        true => word.to_lowercase(),
        false => word.to_string(),
    });
    first_upper(&words.collect::<Vec<_>>().join(" "))
}
