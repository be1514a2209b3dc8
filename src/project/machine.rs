//! The outputs for machines: Markdown copies, `llms.txt`, `llms-full.txt`, `index.json`.

use crate::config::forms::{Forms, markdown_file};
use crate::fingerprint::Fingerprint;
use crate::project::outputs::{Made, Maker};
use crate::project::recall::Published;
use crate::project::round::Batch;
use crate::project::snapshot::Snapshot;
use crate::publish::shelf::Shelved;
use crate::publish::splice::{self, Piece};
use crate::publish::{Origin, Output};
use crate::render::llms::{self, Listed};
use crate::render::machine::{self, Desk, whole};
use crate::render::view::plain;
use crate::site::{Kind, NodeId};
use crate::source::span::SourceId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::ops::Range;
use std::sync::Arc;

/// All pages with their text.
const INDEX: &str = "index.json";

impl Maker<'_> {
    /// The URL of a page's Markdown copy, or nothing if there is none.
    pub(super) fn markdown_url(&self, id: NodeId, forms: Forms) -> String {
        let node = self.snapshot.site.node(id);
        if !forms.markdown || node.entry.is_none() {
            return String::new();
        }
        crate::site::permalink::url_of(&self.snapshot.settings.config, &markdown_file(&node.file))
    }

    /// Adds all outputs for machines that the configuration asks for.
    pub(super) fn machines(&self, batch: &mut Batch, ids: &[NodeId], made: &[Arc<Made>]) {
        let config = &self.snapshot.settings.config;
        let forms = Forms::of(config);
        if !forms.llms && !forms.llms_full && !forms.markdown && !forms.json {
            return;
        }
        let site = &self.snapshot.site;
        // Nobody who only wants the links of pages looks into them: they are there.
        let is_read = !self.options.links_only;
        let nothing = || Output::Bytes(Arc::default());
        let mut copies: FxHashMap<NodeId, String> = FxHashMap::default();
        if is_read && (forms.markdown || forms.llms_full) {
            copies.par_extend(ids.par_iter().filter_map(|&id| Some((id, self.markdown(id)?))));
        }
        if forms.markdown {
            let kept = self.snapshot.kept.as_deref();
            for &id in ids {
                let Some((source, entry)) = site.node(id).source.zip(site.node(id).entry) else { continue };
                let file = markdown_file(&site.node(id).file);
                if !is_read {
                    batch.add(file, nothing(), Origin::Page(source));
                    continue;
                }
                let output = match kept.filter(|kept| kept.is_outlined(entry)) {
                    Some(kept) => kept.output(&file),
                    None => copies.get(&id).map(|text| self.output(text.clone().into_bytes())),
                };
                if let Some(output) = output {
                    batch.add(file, output, Origin::Page(source));
                }
            }
        }
        for language in 0..config.languages.len() {
            let Some(home) = site.homes[language] else { continue };
            let folder = &site.node(home).folder;
            let pages = told(self.snapshot, language, ids);
            let settings = &config.languages[language];
            let description = settings.params.get("description").and_then(Value::as_str).unwrap_or("");
            let mut add = |name: &str, output: Output| {
                let file = format!("{folder}{name}");
                // A file that the author wrote stands.
                if !site.assets.by_file.contains_key(&file) {
                    batch.add(file, output, Origin::Generated("machine"));
                }
            };
            if !is_read {
                let names = [("llms.txt", forms.llms), ("llms-full.txt", forms.llms_full), (INDEX, forms.json)];
                names.into_iter().filter(|(_, wanted)| *wanted).for_each(|(name, _)| add(name, nothing()));
                continue;
            }
            if forms.llms {
                let text = self.llms(&settings.title, description, &pages, forms);
                add("llms.txt", self.output(text.into_bytes()));
            }
            if forms.llms_full {
                let urls: Vec<String> = pages.iter().map(|&id| self.whole_url(&site.node(id).url)).collect();
                let texts =
                    pages.iter().zip(&urls).filter_map(|(id, url)| Some((url.as_str(), copies.get(id)?.as_str())));
                add("llms-full.txt", self.output(llms::llms_full(&settings.title, description, texts).into_bytes()));
            }
            if forms.json {
                add(INDEX, self.json(&format!("{folder}{INDEX}"), &pages, ids, made));
            }
        }
    }

    fn whole_url(&self, url: &str) -> String {
        whole(url, self.snapshot.settings.config.origin())
    }

    /// A page as Markdown; nothing for one without a file, or of which only the outline is known.
    pub(super) fn markdown(&self, id: NodeId) -> Option<String> {
        let snapshot = self.snapshot;
        let node = snapshot.site.node(id);
        let entry = node.entry.filter(|&entry| !snapshot.kept.as_ref().is_some_and(|kept| kept.is_outlined(entry)))?;
        let text = |id: SourceId| snapshot.sources.get(id).text();
        let settings = &snapshot.settings;
        let desk = Desk { signatures: &settings.signatures, origin: settings.config.origin(), text: &text };
        Some(machine::markdown(&node.title, &snapshot.pages[entry], &snapshot.resolved[entry].answers, &desk))
    }

    fn llms(&self, title: &str, description: &str, pages: &[NodeId], forms: Forms) -> String {
        let site = &self.snapshot.site;
        let urls: Vec<String> = pages
            .iter()
            .map(|&id| {
                let copy = self.markdown_url(id, forms);
                self.whole_url(if copy.is_empty() { &site.node(id).url } else { &copy })
            })
            .collect();
        let list: Vec<Listed<'_>> = pages
            .iter()
            .zip(&urls)
            .map(|(&id, url)| {
                let node = site.node(id);
                let meta = node.entry.map(|entry| &self.snapshot.pages[entry].front.meta);
                Listed {
                    title: &node.title,
                    url,
                    description: meta.and_then(|meta| meta.description.as_deref()).unwrap_or(""),
                    level: site.ancestors(id).len(),
                    is_section: node.kind == Kind::Section,
                }
            })
            .collect();
        llms::llms(title, description, &list)
    }

    /// `index.json` from the entries that were made with the pages.
    fn json(&self, file: &str, pages: &[NodeId], ids: &[NodeId], made: &[Arc<Made>]) -> Output {
        let entries: FxHashMap<NodeId, &Made> = ids.iter().copied().zip(made.iter().map(|made| &**made)).collect();
        let entries: Vec<&Entry> = pages.iter().filter_map(|id| entries.get(id)?.entry.as_ref()).collect();
        let published = self.snapshot.kept.as_deref().and_then(|kept| kept.output(file));
        let pieces: Vec<Piece> = pieces(&entries, published.as_ref()).collect();
        // What cannot be read now cannot be read when it is published either: then the build fails and says why.
        if let Some(published) = published {
            return splice::output(pieces, self.options.shelf.as_ref()).unwrap_or(published);
        }
        let length = entries.iter().map(|entry| entry.size() as usize).sum::<usize>() + entries.len().max(1) + 1;
        let read = pieces.iter().map(|piece| piece.read().unwrap_or_default());
        let shelf = self.options.shelf.as_ref();
        if let Some((joined, print)) = shelf.and_then(|shelf| Shelved::join(shelf, length, read)) {
            return Output::Shelved(joined, print);
        }
        let mut out = Vec::with_capacity(length);
        for piece in &pieces {
            match (piece.read(), piece) {
                (Ok(bytes), _) => out.extend_from_slice(&bytes),
                (Err(_), Piece::Part(lost, _)) => return Output::Shelved(lost.clone(), Fingerprint::default()),
                (Err(_), _) => {}
            }
        }
        self.output(out)
    }

    /// The entry of a page in `index.json`.
    pub(super) fn entry(&self, id: NodeId, html: &str) -> String {
        let node = self.snapshot.site.node(id);
        let meta = node.entry.map(|entry| &self.snapshot.pages[entry].front.meta);
        let tags: Vec<&str> = meta
            .and_then(|meta| meta.terms.iter().find(|(taxonomy, _)| taxonomy == "tags"))
            .map_or(Vec::new(), |(_, tags)| tags.iter().map(String::as_str).collect());
        let description = meta.and_then(|meta| meta.description.as_deref()).unwrap_or("");
        llms::entry(&self.whole_url(&node.url), &node.title, &tags, description, &plain(html))
    }
}

