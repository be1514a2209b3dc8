//! Compare: what a site loses when another one takes its place, page by page, whatever built the two.

pub mod address;
mod content;
mod menu;
mod row;
pub mod site;
pub mod tell;

use address::{Address, key};
use site::{Page, Site, same_title};
use std::collections::{BTreeMap, BTreeSet};

/// A class of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A page that is not there any more.
    Url,
    /// An old address that led to a page and leads nowhere now.
    Redirect,
    /// A heading, or another place that links lead to, that has another id or is gone.
    Anchor,
    /// Words that are gone.
    Text,
    /// A link that is gone or leads elsewhere.
    Link,
    Image,
    /// A download, a feed or the like.
    File,
    /// A page that stood in the menu.
    Menu,
    /// From here on: different, and nothing lost.
    Spelling,
    RedirectTarget,
    Title,
    /// The same words or more, in another order.
    TextOrder,
    MenuPlace,
    MenuTitle,
    /// A page that was not there.
    Added,
}

impl Class {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Class::Url => "url-lost",
            Class::Redirect => "redirect-lost",
            Class::Anchor => "anchor-lost",
            Class::Text => "text-lost",
            Class::Link => "link-lost",
            Class::Image => "image-lost",
            Class::File => "file-lost",
            Class::Menu => "menu-lost",
            Class::Spelling => "url-spelling",
            Class::RedirectTarget => "redirect-changed",
            Class::Title => "title-changed",
            Class::TextOrder => "text-changed",
            Class::MenuPlace => "menu-moved",
            Class::MenuTitle => "menu-title-changed",
            Class::Added => "page-added",
        }
    }

    /// Whether readers lose something.
    pub fn is_loss(self) -> bool {
        self < Class::Spelling
    }
}

/// All classes, worst first.
pub const CLASSES: [Class; 15] = [
    Class::Url,
    Class::Redirect,
    Class::Anchor,
    Class::Text,
    Class::Link,
    Class::Image,
    Class::File,
    Class::Menu,
    Class::Spelling,
    Class::RedirectTarget,
    Class::Title,
    Class::TextOrder,
    Class::MenuPlace,
    Class::MenuTitle,
    Class::Added,
];

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    pub class: Class,
    /// The address of the old page, or what is gone.
    pub url: String,
    /// What was there.
    pub old: String,
    /// What is there now; empty if nothing is.
    pub new: String,
    /// What is probably meant now.
    pub near: Option<String>,
}

/// What two sites differ in.
#[derive(Debug, Default)]
pub struct Comparison {
    /// In the order of classes and addresses.
    pub differences: Vec<Difference>,
    /// How many pages both have.
    pub compared: usize,
    pub old_pages: usize,
    pub new_pages: usize,
    /// What nearly every page has lost in the same way, and what is therefore taken for the work of the old theme.
    pub aside: Vec<String>,
}

/// On how many pages of a hundred something must be gone in the same way to be the theme's, and on how many at least.
const OF_THEME: (usize, usize) = (60, 5);

/// Compares a site with the one that takes its place.
pub fn compare(old: &Site, new: &Site) -> Comparison {
    let mut found = Comparison { old_pages: old.pages.len(), new_pages: new.pages.len(), ..Comparison::default() };
    let wanted = wanted_anchors(old);
    let pairs: Vec<(&Page, &Page, &str)> =
        old.pages.iter().filter_map(|(key, page)| Some((page, successor(new, key)?, key.as_str()))).collect();
    found.compared = pairs.len();
    for (page, other, key) in &pairs {
        if page.url != other.url && address::key(&other.url) == *key {
            found.add(Class::Spelling, &page.url, &page.url, &other.url, None);
        }
        if !same_title(page, other) {
            let title = |page: &Page| if page.title.is_empty() { page.h1().to_string() } else { page.title.clone() };
            found.add(Class::Title, &page.url, &title(page), &title(other), None);
        }
        anchors(page, other, wanted.get(key), &mut found);
        headings(page, other, &mut found);
    }
    let theme = texts(&pairs, &mut found);
    addresses(old, new, &theme, &mut found);
    links(&pairs, old, new, &mut found);
    images(&pairs, &mut found);
    menus(old, new, &mut found);
    found.differences.sort();
    found.differences.dedup();
    found
}

impl Comparison {
    fn add(&mut self, class: Class, url: &str, old: &str, new: &str, near: Option<String>) {
        let (url, old, new) = (url.to_string(), old.to_string(), new.to_string());
        self.differences.push(Difference { class, url, old, new, near });
    }

    pub fn count(&self, class: Class) -> usize {
        self.differences.iter().filter(|difference| difference.class == class).count()
    }

