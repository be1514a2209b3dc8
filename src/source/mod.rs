//! From a folder on disk to one immutable picture of every input file: Source and Sources.

pub mod lines;
pub mod read;
pub mod settled;
pub mod span;
pub mod text;

use crate::fingerprint::Fingerprint;
use rustc_hash::FxHashMap;
use span::{SourceId, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use text::Text;

/// One input file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the root of the project, with `/` between the parts, as the disk spells it.
    pub path: Arc<str>,
    pub content: Content,
    print: OnceLock<Fingerprint>,
    /// Size in bytes, and a number that is another one whenever the file may have changed, 0 if there is none: whether the
    /// file must be read again.
    pub stamp: (u64, u64),
    /// Whether the file was left alone for so long before it was read that the stamp says enough in a later run.
    pub is_settled: bool,
}

/// What is known of a file after reading.
#[derive(Debug, Clone)]
pub enum Content {
    /// A file that guidegen interprets: content, configuration, templates, strings. Always UTF-8;
    /// bytes that are not are replaced, and `lossy` says where the first of them stood.
    Text { text: Text, lossy: Option<usize> },
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
    /// Time of the last change, in nanoseconds since 1970.
    pub modified: u64,
    /// Width and height in pixels, for pictures whose head tells it.
    pub dimensions: Option<(u32, u32)>,
    /// The text of a small sample (JSON, YAML, SVG ...), for pages that quote it and rules that parse it.
    pub text: Option<Arc<str>>,
}

impl Source {
    pub fn new(path: Arc<str>, content: Content, stamp: (u64, u64)) -> Self {
        Self { path, content, print: OnceLock::new(), stamp, is_settled: false }
    }

    /// One whose content does not tell its fingerprint: an asset, or a text that was mended.
    pub fn printed(path: Arc<str>, content: Content, print: Fingerprint, stamp: (u64, u64)) -> Self {
        Self { path, content, print: print.into(), stamp, is_settled: false }
    }

    /// The same content at another path.
    pub fn at(&self, path: Arc<str>) -> Self {
        Self { path, ..self.clone() }
    }

    /// Of the bytes of a text; another one for an asset whenever it may have changed. Made when it is first asked for: a check
    /// never asks.
    pub fn fingerprint(&self) -> Fingerprint {
        *self.print.get_or_init(|| Fingerprint::of(self.text().as_bytes()))
    }

    /// The text of an interpreted file or of a small sample; empty for other assets.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text { text, .. } => text.get(),
            Content::Asset(asset) => asset.text.as_deref().unwrap_or(""),
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

impl Problem {
    /// The file or folder, relative to the root.
    pub fn path(&self) -> &str {
        match self {
            Problem::LinkOutside { path }
            | Problem::NotAFile { path }
            | Problem::Unreadable { path, .. }
            | Problem::OddName { path } => path,
        }
    }
}

/// Ids from here on stand for files that could not be read.
const ABSENT: u32 = 1 << 31;

/// An empty text at a path.
fn nothing(path: &str) -> Source {
    let content = Content::Text { text: "".into(), lossy: None };
    Source::printed(path.into(), content, Fingerprint::default(), (0, 0))
}

/// One picture of every input file, taken once. A change makes the next picture.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// By id; a file that vanished leaves a gap, so that ids within remembered pages keep their meaning.
    sources: Vec<Option<Arc<Source>>>,
    /// In the order of their paths.
    order: Arc<Vec<SourceId>>,
    by_path: Arc<FxHashMap<Arc<str>, SourceId>>,
    pub problems: Vec<Problem>,
    /// Files that could not be read, in the order of their problems: they are no inputs, but a finding needs their name.
    absent: Vec<Arc<Source>>,
}

impl Sources {
    /// The picture after `previous`: a file keeps its id for as long as the project is open.
    pub fn new(mut sources: Vec<Arc<Source>>, mut problems: Vec<Problem>, previous: Option<&Sources>) -> Self {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources.dedup_by(|a, b| a.path == b.path);
        problems.sort_by_key(|problem| format!("{problem:?}"));
        problems.dedup();
        let mut by_path = previous.map(|previous| FxHashMap::clone(&previous.by_path)).unwrap_or_default();
        let mut slots: Vec<Option<Arc<Source>>> = vec![None; by_path.len()];
        let mut order = Vec::with_capacity(sources.len());
        for source in sources {
            let next = SourceId(slots.len() as u32);
            let id = *by_path.entry(source.path.clone()).or_insert(next);
            if id == next {
                slots.push(None);
            }
            slots[id.0 as usize] = Some(source);
            order.push(id);
        }
        let absent = problems.iter().map(|problem| Arc::new(nothing(problem.path()))).collect();
        Self { sources: slots, order: Arc::new(order), by_path: Arc::new(by_path), problems, absent }
    }

