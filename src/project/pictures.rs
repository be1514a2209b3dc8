//! Smaller versions of the pictures that pages show: which are needed, made on all cores, kept between builds.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::memo::disk::Store;
use crate::page::document::Document;
use crate::project::snapshot::Snapshot;
use crate::render::picture::Variants;
use crate::render::shrink::{self, Smaller};
use crate::resolve::Answers;
use crate::resolve::asset::Picture;
use crate::resolve::call::CallAnswer;
use crate::source::read;
use crate::source::span::SourceId;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The smaller versions of all pictures of a build: what the plan adds, and what pages name.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    of: BTreeMap<SourceId, Vec<Version>>,
}

#[derive(Debug, Clone)]
struct Version {
    width: u32,
    /// Output path.
    file: String,
    bytes: Arc<[u8]>,
}

/// Smaller files travel in a few packets, larger ones are no pictures of a guide: neither is looked at.
const FILE_SIZES: std::ops::RangeInclusive<u64> = 4 << 10..=100 << 20;

/// Makes the versions of every picture that a page shows; `told` hears how many of how many are done.
pub(super) fn make(store: &dyn Fn() -> Store, snapshot: &Snapshot, told: &(dyn Fn(usize, usize) + Sync)) -> Pictures {
    let wanted = wanted(snapshot);
    if wanted.is_empty() {
        return Pictures::default();
    }
    let store = store();
    let done = AtomicUsize::new(0);
    let of = wanted
        .par_iter()
        .with_max_len(1)
        .filter_map(|&id| {
            let source = snapshot.sources.get(id);
            let made = source.asset().and_then(read::bytes).map(|file| remembered(&store, &file)).unwrap_or_default();
            told(done.fetch_add(1, Ordering::Relaxed) + 1, wanted.len());
            let versions: Vec<Version> = made.into_iter().map(|one| Version::new(&source.path, one)).collect();
            (!versions.is_empty()).then_some((id, versions))
        })
        .collect();
    Pictures { of }
}

/// The versions of a file, from the cache if it has them.
fn remembered(store: &Store, file: &[u8]) -> Vec<Smaller> {
    let mut hasher = Hasher::new();
    hasher.number(shrink::VERSION).bytes(file);
    shrink::WIDTHS.iter().for_each(|&width| {
        hasher.number(u64::from(width));
    });
    let key = hasher.finish();
    if let Some(made) = store.get(key).and_then(|bytes| unpack(&bytes)) {
        return made;
    }
    let made = shrink::shrink(file);
    store.put(key, &pack(&made));
    made
}

/// Width, length and bytes of each version.
fn pack(made: &[Smaller]) -> Vec<u8> {
    let mut out = Vec::new();
    for one in made {
        out.extend(one.width.to_le_bytes());
        out.extend((one.bytes.len() as u32).to_le_bytes());
        out.extend(&one.bytes);
    }
    out
}