    /// Whether readers lose something.
    pub fn has_loss(&self) -> bool {
        self.differences.iter().any(|difference| difference.class.is_loss())
    }
}

/// The page that stands for an old one: at its address, or where a redirect leads.
fn successor<'n>(new: &'n Site, key: &str) -> Option<&'n Page> {
    new.pages.get(key).or_else(|| match new.redirects.get(key) {
        Some((_, Address::Inside { path, .. })) => new.pages.get(address::key(path)),
        _ => None,
    })
}

fn addresses(old: &Site, new: &Site, theme: &BTreeSet<String>, found: &mut Comparison) {
    // Hugo makes pages of tags and categories even where there are none: nobody loses a page that says nothing.
    let says_nothing = |page: &Page| {
        let words = || bare(&page.words).all(|word| theme.contains(word));
        page.links.is_empty() && page.images.is_empty() && words()
    };
    let mut empty: BTreeSet<String> = BTreeSet::new();
    for (key, page) in &old.pages {
        if says_nothing(page) && successor(new, key).is_none() {
            empty.insert(format!("{}/index.xml", key.trim_end_matches('/')));
            continue;
        }
        if successor(new, key).is_none() && !new.redirects.contains_key(key) {
            found.add(Class::Url, &page.url, &page.url, "", nearest(page, key, old, new));
        }
    }
    for (key, (url, target)) in &old.redirects {
        // Pages of lists, which Hugo makes of every list, are known to nobody.
        if url.ends_with("/page/1/") {
            continue;
        }
        let Address::Inside { path: wanted, .. } = target else { continue };
        let now = match (new.redirects.get(key), new.pages.get(key)) {
            (Some((_, Address::Inside { path, .. })), _) => Some(path.clone()),
            (Some((_, Address::Outside(url))), _) => Some(url.clone()),
            (None, Some(page)) => Some(page.url.clone()),
            (None, None) => None,
        };
        match now {
            None => found.add(Class::Redirect, url, wanted, "", None),
            // Where the page itself went is told of the page.
            Some(now) if address::key(&now) == address::key(wanted) => {}
            Some(now) => {
                let moved = new.follow(target);
                if !matches!(&moved, Address::Inside { path, .. } if address::key(path) == address::key(&now)) {
                    found.add(Class::RedirectTarget, url, wanted, &now, None);
                }
            }
        }
    }
    for (key, page) in &new.pages {
        if key != "/404" && !old.pages.contains_key(key) && !old.redirects.contains_key(key) {
            found.add(Class::Added, &page.url, "", &page.url, None);
        }
    }
    // What visitors and feed readers fetch without a link in the text.
    for file in &old.files {
        let is_public = file.ends_with(".xml") || file == "/robots.txt";
        if is_public && !empty.contains(file) && !new.serves(file) {
            found.add(Class::File, file, file, "", None);
        }
    }
}

/// The page that probably took the place of a lost one: in another case of letters, with its title, or of its name.
fn nearest(page: &Page, key: &str, old: &Site, new: &Site) -> Option<String> {
    let fresh = || new.pages.iter().filter(|(key, _)| !old.pages.contains_key(*key));
    let name = |key: &str| key.rsplit('/').next().unwrap_or("").to_string();
    let by_case = new.pages.iter().find(|(other, _)| other.eq_ignore_ascii_case(key));
    let by_title =
        || fresh().find(|(_, other)| same_title(page, other) && !(page.title.is_empty() && page.h1s.is_empty()));
    let by_name = || fresh().find(|(other, _)| name(other) == name(key) && key != "/");
    by_case.or_else(by_title).or_else(by_name).map(|(_, other)| other.url.clone())
}

