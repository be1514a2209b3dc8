//! Frame: what all pages of a site share while they are rendered: menus, texts of the interface, addresses of assets.

use crate::config::Config;
use crate::config::forms::Forms;
use crate::config::params::variants;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::Options;
use crate::project::open::Settings;
use crate::project::skeleton::Skeletons;
use crate::project::snapshot::Snapshot;
use crate::render::bars::Bars;
use crate::render::highlight::Highlighter;
use crate::render::layout::{Constant, Shared};
use crate::render::menu::{self, Extent, Menu};
use crate::render::view::{self, SharedUrls, Terms, Views, is_true};
use crate::site::{Kind, NodeId, Site};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The folder of the search index: directly below the root, since the script finds pages from there.
pub(super) const SEARCH: &str = "search/";

/// Made once for a site, and kept for as long as that very site is shown.
pub(super) struct Frame {
    pub(super) urls: SharedUrls,
    pub(super) terms: Terms,
    /// Where each page of a term stands among the taxonomies: number of the taxonomy and of its term.
    pub(super) term_pages: FxHashMap<NodeId, (usize, usize)>,
    pub(super) menus: Vec<Menu>,
    pub(super) shared: Vec<Shared>,
    pub(super) words: Vec<BTreeMap<String, String>>,
    pub(super) shortcode_site: Vec<tera::Value>,
    pub(super) highlighter: Highlighter,
    /// Changes with configuration and theme.
    pub(super) settings_key: Fingerprint,
    pub(super) forms: Forms,
    /// The menu file that the pages of a large site share, by language: its output path and its bytes.
    pub(super) nav_files: Vec<Option<(String, Vec<u8>)>>,
    /// Where only the links of pages are wanted, and no template of the project looks at them.
    pub(super) skeletons: Option<Skeletons>,
}

impl Frame {
    pub(super) fn new(snapshot: &Snapshot, options: &Options) -> Self {
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
        let terms = view::terms(&snapshot.site);
        let views = views(snapshot, options, &urls, &terms);
        let bars: Vec<Bars> = (0..config.languages.len()).map(|language| views.bars(language)).collect();
        let menus: Vec<Menu> = (0..config.languages.len())
            .map(|language| {
                let menu = menu::build(&snapshot.site, config, &snapshot.pages, language, extent, &words[language]);
                if bars[language].has_tree { menu } else { menu.without_tree() }
            })
            .collect();
        let mut hasher = Hasher::new();
        hasher.fingerprint(config.fingerprint()).fingerprint(theme.fingerprint);
        hasher.fingerprint(settings.signatures.fingerprint()).fingerprint(options.pictures.fingerprint());
        hasher.number(u64::from(options.links_only));
        let languages = 0..config.languages.len();
        let nav_files: Vec<Option<(String, Vec<u8>)>> =
            languages.clone().map(|language| nav_file(snapshot, &menus[language], language)).collect();
        let pages = snapshot.site.nodes.len();
        let shared = languages
            .map(|language| {
                let nav_shared = nav_files[language].as_ref();
                let has_languages = !views.languages(None, language).is_empty();
                let shared = Shared {
                    site: tera::Value::from_serializable(&site(snapshot, &views, language, &bars[language])),
                    assets: tera::Value::from_serializable(&urls),
                    strings: tera::Value::from_serializable(&words[language]),
                    nav_shared: nav_shared.map(|(file, _)| format!("{base}{file}")).unwrap_or_default(),
                    constant: Constant::default(),
                };
                shared.of_pages(pages, has_languages)
            })
            .collect();
        let shortcode_site = config
            .languages
            .iter()
            .map(|language| {
                tera::Value::from_serializable(&json!({
                    "title": language.title, "params": language.params, "base_url": config.base_url, "base_path": base,
                }))
            })
            .collect();
        Self {
            skeletons: options.links_only.then(|| Skeletons::new(snapshot, &menus)).flatten(),
            term_pages: term_pages(&snapshot.site),
            menus,
            shared,
            words,
            shortcode_site,
            highlighter: if options.links_only { Highlighter::colourless() } else { Highlighter::new() },
            settings_key: hasher.finish(),
            forms: Forms::of(config),
            nav_files,
            urls,
            terms,
        }
    }
}

