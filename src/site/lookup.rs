//! From a path, a name or a URL to a page.
//!
//! Source: Hugo's page `functions/urls/relref` and its behaviour in 0.168: names are compared in lower case, any extension
//! is passed over, and a name without a folder may stand anywhere if only one page has it.

use crate::config::Config;
use crate::site::permalink::join;
use crate::site::{Kind, NodeId, Site};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Indexes over all nodes.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    /// By language: logical path in lower case.
    by_path: Vec<FxHashMap<String, NodeId>>,
    /// By language: last part of the path in lower case.
    by_name: Vec<FxHashMap<String, Vec<NodeId>>>,
    /// Output path to its node.
    by_file: FxHashMap<String, NodeId>,
    by_source: FxHashMap<crate::source::span::SourceId, NodeId>,
    /// Codes of all languages: `page.en.md` names the page too.
    languages: Vec<String>,
    /// Output path of an alias to the node it leads to.
    aliases: FxHashMap<String, NodeId>,
    /// Made when the first reference leads nowhere: most sites never need them.
    lost: OnceLock<Lost>,
}

/// Indexes for what is not found otherwise.
#[derive(Debug, Clone, Default)]
struct Lost {
    /// Output path of a page or an asset in lower case, to its true spelling; pages by their folder as well.
    folded: FxHashMap<String, String>,
    /// Language and last part of the path in lower case, to the numbers of the pages that are not published.
    withheld: FxHashMap<(usize, String), Vec<usize>>,
}

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Page(NodeId),
    /// Several pages have the name.
    Ambiguous(Vec<NodeId>),
    Nothing,
}

/// Indexes a site whose nodes are placed.
pub fn index(site: &Site, config: &Config) -> Lookup {
    let languages: Vec<String> = config.languages.iter().map(|language| language.code.clone()).collect();
    let by_path = vec![FxHashMap::default(); languages.len()];
    let by_name = vec![FxHashMap::default(); languages.len()];
    let mut lookup = Lookup { languages, by_path, by_name, ..Lookup::default() };
    for id in site.ids() {
        let node = site.node(id);
        lookup.by_file.entry(node.file.clone()).or_insert(id);
        if let Some(source) = node.source {
            lookup.by_source.insert(source, id);
        }
        if !matches!(node.kind, Kind::Home | Kind::Section | Kind::Page) {
            continue;
        }
        let path = fold(&node.path);
        let name = path.rsplit('/').next().unwrap_or(&path);
        if !name.is_empty() {
            lookup.by_name[node.language].entry(name.to_string()).or_default().push(id);
        }
        lookup.by_path[node.language].entry(path.into_owned()).or_insert(id);
    }
    lookup
}

/// Paths are compared without case and with hyphens for blanks, as their URLs are.
fn fold(path: &str) -> Cow<'_, str> {
    match path.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b' ' || !byte.is_ascii()) {
        true => path.to_lowercase().replace(' ', "-").into(),
        false => path.into(),
    }
}

impl Lookup {
    /// The page that stands at a logical path in a language.
    pub fn at(&self, language: usize, path: &str) -> Option<NodeId> {
        self.by_path.get(language)?.get(&*fold(path)).copied()
    }

    /// The page that a source became.
    pub fn of_source(&self, source: crate::source::span::SourceId) -> Option<NodeId> {
        self.by_source.get(&source).copied()
    }

    /// The page that is written to an output path.
    pub fn of_file(&self, file: &str) -> Option<NodeId> {
        self.by_file.get(file).copied()
    }

    /// All pages whose last path part is `name`.
    pub fn named(&self, language: usize, name: &str) -> &[NodeId] {
        self.by_name.get(language).and_then(|names| names.get(&*fold(name))).map_or(&[], Vec::as_slice)
    }

