//! From a plan and what stands in the output folder to what must be done.

use super::guard::Target;
use super::system::{self, Owner};
use super::walk::{Listing, Thing};
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest::{self, Line, Manifest, Reading, Seal, Written};
use crate::publish::rows::{Rows, folders_of};
use crate::publish::{Entry, Output, Plan};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// What the manifest in the output folder says of an earlier build.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// There is a manifest, be it torn.
    pub ours: bool,
    pub manifest: Arc<Manifest>,
    pub text: Option<Arc<String>>,
    /// When it was written, which is after everything it speaks of.
    pub date: Option<SystemTime>,
}

impl Known {
    /// Reads the manifest of a folder; `adopt` also takes a folder whose manifest it cannot read. One that is `seen` already is
    /// not taken apart again.
    pub fn read(folder: &Path, target: &Target, adopt: bool, seen: Option<&Known>) -> Result<Self, Error> {
        let path = folder.join(manifest::NAME);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() => meta,
            Ok(_) => return Ok(Self::default()),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).told(Act::Read, &path),
        };
        let bytes = fs::read(&path).told(Act::Read, &path)?;
        let date = meta.modified().ok();
        let is_seen = |seen: &&Known| seen.text.as_ref().is_some_and(|text| text.as_bytes() == bytes);
        if let Some(seen) = seen.filter(is_seen) {
            return Ok(Self { date, ..seen.clone() });
        }
        let text =
            String::from_utf8(bytes).unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into_owned());
        let manifest = match Manifest::read(&text) {
            Reading::Known(manifest) => manifest,
            Reading::OtherVersion if !adopt => return Err(Error::OtherVersion { out: target.told.clone() }),
            Reading::OtherVersion | Reading::Torn => {
                return Ok(Self { ours: true, ..Self::default() });
            }
        };
        Ok(Self { ours: true, manifest: Arc::new(manifest), text: Some(text.into()), date })
    }

    /// The manifest of a folder of ours; nothing if it has none that can be read.
    pub fn of(folder: &Path) -> Option<Self> {
        let path = folder.join(manifest::NAME);
        let meta = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let text = fs::read_to_string(&path).ok()?;
        let Reading::Known(manifest) = Manifest::read(&text) else { return None };
        Some(Self { ours: true, manifest: Arc::new(manifest), text: Some(text.into()), date: meta.modified().ok() })
    }

    /// Whether the manifest of a folder is this text.
    pub fn states(folder: &Path, text: &str) -> bool {
        fs::read(folder.join(manifest::NAME)).is_ok_and(|bytes| bytes == text.as_bytes())
    }

    /// Whether the manifest could be read, so that what it does not name is not ours.
    fn whole(&self) -> bool {
        self.text.is_some()
    }
}

/// One file to be written.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub path: &'a str,
    pub output: &'a Output,
}

/// What must be done so that the folder becomes the plan.
#[derive(Debug)]
pub(super) struct Difference<'a> {
    /// New and changed files, in order.
    pub fresh: Vec<Job<'a>>,
    /// Files that are as they should be.
    pub same: Vec<&'a str>,
    /// Files of an earlier build that are no longer planned, and are there.
    pub stale: Vec<&'a str>,
    /// Everything but folders that guidegen did not write.
    pub foreign: Vec<OsString>,
    /// Every folder there is to be, and how it is now.
    pub folders: Rows<&'a OsStr, Option<Owner>>,
    /// Whether there is nothing that guidegen did not write, not even a folder.
    pub alone: bool,
    /// What stands where an output belongs and is not ours.
    pub in_the_way: Vec<OsString>,
    /// The manifest of what will stand there; sizes of fresh copies are known when they are made.
    pub written: Cow<'a, Written>,
}

impl<'a> Difference<'a> {
    /// Whether a file is written anew because it is not what this manifest says of it.
    pub fn mends(&self, was: &Manifest) -> bool {
        let lines = &self.written.manifest.0;
        self.fresh.iter().any(|job| was.0.get(job.path).is_some_and(|line| lines.get(job.path) == Some(line)))
    }

