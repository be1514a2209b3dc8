//! From what must be done to a whole new tree beside the old one: unchanged files are the same files by hard link.

use super::compare::Difference;
use super::guard::Target;
use super::system::{self, OPEN, Owner};
use super::walk::{Detail, Listing, Thing, walk};
use super::write::{self, Progress};
use super::{Stop, Why};
use crate::fingerprint::Fingerprint;
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest;
use crate::publish::rows::Rows;
use rayon::prelude::*;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// What was made.
#[derive(Debug)]
pub(super) struct Staged {
    /// How many were written.
    pub bytes: u64,
    /// The fingerprint of the text of the manifest.
    pub manifest: Fingerprint,
    /// Whether links work on this disk.
    pub linked: bool,
}

/// Makes `tree` the new site. It holds nothing, or the site before the last one (`base`), most of whose files are
/// the very files of the present site and can stay. Nothing outside `tree` changes.
pub(super) fn stage(
    tree: &Path,
    target: &Target,
    found: &Difference<'_>,
    old: &Listing,
    base: &Listing,
    progress: &Progress<'_>,
    durable: bool,
) -> Result<Staged, Stop> {
    if target.exists {
        let wants = system::owner(&fs::metadata(&target.folder).told(Act::Look, &target.folder)?);
        own(tree, Owner { mode: wants.mode | OPEN, ..wants })?;
    }
    let carried = found.same.iter().map(|path| (OsStr::new(*path), true));
    let carried = Rows::of(carried.chain(found.foreign.iter().map(|path| (path.as_os_str(), false))).collect());

    // What the base has too much of goes first, so that nothing is ever written through a shared file.
    let mut kept: Vec<(&OsStr, &Thing)> = Vec::new();
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let (mut wanted, mut stays, mut there) = (found.folders.cursor(), carried.cursor(), old.things.cursor());
    for (path, thing) in base.things.iter() {
        let number = thing.inode();
        let is_kept = match thing {
            Thing::Folder { .. } => wanted.position(path).is_some(),
            _ => number.is_some() && stays.position(path).is_some() && there.get(path).and_then(Thing::inode) == number,
        };
        match thing {
            _ if is_kept => kept.push((path, thing)),
            Thing::Folder { .. } => folders.push(path.as_os_str()),
            _ => files.push(path.as_os_str()),
        }
    }
    let kept = Rows::of(kept);
    open_up(tree, base)?;
    remove_all(tree, &files, &folders)?;

    let mut stands = kept.cursor();
    let new: Vec<&OsStr> = found.folders.keys().copied().filter(|path| stands.position(path).is_none()).collect();
    for level in levels(&new) {
        level.par_iter().with_min_len(8).try_for_each(|path| make_folder(&tree.join(path)))?;
    }
    let mut stands = kept.cursor();
    let missing: Vec<_> = carried.iter().filter(|(path, _)| stands.position(path).is_none()).collect();
    let linked = missing
        .par_iter()
        .with_min_len(8)
        .map(|(path, ours)| carry(&target.folder.join(path), &tree.join(path), *ours))
        .try_reduce(|| true, |one, other| Ok(one && other))?;
    let (manifest, bytes) = write::all(found, |_, path| tree.join(path), progress, durable, !target.exists)?;
    let path = tree.join(manifest::NAME);
    write::manifest(&path, &manifest.text, durable)?;

    let mut stands = kept.cursor();
    let mut as_in_base = |path: &OsStr, wants: Owner| matches!(stands.get(path), Some(Thing::Folder { owner, .. }) if *owner == wants && wants.mode & OPEN == OPEN);
    let owned = found.folders.iter().filter_map(|(path, owner)| Some((*path, (*owner)?)));
    let owned: Vec<_> = owned.filter(|(path, owner)| !as_in_base(path, *owner)).collect();
    owned.par_iter().with_min_len(8).try_for_each(|(path, owner)| own(&tree.join(path), *owner))?;
    if target.exists {
        own(tree, system::owner(&fs::metadata(&target.folder).told(Act::Look, &target.folder)?))?;
    }
    if durable {
        write::settle(tree)?;
    }
    Ok(Staged { bytes, manifest: Fingerprint::of(manifest.text.as_bytes()), linked })
}

