//! Site: a finished site as visitors know it: pages by address, redirects, files, menu.

use super::address::{self, Address, Base, Raw, key};
use super::content::{self, Read, folded};
use super::menu::{self, Menu};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A file of a finished site.
pub struct File {
    /// Relative to the top of the site, with `/` between the parts.
    pub path: String,
    /// The text of pages and of `sitemap.xml`; nothing for other files.
    pub text: Option<String>,
}

/// A finished site.
#[derive(Debug, Default)]
pub struct Site {
    pub base: Base,
    /// By key.
    pub pages: BTreeMap<String, Page>,
    /// Redirects by key: how the address is spelled, and where it leads in the end.
    pub redirects: BTreeMap<String, (String, Address)>,
    /// Addresses of all other files.
    pub files: BTreeSet<String>,
    pub menu: Menu,
}

#[derive(Debug, Default, Clone)]
pub struct Page {
    /// As it is spelled: `/a/` or `/a.html`.
    pub url: String,
    pub title: String,
    /// The headings of level 1.
    pub h1s: Vec<String>,
    pub words: Vec<String>,
    pub headings: Vec<(String, String)>,
    pub ids: BTreeSet<String>,
    /// Where links lead and what they say.
    pub links: Vec<(Address, String)>,
    /// Addresses of pictures.
    pub images: Vec<Address>,
}

/// How many redirects are followed one after the other.
const LONGEST_CHAIN: usize = 8;

impl Site {
    /// Reads a site. `url` says where it stands; without it the pages are asked.
    pub fn read(files: Vec<File>, url: Option<&str>) -> Self {
        let read: Vec<(String, Read)> = files
            .par_iter()
            .filter(|file| is_page(&file.path))
            .filter_map(|file| {
                let text = file.text.as_deref()?;
                Some((file.path.clone(), content::read(&format!("/{}", file.path), text)))
            })
            .collect();
        let paths: BTreeSet<String> = files.iter().map(|file| address::of_file(&file.path)).collect();
        let sitemap = files.iter().find(|file| file.path == "sitemap.xml").and_then(|file| file.text.as_deref());
        let base = url.and_then(Base::of).unwrap_or_else(|| guess(&read, &paths, sitemap.unwrap_or("")));
        let mut site = Self { base, ..Self::default() };
        for file in files.iter().filter(|file| !is_page(&file.path)) {
            site.files.insert(address::of_file(&file.path));
        }
        for (path, read) in &read {
            if let Some(target) = &read.redirect {
                let url = address::of_file(path);
                site.redirects.insert(key(&url).to_string(), (url, site.base.resolve(target)));
            }
        }
        let ends: Vec<(String, Address)> =
            site.redirects.iter().map(|(key, (_, target))| (key.clone(), site.follow(target))).collect();
        for (key, end) in ends {
            if let Some((_, target)) = site.redirects.get_mut(&key) {
                *target = end;
            }
        }
        let name = name_in_titles(&read);
        for (path, read) in &read {
            if read.redirect.is_none() {
                let url = address::of_file(path);
                let page = site.page(url, read, &name);
                site.pages.insert(key(&page.url).to_string(), page);
            }
        }
        let lead = |key: &str| match site.redirects.get(key) {
            Some((_, Address::Inside { path, .. })) => address::key(path).to_string(),
            _ => key.to_string(),
        };
        // What the home page shows comes first: its titles are the site's.
        let mut menus: Vec<&(String, Read)> = read.iter().collect();
        menus.sort_by_key(|(path, _)| (path != "index.html", path.as_str()));
        site.menu = menu::merge(menus.into_iter().map(|(_, read)| &read.menu), &site.base, &lead);
        site
    }

    /// Where an address leads once all redirects are followed.
    pub fn follow(&self, address: &Address) -> Address {
        let mut at = address.clone();
        for _ in 0..LONGEST_CHAIN {
            let Address::Inside { path, fragment } = &at else { break };
            let Some((_, target)) = self.redirects.get(key(path)) else { break };
            let next = match target {
                Address::Inside { path, fragment: own } if own.is_empty() => {
                    Address::Inside { path: path.clone(), fragment: fragment.clone() }
                }
                other => other.clone(),
            };
            if next == at {
                break;
            }
            at = next;
        }
        at
    }

    fn page(&self, url: String, read: &Read, name: &str) -> Page {
        let resolve = |raw: &Raw| self.follow(&self.base.resolve(raw));
        Page {
            url,
            title: without_name(&read.title_tag, name).unwrap_or_else(|| read.title_tag.clone()),
            h1s: read.h1s.clone(),
            words: read.words.clone(),
            headings: read.headings.clone(),
            ids: read.ids.clone(),
            links: read.links.iter().map(|(raw, text)| (resolve(raw), text.clone())).collect(),
            images: read.images.iter().map(resolve).collect(),
        }
    }

