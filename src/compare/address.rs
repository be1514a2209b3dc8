//! Addresses: what a link of a finished page means, whatever the spelling of URLs and wherever the site stands.

use crate::html::percent::decoded;
use unicode_normalization::UnicodeNormalization;

/// A link as far as its page alone tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Raw {
    /// A path below the folder of the site, from its top: what a relative link means.
    File { path: String, fragment: String },
    /// A path of the host, as written.
    Root { path: String, fragment: String },
    /// With scheme or host.
    Whole(String),
}

/// A link that is understood.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A path of this site, decoded, with `index.html` left out.
    Inside {
        path: String,
        fragment: String,
    },
    Outside(String),
}

/// Where a site stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// In lower case.
    pub hosts: Vec<String>,
    /// With `/` at both ends.
    pub path: String,
}

impl Default for Base {
    fn default() -> Self {
        Self { hosts: Vec::new(), path: "/".to_string() }
    }
}

impl Base {
    /// From a URL such as `https://example.org/docs/`.
    pub fn of(url: &str) -> Option<Self> {
        let (host, path) = host_and_path(url)?;
        let path = format!("/{}/", path.trim_matches('/'));
        Some(Self { hosts: vec![host], path: path.replace("//", "/") })
    }

    pub fn resolve(&self, raw: &Raw) -> Address {
        match raw {
            Raw::File { path, fragment } => inside(path, fragment),
            Raw::Root { path, fragment } => match self.within(path) {
                Some(path) => inside(&path, fragment),
                None => Address::Outside(joined(path, fragment)),
            },
            Raw::Whole(url) => {
                let (whole, fragment) = url.split_once('#').unwrap_or((url, ""));
                match host_and_path(whole) {
                    Some((host, path)) if self.hosts.contains(&host) => match self.within(&path) {
                        Some(path) => inside(&path, fragment),
                        None => Address::Outside(url.clone()),
                    },
                    _ => Address::Outside(url.clone()),
                }
            }
        }
    }

    /// A path of the host as one of the site.
    pub fn within(&self, path: &str) -> Option<String> {
        if path == self.path.trim_end_matches('/') {
            return Some("/".to_string());
        }
        Some(format!("/{}", path.strip_prefix(&self.path)?))
    }
}

/// What a `href` or `src` on a page means; `page` is the path of its file from the top of the site: `/a/index.html`.
/// Nothing for what leads nowhere.
pub fn read(page: &str, written: &str) -> Option<Raw> {
    let written = written.trim();
    let scheme = written.split(['/', '?', '#']).next().and_then(|head| head.split_once(':')).map(|(scheme, _)| scheme);
    if written.is_empty()
        || scheme.is_some_and(|scheme| matches!(scheme.to_ascii_lowercase().as_str(), "javascript" | "data"))
    {
        return None;
    }
    if scheme.is_some() || written.starts_with("//") {
        return Some(Raw::Whole(written.to_string()));
    }
    let (whole, fragment) = written.split_once('#').unwrap_or((written, ""));
    let path = whole.split('?').next().unwrap_or(whole);
    let fragment = decoded(fragment);
    if path.starts_with('/') {
        return Some(Raw::Root { path: path.to_string(), fragment });
    }
    if path.is_empty() {
        return Some(Raw::File { path: page.to_string(), fragment });
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut ends_in_folder = false;
    for part in path.split('/') {
        ends_in_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let end = if ends_in_folder && !parts.is_empty() { "/" } else { "" };
    Some(Raw::File { path: format!("/{}{end}", parts.join("/")), fragment })
}

/// The path of a file of the site as its address: `a/index.html` is `/a/`.
pub fn of_file(file: &str) -> String {
    match inside(&format!("/{file}"), "") {
        Address::Inside { path, .. } => path,
        Address::Outside(url) => url,
    }
}

/// What pages are told apart by: `/a/`, `/a.html` and `/a` are one.
pub fn key(path: &str) -> &str {
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path);
    let path = path.trim_end_matches('/');
    if path.is_empty() { "/" } else { path }
}

/// Scheme-less host in lower case, and the path.
pub fn host_and_path(url: &str) -> Option<(String, String)> {
    let rest = url.strip_prefix("//").or_else(|| {
        let (scheme, rest) = url.split_once("://")?;
        matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https").then_some(rest)
    })?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let path = rest.split(['?', '#']).next().unwrap_or("");
    Some((host.to_ascii_lowercase(), if path.is_empty() { "/".to_string() } else { path.to_string() }))
}

fn inside(path: &str, fragment: &str) -> Address {
    let path: String = decoded(path).nfc().collect();
    let path = path.strip_suffix("/index.html").map_or(path.clone(), |folder| format!("{folder}/"));
    Address::Inside { path, fragment: decoded(fragment).nfc().collect() }
}

fn joined(path: &str, fragment: &str) -> String {
    if fragment.is_empty() { path.to_string() } else { format!("{path}#{fragment}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base: &str, page: &str, href: &str) -> String {
        let base = Base::of(base).unwrap();
        match read(page, href).map(|raw| base.resolve(&raw)) {
            Some(Address::Inside { path, fragment }) => format!("{path} {fragment}"),
            Some(Address::Outside(url)) => format!("!{url}"),
            None => "-".to_string(),
        }
    }

    #[test]
    fn addresses_of_all_sorts() {
        for (page, href, expected) in [
            ("/a/index.html", "../b/#x", "/b/ x"),
            ("/a/index.html", "../../../b", "/b "),
            ("/a/index.html", "", "-"),
            ("/a/index.html", "#x%20y", "/a/ x y"),
            ("/a/index.html", "./", "/a/ "),
            ("/a/index.html", "c.html?q=1", "/a/c.html "),
            ("/a.html", "b/index.html", "/b/ "),
            ("/a/index.html", "/docs/b/", "/b/ "),
            ("/a/index.html", "/docs", "/ "),
            ("/a/index.html", "/b/", "!/b/"),
            ("/a/index.html", "https://E.org/docs/b/#y", "/b/ y"),
            ("/a/index.html", "//e.org/docs/b/index.html", "/b/ "),
            ("/a/index.html", "https://e.org/other/", "!https://e.org/other/"),
            ("/a/index.html", "mailto:a@b.c", "!mailto:a@b.c"),
            ("/a/index.html", "javascript:void(0)", "-"),
            ("/index.html", "caf%C3%A9/", "/café/ "),
        ] {
            assert_eq!(of("https://e.org/docs/", page, href), expected, "{href}");
        }
        assert_eq!([key("/"), key("/a/"), key("/a.html"), key("/a"), key("/x.png")], ["/", "/a", "/a", "/a", "/x.png"]);
    }
}