fn unpack(mut bytes: &[u8]) -> Option<Vec<Smaller>> {
    let mut made = Vec::new();
    while !bytes.is_empty() {
        let (width, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (own, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        made.push(Smaller { width: u32::from_le_bytes(*width), bytes: own.to_vec() });
        bytes = rest;
    }
    Some(made)
}

impl Version {
    fn new(path: &str, made: Smaller) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // The name is for people who save the picture; the hash makes it unique.
        let stem: String =
            stem.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(60).collect();
        let hash = Fingerprint::of(&made.bytes).short(10);
        let dot = if stem.is_empty() { "" } else { "." };
        let file = format!("assets/pictures/{stem}{dot}{}.{hash}.webp", made.width);
        Self { width: made.width, file, bytes: made.bytes.into() }
    }
}

impl Pictures {
    /// What a page names for a picture; `base` is the path of the base URL.
    pub(super) fn variants(&self, picture: &Picture, base: &str) -> Variants {
        let Some(versions) = picture.source.and_then(|source| self.of.get(&source)) else { return Variants::default() };
        let mut of: Vec<(String, u32)> =
            versions.iter().map(|one| (format!("{base}{}", one.file), one.width)).collect();
        let largest = picture.dimensions.map_or(0, |(width, _)| width.min(shrink::WIDTHS[1]));
        if let Some((width, _)) = picture.dimensions
            && of.last().is_some_and(|(_, last)| *last < largest)
        {
            // The largest version was no smaller than the file: the file itself is the largest.
            of.push((picture.url.clone(), width));
        }
        Variants { of }
    }

    /// Output path and bytes of every version.
    pub(super) fn files(&self) -> BTreeMap<&str, &Arc<[u8]>> {
        self.of.values().flatten().map(|one| (one.file.as_str(), &one.bytes)).collect()
    }

    /// Changes with every version.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new();
        for (id, versions) in &self.of {
            hasher.number(u64::from(id.0)).number(versions.len() as u64);
            versions.iter().for_each(|one| {
                hasher.text(&one.file);
            });
        }
        hasher.finish()
    }
}

/// The pictures that published pages show and that are worth it: raster pictures wider than the narrowest version.
fn wanted(snapshot: &Snapshot) -> Vec<SourceId> {
    let mut wanted: BTreeSet<SourceId> = snapshot.kept.iter().flat_map(|kept| &kept.shows).copied().collect();
    for id in snapshot.rendered() {
        if let Some(entry) = snapshot.site.node(id).entry {
            wanted.append(&mut of_page(snapshot, entry));
        }
    }
    wanted
        .into_iter()
        .filter(|&id| {
            let source = snapshot.sources.get(id);
            let path = source.path.to_ascii_lowercase();
            let raster = [".png", ".jpg", ".jpeg", ".webp"].iter().any(|end| path.ends_with(end));
            raster && source.asset().is_some_and(|asset| FILE_SIZES.contains(&asset.size))
        })
        .collect()
}

/// The pictures of one page that are wide enough; of a page that is not published, none.
pub(super) fn of_page(snapshot: &Snapshot, entry: usize) -> BTreeSet<SourceId> {
    let mut wide = BTreeSet::new();
    let node = snapshot.site.lookup.of_source(snapshot.pages[entry].source);
    if !node.is_some_and(|node| snapshot.site.node(node).rendered) {
        return wide;
    }
    shown(&snapshot.pages[entry].document, &snapshot.resolved[entry].answers, &mut |picture| {
        let is_wide = picture.dimensions.is_some_and(|(width, _)| width > shrink::WIDTHS[0]);
        wide.extend(picture.source.filter(|_| is_wide));
    });
    wide
}

/// Every picture of a document, of what its calls enclose and of what they include. Resolving bounds the depth.
fn shown(document: &Document, answers: &Answers, visit: &mut dyn FnMut(&Picture)) {
    answers.images.iter().for_each(&mut *visit);
    for (number, answer) in answers.calls.iter().enumerate() {
        if let CallAnswer::Picture(picture) = answer {
            visit(picture);
        }
        if let (Some(Some(nested)), Some(node)) = (answers.nested.get(number), document.calls.get(number))
            && let crate::page::document::CallBody::Markdown(inner) = &node.body
        {
            shown(inner, nested, visit);
        }
        if let Some(Some(included)) = answers.included.get(number) {
            shown(&included.page.document, &included.answers, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_survive_the_cache() {
        let made = vec![Smaller { width: 760, bytes: vec![1, 2, 3] }, Smaller { width: 1520, bytes: Vec::new() }];
        let packed = pack(&made);
        assert_eq!(unpack(&packed), Some(made));
        assert_eq!(unpack(&[]), Some(Vec::new()));
        assert_eq!(unpack(&packed[..9]), None);
        assert_eq!(unpack(&[0xff; 12]), None);
    }
}
