//! Linked: the links and pictures of a page with the reference that each became, and what rules ask of them.

use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::Page;
use crate::page::document::{Document, Fragment, Image, Link};
use crate::resolve::reference::{Outcome, Reference, Role};
use crate::resolve::{Place, Resolved, target};
use crate::rules::facts::Facts;
use crate::site::{NodeId, Reason};
use crate::source::Sources;
use crate::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;

/// One reference with the page that holds it.
#[derive(Clone, Copy)]
pub struct Pointer<'a> {
    /// Index of the page among the pages of the facts.
    pub entry: usize,
    pub page: &'a Page,
    pub reference: &'a Reference,
    /// Why the page that holds it is not published; `None` if it is.
    pub withheld: Option<Reason>,
}

impl Pointer<'_> {
    /// How an author calls what was written.
    pub fn noun(&self) -> &'static str {
        match self.reference.role {
            Role::Image | Role::RawImage => "picture",
            Role::Argument => "argument",
            Role::Menu => "menu entry",
            Role::Ref => "reference",
            Role::Link | Role::AutoLink | Role::RawLink => "link",
        }
    }

    /// Whether it names a page by its content path, as `relref` does.
    pub fn is_ref(&self) -> bool {
        self.reference.role == Role::Ref
    }

    pub fn is_image(&self) -> bool {
        matches!(self.reference.role, Role::Image | Role::RawImage)
    }
}

impl<'a> Facts<'a> {
    /// Every reference of every page that is judged, drafts included.
    pub fn pointers(&self) -> impl Iterator<Item = Pointer<'a>> + use<'a> {
        let withheld: FxHashMap<usize, Reason> =
            self.site.withheld.iter().map(|page| (page.entry, page.reason)).collect();
        let first = self.judged.0;
        self.judged_with_answers().enumerate().flat_map(move |(at, (page, resolved))| {
            let entry = first + at;
            let withheld = withheld.get(&entry).copied();
            resolved.references.iter().map(move |reference| Pointer { entry, page, reference, withheld })
        })
    }

    /// From where a page looks at the site, if it is published.
    pub fn place_of_page(&self, page: &Page) -> Option<Place> {
        self.site.lookup.of_source(page.source).map(|node| Place::of(self.site, node))
    }

    /// The folder against which the references of a page are read.
    pub fn folder_of(&self, pointer: &Pointer<'_>) -> String {
        match self.place_of_page(pointer.page) {
            Some(place) => place.folder,
            None => self.paths.get(pointer.entry).map_or(String::new(), |path| {
                use crate::site::content_path::Role;
                match path.role {
                    Role::Section | Role::Bundle => path.logical.clone(),
                    Role::Page | Role::Resource => path.folder.clone(),
                }
            }),
        }
    }

    /// Index into the languages of the page that holds a reference.
    pub fn language_of(&self, pointer: &Pointer<'_>) -> usize {
        self.paths.get(pointer.entry).map_or(0, |path| path.language)
    }

    /// How a page is called in a message: the path of its file, or its address.
    pub fn name_of(&self, node: NodeId) -> &'a str {
        let node = self.site.node(node);
        node.source.map_or(&*node.url, |source| self.path(source))
    }

    /// Whether menus leave a page out: it is hidden, or a section above it is.
    pub fn is_hidden(&self, node: NodeId) -> bool {
        self.site.node(node).hidden || self.site.ancestors(node).iter().any(|&above| self.site.node(above).hidden)
    }
}

/// A link of a page, and the reference that it became: its own, or that of the `relref` in its destination.
#[derive(Clone, Copy)]
pub struct Linked<'a> {
    pub link: &'a Link,
    pub reference: Option<&'a Reference>,
}

/// All links of a page, those within shortcodes included, in the order of their places.
pub fn links<'a>(page: &'a Page, resolved: &'a Resolved) -> Vec<Linked<'a>> {
    let mut links = Vec::new();
    page.document.walk(&mut |document, _| {
        for link in &document.links {
            let place = place_of(document, &link.destination);
            let fits = |reference: &&Reference| {
                reference.span == link.span
                    || (reference.role == Role::Ref && place.is_some_and(|place| within(reference.span, place)))
            };
            links.push(Linked { link, reference: near(resolved, place.unwrap_or(link.span)).find(fits) });
        }
    });
    links.sort_by_key(|linked| (linked.link.whole.start, linked.link.whole.end));
    links
}

