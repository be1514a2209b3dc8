//! What a shortcode asks of the site, answered.

use crate::fingerprint::Fingerprint;
use crate::page::call::{Argument, Call, Value};
use crate::page::front_matter::Meta;
use crate::resolve::Resolver;
use crate::resolve::asset::Picture;
use crate::resolve::reference::{Outcome, Role, push_fragment};
use crate::resolve::target;
use crate::shortcode::Ask;
use crate::site::lookup::Found;
use crate::site::order::By;
use crate::site::{Kind, NodeId, nav};
use crate::source::span::SourceId;

/// The answer to the question of one call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallAnswer {
    Nothing,
    /// A URL, or the value of a parameter.
    Text(String),
    Pages(Vec<PageCard>),
    Files(Vec<FileCard>),
    Picture(Picture),
    /// The text of another file.
    File {
        source: SourceId,
        path: String,
        /// Of the text: with another text it is another answer.
        print: Fingerprint,
    },
    Link {
        url: String,
        external: bool,
    },
}

/// A page as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PageCard {
    pub title: String,
    pub menu_title: String,
    /// Empty for a page that has no address.
    pub url: String,
    /// Of the front matter.
    pub description: String,
    /// HTML of its opening.
    pub summary: String,
    pub level: usize,
    pub planned: bool,
    pub children: Vec<PageCard>,
}

/// A file that belongs to a page.
#[derive(Debug, Clone, PartialEq)]
pub struct FileCard {
    pub name: String,
    pub url: String,
    /// In bytes.
    pub size: u64,
}

impl Resolver<'_, '_> {
    pub(crate) fn call(&mut self, call: &Call) -> CallAnswer {
        match ask_of(&call.name) {
            Ask::Nothing | Ask::OwnHeadings | Ask::Items => CallAnswer::Nothing,
            Ask::Target => self.target(call),
            Ask::Children => CallAnswer::Pages(self.children(call)),
            Ask::BundleFiles => CallAnswer::Files(self.files(call)),
            Ask::SiteParam => self.site_param(call),
            Ask::PageParam => self.page_param(call),
            Ask::Picture => match call.named("src").or_else(|| call.argument("src", 0)) {
                Some(argument) => {
                    let written = argument.value.text();
                    let (picture, outcome) = self.picture(&written);
                    self.record(Role::Image, &written, unquoted(argument), outcome);
                    CallAnswer::Picture(picture)
                }
                None => CallAnswer::Nothing,
            },
            Ask::Link => match call.named("href") {
                Some(argument) => {
                    let written = argument.value.text();
                    let (url, outcome) = self.url(&written, false);
                    let external = outcome == Outcome::External;
                    self.record(Role::Argument, &written, unquoted(argument), outcome);
                    CallAnswer::Link { url, external }
                }
                None => CallAnswer::Nothing,
            },
            Ask::File => self.file(call),
        }
    }

    fn target(&mut self, call: &Call) -> CallAnswer {
        let Some(argument) = call.argument("path", 0) else {
            let span = call.open;
            self.record(Role::Ref, "", span, Outcome::Empty);
            return CallAnswer::Text(String::new());
        };
        let written = argument.value.text();
        let language = call.named("lang").map(|argument| argument.value.text());
        let (mut found, mut outcome) = self.relref(&written, language.as_deref());
        let format = call.named("outputFormat").map(|argument| argument.value.text().to_lowercase());
        if let Some(format) = format.filter(|format| !matches!(format.as_str(), "" | "html"))
            && found.take().is_some()
        {
            outcome = Outcome::UnknownFormat { format };
        }
        let absolute = call.name == "ref" && nav::root_pages_in_menu(self.world.config);
        let url = match (&found, &outcome) {
            // As in Hugo.
            (Some((node, _)), _) if self.world.site.node(*node).url.is_empty() => String::new(),
            (Some((node, fragment)), _) => {
                let mut url = if absolute { self.world.config.origin().to_string() } else { String::new() };
                url.push_str(&self.world.site.node(*node).url);
                push_fragment(&mut url, fragment.as_deref().filter(|fragment| !fragment.is_empty()));
                url
            }
            (None, Outcome::Page { fragment: Some(fragment), .. } | Outcome::AnchorMissing { fragment, .. }) => {
                let mut url = String::new();
                push_fragment(&mut url, Some(fragment));
                url
            }
            _ => self.world.config.ref_links_not_found_url.clone(),
        };
        self.record(Role::Ref, &written, unquoted(argument), outcome);
        CallAnswer::Text(url)
    }

