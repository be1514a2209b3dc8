//! From what must be done to the same folder with its files replaced one by one: where folders cannot be swapped.
//!
//! All bytes are on the disk before the first file is replaced, so a full disk changes nothing. A kill in the middle
//! leaves files of both sites, each of them whole; the manifest then names both, and the next build completes it.

use super::compare::Difference;
use super::guard::Target;
use super::stage::{levels, make_folder, remove_tree};
use super::swap::INSIDE;
use super::walk::{Listing, Thing};
use super::write::{self, Progress};
use crate::fingerprint::Fingerprint;
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest::{self, Line, Manifest, Seal, Written};
use crate::publish::rows::Rows;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// Makes the folder the plan; returns the bytes written and the fingerprint of the text of the manifest.
pub(super) fn publish(
    target: &Target,
    found: &Difference<'_>,
    was: &Manifest,
    old: &Listing,
    progress: &Progress<'_>,
    durable: bool,
) -> Result<(u64, Fingerprint), Error> {
    let inside = target.folder.join(INSIDE);
    let (manifest, bytes) = match prepare(&inside, found, was, progress, durable) {
        Ok(prepared) => prepared,
        Err(error) => {
            let _ = remove_tree(&inside);
            return Err(error);
        }
    };
    replace(target, &inside, found, old).map_err(Error::partly)?;
    let path = inside.join("manifest");
    let text = &manifest.text;
    let done = write::manifest(&path, text, durable)
        .and_then(|()| if durable { write::settle(&inside) } else { Ok(()) })
        .and_then(|()| fs::rename(&path, target.folder.join(manifest::NAME)).told(Act::Move, &path));
    done.and_then(|()| remove_tree(&inside)).map_err(Error::partly)?;
    Ok((bytes, Fingerprint::of(text.as_bytes())))
}

/// Writes every fresh file into `inside`, by its number, and a manifest that names old and new.
fn prepare(
    inside: &Path,
    found: &Difference<'_>,
    was: &Manifest,
    progress: &Progress<'_>,
    durable: bool,
) -> Result<(Written, u64), Error> {
    fs::create_dir(inside).told(Act::MakeFolder, inside)?;
    let (manifest, bytes) = write::all(found, |number, _| inside.join(number.to_string()), progress, durable, false)?;
    let (before, after) = (&was.0, &manifest.manifest.0);
    let unknown = |path: &str, line: &Line| (Arc::from(path), Line { seal: Seal::Unknown, size: line.size });
    let stale = found.stale.iter().filter_map(|path| Some(unknown(path, before.get(*path)?)));
    let fresh = found.fresh.iter().filter_map(|job| Some(unknown(job.path, after.get(job.path)?)));
    let both = Manifest(Rows::of(before.iter().cloned().chain(stale).chain(fresh).collect()));
    write::bytes(&inside.join("both"), both.write().as_bytes(), durable)?;
    if durable {
        write::settle(inside)?;
    }
    Ok((manifest.into_owned(), bytes))
}

fn replace(target: &Target, inside: &Path, found: &Difference<'_>, old: &Listing) -> Result<(), Error> {
    let folder = &target.folder;
    let both = inside.join("both");
    fs::rename(&both, folder.join(manifest::NAME)).told(Act::Move, &both)?;

    // A file of ours that is to become a folder, and the other way round, must make room first.
    let (blocking, stale): (Vec<&str>, Vec<&str>) = found.stale.iter().partition(|path| {
        let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        found.folders.contains_key(OsStr::new(*path))
            || above.into_iter().any(|parent| found.written.manifest.0.contains_key(parent))
    });
    let gone: Vec<&OsStr> = (old.things.iter())
        .filter(|(path, thing)| matches!(thing, Thing::Folder { .. }) && !found.folders.contains_key(path))
        .map(|(path, _)| path.as_os_str())
        .collect();
    remove_files(folder, &blocking)?;
    if !blocking.is_empty() {
        remove_empty(folder, &gone);
    }
    let new: Vec<&OsStr> = found.folders.keys().copied().collect();
    for level in levels(&new) {
        for path in level.iter().filter(|path| !matches!(old.things.get(*path), Some(Thing::Folder { .. }))) {
            make_folder(&folder.join(path))?;
        }
    }
    for (number, job) in found.fresh.iter().enumerate() {
        let from = inside.join(number.to_string());
        fs::rename(&from, folder.join(job.path)).told(Act::Write, &folder.join(job.path))?;
    }
    remove_files(folder, &stale)?;
    remove_empty(folder, &gone);
    Ok(())
}

fn remove_files(folder: &Path, paths: &[&str]) -> Result<(), Error> {
    for path in paths {
        let path = folder.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).told(Act::Remove, &path),
            _ => {}
        }
    }
    Ok(())
}

/// Removes folders that hold nothing any more; one that does holds something of somebody else and stays.
fn remove_empty(folder: &Path, paths: &[&OsStr]) {
    for level in levels(paths).iter().rev() {
        for path in level {
            let _ = fs::remove_dir(folder.join(path));
        }
    }
}
