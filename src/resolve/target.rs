//! A written reference taken apart: path, query, fragment; scheme or not.

use std::borrow::Cow;

/// The parts of a reference; path and fragment are percent-decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    pub path: Cow<'a, str>,
    /// With its `?`, or empty.
    pub query: &'a str,
    pub fragment: Option<Cow<'a, str>>,
}

/// Takes a reference without scheme apart. Source: RFC 3986, 3.
pub fn split(written: &str) -> Target<'_> {
    let (before, fragment) = written.split_once('#').map_or((written, None), |(before, after)| (before, Some(after)));
    let (path, query) = before.find('?').map_or((before, ""), |at| before.split_at(at));
    Target { path: decode(path), query, fragment: fragment.map(decode) }
}

/// Whether a reference leaves the site: it has a scheme, or begins with `//`.
pub fn is_external(written: &str) -> bool {
    written.starts_with("//") || scheme(written).is_some()
}

/// The scheme of a reference in lower case. Source: RFC 3986, 3.1.
pub fn scheme(written: &str) -> Option<String> {
    let (scheme, _) = written.split_once(':')?;
    let mut chars = scheme.chars();
    let first = chars.next()?;
    let valid = first.is_ascii_alphabetic() && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // A Windows drive is no scheme.
    (valid && scheme.len() > 1).then(|| scheme.to_ascii_lowercase())
}

/// Percent-decodes where that gives UTF-8; else the text as it stands.
pub fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let target = split("../a%20b.md?x=1#c%C3%A4");
        assert_eq!((&*target.path, target.query, target.fragment.as_deref()), ("../a b.md", "?x=1", Some("cä")));
        assert_eq!(split("#x").path, "");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%FF"), "%FF");
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert!(is_external("https://a.b") && is_external("mailto:a@b") && is_external("//cdn.x/y"));
        assert!(!is_external("a/b:c") && !is_external("c:/x") && !is_external("1.md"));
    }
}