    /// Source: learn's `children`, relearn's too; `docs/differences-from-hugo.md` for the parameter `page` and "false".
    fn children(&mut self, call: &Call) -> Vec<PageCard> {
        let is_true = |name: &str| call.named(name).is_some_and(|argument| argument.value.is_true());
        let show_hidden = is_true("showhidden");
        let depth =
            call.named("depth").and_then(|argument| argument.value.text().trim().parse::<usize>().ok()).unwrap_or(1);
        let sort = call.named("sort").and_then(|argument| By::named(&argument.value.text()));
        let start = match call.named("page") {
            Some(argument) => {
                let written = argument.value.text();
                let found = self.world.site.lookup.reference_in(self.place.language, &self.place.folder, &written);
                match found {
                    Found::Page(node) => {
                        self.record(
                            Role::Argument,
                            &written,
                            unquoted(argument),
                            Outcome::Page { node, fragment: None },
                        );
                        Some(node)
                    }
                    Found::Ambiguous(candidates) => {
                        let outcome = Outcome::Ambiguous { candidates };
                        self.record(Role::Argument, &written, unquoted(argument), outcome);
                        None
                    }
                    Found::Nothing => {
                        self.record(Role::Argument, &written, unquoted(argument), Outcome::Missing);
                        None
                    }
                }
            }
            None => self.place.node,
        };
        self.reads_texts.set(true);
        start.map_or(Vec::new(), |start| self.cards(start, show_hidden, depth.min(64), sort, 1))
    }

    fn cards(&self, of: NodeId, show_hidden: bool, depth: usize, sort: Option<By>, level: usize) -> Vec<PageCard> {
        let site = self.world.site;
        if depth == 0 {
            return Vec::new();
        }
        let at_home = site.node(of).kind == Kind::Home;
        let root_pages = nav::root_pages_in_menu(self.world.config);
        let children = &site.node(of).children;
        // relearn lists pages in the order of the menu, learn by weight.
        let ordered =
            if sort.is_none() && root_pages { site.menu_orders.get(&of).map(|(_, children)| children) } else { None };
        let mut list: Vec<NodeId> = ordered
            .unwrap_or(children)
            .iter()
            .copied()
            .filter(|&child| {
                let node = site.node(child);
                let kind = match node.kind {
                    Kind::Section => true,
                    Kind::Page => !at_home || root_pages,
                    _ => false,
                };
                kind && node.listed && (show_hidden || !node.hidden)
            })
            .collect();
        let meta = |id: NodeId| site.node(id).entry.map(|entry| &*self.world.pages[entry].front.meta);
        match sort {
            Some(By::Length) => list.sort_by_key(|&id| self.length_of(id)),
            Some(by) => by.sort(site, &mut list, meta),
            None => {}
        }
        list.into_iter()
            .map(|id| {
                let node = site.node(id);
                let page = node.entry.map(|entry| &self.world.pages[entry]);
                let description = page.and_then(|page| page.front.meta.description.clone()).unwrap_or_default();
                let summary = page.map(|page| page.outline.summary().to_owned()).unwrap_or_default();
                PageCard {
                    // learn's `children` shows the title.
                    title: if root_pages { &node.link_title } else { &node.title }.clone(),
                    menu_title: node.menu_title.clone(),
                    url: node.url.clone(),
                    description,
                    summary,
                    level,
                    planned: page.is_some_and(|page| page.outline.planned()),
                    children: self.cards(id, show_hidden, depth - 1, sort, level + 1),
                }
            })
            .collect()
    }

