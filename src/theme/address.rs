//! Addresses that a browser would run instead of follow.

/// Whether the address must not reach a reader: `javascript:`, `vbscript:`, `file:`, and `data:` that is no picture.
/// Browsers pass over white space and control characters in a scheme, and so does this. Source: WHATWG URL, 4.4; Goldmark
/// keeps the same four from readers.
pub fn is_dangerous(address: &str) -> bool {
    // Nearly all addresses begin with another letter or sign than these four schemes.
    let first = address.bytes().next().unwrap_or(b'/');
    if first.is_ascii_graphic() && !matches!(first.to_ascii_lowercase(), b'j' | b'v' | b'f' | b'd') {
        return false;
    }
    let mut letters = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(|c| c.to_ascii_lowercase());
    let begin: String = letters.by_ref().take("data:image/".len()).collect();
    ["javascript:", "vbscript:", "file:"].iter().any(|scheme| begin.starts_with(scheme))
        || (begin.starts_with("data:") && begin != "data:image/")
}

#[cfg(test)]
mod tests {
    use super::is_dangerous;

    #[test]
    fn what_runs_is_told_from_what_leads() {
        for address in
            ["javascript:x", " JavaScript:x", "java\nscript:x", "vbscript:x", "data:text/html,x", "file:///etc"]
        {
            assert!(is_dangerous(address), "{address}");
        }
        for address in [
            "",
            "/a:b",
            "https://example.org",
            "data:image/png;base64,x",
            "mailto:a@b",
            "javascript/",
            "#a",
            "\u{1}/",
            "Datei",
        ] {
            assert!(!is_dangerous(address), "{address}");
        }
    }
}
