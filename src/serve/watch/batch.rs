//! Batch: single events gathered to one change, told as early as it is surely complete.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Silence after which a plain save is told.
#[cfg(target_os = "linux")]
pub const QUIET: Duration = Duration::from_millis(2);
/// Where the system does not say that a file was closed, it may still be written.
#[cfg(not(target_os = "linux"))]
pub const QUIET: Duration = Duration::from_millis(6);

/// A writer that has not closed its file yet is waited for, after its last write.
const WRITER: Duration = Duration::from_millis(20);

/// Silence after which folders that came, many files, or files that vanished are told: another branch is being
/// checked out, or an editor is replacing a file in two steps.
const SETTLE: Duration = Duration::from_millis(50);

/// Whatever happens, a change is told after this long.
const LONGEST: Duration = Duration::from_secs(1);

/// More paths than this are not one save.
const MANY: usize = 16;

/// This many calls within this time, each for another file, are no longer single saves: the next ones wait until it
/// is quiet. A checkout is told file by file where files are written slowly.
const STORM: (usize, Duration) = (5, Duration::from_millis(250));

/// The latest calls, each with the first path it named.
#[derive(Default, Debug)]
pub struct Calls(VecDeque<(Instant, Option<PathBuf>)>);

impl Calls {
    pub fn note(&mut self, changed: &Changed, now: Instant) {
        self.0.push_back((now, changed.paths.first().cloned()));
        if self.0.len() > STORM.0 {
            self.0.pop_front();
        }
    }

    pub fn are_a_storm(&self, now: Instant) -> bool {
        let recent = self.0.front().is_some_and(|(first, _)| now.saturating_duration_since(*first) < STORM.1);
        recent && self.0.iter().map(|(_, path)| path).collect::<BTreeSet<_>>().len() == STORM.0
    }
}

/// What changed. The paths are a help, not a promise: where `whole` is set, anything below the roots may have changed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Changed {
    /// Files that were written, came or went.
    pub paths: BTreeSet<PathBuf>,
    /// Folders came or went, events were lost, or a root was replaced.
    pub whole: bool,
}

impl Changed {
    /// Both changes as one.
    pub fn merge(&mut self, later: Changed) {
        self.paths.extend(later.paths);
        self.whole |= later.whole;
    }
}

/// What one event says of one path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A file came into being, empty.
    Born,
    /// A file came complete, from elsewhere.
    Moved,
    /// Bytes were written.
    Written,
    /// The writer closed the file.
    Closed,
    /// The file is no longer there under this name.
    Gone,
    /// Anything at or below this path may have changed.
    Whole,
}

/// Events that belong together.
#[derive(Debug)]
pub struct Batch {
    changed: Changed,
    /// Came into being within this batch: their going means nothing.
    born: BTreeSet<PathBuf>,
    gone: BTreeSet<PathBuf>,
    /// Written and not closed.
    open: BTreeSet<PathBuf>,
    first: Instant,
    last: Instant,
    storm: bool,
}

impl Batch {
    /// An empty batch. In a storm it waits until things settle.
    pub fn new(now: Instant, storm: bool) -> Self {
        Self {
            changed: Changed::default(),
            storm,
            born: BTreeSet::new(),
            gone: BTreeSet::new(),
            open: BTreeSet::new(),
            first: now,
            last: now,
        }
    }

    pub fn note(&mut self, sign: Sign, path: &Path, now: Instant) {
        self.last = now;
        match sign {
            Sign::Born | Sign::Moved => {
                if !self.gone.remove(path) {
                    self.born.insert(path.to_owned());
                }
            }
            Sign::Gone => {
                self.open.remove(path);
                if !self.born.remove(path) {
                    self.gone.insert(path.to_owned());
                }
            }
            Sign::Whole => {
                self.changed.whole = true;
                return;
            }
            Sign::Written | Sign::Closed => {}
        }
        match sign {
            Sign::Born | Sign::Written if cfg!(target_os = "linux") => {
                self.open.insert(path.to_owned());
            }
            Sign::Closed => {
                self.open.remove(path);
            }
            _ => {}
        }
        self.changed.paths.insert(path.to_owned());
    }

