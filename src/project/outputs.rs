//! From a snapshot to a plan: every page rendered, every asset named, every feed written.

use crate::config::forms::Forms;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::memo::Memo;
use crate::page::Page;
use crate::project::round::{self, Round};
use crate::project::snapshot::Snapshot;
use crate::project::watch::{Part, Stage};
use crate::project::{Options, Work};
use crate::publish::{self, Claim, Origin, Output, Plan};
use crate::render::body::{self, Bench};
use crate::render::highlight::Highlighter;
use crate::render::layout::{self, Shared};
use crate::render::menu::{self, Extent, Menu};
use crate::render::relative::relativize;
use crate::render::search;
use crate::render::search::terms::{PageTerms, page_terms};
use crate::render::shortcode::ShortcodePage;
use crate::render::view::{self, PageView, SharedUrls, Terms, Views, count_words, is_true};
use crate::render::{self};
use crate::resolve::asset::Picture;
use crate::rules::facts::{Clash, Clashing};
use crate::site::nav::root_pages_in_menu;
use crate::site::{Kind, NodeId, Site};
use crate::source::Content;
use crate::source::span::{SourceId, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rendered body, remembered by its arguments.
pub struct Body {
    pub html: String,
    pub words: usize,
    pub problems: Vec<render::Problem>,
}

/// A rendered page, remembered by its arguments.
#[derive(Clone)]
pub struct Laid {
    pub html: Output,
    pub problem: Option<render::Problem>,
}

/// All outputs of a snapshot.
pub struct Rendered {
    pub plan: Plan,
    pub problems: Vec<render::Problem>,
    pub claims: Vec<Claim>,
    pub work: Work,
    pub pages: usize,
}

/// Renders everything that a snapshot publishes.
pub fn render(snapshot: &Snapshot, options: &Options, memory: &mut Memory) -> Rendered {
    let watch = &options.watch;
    watch.stage(Stage::Pages);
    let maker = Maker::new(snapshot, options);
    let ids = snapshot.rendered();
    let world = memory.layouts.is_enabled().then(|| round::world(snapshot, options, maker.settings_key));
    let last = memory.round.take().filter(|round| Some(round.world) == world);
    let page = |(number, &id): (usize, &NodeId)| {
        maker.page(id, memory, last.as_ref().and_then(|round| round.pages.get(number)))
    };
    let keyed: Vec<(Fingerprint, Made)> = ids.par_iter().enumerate().map(page).collect();
    let mut extras = last.map_or_else(FxHashMap::default, |round| round.extras);
    let kept = world.map(|world| (world, keyed.clone()));
    let mut made: Vec<Made> = keyed.into_iter().map(|(_, made)| made).collect();
    let books = maker.books(&ids, &made, &memory.layouts);
    let Memory { bodies, layouts, terms, round } = memory;
    terms.keep(made.iter().filter_map(|made| made.terms.as_ref().map(|(key, terms)| (*key, terms))));
    let work = Work {
        parsed: snapshot.parsed,
        bodies: bodies.keep(made.iter().filter_map(|made| made.body.as_ref().map(|(key, body)| (*key, body)))),
        layouts: layouts.keep(
            made.iter()
                .map(|made| &made.laid)
                .chain(books.iter().map(|book| &book.laid))
                .map(|(key, laid)| (*key, laid)),
        ),
    };
    let mut rendered =
        Rendered { plan: Plan::default(), problems: Vec::new(), claims: Vec::new(), work, pages: ids.len() };
    for (made, &id) in made.iter().zip(&ids) {
        let node = snapshot.site.node(id);
        rendered.problems.extend(made.problems.iter().cloned());
        rendered.problems.extend(made.laid.1.problem.clone());
        let origin = node.source.map_or(Origin::Generated("list"), Origin::Page);
        rendered.add(&node.file, made.laid.1.html.clone(), origin);
    }
    for book in &books {
        rendered.problems.extend(book.laid.1.problem.clone());
        rendered.add(&book.file, book.laid.1.html.clone(), Origin::Generated("print"));
    }
    watch.stage(Stage::Search);
    maker.search(&mut rendered, &ids, &mut made);
    watch.stage(Stage::Outputs);
    maker.machines(&mut rendered, &ids, &made);
    drop(made);
    maker.extras(&mut rendered, &mut extras);
    *round = kept.map(|(world, pages)| Round { world, pages, extras });
    // A broken layout fails on every page; once is enough.
    let mut told: rustc_hash::FxHashSet<String> = rustc_hash::FxHashSet::default();
    rendered.problems.retain(|problem| match problem {
        render::Problem::Template { page: None, .. } => told.insert(format!("{problem:?}")),
        _ => true,
    });
    maker.feeds(&mut rendered);
    maker.aliases(&mut rendered);
    maker.assets(&mut rendered);
    rendered
}

impl Rendered {
    /// The claims that the site itself could not know of: those in which not both sides are pages.
    pub fn clashes(&self) -> Vec<Clash> {
        let place = |origin: &Origin| match origin {
            Origin::Page(source) | Origin::Static(source) => Some(Span::head(*source)),
            Origin::Alias(_, span) => Some(*span),
            Origin::Theme(_) | Origin::Generated(_) => None,
        };
        let known = |claim: &&Claim| !matches!((&claim.first, &claim.second), (Origin::Page(_), Origin::Page(_)));
        let clash = |claim: &Claim| Clash {
            kind: match claim.clash {
                publish::Clash::Same => Clashing::Same,
                publish::Clash::Case => Clashing::Case,
                publish::Clash::Folder => Clashing::Folder,
            },
            path: claim.path.clone(),
            other: claim.other.clone(),
            first: place(&claim.first),
            second: place(&claim.second),
        };
        self.claims.iter().filter(known).map(clash).collect()
    }

    pub(super) fn add(&mut self, path: &str, output: Output, origin: Origin) {
        let Some(clean) = crate::publish::output_path(path) else { return };
        if let Err(claim) = self.plan.add(&clean, output, origin) {
            self.claims.push(claim);
        }
    }
}

/// What is remembered between two renderings.
pub struct Memory {
    bodies: Memo<Body>,
    layouts: Memo<Laid>,
    terms: Memo<PageTerms>,
    round: Option<Round>,
}

impl Memory {
    /// A memory that is `enabled`, or one that forgets everything at once.
    pub fn new(enabled: bool) -> Self {
        Self { bodies: Memo::new(enabled), layouts: Memo::new(enabled), terms: Memo::new(enabled), round: None }
    }
}

#[derive(Clone)]
pub(super) struct Made {
    /// Its body, while somebody may read it again.
    pub(super) body: Option<(Fingerprint, Arc<Body>)>,
    /// Its entry in `index.json`, if that is asked for.
    pub(super) entry: Option<Output>,
    problems: Vec<render::Problem>,
    /// Its words for the search, unless it is left out.
    terms: Option<(Fingerprint, Arc<PageTerms>)>,
    laid: (Fingerprint, Arc<Laid>),
}

pub(super) struct Maker<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) options: &'s Options,
    urls: SharedUrls,
    terms: Terms,
    /// Where each page of a term stands among the taxonomies: number of the taxonomy and of its term.
    term_pages: FxHashMap<NodeId, (usize, usize)>,
    pub(super) menus: Vec<Menu>,
    pub(super) shared: Vec<Shared>,
    pub(super) words: Vec<BTreeMap<String, String>>,
    shortcode_site: Vec<tera::Value>,
    highlighter: Highlighter,
    /// Changes with configuration and theme.
    pub(super) settings_key: Fingerprint,
    forms: Forms,
    pub(super) nav_files: Vec<Option<(String, Vec<u8>)>>,
}

