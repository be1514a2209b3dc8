//! Again: the record of the last build, by which the next one knows that it is done, or that few pages are to be made.
//!
//! A build is a function of its inputs and of the moment it is made at. The record holds a fingerprint of all inputs, for
//! how long the moment makes no difference, and the fingerprint of the manifest that was published. If the inputs are the
//! same and the output folder still is what that manifest says, there is nothing to do. If only texts of pages differ, the
//! trace of that build (`trace.rs`, in a file of its own) tells which pages are to be made.

use crate::config::forms::Forms;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::memo::disk::{FOLDER, Store};
use crate::project::Project;
use crate::project::last::{Files, Ground};
use crate::project::open::Settings;
use crate::project::outputs::Rendered;
pub use crate::project::recall::Published;
use crate::project::snapshot::{self, Snapshot};
use crate::project::{recall, trace};
use crate::publish::disk::{Report, Stand};
use crate::publish::{Origin, Output};
use crate::source::read;
use crate::source::settled::{self, Settled};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Seconds of a day: waivers end with a day.
const DAY: i64 = 24 * 60 * 60;
/// Files that changed so shortly before a build, in nanoseconds, may change once more within the same tick of the clock.
const TICK: u64 = 100_000_000;

/// What is known of a build that was published and had nothing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Fingerprint of all inputs, see [`Inputs`].
    inputs: String,
    /// The same without the texts of pages.
    ground: String,
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
    /// What publishing left.
    pub stand: Option<Stand>,
}

/// Everything that decides what a build writes and tells.
pub struct Inputs {
    /// Of all of it.
    whole: Fingerprint,
    /// Of all but the texts of pages.
    pub(super) ground: Fingerprint,
    pub(super) files: Files,
}

/// The inputs of a build. `front` holds what the library cannot know: the program itself, and the choices of its front. The
/// sources must have been read.
pub fn inputs(project: &Project, settings: &Settings, front: &str) -> Inputs {
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
    for problem in &project.sources.problems {
        hasher.text(&format!("{problem:?}"));
    }
    let sources: Vec<_> = project.sources.iter().collect();
    let prints: Vec<Fingerprint> =
        sources.par_iter().with_min_len(16).map(|(_, source)| source.fingerprint()).collect();
    let files = snapshot::files(&project.sources, settings);
    let mut pages = files.0.iter().copied().peekable();
    let mut texts = Hasher::new();
    for ((id, source), print) in sources.into_iter().zip(prints) {
        hasher.text(&source.path);
        match pages.next_if_eq(&id) {
            Some(_) => texts.fingerprint(print),
            None => hasher.fingerprint(print),
        };
    }
    // Pages come in the order of the sources; should one not, its text is where it cannot be passed over.
    pages.for_each(|id| {
        hasher.fingerprint(project.sources.get(id).fingerprint());
    });
    let ground = hasher.finish();
    let whole = texts.fingerprint(ground).finish();
    Inputs { whole, ground, files }
}

/// Records a build. Nothing if a file changed so shortly before that it could change again without a trace.
pub fn record(
    project: &Project,
    inputs: &Inputs,
    snapshot: &Snapshot,
    rendered: &Rendered,
    notes: Vec<String>,
    report: &Report,
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
        inputs: inputs.whole.to_string(),
        ground: inputs.ground.to_string(),
        since: now,
        until: Ground::until(&snapshot.pages, now),
        manifest: report.manifest.to_string(),
        pages: rendered.pages,
        files: rendered.plan.len(),
        notes,
        copies,
        stand: report.stand,
    })
}

impl Record {
    /// Whether a build of these inputs at this moment would give the same.
    pub fn fits(&self, inputs: &Inputs, now: i64) -> bool {
        self.inputs == inputs.whole.to_string() && self.holds(now)
    }

    /// Whether nothing but texts of pages can be other than at that build.
    pub fn shares_ground(&self, inputs: &Inputs, now: i64) -> bool {
        self.ground == inputs.ground.to_string() && self.holds(now)
    }

    fn holds(&self, now: i64) -> bool {
        (self.since..self.until).contains(&now)
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

/// The snapshot of what the project read, if all but a few pages are as they were when the folder was `published`: those
/// are known by their outlines alone, and are not made again.
pub fn recall(project: &Project, settings: &Arc<Settings>, inputs: &Inputs, published: Published) -> Option<Snapshot> {
    let left = Store::find(project.root(), TRACES).get(slot(&published.folder))?;
    recall::recall(project, settings, inputs, left, published)
}

/// Whether a build into a folder is to leave a trace, which only pays where it can be kept.
pub fn is_traced(project: &Project, settings: &Settings, out: &Path) -> bool {
    is_kept(project.root(), out) && recall::is_possible(Forms::of(&settings.config))
}

/// Whether builds into a folder leave records. A guide that is built into another place gets no cache of its own, but one that
/// is there is used.
pub fn is_kept(root: &Path, out: &Path) -> bool {
    out.starts_with(root) || cache(root).is_dir()
}

/// Keeps the record of a build, and its trace if it left one.
pub fn save(project: &Project, inputs: &Inputs, out: &Path, record: &Record, snapshot: &Snapshot, rendered: &Rendered) {
    let root = project.root();
    if !is_kept(root, out) {
        return;
    }
    if let Ok(text) = serde_json::to_vec(record) {
        Store::open(root, KIND).put(slot(out), &text);
    }
    if let Ok(seen) = postcard::to_allocvec(&settled::seen(&snapshot.sources)) {
        Store::open(root, TEXTS).put(Fingerprint::default(), &seen);
    }
    if let Some((manifest, left)) = record.manifest().zip(rendered.left.as_ref()) {
        trace::leave(&Store::open(root, TRACES), slot(out), inputs.ground, manifest, snapshot, left);
    }
}

/// The folder of caches within a root.
pub fn cache(root: &Path) -> PathBuf {
    root.join(FOLDER)
}

/// The texts of the last build, which need not be read again.
pub fn settled(root: &Path) -> Settled {
    let seen = Store::find(root, TEXTS).get(Fingerprint::default());
    let seen = seen.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
    read::settled(root, seen)
}

const KIND: &str = "builds";
const TRACES: &str = "traces";
const TEXTS: &str = "texts";

fn slot(out: &Path) -> Fingerprint {
    Fingerprint::of(out.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_fits_its_inputs_and_its_time() {
        let print = Fingerprint::of(b"inputs");
        let inputs = |whole: &[u8], ground: &[u8]| Inputs {
            whole: Fingerprint::of(whole),
            ground: Fingerprint::of(ground),
            files: Files::default(),
        };
        let record = Record {
            inputs: print.to_string(),
            ground: Fingerprint::of(b"ground").to_string(),
            since: 100,
            until: 200,
            manifest: print.to_string(),
            pages: 1,
            files: 1,
            notes: Vec::new(),
            copies: BTreeMap::new(),
            stand: None,
        };
        assert_eq!(record.manifest(), Some(print));
        for (now, fits) in [(99, false), (100, true), (199, true), (200, false)] {
            assert_eq!(record.fits(&inputs(b"inputs", b"ground"), now), fits, "{now}");
            assert_eq!(record.shares_ground(&inputs(b"others", b"ground"), now), fits, "{now}");
        }
        assert!(!record.fits(&inputs(b"others", b"ground"), 150));
        assert!(!record.shares_ground(&inputs(b"others", b"other ground"), 150));
    }
}
