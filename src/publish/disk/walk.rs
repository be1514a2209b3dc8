//! From a folder to everything that stands in it; links are not followed.

use super::look::{Below, Kind, Look};
use super::system::{self, Owner};
use crate::publish::rows::{Rows, folders_of};
use rayon::prelude::*;
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
    /// With the time when something was last put into it or taken out.
    Folder { owner: Owner, modified: Option<SystemTime> },
    /// An ordinary file; size and date are only there where they were asked for.
    File { inode: Option<u64>, size: u64, modified: Option<SystemTime> },
    /// A symbolic link, a pipe, a socket, a device, a folder where another disk is mounted.
    Other { inode: Option<u64> },
}

impl Thing {
    /// A thing as it was looked at.
    pub fn of(look: &Look) -> Self {
        match look.kind {
            Kind::Folder => Thing::Folder { owner: look.owner, modified: look.modified },
            Kind::File => Thing::File { inode: look.inode, size: look.size, modified: look.modified },
            Kind::Other => Thing::Other { inode: look.inode },
        }
    }

    /// The number of what is no folder.
    pub fn inode(&self) -> Option<u64> {
        match self {
            Thing::File { inode, .. } | Thing::Other { inode } => *inode,
            Thing::Folder { .. } => None,
        }
    }
}

/// Everything below a folder, by its path there, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub things: Rows<OsString, Thing>,
    /// A folder that may not be read, or that has another disk mounted in it: it cannot be carried to another tree.
    pub sealed: Option<OsString>,
    /// When something was last put into the folder itself or taken out.
    pub modified: Option<SystemTime>,
    /// When the walk began.
    pub since: Option<SystemTime>,
}

impl Listing {
    pub fn get(&self, path: &str) -> Option<&Thing> {
        self.things.get(path)
    }
}

/// Lists a folder level by level, on all cores; what vanishes meanwhile is left out.
pub(super) fn walk(root: &Path, detail: Detail) -> io::Result<Listing> {
    let meta = fs::symlink_metadata(root)?;
    let device = system::device(&meta);
    let mut listing = Listing { modified: meta.modified().ok(), since: Some(SystemTime::now()), ..Listing::default() };
    let top = read(root, OsStr::new(""), device, detail)?;
    listing.sealed = top.mounted.then(OsString::new);
    let (mut things, mut level) = (Vec::new(), top.things);
    while !level.is_empty() {
        let folders: Vec<_> = level
            .iter()
            .filter(|(_, thing)| matches!(thing, Thing::Folder { .. }))
            .map(|(path, _)| path.clone())
            .collect();
        things.extend(level);
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
    listing.things = Rows::of(things);
    Ok(listing)
}

/// Lists a folder in which a manifest of this date named all there was: a folder in which nothing changed since holds what
/// the manifest names and nothing else, and is not listed again. Of its `files` those are looked at of which nothing is known.
/// Nothing if more than that must be known.
pub(super) fn since(
    root: &Path,
    files: Vec<(&str, Option<Thing>)>,
    date: SystemTime,
    detail: Detail,
) -> Option<Listing> {
    let since = Some(SystemTime::now());
    let folders = folders_of(files.iter().map(|(path, _)| *path));
    let below = Below::open(root).ok()?;
    let top = Look::from(&fs::symlink_metadata(root).ok()?);
    let look = |path: &&str| {
        let look = below.look(path).ok()?;
        let is_ours = look.is_folder() && look.device == top.device;
        let is_old = [look.modified, look.changed].iter().all(|at| at.is_some_and(|at| at < date));
        is_ours.then_some((Thing::of(&look), is_old))
    };
    let looks: Vec<(Thing, bool)> = folders.par_iter().with_min_len(64).map(look).collect::<Option<_>>()?;
    let is_old = Rows::of(folders.iter().copied().zip(looks.iter().map(|(_, is_old)| *is_old)).collect());
    let mut around = is_old.cursor();
    let mut stands_in_old =
        |path: &str| path.rsplit_once('/').is_some_and(|(folder, _)| around.get(folder) == Some(&true));
    let quiet: Vec<(&str, Option<Thing>)> = files.into_iter().filter(|(path, _)| stands_in_old(path)).collect();
    let look = |path: &str| below.look(path).ok().map(|look| Thing::of(&look));
    let quiet = quiet.into_par_iter().with_min_len(64);
    let quiet = quiet.filter_map(|(path, known)| Some((OsString::from(path), known.or_else(|| look(path))?)));
    let mut things: Vec<(OsString, Thing)> = quiet.collect();
    // The manifest was put into the top when it was written, so that one always changed.
    let young = is_old.iter().filter(|(_, is_old)| !is_old).map(|(path, _)| *path);
    for path in std::iter::once("").chain(young) {
        let inner = read(root, OsStr::new(path), top.device, detail).ok()?;
        let is_known = |(path, thing): &(OsString, Thing)| match thing {
            Thing::Folder { .. } => path.to_str().is_some_and(|path| is_old.contains_key(path)),
            _ => true,
        };
        if inner.mounted || !inner.things.iter().all(is_known) {
            return None;
        }
        things.extend(inner.things.into_iter().filter(|(_, thing)| !matches!(thing, Thing::Folder { .. })));
    }
    things.extend(folders.iter().map(OsString::from).zip(looks.into_iter().map(|(thing, _)| thing)));
    Some(Listing { things: Rows::of(things), sealed: None, modified: top.modified, since })
}

/// Looks only at the named files and the folders around them, which is cheaper than a walk and enough to know that
/// nothing is to be done. `None` if one of them is not there, or not what it should be.
pub(super) fn visit<'a>(root: &Path, files: impl Iterator<Item = &'a str>) -> Option<Listing> {
    let files: Vec<&str> = files.collect();
    let folders = folders_of(files.iter().copied());
    let below = Below::open(root).ok()?;
    let is_folder = |path: &&str| below.look(path).is_ok_and(|look| look.is_folder());
    if !folders.par_iter().with_min_len(64).all(is_folder) {
        return None;
    }
    let look = |path: &&str| {
        let look = below.look(path).ok().filter(Look::is_file)?;
        Some((OsString::from(path), Thing::of(&look)))
    };
    let things = files.par_iter().with_min_len(64).map(look).collect::<Option<Vec<_>>>()?;
    Some(Listing { things: Rows::of(things), ..Listing::default() })
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
            } else {
                Thing::of(&Look::from(&meta))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_folder_older_than_the_manifest_is_not_listed_again() {
        let root = tempfile::tempdir().unwrap();
        for file in ["a/index.html", "b/c/index.html"] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        fs::write(root.path().join("b/notes.txt"), "").unwrap();
        fs::write(root.path().join("notes.txt"), "").unwrap();
        let listed = |date| {
            let files = ["a/index.html", "b/c/index.html"].map(|file| (file, None)).to_vec();
            let listing = since(root.path(), files, date, Detail::Dates)?;
            Some(listing.things.into_keys().map(|path| path.into_string().unwrap()).collect::<Vec<_>>())
        };
        let (before, after) = (SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_secs(100));
        let all = ["a", "a/index.html", "b", "b/c", "b/c/index.html", "b/notes.txt", "notes.txt"];
        assert_eq!(listed(before).unwrap(), all);
        // The top is always listed: the manifest came into it.
        assert_eq!(listed(after).unwrap(), all.into_iter().filter(|path| *path != "b/notes.txt").collect::<Vec<_>>());
        fs::create_dir(root.path().join("theirs")).unwrap();
        assert_eq!(listed(after), None);
    }
}
