//! Escaping of text, attributes and URLs for HTML, byte for byte as Hugo's Goldmark escapes.

/// Text for HTML: `& < > "` become entities; the apostrophe stays.
pub fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = first_special(rest.as_bytes()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match special.as_bytes()[0] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &special[1..];
    }
    out.push_str(rest);
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"')
}

/// Where the first special byte stands. Looks at 32 bytes at once, for most text has none.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let plain = bytes.chunks(32).take_while(|chunk| !chunk.iter().fold(false, |any, &byte| any | is_special(byte)));
    let start = plain.count() * 32;
    let found = bytes.get(start..)?.iter().position(|&byte| is_special(byte))?;
    Some(start + found)
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
    // Nearly every URL is written as it stands.
    let Some(first) = bytes.iter().position(|&byte| !PLAIN_URL[usize::from(byte)]) else {
        return out.push_str(url);
    };
    for (at, &byte) in bytes.iter().enumerate().skip(first) {
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

/// What stays as it is wherever it stands.
const PLAIN_URL: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = is_url(byte as u8) && byte as u8 != b'&';
        byte += 1;
    }
    plain
};

/// The characters of RFC 3986 but the brackets.
const fn is_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&')
        || matches!(byte, b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(text, &mut out);
        out
    }

    #[test]
    fn four_characters_are_escaped_wherever_they_stand() {
        assert_eq!(escaped("it's <b> & \"ä\""), "it's &lt;b&gt; &amp; &quot;ä&quot;");
        for length in 0..70 {
            let plain = "x".repeat(length);
            assert_eq!(escaped(&plain), plain);
            assert_eq!(escaped(&format!("{plain}<{plain}")), format!("{plain}&lt;{plain}"));
        }
    }

    #[test]
    fn escapes_in_urls_are_kept() {
        let mut out = String::new();
        escape_url("/ä b?x=1&y=%20%zz#[é]", &mut out);
        assert_eq!(out, "/%C3%A4%20b?x=1&amp;y=%20%25zz#%5B%C3%A9%5D");
    }
}
