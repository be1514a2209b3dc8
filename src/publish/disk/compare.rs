//! From a plan and what stands in the output folder to what must be done.

use super::guard::Target;
use super::system::{self, Owner};
use super::walk::{Listing, Thing, insert_parents};
use crate::publish::error::{Act, Error, Told};
use crate::publish::manifest::{self, Line, Manifest, Reading, Seal};
use crate::publish::{Entry, Output, Plan};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the manifest in the output folder says of an earlier build.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// There is a manifest, be it torn.
    pub ours: bool,
    pub manifest: Manifest,
    pub text: Option<String>,
    /// When it was written, which is after everything it speaks of.
    pub date: Option<SystemTime>,
}

impl Known {
    /// Reads the manifest of a folder; `adopt` also takes a folder whose manifest it cannot read.
    pub fn read(folder: &Path, target: &Target, adopt: bool) -> Result<Self, Error> {
        let path = folder.join(manifest::NAME);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() => meta,
            Ok(_) => return Ok(Self::default()),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).told(Act::Read, &path),
        };
        let text = String::from_utf8_lossy(&fs::read(&path).told(Act::Read, &path)?).into_owned();
        let manifest = match Manifest::read(&text) {
            Reading::Known(manifest) => manifest,
            Reading::OtherVersion if !adopt => return Err(Error::OtherVersion { out: target.told.clone() }),
            Reading::OtherVersion | Reading::Torn => {
                return Ok(Self { ours: true, ..Self::default() });
            }
        };
        Ok(Self { ours: true, manifest, text: Some(text), date: meta.modified().ok() })
    }

    /// The manifest of a folder of ours; nothing if it has none that can be read.
    pub fn of(folder: &Path) -> Option<Self> {
        let path = folder.join(manifest::NAME);
        let meta = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let text = fs::read_to_string(&path).ok()?;
        let Reading::Known(manifest) = Manifest::read(&text) else { return None };
        Some(Self { ours: true, manifest, text: Some(text), date: meta.modified().ok() })
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
#[derive(Debug, Default)]
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
    pub folders: BTreeMap<OsString, Option<Owner>>,
    /// Whether there is nothing that guidegen did not write, not even a folder.
    pub alone: bool,
    /// What stands where an output belongs and is not ours.
    pub in_the_way: Vec<OsString>,
    /// The manifest of what will stand there; sizes of fresh copies are filled in when they are made.
    pub manifest: Manifest,
}

impl Difference<'_> {
    /// Whether a file is written anew because it is not what this manifest says of it.
    pub fn mends(&self, was: &Manifest) -> bool {
        self.fresh.iter().any(|job| was.0.get(job.path).is_some_and(|line| self.manifest.0.get(job.path) == Some(line)))
    }
}

enum Verdict {
    Fresh,
    Same(u64),
    InTheWay(OsString),
}

