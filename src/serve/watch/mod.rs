//! Watching the guide while it is written: from events of the file system to calls that say "look again".
//!
//! Notifications lie: they come twice, late, for reads, or not at all. So an event is never taken for what happened;
//! it only says that something did, and the project reads again what is named, or everything.
//!
//! notify's own debouncer is not used: it wakes on a fixed tick, day and night, and the tick is its latency.
//! Here a thread sleeps until an event comes, and knows from the closing of the file that a save is complete.

pub mod batch;
pub mod scope;
pub mod survey;

pub use batch::Changed;

use batch::{Batch, Calls, Sign};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use scope::Scope;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use survey::Survey;

/// Between two surveys, where there are no events.
const POLL: Duration = Duration::from_millis(400);

/// How often the roots themselves are looked at: one that appears, or whose parent does, sends no event.
const CHECK: Duration = Duration::from_secs(1);

/// A folder that came is looked at once more after this time: what was written into it before it was watched is seen
/// by the first look, unless the machine was very busy.
const ECHO: Duration = Duration::from_millis(400);

/// How changes are noticed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// By events of the system; by polling where there are none.
    Native,
    /// By looking at all files again and again: for network and container file systems that send no events.
    Polling,
}

/// Why nothing can be watched.
#[derive(Debug)]
pub struct WatchError(String);

impl std::fmt::Display for WatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WatchError {}

/// A watch that runs. Dropping it ends it.
pub struct Watch {
    messages: Sender<Message>,
    polling: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Event(Event),
    Failed(notify::Error),
    Roots(Vec<PathBuf>),
    Stop,
}

/// Watches folders and files, which may exist or appear later, and calls back after every change, from a thread of its
/// own. While the call lasts, further changes are gathered; nothing is lost and no two calls overlap.
///
/// `ignore` are folders below the roots that are written by the program itself: the output, the cache.
/// A call may come when nothing has changed in the end: the caller compares.
pub fn watch(
    roots: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
    on_change: impl FnMut(Changed) + Send + 'static,
) -> Result<Watch, WatchError> {
    watch_by(Method::Native, roots, ignore, on_change)
}

/// The same, with the method chosen.
pub fn watch_by(
    method: Method,
    roots: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
    on_change: impl FnMut(Changed) + Send + 'static,
) -> Result<Watch, WatchError> {
    let (messages, receiver) = channel();
    let polling = Arc::new(AtomicBool::new(false));
    let scope = Scope::new(&roots, &ignore);
    let mut watcher = Thread {
        scope,
        ignore,
        source: Source::Polling { survey: Survey::default(), next: Instant::now() },
        marks: BTreeMap::new(),
        batch: None,
        calls: Calls::default(),
        sender: messages.clone(),
        polling: polling.clone(),
    };
    watcher.begin(method);
    let thread = thread::Builder::new()
        .name("watch".into())
        .spawn(move || watcher.run(&receiver, on_change))
        .map_err(|error| WatchError(format!("cannot watch the guide: {error}")))?;
    Ok(Watch { messages, polling, thread: Some(thread) })
}

impl Watch {
    /// Whether changes are found by polling, because this file system or this machine's limits allow nothing better.
    pub fn polls(&self) -> bool {
        self.polling.load(Ordering::Relaxed)
    }

