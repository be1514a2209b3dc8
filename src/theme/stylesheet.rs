//! Style sheets without comments and indentation: fewer bytes, the same rules.

/// Takes comments, line breaks and indentation out of a style sheet; strings stay as they are.
/// Source: CSS Syntax Module Level 3, 4.3 (comments, strings, white space).
pub fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['/', '"', '\'', '\n']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let taken = match tail.as_bytes()[0] {
            b'/' if tail.starts_with("/*") => tail.find("*/").map_or(tail.len(), |end| end + 2),
            quote @ (b'"' | b'\'') => {
                let end = string_end(tail, quote);
                out.push_str(&tail[..end]);
                end
            }
            b'\n' => {
                let blank = tail.len() - tail.trim_start().len();
                // A line break separates; behind these signs nothing needs to be separated.
                let trimmed = out.trim_end_matches([' ', '\t']).len();
                out.truncate(trimmed);
                if !out.is_empty() && !out.ends_with(['{', '}', ';', ',', '\n']) {
                    out.push(' ');
                }
                blank
            }
            _ => {
                out.push('/');
                1
            }
        };
        rest = &tail[taken..];
    }
    out.push_str(rest);
    out
}

/// The length of a string with its quotes; an unclosed one ends with the text.
fn string_end(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn rules_and_strings_stay() {
        let css = "/* head */\na > b,\n  c:hover {\n  content: \"/* no */ \\\" x\";\n  margin: 0\n    auto;\n}\n\n@media (a) and\n(b) { d{} }\n";
        assert_eq!(
            compact(css),
            "a > b,c:hover {content: \"/* no */ \\\" x\";margin: 0 auto;}@media (a) and (b) { d{} }"
        );
    }

    #[test]
    fn torn_sheets_end() {
        for css in ["/*", "\"", "'a\\", "/", "\n", "a{b:c", "é/*é*/\n é"] {
            compact(css);
        }
    }
}