/// Compares the plan with a listing that has dates.
pub(super) fn compare<'a>(
    plan: &'a Plan,
    wanted: &Manifest,
    known: &'a Known,
    listing: &'a Listing,
    folder: &Path,
    adopt: bool,
) -> Result<Difference<'a>, Error> {
    let adopt = adopt || (known.ours && !known.whole());
    let mut our_folders = FxHashSet::default();
    for path in known.manifest.0.keys() {
        insert_parents(path, |parent| our_folders.insert(parent));
    }
    let scene = Scene { known, listing, folder, adopt, our_folders };
    let items: Vec<(&str, &Entry)> = plan.iter().collect();
    let verdicts: Result<Vec<_>, Error> =
        items.par_iter().with_min_len(16).map(|(path, entry)| scene.judge(path, entry)).collect();
    let mut found = Difference { manifest: wanted.clone(), alone: true, ..Difference::default() };
    for ((path, entry), verdict) in items.into_iter().zip(verdicts?) {
        match verdict {
            Verdict::Fresh => found.fresh.push(Job { path, output: &entry.output }),
            Verdict::Same(size) => {
                if let Some(line) = found.manifest.0.get_mut(path) {
                    line.size = size;
                }
                found.same.push(path);
            }
            Verdict::InTheWay(what) => found.in_the_way.push(what),
        }
        insert_parents(path, |parent| insert(&mut found.folders, OsStr::new(parent), listing));
    }
    for (path, thing) in &listing.things {
        let name = path.to_str();
        let planned = name.is_some_and(|name| plan.get(name).is_some());
        let ours = name.filter(|name| known.manifest.0.contains_key(*name));
        match thing {
            Thing::Folder { owner, .. } => {
                if path == manifest::NAME {
                    found.in_the_way.push(path.clone());
                }
                if !name.is_some_and(|name| scene.our_folders.contains(name)) {
                    found.alone = false;
                    found.folders.insert(path.clone(), Some(*owner));
                    insert_os_parents(path, |parent| insert(&mut found.folders, parent, listing));
                }
            }
            _ if planned => {}
            Thing::File { .. } if ours.is_some() => found.stale.extend(ours),
            Thing::File { .. } if path == manifest::NAME => {}
            _ => {
                found.alone = false;
                insert_os_parents(path, |parent| insert(&mut found.folders, parent, listing));
                if path == manifest::NAME {
                    found.in_the_way.push(path.clone());
                }
                found.foreign.push(path.clone());
            }
        }
    }
    found.in_the_way.sort();
    found.in_the_way.dedup();
    Ok(found)
}

struct Scene<'a> {
    known: &'a Known,
    listing: &'a Listing,
    folder: &'a Path,
    adopt: bool,
    our_folders: FxHashSet<&'a str>,
}

impl Scene<'_> {
    fn judge(&self, path: &str, entry: &Entry) -> Result<Verdict, Error> {
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
        let line = self.known.manifest.0.get(path);
        match self.listing.get(path) {
            Some(Thing::File { size, modified, .. }) if line.is_some() || self.adopt => {
                let same = match (&entry.output, source) {
                    (Output::File { file, .. }, Some(source)) => {
                        source.len() == *size
                            && (modified.is_some() && source.modified().ok() == *modified
                                || same_files(file, &self.folder.join(path)))
                    }
                    (Output::Bytes(bytes), _) => {
                        let holds = |there: Vec<u8>| *there == **bytes;
                        bytes.len() as u64 == *size && self.holds(path, entry, line, *modified, holds)
                    }
                    (Output::Shelved(shelved, _), _) => {
                        let holds = |there: Vec<u8>| shelved.read().is_ok_and(|bytes| bytes == there);
                        shelved.len() as u64 == *size && self.holds(path, entry, line, *modified, holds)
                    }
                    _ => false,
                };
                Ok(if same { Verdict::Same(*size) } else { Verdict::Fresh })
            }
            Some(Thing::File { .. } | Thing::Other { .. }) => Ok(Verdict::InTheWay(path.into())),
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
        let ours = |path: &str| self.our_folders.contains(path);
        if !ours(path) {
            return Some(path.into());
        }
        let inside = format!("{path}/");
        let things = self.listing.things.range(OsString::from(&inside)..);
        let mut things = things.take_while(|(path, _)| path.as_encoded_bytes().starts_with(inside.as_bytes()));
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

fn insert(folders: &mut BTreeMap<OsString, Option<Owner>>, path: &OsStr, listing: &Listing) -> bool {
    if folders.contains_key(path) {
        return false;
    }
    let owner = match listing.things.get(path) {
        Some(Thing::Folder { owner, .. }) => Some(*owner),
        _ => None,
    };
    folders.insert(path.to_owned(), owner);
    true
}

fn insert_os_parents(path: &OsStr, mut insert: impl FnMut(&OsStr) -> bool) {
    for parent in Path::new(path).ancestors().skip(1) {
        if parent.as_os_str().is_empty() || !insert(parent.as_os_str()) {
            return;
        }
    }
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
