//! Still: whether the output folder holds what an earlier build left there, without making the site again.

use super::compare::{Known, same_files};
use super::walk::{Listing, Thing, visit};
use super::{Protect, guard, swap};
use crate::fingerprint::Fingerprint;
use crate::publish::manifest::{Line, Seal};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

/// Whether the manifest in `out` has this fingerprint and every file is as it says; `inputs` has the input of each file
/// that is a copy. What is believed is what [`super::publish`] believes. Where anything is odd the answer is no, and
/// publishing will tell what it is.
pub fn is_still(out: &Path, protect: &Protect, print: Fingerprint, inputs: &BTreeMap<String, PathBuf>) -> bool {
    let Some((folder, known)) = known(out, protect, print) else { return false };
    let Some(date) = known.date else { return false };
    let lines = &known.manifest.0;
    let Some(listing) = visit(&folder, lines.keys().map(|path| &**path)) else { return false };
    let scene = Scene { folder: &folder, listing: &listing, date, inputs };
    lines.as_slice().par_iter().all(|(path, line)| scene.holds(path, line))
}

/// The manifest of an output folder, as it was read.
#[derive(Debug, Clone)]
pub struct Stated(pub(super) Known, Arc<OnceLock<FxHashMap<Arc<str>, Line>>>);

impl Stated {
    /// What it says of a file; it is asked for files in any order.
    pub fn line(&self, file: &str) -> Option<Line> {
        let lines = || self.0.manifest.0.iter().cloned().collect();
        self.1.get_or_init(lines).get(file).copied()
    }

    /// When it was written, which is after everything it speaks of.
    pub fn date(&self) -> Option<SystemTime> {
        self.0.date
    }
}

/// The manifest in `out`, if it has this fingerprint. Whether its files are as it says is not looked at.
pub fn stated(out: &Path, protect: &Protect, print: Fingerprint) -> Option<Stated> {
    known(out, protect, print).map(|(_, known)| Stated(known, Arc::default()))
}

fn known(out: &Path, protect: &Protect, print: Fingerprint) -> Option<(PathBuf, Known)> {
    let target = guard::target(out, protect).ok()?;
    if !target.exists || swap::leftovers(&target) {
        return None;
    }
    let known = Known::read(&target.folder, &target, false, None).ok()?;
    let is_it = known.text.as_ref().is_some_and(|text| Fingerprint::of(text.as_bytes()) == print);
    is_it.then_some((target.folder, known))
}

struct Scene<'a> {
    folder: &'a Path,
    listing: &'a Listing,
    /// When the manifest was written.
    date: SystemTime,
    inputs: &'a BTreeMap<String, PathBuf>,
}

impl Scene<'_> {
    fn holds(&self, path: &str, line: &Line) -> bool {
        let Some(Thing::File { size, modified: Some(modified), .. }) = self.listing.get(path) else { return false };
        if *size != line.size {
            return false;
        }
        match line.seal {
            Seal::Bytes(print) => {
                // A file as young as the manifest is read.
                *modified < self.date
                    || fs::read(self.folder.join(path)).is_ok_and(|bytes| Fingerprint::of(&bytes) == print)
            }
            Seal::Copy => {
                let Some(input) = self.inputs.get(path) else { return false };
                // The copy of a very young input has a date of its own.
                let looks_equal = |meta: fs::Metadata| {
                    meta.is_file()
                        && meta.len() == *size
                        && (meta.modified().ok() == Some(*modified) || same_files(input, &self.folder.join(path)))
                };
                fs::metadata(input).is_ok_and(looks_equal)
            }
            Seal::Unknown => false,
        }
    }
}
