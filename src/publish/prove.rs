//! Prove: whether every link of the pages that would be published lands on something that would be published, too.
//!
//! It reads finished bytes and knows neither Markdown nor templates: what they made is judged, whoever made it.

use super::bones::{Found, scan};
use super::{Output, Plan};
use memchr::memchr;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

/// A target that is not there, with all pages that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// The output path that was looked for, from the top of the site; for a fragment that of the page it should be on.
    pub target: String,
    /// The fragment that the page does not have; `None` if the page or file itself is not there.
    pub fragment: Option<String>,
    /// As it stands on the first of the pages, decoded.
    pub written: String,
    /// Output paths of the pages, in order, each once.
    pub pages: Vec<String>,
}

/// Where the site will be.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a> {
    /// Scheme and host; empty if not known.
    pub origin: &'a str,
    /// Path with `/` at both ends.
    pub base: &'a str,
}

/// The bytes of a page; one that cannot be read back fails when it is published.
fn html_of(output: Option<&Output>) -> Cow<'_, [u8]> {
    match output {
        Some(Output::Bytes(bytes)) => Cow::Borrowed(bytes),
        Some(Output::Shelved(shelved, _)) => Cow::Owned(shelved.read().unwrap_or_default()),
        _ => Cow::default(),
    }
}

/// Reads every page of a plan and gives the dead targets, in the order of their names.
pub fn prove(plan: &Plan, address: Address<'_>) -> Vec<Dead> {
    let outputs: Vec<(&str, Option<&Output>)> = plan
        .iter()
        .map(|(path, entry)| match &entry.output {
            output @ (Output::Bytes(_) | Output::Shelved(..)) if is_page(path) => (path, Some(output)),
            _ => (path, None),
        })
        .collect();
    let index: FxHashMap<&str, u32> =
        outputs.iter().enumerate().map(|(number, (path, _))| (*path, number as u32)).collect();
    let site = Site { address, index: &index };
    let pages: Vec<u32> =
        outputs.iter().enumerate().filter(|(_, (_, page))| page.is_some()).map(|(number, _)| number as u32).collect();
    let read: Vec<Read> = pages
        .par_chunks(32)
        .flat_map_iter(|chunk| {
            // Menus repeat the same addresses on every page.
            let pages: Vec<(u32, &str, Cow<'_, [u8]>)> = chunk
                .iter()
                .map(|&number| {
                    let (path, output) = outputs[number as usize];
                    (number, path, html_of(output))
                })
                .collect();
            let mut known: FxHashMap<&[u8], Landing> = FxHashMap::default();
            pages.iter().map(|(number, path, html)| site.read(*number, path, html, &mut known)).collect::<Vec<_>>()
        })
        .collect();
    let mut dead: BTreeMap<(String, Option<String>), (String, Vec<u32>)> = BTreeMap::new();
    let mut add = |target: String, fragment: Option<String>, written: &str, page: u32| {
        let (_, pages) = dead.entry((target, fragment)).or_insert_with(|| (written.to_string(), Vec::new()));
        if pages.last() != Some(&page) {
            pages.push(page);
        }
    };
    let by_number: FxHashMap<u32, &Read> = read.iter().map(|page| (page.number, page)).collect();
    for page in &read {
        for (target, written) in &page.missing {
            add(target.clone(), None, written, page.number);
        }
        for (target, fragment, written) in &page.fragments {
            // A page that is copied as it is was not read; nobody knows its ids.
            let Some(other) = by_number.get(target) else { continue };
            if other.ids.binary_search(&hash(fragment.as_bytes())).is_err() {
                add(outputs[*target as usize].0.to_string(), Some(fragment.clone()), written, page.number);
            }
        }
    }
    dead.into_iter()
        .map(|((target, fragment), (written, pages))| Dead {
            target,
            fragment,
            written,
            pages: pages.into_iter().map(|page| outputs[page as usize].0.to_string()).collect(),
        })
        .collect()
}

/// All ids of a page, and the names of its `a` elements.
pub fn ids(html: &[u8]) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    scan(html, &mut |found| {
        if let Found::Id(id) = found {
            ids.insert(decoded(id).into_owned());
        }
    });
    ids
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// What was found on one page.
struct Read {
    number: u32,
    /// Hashes of all ids, sorted.
    ids: Vec<u64>,
    /// Targets that are not planned: path and what is written.
    missing: Vec<(String, String)>,
    /// Fragments that are still to be looked up: page, fragment, what is written.
    fragments: Vec<(u32, String, String)>,
}

/// Where an address leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Landing {
    /// To an output of that number.
    On(u32),
    /// To another site, or nowhere in particular.
    Elsewhere,
    Nowhere,
}

