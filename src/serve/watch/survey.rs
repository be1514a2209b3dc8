//! Survey: what stands below the roots, for file systems that send no events.
//!
//! notify's own poller compares times of change in whole seconds and only notices later ones, so it misses a second
//! save within a second and a file that was put back. This one compares length, time to the nanosecond and inode.

use super::scope::Scope;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What tells one state of a file from another, without reading it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Mark {
    folder: bool,
    length: u64,
    changed: Option<SystemTime>,
    inode: u64,
}

/// Files and folders by path.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Survey(BTreeMap<PathBuf, Mark>);

impl Survey {
    /// Walks the roots, without following symlinks and without what is ignored.
    pub fn take(scope: &Scope) -> Self {
        let mut found = BTreeMap::new();
        let mut waiting: Vec<PathBuf> = scope.roots().map(Path::to_owned).collect();
        while let Some(path) = waiting.pop() {
            let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
            if metadata.is_dir()
                && let Ok(entries) = std::fs::read_dir(&path)
            {
                let inner = entries.flatten().map(|entry| entry.path());
                waiting.extend(inner.filter(|path| scope.holds(path).is_some()));
            }
            found.insert(path, mark(&metadata));
        }
        Self(found)
    }

    /// The files that differ from an earlier survey, and whether folders came or went.
    pub fn since(&self, earlier: &Self) -> (Vec<PathBuf>, bool) {
        let differs = |(path, mark): &(&PathBuf, &Mark), other: &Self| other.0.get(*path) != Some(*mark);
        let came = self.0.iter().filter(|entry| differs(entry, earlier));
        let went = earlier.0.iter().filter(|(path, _)| !self.0.contains_key(*path));
        let mut files = Vec::new();
        let mut folders = false;
        for (path, mark) in came.chain(went) {
            match mark.folder {
                // A folder's own time changes with every entry; it counts only if it came or went.
                true => folders |= self.0.contains_key(path) != earlier.0.contains_key(path),
                false => files.push(path.clone()),
            }
        }
        (files, folders)
    }
}

fn mark(metadata: &Metadata) -> Mark {
    Mark {
        folder: metadata.is_dir(),
        length: if metadata.is_dir() { 0 } else { metadata.len() },
        changed: metadata.modified().ok(),
        inode: inode(metadata),
    }
}

#[cfg(unix)]
pub fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// The time of creation stands in for the inode.
#[cfg(not(unix))]
pub fn inode(metadata: &Metadata) -> u64 {
    let created = metadata.created().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    created.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}