impl<'s> Maker<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, options: &'s Options) -> Self {
        let settings = &snapshot.settings;
        let config = &settings.config;
        let theme = &settings.theme;
        let base = config.base_path();
        let url = |path: &str| snapshot.theme_files.get(path).map(|file| format!("{base}{file}")).unwrap_or_default();
        let named = |key: &str| {
            config
                .params
                .get(key)
                .and_then(Value::as_str)
                .filter(|path| !path.is_empty())
                .map(|path| own_url(base, path))
        };
        let custom_css = match config.params.get("custom_css").or_else(|| config.params.get("customcss")) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(|path| own_url(base, path)).collect(),
            Some(Value::String(path)) => vec![own_url(base, path)],
            _ => Vec::new(),
        };
        let favicon = named("favicon").or_else(|| {
            // learn looks for these names.
            ["images/favicon.svg", "images/favicon.png", "images/favicon.ico", "favicon.ico"]
                .iter()
                .find(|file| snapshot.site.assets.by_file.contains_key(**file))
                .map(|file| format!("{base}{file}"))
        });
        let urls = SharedUrls {
            css: url("css/foundation.css"),
            js: url("js/foundation.js"),
            search_js: url("js/search.js"),
            nav_js: url("js/nav.js"),
            favicon: favicon.unwrap_or_else(|| url("favicon.svg")),
            custom_css,
            files: snapshot.theme_files.iter().map(|(path, file)| (path.clone(), format!("{base}{file}"))).collect(),
        };
        let words: Vec<BTreeMap<String, String>> =
            config.languages.iter().map(|language| theme.strings.of(&language.code)).collect();
        let extent = extent(settings);
        let menus: Vec<Menu> = (0..config.languages.len())
            .map(|language| menu::build(&snapshot.site, config, &snapshot.pages, language, extent, &words[language]))
            .collect();
        let mut hasher = Hasher::new();
        hasher.fingerprint(config.fingerprint()).fingerprint(theme.fingerprint);
        hasher.fingerprint(settings.signatures.fingerprint()).fingerprint(options.pictures.fingerprint());
        hasher.number(u64::from(options.links_only));
        let mut maker = Self {
            snapshot,
            options,
            urls,
            terms: view::terms(&snapshot.site),
            term_pages: term_pages(&snapshot.site),
            menus,
            shared: Vec::new(),
            words,
            shortcode_site: Vec::new(),
            highlighter: if options.links_only { Highlighter::colourless() } else { Highlighter::new() },
            settings_key: hasher.finish(),
            forms: Forms::of(config),
            nav_files: Vec::new(),
        };
        maker.nav_files = (0..config.languages.len()).map(|language| maker.nav_file(language)).collect();
        maker.shared = (0..config.languages.len()).map(|language| maker.shared_of(language)).collect();
        maker.shortcode_site = config
            .languages
            .iter()
            .map(|language| {
                tera::Value::from_serializable(&json!({
                    "title": language.title, "params": language.params, "base_url": config.base_url, "base_path": base,
                }))
            })
            .collect();
        maker
    }

    /// The words of the interface in a language.
    pub(super) fn words_of(&self, language: usize) -> BTreeMap<String, String> {
        self.words.get(language).cloned().unwrap_or_default()
    }

    pub(super) fn views(&self) -> Views<'_> {
        Views {
            config: &self.snapshot.settings.config,
            site: &self.snapshot.site,
            sources: &self.snapshot.sources,
            pages: &self.snapshot.pages,
            dates: &self.options.dates,
            urls: &self.urls,
            terms: &self.terms,
        }
    }

    /// The menu file that the pages of a large site share.
    fn nav_file(&self, language: usize) -> Option<(String, Vec<u8>)> {
        let menu = &self.menus[language];
        if !menu.is_branch() || menu.entries() == 0 {
            return None;
        }
        let bytes = menu.script(&self.snapshot.site).into_bytes();
        let code = &self.snapshot.settings.config.languages[language].code;
        let hash = Fingerprint::of(&bytes).short(10);
        Some((format!("assets/menu.{code}.{hash}.js"), bytes))
    }

    fn search_off(&self, language: usize) -> bool {
        let params = &self.snapshot.settings.config.languages[language].params;
        params.get("disablesearch").is_some_and(is_true)
    }

    pub(super) fn search_page_file(&self, language: usize) -> Option<String> {
        if self.search_off(language) {
            return None;
        }
        let config = &self.snapshot.settings.config;
        self.snapshot.site.homes.get(language).copied().flatten()?;
        let prefix = crate::site::permalink::language_prefix(config, language);
        let file = if config.ugly_urls { format!("{prefix}search.html") } else { format!("{prefix}search/index.html") };
        let taken =
            self.snapshot.site.lookup.of_file(&file).is_some() || self.snapshot.site.assets.by_file.contains_key(&file);
        (!taken).then_some(file)
    }

    fn shared_of(&self, language: usize) -> Shared {
        let config = &self.snapshot.settings.config;
        let base = config.base_path();
        let search_page = self
            .search_page_file(language)
            .map(|file| crate::site::permalink::url_of(config, &file))
            .unwrap_or_default();
        let code = &config.languages[language].code;
        // The root of the index keeps its name, so that an edit of one page leaves all others as they are.
        let search_index = if search_page.is_empty() { String::new() } else { format!("{base}{SEARCH}{code}.js") };
        let mut site = self.views().site(language, &search_index, &search_page);
        if let Some(params) = site.get_mut("params").and_then(Value::as_object_mut) {
            for (name, value) in theme_defaults(&self.snapshot.settings.theme.settings) {
                params.entry(name).or_insert(value);
            }
        }
        if let (Some(site), Some(home)) = (site.as_object_mut(), self.snapshot.site.homes[language])
            && self.feeds_of(Kind::Home)
        {
            let folder = &self.snapshot.site.node(home).folder;
            site.insert("rss".to_string(), Value::String(format!("{base}{folder}index.xml")));
        }
        Shared {
            site: tera::Value::from_serializable(&site),
            assets: tera::Value::from_serializable(&self.urls),
            strings: tera::Value::from_serializable(&self.words[language]),
            nav_shared: self.nav_files[language].as_ref().map(|(file, _)| format!("{base}{file}")).unwrap_or_default(),
        }
    }

    /// Whether pages of a kind have a feed. Source: Hugo's page `configuration/outputs`.
    pub(super) fn feeds_of(&self, kind: Kind) -> bool {
        let config = &self.snapshot.settings.config;
        if config.disable_kinds.iter().any(|kind| kind == "rss") {
            return false;
        }
        match config.outputs.get(kind.name()) {
            Some(formats) => formats.iter().any(|format| format == "rss"),
            None => kind != Kind::Page,
        }
    }

    /// A page with the key of its body; `last` is what it was in the last round of the same world.
    fn page(&self, id: NodeId, memory: &Memory, last: Option<&(Fingerprint, Made)>) -> (Fingerprint, Made) {
        let Memory { bodies, layouts, terms, .. } = memory;
        let node = self.snapshot.site.node(id);
        let body_key = node.entry.map_or(Fingerprint::default(), |entry| self.body_key(id, entry, bodies));
        if let Some(last) = last.filter(|(key, _)| *key == body_key) {
            return last.clone();
        }
        let path = node.source.map_or(&*node.url, |source| &*self.snapshot.sources.get(source).path);
        let watch = &self.options.watch;
        let body = node.entry.map(|entry| watch.page(path, Part::Body, || self.body(id, entry, body_key, bodies)));
        let views = self.views();
        let mut view = views.page(id);
        self.complete(id, &mut view);
        if let Some((_, body)) = &body {
            view.words = body.words;
            view.minutes = body.words.div_ceil(220);
        }
        let mut trail = self.snapshot.site.ancestors(id);
        trail.push(id);
        let nav = self.menus[node.language].html(&trail);
        let languages = tera::Value::from_serializable(&views.languages(Some(id), node.language));
        let terms = watch.page(path, Part::Words, || self.terms(id, &view, body.as_ref(), terms));
        let key = if layouts.is_enabled() {
            let mut hasher = Hasher::new();
            hasher.fingerprint(self.settings_key).text(&nav).text(&self.shared[node.language].nav_shared);
            hasher.text(&serde_json::to_string(&view).unwrap_or_default());
            hasher.text(&format!("{languages:?}"));
            hasher.fingerprint(body.as_ref().map(|(key, _)| *key).unwrap_or_default());
            hasher.finish()
        } else {
            Fingerprint::default()
        };
        let laid = layouts.get(key, || {
            if let Some((_, body)) = &body {
                view.content.clone_from(&body.html);
            }
            watch.page(path, Part::Layout, || self.lay(&view, node.language, &node.file, &languages, &nav))
        });
        // Nobody who only wants the links looks into it.
        let entry = (self.forms.json && !self.options.links_only).then(|| {
            let html = body.as_ref().map_or("", |(_, body)| &body.html);
            self.output(self.entry(id, html).into_bytes())
        });
        let problems = body.as_ref().map_or(Vec::new(), |(_, body)| body.problems.clone());
        // A body that nobody reads again is a quarter of the memory of a large site.
        let kept = bodies.is_enabled() || self.forms.print_home || self.forms.print_section;
        (body_key, Made { body: body.filter(|_| kept), entry, problems, terms, laid })
    }

    /// The words of a page for the search.
    fn terms(
        &self,
        id: NodeId,
        view: &PageView,
        body: Option<&(Fingerprint, Arc<Body>)>,
        memo: &Memo<PageTerms>,
    ) -> Option<(Fingerprint, Arc<PageTerms>)> {
        let (body_key, body) = body?;
        let node = self.snapshot.site.node(id);
        if !view.searchable || self.options.links_only || self.search_off(node.language) {
            return None;
        }
        let base = self.snapshot.settings.config.base_path();
        let url = format!("/{}", node.url.strip_prefix(base).unwrap_or(&node.url));
        // Home is the ancestor of all; naming it tells nothing.
        let path: Vec<&str> = view.breadcrumbs.iter().skip(1).map(|crumb| crumb.title.as_str()).collect();
        let tags: Vec<&str> = view.tags.iter().filter_map(|tag| tag["name"].as_str()).collect();
        let key = if memo.is_enabled() {
            let mut hasher = Hasher::new();
            hasher.fingerprint(*body_key).text(&url).text(&view.title).text(&view.description);
            path.iter().chain(&tags).for_each(|text| {
                hasher.text(text);
            });
            hasher.finish()
        } else {
            Fingerprint::default()
        };
        Some(memo.get(key, || {
            page_terms(&search::Document {
                url: &url,
                title: &view.title,
                path: &path,
                description: &view.description,
                tags: &tags,
                html: &body.html,
            })
        }))
    }

    /// The index of each language.
    fn search(&self, rendered: &mut Rendered, ids: &[NodeId], made: &mut [Made]) {
        let config = &self.snapshot.settings.config;
        for (language, settings) in config.languages.iter().enumerate() {
            if self.search_page_file(language).is_none() {
                continue;
            }
            // Hits of equal rank come in reading order.
            let mut pages: Vec<(u32, Arc<PageTerms>)> = ids
                .iter()
                .zip(&mut *made)
                .filter(|(id, _)| self.snapshot.site.node(**id).language == language)
                .filter_map(|(id, made)| {
                    let place = self.snapshot.site.walk_place[id.0 as usize].unwrap_or(u32::MAX);
                    Some((place, made.terms.take()?.1))
                })
                .collect();
            pages.sort_by_key(|(place, _)| *place);
            let pages: Vec<Arc<PageTerms>> = pages.into_iter().map(|(_, terms)| terms).collect();
            for (number, (name, bytes)) in search::merge(&pages, &settings.tag).into_iter().enumerate() {
                let name = if number == 0 { format!("{}.js", settings.code) } else { name };
                rendered.add(&format!("{SEARCH}{name}"), self.output(bytes), Origin::Generated("search"));
            }
        }
    }

    pub(super) fn lay(&self, view: &PageView, language: usize, file: &str, languages: &tera::Value, nav: &str) -> Laid {
        let settings = &self.snapshot.settings;
        match layout::render(&settings.theme, &self.shared[language], view, languages, nav) {
            Ok(html) => {
                let relative = settings.config.relative_urls && file != "404.html";
                let html = if relative { relativize(&html, file, settings.config.base_path()) } else { html };
                Laid { html: self.output(html.into_bytes()), problem: None }
            }
            Err(problem) => Laid { html: Output::Bytes(Arc::default()), problem: Some(problem) },
        }
    }

    /// Bytes as an output, on the shelf if there is one that takes them.
    pub(super) fn output(&self, bytes: Vec<u8>) -> Output {
        Output::shelved(bytes, self.options.shelf.as_ref())
    }

    /// What lists show, and the addresses of a page's other forms.
    fn complete(&self, id: NodeId, view: &mut PageView) {
        let site = &self.snapshot.site;
        let node = site.node(id);
        let config = &self.snapshot.settings.config;
        if node.kind != Kind::Page && self.feeds_of(node.kind) {
            view.rss = format!("{}{}index.xml", config.base_path(), node.folder);
        }
        view.markdown = self.markdown_url(id, self.forms);
        view.print = self.book_url(id, self.forms);
        match node.kind {
            Kind::Taxonomy => {
                let taxonomy = site.taxonomies.iter().find(|taxonomy| taxonomy.node == id);
                view.pages = taxonomy.map_or(Vec::new(), |taxonomy| {
                    let term = |term: &crate::site::taxonomy::Term| {
                        json!({ "title": term.name, "url": site.node(term.node).url, "description": "", "count": term.pages.len() })
                    };
                    taxonomy.terms.iter().map(term).collect()
                });
            }
            Kind::Term => {
                let places = self.term_pages.get(&id);
                let term = places.and_then(|&(taxonomy, term)| site.taxonomies.get(taxonomy)?.terms.get(term));
                view.pages = term.map_or(Vec::new(), |term| term.pages.iter().map(|&page| self.card(page)).collect());
            }
            Kind::Home | Kind::Section => {
                view.pages = crate::site::nav::menu_children(site, config, id)
                    .into_iter()
                    .map(|child| self.card(child))
                    .collect();
            }
            Kind::Page => {}
        }
    }

    fn card(&self, id: NodeId) -> Value {
        let node = self.snapshot.site.node(id);
        let page = node.entry.map(|entry| &self.snapshot.pages[entry]);
        let description = page.and_then(|page| page.front.meta.description.clone()).unwrap_or_default();
        let planned = page.is_some_and(|page| page.outline.planned());
        json!({
            "title": node.title, "menu_title": node.menu_title, "url": node.url, "description": description, "count": 0,
            "planned": planned,
        })
    }

    /// The key of a body: its source, its place, and the answers to what it asks.
    pub(super) fn body_key(&self, id: NodeId, entry: usize, memo: &Memo<Body>) -> Fingerprint {
        if !memo.is_enabled() {
            return Fingerprint::default();
        }
        let snapshot = self.snapshot;
        let page: &Page = &snapshot.pages[entry];
        let node = snapshot.site.node(id);
        let mut hasher = Hasher::new();
        hasher.fingerprint(snapshot.sources.get(page.source).fingerprint).fingerprint(self.settings_key);
        hasher.number(u64::from(page.source.0)).number(node.language as u64).text(&node.url).text(&node.title);
        hasher.text(&format!("{:?}", snapshot.resolved[entry].answers));
        hasher.finish()
    }

    pub(super) fn body(
        &self,
        id: NodeId,
        entry: usize,
        key: Fingerprint,
        memo: &Memo<Body>,
    ) -> (Fingerprint, Arc<Body>) {
        let snapshot = self.snapshot;
        let page: &Page = &snapshot.pages[entry];
        let resolved = &snapshot.resolved[entry];
        let node = snapshot.site.node(id);
        let source = snapshot.sources.get(page.source);
        memo.get(key, || {
            let settings = &snapshot.settings;
            let config = &settings.config;
            let mut base = tera::Context::new();
            base.insert_value("site", self.shortcode_site[node.language].clone());
            base.insert_value("strings", self.shared[node.language].strings.clone());
            base.insert(
                "page",
                &json!({
                    "title": node.title, "url": node.url, "kind": node.kind.name(),
                    "lang": config.languages[node.language].code, "params": page.front.meta.params,
                }),
            );
            let files = |id: SourceId| snapshot.sources.get(id).text().to_string();
            let shown = ShortcodePage {
                base,
                outline: &page.outline,
                markup: &config.markup,
                text: source.text(),
                files: &files,
            };
            let variants = |picture: &Picture| self.options.pictures.variants(picture, config.base_path());
            let external = config.params.get("externallinktarget").and_then(Value::as_str).unwrap_or("_blank");
            let bench = Bench {
                theme: &settings.theme,
                signatures: &settings.signatures,
                highlighter: &self.highlighter,
                highlight: &config.highlight,
                variants: &variants,
                external_target: if external == "_self" { "" } else { external },
                notice_id: !root_pages_in_menu(config),
            };
            let (html, problems) = body::render(page, resolved, &shown, &self.words[node.language], &bench);
            let words = if settings.theme.may_show_words() { count_words(&html) } else { 0 };
            Body { html, words, problems }
        })
    }

    fn aliases(&self, rendered: &mut Rendered) {
        let settings = &self.snapshot.settings;
        let config = &settings.config;
        let redirect = |rendered: &mut Rendered, file: &str, target: NodeId, origin: Origin| {
            let node = self.snapshot.site.node(target);
            let mut context = tera::Context::new();
            context.insert("target", &node.url);
            context.insert("title", &node.title);
            let absolute = self.views().permalink(&node.url);
            context.insert("permalink", &absolute);
            context.insert_value("strings", self.shared[node.language].strings.clone());
            context.insert_value("site", self.shared[node.language].site.clone());
            match settings.theme.tera.render("alias.html", &context) {
                Ok(html) => {
                    let html = if config.relative_urls { relativize(&html, file, config.base_path()) } else { html };
                    rendered.add(file, Output::Bytes(html.into_bytes().into()), origin);
                }
                Err(error) => {
                    let (name, place, reason) = crate::theme::overlay::place_of(&error);
                    let source = settings.theme.origins.get(&name).copied().flatten();
                    rendered.problems.push(render::Problem::Template { source, name, place, reason, page: None });
                }
            }
        };
        for alias in &self.snapshot.site.aliases {
            let Some(source) = self.snapshot.site.node(alias.node).source else { continue };
            redirect(rendered, &alias.file, alias.node, Origin::Alias(source, alias.span));
        }
        // With every language in a folder of its own, the root leads to the default one.
        let default = config.languages.iter().position(|language| language.code == config.default_language);
        if let Some(home) = default.and_then(|language| self.snapshot.site.homes[language])
            && config.default_language_in_subdir
            && self.snapshot.site.lookup.of_file("index.html").is_none()
        {
            redirect(rendered, "index.html", home, Origin::Generated("redirect"));
        }
    }

    fn assets(&self, rendered: &mut Rendered) {
        let sources = &self.snapshot.sources;
        for (file, bytes) in self.options.pictures.files() {
            rendered.add(file, Output::Bytes(bytes.clone()), Origin::Generated("picture"));
        }
        for (path, file) in &self.snapshot.theme_files {
            if let Some(bytes) = self.snapshot.settings.theme.assets.get(path) {
                rendered.add(file, Output::Bytes(bytes.clone()), Origin::Theme(path.clone()));
            }
        }
        for (file, &id) in &self.snapshot.site.assets.by_file {
            let source = sources.get(id);
            let output = match &source.content {
                Content::Asset(asset) => {
                    Output::File { file: asset.file.clone(), size: asset.size, stamp: source.fingerprint }
                }
                Content::Text { text, .. } => Output::Bytes(text.as_bytes().into()),
            };
            rendered.add(file, output, Origin::Static(id));
        }
    }
}

