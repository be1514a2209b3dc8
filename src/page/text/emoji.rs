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
    Some((name, emojis::get_by_shortcode(name)?.as_str()))
}

/// No code is longer.
const LONGEST: usize = 64;

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
    fn no_code_is_longer_than_the_limit() {
        let longest = emojis::iter().flat_map(|emoji| emoji.shortcodes()).map(str::len).max();
        assert!(longest.is_some_and(|length| length <= LONGEST));
    }
}