    /// All logical paths of a language, for near names; sorted.
    pub fn paths(&self, language: usize) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.by_path.get(language).into_iter().flatten().map(|(path, _)| path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    /// The output path that differs from one in case alone; for the folder of a page that of the page.
    pub fn in_any_case<'a>(&'a self, site: &Site, file: &str) -> Option<&'a str> {
        self.lost(site).folded.get(&file.to_lowercase()).map(String::as_str)
    }

    /// The pages of a name that are not published, as numbers in the list of the site.
    pub fn withheld_named<'a>(&'a self, site: &Site, language: usize, name: &str) -> &'a [usize] {
        self.lost(site).withheld.get(&(language, name.to_lowercase())).map_or(&[], Vec::as_slice)
    }

    fn lost(&self, site: &Site) -> &Lost {
        self.lost.get_or_init(|| {
            let mut lost = Lost::default();
            for file in site.assets.by_file.keys() {
                lost.folded.entry(file.to_lowercase()).or_insert_with(|| file.clone());
            }
            for node in site.nodes.iter().filter(|node| node.rendered) {
                let file = node.file.to_lowercase();
                if let Some(folder) = file.strip_suffix("/index.html") {
                    lost.folded.entry(folder.to_string()).or_insert_with(|| node.file.clone());
                }
                lost.folded.entry(file).or_insert_with(|| node.file.clone());
            }
            for (number, page) in site.withheld.iter().enumerate() {
                let name = page.path.rsplit('/').next().unwrap_or(&page.path).to_lowercase();
                lost.withheld.entry((page.language, name)).or_default().push(number);
            }
            lost
        })
    }

    pub fn add_aliases(&mut self, aliases: &[crate::site::Alias]) {
        self.aliases = aliases.iter().map(|alias| (alias.file.clone(), alias.node)).collect();
    }

    /// The page that an old URL leads to.
    pub fn of_alias(&self, file: &str) -> Option<NodeId> {
        self.aliases.get(file).copied()
    }

    /// The page that a reference names, seen from a page: relative to it, from the root of the content, by a name that
    /// only one page has.
    pub fn reference(&self, site: &Site, from: NodeId, target: &str) -> Found {
        let node = site.node(from);
        self.reference_in(node.language, &base_folder(site, from), target)
    }

    /// The same from a folder of content.
    pub fn reference_in(&self, language: usize, folder: &str, target: &str) -> Found {
        let trimmed = target.trim().trim_end_matches('/');
        if trimmed.is_empty() {
            return match self.at(language, "") {
                Some(home) if target.contains('/') => Found::Page(home),
                _ => Found::Nothing,
            };
        }
        let candidates = spellings(trimmed, &self.languages);
        for candidate in &candidates {
            if let Some(rest) = candidate.strip_prefix('/') {
                if let Some(id) = join("", rest).and_then(|path| self.at(language, &path)) {
                    return Found::Page(id);
                }
                continue;
            }
            if let Some(id) = join(folder, candidate).and_then(|path| self.at(language, &path)) {
                return Found::Page(id);
            }
            if candidate.starts_with('.') {
                continue;
            }
            if let Some(id) = join("", candidate).and_then(|path| self.at(language, &path)) {
                return Found::Page(id);
            }
        }
        for candidate in &candidates {
            if candidate.contains('/') || candidate.starts_with('.') {
                continue;
            }
            match self.named(language, candidate) {
                [] => {}
                [one] => return Found::Page(*one),
                several => return Found::Ambiguous(several.to_vec()),
            }
        }
        Found::Nothing
    }
}

/// The folder against which references of a page are read: a section's own, else the one that holds the page.
pub fn base_folder(site: &Site, from: NodeId) -> String {
    let node = site.node(from);
    let own_folder = matches!(node.kind, Kind::Home | Kind::Section) || site.is_bundle(from);
    if own_folder {
        return node.path.clone();
    }
    node.path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string())
}

/// The logical paths that a written path may mean: as it stands, without its extension, and as the folder of an index file.
fn spellings<'t>(target: &'t str, languages: &[String]) -> Vec<&'t str> {
    let mut spellings = Vec::with_capacity(4);
    let name = target.rsplit_once('/').map_or(target, |(_, name)| name);
    let before = target.len() - name.len();
    let folder = match target[..before].strip_suffix('/') {
        Some("") => "/",
        Some(folder) => folder,
        None => ".",
    };
    // Each of them is a beginning of the target.
    let up_to = |name: &str| if name.is_empty() { folder } else { &target[..before + name.len()] };
    let stem = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && *stem != ".").map(|(stem, _)| stem);
    if let Some(stem) = stem
        && matches!(stem.split('.').next(), Some("_index" | "index"))
    {
        spellings.push(folder);
    }
    if matches!(name, "_index" | "index") {
        spellings.push(folder);
    }
    spellings.push(up_to(name));
    if let Some(stem) = stem {
        spellings.push(up_to(stem));
        if let Some((plain, code)) = stem.rsplit_once('.')
            && languages.iter().any(|language| language.eq_ignore_ascii_case(code))
        {
            spellings.push(up_to(plain));
        }
    }
    spellings
}
