//! From configuration files to Config: the names, places and merging of Hugo.

use super::reader::Reader;
use super::tree::{self, Content, Table};
use super::{Config, Problem, files, keys, languages, markup, params};
use crate::data::Value;
use crate::source::Sources;
use crate::source::span::Span;
use serde_json::Map;
use std::collections::BTreeMap;

/// Themes that are known by name, whoever made the site: guidegen's own theme stands in for them.
pub const KNOWN_THEMES: [&str; 7] =
    ["docdock", "foundation", "hugo-theme-docdock", "hugo-theme-learn", "hugo-theme-relearn", "learn", "relearn"];

/// A configuration, and what was met while it was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub config: Config,
    /// In the order of their places.
    pub problems: Vec<Problem>,
}

/// Reads the configuration of a project. `named` is what `--config` names: files relative to the root with commas
/// between them, later ones above; those that do not exist are passed over (`config.files` tells which were read).
/// No file at all is a configuration of defaults.
pub fn load(sources: &Sources, named: Option<&str>) -> Loaded {
    let merged = files::merge(sources, named);
    let mut reader = Reader { problems: merged.problems };
    let mut config = config(&merged.table, &mut reader);
    config.files = merged.files;
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| (problem.place(), format!("{problem:?}")));
    problems.dedup();
    Loaded { config, problems }
}

/// A folder relative to the root, without `./` before and `/` behind it.
pub fn folder(path: &str) -> String {
    let path = path.trim().trim_start_matches("./").trim_end_matches('/');
    if path.is_empty() { ".".to_owned() } else { path.to_owned() }
}

fn config(site: &Table, reader: &mut Reader) -> Config {
    reader.unknown(site, &[&keys::TOP[..], &keys::STATIC_DIRS].concat());
    let theme = theme(site, reader);
    let theme_name = theme.as_ref().map(|(name, _)| name.as_str());
    if let Some(params) = reader.table(site, "params") {
        params::judge(params, theme_name, &mut reader.problems);
    }
    let (languages, default_language) = languages::read(site, theme_name, reader);
    let default = languages.iter().find(|language| language.code == default_language);
    let (markup, highlight) = markup::read(site, reader);
    contradictions(site, reader);
    let (content_dir, static_dirs) = folders(site, reader);
    // Where the author wrote it under `params`, it was meant all the same.
    let git_under_params = reader.table(site, "params").and_then(|params| reader.flag(params, "enablegitinfo"));
    let levels = [("ERROR", true), ("WARNING", false)];
    let own_title = reader.text(site, "title");
    let menus = default.map(|language| language.menus.clone()).unwrap_or_default();
    let title = own_title.or_else(|| default.map(|language| language.title.clone())).unwrap_or_default();
    let mut flag = |name: &str| reader.flag(site, name).unwrap_or(false);
    Config {
        files: Vec::new(),
        default_language_in_subdir: flag("defaultcontentlanguageinsubdir"),
        relative_urls: flag("relativeurls"),
        canonify_urls: flag("canonifyurls"),
        disable_path_to_lower: flag("disablepathtolower"),
        remove_path_accents: flag("removepathaccents"),
        enable_emoji: flag("enableemoji"),
        enable_robots_txt: flag("enablerobotstxt"),
        build_drafts: flag("builddrafts"),
        build_future: flag("buildfuture"),
        build_expired: flag("buildexpired"),
        enable_git_info: reader.flag(site, "enablegitinfo").or(git_under_params).unwrap_or(false),
        ugly_urls: ugly_urls(site, reader),
        base_url: base_url(reader.filled(site, "baseurl")),
        base_url_span: site.get("baseurl").map(|setting| setting.key_span),
        title,
        theme,
        languages,
        default_language,
        content_dir,
        static_dirs,
        archetype_dir: reader.filled(site, "archetypedir").map_or_else(|| "archetypes".to_owned(), |dir| folder(&dir)),
        summary_length: reader.number(site, "summarylength").and_then(|n| usize::try_from(n).ok()).unwrap_or(70),
        ref_links_error: reader.one_of(site, "reflinkserrorlevel", &levels).unwrap_or(true),
        ref_links_not_found_url: reader.text(site, "reflinksnotfoundurl").unwrap_or_default(),
        markup,
        highlight,
        outputs: outputs(site, reader),
        taxonomies: taxonomies(site, reader),
        disable_kinds: disable_kinds(site, reader),
        permalinks: permalinks(site, "page", reader),
        section_permalinks: permalinks(site, "section", reader),
        menus,
        params: reader.table(site, "params").map_or_else(Map::new, |params| tree::map(params, true)),
        cascade: cascade(site, reader),
        check: reader.table(site, "check").map_or_else(Map::new, |check| tree::map(check, false)),
        guidegen: reader.table(site, "guidegen").map_or_else(Map::new, |ours| tree::map(ours, true)),
    }
}

