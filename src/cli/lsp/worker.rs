//! The thread that owns the project: it reads, judges and renders, so that the editor is never kept waiting for that.

use crate::cli::lsp::Event;
use guidegen::diagnostic::{Diagnostic, Edit};
use guidegen::fingerprint::Fingerprint;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project, judge, moves};
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::rules::level::Levels;
use guidegen::serve::watch;
use guidegen::source::span::SourceId;
use rustc_hash::FxHashSet;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The rules run when nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(120);
/// The guide is rendered, and its finished pages are proved, when nothing was typed for so long.
const REST: Duration = Duration::from_millis(700);

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
    std::thread::spawn(move || match Project::open(&root, options) {
        Ok(project) => {
            let state = State { project, events, version: 0, judged: None, of_output: Vec::new(), watching: None };
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
    version: u64,
    judged: Option<Arc<Snapshot>>,
    /// Findings that only the finished pages show, each with the fingerprint that its file had.
    of_output: Vec<(Diagnostic, Fingerprint)>,
    watching: Option<watch::Watch>,
}

/// What is still to be done for the newest snapshot, and when.
struct Due {
    rules: Option<Instant>,
    render: Option<Instant>,
}

impl State {
    fn run(mut self, jobs: &Receiver<Job>, own: &Sender<Job>) {
        let now = Instant::now();
        let mut due = Due { rules: Some(now), render: Some(now) };
        if !self.read(true) {
            return;
        }
        loop {
            let next = due.rules.or(due.render);
            let job = match next {
                Some(when) => jobs.recv_timeout(when.saturating_duration_since(Instant::now())),
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let first = match job {
                Ok(job) => job,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let done = if due.rules.take().is_some() {
                        self.judge()
                    } else {
                        due.render.take().is_some() && self.prove()
                    };
                    if !done {
                        return;
                    }
                    continue;
                }
            };
            let mut has_text = false;
            let mut has_disk = false;
            let mut wishes = Vec::new();
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
                    Job::Stop => return,
                }
            }
            if (has_text || has_disk) && !self.read(has_disk) {
                return;
            }
            for (id, version, wish) in wishes {
                let outcome = self.rename(version, &wish);
                if self.events.send(Event::Renamed(Renamed { id, outcome })).is_err() {
                    return;
                }
            }
            if !has_text && !has_disk {
                continue;
            }
            let now = Instant::now();
            due = if has_disk {
                Due { rules: Some(now), render: Some(now) }
            } else {
                Due { rules: Some(now + PAUSE), render: Some(now + REST) }
            };
        }
    }

    /// Takes a snapshot; whether anybody wants to know.
    fn read(&mut self, disk: bool) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
        self.project.options_mut().now = now;
        let snapshot = if disk { self.project.snapshot() } else { self.project.snapshot_of_unsaved() };
        let snapshot = Arc::new(snapshot);
        self.judged = Some(snapshot.clone());
        self.events.send(Event::Snapshot(self.version, snapshot)).is_ok()
    }

    /// Runs the rules over the sources. What only finished pages show stays for files that are as they were.
    fn judge(&mut self) -> bool {
        let Some(snapshot) = self.judged.clone() else { return true };
        let mut list = judge::unusable(&snapshot);
        if list.is_empty() {
            list = self.findings(&snapshot, &Published::default(), false);
            let fits = |(finding, print): &&(Diagnostic, Fingerprint)| print_of(&snapshot, finding) == *print;
            list.extend(self.of_output.iter().filter(fits).map(|(finding, _)| finding.clone()));
        }
        self.events.send(Event::Findings(Findings { version: self.version, snapshot, list })).is_ok()
    }

    /// Renders in memory and judges everything, as `guidegen check` does.
    fn prove(&mut self) -> bool {
        let Some(snapshot) = self.judged.clone() else { return true };
        if !judge::unusable(&snapshot).is_empty() {
            return true;
        }
        let rendered = self.project.render(&snapshot);
        let published = judge::published(&snapshot, &rendered, true);
        let list = self.findings(&snapshot, &published, true);
        let sources: FxHashSet<(&str, SourceId, String)> = self
            .findings(&snapshot, &Published::default(), false)
            .iter()
            .map(|finding| (finding.rule, finding.primary.span.source, finding.message.clone()))
            .collect();
        let is_new = |finding: &&Diagnostic| {
            !sources.contains(&(finding.rule, finding.primary.span.source, finding.message.clone()))
        };
        self.of_output =
            list.iter().filter(is_new).map(|finding| (finding.clone(), print_of(&snapshot, finding))).collect();
        self.events.send(Event::Findings(Findings { version: self.version, snapshot, list })).is_ok()
    }

    /// `whole` says whether everything was looked at, so that a waiver can be called idle.
    fn findings(&mut self, snapshot: &Snapshot, published: &Published, whole: bool) -> Vec<Diagnostic> {
        let levels = Levels::read(&snapshot.settings.config).0;
        let now = self.project.options_mut().now;
        rules::judge(&snapshot.facts(published), |rule| levels.of(rule), now, whole).findings
    }

    /// The edits of a new name, for the texts of a version, proved as `guidegen mv` proves them.
    fn rename(&mut self, version: u64, wish: &Wish) -> Result<(Arc<Snapshot>, Vec<Edit>), String> {
        if version != self.version {
            return Err("the text has changed in the meantime: try again".to_string());
        }
        let snapshot = Arc::new(self.project.snapshot());
        let edits = match wish {
            Wish::Heading { path, id, title } => {
                let (file, id, title) = (path.clone(), id.clone(), title.clone());
                self.moved(moves::Wish::Heading { file, id, title, keep_id: false }, false)?
            }
            Wish::Files { pairs, by_editor } => {
                let mut edits: Vec<Edit> = Vec::new();
                for (from, to) in pairs {
                    let wish = moves::Wish::Move { from: from.clone(), to: to.clone(), weight: None };
                    let mut own = match self.moved(wish, *by_editor) {
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
    fn moved(&mut self, wish: moves::Wish, force: bool) -> Result<Vec<Edit>, String> {
        let terms = moves::Terms { force, ..moves::Terms::default() };
        let change = moves::prepare(&mut self.project, &wish, terms);
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

fn print_of(snapshot: &Snapshot, finding: &Diagnostic) -> Fingerprint {
    snapshot.sources.get(finding.primary.span.source).fingerprint
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
