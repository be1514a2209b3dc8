//! From outlines to Site: the tree in reading order, URLs, menus, lookup. Built whole, every time; it never sees a body.

pub mod assets;
pub mod content_path;
pub mod lookup;
pub mod nav;
pub mod order;
pub mod permalink;
pub mod taxonomy;
pub mod tree;

use crate::config::Config;
use crate::page::outline::Outline;
use crate::site::assets::Assets;
use crate::site::content_path::ContentPath;
use crate::site::lookup::Lookup;
use crate::site::taxonomy::Taxonomy;
use crate::source::Sources;
use crate::source::span::{SourceId, Span};

/// The number of a node within one Site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Home,
    Section,
    Page,
    /// The list of the terms of one taxonomy.
    Taxonomy,
    /// The list of the pages of one term.
    Term,
}

impl Kind {
    /// The word that Hugo uses in `outputs`, `disableKinds` and templates.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Home => "home",
            Kind::Section => "section",
            Kind::Page => "page",
            Kind::Taxonomy => "taxonomy",
            Kind::Term => "term",
        }
    }
}

/// One published page, whether a file or the site itself made it.
#[derive(Debug, Clone)]
pub struct Node {
    pub kind: Kind,
    /// Index into the languages of the configuration.
    pub language: usize,
    /// Index into the entries that the site was assembled from; `None` for a page without a file.
    pub entry: Option<usize>,
    pub source: Option<SourceId>,
    /// Logical path without language and extension, `/` between parts, as the disk spells it: `` for home,
    /// `01-dev/03-network`.
    pub path: String,
    pub parent: Option<NodeId>,
    /// In reading order: by weight.
    pub children: Vec<NodeId>,
    pub title: String,
    /// `menuTitle`, else `linkTitle`, else the title.
    pub menu_title: String,
    /// `linkTitle`, else the title: what lists are sorted by.
    pub link_title: String,
    pub weight: i64,
    /// Seconds since 1970; 0 if unknown.
    pub date: i64,
    pub hidden: bool,
    pub draft: bool,
    /// A leaf bundle: `index.md` of a folder.
    pub bundle: bool,
    /// Path on the site with the path of the base URL, percent-encoded: `/docs/a/`; empty if nothing is written for it.
    pub url: String,
    /// Output path relative to the output folder: `a/index.html`.
    pub file: String,
    /// Folder of the output in which its resources are published, with `/` at its end; `` for the top.
    pub folder: String,
    /// Whether a file is written: `build.render = never` and disabled kinds have none.
    pub rendered: bool,
    /// Whether lists and menus name it: `build.list = never` and headless bundles are not.
    pub listed: bool,
}

/// A content file that is not published, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    pub source: SourceId,
    pub entry: usize,
    pub language: usize,
    pub path: String,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Draft,
    /// `publishDate` lies ahead.
    Future,
    /// `expiryDate` has passed.
    Expired,
    /// The language is disabled.
    Language,
    /// It stands on the site without an address: `build.render: never`, a headless bundle, a kind that is disabled.
    Unrendered,
}

/// A fact met while the site was assembled.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Two sources claim one output path.
    UrlDuplicate { path: String, first: SourceId, second: SourceId },
    /// Two output paths that differ only in case: one of them is lost on macOS, Windows and some hosts.
    UrlCaseCollision { path: String, other: String, first: SourceId, second: SourceId },
    /// An alias that is empty, leads to the root, or climbs out of the site.
    AliasInvalid { span: Span, alias: String },
    /// An alias on the place of a page or of another alias.
    AliasTaken { span: Span, alias: String, by: SourceId },
    /// `url` in the front matter that cannot be a path.
    UrlInvalid { source: SourceId, url: String },
    /// A published page below a section that is a draft.
    ParentWithheld { source: SourceId, parent: SourceId },
    /// A folder of pages without `_index.md`.
    SectionIndexMissing { folder: String, first: SourceId },
}

/// One content file as the site sees it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub source: SourceId,
    pub path: &'a ContentPath,
    pub outline: &'a Outline,
}

/// The whole site.
#[derive(Debug, Default)]
pub struct Site {
    pub nodes: Vec<Node>,
    /// Home of each language.
    pub homes: Vec<Option<NodeId>>,
    pub withheld: Vec<Withheld>,
    /// The children of the nodes whose menu is not in the order of weights, in the order that it has.
    pub menu_orders: rustc_hash::FxHashMap<NodeId, (order::By, Vec<NodeId>)>,
    /// Nodes of each language in reading order, as the arrows lead through them.
    pub walks: Vec<Vec<NodeId>>,
    /// Place of a node in its walk.
    pub walk_place: Vec<Option<u32>>,
    pub taxonomies: Vec<Taxonomy>,
    /// Old URL (as an output path) to the node it redirects to, with the place where it is written.
    pub aliases: Vec<Alias>,
    pub assets: Assets,
    pub lookup: Lookup,
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone)]
pub struct Alias {
    pub file: String,
    pub node: NodeId,
    pub written: String,
    pub span: Span,
}

/// Which moment it is, in seconds since 1970, and which pages the command line lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Publication {
    pub now: i64,
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
}

/// Assembles the site from the outlines of all pages.
pub fn assemble(config: &Config, sources: &Sources, entries: &[Entry<'_>], publication: Publication) -> Site {
    let mut site = tree::grow(config, entries, publication);
    taxonomy::grow(&mut site, config, entries);
    permalink::place(&mut site, config, entries);
    order::sort(&mut site);
    site.menu_orders = order::of_menus(&site, config, entries);
    nav::walk(&mut site, config);
    site.assets = assets::collect(&site, config, sources);
    site.lookup = lookup::index(&site, config);
    permalink::claims(&mut site, config, entries);
    let aliases = std::mem::take(&mut site.aliases);
    site.lookup.add_aliases(&aliases);
    site.aliases = aliases;
    site
}

impl Site {
    /// Whether every page and alias of another site has the same place and the same state, so that whatever leads to one
    /// leads to the same in both; titles, weights and dates may differ.
    pub fn has_places_of(&self, other: &Site) -> bool {
        let same_node = |(one, two): (&Node, &Node)| {
            let place = |node: &Node| (node.kind, node.language, node.entry, node.source, node.parent);
            let state = |node: &Node| (node.hidden, node.draft, node.bundle, node.rendered, node.listed);
            place(one) == place(two)
                && state(one) == state(two)
                && (&one.path, &one.url, &one.file, &one.folder) == (&two.path, &two.url, &two.file, &two.folder)
                && one.children == two.children
        };
        let same_alias = |(one, two): (&Alias, &Alias)| (&one.file, one.node) == (&two.file, two.node);
        self.nodes.len() == other.nodes.len()
            && self.aliases.len() == other.aliases.len()
            && self.homes == other.homes
            && self.withheld == other.withheld
            && self.nodes.iter().zip(&other.nodes).all(same_node)
            && self.aliases.iter().zip(&other.aliases).all(same_alias)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    pub fn is_bundle(&self, id: NodeId) -> bool {
        self.node(id).bundle
    }

    /// From home down to the parent.
    pub fn ancestors(&self, id: NodeId) -> Vec<NodeId> {
        let mut chain = Vec::new();
        let mut at = self.node(id).parent;
        while let Some(parent) = at {
            chain.push(parent);
            at = self.node(parent).parent;
        }
        chain.reverse();
        chain
    }
}
