//! Round: one rendering, from pages over what is gathered from all of them to the plan; and what it leaves to the next.
//!
//! A page of which nothing changed is known by the pointers of what it was made from, and is not even asked for. What must
//! be gathered from the bodies of all pages (search, files for machines, books) comes after the pages, so that a server
//! shows an edited page first and renews those a moment later, on another thread.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::book::Book;
use crate::project::frame::Frame;
use crate::project::outputs::{Made, Maker, Rendered};
use crate::project::recall::Kept;
use crate::project::snapshot::Snapshot;
use crate::project::trace::Left;
use crate::project::watch::Stage;
use crate::project::{Options, Work};
use crate::publish::bones::Common;
use crate::publish::{Claim, Origin, Output, Plan, output_path};
use crate::render;
use crate::site::{NodeId, Site};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Outputs that are to be planned, in this order, and what was met while they were made.
#[derive(Default)]
pub(super) struct Batch {
    outputs: Vec<(String, Output, Origin)>,
    /// Where only links are wanted: those that outputs have beside their bytes, with the path and these bytes.
    pub(super) common: Vec<(String, Arc<[u8]>, Common)>,
    pub(super) problems: Vec<render::Problem>,
}

impl Batch {
    pub(super) fn add(&mut self, path: String, output: Output, origin: Origin) {
        self.outputs.push((path, output, origin));
    }

    fn same_paths(&self, other: &Batch) -> bool {
        self.outputs.iter().map(|(path, ..)| path).eq(other.outputs.iter().map(|(path, ..)| path))
    }
}

/// How many things were made anew.
#[derive(Default)]
pub(super) struct Did {
    pub(super) bodies: AtomicUsize,
    pub(super) layouts: AtomicUsize,
}

/// What is gathered from the bodies of all pages.
#[derive(Default)]
pub struct Gathered {
    batch: Batch,
    books: Vec<Book>,
}

/// One rendering as the next one sees it.
#[derive(Clone)]
pub struct Round {
    /// The very site that was shown, and what else all pages share.
    site: Arc<Site>,
    moment: Fingerprint,
    frame: Arc<Frame>,
    ids: Arc<Vec<NodeId>>,
    made: Vec<Arc<Made>>,
    /// What is made from outlines alone: feeds, the sitemap, pages that no file stands for.
    about: Arc<Batch>,
    /// Whether `about` is of this site, and not of the one before it.
    is_told: bool,
    /// What pages need beside them: assets, shared menus, redirects.
    beside: Arc<Batch>,
    gathered: Arc<Gathered>,
    plan: Plan,
    claims: Arc<Vec<Claim>>,
}

/// What is remembered between two renderings.
pub struct Memory {
    enabled: bool,
    round: Option<Round>,
}

impl Memory {
    /// A memory that is `enabled`, or one that forgets everything at once.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, round: None }
    }

    /// Takes over what a rendering leaves.
    pub fn keep(&mut self, round: Option<Round>) {
        self.round = round;
    }
}

impl<'s> Maker<'s> {
    /// One for a single use: nothing of it is remembered.
    pub(super) fn once(snapshot: &'s Snapshot, options: &'s Options) -> Self {
        Self { snapshot, options, frame: Arc::new(Frame::new(snapshot, options)), remembers: false }
    }
}

/// The rendered pages of a snapshot: the first half of a rendering.
pub struct Pages {
    frame: Arc<Frame>,
    moment: Fingerprint,
    ids: Arc<Vec<NodeId>>,
    made: Vec<Arc<Made>>,
    /// Those of the rendering before, if they are right still, and those of this one as soon as they are made.
    about: Option<Arc<Batch>>,
    beside: Option<Arc<Batch>>,
    /// The rendering before, and whether all that pages see of each other is as it was then.
    before: Option<(Round, bool)>,
    did: Did,
    /// See [`Rendered::left`].
    left: Option<Left>,
    remembers: bool,
}

