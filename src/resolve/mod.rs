//! From a page and the site to answers: every question of a page, answered once. It produces no HTML.

pub mod ask;
pub mod asset;
pub mod backlink;
pub mod call;
mod included;
pub mod reference;
pub mod target;

use crate::config::Config;
use crate::fit::fit;
use crate::page::Page;
use crate::page::document::{CallBody, Document, Fragment, Image, Link};
use crate::resolve::asset::Picture;
use crate::resolve::call::CallAnswer;
use crate::resolve::reference::{Outcome, Reference, Role};
use crate::site::content_path::{self, ContentPath};
use crate::site::{NodeId, Site};
use crate::source::Sources;
use crate::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// All that answers may come from.
pub struct World<'a> {
    pub config: &'a Config,
    pub site: &'a Site,
    pub sources: &'a Sources,
    /// All pages, by the entry number of their node.
    pub pages: &'a [Arc<Page>],
    /// Files that the theme and the program publish, by output path: a reference to one of them is sound.
    pub published: &'a (dyn Fn(&str) -> bool + Sync),
    /// A file parsed as a page, for `include`.
    pub parse: &'a (dyn Fn(SourceId) -> Arc<Page> + Sync),
}

/// The answers for one document, in the order of its lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub links: Vec<LinkAnswer>,
    pub images: Vec<Picture>,
    pub calls: Vec<CallAnswer>,
    /// By call: the answers for the document that it encloses.
    pub nested: Vec<Option<Box<Answers>>>,
    /// By call: the document of another file that it includes, with its answers.
    pub included: Vec<Option<Arc<Included>>>,
    /// By number of the call and of its label, in this order: the answers for labels.
    pub labels: Vec<((u32, u32), Answers)>,
}

/// A file that a page includes, parsed as a document of its own.
#[derive(Debug)]
pub struct Included {
    pub page: Arc<Page>,
    pub answers: Answers,
}

impl PartialEq for Included {
    fn eq(&self, other: &Self) -> bool {
        self.page.document == other.page.document && self.answers == other.answers
    }
}

/// What stands in `href`.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkAnswer {
    pub url: String,
    pub external: bool,
}

/// What a page points at, and its answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolved {
    pub answers: Answers,
    /// Every reference of the page with its outcome, in the order of the source.
    pub references: Vec<Reference>,
    /// Whether an answer rests on what stands within other files: their text, its length, its opening, or, where an anchor was
    /// not found on its page, what that page includes. All other answers rest
    /// on the faces of pages, and on the anchors that they name.
    pub reads_texts: bool,
}

impl Resolved {
    /// The pages of which a reference names an anchor, be it there or not.
    pub fn pages_by_anchor(&self) -> impl Iterator<Item = NodeId> {
        self.references.iter().filter_map(|reference| match &reference.outcome {
            Outcome::Page { node, fragment: Some(_) } | Outcome::AnchorMissing { node: Some(node), .. } => Some(*node),
            _ => None,
        })
    }
}

/// Answers all questions of a page. `node` is its place on the site; a page that is not published is answered as if it
/// stood in the folder of its file.
pub fn resolve(page: &Page, place: &Place, world: &World<'_>) -> Resolved {
    let mut resolver = Resolver::new(page, place, world);
    let answers = resolver.document(&page.document);
    let reads_texts = resolver.reads_texts.get();
    let mut references = resolver.references;
    fit(&mut references);
    references.sort_by_key(|reference| (reference.span.start, reference.span.end));
    Resolved { answers, references, reads_texts }
}

/// From where a page looks at the site.
#[derive(Debug, Clone)]
pub struct Place {
    pub node: Option<NodeId>,
    pub language: usize,
    /// Content folder against which its references are read.
    pub folder: String,
    /// Folder of its URL in the output, against which a browser reads its links.
    pub url_folder: String,
}

impl Place {
    /// The place of a file that is not published: its folder.
    pub fn of_file(path: &ContentPath) -> Self {
        use content_path::Role;
        let folder = match path.role {
            Role::Section | Role::Bundle => path.logical.clone(),
            _ => path.folder.clone(),
        };
        let url_folder = match path.role {
            Role::Section | Role::Bundle if path.logical.is_empty() => String::new(),
            _ => format!("{}/", path.logical),
        };
        Self { node: None, language: path.language, folder, url_folder }
    }

    /// The place of a published page.
    pub fn of(site: &Site, id: NodeId) -> Self {
        let node = site.node(id);
        let url_folder = node.file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        Self { node: Some(id), language: node.language, folder: crate::site::lookup::base_folder(site, id), url_folder }
    }
}

/// Where each file looks from: its node, or its folder if it has none.
pub fn places(site: &Site, paths: &[ContentPath]) -> Vec<Place> {
    let mut places: Vec<Option<Place>> = vec![None; paths.len()];
    for id in site.ids() {
        if let Some(place) = site.node(id).entry.and_then(|entry| places.get_mut(entry)) {
            *place = Some(Place::of(site, id));
        }
    }
    paths.iter().zip(places).map(|(path, place)| place.unwrap_or_else(|| Place::of_file(path))).collect()
}