    /// The manifest, with the sizes in bytes that files really have.
    pub fn sized(&self, sizes: impl Iterator<Item = (&'a str, u64)>) -> Cow<'a, Written> {
        resized(&self.written, sizes)
    }
}

/// A manifest with other sizes in bytes, if they are others.
fn resized<'a>(written: &Cow<'a, Written>, sizes: impl Iterator<Item = (&'a str, u64)>) -> Cow<'a, Written> {
    let mut lines = written.manifest.0.cursor();
    let mut others = Vec::new();
    for (path, size) in sizes {
        let row = lines.position(path);
        if let Some(row) =
            row.filter(|row| written.manifest.0.as_slice().get(*row).is_some_and(|(_, line)| line.size != size))
        {
            others.push((row, size));
        }
    }
    if others.is_empty() {
        return written.clone();
    }
    let mut manifest = written.manifest.clone();
    for (row, size) in others {
        if let Some(line) = manifest.0.get_mut(row) {
            line.size = size;
        }
    }
    Cow::Owned(manifest.into())
}

enum Verdict {
    Fresh,
    Same(u64),
    InTheWay(OsString),
}

/// Compares the plan with a listing that has dates.
pub(super) fn compare<'a>(
    plan: &'a Plan,
    wanted: &'a Written,
    known: &'a Known,
    listing: &'a Listing,
    folder: &Path,
    adopt: bool,
) -> Result<Difference<'a>, Error> {
    let adopt = adopt || (known.ours && !known.whole());
    let scene = Scene { known, listing, folder, adopt };
    let (mut lines, mut things) = (known.manifest.0.cursor(), listing.things.cursor());
    let items: Vec<Item<'_>> =
        plan.iter().map(|(path, entry)| Item { path, entry, line: lines.get(path), thing: things.get(path) }).collect();
    let verdicts: Result<Vec<_>, Error> = items.par_iter().with_min_len(64).map(|item| scene.judge(item)).collect();
    let mut found = Difference {
        fresh: Vec::new(),
        same: Vec::new(),
        stale: Vec::new(),
        foreign: Vec::new(),
        folders: Rows::default(),
        alone: true,
        in_the_way: Vec::new(),
        written: Cow::Borrowed(wanted),
    };
    let mut sizes = Vec::new();
    for (Item { path, entry, .. }, verdict) in items.iter().zip(verdicts?) {
        match verdict {
            Verdict::Fresh => found.fresh.push(Job { path, output: &entry.output }),
            Verdict::Same(size) => {
                sizes.push((*path, size));
                found.same.push(path);
            }
            Verdict::InTheWay(what) => found.in_the_way.push(what),
        }
    }
    found.written = resized(&found.written, sizes.into_iter());
    let mut folders: Vec<&OsStr> = folders_of(items.iter().map(|item| item.path)).into_iter().map(OsStr::new).collect();
    let planned = Rows::of(items.iter().map(|item| (item.path, ())).collect());
    let (mut planned, mut lines) = (planned.cursor(), known.manifest.0.cursor());
    let ours: Vec<&str> = folders_of(known.manifest.0.keys().map(|path| &**path));
    let ours = Rows::of(ours.into_iter().map(|folder| (folder, ())).collect());
    let mut our_folders = ours.cursor();
    for (path, thing) in listing.things.iter() {
        if matches!(thing, Thing::Folder { .. }) {
            if path == manifest::NAME {
                found.in_the_way.push(path.clone());
            }
            if our_folders.position(path).is_none() {
                found.alone = false;
                folders.push(path);
                folders.extend(os_parents(path));
            }
            continue;
        }
        if planned.position(path).is_some() {
            continue;
        }
        let ours = path.to_str().filter(|name| lines.position(*name).is_some());
        match thing {
            Thing::File { .. } if ours.is_some() => found.stale.extend(ours),
            Thing::File { .. } if path == manifest::NAME => {}
            _ => {
                found.alone = false;
                folders.extend(os_parents(path));
                if path == manifest::NAME {
                    found.in_the_way.push(path.clone());
                }
                found.foreign.push(path.clone());
            }
        }
    }
    folders.sort_unstable();
    folders.dedup();
    let mut things = listing.things.cursor();
    let owner = |folder: &OsStr| match things.get(folder) {
        Some(Thing::Folder { owner, .. }) => Some(*owner),
        _ => None,
    };
    found.folders = Rows::of(folders.iter().copied().zip(folders.iter().copied().map(owner)).collect());
    found.in_the_way.sort();
    found.in_the_way.dedup();
    Ok(found)
}

/// What is known of a planned path.
struct Item<'a> {
    path: &'a str,
    entry: &'a Entry,
    /// What the manifest says of it.
    line: Option<&'a Line>,
    /// What stands there.
    thing: Option<&'a Thing>,
}

struct Scene<'a> {
    known: &'a Known,
    listing: &'a Listing,
    folder: &'a Path,
    adopt: bool,
}

