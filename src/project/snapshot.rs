//! Snapshot: one consistent reading of a project: pages, site, answers. It never changes.

use crate::config::forms::Forms;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::page::markdown::Dialect;
use crate::page::{self, Page};
use crate::project::Options;
use crate::project::cascade;
use crate::project::last::{Files, Ground, Last, Memory, Now};
use crate::project::missing;
use crate::project::open::Settings;
use crate::project::recall::Kept;
use crate::project::skeleton;
use crate::project::watch::{Part, Stage, Watch};
use crate::resolve::{self, Place, Resolved, World};
use crate::rules::facts::{Facts, Published};
use crate::site::content_path::{self, ContentPath};
use crate::site::{self, Entry, NodeId, Publication, Site};
use crate::source::span::SourceId;
use crate::source::{Content, Source, Sources};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// All that checks and rendering look at.
pub struct Snapshot {
    pub sources: Sources,
    pub settings: Arc<Settings>,
    /// Every content file that is a page or part of one, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    pub paths: Arc<Vec<ContentPath>>,
    /// The very value of the snapshot before as long as nothing changed but what stands within pages: whoever has seen
    /// that site knows all that one page may see of the others.
    pub site: Arc<Site>,
    /// Answers by entry; a withheld page is answered as well, so that its references can be checked.
    pub resolved: Vec<Arc<Resolved>>,
    /// Files that the theme publishes.
    pub theme_files: Arc<FxHashMap<String, String>>,
    /// How many pages were parsed anew.
    pub parsed: usize,
    /// What is taken over from the build before, in another process; such pages are known by their outlines alone.
    pub kept: Option<Arc<Kept>>,
}

/// Parses, assembles and resolves. Of what `memory` still knows to be right nothing is done again.
pub fn take(sources: &Sources, settings: &Arc<Settings>, options: &Options, memory: &mut Memory) -> Snapshot {
    let watch = &options.watch;
    watch.stage(Stage::Parse);
    // Without a memory nobody else will ever see these pages.
    let links_only = options.links_only && options.no_memory && skeleton::suffices(settings, sources);
    let rules = page::Rules { links_only, ..rules_of(settings, !options.no_slips) };
    let rules_key = key_of(&rules);
    let publication = publication(options);

    let last = memory.take();
    let listed = last.as_ref().and_then(|last| last.listed(sources, settings));
    let (files, paths) = listed.unwrap_or_else(|| files(sources, settings));
    let known = last.as_ref().filter(|last| last.ground.rules == rules_key);
    let parsed_count = AtomicUsize::new(0);
    let parse = |&id: &SourceId| {
        let source = sources.get(id);
        if let Some(page) = known.and_then(|last| last.page(id, source)) {
            return page.clone();
        }
        parsed_count.fetch_add(1, Ordering::Relaxed);
        Arc::new(watch.page(&source.path, Part::Parse, || page::parse(id, source, &rules)))
    };
    let parsed: Vec<Arc<Page>> = files.par_iter().with_min_len(4).map(parse).collect();
    let parsed_count = parsed_count.into_inner();

    watch.stage(Stage::Assemble);
    let now = Now { sources, settings, publication, rules: rules_key, parsed: &parsed };
    let within = last.as_ref().and_then(|last| Some((last, last.edits(&now)?)));
    let (ground, pages, kept, anew) = match within {
        Some((last, edits)) => {
            let mut pages = last.pages.clone();
            if last.ground.cascades {
                cascade::apply(&settings.config, &parsed, &paths, &edits, &mut pages);
            } else {
                edits.iter().for_each(|&entry| pages[entry] = parsed[entry].clone());
            }
            let anew = last.to_answer(edits, &parsed);
            (last.ground.clone(), pages, last.resolved.clone(), anew)
        }
        None => {
            let given = Given { sources, settings, publication, rules: rules_key, files, paths };
            let (ground, pages) = given.assemble(&parsed);
            let all: Vec<usize> = (0..pages.len()).collect();
            let known = last.as_ref().and_then(|last| last.answers(&now, &ground.site, &pages));
            let unknown = Arc::new(Resolved::default());
            let (kept, anew) = known.unwrap_or_else(|| (vec![unknown; pages.len()], all));
            (Arc::new(ground), pages, kept, anew)
        }
    };

    watch.stage(Stage::Resolve);
    let mut resolved = kept;
    let answers = ground.answers(sources, &pages, &anew, &rules, watch);
    for (entry, answer) in anew.into_iter().zip(answers) {
        if *resolved[entry] != *answer {
            resolved[entry] = answer;
        }
    }
    memory.keep(|| Last {
        ground: ground.clone(),
        sources: sources.clone(),
        parsed,
        pages: pages.clone(),
        resolved: resolved.clone(),
    });
    ground.snapshot(sources, pages, resolved, parsed_count)
}

