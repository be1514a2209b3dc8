//! Formulae: LaTeX to MathML.

use crate::render::book::tags;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, ParserError, Storage, push_mathml};

/// Formulae that are longer, in bytes, are shown as their source.
const LONGEST: usize = 16 << 10;
/// Groups that are nested deeper are not read: the reader calls itself for each.
const DEEPEST: usize = 64;

/// What MathML Core calls presentation, with the annotation that keeps the source.
const ELEMENTS: [&str; 32] = [
    "annotation",
    "maction",
    "math",
    "menclose",
    "merror",
    "mfenced",
    "mfrac",
    "mglyph",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "semantics",
];

/// A formula as MathML, with its source as annotation; `block` stands on lines of its own. Delimiters around the source
/// (`$$`, `$`, `\[ \]`, `\( \)`) are passed over. An error is what the reader of the formula said, in one line.
pub fn mathml(source: &str, block: bool) -> Result<String, String> {
    let source = bare(source);
    if source.len() > LONGEST || depth(source) > DEEPEST {
        return Err("the formula is too long or too deep".to_string());
    }
    let storage = Storage::new();
    let events: Result<Vec<Event<'_>>, ParserError> = Parser::new(source, &storage).collect();
    let events = events.map_err(|error| one_line(&error.to_string()))?;
    let annotation = escaped(source);
    let config = RenderConfig {
        display_mode: if block { DisplayMode::Block } else { DisplayMode::Inline },
        annotation: Some(&annotation),
        ..RenderConfig::default()
    };
    let mut out = String::new();
    let events = events.into_iter().map(Ok::<Event<'_>, std::fmt::Error>);
    push_mathml(&mut out, events, config).map_err(|error| error.to_string())?;
    let out = with_signs(&out);
    if is_sound(&out) { Ok(out) } else { Err("the formula holds markup".to_string()) }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    crate::page::text::escape::escape(text, &mut out);
    out
}

/// The writer prints the signs `<` and `&` as they are: a `<` that begins no tag and an `&` that begins no
/// character reference are escaped.
fn with_signs(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    for (at, sign) in mathml.char_indices() {
        let rest = &mathml.as_bytes()[at + sign.len_utf8()..];
        match sign {
            '<' if !rest.first().is_some_and(|&next| next.is_ascii_alphabetic() || next == b'/') => {
                out.push_str("&lt;")
            }
            '&' if !["nbsp;", "lt;", "gt;", "amp;", "quot;", "#"]
                .iter()
                .any(|name| rest.starts_with(name.as_bytes())) =>
            {
                out.push_str("&amp;");
            }
            _ => out.push(sign),
        }
    }
    out
}

/// Whether a formula is MathML and nothing else: an author's formula must not smuggle in what raw HTML may not.
fn is_sound(mathml: &str) -> bool {
    tags(mathml).iter().all(|tag| {
        ELEMENTS.contains(&&mathml[tag.name.clone()])
            && tag.attributes.iter().all(|(name, value)| {
                let name = &mathml[name.clone()];
                let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
                is_plain && !name.starts_with("on") && name != "href" && !mathml[value.clone()].contains("url(")
            })
    })
}

fn bare(source: &str) -> &str {
    let source = source.trim();
    for (open, close) in [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")] {
        let inner = source.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains('$')) {
            return inner.trim();
        }
    }
    source
}

/// How deep groups can be nested at most.
fn depth(source: &str) -> usize {
    let mut deepest = 0usize;
    let mut depth = 0usize;
    for (at, byte) in source.bytes().enumerate() {
        let opens = byte == b'{'
            || (byte == b'\\' && (source[at..].starts_with("\\left") || source[at..].starts_with("\\begin")));
        let closes = byte == b'}'
            || (byte == b'\\' && (source[at..].starts_with("\\right") || source[at..].starts_with("\\end")));
        if opens {
            depth += 1;
            deepest = deepest.max(depth);
        } else if closes {
            depth = depth.saturating_sub(1);
        }
    }
    deepest
}

fn one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or("").trim();
    line.strip_prefix("parsing error: ").unwrap_or(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_mathml_with_its_source() {
        let made = mathml("$$\\frac{1}{x_2} < \\sqrt{y}$$", true).unwrap();
        assert!(made.starts_with("<math display=\"block\">"), "{made}");
        for part in ["<mfrac>", "<msqrt>", "<mo>&lt;</mo>", "\\frac{1}{x_2} &lt; \\sqrt{y}</annotation>"] {
            assert!(made.contains(part), "{part}: {made}");
        }
        let inline = mathml("\\(a\\)", false).unwrap();
        let words = mathml("\\text{a<b & c}", false);
        assert!(words.as_ref().is_ok_and(|made| made.contains("a&lt;b &amp; c</mtext>")), "{words:?}");
        assert!(inline.contains("<mi>a</mi>") && !inline.contains("block"), "{inline}");
    }

    #[test]
    fn what_is_no_formula_is_an_error_of_one_line() {
        for wrong in ["\\frac{1}", "\\unknowncommand", "a}", "\\left( x", "{", "\\begin{matrix} a"] {
            let error = mathml(wrong, false).unwrap_err();
            assert!(!error.is_empty() && !error.contains('\n'), "{wrong}: {error}");
        }
    }

    #[test]
    fn no_formula_smuggles_markup_or_ends_the_program() {
        for evil in [
            "\\text{<script>alert(1)</script>}",
            "\\text{<img src=x onerror=alert(1)>}",
            "</annotation></math><script>alert(1)</script>",
            "\\color{red\" onclick=\"alert(1)}x",
            "\\textcolor{\"><script>}{x}",
            "\\href{javascript:alert(1)}{x}",
            "\\class{x}{y}",
        ] {
            if let Ok(made) = mathml(evil, true) {
                assert!(is_sound(&made) && !made.contains("<script") && !made.contains("<img"), "{evil}: {made}");
            }
        }
        for deep in ["{", "\\left(", "x^{", "\\sqrt", "\\begin{matrix}", "\\frac", "^", "\\text{", "\\hat ", "_x^", "'"]
        {
            for count in [1, 2, 63, 4000] {
                let _ = mathml(&deep.repeat(count), true);
            }
        }
    }
}