/// The pages of a language that machines are told of, in reading order; hidden and unsearchable ones are not.
fn told(snapshot: &Snapshot, language: usize, ids: &[NodeId]) -> Vec<NodeId> {
    let site = &snapshot.site;
    let is_told = |&id: &NodeId| {
        let node = site.node(id);
        let entry = node.entry.map(|entry| &snapshot.pages[entry]);
        node.language == language
            && !node.hidden
            && node.listed
            && matches!(node.kind, Kind::Home | Kind::Section | Kind::Page)
            && !entry.is_some_and(|page| page.front.meta.unsearchable)
    };
    let mut pages: Vec<NodeId> = ids.iter().copied().filter(is_told).collect();
    pages.sort_by_key(|id| site.walk_place[id.0 as usize].unwrap_or(u32::MAX));
    pages
}

/// Where the entries of pages stand in the `index.json` of each language as it was published, by their lengths; nothing if those are not
/// its lengths.
pub(super) fn published_entries(
    snapshot: &Snapshot,
    ids: &[NodeId],
    lengths: &FxHashMap<NodeId, u64>,
    published: &Published,
) -> Option<FxHashMap<NodeId, Range<u64>>> {
    let site = &snapshot.site;
    let mut entries = FxHashMap::default();
    for language in 0..snapshot.settings.config.languages.len() {
        let Some(home) = site.homes[language] else { continue };
        let file = format!("{}{INDEX}", site.node(home).folder);
        if site.assets.by_file.contains_key(&file) {
            continue;
        }
        let size = published.output(&file)?.size();
        let mut at = 1;
        for id in told(snapshot, language, ids) {
            let length = *lengths.get(&id)?;
            entries.insert(id, at..at + length);
            at += length + 1;
        }
        if at.max(2) != size {
            return None;
        }
    }
    Some(entries)
}