impl Ground {
    /// The questions of some pages answered.
    pub(super) fn answers(
        &self,
        sources: &Sources,
        pages: &[Arc<Page>],
        entries: &[usize],
        rules: &page::Rules,
        watch: &Watch,
    ) -> Vec<Arc<Resolved>> {
        with_world(&self.settings, sources, pages, &self.site, &self.theme_files, rules, |world| {
            let resolve = |&entry: &usize| {
                let path = &sources.get(pages[entry].source).path;
                let answer = || resolve::resolve(&pages[entry], &self.places[entry], world);
                Arc::new(watch.page(path, Part::Resolve, answer))
            };
            entries.par_iter().map(resolve).collect()
        })
    }

    /// The picture that stands on this ground.
    pub(super) fn snapshot(
        &self,
        sources: &Sources,
        pages: Vec<Arc<Page>>,
        resolved: Vec<Arc<Resolved>>,
        parsed: usize,
    ) -> Snapshot {
        Snapshot {
            sources: sources.clone(),
            settings: self.settings.clone(),
            pages,
            paths: self.paths.clone(),
            site: self.site.clone(),
            resolved,
            theme_files: self.theme_files.clone(),
            parsed,
            kept: None,
        }
    }
}

/// What a site is assembled from, beside its pages.
pub(super) struct Given<'a> {
    pub(super) sources: &'a Sources,
    pub(super) settings: &'a Arc<Settings>,
    pub(super) publication: Publication,
    /// See [`Ground::rules`].
    pub(super) rules: Fingerprint,
    pub(super) files: Arc<Vec<SourceId>>,
    pub(super) paths: Arc<Vec<ContentPath>>,
}

impl Given<'_> {
    /// The ground of a site, and its pages with what falls on them from above.
    pub(super) fn assemble(self, parsed: &[Arc<Page>]) -> (Ground, Vec<Arc<Page>>) {
        let Self { sources, settings, publication, rules, files, paths } = self;
        let mut pages = parsed.to_vec();
        let all: Vec<usize> = (0..pages.len()).collect();
        let cascades = cascade::apply(&settings.config, parsed, &paths, &all, &mut pages);
        let entries: Vec<Entry<'_>> = pages
            .iter()
            .zip(paths.iter())
            .map(|(page, path)| Entry { source: page.source, path, outline: &page.outline })
            .collect();
        let site = site::assemble(&settings.config, sources, &entries, publication);
        let ground = Ground {
            settings: settings.clone(),
            publication,
            until: Ground::until(&pages, publication.now),
            rules,
            entries: Ground::table(&files),
            places: resolve::places(&site, &paths),
            files,
            paths,
            cascades,
            site: Arc::new(site),
            theme_files: Arc::new(theme_files(settings)),
        };
        (ground, pages)
    }
}

/// The content files that are pages, in the order of their paths.
pub(super) fn files(sources: &Sources, settings: &Settings) -> Files {
    let config = &settings.config;
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
    let (ids, paths): (Vec<SourceId>, Vec<ContentPath>) = files.into_iter().unzip();
    (Arc::new(ids), Arc::new(paths))
}

/// What beside a source decides how it is parsed.
pub(super) fn rules_of(settings: &Settings, slips: bool) -> page::Rules {
    let config = &settings.config;
    page::Rules {
        signatures: settings.signatures.clone(),
        dialect: Dialect { markup: config.markup.clone(), emoji: config.enable_emoji },
        summary_words: config.summary_length,
        slips,
        links_only: false,
    }
}

/// Changes with all that decides how a source is parsed.
pub(super) fn key_of(rules: &page::Rules) -> Fingerprint {
    let mut hasher = Hasher::new();
    hasher.fingerprint(rules.signatures.fingerprint());
    hasher.text(&format!("{:?} {} {} {}", rules.dialect, rules.summary_words, rules.slips, rules.links_only));
    hasher.finish()
}

/// Which pages are published.
pub(super) fn publication(options: &Options) -> Publication {
    Publication { now: options.now, drafts: options.drafts, future: options.future, expired: options.expired }
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
        let content = Content::Text { text: text.clone().into(), lossy: None };
        let source = Source::new(path.into(), content, (0, 0));
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
