//! Again: the record of the last build, by which a build of the same inputs knows that it is done.
//!
//! A build is a function of its inputs and of the moment it is made at. The record holds a fingerprint of all inputs, for
//! how long the moment makes no difference, and the fingerprint of the manifest that was published. If the inputs are the
//! same and the output folder still is what that manifest says, there is nothing to do.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::memo::disk::{FOLDER, Store};
use crate::project::Project;
use crate::project::last::Ground;
use crate::project::outputs::Rendered;
use crate::project::snapshot::Snapshot;
use crate::publish::manifest::Manifest;
use crate::publish::{Origin, Output};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Seconds of a day: waivers end with a day.
const DAY: i64 = 24 * 60 * 60;
/// Files that changed so shortly before a build, in nanoseconds, may change once more within the same tick of the clock.
const TICK: u64 = 100_000_000;

/// What is known of a build that was published and had nothing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Fingerprint of all inputs, see [`inputs`].
    inputs: String,
    /// From this second since 1970 until before that one, time alone changes nothing.
    since: i64,
    until: i64,
    /// Fingerprint of the text of the manifest.
    manifest: String,
    /// How many pages there are, for the line that tells of the build.
    pub pages: usize,
    /// How many files.
    pub files: usize,
    /// What was noted beside findings.
    pub notes: Vec<String>,
    /// Files that are copies: path in the output, path of the source.
    copies: BTreeMap<String, String>,
}

/// The fingerprint of everything that decides what a build writes and tells. `front` holds what the library cannot know:
/// the program itself, and the choices of its front. The sources must have been read.
pub fn inputs(project: &Project, front: &str) -> Fingerprint {
    let options = &project.options;
    let mut hasher = Hasher::new();
    hasher.text(front).text(env!("CARGO_PKG_VERSION"));
    hasher.text(&format!(
        "{:?} {:?} {:?} {} {} {} {}",
        options.config,
        options.base_url,
        options.origin,
        options.drafts,
        options.future,
        options.expired,
        options.no_slips,
    ));
    hasher.number(options.now.div_euclid(DAY) as u64);
    for (path, change) in options.dates.iter() {
        hasher.text(path).text(&format!("{change:?}"));
    }
    for (path, text) in &options.unsaved {
        hasher.text(path).text(text);
    }
    hasher.number(project.sources.len() as u64);
    for (_, source) in project.sources.iter() {
        hasher.text(&source.path).fingerprint(source.fingerprint);
    }
    for problem in &project.sources.problems {
        hasher.text(&format!("{problem:?}"));
    }
    hasher.finish()
}

/// Records a build. Nothing if a file changed so shortly before that it could change again without a trace.
pub fn record(
    project: &Project,
    inputs: Fingerprint,
    snapshot: &Snapshot,
    rendered: &Rendered,
    notes: Vec<String>,
) -> Option<Record> {
    let now = project.options.now;
    let newest = snapshot.sources.iter().filter_map(|(_, source)| source.asset()).map(|asset| asset.modified).max();
    let begun = u64::try_from(now).unwrap_or(0).saturating_mul(1_000_000_000);
    if newest.is_some_and(|newest| newest.saturating_add(TICK) >= begun) {
        return None;
    }
    let mut copies = BTreeMap::new();
    for (path, entry) in rendered.plan.iter() {
        if matches!(entry.output, Output::File { .. }) {
            let Origin::Static(source) = &entry.origin else { return None };
            copies.insert(path.to_string(), snapshot.sources.get(*source).path.to_string());
        }
    }
    Some(Record {
        inputs: inputs.to_string(),
        since: now,
        until: Ground::until(&snapshot.pages, now),
        manifest: Fingerprint::of(Manifest::of(&rendered.plan).write().as_bytes()).to_string(),
        pages: rendered.pages,
        files: rendered.plan.len(),
        notes,
        copies,
    })
}

impl Record {
    /// Whether a build of these inputs at this moment would give the same.
    pub fn fits(&self, inputs: Fingerprint, now: i64) -> bool {
        self.inputs == inputs.to_string() && (self.since..self.until).contains(&now)
    }

    /// The manifest that was published.
    pub fn manifest(&self) -> Option<Fingerprint> {
        Fingerprint::parse(&self.manifest)
    }

    /// The input of every file that is a copy.
    pub fn copies(&self, root: &Path) -> BTreeMap<String, PathBuf> {
        self.copies.iter().map(|(path, source)| (path.clone(), root.join(source))).collect()
    }
}

/// The record of the last build into a folder.
pub fn load(root: &Path, out: &Path) -> Option<Record> {
    serde_json::from_slice(&Store::find(root, KIND).get(slot(out))?).ok()
}

/// Keeps the record of a build. A guide that is built into another place gets no cache of its own for it, but one that
/// is there is used.
pub fn save(root: &Path, out: &Path, record: &Record) {
    let store = if out.starts_with(root) { Store::open(root, KIND) } else { Store::find(root, KIND) };
    if let Ok(text) = serde_json::to_vec(record) {
        store.put(slot(out), &text);
    }
}

/// The folder of caches within a root.
pub fn cache(root: &Path) -> PathBuf {
    root.join(FOLDER)
}

const KIND: &str = "builds";

fn slot(out: &Path) -> Fingerprint {
    Fingerprint::of(out.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_fits_its_inputs_and_its_time() {
        let inputs = Fingerprint::of(b"inputs");
        let record = Record {
            inputs: inputs.to_string(),
            since: 100,
            until: 200,
            manifest: inputs.to_string(),
            pages: 1,
            files: 1,
            notes: Vec::new(),
            copies: BTreeMap::new(),
        };
        assert_eq!(record.manifest(), Some(inputs));
        for (now, fits) in [(99, false), (100, true), (199, true), (200, false)] {
            assert_eq!(record.fits(inputs, now), fits, "{now}");
        }
        assert!(!record.fits(Fingerprint::of(b"others"), 150));
    }
}