impl Scene<'_> {
    fn judge(&self, Item { path, entry, line, thing }: &Item<'_>) -> Result<Verdict, Error> {
        let source = match &entry.output {
            Output::Bytes(_) | Output::Shelved(..) => None,
            Output::File { file, .. } => match fs::metadata(file) {
                Ok(meta) if meta.is_file() => Some(meta),
                Ok(_) => return Err(Error::InputGone { file: file.clone() }),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(Error::InputGone { file: file.clone() });
                }
                Err(error) => return Err(error).told(Act::Read, file),
            },
        };
        match thing {
            Some(Thing::File { size, modified, .. }) if line.is_some() || self.adopt => {
                let same = match (&entry.output, source) {
                    (Output::File { file, .. }, Some(source)) => {
                        source.len() == *size
                            && (modified.is_some() && source.modified().ok() == *modified
                                || same_files(file, &self.folder.join(path)))
                    }
                    (Output::Bytes(bytes), _) => {
                        let holds = |there: Vec<u8>| *there == **bytes;
                        bytes.len() as u64 == *size && self.holds(path, entry, *line, *modified, holds)
                    }
                    (Output::Shelved(shelved, _), _) => {
                        let holds = |there: Vec<u8>| shelved.read().is_ok_and(|bytes| bytes == there);
                        shelved.len() as u64 == *size && self.holds(path, entry, *line, *modified, holds)
                    }
                    _ => false,
                };
                Ok(if same { Verdict::Same(*size) } else { Verdict::Fresh })
            }
            Some(Thing::File { .. } | Thing::Other { .. }) => Ok(Verdict::InTheWay((*path).into())),
            Some(Thing::Folder { .. }) => Ok(self.kept_inside(path).map_or(Verdict::Fresh, Verdict::InTheWay)),
            None => Ok(self.kept_above(path).map_or(Verdict::Fresh, Verdict::InTheWay)),
        }
    }

    /// Whether a file of the right size holds these bytes. The manifest is believed for a file that is older than
    /// the manifest; one that somebody touched since is read, and so is one of which the manifest is not sure.
    fn holds(
        &self,
        path: &str,
        entry: &Entry,
        line: Option<&Line>,
        modified: Option<SystemTime>,
        same: impl FnOnce(Vec<u8>) -> bool,
    ) -> bool {
        let untouched = modified.zip(self.known.date).is_some_and(|(file, manifest)| file < manifest);
        match line.map(|line| line.seal) {
            Some(Seal::Bytes(print)) if print != entry.fingerprint() && untouched => false,
            Some(Seal::Bytes(print)) if print == entry.fingerprint() && untouched => true,
            _ => fs::read(self.folder.join(path)).is_ok_and(same),
        }
    }

    /// What is not ours inside a folder that stands where a file belongs.
    fn kept_inside(&self, path: &str) -> Option<OsString> {
        let ours = |path: &str| self.known.manifest.0.below(path).next().is_some();
        if !ours(path) {
            return Some(path.into());
        }
        let mut things = self.listing.things.below(path);
        let kept = things.find(|(path, thing)| match (path.to_str(), thing) {
            (Some(path), Thing::Folder { .. }) => !ours(path),
            (Some(path), Thing::File { .. }) => !self.known.manifest.0.contains_key(path),
            _ => true,
        });
        kept.map(|(path, _)| path.clone())
    }

    /// What is not ours and no folder, where this path needs a folder.
    fn kept_above(&self, path: &str) -> Option<OsString> {
        if self.listing.things.is_empty() {
            return None;
        }
        let mut parents = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let kept = parents.find(|parent| match self.listing.get(parent) {
            Some(Thing::File { .. }) => !self.known.manifest.0.contains_key(*parent),
            Some(Thing::Other { .. }) => true,
            Some(Thing::Folder { .. }) | None => false,
        });
        kept.map(OsString::from)
    }
}

/// The folders around a path, the innermost first.
fn os_parents(path: &OsStr) -> impl Iterator<Item = &OsStr> {
    Path::new(path).ancestors().skip(1).map(Path::as_os_str).take_while(|parent| !parent.is_empty())
}

/// Whether two ordinary files hold the same; anything that cannot be read is different.
pub(super) fn same_files(one: &Path, other: &Path) -> bool {
    let (Ok(mut one), Ok(mut other)) = (system::open_input(one), system::open_input(other)) else { return false };
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let (Ok(read), Ok(also)) = (fill(&mut one, &mut left), fill(&mut other, &mut right)) else { return false };
        if left.get(..read) != right.get(..also) {
            return false;
        }
        if read == 0 {
            return true;
        }
    }
}

fn fill(file: &mut fs::File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The refusal that names what stands in the way, the first three of it.
pub(super) fn refuse(target: &Target, in_the_way: &[OsString]) -> Error {
    let paths: Vec<PathBuf> = in_the_way.iter().take(3).map(PathBuf::from).collect();
    Error::InTheWay { out: target.told.clone(), more: in_the_way.len() - paths.len(), paths }
}
