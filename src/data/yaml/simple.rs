//! Simple heads: `key: value` on every line, which is what most pages begin with, read without libyaml.
//!
//! libyaml reads byte by byte through several buffers: it cost a page more than its whole YAML needs. What is not plainly
//! simple is left to it, so that there is one opinion about YAML.

use super::placeless;
use crate::data::{Member, Value};

/// The table that a text is, if each of its lines is blank, a comment or a simple key with a simple value: a text in
/// quotes without escapes, or a bare one of letters, digits and harmless marks. All values are texts as libyaml would
/// give them; bare ones are still to be typed.
pub(super) fn table(part: &str) -> Option<Value> {
    let mut members = Vec::new();
    for line in part.split('\n') {
        if line.starts_with('#') && line.chars().all(is_printable) || line.bytes().all(|byte| byte == b' ') {
            continue;
        }
        let (key, rest) = line.split_once(':')?;
        let is_key = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_key || !key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return None;
        }
        let written = rest.strip_prefix(' ')?.trim_matches(' ');
        let value = quoted(written, '"').or_else(|| quoted(written, '\'')).or_else(|| bare(written))?;
        members.push(Member { key: key.to_owned(), key_place: 0..0, node: placeless(Value::Text(value.to_owned())) });
    }
    (!members.is_empty()).then_some(Value::Table(members))
}

/// What stands between quotes, if nothing in it has a meaning.
fn quoted(written: &str, quote: char) -> Option<&str> {
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    inner.chars().all(|c| is_printable(c) && c != quote && c != '\\').then_some(inner)
}

/// A text that needs no quotes.
fn bare(written: &str) -> Option<&str> {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ',' | '/' | '(' | ')' | '+');
    (written.starts_with(char::is_alphanumeric) && written.chars().all(harmless)).then_some(written)
}

/// Neither a control character nor one of the line ends and marks that YAML 1.1 knows.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::super::{Budget, parse, places, printable, settle};
    use super::*;
    use crate::data::Node;

    fn settled(value: Value, text: &str) -> Node {
        let mut root = Node { place: 0..text.len(), value };
        settle(&mut root, &places::scan(text, 0..text.len()).root, text, true);
        root
    }

    #[test]
    fn what_is_simple_is_what_libyaml_reads() {
        let keys =
            ["title", "menuTitle", "weight", "null", "a-b_c", "_x", "y", "1a", "a b", "<<", "é", "", "- a", "--- a"];
        let values = [
            "A title",
            "'A title'",
            "\"A: title # x\"",
            "05",
            "1_000",
            "1.5",
            "true",
            "~",
            "null",
            "",
            "''",
            "\"\"",
            "2026-11-21",
            "it's",
            "'it''s'",
            "\"a\\n\"",
            "x # c",
            "x#c",
            "a: b",
            "[a, b]",
            "{a: b}",
            "*x",
            "&x y",
            "!t x",
            "| ",
            "- a",
            "Größe ü",
            "\"日本 — “x”\"",
            "\"a\u{2028}b\"",
            "a\u{85}b",
            "\u{feff}x",
            "a\tb",
            "\ta",
            "x ",
            " 'y'  ",
            "\"x\" y",
            "\"x",
            "'x\"",
            "\"",
            "(a)",
            "a (b), c/d+e.",
            "+1",
            "-1",
            ".5",
            "/a/b",
            "?x",
            "@x",
            "%x",
            "`x`",
            "...",
            "1e3",
            "0x1F",
            "x\r",
            "a\n  b",
            "a\nb",
            "\n- x",
            "\n  y: z",
            "a\u{0}b",
            "\"a\u{7f}b\"",
            "a\u{a0}",
            "'a'b'",
        ];
        let mut simple = 0;
        let mut state = 1_u32;
        let mut any = |count: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as usize % count
        };
        let pairs = keys.iter().flat_map(|key| values.iter().map(move |value| format!("{key}: {value}\n")));
        let mut texts: Vec<String> = pairs.collect();
        for _ in 0..3000 {
            let lines = (0..1 + any(4)).map(|_| format!("{}: {}\n", keys[any(4)], values[any(values.len())]));
            texts.push(lines.collect::<String>() + ["", "\n", "  \n", "# c\n", " # c\n", "a: 'x'", "..."][any(7)]);
        }
        for text in texts {
            let Some(value) = table(&text) else { continue };
            simple += 1;
            let slow = parse(&printable(&text), &Budget::for_text(&text)).expect(&text);
            assert_eq!(settled(value, &text), settled(slow, &text), "{text:?}");
        }
        assert!(simple > 300, "{simple}");
    }

    #[test]
    fn the_head_of_most_pages_is_simple() {
        assert!(table("title: 'Provision keys'\nmenuTitle: \"1. Keys\"\nweight: 10\n\n# c\ndraft: false\n").is_some());
        for text in [
            "",
            "\n",
            "# c\n",
            "a:\n",
            "a: [b]\n",
            "a: b: c\n",
            "a: \"\\n\"\n",
            "a: |\n  b\n",
            "a: &b c\n",
            "a: b\n c\n",
        ] {
            assert_eq!(table(text), None, "{text:?}");
        }
    }
}