/// Puts a file of the old tree into the new one: by link, or one of ours by copy where links are not possible.
/// Returns whether it was a link.
fn carry(from: &Path, to: &Path, ours: bool) -> Result<bool, Stop> {
    let Err(error) = fs::hard_link(from, to) else { return Ok(true) };
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::NotFound => Err(error).told(Act::Link, from)?,
        _ if ours => write::copy_with_date(from, to)?,
        _ => return Err(Stop::InPlace(Why::Foreign(from.to_owned()))),
    }
    Ok(false)
}

/// Gives a folder of the new tree the owner and permissions of the old one.
fn own(folder: &Path, wants: Owner) -> Result<(), Stop> {
    let has = system::owner(&fs::symlink_metadata(folder).told(Act::Look, folder)?);
    match has == wants || system::set_owner(folder, has, wants).is_ok() {
        true => Ok(()),
        false => Err(Stop::InPlace(Why::Owner)),
    }
}

/// Makes a folder that may be there under another case on a disk that knows none.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.told(Act::MakeFolder, folder),
    }
}

/// Paths by the number of their parts, the shallowest first; each list is worked through on all cores.
pub(super) fn levels<'a>(paths: &[&'a OsStr]) -> Vec<Vec<&'a OsStr>> {
    let mut levels: Vec<Vec<&OsStr>> = Vec::new();
    for path in paths {
        let depth = path.as_encoded_bytes().iter().filter(|byte| **byte == b'/').count();
        if levels.len() <= depth {
            levels.resize_with(depth + 1, Vec::new);
        }
        if let Some(level) = levels.get_mut(depth) {
            level.push(path);
        }
    }
    levels
}

/// Lets us work in folders that their owner closed to himself: only in trees of our own.
fn open_up(tree: &Path, listing: &Listing) -> Result<(), Error> {
    for (path, thing) in listing.things.iter() {
        if let Thing::Folder { owner, .. } = thing
            && owner.mode & OPEN != OPEN
        {
            let path = tree.join(path);
            let _ = system::set_owner(&path, *owner, Owner { mode: owner.mode | OPEN, ..*owner });
        }
    }
    Ok(())
}

fn remove_all(tree: &Path, files: &[&OsStr], folders: &[&OsStr]) -> Result<(), Error> {
    let gone = |removed: io::Result<()>, path: &Path| match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.told(Act::Remove, path),
    };
    files.par_iter().with_min_len(8).try_for_each(|path| {
        let path = tree.join(path);
        gone(fs::remove_file(&path), &path)
    })?;
    for level in levels(folders).iter().rev() {
        level.par_iter().with_min_len(8).try_for_each(|path| {
            let path = tree.join(path);
            gone(fs::remove_dir(&path), &path)
        })?;
    }
    Ok(())
}

/// Removes a tree of our own with all that is in it, the manifest last, so that a removal cut short can be taken up
/// again by one who reads it.
pub(super) fn remove_tree(tree: &Path) -> Result<(), Error> {
    match walk(tree, Detail::Names) {
        Ok(listing) => remove_listed(tree, &listing),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).told(Act::Look, tree),
    }
}

pub(super) fn remove_listed(tree: &Path, listing: &Listing) -> Result<(), Error> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for (path, thing) in listing.things.iter() {
        match thing {
            Thing::Folder { .. } => folders.push(path.as_os_str()),
            _ if path == manifest::NAME => {}
            _ => files.push(path.as_os_str()),
        }
    }
    open_up(tree, listing)?;
    remove_all(tree, &files, &folders)?;
    remove_all(tree, &[OsStr::new(manifest::NAME)], &[])?;
    match fs::remove_dir(tree) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).told(Act::Remove, tree),
        _ => Ok(()),
    }
}
