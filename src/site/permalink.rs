//! Where a page lands: URL, output path, aliases; two claims to one path are a problem.
//!
//! Sources: Hugo's pages `content-management/urls`, `configuration/ugly-urls`, `configuration/permalinks`.

use crate::config::Config;
use crate::site::{Alias, Entry, Kind, Node, NodeId, Problem, Site};
use rustc_hash::FxHashMap;

/// Gives every node its URL and its output path.
pub fn place(site: &mut Site, config: &Config, entries: &[Entry<'_>]) {
    for index in 0..site.nodes.len() {
        let node = &site.nodes[index];
        let placed = target(config, node, entries);
        let node = &mut site.nodes[index];
        match placed {
            Ok((file, folder)) => {
                if node.rendered {
                    node.url = url_of(config, &file);
                }
                node.file = file;
                node.folder = folder;
            }
            Err(url) => {
                node.rendered = false;
                if let Some(source) = node.source {
                    site.problems.push(Problem::UrlInvalid { source, url });
                }
            }
        }
    }
}

/// `en/` for a language that has a folder of its own.
pub fn language_prefix(config: &Config, language: usize) -> String {
    let Some(settings) = config.languages.get(language) else { return String::new() };
    if settings.code == config.default_language && !config.default_language_in_subdir {
        return String::new();
    }
    if config.languages.len() == 1 && !config.default_language_in_subdir {
        return String::new();
    }
    format!("{}/", settings.code)
}

/// The output path of a node and the folder of its resources, or the `url` that cannot be one.
fn target(config: &Config, node: &Node, entries: &[Entry<'_>]) -> Result<(String, String), String> {
    let prefix = language_prefix(config, node.language);
    let meta = node.entry.map(|entry| &*entries[entry].outline.meta);
    if let Some(url) = meta.and_then(|meta| meta.url.as_deref()).filter(|url| !url.is_empty()) {
        return explicit(config, &prefix, url);
    }
    let segments = |path: &str| {
        let mut made = String::with_capacity(path.len());
        for (at, part) in path.split('/').enumerate() {
            if at > 0 {
                made.push('/');
            }
            made.push_str(&segment(config, part));
        }
        made
    };
    let mut path = match node.kind {
        Kind::Page => {
            let (folder, name) = node.path.rsplit_once('/').unwrap_or(("", &node.path));
            let slug = meta.and_then(|meta| meta.slug.as_deref()).filter(|slug| !slug.is_empty());
            let last = segment(config, slug.unwrap_or(name));
            match pattern(config, node, meta, &last) {
                Some(path) => path,
                None if folder.is_empty() => last,
                None => format!("{}/{last}", segments(folder)),
            }
        }
        _ => segments(&node.path),
    };
    while path.as_bytes().windows(2).any(|pair| pair == b"//") {
        path = path.replace("//", "/");
    }
    let path = path.trim_matches('/');
    if node.kind == Kind::Home {
        return Ok((format!("{prefix}index.html"), prefix));
    }
    let is_section = matches!(node.kind, Kind::Section | Kind::Taxonomy);
    if !is_section && config.is_ugly(&node.path) {
        return Ok((format!("{prefix}{path}.html"), format!("{prefix}{path}/")));
    }
    // Joined at once, they take no more room than they need.
    Ok(([&prefix, path, "/index.html"].concat(), [&prefix, path, "/"].concat()))
}

/// `url` of the front matter: with `/` before it from the root of the site, else from the folder of the language.
/// Source: Hugo's page `content-management/urls`, and Hugo 0.168.
fn explicit(config: &Config, prefix: &str, url: &str) -> Result<(String, String), String> {
    let inside = url.trim();
    if inside.contains("://") || inside.contains(['\0', '\\', '?', '#']) {
        return Err(url.to_string());
    }
    let from_root = match inside.strip_prefix('/') {
        Some(rest) => rest.to_string(),
        None => format!("{prefix}{inside}"),
    };
    let Some(clean) = join("", &from_root) else { return Err(url.to_string()) };
    if clean.ends_with(".html") || clean.ends_with(".htm") {
        let folder = clean.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        return Ok((clean, folder));
    }
    if clean.is_empty() {
        return Ok(("index.html".to_string(), String::new()));
    }
    if config.ugly_urls && !inside.ends_with('/') {
        return Ok((format!("{clean}.html"), format!("{clean}/")));
    }
    Ok((format!("{clean}/index.html"), format!("{clean}/")))
}

/// A configured pattern such as `/:section/:slug/`.
fn pattern(config: &Config, node: &Node, meta: Option<&crate::page::front_matter::Meta>, last: &str) -> Option<String> {
    let section = node.path.split_once('/').map_or("", |(section, _)| section);
    let pattern = config.permalinks.get(&section.to_lowercase()).or_else(|| config.permalinks.get("page"))?;
    let folders = node.path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let name = node.path.rsplit('/').next().unwrap_or("");
    let date = jiff::Timestamp::from_second(node.date).ok().map(|time| time.to_zoned(jiff::tz::TimeZone::UTC));
    let number = |value: Option<i16>, width: usize| value.map_or(String::new(), |value| format!("{value:0width$}"));
    let mut out = String::new();
    for part in pattern.split('/') {
        let mut made = part.to_string();
        // Longest names first: `:sections` holds `:section`.
        for (token, value) in [
            (":contentbasename", segment(config, name)),
            (":slugorcontentbasename", last.to_string()),
            (":slugorfilename", last.to_string()),
            (":filename", segment(config, name)),
            (":sections", folders.split('/').map(|part| segment(config, part)).collect::<Vec<_>>().join("/")),
            (":section", segment(config, section)),
            (":title", segment(config, &node.title)),
            (
                ":slug",
                match meta.and_then(|meta| meta.slug.as_deref()) {
                    Some(slug) => segment(config, slug),
                    None => segment(config, &node.title),
                },
            ),
            (":year", number(date.as_ref().map(|date| date.year()), 4)),
            (":month", number(date.as_ref().map(|date| i16::from(date.month())), 2)),
            (":day", number(date.as_ref().map(|date| i16::from(date.day())), 2)),
        ] {
            made = made.replace(token, &value);
        }
        out.push('/');
        out.push_str(&made);
    }
    Some(out)
}

/// One part of a path as Hugo spells it: lower case, blanks as hyphens, letters, digits and `.-_#+~@` of any script.
/// Source: Hugo's path sanitising, tried with 0.168.
pub fn segment(config: &Config, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let source: std::borrow::Cow<'_, str> = if config.remove_path_accents {
        use unicode_normalization::UnicodeNormalization;
        let plain = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
        plain.collect::<String>().into()
    } else {
        text.into()
    };
    let plain = source.bytes().take_while(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')).count();
    out.push_str(&source[..plain]);
    for character in source[plain..].chars() {
        match character {
            'a'..='z' | '0'..='9' => out.push(character),
            c if c.is_whitespace() => out.push('-'),
            '.' | '-' | '_' | '#' | '+' | '~' | '@' => out.push(character),
            c if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => {
                if config.disable_path_to_lower {
                    out.push(c);
                } else {
                    out.extend(c.to_lowercase());
                }
            }
            _ => {}
        }
    }
    // `..` must not climb.
    if out.chars().all(|c| c == '.') { String::new() } else { out }
}

/// The URL path of an output path, with the path of the base URL, percent-encoded.
pub fn url_of(config: &Config, file: &str) -> String {
    let shown = match file.strip_suffix("index.html") {
        Some(folder) if (folder.is_empty() || folder.ends_with('/')) && !config.ugly_urls => folder,
        _ => file,
    };
    let base = config.base_path();
    let mut url = String::with_capacity(base.len() + shown.len());
    url.push_str(base);
    encode(shown, &mut url);
    url
}

/// Percent-encodes a path. Source: RFC 3986, 3.3: unreserved characters, sub-delims, `:`, `@` and `/` stay.
pub fn encode(path: &str, out: &mut String) {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-/._~@+!$'()*,;=:".contains(&byte);
    let mut from = 0;
    for (at, byte) in path.bytes().enumerate().filter(|&(_, byte)| !stays(byte)) {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        out.push_str(path.get(from..at).unwrap_or_default());
        out.push('%');
        out.push(DIGITS[usize::from(byte >> 4)] as char);
        out.push(DIGITS[usize::from(byte & 15)] as char);
        from = at + 1;
    }
    out.push_str(path.get(from..).unwrap_or_default());
}

/// Joins a path to a folder and takes out `.` and `..`; nothing if it climbs out or holds what no path may hold.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if !path.is_empty() && is_clean(folder) && is_clean(path) {
        return Some(if folder.is_empty() { path.to_string() } else { [folder, "/", path].concat() });
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.contains(['\0', '\\']) => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path stays as it is when it is joined: no part of it is empty or begins with a point.
fn is_clean(path: &str) -> bool {
    let mut before = b'/';
    for &byte in path.as_bytes() {
        if matches!(byte, b'\0' | b'\\') || before == b'/' && matches!(byte, b'/' | b'.') {
            return false;
        }
        before = byte;
    }
    before != b'/' || path.is_empty()
}

/// Finds two pages on one path, and places the aliases.
pub fn claims(site: &mut Site, config: &Config, entries: &[Entry<'_>]) {
    let mut problems = Vec::new();
    let mut exact: FxHashMap<&str, NodeId> = FxHashMap::default();
    let mut folded: FxHashMap<String, NodeId> = FxHashMap::default();
    for id in site.ids() {
        let node = site.node(id);
        if !node.rendered {
            continue;
        }
        let Some(second) = node.source else {
            exact.entry(&node.file).or_insert(id);
            continue;
        };
        if let Some(&other) = exact.get(node.file.as_str()) {
            let first = site.node(other).source.unwrap_or(second);
            problems.push(Problem::UrlDuplicate { path: node.file.clone(), first, second });
            continue;
        }
        exact.insert(&node.file, id);
        match folded.get(&node.file.to_lowercase()) {
            Some(&other) => {
                let other = site.node(other);
                problems.push(Problem::UrlCaseCollision {
                    path: node.file.clone(),
                    other: other.file.clone(),
                    first: other.source.unwrap_or(second),
                    second,
                });
            }
            None => {
                folded.insert(node.file.to_lowercase(), id);
            }
        }
    }
    let mut aliases: Vec<Alias> = Vec::new();
    let mut taken: FxHashMap<String, NodeId> = FxHashMap::default();
    for id in site.ids() {
        let node = site.node(id);
        let Some(entry) = node.entry.filter(|_| node.rendered) else { continue };
        for (written, span) in &entries[entry].outline.meta.aliases {
            let Some(file) = alias_file(config, node, written) else {
                problems.push(Problem::AliasInvalid { span: *span, alias: written.clone() });
                continue;
            };
            let owner = exact.get(file.as_str()).copied().or_else(|| taken.get(&file).copied());
            if let Some(by) = owner.and_then(|owner| site.node(owner).source) {
                problems.push(Problem::AliasTaken { span: *span, alias: written.clone(), by });
                continue;
            }
            taken.insert(file.clone(), id);
            aliases.push(Alias { file, node: id, written: written.clone(), span: *span });
        }
    }
    site.aliases = aliases;
    site.problems.append(&mut problems);
}

/// From the folder of the language, or relative to the folder of the page.
/// Source: Hugo's page `content-management/urls#aliases`, and Hugo 0.168.
fn alias_file(config: &Config, node: &Node, written: &str) -> Option<String> {
    let alias = written.trim();
    if alias.is_empty() || alias.contains(['\0', '\\', '?', '#']) || alias.contains("://") {
        return None;
    }
    let clean = match alias.strip_prefix('/') {
        Some(rest) => match join("", rest)? {
            clean if clean.is_empty() => clean,
            clean => language_prefix(config, node.language) + &clean,
        },
        None => {
            let folder = node.file.strip_suffix("/index.html").unwrap_or(&node.file);
            let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            join(folder, alias)?
        }
    };
    if clean.is_empty() {
        return None;
    }
    let has_extension = clean.rsplit('/').next().is_some_and(|last| last.ends_with(".html") || last.ends_with(".htm"));
    if has_extension {
        return Some(clean);
    }
    if !alias.ends_with('/') && config.is_ugly(&node.path) {
        return Some(format!("{clean}.html"));
    }
    Some(format!("{clean}/index.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_urls_cannot_hold_is_encoded() {
        let mut out = "/base/".to_string();
        encode("a b/é日x~(1)%.html", &mut out);
        encode("ü", &mut out);
        assert_eq!(out, "/base/a%20b/%C3%A9%E6%97%A5x~(1)%25.html%C3%BC");
    }

    #[test]
    fn paths_are_joined() {
        for (folder, path, expected) in [
            ("a/b", "c.d/e", Some("a/b/c.d/e")),
            ("", "c", Some("c")),
            ("a", "", Some("a")),
            ("", "", Some("")),
            ("a/b", "../c/", Some("a/c")),
            ("a/", "/c//d", Some("a/c/d")),
            ("a", "./c/.d/..e", Some("a/c/.d/..e")),
            ("a", "c/.", Some("a/c")),
            ("a", "../../c", None),
            ("a", "c\\d", None),
            ("a", "c/d\0", None),
            ("a\\b", "c", Some("a\\b/c")),
        ] {
            assert_eq!(join(folder, path).as_deref(), expected, "{folder:?} {path:?}");
        }
    }
}
