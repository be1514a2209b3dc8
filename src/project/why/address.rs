//! How the address of a page came about, step by step.

use crate::page::front_matter::Meta;
use crate::project::snapshot::Snapshot;
use crate::site::content_path::Role;
use crate::site::permalink::{language_prefix, segment, url_of};
use crate::site::{Kind, Node, NodeId};
use serde::Serialize;

/// The address of a page and its story.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Address {
    /// With the path of the base URL; none for a page that is not written.
    pub url: Option<String>,
    /// Path in the output folder.
    pub file: Option<String>,
    /// What made it so, in the order in which it takes effect.
    pub because: Vec<String>,
    /// Old addresses that lead here.
    pub aliases: Vec<String>,
}

/// The address of the page of an entry. The steps are those of [`crate::site::permalink`].
pub fn of(snapshot: &Snapshot, entry: usize, node: Option<NodeId>) -> Address {
    let mut because = Vec::new();
    let Some(id) = node else {
        because.push("a page that is not published has no address".to_string());
        return Address { url: None, file: None, because, aliases: Vec::new() };
    };
    let config = &snapshot.settings.config;
    let site = &snapshot.site;
    let node = site.node(id);
    let page = &snapshot.pages[entry];
    let meta = &page.front.meta;
    let given = |key: &str| {
        let own = page.front.entries.iter().any(|entry| entry.key.eq_ignore_ascii_case(key));
        if own { "of its front matter" } else { "that a cascade gives it" }
    };
    let prefix = language_prefix(config, node.language);
    if let Some(url) = meta.url.as_deref().filter(|url| !url.is_empty()) {
        let from = if url.starts_with('/') { "from the root of the site" } else { "from the folder of the page" };
        because.push(format!("`url: {url}` {} decides, read {from}", given("url")));
    } else if node.kind == Kind::Home {
        because.push("it is the home page".to_string());
    } else {
        because.push(match snapshot.paths[entry].role {
            Role::Section => format!("the folder `{}`, whose `_index` file it is", node.path),
            Role::Bundle => format!("the folder `{}`, whose `index` file it is", node.path),
            _ => format!("the file `{}` of the content folder", node.path),
        });
        if node.kind == Kind::Page {
            because.extend(of_page(snapshot, node, meta, &given));
        }
        let odd: Vec<String> = node
            .path
            .split('/')
            .filter(|part| segment(config, part) != **part)
            .map(|part| format!("`{part}` as `{}`", segment(config, part)))
            .collect();
        if !odd.is_empty() {
            because.push(format!("addresses spell {}", odd.join(", ")));
        }
    }
    if !prefix.is_empty() {
        let code = prefix.trim_end_matches('/');
        let why = if *code == *config.default_language {
            "`defaultContentLanguageInSubdir` puts the default language into a folder, too"
        } else {
            "a language other than the default one has its own folder"
        };
        because.push(format!("`{prefix}` stands before it: {why}"));
    }
    if !matches!(node.kind, Kind::Home | Kind::Section) && config.is_ugly(&node.path) {
        because.push("`uglyURLs` makes a file of that name, not a folder".to_string());
    }
    if config.base_path() != "/" {
        because.push(format!("`{}` is the path of `baseURL`", config.base_path()));
    }
    if !node.rendered {
        because.push(
            "no file is written for it: `build.render: never`, a kind that is disabled, or a `url` that is no path"
                .to_string(),
        );
    }
    let aliases =
        site.aliases.iter().filter(|alias| alias.node == id).map(|alias| url_of(config, &alias.file)).collect();
    let url = node.rendered.then(|| node.url.clone());
    Address { url, file: node.rendered.then(|| node.file.clone()), because, aliases }
}

fn of_page(snapshot: &Snapshot, node: &Node, meta: &Meta, given: &dyn Fn(&str) -> &'static str) -> Vec<String> {
    let config = &snapshot.settings.config;
    let mut steps = Vec::new();
    if let Some(slug) = meta.slug.as_deref().filter(|slug| !slug.is_empty()) {
        let name = node.path.rsplit('/').next().unwrap_or("");
        steps.push(format!("`slug: {slug}` {} stands in place of `{name}`", given("slug")));
    }
    let section = node.path.split_once('/').map_or("", |(section, _)| section).to_lowercase();
    let pattern = config.permalinks.get_key_value(&section).or_else(|| config.permalinks.get_key_value("page"));
    if let Some((section, pattern)) = pattern {
        steps.push(format!("the pattern `{pattern}` of `permalinks.{section}` in the configuration puts it together"));
    }
    steps
}
