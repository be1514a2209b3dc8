//! From a folder on disk to one immutable picture of every input file: Source and Sources.

pub mod lines;
pub mod read;
pub mod span;

use crate::fingerprint::Fingerprint;
use rustc_hash::FxHashMap;
use span::SourceId;
use std::path::PathBuf;
use std::sync::Arc;

/// One input file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the root of the project, with `/` between the parts, as the disk spells it.
    pub path: Arc<str>,
    pub content: Content,
    pub fingerprint: Fingerprint,
}

/// What is known of a file after reading.
#[derive(Debug, Clone)]
pub enum Content {
    /// A file that guidegen interprets: content, configuration, templates, strings. Always UTF-8;
    /// bytes that are not are replaced, and `lossy` says where the first of them stood.
    Text { text: Arc<str>, lossy: Option<usize> },
    /// A file that is published as it is. Only its size and, for pictures, its head was read.
    Asset(Asset),
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Where the publisher finds the bytes.
    pub file: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Width and height in pixels, for pictures whose head tells it.
    pub dimensions: Option<(u32, u32)>,
}

impl Source {
    /// The text of an interpreted file; empty for an asset.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text { text, .. } => text,
            Content::Asset(_) => "",
        }
    }

    pub fn asset(&self) -> Option<&Asset> {
        match &self.content {
            Content::Asset(asset) => Some(asset),
            Content::Text { .. } => None,
        }
    }
}

/// What could not be read, or was passed over on purpose, while the folders were walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A symbolic link that leads out of the root; it is not followed.
    LinkOutside { path: String },
    /// A pipe, socket or device; it is not opened.
    NotAFile { path: String },
    /// A file or folder that the system refused to open.
    Unreadable { path: String, reason: String },
    /// A file name that is not UTF-8.
    OddName { path: String },
}

/// One picture of every input file, taken once. A change makes the next picture.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Arc<Source>>,
    by_path: FxHashMap<Arc<str>, SourceId>,
    pub problems: Vec<Problem>,
}

impl Sources {
    /// Sources in the order of their paths, so that ids are the same on every machine.
    pub fn new(mut sources: Vec<Arc<Source>>, mut problems: Vec<Problem>) -> Self {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources.dedup_by(|a, b| a.path == b.path);
        problems.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
        let by_path =
            sources.iter().enumerate().map(|(index, source)| (source.path.clone(), SourceId(index as u32))).collect();
        Self { sources, by_path, problems }
    }

    pub fn get(&self, id: SourceId) -> &Arc<Source> {
        &self.sources[id.0 as usize]
    }

    pub fn find(&self, path: &str) -> Option<(SourceId, &Arc<Source>)> {
        let id = *self.by_path.get(path)?;
        Some((id, self.get(id)))
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        self.sources.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    /// The sources below a folder; `folder` has no `/` at its end, and `""` means all.
    pub fn under<'a>(&'a self, folder: &str) -> impl Iterator<Item = (SourceId, &'a Arc<Source>)> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = self.sources.partition_point(|source| &*source.path < prefix.as_str());
        self.sources[first..]
            .iter()
            .enumerate()
            .map(move |(index, source)| (SourceId((first + index) as u32), source))
            .take_while(move |(_, source)| source.path.starts_with(prefix.as_str()))
    }

    pub fn len(&self) -> usize {
        self.sources.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}