/// The entry of a page in `index.json`.
#[derive(Clone)]
pub(super) enum Entry {
    Made(Output),
    /// It stands there in the file as it was published.
    Published(Range<u64>),
}

impl Entry {
    pub(super) fn size(&self) -> u64 {
        match self {
            Entry::Made(output) => output.size(),
            Entry::Published(range) => range.end - range.start,
        }
    }
}

/// The pieces of a JSON list, of which `old` is the one that was published: entries that stood side by side there are one
/// piece.
fn pieces<'a>(entries: &'a [&'a Entry], old: Option<&'a Output>) -> impl Iterator<Item = Piece> + 'a {
    let (open, comma, close) = (Piece::Sign(b"["), Piece::Sign(b","), Piece::Sign(b"]"));
    let part = |output: &Output, range: Range<u64>| match output {
        Output::Bytes(bytes) if range == (0..bytes.len() as u64) => Piece::Bytes(bytes.clone()),
        Output::Shelved(shelved, _) => Piece::Part(shelved.clone(), range),
        Output::Bytes(_) | Output::File { .. } => Piece::Sign(b""),
    };
    let (mut at, mut begun) = (0, false);
    let entries = std::iter::from_fn(move || {
        let entry = entries.get(at)?;
        if at > 0 && !std::mem::replace(&mut begun, true) {
            return Some(comma.clone());
        }
        begun = false;
        at += 1;
        Some(match entry {
            Entry::Made(output) => part(output, 0..output.size()),
            Entry::Published(range) => {
                let mut end = range.end;
                while let Some(Entry::Published(next)) = entries.get(at)
                    && next.start == end + 1
                {
                    (at, end) = (at + 1, next.end);
                }
                old.map_or(Piece::Sign(b""), |old| part(old, range.start..end))
            }
        })
    });
    std::iter::once(open).chain(entries).chain([close])
}
