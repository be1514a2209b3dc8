//! Delimiters of formulae, as Hugo's passthrough extension has them, in the form that pulldown-cmark reads.
//!
//! Source: Hugo's page `configuration/markup#passthrough`. pulldown-cmark knows `$` and `$$` only; `\(`, `\)`, `\[` and
//! `\]` are as long as `$$`, so they are put in its place and no offset moves. What stood there tells block from inline.

use crate::config::Markup;
use std::borrow::Cow;

/// Whether a dialect has a delimiter, in blocks or within lines.
fn has(markup: &Markup, open: &str) -> bool {
    markup.passthrough.as_ref().is_some_and(|(block, inline)| block.iter().chain(inline).any(|pair| pair.0 == open))
}

/// Whether pulldown-cmark is to look for formulae.
pub fn is_wanted(markup: &Markup) -> bool {
    ["$", "$$", "\\(", "\\["].iter().any(|open| has(markup, open))
}

/// The text with `$$` for the delimiters with a backslash; code is left alone. Offsets do not change.
pub fn in_dollars<'t>(text: &'t str, markup: &Markup) -> Cow<'t, str> {
    let (round, square) = (has(markup, "\\("), has(markup, "\\["));
    if !(round && text.contains("\\(") || square && text.contains("\\[")) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut ticks = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let mark = &bare[..bare.len() - bare.trim_start_matches(['`', '~']).len()];
        match fence {
            Some(open) if mark.starts_with(open) && bare[mark.len()..].trim().is_empty() => fence = None,
            Some(_) => {}
            None if mark.len() >= 3 => fence = Some(mark),
            None => {
                if bare.is_empty() {
                    ticks = 0;
                }
                dollars(line, round, square, &mut ticks, &mut out);
                continue;
            }
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// One line outside of fences; `ticks` is how many backticks opened the code that is open, 0 for none.
fn dollars(line: &str, round: bool, square: bool, ticks: &mut usize, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['`', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('`') {
            let run = rest.len() - rest.trim_start_matches('`').len();
            if *ticks == run {
                *ticks = 0;
            } else if *ticks == 0 {
                *ticks = run;
            }
            out.push_str(&rest[..run]);
            rest = &rest[run..];
            continue;
        }
        let pair = rest.as_bytes().get(1).copied().unwrap_or(0);
        let is_ours = (round && matches!(pair, b'(' | b')')) || (square && matches!(pair, b'[' | b']'));
        let length = if pair.is_ascii() && pair != 0 { 2 } else { 1 };
        out.push_str(if is_ours && *ticks == 0 { "$$" } else { &rest[..length] });
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// Whether a formula that begins with these bytes of the source is one of the dialect, and whether it is a block.
pub fn is_block(written: &str, markup: &Markup) -> Option<bool> {
    let (block, inline) = markup.passthrough.as_ref()?;
    let open = ["$$", "$", "\\(", "\\["].into_iter().find(|open| written.starts_with(open))?;
    let is_in = |pairs: &[(String, String)]| pairs.iter().any(|pair| pair.0 == open);
    if is_in(block) { Some(true) } else { is_in(inline).then_some(false) }
}
