//! Prove: whether every link of the pages that would be published lands on something that would be published, too.
//!
//! It reads finished bytes and knows neither Markdown nor templates: what they made is judged, whoever made it.

use super::bones::{Common, Found, scan};
use super::{Output, Plan};
use memchr::{memchr, memchr3};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::ops::Range;
use std::sync::Arc;

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

/// Reads every page of a plan and gives the dead targets, in the order of their names. `common` are the bones that pages have
/// beside their bytes, by output path.
pub fn prove(plan: &Plan, common: &FxHashMap<String, Common>, address: Address<'_>) -> Vec<Dead> {
    let outputs: Vec<(&str, Option<&Output>)> = plan
        .iter()
        .map(|(path, entry)| match &entry.output {
            output @ (Output::Bytes(_) | Output::Shelved(..)) if is_page(path) => (path, Some(output)),
            _ => (path, None),
        })
        .collect();
    let site = Site { address, index: Index::new(outputs.iter().map(|(path, _)| *path)) };
    let numbers =
        || outputs.iter().enumerate().filter(|(_, (_, page))| page.is_some()).map(|(number, _)| number as u32);
    let pages: Vec<u32> = numbers().collect();
    let common: Vec<&[(u32, Arc<[u8]>)]> =
        numbers().map(|number| common.get(outputs[number as usize].0).map_or(&[][..], |common| common)).collect();
    let mut shared: FxHashMap<*const u8, &Arc<[u8]>> = FxHashMap::default();
    for (_, piece) in common.iter().copied().flatten() {
        shared.entry(piece.as_ptr()).or_insert(piece);
    }
    let pieces: FxHashMap<*const u8, Read> = shared
        .into_values()
        .map(|piece| (piece.as_ptr(), site.read(ANY, "", piece, &mut FxHashMap::default())))
        .collect();
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
    // Where each output stands among the pages that were read.
    let mut place_of: Vec<Option<u32>> = vec![None; outputs.len()];
    for (place, &number) in pages.iter().enumerate() {
        place_of[number as usize] = Some(place as u32);
    }
    let has = |place: u32, id: u64| {
        let is_in = |read: &Read| read.ids.binary_search(&id).is_ok();
        let common = common[place as usize].iter();
        is_in(&read[place as usize]) || common.filter_map(|(_, piece)| pieces.get(&piece.as_ptr())).any(is_in)
    };
    let mut dead: BTreeMap<(String, Option<String>), (String, Vec<u32>)> = BTreeMap::new();
    let mut add = |target: String, fragment: Option<String>, written: String, page: u32| {
        let (_, pages) = dead.entry((target, fragment)).or_insert_with(|| (written, Vec::new()));
        if pages.last() != Some(&page) {
            pages.push(page);
        }
    };
    for (place, page) in read.iter().enumerate() {
        let path = outputs[page.number as usize].0;
        let mut missing: Vec<(String, String)> = Vec::new();
        let mut lost: Vec<(u32, Vec<u8>)> = Vec::new();
        let html = OnceCell::new();
        let own = |place: Range<usize>| html.get_or_init(|| html_of(outputs[page.number as usize].1))[place].to_vec();
        let mut check = |fragment: &Fragment, text: &dyn Fn(Range<usize>) -> Vec<u8>| {
            let target = if fragment.target == ANY { page.number } else { fragment.target };
            // A page that is copied as it is was not read; nobody knows its ids.
            if let Some(other) = place_of[target as usize]
                && !has(other, fragment.id)
            {
                lost.push((target, text(fragment.written.clone())));
            }
        };
        let mut rest = page.fragments.as_slice();
        for (offset, piece) in common[place] {
            let before = rest.partition_point(|fragment| fragment.written.start < *offset as usize);
            rest[..before].iter().for_each(|fragment| check(fragment, &own));
            rest = &rest[before..];
            let Some(common) = pieces.get(&piece.as_ptr()) else { continue };
            let again;
            let common = match common.is_relative {
                // Where this leads depends on the page.
                true => {
                    again = site.read(page.number, path, piece, &mut FxHashMap::default());
                    &again
                }
                false => common,
            };
            common.fragments.iter().for_each(|fragment| check(fragment, &|place| piece[place].to_vec()));
            missing.extend(common.missing.iter().map(|written| site.missing(path, &piece[written.clone()])));
        }
        rest.iter().for_each(|fragment| check(fragment, &own));
        missing.extend(page.missing.iter().map(|written| site.missing(path, &own(written.clone()))));
        missing.sort_unstable();
        for (target, written) in missing {
            add(target, None, written, page.number);
        }
        for (target, written) in lost {
            let cut = memchr(b'#', &written).unwrap_or(written.len());
            let fragment = decoded(written.get(cut + 1..).unwrap_or_default());
            let fragment = percent_decoded(&fragment);
            let path = outputs[target as usize].0.to_string();
            add(path, Some(fragment.into_owned()), decoded(&written).into_owned(), page.number);
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

/// The number of the page at hand, where it is not known.
const ANY: u32 = u32::MAX;

/// What was found on one page, or on a part of many.
struct Read {
    number: u32,
    /// Hashes of all ids, sorted.
    ids: Vec<u64>,
    /// Where addresses stand whose targets are not planned.
    missing: Vec<Range<usize>>,
    /// Fragments that are still to be looked up, in their order.
    fragments: Vec<Fragment>,
    /// Whether an address leads elsewhere from another page.
    is_relative: bool,
}

struct Fragment {
    /// Number of the output.
    target: u32,
    /// The hash of what it must have as an id.
    id: u64,
    /// Where the address stands.
    written: Range<usize>,
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

/// The outputs by their paths.
struct Index<'a> {
    files: FxHashMap<&'a str, u32>,
    /// Those named `index.html` by their folders, with `/` at the end.
    folders: FxHashMap<&'a str, u32>,
}

impl<'a> Index<'a> {
    fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut index = Self { files: FxHashMap::default(), folders: FxHashMap::default() };
        for (number, path) in paths.enumerate() {
            index.files.insert(path, number as u32);
            if let Some(folder) = path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')) {
                index.folders.insert(folder, number as u32);
            }
        }
        index
    }
}

struct Site<'a> {
    address: Address<'a>,
    index: Index<'a>,
}

