//! From configuration files to Config: the names, places and merging of Hugo.

use super::reader::Reader;
use super::tree::{self, Content, Table};
use super::{Config, Problem, files, keys, languages, markup, mounts, params};
use crate::data::Value;
use crate::source::Sources;
use crate::source::span::Span;
use serde_json::Map;
use std::collections::BTreeMap;

/// Themes that are known by name, whoever made the site: guidegen's own theme stands in for them.
pub const KNOWN_THEMES: [&str; 7] =
    ["docdock", "foundation", "hugo-theme-docdock", "hugo-theme-learn", "hugo-theme-relearn", "learn", "relearn"];

/// The known theme that a name means: with the version or the branch behind it that a folder from an archive carries
/// (`hugo-theme-learn-2.4.0`, `hugo-theme-relearn-main`), and with the path before it that a module has.
pub fn known_theme(name: &str) -> Option<&'static str> {
    let is_version = |part: &str| {
        let digits = part.strip_prefix('v').unwrap_or(part);
        digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let last = name.rsplit('/').find(|part| !is_version(part)).unwrap_or(name).to_ascii_lowercase();
    let means = |known: &&&str| match last.strip_prefix(**known) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('-').is_some_and(|rest| matches!(rest, "main" | "master") || is_version(rest)),
        None => false,
    };
    KNOWN_THEMES.iter().find(means).copied()
}

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
    let (theme, themes) = theme(site, reader);
    let theme_name = theme.as_ref().map(|(name, _)| name.as_str());
    if let Some(params) = reader.table(site, "params") {
        params::judge(params, theme_name, &mut reader.problems);
    }
    let (mut languages, default_language) = languages::read(site, theme_name, reader);
    let folders = mounts::folders(site, &mut languages, &default_language, reader);
    let default = languages.iter().find(|language| language.code == default_language);
    let (markup, highlight) = markup::read(site, reader);
    contradictions(site, reader);
    let (ugly_urls, ugly_sections) = ugly_urls(site, reader);
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
        ugly_urls,
        ugly_sections,
        base_url: base_url(reader.filled(site, "baseurl")),
        base_url_span: site.get("baseurl").map(|setting| setting.key_span),
        title,
        theme,
        themes,
        languages,
        default_language,
        content_dir: folders.content,
        static_dirs: folders.statics,
        static_mounts: folders.below_static,
        unmounted: folders.unmounted,
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

/// A theme as the configuration names it, and where.
type Named = (String, Option<Span>);

/// `theme`: a name, or a list of which the first known theme counts, else the first; else a module with the name of a known
/// theme. And all names.
fn theme(site: &Table, reader: &mut Reader) -> (Option<Named>, Vec<String>) {
    let names = reader.texts(site, "theme").unwrap_or_default();
    let setting = site.get("theme");
    let mut spans: Vec<Option<Span>> = vec![setting.map(|setting| setting.span); names.len()];
    if let Some(setting) = setting
        && let Content::Other(Value::List(items)) = &setting.content
    {
        let place = |item: &crate::data::Node| Span::new(setting.span.source, item.place.start, item.place.end);
        spans = items.iter().map(|item| Some(place(item))).collect();
    }
    let known = names.iter().position(|name| known_theme(name).is_some());
    if let Some(at) = known.or_else(|| names.iter().position(|name| !name.is_empty())) {
        return (Some((names[at].clone(), spans.get(at).copied().flatten())), names);
    }
    let module = reader.table(site, "module").and_then(|module| module.get("imports"));
    for (table, span) in module.map(|imports| imports.tables()).unwrap_or_default() {
        let path = reader.filled(&table, "path").unwrap_or_default();
        if let Some(known) = known_theme(&path) {
            let span = table.get("path").map_or(span, |setting| setting.span);
            return (Some((known.to_owned(), Some(span))), vec![known.to_owned()]);
        }
    }
    (None, Vec::new())
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

/// `uglyURLs`: a boolean, or a table by section: whether all pages have ugly addresses, and the sections whose pages have.
fn ugly_urls(site: &Table, reader: &mut Reader) -> (bool, Vec<String>) {
    match site.get("uglyurls").map(|setting| &setting.content) {
        Some(Content::Table(sections)) => {
            (false, sections.keys().filter(|name| reader.flag(sections, name) == Some(true)).cloned().collect())
        }
        _ => (reader.flag(site, "uglyurls").unwrap_or(false), Vec::new()),
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
