//! Round: what the last rendering made, and under which circumstances: a page of which nothing changed is not even asked for.
//!
//! The memories of bodies and layouts save the dear work, but their keys must be made for every page. Here all that a page
//! may see beside itself is one fingerprint, the world, so that an edit within one page costs what that page costs.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::project::Options;
use crate::project::outputs::{Laid, Made};
use crate::project::snapshot::Snapshot;
use crate::source::span::SourceId;
use rustc_hash::{FxHashMap, FxHashSet};

/// What was made, in the order of the pages.
pub(super) struct Round {
    pub(super) world: Fingerprint,
    /// The key of the body, which holds the source and its answers, and all that came of it.
    pub(super) pages: Vec<(Fingerprint, Made)>,
    /// Pages that no file stands for, by their output path; only those that show nothing but the world.
    pub(super) extras: FxHashMap<String, Laid>,
}

/// Changes with all that one page may see of the others: their outlines, the files that are no pages, settings, dates.
pub(super) fn world(snapshot: &Snapshot, options: &Options, settings: Fingerprint) -> Fingerprint {
    let mut hasher = Hasher::new();
    hasher.fingerprint(settings);
    hasher.number(options.now.unsigned_abs());
    for (path, change) in &options.dates {
        hasher.text(path).text(&format!("{change:?}"));
    }
    let mut pages: FxHashSet<SourceId> = FxHashSet::default();
    for page in &snapshot.pages {
        pages.insert(page.source);
        hasher.number(u64::from(page.source.0)).fingerprint(page.outline.fingerprint());
    }
    for (id, source) in snapshot.sources.iter() {
        hasher.text(&source.path);
        if !pages.contains(&id) {
            hasher.fingerprint(source.fingerprint).number(source.stamp.0).number(source.stamp.1);
        }
    }
    hasher.finish()
}