    fn length_of(&self, id: NodeId) -> u64 {
        self.world.site.node(id).entry.map_or(0, |entry| self.world.pages[entry].outline.length)
    }

    /// The files of a page: `page.files/` beside it, or `files/` within its folder.
    fn files(&mut self, call: &Call) -> Vec<FileCard> {
        let Some(node) = self.place.node else { return Vec::new() };
        let site = self.world.site;
        let node = site.node(node);
        let code = &self.world.config.languages[node.language].code;
        let folders = if matches!(node.kind, Kind::Home | Kind::Section) || node.bundle {
            let base = if node.path.is_empty() { String::new() } else { format!("{}/", node.path) };
            vec![
                format!("{base}files"),
                format!("{base}_index.{code}.files"),
                format!("{base}_index.files"),
                format!("{base}index.{code}.files"),
                format!("{base}index.files"),
            ]
        } else {
            vec![format!("{}.{code}.files", node.path), format!("{}.files", node.path)]
        };
        let pattern = call.named("pattern").map(|argument| argument.value.text()).filter(|pattern| !pattern.is_empty());
        let filter = pattern.as_deref().and_then(|pattern| regex_lite::Regex::new(pattern).ok());
        let base = self.world.config.base_path();
        let prefix = crate::site::permalink::language_prefix(self.world.config, node.language);
        for folder in &folders {
            let mut cards = Vec::new();
            for (inside, list) in &site.assets.in_folder {
                if inside != folder && !inside.starts_with(&format!("{folder}/")) {
                    continue;
                }
                for (path, source) in list {
                    let name = path.rsplit('/').next().unwrap_or(path).to_string();
                    let source = self.world.sources.get(*source);
                    let size = source.asset().map_or_else(
                        || {
                            self.reads_texts.set(true);
                            source.text().len() as u64
                        },
                        |asset| asset.size,
                    );
                    let Some(files) = site.assets.by_source.get(&*source.path) else { continue };
                    let file = files.iter().find(|file| file.starts_with(&prefix)).or(files.first());
                    let Some(file) = file else { continue };
                    if filter.as_ref().is_some_and(|filter| !filter.is_match(&name)) {
                        continue;
                    }
                    let mut url = base.to_string();
                    crate::site::permalink::encode(file, &mut url);
                    cards.push(FileCard { name, url, size });
                }
            }
            if !cards.is_empty() || site.assets.in_folder.keys().any(|inside| inside == folder) {
                cards.sort_by(|a, b| a.name.cmp(&b.name));
                if call.named("sort").is_some_and(|argument| argument.value.text().eq_ignore_ascii_case("desc")) {
                    cards.reverse();
                }
                return cards;
            }
        }
        Vec::new()
    }

    fn site_param(&mut self, call: &Call) -> CallAnswer {
        let name = call.argument("name", 0).map(|argument| argument.value.text()).unwrap_or_default();
        let params = &self.world.config.languages[self.place.language].params;
        CallAnswer::Text(lookup(params, &name).unwrap_or_default())
    }

    fn page_param(&mut self, call: &Call) -> CallAnswer {
        let name = call.argument("name", 0).map(|argument| argument.value.text()).unwrap_or_default();
        let meta = &self.page.front.meta;
        let own = lookup(&meta.params, &name).or_else(|| field(meta, &name));
        match own {
            Some(text) => CallAnswer::Text(text),
            None => self.site_param(call),
        }
    }

    fn file(&mut self, call: &Call) -> CallAnswer {
        let Some(argument) = self.file_argument(call) else { return CallAnswer::Nothing };
        let written = argument.value.text();
        if target::is_external(&written) {
            self.record(Role::Argument, &written, unquoted(argument), Outcome::External);
            return CallAnswer::Link { url: written, external: true };
        }
        self.reads_texts.set(true);
        match self.quoted_file(&written) {
            Some((source, path)) => {
                self.record(Role::Argument, &written, unquoted(argument), Outcome::Asset { file: path.clone() });
                let print = self.world.sources.get(source).fingerprint();
                CallAnswer::File { source, path, print }
            }
            None => {
                self.record(Role::Argument, &written, unquoted(argument), Outcome::Missing);
                CallAnswer::Nothing
            }
        }
    }