impl Site<'_> {
    fn read<'h>(&self, number: u32, path: &str, html: &'h [u8], known: &mut FxHashMap<&'h [u8], Landing>) -> Read {
        let mut page = Read { number, ids: Vec::new(), missing: Vec::new(), fragments: Vec::new(), is_relative: false };
        scan(html, &mut |found| match found {
            Found::Id(id) => page.ids.push(hash(decoded(id).as_bytes())),
            Found::Address(written) => {
                let written = written.trim_ascii();
                let start = written.as_ptr() as usize - html.as_ptr() as usize;
                self.judge(&mut page, path, written, start..start + written.len(), known);
            }
        });
        page.ids.sort_unstable();
        page.ids.dedup();
        page
    }

    fn judge<'h>(
        &self,
        page: &mut Read,
        path: &str,
        written: &'h [u8],
        place: Range<usize>,
        known: &mut FxHashMap<&'h [u8], Landing>,
    ) {
        let cut = memchr(b'#', written);
        let (address, fragment) = cut.map_or((written, None), |at| (&written[..at], written.get(at + 1..)));
        let landing = if address.is_empty() {
            Landing::On(page.number)
        } else if address[0] == b'/' || std::str::from_utf8(address).is_ok_and(has_scheme) {
            match known.get(address) {
                Some(landing) => *landing,
                None => {
                    let landing = self.landing_at(address, path);
                    known.insert(address, landing);
                    landing
                }
            }
        } else {
            page.is_relative = true;
            self.landing(path, &decoded(address)).0
        };
        match landing {
            Landing::Elsewhere => {}
            Landing::Nowhere => page.missing.push(place),
            Landing::On(target) => {
                let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else { return };
                let fragment = decoded(fragment);
                let fragment = percent_decoded(&fragment);
                // `top` is the beginning of every page; `:~:` is for the browser alone.
                if fragment != "top" && !fragment.starts_with(":~:") {
                    page.fragments.push(Fragment { target, id: hash(fragment.as_bytes()), written: place });
                }
            }
        }
    }

    /// The path that an address means from a page, though nothing is there, and the address in plain letters.
    fn missing(&self, path: &str, written: &[u8]) -> (String, String) {
        let cut = memchr(b'#', written).unwrap_or(written.len());
        let address = decoded(&written[..cut]);
        let target = self.landing(path, &address).1.unwrap_or_else(|| address.to_string());
        (target, decoded(written).into_owned())
    }

    /// Where an address leads that does not depend on the page.
    fn landing_at(&self, address: &[u8], path: &str) -> Landing {
        // Nearly all are written as the path of an output is. Such a path has nothing to be decoded or left out.
        let inside = address.strip_prefix(self.address.base.as_bytes());
        let plain = inside.filter(|inside| memchr3(b'%', b'?', b'&', inside).is_none());
        if let Some(inside) = plain.and_then(|inside| std::str::from_utf8(inside).ok())
            && let Some(number) = self.index.folders.get(inside).or_else(|| self.index.files.get(inside))
        {
            return Landing::On(*number);
        }
        self.landing(path, &decoded(address)).0
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
        let as_file = self.index.files.get(file).filter(|_| file.len() == path.len());
        let number = as_file.or_else(|| {
            if file.is_empty() {
                self.index.files.get("index.html")
            } else {
                self.index.folders.get(format!("{file}/").as_str())
            }
        });
        let landing = number.map_or(Landing::Nowhere, |number| Landing::On(*number));
        (landing, Some(path.into_owned()))
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
fn percent_decoded(text: &str) -> Cow<'_, str> {
    crate::resolve::target::decode(text)
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
        assert_eq!(
            prove(&plan, &FxHashMap::default(), address),
            prove(&skeleton, &FxHashMap::default(), address),
            "of a page nothing else is read"
        );
        let told = |dead: &Dead| {
            let fragment = dead.fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("{}{fragment} <- {}", dead.target, dead.pages.join(", "))
        };
        prove(&plan, &FxHashMap::default(), address).iter().map(told).collect()
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
