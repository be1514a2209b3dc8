//! The door out: from a plan to a folder on disk that is the old site or the new one, never a mix.
//!
//! **How.** The whole new site is made in a folder beside the output folder. Unchanged files are hard links to the
//! files of the old site, so they keep their date and cost no bytes; files that somebody else put there come along in
//! the same way. Then the two folders trade places in one system call, and the old one is removed. If nothing
//! changed, nothing is touched at all. [`super::manifest`] lists what is ours, so that files of an earlier build can be
//! removed, and nobody else's ever is.
//!
//! **What is believed.** A page is unchanged if the manifest has its fingerprint, the size is right and the file is
//! older than the manifest; otherwise it is read and compared. A copied file has the date of its input; if size and
//! date agree it is unchanged, otherwise both are compared byte by byte. A folder that did not change since the manifest
//! was written, by the time that nobody can set back, holds what the manifest names, if the publication that wrote it
//! told that nothing else was there ([`Stand`]); otherwise it is listed. So that nearly all is older than the manifest, that is
//! written in two steps with a question to the system between them, after which Linux dates a file by its finest clock.
//!
//! **Kills.** There is no repair command: every build begins by cleaning what a killed one left, which it knows by
//! name (`swap.rs`), while it holds a lock on the output folder. The kernel drops the lock of a killed process.
//!
//! **Power cuts.** By default nothing is synced. A kill or a full disk cannot hurt in any case, as the kernel keeps what
//! was written. After a power cut the last files may be empty; their size then differs from the manifest, or the
//! manifest is torn, and the next build writes them again. Syncing 2,000 pages one by one took three times as long as
//! writing them, and one sync of the whole disk between a third more and many times as much, as it also waits for
//! what other programs wrote. [`Protect::durable`] does the latter before the swap, for those who publish where they
//! serve.
//!
//! **What it costs.** Linking 10,000 pages into a new tree and removing the old one is as dear as writing them, and
//! on ext4 dearer, as it is slow to make folders soon after many were removed. With [`Protect::keep`] the replaced tree
//! is the ground of the next one, and only what changed is linked, written and removed.
//!
//! **What remains.** Where the system cannot let two folders trade places, the output folder is missing between two
//! renames; a kill just there is mended by the next build. Folders are swapped as a whole, so a shell or a container
//! volume that stands *inside* the output folder goes on seeing the old one; [`Protect::in_place`] is for them.
//! Extended attributes and access lists of folders are not carried over; owner and permissions are. Disks without
//! locks (some network disks) do not keep two builds apart.
//!
//! **File by file** (`in_place.rs`) is the way where a swap is not possible: the folder is a mount point, the folder
//! around it is read-only, it belongs to another user, files of somebody else in it cannot be linked. Files of ours
//! that cannot be linked are copied, with their date. Then each file is old or new, but a kill can leave some of each
//! until the next build. [`Report::way`] says so.

mod compare;
mod guard;
mod in_place;
mod look;
pub mod shelf;
mod stage;
pub mod standing;
mod still;
mod swap;
mod system;
mod walk;
mod write;

use super::error::{Act, Error, Told};
use super::manifest::{self, Manifest, Written};
use super::{Plan, is_output_path};
use crate::fingerprint::Fingerprint;
use compare::{Difference, Known, compare};
use guard::Target;
pub use guard::settle;
use serde::{Deserialize, Serialize};
use stage::Staged;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};
pub use still::{Stated, is_still, stated};
use system::{Attempt, Lock};
use walk::{Detail, Listing, walk};
use write::Progress;

/// How long a build waits for another that publishes into the same folder.
const WAIT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);
/// What of the output folder's name says that finished outputs wait there.
const MADE: &str = "made";
/// What a disk puts at its own top.
const LOST_AND_FOUND: &str = "lost+found";

