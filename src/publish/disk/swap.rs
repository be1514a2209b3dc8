//! From a new tree beside the old one to the new in the place of the old; and after a kill, from what was left.
//!
//! The names of the trees beside the output folder `public` say how far a build had come, so they are the journal:
//!
//! * `.public.guidegen-new` is being made. It holds only links and files of ours: it is thrown away.
//! * `.public.guidegen-swap` is a whole site: the new one just before the swap, the old one just after it.
//! * `.public.guidegen-old` is the old site, where two folders cannot trade places in one step and must be renamed
//!   one after the other. If `public` is missing beside it, the site is put back.
//! * `.public.guidegen-made` holds finished outputs of a build that is still rendering, which has it locked, or of one
//!   that was killed ([`super::shelf`]).

use super::compare::Known;
use super::guard::Target;
use super::look::Below;
use super::stage::{make_folder, remove_listed, remove_tree};
use super::walk::{self, Detail, Listing, Thing, walk};
use super::{MADE, Stop, Why, system};
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest::{self, Line, Seal};
use crate::source::read::QUIET;
use rayon::prelude::*;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Where files wait inside the output folder when it cannot be swapped.
pub(super) const INSIDE: &str = ".guidegen-new";

/// What a killed build may have left.
pub(super) fn leftovers(target: &Target) -> bool {
    let inside = target.folder.join(INSIDE);
    [inside, target.beside("new"), target.beside("swap"), target.beside("old"), target.beside(MADE)]
        .iter()
        .any(|path| fs::symlink_metadata(path).is_ok())
}

/// Cleans what a killed build left. Whoever calls this holds the lock, so nobody should work there; if somebody does
/// all the same, because the output folder was removed under his hands, he is left alone.
pub(super) fn recover(target: &Target) -> Result<(), Error> {
    let (swap, old) = (target.beside("swap"), target.beside("old"));
    let there = |path: &Path| fs::symlink_metadata(path).is_ok();
    let busy = |path: &PathBuf| matches!(system::try_lock(path), Ok(system::Attempt::Busy));
    if [target.beside("new"), swap.clone(), old.clone()].iter().any(busy) {
        return Err(Error::Busy { out: target.told.clone() });
    }
    if there(&old) && !there(&target.folder) {
        fs::rename(&old, &target.folder).told(Act::Move, &old)?;
    }
    remove_tree(&target.beside("new"))?;
    let made = target.beside(MADE);
    if there(&made) && matches!(system::try_lock(&made), Ok(system::Attempt::Held(_))) {
        remove_tree(&made)?;
    }
    remove_tree(&target.folder.join(INSIDE))?;
    for tree in [swap, old] {
        if there(&tree) {
            let listing = walk(&tree, Detail::Names).told(Act::Look, &tree)?;
            if there(&target.folder) {
                rescue(&tree, &listing, target)?;
            }
            remove_listed(&tree, &listing)?;
        }
    }
    Ok(())
}

/// Puts the new tree in the place of the output folder. Returns where the old tree is now, if there was one.
/// If the system refuses, everything is as before.
pub(super) fn install(tree: &Path, target: &Target) -> Result<Option<PathBuf>, Stop> {
    let folder = &target.folder;
    if !target.exists {
        fs::rename(tree, folder).told(Act::Swap, &target.told)?;
        return Ok(None);
    }
    let (swap, old) = (target.beside("swap"), target.beside("old"));
    fs::rename(tree, &swap).told(Act::Move, tree)?;
    match trade(&swap, folder, &old) {
        Ok(old) => Ok(Some(old)),
        Err(error) => {
            fs::rename(&swap, tree).told(Act::Move, &swap)?;
            Err(Stop::InPlace(Why::Refused(crate::publish::error::reason(&error).0)))
        }
    }
}

fn trade(swap: &Path, folder: &Path, old: &Path) -> io::Result<PathBuf> {
    if system::exchange(swap, folder).is_ok() {
        return Ok(swap.to_owned());
    }
    fs::rename(folder, old)?;
    if let Err(error) = fs::rename(swap, folder) {
        fs::rename(old, folder)?;
        return Err(error);
    }
    Ok(old.to_owned())
}

/// Removes the tree that was the site, or keeps it for the next build. `old` is what stood in it before the new site
/// was made, `foreign` what of that is not ours. Whether it was kept, just as it stood.
pub(super) fn retire(
    tree: &Path,
    target: &Target,
    old: &Listing,
    foreign: &[OsString],
    keep: Option<&Path>,
) -> Result<bool, Error> {
    let replaced = foreign.par_iter().with_min_len(8).any(|path| is_replaced(tree, path, old));
    let mut looked = None;
    let look = || -> Result<Listing, Error> {
        let listing = walk(tree, Detail::Names).told(Act::Look, tree)?;
        rescue(tree, &listing, target)?;
        Ok(listing)
    };
    if let Some(keep) = keep {
        if replaced || has_arrivals(tree, old) {
            looked = Some(look()?);
        }
        let parent = keep.parent().unwrap_or(keep);
        if fs::create_dir_all(parent).and_then(|()| fs::rename(tree, keep)).is_ok() {
            return Ok(looked.is_none());
        }
    }
    // A folder that is not empty in the end has got something that was not there when it was looked at.
    if !replaced && looked.is_none() && remove_listed(tree, old).is_ok() {
        return Ok(false);
    }
    let listing = match looked {
        Some(listing) => listing,
        None => look()?,
    };
    remove_listed(tree, &listing).map(|()| false)
}

