//! Settle: what is left to do after a changed page is shown: the search, files for machines, and what the rules say of it
//! all. It is done on a thread of its own, so that the next save need not wait for it, and only for the latest change.

use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::project::outputs::Rendered;
use guidegen::project::round::{Pages, Round};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, judge};
use guidegen::rules::level::Levels;
use guidegen::rules::{self, Rule};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// One change whose pages were made.
pub struct Job {
    /// Given by the settler that takes it.
    pub number: u64,
    pub snapshot: Arc<Snapshot>,
    pub options: Options,
    pub pages: Pages,
}

/// A change of which everything is done.
pub struct Settled {
    pub number: u64,
    pub snapshot: Arc<Snapshot>,
    pub rendered: Rendered,
    /// For the next rendering.
    pub round: Option<Round>,
    /// Warnings and errors of the whole guide.
    pub found: Vec<Diagnostic>,
    /// Those that keep the site from being shown.
    pub blocking: Vec<Diagnostic>,
}

impl Job {
    /// Does what is left; nothing as soon as `is_wanted` says that a later change has come.
    pub fn done(self, is_wanted: &dyn Fn() -> bool) -> Option<Settled> {
        let Job { number, snapshot, options, mut pages } = self;
        let gathered = is_wanted().then(|| pages.gather(&snapshot, &options))?;
        let (rendered, round) = is_wanted().then(|| pages.finish(&snapshot, &options, gathered))?;
        let published = judge::published(&snapshot, &rendered, false);
        let levels = Levels::read(&snapshot.settings.config).0;
        let level = |rule: &Rule| {
            levels.of(rule).filter(|level| is_wanted() && (*level >= Severity::Warning || rule.blocks_build))
        };
        let found = rules::judge(&snapshot.facts(&published), level, options.now, false).findings;
        is_wanted().then(|| {
            let blocking = found.iter().filter(|finding| blocks(finding)).cloned().collect();
            Settled { number, snapshot, rendered, round, found, blocking }
        })
    }
}

/// Whether an error keeps a site from being shown.
pub fn is_blocked(snapshot: &Snapshot, rendered: &Rendered, now: i64) -> bool {
    let published = judge::published(snapshot, rendered, false);
    let levels = Levels::read(&snapshot.settings.config).0;
    let level = |rule: &Rule| levels.of(rule).filter(|_| may_block(rule));
    rules::judge(&snapshot.facts(&published), level, now, false).findings.iter().any(blocks)
}

/// A reference that leads nowhere is told, but must not keep the author from seeing the page it stands in.
fn may_block(rule: &Rule) -> bool {
    rule.blocks_build && !rule.name.starts_with("ref-")
}

fn blocks(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && rules::RULES.iter().any(|rule| rule.name == finding.rule && may_block(rule))
}

/// The thread that settles.
pub struct Settler {
    jobs: Sender<Job>,
    latest: Arc<AtomicU64>,
}

impl Settler {
    /// Starts the thread; `done` hears, on it, of every change that was settled.
    pub fn start(done: impl Fn(Settled) + Send + 'static) -> Result<Self, String> {
        let (jobs, waiting): (Sender<Job>, Receiver<Job>) = channel();
        let latest = Arc::new(AtomicU64::new(0));
        let newest = latest.clone();
        let work = move || {
            while let Ok(job) = waiting.recv() {
                let number = job.number;
                if let Some(settled) = job.done(&|| newest.load(Ordering::Relaxed) == number) {
                    done(settled);
                }
            }
        };
        let started = thread::Builder::new().name("settle".into()).spawn(work);
        started.map(|_| Self { jobs, latest }).map_err(|error| format!("no thread can be started: {error}"))
    }

    /// A change has come: what is being settled is of no use any more.
    pub fn interrupt(&self) {
        self.latest.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the change that [`Settler::interrupt`] was told of.
    pub fn take(&self, job: Job) {
        let number = self.latest.load(Ordering::Relaxed);
        let _ = self.jobs.send(Job { number, ..job });
    }

    /// Whether no change has come since this one.
    pub fn is_latest(&self, number: u64) -> bool {
        self.latest.load(Ordering::Relaxed) == number
    }
}