/// What templates are told of pages.
pub(super) fn views<'a>(
    snapshot: &'a Snapshot,
    options: &'a Options,
    urls: &'a SharedUrls,
    terms: &'a Terms,
) -> Views<'a> {
    Views {
        config: &snapshot.settings.config,
        site: &snapshot.site,
        sources: &snapshot.sources,
        pages: &snapshot.pages,
        dates: &options.dates,
        urls,
        terms,
    }
}

/// The menu file that the pages of a large site share.
fn nav_file(snapshot: &Snapshot, menu: &Menu, language: usize) -> Option<(String, Vec<u8>)> {
    if !menu.is_branch() || menu.entries() == 0 {
        return None;
    }
    let bytes = menu.script(&snapshot.site).into_bytes();
    let code = &snapshot.settings.config.languages[language].code;
    let hash = Fingerprint::of(&bytes).short(10);
    Some((format!("assets/menu.{code}.{hash}.js"), bytes))
}

/// Whether the configuration turns the search of a language off.
pub(super) fn search_off(snapshot: &Snapshot, language: usize) -> bool {
    let params = &snapshot.settings.config.languages[language].params;
    params.get("disablesearch").is_some_and(is_true)
}

/// The output path of the search page of a language, if it has one.
pub(super) fn search_page_file(snapshot: &Snapshot, language: usize) -> Option<String> {
    if search_off(snapshot, language) {
        return None;
    }
    let config = &snapshot.settings.config;
    snapshot.site.homes.get(language).copied().flatten()?;
    let prefix = crate::site::permalink::language_prefix(config, language);
    let file = if config.ugly_urls { format!("{prefix}search.html") } else { format!("{prefix}search/index.html") };
    let taken = snapshot.site.lookup.of_file(&file).is_some() || snapshot.site.assets.by_file.contains_key(&file);
    (!taken).then_some(file)
}

/// What templates know as `site`.
fn site(snapshot: &Snapshot, views: &Views<'_>, language: usize, bars: &Bars) -> Value {
    let config = &snapshot.settings.config;
    let base = config.base_path();
    let search_page = search_page_file(snapshot, language)
        .map(|file| crate::site::permalink::url_of(config, &file))
        .unwrap_or_default();
    let code = &config.languages[language].code;
    // The root of the index keeps its name, so that an edit of one page leaves all others as they are.
    let search_index = if search_page.is_empty() { String::new() } else { format!("{base}{SEARCH}{code}.js") };
    let mut site = views.site(language, &search_index, &search_page);
    if let Some(params) = site.get_mut("params").and_then(Value::as_object_mut) {
        for (name, value) in theme_defaults(&snapshot.settings.theme.settings) {
            params.entry(name).or_insert(value);
        }
        let variant = variants(params).first().copied().unwrap_or_default().to_string();
        site["variant"] = Value::String(variant);
    }
    site["menus_above"] = Value::String(bars.above.clone());
    site["menus_below"] = Value::String(bars.below.clone());
    if let (Some(site), Some(home)) = (site.as_object_mut(), snapshot.site.homes[language])
        && feeds_of(config, Kind::Home)
    {
        let folder = &snapshot.site.node(home).folder;
        site.insert("rss".to_string(), Value::String(format!("{base}{folder}index.xml")));
    }
    site
}

/// Whether pages of a kind have a feed. Source: Hugo's page `configuration/outputs`.
pub(super) fn feeds_of(config: &Config, kind: Kind) -> bool {
    if config.disable_kinds.iter().any(|kind| kind == "rss") {
        return false;
    }
    match config.outputs.get(kind.name()) {
        Some(formats) => formats.iter().any(|format| format == "rss"),
        None => kind != Kind::Page,
    }
}

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
fn extent(settings: &Settings) -> Extent {
    let own = settings.config.params.get("nav").and_then(Value::as_str);
    let themes = settings.theme.settings.get("nav").and_then(|nav| nav.as_str());
    let limit = settings.theme.settings.get("nav_full_until").and_then(|limit| limit.as_integer()).unwrap_or(400);
    match own.or(themes).unwrap_or("auto") {
        "full" => Extent::Full,
        "branch" => Extent::Branch,
        _ => Extent::Auto(usize::try_from(limit).unwrap_or(400)),
    }
}
