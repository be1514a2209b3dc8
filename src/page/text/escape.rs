//! Escaping of text, attributes and URLs for HTML, byte for byte as Hugo's Goldmark escapes.

/// Text for HTML: `& < > "` become entities; the apostrophe stays.
pub fn escape(text: &str, out: &mut String) {
    escape_bytes(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// The value of an attribute that stands in double quotes.
pub fn escape_attribute(value: &str, out: &mut String) {
    escape(value, out);
}

/// A URL for `href` or `src`, which stands in double quotes.
///
/// What a URL may not hold is percent-encoded, so is all that is not ASCII, byte by byte; an escape that is there stays,
/// and a `%` without two hexadecimal digits becomes `%25`. Then `&` becomes `&amp;`.
pub fn escape_url(url: &str, out: &mut String) {
    let bytes = url.as_bytes();
    let mut shown = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let kept = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            b'&' => false,
            _ => is_url(byte),
        };
        if kept {
            continue;
        }
        out.push_str(url.get(shown..at).unwrap_or_default());
        shown = at + 1;
        if byte == b'&' {
            out.push_str("&amp;");
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out.push_str(url.get(shown..).unwrap_or_default());
}

/// The characters of RFC 3986 but the brackets.
fn is_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&')
        || matches!(byte, b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

fn escape_bytes(text: &str, out: &mut String, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut shown = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            // ASCII bytes are never inside a character.
            out.push_str(&text[shown..at]);
            out.push_str(entity);
            shown = at + 1;
        }
    }
    out.push_str(&text[shown..]);
}