    /// Whether something is served at a path.
    pub fn serves(&self, path: &str) -> bool {
        self.pages.contains_key(key(path)) || self.redirects.contains_key(key(path)) || self.files.contains(path)
    }
}

/// Whether a file is a page.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// Where a site stands, as far as its pages tell: the hosts of their canonical addresses, and the path below which most of
/// their links find something.
fn guess(read: &[(String, Read)], paths: &BTreeSet<String>, sitemap: &str) -> Base {
    let locations = sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    for url in read.iter().filter_map(|(_, read)| read.canonical.as_deref()).chain(locations) {
        if let Some((host, _)) = address::host_and_path(url) {
            *hosts.entry(host).or_default() += 1;
        }
    }
    let host = hosts.into_iter().max_by_key(|(_, count)| *count).map(|(host, _)| host);
    let links = || {
        let pages = read.iter().take(200).flat_map(|(_, read)| {
            read.links.iter().map(|(raw, _)| raw).chain(&read.images).chain(read.menu.iter().map(|entry| &entry.target))
        });
        pages.filter_map(|raw| match raw {
            Raw::Root { path, .. } => Some(path.clone()),
            Raw::Whole(url) => {
                address::host_and_path(url).filter(|(of, _)| Some(of) == host.as_ref()).map(|(_, path)| path)
            }
            Raw::File { .. } => None,
        })
    };
    // The folders that links begin with, most frequent first; that of the canonical address of the home page before all.
    let mut prefixes: BTreeMap<String, usize> = BTreeMap::new();
    for path in links().take(2000) {
        let mut prefix = "/".to_string();
        for part in path.trim_matches('/').split('/').take(3).filter(|part| !part.is_empty()) {
            prefix.push_str(&format!("{part}/"));
            *prefixes.entry(prefix.clone()).or_default() += 1;
        }
    }
    let home = read.iter().find(|(path, _)| path == "index.html").and_then(|(_, home)| home.canonical.as_deref());
    if let Some(base) = home.and_then(Base::of) {
        prefixes.insert(base.path, usize::MAX);
    }
    let mut prefixes: Vec<(String, usize)> = prefixes.into_iter().collect();
    prefixes.sort_by_key(|(prefix, count)| (std::cmp::Reverse(*count), prefix.len()));
    let found = |base: &Base| {
        let is_there = |path: &String| {
            let path = base.within(path).map(|path| address::of_file(path.trim_start_matches('/')));
            path.is_some_and(|path| paths.contains(&path) || paths.contains(&format!("{path}/")))
        };
        links().filter(is_there).count()
    };
    let hosts: Vec<String> = host.clone().into_iter().collect();
    let mut best = (Base { hosts: hosts.clone(), path: "/".to_string() }, 0);
    best.1 = found(&best.0);
    for (path, _) in prefixes.into_iter().take(12) {
        let base = Base { hosts: hosts.clone(), path };
        let count = found(&base);
        if count > best.1 {
            best = (base, count);
        }
    }
    best.0
}

const SEPARATORS: [&str; 8] = [" :: ", " | ", " \u{b7} ", " - ", " \u{2013} ", " \u{2014} ", " \u{2022} ", ": "];

/// The name of the site that stands in the titles of most pages; empty if there is none.
fn name_in_titles(read: &[(String, Read)]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let titles: Vec<&str> =
        read.iter().filter(|(_, read)| read.redirect.is_none()).map(|(_, read)| read.title_tag.as_str()).collect();
    for title in &titles {
        let ends = SEPARATORS.iter().flat_map(|sign| {
            let first = title.split_once(sign).map(|(first, _)| first);
            let last = title.rsplit_once(sign).map(|(_, last)| last);
            [first, last]
        });
        let ends: BTreeSet<&str> = ends.flatten().collect();
        ends.into_iter().for_each(|end| *counts.entry(end).or_default() += 1);
    }
    let most = counts.into_iter().max_by_key(|(name, count)| (*count, name.len()));
    most.filter(|(_, count)| *count > 1 && count * 2 > titles.len()).map_or(String::new(), |(name, _)| name.to_string())
}

/// A title without the name of the site before or behind it.
fn without_name(title: &str, name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    SEPARATORS.iter().find_map(|sign| {
        let ending = format!("{sign}{name}");
        let start = format!("{name}{sign}");
        title.strip_suffix(&ending).or_else(|| title.strip_prefix(&start)).map(str::to_string)
    })
}

/// Whether two pages have the same title: in the head, or as their first heading.
pub fn same_title(a: &Page, b: &Page) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && folded(a) == folded(b);
    (a.title.is_empty() && a.h1s.is_empty())
        || same(&a.title, &b.title)
        || same(a.h1(), b.h1())
        || same(&a.title, b.h1())
        || same(a.h1(), &b.title)
}

impl Page {
    /// Its first heading of level 1; empty if it has none.
    pub fn h1(&self) -> &str {
        self.h1s.first().map_or("", String::as_str)
    }
}
