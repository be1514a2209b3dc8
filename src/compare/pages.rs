//! Pages: what an old page says that its successor does not.

use super::Comparison;
use super::address::{Address, key};
use super::class::Class;
use super::content;
use super::site::{Page, Site};
use std::collections::{BTreeMap, BTreeSet};

/// On how many pages of a hundred something must be gone in the same way to be the theme's, and on how many at least.
const OF_THEME: (usize, usize) = (60, 5);

/// The ids that links of the old site lead to, by the key of the page.
pub fn wanted_anchors(old: &Site) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for page in old.pages.values() {
        for (address, _) in &page.links {
            if let Address::Inside { path, fragment } = address
                && !fragment.is_empty()
            {
                wanted.entry(key(path)).or_default().insert(fragment);
            }
        }
    }
    wanted
}

/// Tells the ids of headings, and of what links lead to, that the successor does not have.
pub fn anchors(page: &Page, other: &Page, wanted: Option<&BTreeSet<&str>>, found: &mut Comparison) {
    let headings = page.headings.iter().map(|(id, text)| (id.as_str(), text.as_str()));
    let linked = wanted.into_iter().flatten().filter(|id| page.ids.contains(**id)).map(|id| (*id, ""));
    let by_text: BTreeMap<String, &String> =
        other.headings.iter().rev().map(|(id, text)| (content::folded(text), id)).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (id, text) in headings.chain(linked) {
        if other.ids.contains(id) || !told.insert(id) {
            continue;
        }
        let now = by_text.get(&content::folded(text)).filter(|_| !text.is_empty()).map(|id| format!("#{id}"));
        found.add(Class::Anchor, &format!("{}#{id}", page.url), text, "", now);
    }
}

/// Large headings stand above the text in one theme and in it in another: they are compared on their own.
pub fn headings(page: &Page, other: &Page, found: &mut Comparison) {
    let now = || other.h1s.iter().chain([&other.title]).chain(other.headings.iter().map(|(_, text)| text));
    for text in page.h1s.iter().skip(1) {
        if !now().any(|other| content::folded(other) == content::folded(text)) {
            found.add(Class::Text, &page.url, text, "", Some("a heading".to_string()));
        }
    }
}

/// How often each thing is in a list.
fn counted<T: Ord>(things: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    things.for_each(|thing| *counts.entry(thing).or_default() += 1);
    counts
}

/// What is more often in the first list than in the second.
fn gone<T: Ord + Clone>(old: impl Iterator<Item = T>, new: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let new = counted(new);
    let old = counted(old);
    let missing = |(thing, count): (T, usize)| {
        let missing = count.saturating_sub(new.get(&thing).copied().unwrap_or(0));
        (missing > 0).then_some((thing, missing))
    };
    old.into_iter().filter_map(missing).collect()
}

/// What is gone from nearly every page: the work of the theme.
fn of_theme<T: Ord + Clone>(pages: &[Vec<(T, usize)>]) -> BTreeSet<T> {
    let (percent, least) = OF_THEME;
    let counts = counted(pages.iter().flatten().map(|(thing, _)| thing.clone()));
    counts
        .into_iter()
        .filter(|(_, on)| *on >= least && on * 100 >= pages.len() * percent)
        .map(|(thing, _)| thing)
        .collect()
}