impl Pages {
    /// Renders the pages that are not as they were.
    pub fn make(snapshot: &Snapshot, options: &Options, memory: &mut Memory) -> Self {
        options.watch.stage(Stage::Pages);
        let before = memory.round.take();
        let moment = moment(options);
        let same =
            before.as_ref().is_some_and(|round| Arc::ptr_eq(&round.site, &snapshot.site) && round.moment == moment);
        let known = before.as_ref().filter(|_| same);
        let (frame, ids) = match known {
            Some(round) => (round.frame.clone(), round.ids.clone()),
            None => (Arc::new(Frame::new(snapshot, options)), Arc::new(snapshot.rendered())),
        };
        let (mut about, beside) = known.map(|round| (round.about.clone(), round.beside.clone())).unzip();
        if known.is_some_and(|round| !round.is_told) {
            about = None;
        }
        let maker = Maker { snapshot, options, frame: frame.clone(), remembers: memory.enabled };
        let did = Did::default();
        let made = match &before {
            Some(round) if same => {
                let mut made = round.made.clone();
                let stale: Vec<usize> =
                    (0..ids.len()).filter(|&at| !is_current(snapshot, ids[at], &made[at])).collect();
                let renewed: Vec<Arc<Made>> =
                    stale.par_iter().map(|&at| Arc::new(maker.page(ids[at], Some(&made[at]), &did))).collect();
                for (at, page) in stale.into_iter().zip(renewed) {
                    if !page.shows_what(&made[at]) {
                        // The list of all pages names its sections, feeds its opening.
                        about = None;
                    }
                    made[at] = page;
                }
                made
            }
            Some(round) => {
                let files = round.ids.iter().zip(&round.made);
                let known: FxHashMap<&str, &Made> =
                    files.map(|(id, made)| (&*round.site.node(*id).file, &**made)).collect();
                let page =
                    |&id: &NodeId| Arc::new(maker.page(id, known.get(&*snapshot.site.node(id).file).copied(), &did));
                ids.par_iter().map(page).collect()
            }
            None => {
                let kept = snapshot.kept.as_deref();
                let page = |(at, &id): (usize, &NodeId)| match kept.and_then(|kept| kept.page(at)) {
                    Some(page) => Arc::new(Made::kept(page)),
                    None => Arc::new(maker.page(id, None, &did)),
                };
                ids.par_iter().enumerate().map(page).collect()
            }
        };
        let before = before.map(|round| (round, same));
        let left = None;
        Self { frame, moment, ids, made, about, beside, before, did, left, remembers: memory.enabled }
    }

    fn maker<'s>(&self, snapshot: &'s Snapshot, options: &'s Options) -> Maker<'s> {
        Maker { snapshot, options, frame: self.frame.clone(), remembers: self.remembers }
    }

    /// What pages need beside them, and depends on nothing within them: assets, menus, redirects.
    fn beside(&mut self, snapshot: &Snapshot, options: &Options) -> Arc<Batch> {
        let maker = self.maker(snapshot, options);
        self.beside.get_or_insert_with(|| batch(&maker, &[Maker::menus, Maker::aliases, Maker::assets])).clone()
    }

    /// What is made from outlines alone: feeds, the sitemap, pages that no file stands for.
    fn about(&mut self, snapshot: &Snapshot, options: &Options) -> Arc<Batch> {
        let maker = self.maker(snapshot, options);
        let kept = || snapshot.kept.as_deref().and_then(Kept::about).map(Arc::new);
        let make = || kept().unwrap_or_else(|| batch(&maker, &[Maker::extras, Maker::feeds]));
        self.about.get_or_insert_with(make).clone()
    }