/// Whether another file has taken the place of one that is not ours.
fn is_replaced(tree: &Path, path: &OsString, old: &Listing) -> bool {
    let was = match old.things.get(path) {
        Some(Thing::File { inode, .. } | Thing::Other { inode }) => *inode,
        _ => None,
    };
    let is = fs::symlink_metadata(tree.join(path)).ok().and_then(|meta| system::identity(&meta));
    was.is_none() || is.is_some_and(|(_, number)| Some(number) != was)
}

/// Whether something may have been put into a folder of the tree since it was listed: its date is another one, or
/// was so young then that a second change would not show.
fn has_arrivals(tree: &Path, old: &Listing) -> bool {
    let Ok(below) = Below::open(tree) else { return true };
    let arrived = |folder: &OsStr, was: Option<SystemTime>| {
        let quiet =
            was.zip(old.since).is_some_and(|(was, since)| since.duration_since(was).is_ok_and(|age| age > QUIET));
        !quiet || below.look(folder).ok().and_then(|look| look.modified) != was
    };
    let folders = old.things.iter().filter_map(|(path, thing)| match thing {
        Thing::Folder { modified, .. } => Some((path.as_os_str(), *modified)),
        _ => None,
    });
    let folders: Vec<(&OsStr, Option<SystemTime>)> =
        std::iter::once((OsStr::new("."), old.modified)).chain(folders).collect();
    folders.par_iter().with_min_len(64).any(|(path, modified)| arrived(path, *modified))
}

/// Brings into the new site what somebody else put into the old one after it was looked at: what is neither ours
/// nor there already. Of two versions of a file of somebody else the younger stays.
fn rescue(tree: &Path, listing: &Listing, target: &Target) -> Result<(), Error> {
    let ours = [Known::read(tree, target, true, None)?, Known::read(&target.folder, target, true, None)?];
    for (path, thing) in listing.things.iter() {
        let known = |path: &str| ours.iter().any(|known| known.manifest.0.contains_key(path));
        if matches!(thing, Thing::Folder { .. }) || path == manifest::NAME || path.to_str().is_some_and(known) {
            continue;
        }
        let (from, to) = (tree.join(path), target.folder.join(path));
        let was = match fs::symlink_metadata(&from) {
            Ok(was) => was,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error).told(Act::Look, &from),
        };
        match fs::symlink_metadata(&to) {
            Ok(is) if is.is_dir() => continue,
            Ok(is) => {
                let same = system::identity(&was).is_some_and(|number| system::identity(&is) == Some(number));
                if same || was.modified().ok() <= is.modified().ok() {
                    continue;
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => make_parents(&target.folder, path)?,
            Err(_) => continue,
        }
        fs::rename(&from, &to).told(Act::Move, &from)?;
    }
    Ok(())
}

fn make_parents(folder: &Path, path: &OsString) -> Result<(), Error> {
    let mut parents: Vec<_> = Path::new(path).ancestors().skip(1).collect();
    parents.reverse();
    parents.iter().try_for_each(|parent| make_folder(&folder.join(parent)))
}

/// Takes the tree that an earlier build kept as the ground for the new one: the site before the present one. It is
/// only that, and may be lost: whatever is wrong with it, the new tree is made from nothing. `twins` says when its manifest
/// was written if every file to which both manifests give one fingerprint is one file; `present` is the site.
pub(super) fn take_kept(keep: &Path, tree: &Path, twins: Option<SystemTime>, present: (&Known, &Listing)) -> Listing {
    if !fs::symlink_metadata(keep).is_ok_and(|meta| meta.is_dir()) {
        return Listing::default();
    }
    if fs::rename(keep, tree).is_err() {
        // It may lie on another disk by now; there it is of no use.
        let _ = remove_tree(keep);
        return Listing::default();
    }
    if let Some(listing) = twins.and_then(|date| twin(tree, date, present)) {
        return listing;
    }
    match walk(tree, Detail::Names) {
        Ok(listing) if listing.sealed.is_none() => listing,
        _ => {
            let _ = remove_tree(tree);
            Listing::default()
        }
    }
}

/// The listing of a tree whose manifest was written then, without looking at files that it shares with the present site.
fn twin(tree: &Path, date: SystemTime, (known, listing): (&Known, &Listing)) -> Option<Listing> {
    let kept = Known::of(tree).filter(|kept| kept.date == Some(date))?;
    let (mut lines, mut things) = (known.manifest.0.cursor(), listing.things.cursor());
    let shared = |(path, line): &(Arc<str>, Line)| {
        let is_shared = matches!(line.seal, Seal::Bytes(_)) && lines.get(path) == Some(line);
        is_shared.then(|| Thing::File { inode: things.get(path).and_then(Thing::inode), size: 0, modified: None })
    };
    let things: Vec<Option<Thing>> = kept.manifest.0.iter().map(shared).collect();
    let files = kept.manifest.0.keys().map(|path| &**path).zip(things).collect();
    walk::since(tree, files, date, Detail::Names)
}