/// Words without the signs around them: a full stop is no word.
pub fn bare(words: &[String]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// Tells lost words, and gives those that are the theme's.
pub fn texts(pairs: &[(&Page, &Page, &str)], found: &mut Comparison) -> BTreeSet<String> {
    let lost: Vec<Vec<(&str, usize)>> =
        pairs.iter().map(|(page, other, _)| gone(bare(&page.words), bare(&other.words))).collect();
    let theme = of_theme(&lost);
    if !theme.is_empty() {
        let words: Vec<String> = theme.iter().take(12).map(|word| format!("\"{word}\"")).collect();
        found.aside.push(format!("words {}", words.join(", ")));
    }
    for ((page, other, _), lost) in pairs.iter().zip(&lost) {
        if page.words == other.words {
            continue;
        }
        let count: usize = lost.iter().filter(|(word, _)| !theme.contains(word)).map(|(_, count)| count).sum();
        let kept = |words: &[String]| -> Vec<String> {
            let is_own = |word: &&String| !theme.contains(word.trim_matches(|c: char| !c.is_alphanumeric()));
            words.iter().filter(is_own).cloned().collect()
        };
        let (before, now) = (kept(&page.words), kept(&other.words));
        let first = before.iter().zip(&now).take_while(|(a, b)| a == b).count();
        let around = |words: &[String]| {
            let part = words.get(first.saturating_sub(3)..words.len().min(first + 9)).unwrap_or_default();
            part.join(" ")
        };
        if count > 0 {
            let words = if count == 1 { "1 word".to_string() } else { format!("{count} words") };
            found.add(Class::Text, &page.url, &around(&before), &around(&now), Some(words));
        } else if before != now {
            found.add(Class::TextOrder, &page.url, &around(&before), &around(&now), None);
        }
    }
    theme.into_iter().map(str::to_string).collect()
}

/// A link as it is compared: the place that it leads to.
fn place(address: &Address) -> String {
    match address {
        Address::Inside { path, fragment } if fragment.is_empty() => key(path).to_string(),
        Address::Inside { path, fragment } => format!("{}#{fragment}", key(path)),
        Address::Outside(url) => url.trim_end_matches('/').to_string(),
    }
}

/// Tells links that are gone or lead elsewhere, and files that were offered and are gone.
pub fn links(pairs: &[(&Page, &Page, &str)], old: &Site, new: &Site, found: &mut Comparison) {
    // An old target counts as reached where the new site's redirects lead.
    let then = |address: &Address| place(&new.follow(address));
    let lost: Vec<Vec<(String, usize)>> = pairs
        .iter()
        .map(|(page, other, _)| {
            gone(
                page.links.iter().map(|(address, _)| then(address)),
                other.links.iter().map(|(address, _)| place(address)),
            )
        })
        .collect();
    let theme = of_theme(&lost);
    if !theme.is_empty() {
        let links: Vec<&str> = theme.iter().take(12).map(String::as_str).collect();
        found.aside.push(format!("links to {}", links.join(", ")));
    }
    for ((page, other, _), lost) in pairs.iter().zip(&lost) {
        let before: BTreeSet<String> = page.links.iter().map(|(address, _)| then(address)).collect();
        let mut texts: BTreeMap<String, &str> = BTreeMap::new();
        for (address, text) in &page.links {
            texts.entry(then(address)).or_insert(text);
        }
        // What a text leads to that nothing led to before.
        let mut now: BTreeMap<&str, String> = BTreeMap::new();
        for (address, text) in other.links.iter().filter(|(_, text)| !text.is_empty()) {
            let place = place(address);
            if !before.contains(&place) {
                now.entry(text).or_insert(place);
            }
        }
        for (target, _) in lost.iter().filter(|(target, _)| !theme.contains(target)) {
            let text = texts.get(target).copied().unwrap_or("");
            let now = now.get(text).map_or("", String::as_str);
            let shown = if text.is_empty() { target.clone() } else { format!("[{text}] {target}") };
            found.add(Class::Link, &page.url, &shown, now, None);
        }
        // A file that was offered and is gone.
        for (address, _) in &page.links {
            file(address, &page.url, old, new, found);
        }
        for address in &page.images {
            file(address, &page.url, old, new, found);
        }
    }
}

fn file(address: &Address, page: &str, old: &Site, new: &Site, found: &mut Comparison) {
    if let Address::Inside { path, .. } = address
        && old.files.contains(path)
        && !new.serves(path)
    {
        found.add(Class::File, path, &format!("named by {page}"), "", None);
    }
}

/// Tells pictures that are gone.
pub fn images(pairs: &[(&Page, &Page, &str)], found: &mut Comparison) {
    // A picture that moved is still there: its name tells.
    let name = |address: &Address| {
        let place = match address {
            Address::Inside { path, .. } => path.clone(),
            Address::Outside(url) => url.clone(),
        };
        place.rsplit('/').next().unwrap_or("").split(['?', '#']).next().unwrap_or("").to_string()
    };
    let lost: Vec<Vec<(String, usize)>> = pairs
        .iter()
        .map(|(page, other, _)| gone(page.images.iter().map(name), other.images.iter().map(name)))
        .collect();
    let theme = of_theme(&lost);
    if !theme.is_empty() {
        let images: Vec<&str> = theme.iter().take(12).map(String::as_str).collect();
        found.aside.push(format!("pictures {}", images.join(", ")));
    }
    for ((page, _, _), lost) in pairs.iter().zip(&lost) {
        let mut whole: BTreeMap<String, &Address> = BTreeMap::new();
        for address in &page.images {
            whole.entry(name(address)).or_insert(address);
        }
        for (image, _) in lost.iter().filter(|(image, _)| !theme.contains(image)) {
            let shown = match whole.get(image) {
                Some(Address::Inside { path, .. }) => path.clone(),
                Some(Address::Outside(url)) => url.clone(),
                None => image.clone(),
            };
            found.add(Class::Image, &page.url, &shown, "", None);
        }
    }
}
