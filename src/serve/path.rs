//! The path of a request: decoded once, and refused in every form that could lead astray.

/// The target of a request line in origin form (RFC 9112, section 3.2.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Decoded; begins with a slash; has no `.` or `..` segment, no control character, no backslash.
    pub path: String,
    /// What follows the question mark, as it was sent.
    pub query: Option<String>,
}

/// Why a target is not looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No honest client sends this: 400.
    Malformed,
    /// A dot file: 404, whether it exists or not.
    Hidden,
}

/// Reads a request target. Percent signs are decoded exactly once, so `%252e` is the name `%2e`.
/// A slash, backslash or control character must not come out of the decoding, and `.` and `..` must not
/// stand as a segment before or after it.
pub fn read(target: &str) -> Result<Target, Refusal> {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    if !path.starts_with('/') || target.bytes().any(|byte| !(0x21..0x7f).contains(&byte) || byte == b'#') {
        return Err(Refusal::Malformed);
    }
    let path = decode(path).ok_or(Refusal::Malformed)?;
    let mut hidden = false;
    for segment in path.split('/') {
        match segment {
            "." | ".." => return Err(Refusal::Malformed),
            ".well-known" | super::CHANNEL => {}
            _ => hidden |= segment.starts_with('.'),
        }
    }
    if hidden {
        return Err(Refusal::Hidden);
    }
    Ok(Target { path, query: query.map(str::to_owned) })
}

/// Decodes the percent signs of a path. None if one of them is malformed, if the result is not UTF-8
/// (overlong forms are not), or if it holds a byte that a path of the site never has.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'%' => {
                let decoded = hex(rest.next()?)? << 4 | hex(rest.next()?)?;
                if decoded == b'/' {
                    return None;
                }
                decoded
            }
            byte => byte,
        };
        if decoded < 0x20 || decoded == 0x7f || decoded == b'\\' {
            return None;
        }
        bytes.push(decoded);
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A path as it stands in a URL: every byte that RFC 3986 does not allow there is percent-encoded.
pub fn encode(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The value of one parameter of a query, decoded; the first one if there are several.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(target: &str) -> Result<String, Refusal> {
        read(target).map(|target| target.path)
    }

    #[test]
    fn a_plain_path_is_decoded_once() {
        assert_eq!(path("/a/b.html?x=1"), Ok("/a/b.html".into()));
        assert_eq!(path("/caf%C3%A9/"), Ok("/café/".into()));
        assert_eq!(path("/a%20b/"), Ok("/a b/".into()));
        assert_eq!(path("/a%252fb"), Ok("/a%2fb".into()));
        assert_eq!(read("/a/?x=%2F").map(|target| target.query), Ok(Some("x=%2F".into())));
    }

    #[test]
    fn what_leads_astray_is_refused() {
        for target in [
            "a",
            "*",
            "",
            "http://localhost/",
            "//x/../..",
            "/../x",
            "/a/..",
            "/./a",
            "/%2e%2e/x",
            "/.%2E/x",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/a%00",
            "/a%0ab",
            "/%c0%ae%c0%ae/",
            "/%e0%80%ae/",
            "/%",
            "/%2",
            "/%zz",
            "/%u002e/",
            "/a#b",
            "/a b",
            "/é",
        ] {
            assert_eq!(path(target), Err(Refusal::Malformed), "{target}");
        }
        for target in ["/.git/config", "/a/.env", "/%2egit/config", "/..."] {
            assert_eq!(path(target), Err(Refusal::Hidden), "{target}");
        }
        assert!(path("/.well-known/security.txt").is_ok());
    }

    #[test]
    fn encoding_is_the_way_back() {
        for plain in ["/a b/é?#%.html", "/docs/a/", "/a'(b)"] {
            assert_eq!(path(&encode(plain)), Ok(plain.to_owned()));
        }
    }

    #[test]
    fn parameters_are_found_by_their_whole_name() {
        assert_eq!(parameter("mypage=1&page=%2Fa%2F&page=2", "page"), Some("/a/".into()));
        assert_eq!(parameter("pages=1", "page"), None);
        assert_eq!(parameter("page=%f", "page"), None);
    }
}