    /// Gathers from the bodies of all pages: the second half of a rendering.
    pub fn gather(&mut self, snapshot: &Snapshot, options: &Options) -> Gathered {
        let maker = self.maker(snapshot, options);
        let mut batch = Batch::default();
        let known = self.before.as_ref().map_or(&[][..], |(round, _)| &round.gathered.books);
        let books = maker.books(&self.ids, &self.made, known, &self.did);
        for book in &books {
            batch.problems.extend(book.laid.1.problem.clone());
            batch.add(book.file.clone(), book.laid.1.html.clone(), Origin::Generated("print"));
        }
        options.watch.stage(Stage::Search);
        if options.leaves_trace {
            // Before the search gives the titles away.
            let kept = snapshot.kept.as_deref();
            let left =
                |(at, made): (usize, &Arc<Made>)| kept.and_then(|kept| kept.done(at)).is_none().then(|| made.left());
            let pages = self.made.par_iter().enumerate().map(left).collect();
            self.left = Some(Left { pages, ..Left::default() });
        }
        let ledgers = maker.search(&mut batch, &self.ids, &mut self.made);
        if let Some(left) = &mut self.left {
            left.ledgers = ledgers;
        }
        options.watch.stage(Stage::Outputs);
        maker.machines(&mut batch, &self.ids, &self.made);
        maker.missing(&mut batch);
        self.about(snapshot, options);
        self.beside(snapshot, options);
        Gathered { batch, books }
    }

    /// What a server shows until everything is gathered: the pages as they are now, and what was gathered before.
    pub fn show(&mut self, snapshot: &Snapshot, options: &Options) -> (Rendered, Option<Round>) {
        let beside = self.beside(snapshot, options);
        let (gathered, about) = match &self.before {
            Some((round, _)) => (round.gathered.clone(), self.about.clone().unwrap_or_else(|| round.about.clone())),
            None => (Arc::default(), Arc::default()),
        };
        let (rendered, mut round) = self.planned(snapshot, gathered, about, beside);
        if let Some(round) = &mut round {
            round.is_told = self.about.is_some();
        }
        self.before = round.clone().map(|round| (round, true));
        (rendered, round)
    }

    /// The whole rendering, and what it leaves to the next.
    pub fn finish(mut self, snapshot: &Snapshot, options: &Options, gathered: Gathered) -> (Rendered, Option<Round>) {
        let (about, beside) = (self.about(snapshot, options), self.beside(snapshot, options));
        let mut left = self.left.take();
        if let Some(left) = &mut left {
            left.about = about.outputs.iter().map(|(path, ..)| path.clone()).collect();
        }
        let (mut rendered, round) = self.planned(snapshot, Arc::new(gathered), about, beside);
        rendered.left = left;
        (rendered, round)
    }

    fn planned(
        &self,
        snapshot: &Snapshot,
        gathered: Arc<Gathered>,
        about: Arc<Batch>,
        beside: Arc<Batch>,
    ) -> (Rendered, Option<Round>) {
        let patched = self.before.as_ref().filter(|(_, same)| *same).and_then(|(round, _)| {
            let fits = round.claims.is_empty()
                && Arc::ptr_eq(&round.beside, &beside)
                && round.gathered.batch.same_paths(&gathered.batch)
                && round.about.same_paths(&about);
            fits.then(|| self.patch(round, snapshot, &gathered, &about))
        });
        let (plan, claims) = match patched {
            Some(plan) => (plan, Arc::default()),
            None => self.plan(snapshot, [&gathered.batch, &about, &beside]),
        };
        let batches = [&gathered.batch.problems, &about.problems, &beside.problems];
        let found = self.made.iter().flat_map(|made| made.problems()).chain(batches.into_iter().flatten());
        // A broken layout fails on every page; once is enough.
        let mut told: FxHashSet<String> = FxHashSet::default();
        let mut is_new = |problem: &render::Problem| match problem {
            render::Problem::Template { page: None, .. } => told.insert(format!("{problem:?}")),
            _ => true,
        };
        let problems = found.filter(|problem| is_new(problem)).cloned().collect();
        let work = Work {
            parsed: snapshot.parsed,
            bodies: self.did.bodies.load(Ordering::Relaxed),
            layouts: self.did.layouts.load(Ordering::Relaxed),
        };
        let common = self.common(snapshot, &plan, [&gathered.batch, &about]);
        let round = self.remembers.then(|| Round {
            site: snapshot.site.clone(),
            moment: self.moment,
            frame: self.frame.clone(),
            ids: self.ids.clone(),
            made: self.made.clone(),
            about,
            is_told: true,
            beside,
            gathered,
            plan: plan.clone(),
            claims: claims.clone(),
        });
        let claims = claims.to_vec();
        let rendered = Rendered { plan, common, problems, claims, work, pages: self.ids.len(), left: None };
        (rendered, round)
    }

