//! The outputs for machines: Markdown copies, `llms.txt`, `llms-full.txt`, `index.json`.

use crate::config::forms::{Forms, markdown_file};
use crate::project::outputs::{Made, Maker};
use crate::project::round::Batch;
use crate::publish::shelf::Shelved;
use crate::publish::{Origin, Output};
use crate::render::llms::{self, Listed};
use crate::render::machine::{self, Desk, whole};
use crate::render::view::plain;
use crate::site::{Kind, NodeId};
use crate::source::span::SourceId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

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
        let mut copies: FxHashMap<NodeId, String> = FxHashMap::default();
        if forms.markdown || forms.llms_full {
            copies.par_extend(ids.par_iter().filter_map(|&id| Some((id, self.markdown(id)?))));
        }
        if forms.markdown {
            for &id in ids {
                if let (Some(text), Some(source)) = (copies.get(&id), site.node(id).source) {
                    let file = markdown_file(&site.node(id).file);
                    batch.add(file, self.output(text.clone().into_bytes()), Origin::Page(source));
                }
            }
        }
        for language in 0..config.languages.len() {
            let Some(home) = site.homes[language] else { continue };
            let folder = &site.node(home).folder;
            let pages = self.told(language, ids);
            let settings = &config.languages[language];
            let description = settings.params.get("description").and_then(Value::as_str).unwrap_or("");
            let mut add = |name: &str, output: Output| {
                let file = format!("{folder}{name}");
                // A file that the author wrote stands.
                if !site.assets.by_file.contains_key(&file) {
                    batch.add(file, output, Origin::Generated("machine"));
                }
            };
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
                add("index.json", self.json(&pages, ids, made));
            }
        }
    }

    fn whole_url(&self, url: &str) -> String {
        whole(url, self.snapshot.settings.config.origin())
    }

    /// The pages of a language that machines are told of, in reading order; hidden and unsearchable ones are not.
    fn told(&self, language: usize, ids: &[NodeId]) -> Vec<NodeId> {
        let site = &self.snapshot.site;
        let mut pages: Vec<NodeId> = ids
            .iter()
            .copied()
            .filter(|&id| {
                let node = site.node(id);
                let entry = node.entry.map(|entry| &self.snapshot.pages[entry]);
                node.language == language
                    && !node.hidden
                    && node.listed
                    && matches!(node.kind, Kind::Home | Kind::Section | Kind::Page)
                    && !entry.is_some_and(|page| page.front.meta.unsearchable)
            })
            .collect();
        pages.sort_by_key(|id| site.walk_place[id.0 as usize].unwrap_or(u32::MAX));
        pages
    }

    /// A page as Markdown; nothing for one without a file.
    pub(super) fn markdown(&self, id: NodeId) -> Option<String> {
        let snapshot = self.snapshot;
        let node = snapshot.site.node(id);
        let entry = node.entry?;
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
    fn json(&self, pages: &[NodeId], ids: &[NodeId], made: &[Arc<Made>]) -> Output {
        let entries: FxHashMap<NodeId, &Made> = ids.iter().copied().zip(made.iter().map(|made| &**made)).collect();
        let entries: Vec<&Output> = pages.iter().filter_map(|id| entries.get(id)?.entry.as_ref()).collect();
        let length =
            entries.iter().map(|entry| entry.size() as usize).sum::<usize>() + entries.len().saturating_sub(1) + 2;
        let shelf = self.options.shelf.as_ref();
        if let Some((joined, print)) = shelf.and_then(|shelf| Shelved::join(shelf, length, pieces(&entries))) {
            return Output::Shelved(joined, print);
        }
        let mut out = Vec::with_capacity(length);
        pieces(&entries).for_each(|piece| out.extend_from_slice(&piece));
        // What cannot be read now cannot be read when it is published either: then the build fails and says why.
        let lost = |entry: &&&Output| matches!(entry, Output::Shelved(shelved, _) if shelved.read().is_err());
        match entries.iter().find(lost).filter(|_| out.len() != length) {
            Some(entry) => Output::clone(entry),
            None => self.output(out),
        }
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

/// The pieces of a JSON list. One that cannot be read is empty.
fn pieces<'a>(entries: &'a [&'a Output]) -> impl Iterator<Item = Cow<'a, [u8]>> {
    let entry = |(number, entry): (usize, &&'a Output)| {
        let mark: &[u8] = if number == 0 { b"" } else { b"," };
        let bytes = match entry {
            Output::Bytes(bytes) => Cow::Borrowed(&**bytes),
            Output::Shelved(shelved, _) => Cow::Owned(shelved.read().unwrap_or_default()),
            Output::File { .. } => Cow::Borrowed(&[][..]),
        };
        [Cow::Borrowed(mark), bytes]
    };
    let (open, close): (&[u8], &[u8]) = (b"[", b"]");
    std::iter::once(Cow::Borrowed(open)).chain(entries.iter().enumerate().flat_map(entry)).chain([Cow::Borrowed(close)])
}
