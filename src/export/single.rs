//! Single: a page that carries all it shows: pictures as data, no script, no other file.

use crate::html::percent::decoded;
use crate::render::book::tags;

/// A page that needs no other file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    pub html: String,
    /// Files that are not there: paths from the top of the site.
    pub missing: Vec<String>,
    /// How many links lead to pages or files of the site that are not in it.
    pub outward: usize,
}

/// Puts pictures, sounds and videos of the site into the page, and makes links to what it does not hold whole.
/// `base` is the path of the site with `/` at both ends, `origin` scheme and host, which may be empty; `file` gives the bytes
/// of a file of the site by its path from the top.
pub fn carry(html: &str, base: &str, origin: &str, file: &dyn Fn(&str) -> Option<Vec<u8>>) -> Carried {
    let mut carried = Carried::default();
    let mut copied = 0;
    for tag in tags(html) {
        let is_link = matches!(&html[tag.name.clone()], "a" | "area");
        for (name, value) in &tag.attributes {
            let written = &html[value.clone()];
            // A link that shows a picture larger has nothing to show: it is in the page as large as it is.
            let to_picture = || path_of(written, base).is_some_and(|path| media_type(&path).starts_with("image/"));
            if is_link && &html[name.clone()] == "href" && to_picture() {
                carried.html.push_str(&html[copied..name.start]);
                carried.html.push_str("data-");
                copied = name.start;
                continue;
            }
            let new = match &html[name.clone()] {
                "src" | "poster" | "data" => path_of(written, base).map(|path| match file(&path) {
                    Some(bytes) => format!("data:{};base64,{}", media_type(&path), base64(&bytes)),
                    None => {
                        carried.missing.push(path);
                        String::new()
                    }
                }),
                // Smaller versions are files of their own; the picture itself is in `src`.
                "srcset" | "imagesrcset" => Some(String::new()),
                "href" if is_link && written.starts_with('/') && !written.starts_with("//") => {
                    carried.outward += 1;
                    Some(format!("{origin}{written}"))
                }
                _ => None,
            };
            if let Some(new) = new {
                carried.html.push_str(&html[copied..value.start]);
                carried.html.push_str(&new);
                copied = value.end;
            }
        }
    }
    carried.html.push_str(&html[copied..]);
    carried.missing.sort();
    carried.missing.dedup();
    carried
}

/// The path of a file of the site, decoded; nothing for what is elsewhere or carried already.
fn path_of(written: &str, base: &str) -> Option<String> {
    let inside = written.strip_prefix(base).filter(|_| !written.starts_with("//"))?;
    let path = inside.split(['?', '#']).next().unwrap_or("");
    Some(decoded(&path.replace("&amp;", "&").replace("&#39;", "'")))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_as_letters() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }

    #[test]
    fn a_page_carries_its_pictures() {
        let file = |path: &str| (path == "images/a b.png").then(|| b"foo".to_vec());
        let html = "<img src=\"/g/images/a%20b.png\" srcset=\"/g/x 1x\"><img src=/g/no.png><a href=\"/g/c/\">c</a>\
                    <a href=\"#x\">x</a><a href=\"/g/images/a.png\">i</a><img src=\"https://h/i.png\"><img src=\"data:x\">";
        let carried = carry(html, "/g/", "https://e.org", &file);
        assert_eq!(
            carried.html,
            "<img src=\"data:image/png;base64,Zm9v\" srcset=\"\"><img src=><a href=\"https://e.org/g/c/\">c</a>\
             <a href=\"#x\">x</a><a data-href=\"/g/images/a.png\">i</a><img src=\"https://h/i.png\"><img src=\"data:x\">"
        );
        assert_eq!((carried.missing, carried.outward), (vec!["no.png".to_string()], 1));
    }
}