    /// Where only links are wanted: those that outputs have beside their bytes, by output path.
    fn common(&self, snapshot: &Snapshot, plan: &Plan, batches: [&Batch; 2]) -> FxHashMap<String, Common> {
        let mut common: FxHashMap<String, Common> = FxHashMap::default();
        for (id, made) in self.ids.iter().zip(&self.made).filter(|(_, made)| !made.laid.1.common.is_empty()) {
            // The first one to claim a path is the one that is planned.
            if let Some(path) = output_path(&snapshot.site.node(*id).file) {
                common.entry(path).or_insert_with(|| made.laid.1.common.clone());
            }
        }
        for (path, own, pieces) in batches.into_iter().flat_map(|batch| &batch.common) {
            let is_planned = |path: &String| {
                plan.get(path)
                    .is_some_and(|entry| matches!(&entry.output, Output::Bytes(bytes) if Arc::ptr_eq(bytes, own)))
            };
            if let Some(path) = output_path(path).filter(is_planned) {
                common.insert(path, pieces.clone());
            }
        }
        common
    }

    /// The plan of before with what changed since.
    fn patch(&self, round: &Round, snapshot: &Snapshot, gathered: &Gathered, about: &Batch) -> Plan {
        let mut plan = round.plan.clone();
        for (id, (before, now)) in self.ids.iter().zip(round.made.iter().zip(&self.made)) {
            if !Arc::ptr_eq(before, now) {
                replace(&mut plan, &snapshot.site.node(*id).file, &now.laid.1.html);
            }
        }
        let batches = gathered.batch.outputs.iter().chain(&about.outputs);
        batches.for_each(|(path, output, _)| replace(&mut plan, path, output));
        plan
    }

    fn plan(&self, snapshot: &Snapshot, batches: [&Batch; 3]) -> (Plan, Arc<Vec<Claim>>) {
        let mut plan = Plan::default();
        let mut claims = Vec::new();
        let mut add = |path: &str, output: &Output, origin: &Origin| {
            let Some(clean) = output_path(path) else { return };
            if let Err(claim) = plan.add(&clean, output.clone(), origin.clone()) {
                claims.push(claim);
            }
        };
        for (id, made) in self.ids.iter().zip(&self.made) {
            let node = snapshot.site.node(*id);
            let origin = node.source.map_or(Origin::Generated("list"), Origin::Page);
            add(&node.file, &made.laid.1.html, &origin);
        }
        for (path, output, origin) in batches.into_iter().flat_map(|batch| &batch.outputs) {
            add(path, output, origin);
        }
        (plan, Arc::new(claims))
    }
}

/// What some parts of a maker make, in their order.
fn batch<'s>(maker: &Maker<'s>, parts: &[fn(&Maker<'s>, &mut Batch)]) -> Arc<Batch> {
    let mut batch = Batch::default();
    parts.iter().for_each(|part| part(maker, &mut batch));
    Arc::new(batch)
}

fn replace(plan: &mut Plan, path: &str, output: &Output) {
    if let Some(clean) = output_path(path) {
        plan.replace(&clean, output.clone());
    }
}

/// Whether a page was made from the very values that this snapshot has.
fn is_current(snapshot: &Snapshot, id: NodeId, made: &Made) -> bool {
    snapshot.site.node(id).entry.is_none_or(|entry| made.is_of(&snapshot.pages[entry], &snapshot.resolved[entry]))
}

/// Changes with what comes from elsewhere: last changes from the history, smaller pictures, and what is asked for.
fn moment(options: &Options) -> Fingerprint {
    let mut hasher = Hasher::new();
    hasher.fingerprint(options.pictures.fingerprint()).number(u64::from(options.links_only));
    for (path, change) in options.dates.iter() {
        hasher.text(path).text(&format!("{change:?}"));
    }
    hasher.finish()
}
