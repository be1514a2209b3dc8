//! Recall: a snapshot in which pages that did not change since the last build, in another process, are known by their outlines
//! alone, and what that build published of them.
//!
//! It stands on the same ground as [`crate::project::last`]: what one page may see of another is its front matter and its
//! outline. So as long as nothing but texts below the front matter changed, the pages to be made are those that changed,
//! those that name an anchor of a page whose anchors are others now, and those that read texts of others. For anything else
//! there is no recall, and the whole site is made.

use crate::config::forms::{Forms, markdown_file};
use crate::fingerprint::Fingerprint;
use crate::page::{self, Front, Page};
use crate::project::Project;
use crate::project::again::Inputs;
use crate::project::open::Settings;
use crate::project::round::Batch;
use crate::project::snapshot::{Given, Snapshot, key_of, publication, rules_of};
use crate::project::trace::{Seen, Trace, head_of};
use crate::project::watch::{Part, Stage};
use crate::project::{frame, machine};
use crate::publish::disk::Stated;
use crate::publish::disk::standing::Standing;
use crate::publish::manifest::Seal;
use crate::publish::shelf::{Place, Shelved};
use crate::publish::{Origin, Output, output_path};
use crate::render::search::ledger::Ledger;
use crate::render::search::terms::PageTerms;
use crate::resolve::Resolved;
use crate::site::NodeId;
use crate::source::span::SourceId;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// What is taken over from the build before.
#[derive(Debug)]
pub struct Kept {
    trace: Trace,
    /// By entry: whether the page is known by its outline alone.
    outlined: Vec<bool>,
    /// The pictures that those pages show.
    pub(super) shows: Vec<SourceId>,
    published: Published,
    /// By the place among the rendered pages: those that stay as they are.
    pages: Vec<Option<KeptPage>>,
    /// The files made from outlines alone, if no outline changed.
    about: Option<Vec<String>>,
}

/// A page that stays as it was published.
#[derive(Debug)]
pub(super) struct KeptPage {
    pub(super) html: Output,
    pub(super) terms: Option<Arc<PageTerms>>,
    /// Its entry in `index.json`.
    pub(super) entry: Option<Range<u64>>,
}

/// The output folder as the last build left it.
#[derive(Debug)]
pub struct Published {
    pub folder: PathBuf,
    pub stated: Stated,
    /// The fingerprint of the text of the manifest.
    pub print: Fingerprint,
}

/// Whether a build of this configuration can leave a trace. What joins the texts of all pages into one file needs all of them.
pub fn is_possible(forms: Forms) -> bool {
    !forms.llms_full && !forms.print_home && !forms.print_section
}

/// The snapshot of the sources that the project read, if so little changed since the build that left these bytes. Whether the
/// published files are what their manifest says is seen when they are published again: one that is not stops that, and then
/// the whole site must be made.
pub fn recall(
    project: &Project,
    settings: &Arc<Settings>,
    inputs: &Inputs,
    left: Vec<u8>,
    published: Published,
) -> Option<Snapshot> {
    let (options, sources) = (&project.options, &project.sources);
    let watch = &options.watch;
    if !is_possible(Forms::of(&settings.config)) {
        return None;
    }
    watch.stage(Stage::Parse);
    let rules = rules_of(settings, !options.no_slips);
    let (files, paths) = inputs.files.clone();
    let trace = Trace::open(left, inputs.ground, published.print, files.len(), settings.config.languages.len())?;
    let mut seen = trace.all_seen()?;
    let parse = |entry: usize| {
        let source = sources.get(files[entry]);
        Arc::new(watch.page(&source.path, Part::Parse, || page::parse(files[entry], source, &rules)))
    };
    let is_edited = |&entry: &usize| sources.get(files[entry]).fingerprint() != seen[entry].source;
    let edited: Vec<usize> = (0..files.len()).filter(is_edited).collect();
    let fresh: FxHashMap<usize, Arc<Page>> = edited.par_iter().map(|&entry| (entry, parse(entry))).collect();
    let mut moved: FxHashSet<u32> = FxHashSet::default();
    let mut shows_the_same = true;
    for (&entry, page) in &fresh {
        let before = &mut seen[entry];
        if before.head != head_of(page, sources.get(page.source)) {
            return None;
        }
        before.outline.set_meta(page.front.meta.clone());
        if before.outline.face() != page.outline.face() {
            return None;
        }
        if before.outline.anchors_print() != page.outline.anchors_print() {
            moved.insert(entry as u32);
        }
        shows_the_same &= before.outline.fingerprint() == page.outline.fingerprint();
    }
    let is_stale = |(entry, seen): (usize, &Seen)| {
        fresh.contains_key(&entry) || seen.reads_texts || seen.names.iter().any(|name| moved.contains(name))
    };
    let outlined: Vec<bool> = seen.iter().enumerate().map(|page| !is_stale(page)).collect();
    let shown = seen.iter().zip(&outlined).filter(|(_, outlined)| **outlined).flat_map(|(seen, _)| &seen.shows);
    let shows = shown.map(|&number| SourceId(number)).collect();
    let page = |(entry, seen): (usize, Seen)| match fresh.get(&entry) {
        Some(page) => page.clone(),
        None if outlined[entry] => {
            let front = seen.front.unwrap_or_else(|| Front::Text(sources.get(files[entry]).text().into()));
            Arc::new(page::outlined(files[entry], front, seen.outline, seen.stubs))
        }
        None => parse(entry),
    };
    let parsed: Vec<Arc<Page>> = seen.into_par_iter().enumerate().with_min_len(4).map(page).collect();

    watch.stage(Stage::Assemble);
    let publication = publication(options);
    let given = Given { sources, settings, publication, rules: key_of(&rules), files, paths };
    let (ground, pages) = given.assemble(&parsed);

    watch.stage(Stage::Resolve);
    let unknown = Arc::new(Resolved::default());
    let mut resolved = vec![unknown; pages.len()];
    let stale: Vec<usize> = (0..pages.len()).filter(|&entry| !outlined[entry]).collect();
    let answers = ground.answers(sources, &pages, &stale, &rules, watch);
    stale.iter().zip(answers).for_each(|(&entry, answer)| resolved[entry] = answer);
    let mut snapshot = ground.snapshot(sources, pages, resolved, stale.len());
    let about = if shows_the_same { Some(trace.about()?) } else { None };
    let pages = kept_pages(&snapshot, &trace, &outlined, &published)?;
    snapshot.kept = Some(Arc::new(Kept { trace, outlined, shows, published, pages, about }));
    Some(snapshot)
}

