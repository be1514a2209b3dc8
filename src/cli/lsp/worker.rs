//! The thread that owns the project: it reads what changed, says at once what is wrong with it, and works out new names. The
//! guide as a whole is judged elsewhere.

use crate::cli::build;
use crate::cli::lsp::Event;
use crate::cli::lsp::judge::{self as whole, Judged};
use crate::cli::lsp::shift::Shift;
use guidegen::diagnostic::{Diagnostic, Edit};
use guidegen::project::near::{self, Front};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project, judge, moves};
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::rules::level::Levels;
use guidegen::rules::scope;
use guidegen::serve::watch;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// The snapshot is taken when nothing was typed for so long, and at the latest after the longer time: what is told at once and
/// what is asked do without it.
const SETTLE: Duration = Duration::from_millis(40);
const LONGEST: Duration = Duration::from_millis(400);
/// If more pages changed at once, the guide as a whole is waited for.
const MANY: usize = 8;

/// What is asked of the worker.
pub enum Job {
    /// The open texts, by path relative to the root, and their version.
    Texts(u64, BTreeMap<String, Arc<str>>),
    /// Files on disk changed.
    Disk,
    /// The editor cannot watch files: do it here.
    Watch,
    /// The edits that a new name needs, for the texts of that version.
    Rename(Value, u64, Wish),
    /// The guide as a whole was judged.
    Judged(Judged),
    Stop,
}

/// What gets a new name; paths are relative to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Heading {
        path: String,
        id: String,
        title: String,
    },
    /// Files and folders, all at once. `by_editor`: the editor moves them itself and asks only for the texts.
    Files {
        pairs: Vec<(String, String)>,
        by_editor: bool,
    },
}

/// The edits of a new name, or why there are none.
pub struct Renamed {
    pub id: Value,
    pub outcome: Result<(Arc<Snapshot>, Vec<Edit>), String>,
}

/// The findings of one state of the texts.
pub struct Findings {
    pub version: u64,
    pub snapshot: Arc<Snapshot>,
    pub list: Vec<Diagnostic>,
}

/// Starts the worker; it ends with `Job::Stop`, or when nobody listens.
pub fn start(root: PathBuf, options: Options, events: Sender<Event>) -> Sender<Job> {
    let (sender, jobs) = channel();
    let own = sender.clone();
    std::thread::spawn(move || match Project::open(&root, options.clone()) {
        Ok(project) => {
            let judge = whole::start(project.root(), options, own.clone());
            let state = State {
                project,
                events,
                judge,
                version: 0,
                now: 0,
                newest: None,
                near: None,
                known: None,
                watching: None,
            };
            state.run(&jobs, &own);
        }
        Err(reason) => {
            let _ = events.send(Event::Unusable(reason.to_string()));
        }
    });
    sender
}

struct State {
    project: Project,
    events: Sender<Event>,
    judge: Option<Sender<whole::State>>,
    version: u64,
    /// Seconds since 1970.
    now: i64,
    newest: Option<Arc<Snapshot>>,
    /// What stands in for the snapshot of these texts until it is taken, and their version.
    near: Option<(u64, Arc<Snapshot>)>,
    /// What was last said of the guide as a whole, and of which state.
    known: Option<Findings>,
    watching: Option<watch::Watch>,
}

