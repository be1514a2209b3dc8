//! Snapshot: one consistent reading of a project: pages, site, answers. It never changes.

use crate::config::forms::Forms;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::memo::Memo;
use crate::page::markdown::Dialect;
use crate::page::{self, Page};
use crate::project::Options;
use crate::project::cascade;
use crate::project::missing;
use crate::project::open::Settings;
use crate::project::watch::{Part, Stage};
use crate::resolve::{self, Place, Resolved, World};
use crate::rules::facts::{Facts, Published};
use crate::site::content_path::{self, ContentPath};
use crate::site::{self, Entry, NodeId, Publication, Site};
use crate::source::span::SourceId;
use crate::source::{Content, Source, Sources};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// All that checks and rendering look at.
pub struct Snapshot {
    pub sources: Sources,
    pub settings: Arc<Settings>,
    /// Every content file that is a page or part of one, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    pub paths: Vec<ContentPath>,
    pub site: Site,
    /// Answers by entry; a withheld page is answered as well, so that its references can be checked.
    pub resolved: Vec<Resolved>,
    /// Files that the theme publishes.
    pub theme_files: FxHashMap<String, String>,
    /// How many pages were parsed anew.
    pub parsed: usize,
}

/// Parses, assembles and resolves.
pub fn take(sources: &Sources, settings: &Arc<Settings>, options: &Options, memo: &mut Memo<Page>) -> Snapshot {
    let watch = &options.watch;
    watch.stage(Stage::Parse);
    let config = &settings.config;
    let rules = rules_of(settings, !options.no_slips);
    let mut hasher = Hasher::new();
    hasher.fingerprint(rules.signatures.fingerprint());
    hasher.text(&format!("{:?} {} {}", rules.dialect, rules.summary_words, rules.slips));
    let rules_key = hasher.finish();

    let roots = content_path::roots(config);
    let mut files: Vec<(SourceId, ContentPath)> = Vec::new();
    for (root, _) in &roots {
        for (id, source) in sources.under(root) {
            if source.asset().is_none()
                && let Some(path) = content_path::read(config, &roots, &source.path)
                && !files.iter().rev().take(1).any(|(last, _)| *last == id)
            {
                files.push((id, path));
            }
        }
    }
    if roots.len() > 1 {
        // A content folder within another one is met twice.
        files.sort_by(|a, b| sources.get(a.0).path.cmp(&sources.get(b.0).path));
        files.dedup_by(|a, b| a.0 == b.0);
    }
    let parse = |id: SourceId| {
        let source = sources.get(id);
        let mut hasher = Hasher::new();
        hasher.fingerprint(source.fingerprint).number(u64::from(id.0)).fingerprint(rules_key);
        memo.get(hasher.finish(), || watch.page(&source.path, Part::Parse, || page::parse(id, source, &rules)))
    };
    let parsed: Vec<_> = files.par_iter().map(|(id, _)| parse(*id)).collect();
    let parsed_count = memo_keep(memo, &parsed);
    let mut pages: Vec<Arc<Page>> = parsed.into_iter().map(|(_, page)| page).collect();
    let paths: Vec<ContentPath> = files.into_iter().map(|(_, path)| path).collect();
    watch.stage(Stage::Assemble);
    cascade::apply(config, &mut pages, &paths);

    let entries: Vec<Entry<'_>> = pages
        .iter()
        .zip(&paths)
        .map(|(page, path)| Entry { source: page.source, path, outline: &page.outline })
        .collect();
    let publication =
        Publication { now: options.now, drafts: options.drafts, future: options.future, expired: options.expired };
    let site = site::assemble(config, sources, &entries, publication);
    let theme_files = theme_files(settings);
    watch.stage(Stage::Resolve);
    let resolved = with_world(settings, sources, &pages, &site, &theme_files, &rules, |world| {
        let places: Vec<Place> = resolve::places(&site, &paths);
        let resolve = |(page, place): (&Arc<Page>, &Place)| {
            watch.page(&sources.get(page.source).path, Part::Resolve, || resolve::resolve(page, place, world))
        };
        pages.par_iter().zip(&places).map(resolve).collect()
    });
    Snapshot {
        sources: sources.clone(),
        settings: settings.clone(),
        pages,
        paths,
        site,
        resolved,
        theme_files,
        parsed: parsed_count,
    }
}

