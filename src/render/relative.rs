//! Root-absolute URLs of a finished page as relative ones, so that the site opens from any folder and from disk.
//!
//! Source: Hugo's page `configuration/all#relativeurls`. Only URLs in attributes are changed.

/// Attributes whose value is a URL, or begins with one.
const ATTRIBUTES: &[&str] = &[
    "href=\"",
    "src=\"",
    "action=\"",
    "srcset=\"",
    "poster=\"",
    "content=\"",
    "data-search-index=\"",
    "data-search-script=\"",
    "data-home=\"",
    "data-base=\"",
    "data-shared=\"",
    "data-url=\"",
];

/// Rewrites the page that is written to `file`. `base` is the path of the base URL, with `/` at both ends. A link to a
/// folder names its `index.html`, since a disk does not know which file of a folder is meant.
pub fn relativize(html: &str, file: &str, base: &str) -> String {
    let depth = file.matches('/').count();
    let up = if depth == 0 { "./".to_string() } else { "../".repeat(depth) };
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for (at, _) in html.match_indices("=\"/") {
        let value = at + 2;
        if html[value..].starts_with("//") {
            continue;
        }
        let name = html[..at].rfind([' ', '\n', '\t']).map_or(0, |space| space + 1);
        let attribute = &html[name..value];
        if !ATTRIBUTES.contains(&attribute) || (attribute == "content=\"" && !html[..name].ends_with("refresh\" ")) {
            continue;
        }
        let end = html[value..].find('"').map_or(html.len(), |end| value + end);
        out.push_str(&html[copied..value]);
        if attribute == "srcset=\"" {
            let candidates: Vec<String> =
                html[value..end].split(", ").map(|candidate| relative(candidate, &up, base, false)).collect();
            out.push_str(&candidates.join(", "));
        } else {
            let names_index = attribute == "href=\"" || attribute == "data-home=\"" || attribute == "action=\"";
            out.push_str(&relative(&html[value..end], &up, base, names_index));
        }
        copied = end;
    }
    out.push_str(&html[copied..]);
    out
}

fn relative(url: &str, up: &str, base: &str, names_index: bool) -> String {
    let inside = match url.strip_prefix(base) {
        Some(inside) => inside,
        None if url.len() + 1 == base.len() && base.starts_with(url) => "",
        None => match url.strip_prefix('/') {
            Some(inside) if base == "/" => inside,
            _ => return url.to_string(),
        },
    };
    let path_end = inside.find(['?', '#']).unwrap_or(inside.len());
    let (path, rest) = inside.split_at(path_end);
    let index = if names_index && (path.is_empty() || path.ends_with('/')) { "index.html" } else { "" };
    format!("{up}{path}{index}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_become_relative() {
        let html = "<a href=\"/docs/a/#x\">/docs/</a><img src=\"/docs/i.png\" srcset=\"/docs/a.png 1w, /docs/b.png 2w\"><a href=\"//h/x\"><a href=\"/docs/\">";
        assert_eq!(
            relativize(html, "b/c/index.html", "/docs/"),
            "<a href=\"../../a/index.html#x\">/docs/</a><img src=\"../../i.png\" srcset=\"../../a.png 1w, ../../b.png 2w\"><a href=\"//h/x\"><a href=\"../../index.html\">"
        );
        assert_eq!(relativize("<a href=\"/a.html\">", "index.html", "/"), "<a href=\"./a.html\">");
    }
}