impl State {
    fn run(mut self, jobs: &Receiver<Job>, own: &Sender<Job>) {
        if !self.read(true) {
            return;
        }
        // Since when texts wait for their snapshot.
        let mut waiting: Option<Instant> = None;
        loop {
            let first = match waiting {
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(since) => jobs.recv_timeout(SETTLE.min(LONGEST.saturating_sub(since.elapsed()))),
            };
            let first = match first {
                Ok(first) => first,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    waiting = None;
                    if !self.read(false) {
                        return;
                    }
                    continue;
                }
            };
            let mut has_text = false;
            let mut has_disk = false;
            let mut wishes = Vec::new();
            let mut judged = None;
            // Only the newest state counts.
            for job in std::iter::once(first).chain(jobs.try_iter()) {
                match job {
                    Job::Texts(version, texts) => {
                        // A text that was closed stands on the disk again.
                        has_disk |= self.project.options_mut().unsaved.keys().any(|path| !texts.contains_key(path));
                        self.project.options_mut().unsaved = texts;
                        self.version = version;
                        has_text = true;
                    }
                    Job::Disk => has_disk = true,
                    Job::Watch => self.watch(own),
                    Job::Rename(id, version, wish) => wishes.push((id, version, wish)),
                    Job::Judged(newest) => judged = Some(newest),
                    Job::Stop => return,
                }
            }
            if judged.is_some_and(|judged| !self.judged(judged)) {
                return;
            }
            let mut is_told = false;
            if has_text && !has_disk {
                waiting = waiting.or_else(|| Some(Instant::now()));
                is_told = self.tell_pages();
            }
            // New names of files need the guide as it is, and so does what could not be told at once.
            let is_near = self.near.as_ref().is_some_and(|(version, _)| *version == self.version);
            let of_heading = |wish: &Wish| matches!(wish, Wish::Heading { .. });
            let needs_all = wishes.iter().any(|(_, _, wish)| !(is_near && of_heading(wish)));
            if has_disk || (waiting.is_some() && (needs_all || (has_text && !is_told))) {
                waiting = None;
                if !self.read(has_disk) {
                    return;
                }
            }
            for (id, version, wish) in wishes {
                let outcome = self.rename(version, &wish);
                if self.events.send(Event::Renamed(Renamed { id, outcome })).is_err() {
                    return;
                }
            }
        }
    }

    /// Takes a snapshot; whether anybody wants to know.
    fn read(&mut self, disk: bool) -> bool {
        self.now = build::now();
        self.project.options_mut().now = self.now;
        let snapshot = if disk { self.project.snapshot() } else { self.project.snapshot_of_unsaved() };
        let snapshot = Arc::new(snapshot);
        self.newest = Some(snapshot.clone());
        self.near = None;
        if let Some(judge) = &self.judge {
            let (version, now) = (self.version, self.now);
            let _ = judge.send(whole::State { version, snapshot: snapshot.clone(), now, at_once: disk });
        }
        self.events.send(Event::Snapshot(self.version, snapshot)).is_ok()
    }

    /// Tells what is known of the newest texts at once: what the rules of a page say of those that changed, and what was found
    /// before of everything else. Whether it could be told.
    fn tell_pages(&mut self) -> bool {
        let Some(newest) = self.newest.clone() else { return false };
        let sources = newest.sources.clone().with_texts(&self.project.options().unsaved, |_| true);
        let near = near::supposed(&newest, &sources, Front::Any);
        let Some(snapshot) = near.map(Arc::new).filter(|near| judge::unusable(near).is_empty()) else { return false };
        self.near = Some((self.version, snapshot.clone()));
        let Some(known) = &self.known else { return false };
        let mut shift = Shift::default();
        let mut changed = Vec::new();
        for (entry, page) in snapshot.pages.iter().enumerate() {
            let (old, new) = (known.snapshot.sources.get(page.source), snapshot.sources.get(page.source));
            if old.fingerprint() != new.fingerprint() {
                shift.note(page.source, old.text(), new.text());
                changed.push(entry);
            }
        }
        if changed.len() > MANY {
            return false;
        }
        let is_known =
            |finding: &&Diagnostic| !(shift.has(finding.primary.span.source) && scope::is_of_page(finding.rule));
        let mut list: Vec<Diagnostic> =
            known.list.iter().filter(is_known).filter_map(|finding| shift.finding(finding)).collect();
        let levels = Levels::read(&snapshot.settings.config).0;
        let published = Published::default();
        for entry in changed {
            let facts = snapshot.facts(&published);
            list.extend(scope::judge_page(&facts, |rule| levels.of(rule), self.now, entry));
        }
        rules::sort(&snapshot.sources, &mut list);
        self.tell(Findings { version: self.version, snapshot: snapshot.clone(), list })
    }

    /// Takes over what there is to say of the guide as a whole.
    fn judged(&mut self, judged: Judged) -> bool {
        let Judged { version, snapshot, list } = judged;
        self.known = Some(Findings { version, snapshot: snapshot.clone(), list: list.clone() });
        // What was typed since is told by itself.
        version != self.version || self.tell(Findings { version, snapshot, list })
    }

    fn tell(&self, findings: Findings) -> bool {
        self.events.send(Event::Findings(findings)).is_ok()
    }

    /// The edits of a new name, for the texts of a version, proved as `guidegen mv` proves them.
    fn rename(&mut self, version: u64, wish: &Wish) -> Result<(Arc<Snapshot>, Vec<Edit>), String> {
        if version != self.version {
            return Err("the text has changed in the meantime: try again".to_string());
        }
        let near = self.near.as_ref().filter(|(near, _)| *near == version && matches!(wish, Wish::Heading { .. }));
        let snapshot = near.map(|(_, near)| near).or(self.newest.as_ref()).cloned();
        let Some(snapshot) = snapshot else { return Err("the guide is not read yet".to_string()) };
        let edits = match wish {
            Wish::Heading { path, id, title } => {
                let (file, id, title) = (path.clone(), id.clone(), title.clone());
                self.moved(&snapshot, moves::Wish::Heading { file, id, title, keep_id: false }, false)?
            }
            Wish::Files { pairs, by_editor } => {
                let mut edits: Vec<Edit> = Vec::new();
                for (from, to) in pairs {
                    let wish = moves::Wish::Move { from: from.clone(), to: to.clone(), weight: None };
                    let mut own = match self.moved(&snapshot, wish, *by_editor) {
                        Ok(own) => own,
                        // The editor moves the file all the same: what is no part of the guide needs no edit.
                        Err(_) if *by_editor => continue,
                        Err(reason) => return Err(reason),
                    };
                    if *by_editor {
                        own.retain(|edit| matches!(edit, Edit::Replace { .. }));
                    }
                    // Of two files that move at once, each may ask for another text in one place: the first has it.
                    own.retain(|edit| edits.iter().all(|other| !overlap(edit, other)));
                    edits.extend(own);
                }
                edits
            }
        };
        Ok((snapshot, edits))
    }

    /// `force`: new findings are no reason to refuse.
    fn moved(&mut self, before: &Snapshot, wish: moves::Wish, force: bool) -> Result<Vec<Edit>, String> {
        let terms = moves::Terms { force, near: true, ..moves::Terms::default() };
        let change = moves::prepare_from(&mut self.project, before, &wish, terms);
        change.map(|change| change.edits).map_err(|refusal| {
            std::iter::once(&refusal.message).chain(&refusal.help).map(String::as_str).collect::<Vec<_>>().join("; ")
        })
    }

    fn watch(&mut self, own: &Sender<Job>) {
        let root = self.project.root();
        let ignore = vec![root.join("public"), root.join(".guidegen-cache"), root.join(".git")];
        let own = own.clone();
        let watching = watch::watch(self.project.inputs(), ignore, move |_| {
            let _ = own.send(Job::Disk);
        });
        self.watching = watching.ok();
    }
}

/// Whether two replacements touch.
fn overlap(one: &Edit, other: &Edit) -> bool {
    match (one, other) {
        (Edit::Replace { span: a, .. }, Edit::Replace { span: b, .. }) => {
            a.source == b.source && a.start <= b.end && b.start <= a.end
        }
        _ => false,
    }
}