/// All pictures of a page with their references.
pub fn images<'a>(page: &'a Page, resolved: &'a Resolved) -> Vec<(&'a Image, Option<&'a Reference>)> {
    let mut images = Vec::new();
    page.document.walk(&mut |document, _| {
        for image in &document.images {
            let own = |reference: &&Reference| reference.span == image.span && reference.role == Role::Image;
            images.push((image, near(resolved, image.span).find(own)));
        }
    });
    images.sort_by_key(|(image, _)| image.whole.start);
    images
}

/// The call that stands in a destination.
fn place_of(document: &Document, destination: &[Fragment]) -> Option<Span> {
    destination.iter().find_map(|fragment| match fragment {
        Fragment::Call(number) => document.calls.get(*number as usize).map(|node| node.call.open),
        Fragment::Text(_) => None,
    })
}

fn within(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && inner.start >= outer.start && inner.end <= outer.end
}

/// The references that begin within a place: they are sorted.
fn near(resolved: &Resolved, place: Span) -> impl Iterator<Item = &Reference> {
    let references = &resolved.references;
    let first = references.partition_point(|reference| reference.span.start < place.start);
    references[first..].iter().take_while(move |reference| reference.span.start <= place.end)
}

/// The part of a written reference before `?` and `#`, as it stands.
pub fn path_part(written: &str) -> &str {
    memchr::memchr2(b'?', b'#', written.as_bytes()).map_or(written, |end| &written[..end])
}

/// A fix that replaces a part of what was written, if the source has it as it was read.
pub fn replace_part(
    sources: &Sources,
    reference: &Reference,
    part: std::ops::Range<usize>,
    text: &str,
    applicability: Applicability,
) -> Option<Fix> {
    let source = sources.get(reference.span.source).text().get(reference.span.range())?;
    let old = reference.written.get(part.clone())?;
    if source != reference.written || old == text {
        return None;
    }
    let start = reference.span.start as usize;
    let span = Span::new(reference.span.source, start + part.start, start + part.end);
    let title = if old.is_empty() { format!("write `{text}`") } else { format!("replace `{old}` by `{text}`") };
    Some(Fix { title, applicability, edits: vec![Edit::Replace { span, text: text.to_string() }] })
}

/// Replaces the path of a reference, fragment and query kept.
pub fn replace_path(sources: &Sources, reference: &Reference, path: &str, applicability: Applicability) -> Option<Fix> {
    replace_part(sources, reference, 0..path_part(&reference.written).len(), path, applicability)
}

/// Whether a reference names a scheme and a host, as `http:` and `https:` do.
pub fn is_web(written: &str) -> bool {
    matches!(target::scheme(written).as_deref(), Some("http" | "https"))
}

/// The words for a page that is not published.
pub fn why_withheld(reason: Reason) -> &'static str {
    match reason {
        Reason::Draft => "is a draft",
        Reason::Future => "is not published yet: its `publishDate` lies ahead",
        Reason::Expired => "is not published any more: its `expiryDate` has passed",
        Reason::Language => "is in a language that is switched off",
        Reason::Unrendered => "has no address: nothing is rendered for it",
    }
}

/// The key of the front matter that withholds a page.
pub fn withholding_key(facts: &Facts<'_>, source: SourceId, reason: Reason) -> Span {
    match reason {
        Reason::Draft => facts.key_place(source, &["draft"]),
        Reason::Future => facts.key_place(source, &["publishDate", "date"]),
        Reason::Expired => facts.key_place(source, &["expiryDate"]),
        Reason::Language => Span::head(source),
        Reason::Unrendered => facts.key_place(source, &["build", "_build", "headless", "url"]),
    }
}

/// Whether two pages wait for the same thing, so that the one may well refer to the other.
pub fn wait_together(pointer: &Pointer<'_>, reason: Reason) -> bool {
    pointer.withheld == Some(reason)
}

/// The page that an outcome leads to.
pub fn node_of(outcome: &Outcome) -> Option<NodeId> {
    match outcome {
        Outcome::Page { node, .. } => Some(*node),
        Outcome::AnchorMissing { node, .. } => *node,
        _ => None,
    }
}