    /// Watches other roots from now on: the configuration may name other folders.
    pub fn set_roots(&self, roots: Vec<PathBuf>) {
        let _ = self.messages.send(Message::Roots(roots));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take().filter(|own| own.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

enum Source {
    Native(RecommendedWatcher),
    Polling { survey: Survey, next: Instant },
}

struct Thread {
    scope: Scope,
    ignore: Vec<PathBuf>,
    source: Source,
    /// The inode of every root that stands and is watched.
    marks: BTreeMap<PathBuf, u64>,
    batch: Option<Batch>,
    calls: Calls,
    sender: Sender<Message>,
    polling: Arc<AtomicBool>,
}

impl Thread {
    fn begin(&mut self, method: Method) {
        self.marks.clear();
        if method == Method::Native
            && let Ok(watcher) = native(self.sender.clone())
        {
            self.source = Source::Native(watcher);
            self.polling.store(false, Ordering::Relaxed);
            self.check_roots(None);
        } else {
            self.poll();
        }
    }

    /// From now on, look at everything again and again.
    fn poll(&mut self) {
        self.source = Source::Polling { survey: Survey::take(&self.scope), next: Instant::now() + POLL };
        self.polling.store(true, Ordering::Relaxed);
    }

    fn run(mut self, messages: &Receiver<Message>, mut on_change: impl FnMut(Changed)) {
        let mut echo: Option<Instant> = None;
        let mut next_check = Instant::now() + CHECK;
        loop {
            let due = self.batch.as_ref().map(|batch| batch.due(Path::exists));
            let look = match &self.source {
                Source::Polling { next, .. } => *next,
                Source::Native(_) => next_check,
            };
            let wake = [due, echo].into_iter().flatten().fold(look, Instant::min);
            let message = messages.recv_timeout(wake.saturating_duration_since(Instant::now()));
            let now = Instant::now();
            match message {
                Ok(Message::Event(event)) => self.sort(&event, now),
                Ok(Message::Failed(error)) => {
                    // Where no further folder can be watched, half a watch would be a lie.
                    if matches!(error.kind, ErrorKind::MaxFilesWatch) {
                        self.poll();
                    }
                    self.note(Sign::Whole, Path::new(""), now);
                }
                Ok(Message::Roots(roots)) => {
                    self.scope = Scope::new(&roots, &self.ignore);
                    let polls = matches!(self.source, Source::Polling { .. });
                    self.begin(if polls { Method::Polling } else { Method::Native });
                    self.note(Sign::Whole, Path::new(""), now);
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if now >= look {
                next_check = now + CHECK;
                self.look(now);
            }
            let echoes = echo.take_if(|at| now >= *at).is_some();
            if echoes {
                self.note(Sign::Whole, Path::new(""), now);
            }
            if let Some(ready) = self.batch.take_if(|batch| echoes || now >= batch.due(Path::exists)) {
                let changed = ready.finish();
                // An echo has no echo, and a poller needs none.
                if changed.whole && !echoes && matches!(self.source, Source::Native(_)) {
                    echo = Some(now + ECHO);
                }
                self.calls.note(&changed, now);
                on_change(changed);
            }
        }
    }

    fn note(&mut self, sign: Sign, path: &Path, now: Instant) {
        let storm = self.calls.are_a_storm(now);
        self.batch.get_or_insert_with(|| Batch::new(now, storm)).note(sign, path, now);
    }

    /// What has to be looked at because nobody tells: the roots, or everything.
    fn look(&mut self, now: Instant) {
        match &mut self.source {
            Source::Native(_) => {
                if self.check_roots(None) {
                    self.note(Sign::Whole, Path::new(""), now);
                }
            }
            Source::Polling { survey, next } => {
                let current = Survey::take(&self.scope);
                let (files, folders) = current.since(survey);
                *survey = current;
                *next = Instant::now() + POLL;
                for file in &files {
                    self.note(Sign::Closed, file, now);
                }
                if folders {
                    self.note(Sign::Whole, Path::new(""), now);
                }
            }
        }
    }

    /// Notes what an event says.
    fn sort(&mut self, event: &Event, now: Instant) {
        if event.need_rescan() {
            self.note(Sign::Whole, Path::new(""), now);
        }
        for path in &event.paths {
            let comes_or_goes = matches!(
                event.kind,
                EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any
            );
            // The watch of a folder that was renamed follows it, or is gone: it is set anew.
            if comes_or_goes && self.scope.is_root_or_above(path) && self.check_roots(Some(path)) {
                self.note(Sign::Whole, path, now);
            }
            let Some(own) = self.scope.holds(path) else { continue };
            if let Some(sign) = sign(event.kind, &own) {
                self.note(sign, &own, now);
            }
        }
    }

    /// Watches every root that stands and is not watched, or is another than it was. `touched` is a path that came or
    /// went: roots at or below it are watched anew in any case. True if any root came, went or was replaced.
    fn check_roots(&mut self, touched: Option<&Path>) -> bool {
        let Source::Native(watcher) = &mut self.source else { return false };
        let mut different = false;
        let mut failed = false;
        for root in self.scope.roots() {
            // The parent tells that the root comes and goes; for a file it also tells what is written.
            if let Some(parent) = root.parent()
                && !self.scope.nested(root)
            {
                different |= keep(watcher, &mut self.marks, parent, RecursiveMode::NonRecursive, false, &mut failed);
            }
            let forced = touched.is_some_and(|touched| root.starts_with(touched));
            let mode = if root.is_dir() && !self.scope.nested(root) { RecursiveMode::Recursive } else { continue };
            different |= keep(watcher, &mut self.marks, root, mode, forced, &mut failed) | forced;
        }
        let missing: Vec<PathBuf> = self.marks.keys().filter(|path| !path.is_dir()).cloned().collect();
        for path in missing {
            let _ = watcher.unwatch(&path);
            self.marks.remove(&path);
            different = true;
        }
        if failed {
            self.poll();
        }
        different
    }
}

/// Watches a folder, unless this very folder is watched already. True if it was not.
fn keep(
    watcher: &mut RecommendedWatcher,
    marks: &mut BTreeMap<PathBuf, u64>,
    path: &Path,
    mode: RecursiveMode,
    forced: bool,
    failed: &mut bool,
) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    let inode = survey::inode(&metadata);
    if !forced && marks.get(path) == Some(&inode) {
        return false;
    }
    let _ = watcher.unwatch(path);
    match watcher.watch(path, mode) {
        Ok(()) => {
            marks.insert(path.to_owned(), inode);
        }
        // It went while we looked: it will be looked for again.
        Err(error) if matches!(error.kind, ErrorKind::PathNotFound) || !path.exists() => {}
        Err(_) => *failed = true,
    }
    true
}

/// What an event says of a path; none if it says nothing.
fn sign(kind: EventKind, path: &Path) -> Option<Sign> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Sign::Closed,
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => Sign::Whole,
        EventKind::Create(_) if path.is_dir() => Sign::Whole,
        EventKind::Create(_) => Sign::Born,
        EventKind::Remove(_) => Sign::Gone,
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Sign::Gone,
        EventKind::Modify(ModifyKind::Name(_)) if path.is_dir() => Sign::Whole,
        EventKind::Modify(ModifyKind::Name(_)) if path.exists() => Sign::Moved,
        EventKind::Modify(ModifyKind::Name(_)) => Sign::Gone,
        // A folder's own times and rights; what changed in it is told by itself.
        EventKind::Modify(_) if path.is_dir() => return None,
        EventKind::Modify(ModifyKind::Metadata(_)) => Sign::Closed,
        EventKind::Modify(_) => Sign::Written,
        EventKind::Any | EventKind::Other if path.is_dir() => Sign::Whole,
        EventKind::Any | EventKind::Other => Sign::Written,
    })
}

/// The system's own events. Those of reading are dropped here: our own reading makes them, and they would never end.
fn native(sender: Sender<Message>) -> notify::Result<RecommendedWatcher> {
    let handler = move |result: notify::Result<Event>| {
        let message = match result {
            Ok(event) => match event.kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => Message::Event(event),
                EventKind::Access(_) => return,
                _ => Message::Event(event),
            },
            Err(error) => Message::Failed(error),
        };
        let _ = sender.send(message);
    };
    RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))
}