/// The ids that links of the old site lead to, by the key of the page.
fn wanted_anchors(old: &Site) -> BTreeMap<&str, BTreeSet<&str>> {
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

fn anchors(page: &Page, other: &Page, wanted: Option<&BTreeSet<&str>>, found: &mut Comparison) {
    let headings = page.headings.iter().map(|(id, text)| (id.as_str(), text.as_str()));
    let linked = wanted.into_iter().flatten().filter(|id| page.ids.contains(**id)).map(|id| (*id, ""));
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (id, text) in headings.chain(linked) {
        if other.ids.contains(id) || !told.insert(id) {
            continue;
        }
        let same = |text: &str, other: &str| !text.is_empty() && content::folded(text) == content::folded(other);
        let now = other.headings.iter().find(|(_, now)| same(text, now)).map(|(id, _)| format!("#{id}"));
        found.add(Class::Anchor, &format!("{}#{id}", page.url), text, "", now);
    }
}

/// Large headings stand above the text in one theme and in it in another: they are compared on their own.
fn headings(page: &Page, other: &Page, found: &mut Comparison) {
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
fn bare(words: &[String]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// Tells lost words, and gives those that are the theme's.
fn texts(pairs: &[(&Page, &Page, &str)], found: &mut Comparison) -> BTreeSet<String> {
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

fn links(pairs: &[(&Page, &Page, &str)], old: &Site, new: &Site, found: &mut Comparison) {
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
        let added = gone(
            other.links.iter().map(|(address, _)| place(address)),
            page.links.iter().map(|(address, _)| then(address)),
        );
        for (target, _) in lost.iter().filter(|(target, _)| !theme.contains(target)) {
            let text = page.links.iter().find(|(address, _)| then(address) == *target).map_or("", |(_, text)| text);
            let now = other.links.iter().find(|(address, now)| {
                now == text && !text.is_empty() && added.iter().any(|(target, _)| *target == place(address))
            });
            let now = now.map(|(address, _)| place(address)).unwrap_or_default();
            let shown = if text.is_empty() { target.clone() } else { format!("[{text}] {target}") };
            found.add(Class::Link, &page.url, &shown, &now, None);
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

fn images(pairs: &[(&Page, &Page, &str)], found: &mut Comparison) {
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
        for (image, _) in lost.iter().filter(|(image, _)| !theme.contains(image)) {
            let whole = page.images.iter().find(|address| name(address) == *image);
            let shown = whole.map_or(image.clone(), |address| match address {
                Address::Inside { path, .. } => path.clone(),
                Address::Outside(url) => url.clone(),
            });
            found.add(Class::Image, &page.url, &shown, "", None);
        }
    }
}

fn menus(old: &Site, new: &Site, found: &mut Comparison) {
    if old.menu.rows.is_empty() || new.menu.rows.is_empty() {
        return;
    }
    let lead = |key: &str| successor(new, key).map_or(key.to_string(), |page| address::key(&page.url).to_string());
    let url = |site: &Site, key: &str| site.pages.get(key).map_or(key.to_string(), |page| page.url.clone());
    let shown = |site: &Site, key: &str| if key.is_empty() { "the top".to_string() } else { url(site, key) };
    for (parent, row) in &old.menu.rows {
        let mut both: Vec<(&String, String)> = Vec::new();
        for own in row {
            let now = lead(own);
            // The home page is above the menu in some themes and in it in others.
            if now == "/" || !new.pages.contains_key(&now) {
                continue;
            }
            let Some(new_parent) = new.menu.parents.get(&now) else {
                let title = old.menu.titles.get(own).cloned().unwrap_or_default();
                found.add(Class::Menu, &url(old, own), &title, "", None);
                continue;
            };
            // A menu that shows the home page as the root of all others says the same.
            let same = |key: &str| if key == "/" { String::new() } else { key.to_string() };
            if same(&lead_parent(parent, &lead)) == same(new_parent) {
                both.push((own, now.clone()));
            } else {
                let (was, is) = (shown(old, parent), shown(new, new_parent));
                found.add(Class::MenuPlace, &url(old, own), &format!("below {was}"), &format!("below {is}"), None);
            }
            let title = |site: &Site, key: &str| content::folded(site.menu.titles.get(key).map_or("", String::as_str));
            let (before, now) = (title(old, own), title(new, &now));
            if before != now && !before.is_empty() && !now.is_empty() {
                found.add(Class::MenuTitle, &url(old, own), &before, &now, None);
            }
        }
        // Of a row that is in another order, those moved that do not rise with the others.
        let places: Vec<usize> = both
            .iter()
            .map(|(_, now)| {
                let parent = new.menu.parents.get(now).and_then(|parent| new.menu.rows.get(parent));
                parent.and_then(|row| row.iter().position(|key| key == now)).unwrap_or(0)
            })
            .collect();
        for (at, stays) in row::rises(&places).into_iter().enumerate() {
            if !stays {
                let (own, _) = both[at];
                let behind = |place: usize| match place.checked_sub(1) {
                    Some(before) => format!("behind {}", url(old, both[before].0)),
                    None => "first".to_string(),
                };
                let mut order: Vec<usize> = (0..places.len()).collect();
                order.sort_by_key(|&place| places[place]);
                let now = order.iter().position(|&place| place == at).unwrap_or(0);
                let now = match now.checked_sub(1).and_then(|before| order.get(before)) {
                    Some(&before) => format!("behind {}", url(old, both[before].0)),
                    None => "first".to_string(),
                };
                found.add(Class::MenuPlace, &url(old, own), &behind(at), &now, None);
            }
        }
    }
}

fn lead_parent(parent: &str, lead: &dyn Fn(&str) -> String) -> String {
    if parent.is_empty() { String::new() } else { lead(parent) }
}
