//! File URIs and paths.
//!
//! Source: RFC 8089. Editors differ in what they encode, so a URI is kept as it came and only read, never compared.

use std::path::{Path, PathBuf};

/// The path of a `file:` URI; nothing for other schemes and for other hosts.
pub fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    if !path.starts_with('/') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or("");
    let decoded = guidegen::resolve::target::decode(path);
    // `/C:/x` is a path on Windows.
    let bytes = decoded.as_bytes();
    let has_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(PathBuf::from(if has_drive && cfg!(windows) { &decoded[1..] } else { &decoded }))
}

/// The URI of an absolute path.
pub fn from_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A path below one of some folders, as sources are named: with `/` between the parts.
pub fn below(roots: &[PathBuf], path: &Path) -> Option<String> {
    let inside = roots.iter().find_map(|root| path.strip_prefix(root).ok())?;
    let parts: Vec<&str> = inside.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    (!parts.contains(&"..")).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_and_paths_lead_back_to_each_other() {
        for path in ["/a/b.md", "/with blank/ü#?.md", "/100%/x"] {
            assert_eq!(to_path(&from_path(Path::new(path))), Some(PathBuf::from(path)), "{path}");
        }
        assert_eq!(to_path("file:///a%20b/c"), Some(PathBuf::from("/a b/c")));
        assert_eq!((to_path("untitled:x"), to_path("file://host/x"), to_path("")), (None, None, None));
        let roots = [PathBuf::from("/guide")];
        assert_eq!(below(&roots, Path::new("/guide/content/a.md")).as_deref(), Some("content/a.md"));
        assert_eq!(below(&roots, Path::new("/guide/../x")), None);
    }
}