/// What must not be hurt by publishing, and how careful to be.
#[derive(Debug, Clone, Default)]
pub struct Protect {
    /// The folder of the project.
    pub root: PathBuf,
    /// Every file and folder that the site is made from; they need not exist.
    pub inputs: Vec<PathBuf>,
    /// Publish into a folder with files that guidegen did not write: those at the path of an output are replaced,
    /// the others stay as they are.
    pub adopt: bool,
    /// A folder of guidegen's own, such as its cache, where the replaced site may wait to become the ground of the
    /// next one. With it a build of 10,000 pages that changes one of them makes a handful of files anew instead of
    /// linking and unlinking all. It may be emptied at any time.
    pub keep: Option<PathBuf>,
    /// What the last publication into this folder left, as its report said.
    pub stand: Option<Stand>,
    /// The manifest in the output folder, if it was read already.
    pub stated: Option<Stated>,
    /// Do not return before the site would survive a power cut.
    pub durable: bool,
    /// Replace file by file even where the whole folder could be swapped.
    pub in_place: bool,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site.
    pub removed: usize,
    /// The paths of what was written and of what was removed, in their order.
    pub changed: Vec<String>,
    /// Bytes in the files written.
    pub bytes: u64,
    pub way: Way,
    /// The fingerprint of the text of the manifest that stands there now.
    pub manifest: Fingerprint,
    /// For the next publication.
    pub stand: Option<Stand>,
    /// A folder that could not be cleaned up; the next build tries again.
    pub leftover: Option<PathBuf>,
}

/// What a publication left, by which the next one into the same folder need not list all of it again. Only told where
/// nothing of anybody else stands in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// When the manifest was written.
    date: SystemTime,
    /// When that of the kept tree was written ([`Protect::keep`]), if that is the site before this one, so that each file
    /// to which both manifests give the same fingerprint is one file.
    kept: Option<SystemTime>,
}

/// How the new site took the place of the old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// There was nothing to do.
    Untouched,
    /// All at once.
    Swapped,
    /// File by file, and why.
    InPlace(Why),
}

/// Why a site was published file by file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Asked,
    /// A disk or a container volume is mounted at the output folder.
    Mount,
    /// The folder around the output folder cannot be written.
    Parent(PathBuf),
    /// The output folder belongs to somebody else.
    Owner,
    /// This, which is not ours, cannot be carried to another folder.
    Foreign(PathBuf),
    /// The system refused to swap the folders, for this reason.
    Refused(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Asked => write!(f, "it was asked for"),
            Why::Mount => write!(f, "a disk or volume is mounted at the output folder"),
            Why::Parent(parent) => write!(f, "`{}` cannot be written", parent.display()),
            Why::Owner => write!(f, "the output folder belongs to another user"),
            Why::Foreign(path) => write!(f, "`{}` cannot be carried to another folder", path.display()),
            Why::Refused(reason) => write!(f, "the system cannot swap the folders: {reason}"),
        }
    }
}

