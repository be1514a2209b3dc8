//! Where the head of a content file begins and ends.
//!
//! Source: what Hugo 0.168 makes of files with byte order marks, CR LF, blanks around fences, and leading blank
//! lines. Two deviations: a file that begins with a list (`- a`), a shortcode (`{{< x >}}`) or a row of dashes has
//! no head, where Hugo stops; and blanks behind the closing fence do not belong to the body.

use crate::data::Syntax;
use std::ops::Range;

/// The head of a file.
pub struct Head {
    pub syntax: Syntax,
    /// `---`, `+++` or `{`.
    pub mark: &'static str,
    /// The opening fence.
    pub fence: Range<usize>,
    /// What else stands on the line of the opening fence, if that makes it no fence in the strict sense.
    pub odd: Option<Range<usize>>,
    /// What stands between the fences; for JSON with its braces.
    pub content: Range<usize>,
    /// Where the body begins.
    pub body: usize,
    pub closed: bool,
}

/// The byte behind a byte order mark.
pub fn after_mark(text: &str) -> usize {
    text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len()
}

/// The head of a file, if it has one. Blank lines may stand before it.
pub fn find(text: &str) -> Option<Head> {
    let from = after_mark(text);
    let start = from + (text[from..].len() - text[from..].trim_start().len());
    let rest = &text[start..];
    if rest.starts_with("---") {
        fenced(text, start, "---", Syntax::Yaml)
    } else if rest.starts_with("+++") {
        fenced(text, start, "+++", Syntax::Toml)
    } else if rest.starts_with('{') && rest[1..].trim_start().starts_with(['"', '}']) {
        Some(braced(text, start))
    } else {
        None
    }
}

/// The lines from a place on: start, end without line end, start of the next.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let ending = match &rest[length..] {
            "" => 0,
            ending if ending.starts_with("\r\n") => 2,
            _ => 1,
        };
        let line = (at, at + length, at + length + ending);
        at = line.2;
        Some(line)
    })
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t'))
}

/// A head between two fences. Like Hugo, any line that begins with the mark closes it.
fn fenced(text: &str, start: usize, mark: &'static str, syntax: Syntax) -> Option<Head> {
    let fence = start..start + mark.len();
    let (_, first_end, content_start) = lines(text, start).next()?;
    let beside = &text[fence.end..first_end];
    let comment = beside.trim_start_matches([' ', '\t']);
    let is_comment = comment.starts_with('#') && comment.len() < beside.len();
    let odd = !is_blank(beside) && !is_comment;
    let close = lines(text, content_start).find(|&(line, end, _)| text[line..end].starts_with(mark));
    if odd {
        // A row of dashes or a word: a head all the same if a key follows and a fence closes it.
        let key =
            lines(text, content_start).next().is_some_and(|(line, end, _)| begins_with_key(&text[line..end], mark));
        if !key || close.is_none() {
            return None;
        }
    }
    let odd = odd.then_some(fence.end..first_end);
    let head = |content, body, closed| {
        Some(Head { syntax, mark, fence: fence.clone(), odd: odd.clone(), content, body, closed })
    };
    match close {
        Some((line, end, next)) => {
            let behind = line + mark.len();
            head(content_start..line, if is_blank(&text[behind..end]) { next } else { behind }, true)
        }
        None => {
            let end = first_blank_line(text, content_start);
            head(content_start..end, end, false)
        }
    }
}

/// `word:` or `word =`.
fn begins_with_key(line: &str, mark: &str) -> bool {
    let sign = if mark == "---" { ':' } else { '=' };
    line.split_once(sign).is_some_and(|(key, _)| {
        let key = key.trim_end();
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\''))
    })
}

/// A head in braces: it ends at the brace that closes the first one.
fn braced(text: &str, start: usize) -> Head {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut escaped = false;
    let close = text[start..].bytes().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let fence = start..start + 1;
    let head =
        |content, body, closed| Head { syntax: Syntax::Json, mark: "{", fence, odd: None, content, body, closed };
    match close.map(|at| start + at + 1) {
        Some(end) => {
            let body = match lines(text, end).next() {
                Some((line, line_end, next)) if is_blank(&text[line..line_end]) => next,
                _ => end,
            };
            head(start..end, body, true)
        }
        None => {
            let end = first_blank_line(text, start);
            head(start..end, end, false)
        }
    }
}

