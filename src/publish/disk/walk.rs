//! From a folder to everything that stands in it; links are not followed.

use super::system::{self, Owner};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
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
    /// With the time when something was last put into it or taken out.
    Folder { owner: Owner, modified: Option<SystemTime> },
    /// An ordinary file; size and date are only there where they were asked for.
    File { inode: Option<u64>, size: u64, modified: Option<SystemTime> },
    /// A symbolic link, a pipe, a socket, a device, a folder where another disk is mounted.
    Other { inode: Option<u64> },
}

/// Everything below a folder, by its path there, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub things: BTreeMap<OsString, Thing>,
    /// A folder that may not be read, or that has another disk mounted in it: it cannot be carried to another tree.
    pub sealed: Option<OsString>,
    /// When something was last put into the folder itself or taken out.
    pub modified: Option<SystemTime>,
    /// When the walk began.
    pub since: Option<SystemTime>,
}

impl Listing {
    pub fn get(&self, path: &str) -> Option<&Thing> {
        self.things.get(OsStr::new(path))
    }
}

/// Lists a folder level by level, on all cores; what vanishes meanwhile is left out.
pub(super) fn walk(root: &Path, detail: Detail) -> io::Result<Listing> {
    let meta = fs::symlink_metadata(root)?;
    let device = system::device(&meta);
    let mut listing = Listing { modified: meta.modified().ok(), since: Some(SystemTime::now()), ..Listing::default() };
    let top = read(root, OsStr::new(""), device, detail)?;
    listing.sealed = top.mounted.then(OsString::new);
    let mut level = top.things;
    while !level.is_empty() {
        let folders: Vec<_> = level
            .iter()
            .filter(|(_, thing)| matches!(thing, Thing::Folder { .. }))
            .map(|(path, _)| path.clone())
            .collect();
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
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => listing.sealed = Some(path.clone()),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(listing)
}

/// Looks only at the named files and the folders around them, which is cheaper than a walk and enough to know that
/// nothing is to be done. `None` if one of them is not there, or not what it should be.
pub(super) fn visit<'a>(root: &Path, files: impl Iterator<Item = &'a str>) -> Option<Listing> {
    let files: Vec<&str> = files.collect();
    let mut folders = FxHashSet::default();
    for file in &files {
        let mut rest = *file;
        while let Some((folder, _)) = rest.rsplit_once('/')
            && folders.insert(folder)
        {
            rest = folder;
        }
    }
    let folders: Vec<&str> = folders.into_iter().collect();
    let is_folder = |path: &&str| fs::symlink_metadata(root.join(path)).is_ok_and(|meta| meta.is_dir());
    if !folders.par_iter().with_min_len(16).all(is_folder) {
        return None;
    }
    let look = |path: &&str| {
        let meta = fs::symlink_metadata(root.join(path)).ok().filter(Metadata::is_file)?;
        Some((OsString::from(path), Thing::File { inode: None, size: meta.len(), modified: meta.modified().ok() }))
    };
    let things = files.par_iter().with_min_len(16).map(look).collect::<Option<Vec<_>>>()?;
    Some(Listing { things: things.into_iter().collect(), ..Listing::default() })
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
                Thing::Folder { owner: system::owner(&meta), modified: meta.modified().ok() }
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