/// The folder of the search index: directly below the root, since the script finds pages from there.
const SEARCH: &str = "search/";

fn term_pages(site: &Site) -> FxHashMap<NodeId, (usize, usize)> {
    let taxonomies = site.taxonomies.iter().enumerate();
    taxonomies
        .flat_map(|(number, taxonomy)| {
            taxonomy.terms.iter().enumerate().map(move |(at, term)| (term.node, (number, at)))
        })
        .collect()
}

/// `[params.NAME] default = ...` of `theme.toml`, names in lower case as templates read them.
fn theme_defaults(settings: &toml::Table) -> Vec<(String, Value)> {
    let Some(params) = settings.get("params").and_then(|params| params.as_table()) else { return Vec::new() };
    params
        .iter()
        .filter_map(|(name, param)| {
            let default = serde_json::to_value(param.get("default")?).ok()?;
            Some((name.to_lowercase(), default))
        })
        .collect()
}

/// A path of the configuration as a URL of this site.
fn own_url(base: &str, path: &str) -> String {
    if crate::resolve::target::is_external(path) {
        path.to_string()
    } else {
        format!("{base}{}", path.trim_start_matches('/'))
    }
}

/// How much of the menu a page shows: `params.nav`, else `nav` of the theme.
fn extent(settings: &crate::project::open::Settings) -> Extent {
    let own = settings.config.params.get("nav").and_then(Value::as_str);
    let themes = settings.theme.settings.get("nav").and_then(|nav| nav.as_str());
    let limit = settings.theme.settings.get("nav_full_until").and_then(|limit| limit.as_integer()).unwrap_or(400);
    match own.or(themes).unwrap_or("auto") {
        "full" => Extent::Full,
        "branch" => Extent::Branch,
        _ => Extent::Auto(usize::try_from(limit).unwrap_or(400)),
    }
}