/// Where the first blank line begins, or the end: the guess for a head that is not closed.
fn first_blank_line(text: &str, from: usize) -> usize {
    lines(text, from).find(|&(line, end, _)| is_blank(&text[line..end])).map_or(text.len(), |(line, _, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is the head, and what the body.
    fn cut(text: &str) -> Option<(&str, &str, bool)> {
        find(text).map(|head| (&text[head.content], &text[head.body..], head.closed))
    }

    #[test]
    fn heads_are_found_as_hugo_finds_them() {
        let head = Some(("title: A\n", "body", true));
        for text in [
            "---\ntitle: A\n---\nbody",
            "\u{feff}---\ntitle: A\n---\nbody",
            "---   \ntitle: A\n---\nbody",
            "---\t\ntitle: A\n---  \t \nbody",
            "\n\n---\ntitle: A\n---\nbody",
            "  ---\ntitle: A\n---\nbody",
            "\u{c}---\ntitle: A\n---\nbody",
            "--- # c\ntitle: A\n---\nbody",
            "---\ntitle: A\n---body",
        ] {
            assert_eq!(cut(text), head, "{text:?}");
        }
        assert_eq!(cut("---\r\ntitle: A\r\n---\r\nbody\r\n"), Some(("title: A\r\n", "body\r\n", true)));
        assert_eq!(cut("---\rtitle: A\r---\rbody"), Some(("title: A\r", "body", true)));
        assert_eq!(cut("+++ \ntitle = 1\n+++ \nbody"), Some(("title = 1\n", "body", true)));
        assert_eq!(cut("---\ntitle: A\n---"), Some(("title: A\n", "", true)));
        assert_eq!(cut("---\n---\nbody"), Some(("", "body", true)));
        assert_eq!(cut("---\ntitle: A\n---\n\n\nbody"), Some(("title: A\n", "\n\nbody", true)));
        assert_eq!(cut("---\ntitle: A\n----\nbody\n---\nx"), Some(("title: A\n", "-\nbody\n---\nx", true)));
        assert_eq!(
            cut("---\ntitle: |\n  x\n  ---\n  y\n---\nbody"),
            Some(("title: |\n  x\n  ---\n  y\n", "body", true))
        );
    }

    #[test]
    fn json_heads_end_with_their_brace() {
        assert_eq!(cut("{ \"a\": \"}\\\"}\" }\nbody"), Some(("{ \"a\": \"}\\\"}\" }", "body", true)));
        assert_eq!(cut("  {\n\"a\": {}\n}\n\nbody"), Some(("{\n\"a\": {}\n}", "\nbody", true)));
        assert_eq!(cut("{} body"), Some(("{}", " body", true)));
        assert_eq!(cut("{\"a\": 1\n\nbody"), Some(("{\"a\": 1\n", "\nbody", false)));
    }

    #[test]
    fn an_open_head_ends_at_the_first_blank_line() {
        assert_eq!(cut("---\ntitle: A\n\nbody"), Some(("title: A\n", "\nbody", false)));
        assert_eq!(cut("---"), Some(("", "", false)));
        assert_eq!(cut("---\ntitle: A\n...\nbody"), Some(("title: A\n...\nbody", "", false)));
    }

    #[test]
    fn other_beginnings_are_no_heads() {
        for text in [
            "",
            "hello",
            "- a\n- b",
            "+ a",
            "--\na",
            "# A",
            "{x} is",
            "{",
            "{{< x >}}",
            "{{% x %}}",
            "----\n\ntext",
            "-----\ntext\n-----\n",
            "<!--\n---\ntitle: A\n---\n-->",
            "#+title: A",
            "\u{feff}\u{feff}---\ntitle: A\n---\n",
        ] {
            assert_eq!(cut(text), None, "{text:?}");
        }
        assert_eq!(after_mark("\u{feff}hello"), 3);
    }

    #[test]
    fn a_word_beside_the_fence_is_told_and_the_head_is_read() {
        let head = find("---x\ntitle: A\n---\nbody").unwrap();
        assert_eq!((head.odd, head.body), (Some(3..4), 18));
        assert!(find("-----\ntitle: A\n-----\nbody").unwrap().odd.is_some());
    }
}