/// `baseURL` with `/` at its end; `/` if it is not set.
fn base_url(written: Option<String>) -> String {
    let mut url = written.unwrap_or_default();
    if !url.ends_with('/') {
        url.push('/');
    }
    url
}

/// `theme`: a name, the first of a list, or a module whose name is that of a known theme.
fn theme(site: &Table, reader: &mut Reader) -> Option<(String, Option<Span>)> {
    let named = reader.texts(site, "theme").and_then(|names| names.into_iter().find(|name| !name.is_empty()));
    if let Some(name) = named {
        return Some((name, site.get("theme").map(|setting| setting.span)));
    }
    let module = reader.table(site, "module")?;
    for (table, span) in module.get("imports")?.tables() {
        let path = reader.filled(&table, "path").unwrap_or_default();
        let is_version = |part: &&str| !part.strip_prefix('v').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let last = path.rsplit('/').find(is_version).unwrap_or_default();
        if KNOWN_THEMES.contains(&last) {
            let span = table.get("path").map_or(span, |setting| setting.span);
            return Some((last.to_owned(), Some(span)));
        }
    }
    None
}

fn contradictions(site: &Table, reader: &mut Reader) {
    let on = |name: &str, reader: &mut Reader| reader.flag(site, name) == Some(true);
    if on("relativeurls", reader) && on("canonifyurls", reader) {
        let (Some(relative), Some(canonify)) = (site.get("relativeurls"), site.get("canonifyurls")) else { return };
        let (first, second) =
            if relative.key_span < canonify.key_span { (relative, canonify) } else { (canonify, relative) };
        reader.problems.push(Problem::Contradiction {
            span: second.key_span,
            first: first.key.clone(),
            second: second.key.clone(),
        });
    }
}

/// The folder of content and those of static files, also where `module.mounts` says so.
fn folders(site: &Table, reader: &mut Reader) -> (String, Vec<String>) {
    let mut content = reader.filled(site, "contentdir");
    let mut statics: Vec<String> = Vec::new();
    for name in keys::STATIC_DIRS {
        statics.extend(reader.texts(site, &name.to_lowercase()).unwrap_or_default());
    }
    statics.retain(|folder| !folder.is_empty());
    if statics.is_empty() {
        statics.push("static".to_owned());
    }
    let mounts = reader.table(site, "module").and_then(|module| module.get("mounts"));
    for (mount, _) in mounts.map(|mounts| mounts.tables()).unwrap_or_default() {
        let (Some(from), Some(to)) = (reader.filled(&mount, "source"), reader.filled(&mount, "target")) else {
            continue;
        };
        match to.trim_matches('/') {
            "content" if content.is_none() => content = Some(from),
            "static" => statics.push(from),
            _ => {}
        }
    }
    let mut static_dirs: Vec<String> = Vec::new();
    for path in statics.iter().map(|path| folder(path)) {
        if !static_dirs.contains(&path) {
            static_dirs.push(path);
        }
    }
    (content.map_or_else(|| "content".to_owned(), |path| folder(&path)), static_dirs)
}

/// `uglyURLs`: a boolean, or a table by section, which is true if any of it is.
fn ugly_urls(site: &Table, reader: &mut Reader) -> bool {
    match site.get("uglyurls").map(|setting| &setting.content) {
        Some(Content::Table(sections)) => sections.keys().any(|name| reader.flag(sections, name) == Some(true)),
        _ => reader.flag(site, "uglyurls").unwrap_or(false),
    }
}

