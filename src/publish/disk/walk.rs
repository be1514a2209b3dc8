//! From a folder to everything that stands in it; links are not followed.

use super::system::{self, Owner};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// How much is asked of each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Its name and number, which the folder knows.
    Names,
    /// Also its size and date.
    Dates,
}

/// One thing in a folder.
#[derive(Debug, Clone)]
pub(super) enum Thing {
    Folder(Owner),
    /// An ordinary file; size and date are only there where they were asked for.
    File {
        inode: Option<u64>,
        size: u64,
        modified: Option<SystemTime>,
    },
    /// A symbolic link, a pipe, a socket, a device, a folder where another disk is mounted.
    Other {
        inode: Option<u64>,
    },
}

/// Everything below a folder, by its path there, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub things: BTreeMap<OsString, Thing>,
    /// A folder that may not be read, or that has another disk mounted in it: it cannot be carried to another tree.
    pub sealed: Option<OsString>,
}

impl Listing {
    pub fn get(&self, path: &str) -> Option<&Thing> {
        self.things.get(OsStr::new(path))
    }
}

/// Lists a folder level by level, on all cores; what vanishes meanwhile is left out.
pub(super) fn walk(root: &Path, detail: Detail) -> io::Result<Listing> {
    let device = system::device(&fs::symlink_metadata(root)?);
    let mut listing = Listing::default();
    let top = read(root, OsStr::new(""), device, detail)?;
    listing.sealed = top.mounted.then(OsString::new);
    let mut level = top.things;
    while !level.is_empty() {
        let folders: Vec<_> =
            level.iter().filter(|(_, thing)| matches!(thing, Thing::Folder(_))).map(|(path, _)| path.clone()).collect();
        listing.things.extend(level);
        let inner: Vec<_> =
            folders.par_iter().with_min_len(8).map(|path| (path, read(root, path, device, detail))).collect();
        level = Vec::new();
        for (path, inner) in inner {
            match inner {
                Ok(inner) => {
                    level.extend(inner.things);
                    if inner.mounted && listing.sealed.is_none() {
                        listing.sealed = Some(path.clone());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => listing.sealed = Some(path.clone()),
            }
        }
    }
    Ok(listing)
}

struct Inner {
    things: Vec<(OsString, Thing)>,
    mounted: bool,
}

fn read(root: &Path, path: &OsStr, device: u64, detail: Detail) -> io::Result<Inner> {
    let mut inner = Inner { things: Vec::new(), mounted: false };
    for entry in fs::read_dir(root.join(path))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let inode = system::inode(&entry);
        let thing = if kind.is_dir() || (kind.is_file() && detail == Detail::Dates) {
            let meta = match entry.metadata() {
                Ok(meta) => meta,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            if meta.is_dir() && system::device(&meta) != device {
                inner.mounted = true;
                Thing::Other { inode }
            } else if meta.is_dir() {
                Thing::Folder(system::owner(&meta))
            } else if meta.is_file() {
                Thing::File { inode, size: meta.len(), modified: meta.modified().ok() }
            } else {
                Thing::Other { inode }
            }
        } else if kind.is_file() {
            Thing::File { inode, size: 0, modified: None }
        } else {
            Thing::Other { inode }
        };
        let mut name = path.to_owned();
        if !name.is_empty() {
            name.push("/");
        }
        name.push(entry.file_name());
        inner.things.push((name, thing));
    }
    Ok(inner)
}