    /// When the batch is complete, if nothing else comes. `exists` is asked whether what is gone has come back.
    pub fn due(&self, exists: impl Fn(&Path) -> bool) -> Instant {
        let vanished = || self.gone.iter().any(|path| !exists(path));
        let silence = if self.storm || self.changed.whole || self.changed.paths.len() > MANY || vanished() {
            SETTLE
        } else if !self.open.is_empty() {
            WRITER
        } else {
            QUIET
        };
        (self.last + silence).min(self.first + LONGEST)
    }

    /// The one change.
    pub fn finish(self) -> Changed {
        self.changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence(events: &[(Sign, &str)], exists: &[&str]) -> Duration {
        let now = Instant::now();
        let mut batch = Batch::new(now, false);
        for (sign, path) in events {
            batch.note(*sign, Path::new(path), now);
        }
        batch.due(|path| exists.iter().any(|name| Path::new(name) == path)) - now
    }

    #[test]
    fn a_save_is_told_at_once_and_an_open_file_is_waited_for() {
        assert_eq!(silence(&[(Sign::Written, "a"), (Sign::Closed, "a")], &["a"]), QUIET);
        if cfg!(target_os = "linux") {
            assert_eq!(silence(&[(Sign::Written, "a")], &["a"]), WRITER);
        }
    }

    #[test]
    fn atomic_saves_are_saves() {
        // Written beside it and renamed over it.
        let renamed = [(Sign::Born, "t"), (Sign::Closed, "t"), (Sign::Gone, "t"), (Sign::Moved, "a")];
        assert_eq!(silence(&renamed, &["a"]), QUIET);
        // Renamed away to a backup, written anew, the backup removed.
        let backup =
            [(Sign::Gone, "a"), (Sign::Moved, "a~"), (Sign::Born, "a"), (Sign::Closed, "a"), (Sign::Gone, "a~")];
        assert_eq!(silence(&backup, &["a"]), QUIET);
        // Between the two steps.
        assert_eq!(silence(&backup[..2], &["a~"]), SETTLE);
    }

    #[test]
    fn folders_and_many_files_settle() {
        assert_eq!(silence(&[(Sign::Whole, "d")], &[]), SETTLE);
        let names: Vec<String> = (0..=MANY).map(|number| number.to_string()).collect();
        let events: Vec<(Sign, &str)> = names.iter().map(|name| (Sign::Closed, name.as_str())).collect();
        assert_eq!(silence(&events, &[]), SETTLE);
    }

    #[test]
    fn a_row_of_saves_is_a_storm() {
        let start = Instant::now();
        let storm = |names: [&str; 5]| {
            let mut calls = Calls::default();
            for (step, name) in (1..).zip(names) {
                let changed = Changed { paths: [PathBuf::from(name)].into(), whole: false };
                calls.note(&changed, start + Duration::from_millis(20 * step));
            }
            calls
        };
        let calls = storm(["a", "b", "c", "d", "e"]);
        assert!(
            calls.are_a_storm(start + Duration::from_millis(110))
                && !calls.are_a_storm(start + Duration::from_millis(400))
        );
        assert!(
            !storm(["a", "b", "a", "d", "e"]).are_a_storm(start + Duration::from_millis(110)),
            "an author writes one file"
        );
        assert_eq!(Batch::new(start, true).due(|_| true), start + SETTLE);
    }

    #[test]
    fn events_that_never_end_are_told_after_a_second() {
        let start = Instant::now();
        let mut batch = Batch::new(start, false);
        for step in 0..2000u64 {
            batch.note(Sign::Written, Path::new("a"), start + Duration::from_millis(step));
        }
        assert_eq!(batch.due(|_| true), start + LONGEST);
    }
}