/// Why a tree could not be swapped in.
enum Stop {
    Error(Error),
    /// Nothing is wrong, but it must be done file by file.
    InPlace(Why),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// Makes the folder `out` the plan and nothing else, but for files that guidegen did not write, which stay.
///
/// `progress` is told, from several threads, how many of how many files are written. Two builds into one folder wait
/// for each other, the second for at most five seconds. After an error `out` is as it was, except where
/// [`super::error::After::Partly`] says otherwise.
pub fn publish(
    plan: &Plan,
    out: &Path,
    protect: &Protect,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, Error> {
    if let Some((path, _)) = plan.iter().find(|(path, _)| !is_output_path(path)) {
        return Err(Error::BadPath { path: path.to_owned() });
    }
    let target = guard::target(out, protect)?;
    let wanted = Written::from(Manifest::of(plan));
    if target.exists && !swap::leftovers(&target) && is_published(plan, &wanted, &target, protect)? {
        return Ok(untouched(plan, &wanted.text, protect));
    }
    let made = make_around(&target)?;
    let published = publish_locked(plan, &wanted, target, protect, progress);
    if published.is_err() {
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    published
}

fn untouched(plan: &Plan, manifest: &str, protect: &Protect) -> Report {
    Report {
        written: 0,
        unchanged: plan.len(),
        removed: 0,
        changed: Vec::new(),
        bytes: 0,
        way: Way::Untouched,
        manifest: Fingerprint::of(manifest.as_bytes()),
        stand: protect.stand,
        leftover: None,
    }
}

/// Whether the folder is the plan already. Only reads, and needs no lock: should another build swap its tree in just
/// now, every file of it that differs is younger than the manifest read here, and is looked into.
fn is_published(plan: &Plan, wanted: &Written, target: &Target, protect: &Protect) -> Result<bool, Error> {
    let seen = protect.stated.as_ref().and_then(|stated| stated.0.text.as_ref());
    if seen.is_some_and(|text| **text != wanted.text) || !Known::states(&target.folder, &wanted.text) {
        return Ok(false);
    }
    let known = Known::read(&target.folder, target, protect.adopt, None)?;
    let Some(listing) = walk::visit(&target.folder, plan.iter().map(|(path, _)| path)) else { return Ok(false) };
    let found = compare(plan, wanted, &known, &listing, &target.folder, protect.adopt)?;
    Ok(found.fresh.is_empty() && found.stale.is_empty() && found.in_the_way.is_empty())
}

/// Makes the folders around the output folder; returns those that were missing, the outermost first.
fn make_around(target: &Target) -> Result<Vec<PathBuf>, Error> {
    let mut missing: Vec<PathBuf> =
        target.parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    missing.reverse();
    for folder in &missing {
        stage::make_folder(folder)?;
    }
    Ok(missing)
}

fn publish_locked(
    plan: &Plan,
    wanted: &Written,
    mut target: Target,
    protect: &Protect,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, Error> {
    let deadline = Instant::now() + WAIT;
    let _around = lock(&mut target, deadline)?;
    swap::recover(&target)?;
    // A site that was put back just now is locked as well.
    let _lock = lock_again(&mut target, deadline)?;

    let (mut known, mut listing) = (Known::default(), Listing::default());
    if target.exists {
        let seen = protect.stated.as_ref().map(|stated| &stated.0);
        known = Known::read(&target.folder, &target, protect.adopt, seen)?;
        listing = look(&target, &known, protect)?;
    }
    if !known.ours
        && !protect.adopt
        && let Some(example) = listing.things.keys().find(|name| *name != LOST_AND_FOUND)
    {
        return Err(Error::NotOurs { out: target.told, example: example.to_string_lossy().into_owned() });
    }
    let found = compare(plan, wanted, &known, &listing, &target.folder, protect.adopt)?;
    if !found.in_the_way.is_empty() {
        return Err(compare::refuse(&target, &found.in_the_way));
    }
    let counter = Progress::new(found.fresh.len(), progress);
    let done = |bytes, way, manifest, stand, leftover| {
        let (written, unchanged, removed) = (found.fresh.len(), found.same.len(), found.stale.len());
        let fresh = found.fresh.iter().map(|job| job.path);
        let mut changed: Vec<String> = fresh.chain(found.stale.iter().copied()).map(str::to_owned).collect();
        changed.sort_unstable();
        Report { written, unchanged, removed, changed, bytes, way, manifest, stand, leftover }
    };
    let by_file = |why| {
        let was = &known.manifest;
        let (bytes, text) = in_place::publish(&target, &found, was, &listing, &counter, protect.durable)?;
        Ok(done(bytes, why, text, None, None))
    };
    if target.exists && found.fresh.is_empty() && found.stale.is_empty() {
        return match &known.text {
            Some(text) if **text == found.written.text => Ok(untouched(plan, text, protect)),
            // Only the manifest is new, and one file is replaced in one step anyway.
            _ => by_file(Way::Untouched),
        };
    }
    if let Some(why) = obstacle(&target, &listing, protect) {
        return by_file(Way::InPlace(why));
    }
    match swapped(&target, &found, (&known, &listing), protect, &counter) {
        Ok(Swapped { bytes, manifest, stand, leftover }) => Ok(done(bytes, Way::Swapped, manifest, stand, leftover)),
        Err(Stop::Error(error)) => Err(error),
        Err(Stop::InPlace(why)) => by_file(Way::InPlace(why)),
    }
}

/// Everything in the output folder.
fn look(target: &Target, known: &Known, protect: &Protect) -> Result<Listing, Error> {
    let folder = &target.folder;
    let date = known.date.filter(|date| protect.stand.is_some_and(|stand| stand.date == *date));
    let files = || known.manifest.0.keys().map(|path| (&**path, None)).collect();
    match date.and_then(|date| walk::since(folder, files(), date, Detail::Dates)) {
        Some(listing) => Ok(listing),
        None => walk(folder, Detail::Dates).told(Act::Look, folder),
    }
}

/// What is known beforehand to forbid a swap.
fn obstacle(target: &Target, listing: &Listing, protect: &Protect) -> Option<Why> {
    if !target.exists {
        return None;
    }
    let device = |path: &Path| fs::metadata(path).ok().map(|meta| system::device(&meta));
    if protect.in_place {
        Some(Why::Asked)
    } else if system::is_mount(&target.folder) || device(&target.folder) != device(&target.parent) {
        Some(Why::Mount)
    } else {
        listing.sealed.as_ref().map(|path| Why::Foreign(target.folder.join(path)))
    }
}

/// A site that was swapped in.
struct Swapped {
    /// How many were written.
    bytes: u64,
    manifest: Fingerprint,
    stand: Option<Stand>,
    /// What of the old tree could not be removed.
    leftover: Option<PathBuf>,
}

/// Makes the new tree beside the old one and lets them trade places.
fn swapped(
    target: &Target,
    found: &Difference<'_>,
    (known, listing): (&Known, &Listing),
    protect: &Protect,
    counter: &Progress<'_>,
) -> Result<Swapped, Stop> {
    let tree = target.beside("new");
    let name = Fingerprint::of(target.folder.as_os_str().as_encoded_bytes()).short(16);
    let keep = protect.keep.as_ref().map(|keep| keep.join(format!("replaced-{name}")));
    let base = match &keep {
        Some(keep) if target.exists => {
            let stand = protect.stand.filter(|stand| Some(stand.date) == known.date);
            swap::take_kept(keep, &tree, stand.and_then(|stand| stand.kept), (known, listing))
        }
        _ => Listing::default(),
    };
    if !tree.exists() {
        match fs::create_dir(&tree) {
            Err(error)
                if target.exists
                    && matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
            {
                return Err(Stop::InPlace(Why::Parent(target.parent.clone())));
            }
            made => made.told(Act::MakeFolder, &tree)?,
        }
    }
    // Once it has become the output folder, the next build must wait until this one has cleaned up.
    let _lock = system::try_lock(&tree);
    let installed = stage::stage(&tree, target, found, listing, &base, counter, protect.durable).and_then(|staged| {
        let old = swap::install(&tree, target)?;
        Ok((staged, old))
    });
    let (staged, old) = match installed {
        Ok(installed) => installed,
        Err(stop) => {
            let _ = stage::remove_tree(&tree);
            return Err(stop);
        }
    };
    if protect.durable {
        write::settle(&target.parent)?;
    }
    let keep = keep.as_deref().filter(|_| staged.linked);
    let (mut leftover, mut kept) = (None, None);
    if let Some(old) = old {
        match swap::retire(&old, target, listing, &found.foreign, keep) {
            Ok(is_kept) => kept = known.date.filter(|_| is_kept && !found.mends(&known.manifest)),
            Err(_) => leftover = Some(old),
        }
    }
    let written = fs::symlink_metadata(target.folder.join(manifest::NAME));
    let date = written.and_then(|meta| meta.modified()).ok().filter(|_| found.alone);
    let Staged { bytes, manifest, .. } = staged;
    Ok(Swapped { bytes, manifest, stand: date.map(|date| Stand { date, kept }), leftover })
}

/// Locks the output folder, or the folder around it while there is none yet.
fn lock(target: &mut Target, deadline: Instant) -> Result<Lock, Error> {
    loop {
        target.exists = target.folder.is_dir();
        let place = if target.exists { &target.folder } else { &target.parent };
        match system::try_lock(place) {
            // It may have been swapped away, or made, while we waited.
            Ok(Attempt::Held(lock)) if system::still_there(&lock, place) && target.exists == target.folder.is_dir() => {
                return Ok(lock);
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).told(Act::Look, place),
            _ => {}
        }
        if Instant::now() >= deadline {
            return Err(Error::Busy { out: target.told.clone() });
        }
        std::thread::sleep(PAUSE);
    }
}

/// Locks the output folder if it has come into being since the folder around it was locked.
fn lock_again(target: &mut Target, deadline: Instant) -> Result<Option<Lock>, Error> {
    if target.exists || !target.folder.is_dir() { Ok(None) } else { lock(target, deadline).map(Some) }
}