pub(crate) struct Resolver<'r, 'w> {
    pub(crate) page: &'r Page,
    pub(crate) place: &'r Place,
    pub(crate) world: &'r World<'w>,
    pub(crate) references: Vec<Reference>,
    /// Files being included, so that a circle ends.
    pub(crate) including: Vec<SourceId>,
    /// See [`Resolved::reads_texts`].
    pub(crate) reads_texts: Cell<bool>,
    /// The files that a page includes, once an anchor of theirs was asked for; `None` is the page that is answered.
    pub(crate) included: RefCell<FxHashMap<Option<NodeId>, Vec<Arc<Page>>>>,
}

impl<'r, 'w> Resolver<'r, 'w> {
    pub(crate) fn new(page: &'r Page, place: &'r Place, world: &'r World<'w>) -> Self {
        let (references, including) = (Vec::new(), Vec::new());
        Self { page, place, world, references, including, reads_texts: Cell::new(false), included: RefCell::default() }
    }
}

impl Resolver<'_, '_> {
    fn document(&mut self, document: &Document) -> Answers {
        let calls = document.calls.len();
        let mut answers = Answers {
            links: Vec::with_capacity(document.links.len()),
            images: Vec::with_capacity(document.images.len()),
            calls: Vec::with_capacity(calls),
            nested: Vec::with_capacity(calls),
            included: Vec::with_capacity(calls),
            labels: Vec::new(),
        };
        for (number, node) in document.calls.iter().enumerate() {
            let answer = self.call(&node.call);
            let included = match &answer {
                CallAnswer::File { source, .. } if node.call.name == "include" => self.include(*source, &node.call),
                _ => None,
            };
            answers.calls.push(answer);
            let nested = match &node.body {
                CallBody::Markdown(inner) => Some(Box::new(self.document(inner))),
                _ => None,
            };
            answers.nested.push(nested);
            answers.included.push(included);
            for (label, line) in node.labels.iter().enumerate() {
                answers.labels.push(((number as u32, label as u32), self.document(&line.document)));
            }
        }
        for link in &document.links {
            let answer = self.link(link, &answers.calls);
            answers.links.push(answer);
        }
        for image in &document.images {
            let answer = self.image(image, &answers.calls);
            answers.images.push(answer);
        }
        for raw in &document.raw_references {
            self.raw_reference(raw);
        }
        answers
    }

    /// The body of another file, answered as if it stood here. A file that includes itself ends the chain.
    fn include(&mut self, source: SourceId, call: &crate::page::call::Call) -> Option<Arc<Included>> {
        if self.including.contains(&source) || source == self.page.source || self.including.len() > 8 {
            let span = call.open;
            self.record(Role::Argument, "", span, Outcome::Circle);
            return None;
        }
        let page = (self.world.parse)(source);
        self.including.push(source);
        let answers = self.document(&page.document);
        self.including.pop();
        Some(Arc::new(Included { page, answers }))
    }

    fn link(&mut self, link: &Link, calls: &[CallAnswer]) -> LinkAnswer {
        let (written, from_call) = joined(&link.destination, calls);
        if from_call {
            // The call was answered, and told, already; what stands behind it is looked at by the proof of the output.
            return LinkAnswer { external: target::is_external(&written), url: written };
        }
        let role = match link.kind {
            crate::page::document::LinkKind::Auto => Role::AutoLink,
            _ => Role::Link,
        };
        let (url, outcome) = self.url(&written, false);
        let external = matches!(outcome, Outcome::External);
        self.record(role, &written, link.span, outcome);
        LinkAnswer { url, external }
    }

    fn image(&mut self, image: &Image, calls: &[CallAnswer]) -> Picture {
        let (written, _) = joined(&image.destination, calls);
        let (picture, outcome) = self.picture(&written);
        self.record(Role::Image, &written, image.span, outcome);
        picture
    }

    fn raw_reference(&mut self, raw: &crate::page::document::RawReference) {
        // As with a link of Markdown: the call was answered already, and the proof of the output looks at the whole.
        if raw.from_call {
            return;
        }
        let role = if raw.tag == "img" || raw.attribute == "srcset" { Role::RawImage } else { Role::RawLink };
        if raw.attribute == "srcset" {
            for candidate in raw.value.split(',') {
                let Some(url) = candidate.split_whitespace().next() else { continue };
                let (_, outcome) = self.url(url, true);
                self.record(role, url, raw.span, outcome);
            }
            return;
        }
        let (_, outcome) = self.url(&raw.value, role == Role::RawImage);
        self.record(role, &raw.value, raw.span, outcome);
    }

    pub(crate) fn record(&mut self, role: Role, written: &str, span: Span, outcome: Outcome) {
        self.references.push(Reference { role, written: written.to_string(), span, outcome });
    }
}

/// Fragments as one text, with the answers of the calls in it; tells whether there were any.
pub(crate) fn joined(fragments: &[Fragment], calls: &[CallAnswer]) -> (String, bool) {
    let mut text = String::new();
    let mut from_call = false;
    for fragment in fragments {
        match fragment {
            Fragment::Text(part) => text.push_str(part),
            Fragment::Call(number) => {
                from_call = true;
                if let Some(CallAnswer::Text(part)) = calls.get(*number as usize) {
                    text.push_str(part);
                }
            }
        }
    }
    (text, from_call)
}
