//! References and ids in raw HTML: `href`, `src`, `srcset`, `poster`, `id`, `name`.

use std::ops::Range;

/// One attribute that refers to something, or can be referred to: tag, attribute, value, and its place in the text.
pub type Found = (String, String, String, Range<usize>);

/// Scans the tags of a piece of HTML; text, comments and malformed tags are passed over. Names are in lower case.
/// Source: HTML Living Standard, 13.1.2 (syntax of start tags).
pub fn references(html: &str) -> Vec<Found> {
    read(html).0
}

/// The same, and whether every tag and every comment ends in it, so that what follows is read as it stands.
pub fn read(html: &str) -> (Vec<Found>, bool) {
    let mut found = Vec::new();
    let mut is_closed = true;
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        if html[open..].starts_with("<!--") {
            match html[open..].find("-->") {
                Some(end) => at = open + end + 3,
                None => return (found, false),
            }
            continue;
        }
        is_closed &= !html[open..].starts_with("<!") || html[open..].contains('>');
        let name_start = open + 1;
        let name_end =
            name_start + html[name_start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(0);
        if name_end == name_start {
            at = name_start;
            continue;
        }
        let tag = html[name_start..name_end].to_ascii_lowercase();
        at = name_end;
        loop {
            at += html[at..].find(|c: char| !c.is_whitespace() && c != '/').unwrap_or(html.len() - at);
            if at >= html.len() || bytes[at] == b'>' {
                is_closed &= at < html.len();
                break;
            }
            let attribute_start = at;
            at +=
                html[at..].find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(html.len() - at);
            if at == attribute_start {
                at += html[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let attribute = html[attribute_start..at].to_ascii_lowercase();
            let equals = at + html[at..].find(|c: char| !c.is_whitespace()).unwrap_or(html.len() - at);
            if bytes.get(equals) != Some(&b'=') {
                continue;
            }
            at = equals + 1;
            at += html[at..].find(|c: char| !c.is_whitespace()).unwrap_or(html.len() - at);
            let value = match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let start = at + 1;
                    let end = html[start..].find(quote as char).map_or(html.len(), |end| start + end);
                    is_closed &= end < html.len();
                    at = (end + 1).min(html.len());
                    start..end
                }
                Some(_) => {
                    let start = at;
                    at += html[at..].find(|c: char| c.is_whitespace() || c == '>').unwrap_or(html.len() - at);
                    start..at
                }
                None => {
                    is_closed = false;
                    break;
                }
            };
            let wanted = match attribute.as_str() {
                "href" | "src" | "srcset" | "poster" | "id" => true,
                // A name is an anchor only on `a`; forms and meta use it for other things.
                "name" => tag == "a",
                _ => false,
            };
            if wanted {
                found.push((tag.clone(), attribute, html[value.clone()].to_string(), value));
            }
        }
    }
    (found, is_closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_references_with_their_places() {
        let html = "<!-- <a href='no'> --><A HREF=\"/x\" title='a>b'><img src=y.png alt><input name=q id = \"z\">";
        let found = references(html);
        let short: Vec<_> = found.iter().map(|(tag, name, value, _)| format!("{tag} {name}={value}")).collect();
        assert_eq!(short, ["a href=/x", "img src=y.png", "input id=z"]);
        for (_, _, value, place) in found {
            assert_eq!(html[place], value);
        }
    }

    #[test]
    fn survives_torn_tags() {
        for html in
            ["<", "<a", "<a ", "<a href", "<a href=", "<a href=\"", "<a href='x", "<!--", "< a>", "<a =x>", "<é>"]
        {
            references(html);
        }
    }
}