    /// The argument of a call that names a file.
    pub(crate) fn file_argument<'c>(&self, call: &'c Call) -> Option<&'c Argument> {
        call.named("file").or_else(|| call.named("src")).or_else(|| call.argument("file", 0))
    }

    /// A file that the page quotes: beside the page, in the content folder, in `static/`, or from the root of the project.
    pub(crate) fn quoted_file(&self, written: &str) -> Option<(SourceId, String)> {
        self.quoted_from(&self.place.folder, written)
    }

    /// The same for a page of another folder of content.
    pub(crate) fn quoted_from(&self, folder: &str, written: &str) -> Option<(SourceId, String)> {
        let config = self.world.config;
        let clean = written.trim_start_matches('/');
        let content = &config.content_dir;
        let mut candidates =
            vec![format!("{content}/{folder}/{clean}"), format!("{content}/{clean}"), clean.to_string()];
        candidates.extend(config.static_dirs.iter().map(|folder| format!("{folder}/{clean}")));
        candidates.iter().find_map(|candidate| {
            let path = crate::site::permalink::join("", candidate)?;
            let find = |path: &str| self.world.sources.find(path).filter(|(_, source)| !source.text().is_empty());
            // Where the content folder is the root itself, its files are named `./a.md`.
            let here = || (content == ".").then(|| format!("./{path}"));
            match find(&path) {
                Some((source, _)) => Some((source, path)),
                None => here().and_then(|path| Some((find(&path)?.0, path))),
            }
        })
    }
}

/// The row of a built-in shortcode; a template of the site asks nothing.
fn ask_of(name: &str) -> Ask {
    crate::shortcode::ask_of(name)
}

/// The value of a key of front matter that Hugo knows itself, as Hugo prints it; nothing where Hugo has none.
fn field(meta: &Meta, name: &str) -> Option<String> {
    let listed = |values: &[String]| (!values.is_empty()).then(|| format!("[{}]", values.join(" ")));
    let moment = |seconds: Option<i64>| {
        let time = jiff::Timestamp::from_second(seconds?).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
        Some(format!("{} {} +0000 UTC", time.date(), time.time()))
    };
    match name.to_lowercase().as_str() {
        "title" => meta.title.clone(),
        "linktitle" => meta.link_title.clone(),
        "description" => meta.description.clone(),
        "summary" => meta.summary.clone(),
        "slug" => meta.slug.clone(),
        "url" => meta.url.clone(),
        "type" => meta.kind.clone(),
        "layout" => meta.layout.clone(),
        "weight" => (meta.weight != 0).then(|| meta.weight.to_string()),
        "draft" => meta.draft.then(|| "true".to_string()),
        "date" => moment(meta.date),
        "lastmod" => moment(meta.lastmod.or(meta.date)),
        "publishdate" => moment(meta.publish_date),
        "expirydate" => moment(meta.expiry_date),
        "keywords" => listed(&meta.keywords),
        "aliases" => listed(&meta.aliases.iter().map(|(alias, _)| alias.clone()).collect::<Vec<_>>()),
        key => {
            let found = meta.terms.iter().find(|(taxonomy, _)| taxonomy == key);
            found.and_then(|(_, terms)| listed(terms))
        }
    }
}

/// The value of a dotted name in lower-cased parameters, as text.
fn lookup(params: &serde_json::Map<String, serde_json::Value>, name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let mut parts = name.split('.');
    let mut value = params.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        serde_json::Value::Array(list) => {
            let shown: Vec<String> =
                list.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_string)).collect();
            format!("[{}]", shown.join(" "))
        }
        other => other.to_string(),
    })
}

/// The value of an argument without its quotes.
pub fn unquoted(argument: &Argument) -> crate::source::span::Span {
    let mut span = argument.value_span;
    let length = match &argument.value {
        Value::Text(text) => text.len() as u32,
        _ => return span,
    };
    if span.end - span.start >= length + 2 {
        span.start += 1;
        span.end -= 1;
    }
    span
}