struct Site<'a> {
    address: Address<'a>,
    index: &'a FxHashMap<&'a str, u32>,
}

impl Site<'_> {
    fn read<'h>(&self, number: u32, path: &str, html: &'h [u8], known: &mut FxHashMap<&'h [u8], Landing>) -> Read {
        let mut page = Read { number, ids: Vec::new(), missing: Vec::new(), fragments: Vec::new() };
        scan(html, &mut |found| match found {
            Found::Id(id) => page.ids.push(hash(decoded(id).as_bytes())),
            Found::Address(written) => self.judge(&mut page, path, written, known),
        });
        page.ids.sort_unstable();
        page.ids.dedup();
        page.missing.sort_unstable();
        page.missing.dedup();
        page
    }

    fn judge<'h>(&self, page: &mut Read, path: &str, written: &'h [u8], known: &mut FxHashMap<&'h [u8], Landing>) {
        let written = written.trim_ascii();
        let cut = memchr(b'#', written);
        let (address, fragment) = cut.map_or((written, None), |at| (&written[..at], written.get(at + 1..)));
        let landing = if address.is_empty() {
            Landing::On(page.number)
        } else if address[0] == b'/' || address.contains(&b':') {
            match known.get(address) {
                Some(landing) => *landing,
                None => {
                    let landing = self.landing(path, &decoded(address)).0;
                    known.insert(address, landing);
                    landing
                }
            }
        } else {
            self.landing(path, &decoded(address)).0
        };
        match landing {
            Landing::Elsewhere => {}
            Landing::Nowhere => {
                let address = decoded(address);
                let target = self.landing(path, &address).1.unwrap_or_else(|| address.to_string());
                page.missing.push((target, decoded(written).into_owned()));
            }
            Landing::On(target) => {
                let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else { return };
                let fragment = percent_decoded(&decoded(fragment));
                // `top` is the beginning of every page; `:~:` is for the browser alone.
                if fragment != "top" && !fragment.starts_with(":~:") {
                    page.fragments.push((target, fragment, decoded(written).into_owned()));
                }
            }
        }
    }

    /// Where an address without fragment leads from a page, and the output path that it means.
    fn landing(&self, page: &str, address: &str) -> (Landing, Option<String>) {
        let address = address.split('?').next().unwrap_or(address);
        let inside = match self.inside(page, address) {
            Ok(Some(inside)) => inside,
            Ok(None) => return (Landing::Elsewhere, None),
            Err(()) => return (Landing::Nowhere, None),
        };
        let path = percent_decoded(&inside);
        let file = path.trim_end_matches('/');
        let as_file = self.index.get(file).filter(|_| file.len() == path.len());
        let number = as_file.or_else(|| {
            if file.is_empty() {
                self.index.get("index.html")
            } else {
                self.index.get(format!("{file}/index.html").as_str())
            }
        });
        let landing = number.map_or(Landing::Nowhere, |number| Landing::On(*number));
        (landing, Some(path))
    }

    /// The path below the site that an address means; `None` if it leaves the site, an error if it climbs out of it.
    fn inside(&self, page: &str, address: &str) -> Result<Option<String>, ()> {
        let rest = match address.strip_prefix(self.address.origin).filter(|_| !self.address.origin.is_empty()) {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => address,
        };
        if rest.starts_with("//") || has_scheme(rest) {
            return Ok(None);
        }
        if rest.starts_with('/') {
            let base = self.address.base;
            if rest.len() + 1 == base.len() && base.starts_with(rest) {
                return Ok(Some(String::new()));
            }
            return rest.strip_prefix(base).map_or(Err(()), |inside| joined("", inside)).map(Some);
        }
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        joined(folder, rest).map(Some)
    }
}

/// A relative path from a folder, with `/` at its end if it has one.
fn joined(folder: &str, path: &str) -> Result<String, ()> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                // A browser stops at the top of the host; above the folder of the site is not ours.
                parts.pop().ok_or(())?;
            }
            part => parts.push(part),
        }
    }
    let mut out = parts.join("/");
    if !out.is_empty() && (path.ends_with('/') || path.ends_with("/.") || path.ends_with("..") || path == ".") {
        out.push('/');
    }
    Ok(out)
}

fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// An attribute value with its character references resolved, as far as URLs and ids hold any.
fn decoded(value: &[u8]) -> Cow<'_, str> {
    let text = std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed);
    if memchr(b'&', value).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end <= 10);
        let character = end.and_then(|end| reference(&rest[1..end]));
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Percent-decoded where that gives UTF-8.
fn percent_decoded(text: &str) -> String {
    crate::resolve::target::decode(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Origin;
    use crate::publish::bones::bones;

    fn dead(outputs: &[(&str, &str)], address: Address<'_>) -> Vec<String> {
        let (mut plan, mut skeleton) = (Plan::default(), Plan::default());
        for (path, text) in outputs {
            let origin = || Origin::Generated("test");
            plan.add(path, Output::Bytes(text.as_bytes().into()), origin()).unwrap();
            skeleton.add(path, Output::Bytes(bones(text.as_bytes()).into()), origin()).unwrap();
        }
        assert_eq!(prove(&plan, address), prove(&skeleton, address), "of a page nothing else is read");
        let told = |dead: &Dead| {
            let fragment = dead.fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("{}{fragment} <- {}", dead.target, dead.pages.join(", "))
        };
        prove(&plan, address).iter().map(told).collect()
    }

    const TOP: Address<'_> = Address { origin: "https://a.org", base: "/" };

    #[test]
    fn every_kind_of_address_is_followed() {
        let page = "<a href=\"/b/\">x</a><a href='b/#here'>x</a><a href=b/index.html>x</a><img src=\"/i.png?w=1\" srcset=\"/i.png 1x, /gone.png 2x\">\
                    <a href=\"https://a.org/b/\"><a href=\"https://a.org/no/\"><a href=\"https://other.org/no\"><a href=\"mailto:a@b\">\
                    <meta http-equiv=\"refresh\" content=\"0; url=/old/\"><meta name=x content=\"see url=/nowhere\"><a href=\"b/#gone\"><a href=\"#top\"><a href=\"#\"><a href=\"\">\
                    <a href=\"/b\"><a href=\"data:x\"><video poster=\"/p.png\"><a href=\"//cdn.org/x\">";
        assert_eq!(
            dead(&[("index.html", page), ("b/index.html", "<h2 id=\"here\">"), ("i.png", "")], TOP),
            [
                "b/index.html#gone <- index.html",
                "gone.png <- index.html",
                "no/ <- index.html",
                "old/ <- index.html",
                "p.png <- index.html"
            ]
        );
    }

    #[test]
    fn text_that_looks_like_a_tag_is_text() {
        let page = "<!-- <a href=/x> --><script>\"<a href=/x>\"</script><style>/* <a href=/x> */</style><textarea><a href=/x></textarea>a < b <a href=\"/y>z\">";
        assert_eq!(dead(&[("index.html", page)], TOP), ["y>z <- index.html"]);
    }

    #[test]
    fn the_path_of_the_site_counts() {
        let docs = Address { origin: "https://a.org", base: "/docs/" };
        let page = "<a href=\"/docs/a/\"><a href=\"/docs\"><a href=\"/a/\"><a href=\"../\"><a href=\"../../x\">";
        assert_eq!(
            dead(&[("a/index.html", page), ("index.html", "")], docs),
            ["../../x <- a/index.html", "/a/ <- a/index.html"]
        );
    }

    #[test]
    fn names_are_decoded_and_compared() {
        let page = "<a href=\"/a%20b/?x=1&amp;y=2#gr%C3%B6%C3%9Fe\"><a href=\"/a b/#x&#39;y\"><a name=\"old\"></a><a href=\"#old\"><svg><use href=\"#icon\"/></svg><symbol ID=icon>";
        assert_eq!(
            dead(&[("index.html", page), ("a b/index.html", "<p id=\"größe\"><p id=\"x&#x27;y\">")], TOP),
            [""; 0]
        );
    }

    #[test]
    fn a_link_of_a_template_is_told_once_with_all_its_pages() {
        let page = "<a href=\"/gone/\"><a href=\"/gone/\">";
        assert_eq!(dead(&[("a.html", page), ("b/index.html", page)], TOP), ["gone/ <- a.html, b/index.html"]);
    }

    #[test]
    fn torn_pages_are_read_to_their_end() {
        for page in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href=\"",
            "<a href=\"x",
            "<!--",
            "<!",
            "<script>",
            "<a =x>",
            "<a/>",
            "<a \"><",
            "<\u{e4}>",
        ] {
            dead(&[("index.html", page)], TOP);
        }
    }
}