/// Hugo's page `configuration/outputs`. A kind that is named loses its defaults.
fn outputs(site: &Table, reader: &mut Reader) -> BTreeMap<String, Vec<String>> {
    let formats = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut outputs: BTreeMap<String, Vec<String>> =
        ["home", "section", "taxonomy", "term"].map(|kind| (kind.to_owned(), formats(&["html", "rss"]))).into();
    outputs.insert("page".to_owned(), formats(&["html"]));
    if let Some(table) = reader.table(site, "outputs") {
        reader.unknown(table, &keys::KINDS);
        for kind in table.keys() {
            if let Some(names) = reader.texts(table, kind) {
                outputs.insert(kind.clone(), names.iter().map(|name| name.to_lowercase()).collect());
            }
        }
    }
    outputs
}

/// Plural to singular. One that is named replaces the defaults; one without a plural is none.
fn taxonomies(site: &Table, reader: &mut Reader) -> BTreeMap<String, String> {
    match reader.table(site, "taxonomies") {
        Some(table) => table
            .keys()
            .filter_map(|singular| Some((reader.filled(table, singular)?.to_lowercase(), singular.clone())))
            .collect(),
        None => [("tags", "tag"), ("categories", "category")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
    }
}

fn disable_kinds(site: &Table, reader: &mut Reader) -> Vec<String> {
    let mut kinds = Vec::new();
    for kind in reader.texts(site, "disablekinds").unwrap_or_default() {
        let kind = match kind.to_lowercase().as_str() {
            "taxonomyterm" => "taxonomy".to_owned(),
            other => other.to_owned(),
        };
        match (keys::KINDS.iter().any(|known| known.eq_ignore_ascii_case(&kind)), site.get("disablekinds")) {
            (false, Some(setting)) => reader.wrong_value(setting, &kind, &keys::KINDS),
            _ => kinds.push(kind),
        }
    }
    kinds
}

/// `permalinks` of one kind of page, by section. A pattern at the top of the table is one for pages. It can be a
/// list of patterns with targets as well.
fn permalinks(site: &Table, kind: &str, reader: &mut Reader) -> BTreeMap<String, String> {
    let mut patterns = BTreeMap::new();
    let Some(setting) = site.get("permalinks") else { return patterns };
    match &setting.content {
        Content::Table(table) => {
            for (name, setting) in table {
                match &setting.content {
                    Content::Table(inner) if name == kind => {
                        for section in inner.keys() {
                            patterns.extend(reader.filled(inner, section).map(|pattern| (section.clone(), pattern)));
                        }
                    }
                    Content::Table(_) => {}
                    Content::Other(_) if kind == "page" => {
                        let pattern = reader.filled(table, name);
                        if let Some(pattern) = pattern {
                            patterns.entry(name.clone()).or_insert(pattern);
                        }
                    }
                    Content::Other(_) => {}
                }
            }
        }
        Content::Other(Value::List(_)) => {
            for (entry, _) in setting.tables() {
                let target = entry.get("target").and_then(|setting| setting.table().cloned()).unwrap_or_default();
                let its_kind = reader.filled(&target, "kind").unwrap_or_else(|| "page".to_owned());
                let path = reader.filled(&target, "path").unwrap_or_default();
                // `/{posts,posts/**}` and `/posts/**` both mean the section `posts`.
                let section: String =
                    path.trim_start_matches(['/', '{']).chars().take_while(|c| !matches!(c, '/' | ',' | '}')).collect();
                if its_kind == kind
                    && !section.is_empty()
                    && let Some(pattern) = reader.filled(&entry, "pattern")
                {
                    patterns.entry(section.to_lowercase()).or_insert(pattern);
                }
            }
        }
        Content::Other(Value::Null) => {}
        Content::Other(_) => reader.wrong_type(setting, "a table"),
    }
    patterns
}

fn cascade(site: &Table, reader: &mut Reader) -> Vec<serde_json::Value> {
    let Some(setting) = site.get("cascade") else { return Vec::new() };
    let is_fit = match &setting.content {
        Content::Table(_) | Content::Other(Value::Null) => true,
        Content::Other(Value::List(items)) => items.iter().all(|item| matches!(item.value, Value::Table(_))),
        Content::Other(_) => false,
    };
    if !is_fit {
        reader.wrong_type(setting, "a table, or a list of tables");
    }
    setting.tables().into_iter().map(|(table, _)| serde_json::Value::Object(tree::map(&table, true))).collect()
}
