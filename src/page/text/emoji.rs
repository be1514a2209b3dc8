//! Emoji codes: `:tada:` becomes the emoji.
//!
//! Source: Hugo's `enableEmoji` and its list of codes, which is GitHub's. All 1,913 codes of the crate `emojis` were held
//! against Hugo 0.168: the same codes, the same emoji.

/// The emoji of the code that begins with the `:` at the start of `text`: its name without the colons, and the emoji.
/// Nothing if there is none, or no such emoji. Upper case counts: `:Tada:` is none.
pub fn code(text: &str) -> Option<(&str, &'static str)> {
    let rest = text.strip_prefix(':')?;
    let length = rest
        .bytes()
        .take(LONGEST + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
        .count();
    if rest.as_bytes().get(length) != Some(&b':') {
        return None;
    }
    let name = rest.get(..length)?;
    Some((name, of(name)?))
}

/// No code is longer.
const LONGEST: usize = 64;

/// All codes, sorted: one a line, a tab, the emoji. The build script writes it.
static CODES: &str = include_str!(concat!(env!("OUT_DIR"), "/emoji.txt"));

/// The emoji of a code, by halves.
fn of(name: &str) -> Option<&'static str> {
    let (mut from, mut to) = (0, CODES.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        let start = memchr::memrchr(b'\n', &CODES.as_bytes()[from..middle]).map_or(from, |before| from + before + 1);
        let end = memchr::memchr(b'\n', &CODES.as_bytes()[middle..]).map_or(CODES.len(), |behind| middle + behind);
        let (code, emoji) = CODES.get(start..end)?.split_once('\t')?;
        match code.cmp(name) {
            std::cmp::Ordering::Equal => return Some(emoji),
            std::cmp::Ordering::Less => from = end + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    None
}

/// The text with its codes replaced; true if there was one. Only for text that no other rule reads: within a block,
/// [`inline`](crate::page::text::inline) leaves codes in URLs alone.
pub fn emoji(text: &str, out: &mut String) -> bool {
    let mut shown = 0;
    let mut at = 0;
    while let Some(colon) = text[at..].find(':') {
        at += colon;
        match code(&text[at..]) {
            Some((name, emoji)) => {
                out.push_str(&text[shown..at]);
                out.push_str(emoji);
                at += name.len() + 2;
                shown = at;
            }
            None => at += 1,
        }
    }
    out.push_str(&text[shown..]);
    shown > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, bool) {
        let mut out = String::new();
        let changed = emoji(text, &mut out);
        (out, changed)
    }

    #[test]
    fn codes_become_emoji_and_unknown_ones_stay() {
        assert_eq!(shown("a :tada::+1: b"), ("a 🎉👍 b".into(), true));
        assert_eq!(shown(":nope: 12:30:45 :: :smile"), (":nope: 12:30:45 :: :smile".into(), false));
        assert_eq!(shown(":a:smile: :Smile:"), ("🅰️smile: :Smile:".into(), true));
    }

    #[test]
    fn every_code_is_found() {
        let mut codes = 0;
        for emoji in emojis::iter() {
            for code in emoji.shortcodes() {
                assert_eq!(of(code), Some(emoji.as_str()), "{code}");
                codes += 1;
            }
        }
        assert_eq!(codes, CODES.lines().count());
        for none in ["", "\t", "\n", "smile\t", "100\n", "zzzz", "+", "!", "smil", "smilee"] {
            assert_eq!(of(none), None, "{none:?}");
        }
    }

    #[test]
    fn no_code_is_longer_than_the_limit() {
        let longest = emojis::iter().flat_map(|emoji| emoji.shortcodes()).map(str::len).max();
        assert!(longest.is_some_and(|length| length <= LONGEST));
    }
}