/// What was published of each page that stays as it is; nothing if something of it is missing.
fn kept_pages(
    snapshot: &Snapshot,
    trace: &Trace,
    outlined: &[bool],
    published: &Published,
) -> Option<Vec<Option<KeptPage>>> {
    let ids = snapshot.rendered();
    if ids.len() != trace.finished() {
        return None;
    }
    let config = &snapshot.settings.config;
    let forms = Forms::of(config);
    let gathered: Vec<_> = (0..ids.len()).into_par_iter().map(|at| trace.gathered(at)).collect::<Option<_>>()?;
    for language in (0..config.languages.len()).filter(|&it| frame::search_page_file(snapshot, it).is_some()) {
        let is_in = |(id, (terms, _)): &(&NodeId, &(Option<PageTerms>, u64))| {
            terms.is_some() && snapshot.site.node(**id).language == language
        };
        if trace.ledger(language)?.pages() != ids.iter().zip(&gathered).filter(is_in).count() {
            return None;
        }
    }
    let lengths: FxHashMap<NodeId, u64> = ids.iter().copied().zip(gathered.iter().map(|(_, length)| *length)).collect();
    let mut entries = match forms.json {
        true => machine::published_entries(snapshot, &ids, &lengths, published)?,
        false => FxHashMap::default(),
    };
    let page = |(&id, (terms, _)): (&NodeId, (Option<PageTerms>, u64))| {
        let node = snapshot.site.node(id);
        if node.entry.is_some_and(|entry| !outlined[entry]) {
            return Some(None);
        }
        if forms.markdown && node.entry.is_some() {
            published.output(&markdown_file(&node.file))?;
        }
        let html = published.output(&output_path(&node.file)?)?;
        Some(Some(KeptPage { html, terms: terms.map(Arc::new), entry: entries.remove(&id) }))
    };
    ids.iter().zip(gathered).map(page).collect()
}

impl Kept {
    /// Whether a page is known by its outline alone.
    pub(super) fn is_outlined(&self, entry: usize) -> bool {
        self.outlined.get(entry).copied().unwrap_or(false)
    }

    /// A page that stays as it is, by its place among the rendered ones.
    pub(super) fn page(&self, at: usize) -> Option<&KeptPage> {
        self.pages.get(at)?.as_ref()
    }

    /// The files made from outlines alone, if they stay as they are.
    pub(super) fn about(&self) -> Option<Batch> {
        let mut batch = Batch::default();
        for file in self.about.as_ref()? {
            batch.add(file.clone(), self.output(file)?, Origin::Generated("list"));
        }
        Some(batch)
    }

    /// What the last build left of the words of a language.
    pub(super) fn ledger(&self, language: usize) -> Option<Ledger<'_>> {
        self.trace.ledger(language)
    }

    /// Whether the last build made such a file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.published.stated.line(file).is_some_and(|line| matches!(line.seal, Seal::Bytes(_)))
    }

    /// A file of the last build that stays as it is.
    pub(super) fn output(&self, file: &str) -> Option<Output> {
        self.published.output(&output_path(file)?)
    }

    /// What the last build left of a page that is known by its outline alone.
    pub(super) fn seen(&self, entry: usize) -> Option<&[u8]> {
        self.is_outlined(entry).then(|| self.trace.seen(entry))
    }

    /// What the last build left of a finished page that stays as it is.
    pub(super) fn done(&self, at: usize) -> Option<&[u8]> {
        self.page(at).map(|_| self.trace.done(at))
    }
}

impl Published {
    /// A file of it that was made, to be published again.
    pub(super) fn output(&self, file: &str) -> Option<Output> {
        let line = self.stated.line(file)?;
        let Seal::Bytes(print) = line.seal else { return None };
        let standing = Standing::new(self.folder.join(file), line.size, print, self.stated.date());
        Some(Output::Shelved(Shelved::at(Arc::new(standing), Place::At(0), line.size as usize), print))
    }
}