    /// This picture with other contents of files that it has. A path that it has not is passed over.
    pub fn with_contents(&self, contents: Vec<Arc<Source>>) -> Sources {
        let mut next = self.clone();
        for source in contents {
            let slot = self.by_path.get(&source.path).and_then(|id| next.sources.get_mut(id.0 as usize));
            if let Some(Some(slot)) = slot
                // The same text is the same value, so that whoever compares the two pictures need not read it.
                && (slot.asset().is_some() || slot.fingerprint() != source.fingerprint())
            {
                *slot = source;
            }
        }
        next
    }

    /// The files that both pictures have and that are not the same value in both: here, and there.
    pub fn differing<'a>(
        &'a self,
        other: &'a Sources,
    ) -> impl Iterator<Item = (SourceId, &'a Arc<Source>, &'a Arc<Source>)> {
        let pairs = self.sources.iter().zip(&other.sources).enumerate();
        pairs.filter_map(|(id, pair)| match pair {
            (Some(one), Some(two)) if !Arc::ptr_eq(one, two) => Some((SourceId(id as u32), one, two)),
            _ => None,
        })
    }

    /// Whether both pictures have the same files, whatever those hold.
    pub fn same_files(&self, other: &Sources) -> bool {
        Arc::ptr_eq(&self.order, &other.order) || self.order == other.order
    }

    /// This picture with texts in place of files: the next picture as it will be once they are saved. Only those are taken
    /// whose path `belongs` to the picture.
    pub fn with_texts(self, texts: &BTreeMap<String, Arc<str>>, belongs: impl Fn(&str) -> bool) -> Sources {
        if !texts.keys().any(|path| belongs(path)) {
            return self;
        }
        let own: Vec<Arc<Source>> = texts
            .iter()
            .filter(|(path, _)| belongs(path))
            .map(|(path, text)| {
                let content = Content::Text { text: text.clone().into(), lossy: None };
                // Without a time of change the file is read again as soon as the text is taken away.
                Arc::new(Source::new(path.as_str().into(), content, (text.len() as u64, 0)))
            })
            .collect();
        if own.iter().all(|source| self.find(&source.path).is_some()) {
            return self.with_contents(own);
        }
        let rest =
            self.iter().filter(|(_, source)| !texts.contains_key(&*source.path)).map(|(_, source)| source.clone());
        let sources = own.into_iter().chain(rest.collect::<Vec<_>>()).collect();
        let problems = self.problems.clone();
        Sources::new(sources, problems, Some(&self))
    }

    /// This picture with the files of an older one where it has none: what the next picture is read after, when this one
    /// showed a part of the folder only.
    pub fn atop(&self, older: &Sources) -> Sources {
        let mut both = self.clone();
        for (slot, old) in both.sources.iter_mut().zip(&older.sources) {
            if slot.is_none() {
                slot.clone_from(old);
            }
        }
        both
    }

    /// The place of a finding about a file that could not be read.
    pub fn place_of(&self, path: &str) -> Span {
        let absent =
            || self.absent.iter().position(|source| &*source.path == path).map(|at| SourceId(ABSENT + at as u32));
        Span::head(self.find(path).map(|(id, _)| id).or_else(absent).unwrap_or(SourceId(u32::MAX)))
    }

    /// A source of this picture. An id of a file that vanished gives an empty text.
    pub fn get(&self, id: SourceId) -> &Arc<Source> {
        static GONE: std::sync::LazyLock<Arc<Source>> = std::sync::LazyLock::new(|| Arc::new(nothing("")));
        let source = match id.0.checked_sub(ABSENT) {
            Some(absent) => self.absent.get(absent as usize),
            None => self.sources.get(id.0 as usize).and_then(Option::as_ref),
        };
        source.unwrap_or(&GONE)
    }

    pub fn find(&self, path: &str) -> Option<(SourceId, &Arc<Source>)> {
        let id = *self.by_path.get(path)?;
        Some((id, self.sources.get(id.0 as usize)?.as_ref()?))
    }

    /// All sources in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        self.order.iter().map(|&id| (id, self.get(id)))
    }

    /// The sources below a folder; `folder` has no `/` at its end, and `""` means all.
    pub fn under<'a>(&'a self, folder: &str) -> impl Iterator<Item = (SourceId, &'a Arc<Source>)> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = self.order.partition_point(|&id| *self.get(id).path < *prefix);
        self.order[first..]
            .iter()
            .map(|&id| (id, self.get(id)))
            .take_while(move |(_, source)| source.path.starts_with(prefix.as_str()))
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}