/// What beside a source decides how it is parsed.
fn rules_of(settings: &Settings, slips: bool) -> page::Rules {
    let config = &settings.config;
    page::Rules {
        signatures: settings.signatures.clone(),
        dialect: Dialect { markup: config.markup.clone(), emoji: config.enable_emoji },
        summary_words: config.summary_length,
        slips,
    }
}

/// Hands out all that answers may come from.
fn with_world<R>(
    settings: &Settings,
    sources: &Sources,
    pages: &[Arc<Page>],
    site: &Site,
    theme_files: &FxHashMap<String, String>,
    rules: &page::Rules,
    answer: impl FnOnce(&World<'_>) -> R,
) -> R {
    let config = &settings.config;
    let published_names: FxHashSet<&str> = theme_files.values().map(String::as_str).collect();
    let forms = Forms::of(config);
    let published = |file: &str| {
        forms.has_file(file)
            || published_names.contains(file)
            || matches!(file, "sitemap.xml" | "robots.txt" | "404.html" | "index.xml")
            || missing::is_file(config, file)
    };
    let parse_again = |id: SourceId| Arc::new(page::parse(id, sources.get(id), rules));
    answer(&World { config, site, sources, pages, published: &published, parse: &parse_again })
}

fn memo_keep(memo: &mut Memo<Page>, parsed: &[(crate::fingerprint::Fingerprint, Arc<Page>)]) -> usize {
    memo.keep(parsed.iter().map(|(key, page)| (*key, page)))
}

/// Files of the theme by their path below `assets/`, with the output path that carries their hash.
fn theme_files(settings: &Settings) -> FxHashMap<String, String> {
    settings
        .theme
        .assets
        .iter()
        .map(|(path, bytes)| {
            let hash = crate::fingerprint::Fingerprint::of(bytes).short(10);
            let (folder, name) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, name)| (folder, name));
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            (path.clone(), format!("assets/{folder}{stem}.{hash}.{extension}"))
        })
        .collect()
}

impl Snapshot {
    /// A text parsed as a page of this project, in place of the source of that number.
    pub fn parse(&self, id: SourceId, path: &str, text: &Arc<str>) -> Page {
        let content = Content::Text { text: text.clone(), lossy: None };
        let source = Source { path: path.into(), content, fingerprint: Fingerprint::default(), stamp: (0, 0) };
        page::parse(id, &source, &rules_of(&self.settings, true))
    }

    /// The questions of a page answered as things stand, with `pages` in place of those of the snapshot.
    pub fn answer(&self, page: &Page, place: &Place, pages: &[Arc<Page>]) -> Resolved {
        let rules = rules_of(&self.settings, true);
        with_world(&self.settings, &self.sources, pages, &self.site, &self.theme_files, &rules, |world| {
            resolve::resolve(page, place, world)
        })
    }

    /// Hands out all that answers to questions about this picture may come from.
    pub fn with_world<R>(&self, answer: impl FnOnce(&World<'_>) -> R) -> R {
        let rules = rules_of(&self.settings, true);
        with_world(&self.settings, &self.sources, &self.pages, &self.site, &self.theme_files, &rules, answer)
    }

    /// The picture that rules look at.
    pub fn facts<'a>(&'a self, published: &'a Published) -> Facts<'a> {
        Facts {
            config: &self.settings.config,
            config_problems: &self.settings.config_problems,
            theme_problems: &self.settings.theme_problems,
            signatures: &self.settings.signatures,
            sources: &self.sources,
            pages: &self.pages,
            paths: &self.paths,
            resolved: &self.resolved,
            judged: (0, self.pages.len()),
            site: &self.site,
            render_problems: &published.render_problems,
            clashes: &published.clashes,
            dead: &published.dead,
            external: &published.external,
            ignored_layouts: &self.settings.ignored_layouts,
            idle_waivers: &[],
        }
    }

    /// The nodes that are written, in the order of their numbers.
    pub fn rendered(&self) -> Vec<NodeId> {
        self.site.ids().filter(|&id| self.site.node(id).rendered).collect()
    }
}
