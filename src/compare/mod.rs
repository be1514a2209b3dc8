//! Compare: what a site loses when another one takes its place, page by page, whatever built the two.

pub mod address;
pub mod class;
mod content;
mod menu;
mod pages;
mod row;
pub mod site;
pub mod tell;

use address::Address;
use class::{Class, Difference};
use pages::{anchors, bare, headings, images, links, texts, wanted_anchors};
use site::{Page, Site, same_title};
use std::collections::{BTreeMap, BTreeSet};

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
    let fresh = Fresh::of(old, new);
    let mut empty: BTreeSet<String> = BTreeSet::new();
    for (key, page) in &old.pages {
        if says_nothing(page) && successor(new, key).is_none() {
            empty.insert(format!("{}/index.xml", key.trim_end_matches('/')));
            continue;
        }
        if successor(new, key).is_none() && !new.redirects.contains_key(key) {
            found.add(Class::Url, &page.url, &page.url, "", fresh.near(page, key));
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

/// The pages that nobody knows yet, by what could tell them.
struct Fresh<'n> {
    by_case: BTreeMap<String, &'n str>,
    by_title: BTreeMap<String, &'n str>,
    by_name: BTreeMap<&'n str, &'n str>,
}

impl<'n> Fresh<'n> {
    fn of(old: &Site, new: &'n Site) -> Self {
        let mut fresh = Self { by_case: BTreeMap::new(), by_title: BTreeMap::new(), by_name: BTreeMap::new() };
        for (key, page) in &new.pages {
            fresh.by_case.entry(key.to_lowercase()).or_insert(&page.url);
            if !old.pages.contains_key(key) {
                for title in [page.title.as_str(), page.h1()].into_iter().filter(|title| !title.is_empty()) {
                    fresh.by_title.entry(content::folded(title)).or_insert(&page.url);
                }
                fresh.by_name.entry(last(key)).or_insert(&page.url);
            }
        }
        fresh
    }

    /// The page that probably took the place of a lost one: in another case of letters, with its title, or of its name.
    fn near(&self, page: &Page, key: &str) -> Option<String> {
        let titles = [page.title.as_str(), page.h1()];
        let by_title = || titles.iter().find_map(|title| self.by_title.get(&content::folded(title)));
        let by_case = self.by_case.get(&key.to_lowercase());
        by_case.or_else(by_title).or_else(|| self.by_name.get(last(key))).map(|url| url.to_string())
    }
}

fn last(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or("")
}

fn menus(old: &Site, new: &Site, found: &mut Comparison) {
    if old.menu.rows.is_empty() || new.menu.rows.is_empty() {
        return;
    }
    let lead = |key: &str| successor(new, key).map_or(key.to_string(), |page| address::key(&page.url).to_string());
    let url = |site: &Site, key: &str| site.pages.get(key).map_or(key.to_string(), |page| page.url.clone());
    let shown = |site: &Site, key: &str| if key.is_empty() { "the top".to_string() } else { url(site, key) };
    let rows = new.menu.rows.values().flat_map(|row| row.iter().enumerate());
    let position: BTreeMap<&str, usize> = rows.map(|(place, key)| (key.as_str(), place)).collect();
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
        let places: Vec<usize> = both.iter().map(|(_, now)| position.get(now.as_str()).copied().unwrap_or(0)).collect();
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|&place| places[place]);
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(now, &at)| rank[at] = now);
        let behind = |before: Option<usize>| match before {
            Some(before) => format!("behind {}", url(old, both[before].0)),
            None => "first".to_string(),
        };
        for (at, stays) in row::rises(&places).into_iter().enumerate() {
            if !stays {
                let now = rank[at].checked_sub(1).map(|before| order[before]);
                let (was, is) = (behind(at.checked_sub(1)), behind(now));
                found.add(Class::MenuPlace, &url(old, both[at].0), &was, &is, None);
            }
        }
    }
}

fn lead_parent(parent: &str, lead: &dyn Fn(&str) -> String) -> String {
    if parent.is_empty() { String::new() } else { lead(parent) }
}
