//! Outline: the little of a page that other pages may see.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::fit::fit;
use crate::memo::folded::{Folded, Left};
use crate::page::document::Document;
use crate::page::front_matter::Meta;
use crate::page::stub::{Census, Scope, Stub};
use crate::page::summary;
use crate::source::span::Span;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// Titles, weight, dates, URL parts and anchors of a page. An edit within a paragraph leaves it equal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outline {
    #[serde(skip)]
    pub meta: Arc<Meta>,
    /// Whether the body holds anything that a reader sees.
    pub has_body: bool,
    /// Bytes of the HTML between the holes, by which lists may be sorted; of no account to anybody else, and no part of the
    /// fingerprint. Fewer where only links are wanted, to whom no order matters.
    pub length: u64,
    /// How finished the page is.
    pub planned: Planned,
    /// How much of it is written; for tables, and no part of the fingerprint.
    pub census: Census,
    #[serde(skip)]
    details: Folded<Details>,
    /// Made when they are first asked for.
    #[serde(skip)]
    prints: OnceLock<Prints>,
}

/// What only those ask for who name an anchor of the page or list it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Details {
    /// Headings first, in the order of the page.
    anchors: Vec<Anchor>,
    /// The numbers of the anchors in the order of their ids.
    by_id: Vec<u32>,
    /// Of calls and of fences, in their order.
    call_ids: Vec<String>,
    summary: String,
}

/// Of the face, of the anchors, of all.
#[derive(Debug, Clone)]
struct Prints {
    face: Fingerprint,
    anchors: Fingerprint,
    all: Fingerprint,
}

/// A place within a page that a fragment can lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    pub id: String,
    /// 1 to 6 for a heading, 0 for an id of raw HTML.
    pub level: u8,
    /// Plain text of the heading.
    pub text: String,
    /// HTML of the heading for lists of contents, without links.
    pub html: String,
    /// Whether it stands within a shortcode: such headings are not in the list of contents, as in Hugo.
    pub nested: bool,
    pub explicit: bool,
    /// Looked up when a finding is told; never part of a fingerprint.
    pub span: Span,
}

/// What a page says of its own completeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Planned {
    #[default]
    Finished,
    /// Some of its sections are stubs.
    Sections,
    /// It declares itself a draft.
    Page,
}

impl Outline {
    /// `summary_words` is Hugo's `summaryLength`.
    pub fn new(meta: Arc<Meta>, document: &Document, summary_words: usize) -> Self {
        let mut anchors = Vec::new();
        let mut ids = Vec::new();
        let mut call_ids = Vec::new();
        document.walk(&mut |document, nested| {
            anchors.extend(document.headings.iter().filter(|heading| !heading.id.is_empty()).map(|heading| Anchor {
                id: heading.id.clone(),
                level: heading.level,
                text: heading.text.clone(),
                html: heading.html.clone(),
                nested,
                explicit: heading.explicit,
                span: heading.span,
            }));
            ids.extend(document.raw_ids.iter().map(|(id, span)| Anchor {
                id: id.clone(),
                level: 0,
                text: String::new(),
                html: String::new(),
                nested,
                explicit: true,
                span: *span,
            }));
            let given = document.calls.iter().filter_map(|node| node.call.argument("id", 1));
            call_ids.extend(given.map(|argument| argument.value.text()));
            let infos = document.codes.iter().filter_map(|code| code.info.as_deref());
            call_ids.extend(infos.filter_map(fence_id).map(str::to_owned));
        });
        anchors.sort_by_key(|anchor| anchor.span.start);
        anchors.append(&mut ids);
        fit(&mut anchors);
        let mut by_id: Vec<u32> = (0..anchors.len() as u32).collect();
        by_id.sort_by_key(|&number| anchors.get(number as usize).map_or("", |anchor| anchor.id.as_str()));
        let has_body = !document.parts.is_empty();
        let summary = match (&meta.summary, &document.opening) {
            (Some(summary), _) | (None, Some(summary)) => summary.clone(),
            (None, None) => summary::of(document, summary_words),
        };
        let details = Details { anchors, by_id, call_ids, summary };
        Self {
            meta,
            has_body,
            length: document.html.len() as u64,
            planned: Planned::Finished,
            census: Census::default(),
            details: details.into(),
            prints: OnceLock::new(),
        }
    }

    /// Everything that is not serialised with the outline itself but the front matter, as bytes for [`Outline::set_left`].
    pub fn leave(&self) -> Vec<u8> {
        self.details.leave()
    }

    /// Takes over bytes that an outline left.
    pub fn set_left(&mut self, left: Left) {
        self.details = Folded::left(left);
        self.prints = OnceLock::new();
    }

    /// Every id that a reference may name, headings first, in the order of the page.
    pub fn anchors(&self) -> &[Anchor] {
        &self.details.get().anchors
    }

    /// HTML of the opening: about 70 words, cut at the end of a block, without links, pictures and shortcodes.
    pub fn summary(&self) -> &str {
        &self.details.get().summary
    }

    /// Takes over what was found to be still unwritten.
    pub fn set_census(&mut self, stubs: &[Stub], census: Census) {
        self.planned = match stubs.iter().map(|stub| stub.scope).max() {
            Some(Scope::Page) => Planned::Page,
            Some(Scope::Section) => Planned::Sections,
            Some(Scope::Part) | None => Planned::Finished,
        };
        self.census = census;
        self.prints = OnceLock::new();
    }

    /// Puts other front matter in place of its own.
    pub fn set_meta(&mut self, meta: Arc<Meta>) {
        self.meta = meta;
        self.prints = OnceLock::new();
    }

    /// Whether the page or a section of it is still to be written.
    pub fn planned(&self) -> bool {
        self.planned != Planned::Finished
    }

    /// Whether a fragment leads somewhere on the page: a heading, an id of raw HTML, a note, or what a shortcode makes. `top` and
    /// the empty fragment always do (HTML, 7.4.6.3).
    pub fn has_anchor(&self, id: &str) -> bool {
        let Details { anchors, by_id, call_ids, .. } = self.details.get();
        let id_of = |number: &u32| anchors.get(*number as usize).map_or("", |anchor| anchor.id.as_str());
        id.is_empty()
            || id == "top"
            || by_id.binary_search_by(|number| id_of(number).cmp(id)).is_ok()
            || id.starts_with("fn:")
            || id.starts_with("fnref")
            // Ids that shortcodes may make: the second argument of learn's `notice` is one.
            || call_ids.iter().any(|given| given == id)
    }

    /// Changes with all that others may see, and with nothing else.
    pub fn fingerprint(&self) -> Fingerprint {
        self.prints.get_or_init(|| self.made_prints()).all
    }

    /// The same without anchors and opening, which only those ask for who name an anchor or list the page.
    pub fn face(&self) -> Fingerprint {
        self.prints.get_or_init(|| self.made_prints()).face
    }

    /// Changes with what a fragment may lead to.
    pub fn anchors_print(&self) -> Fingerprint {
        self.prints.get_or_init(|| self.made_prints()).anchors
    }

    fn made_prints(&self) -> Prints {
        let mut hasher = Hasher::new();
        let mut meta = (*self.meta).clone();
        for (_, span) in &mut meta.aliases {
            *span = Span::head(span.source);
        }
        for (_, _, span) in &mut meta.menus {
            *span = Span::head(span.source);
        }
        meta.waivers.clear();
        hasher.text(&format!("{meta:?}"));
        hasher.number(u64::from(self.has_body)).number(self.planned as u64);
        let face = hasher.finish();
        let mut hasher = Hasher::new();
        for anchor in self.anchors() {
            hasher.text(&anchor.id).text(&anchor.text).text(&anchor.html);
            hasher.number(u64::from(anchor.level)).number(u64::from(anchor.nested)).number(u64::from(anchor.explicit));
        }
        self.details.get().call_ids.iter().for_each(|id| {
            hasher.text(id);
        });
        let anchors = hasher.finish();
        let all = hasher.fingerprint(face).text(self.summary()).finish();
        Prints { face, anchors, all }
    }
}

/// The id in the attributes of a fence: `x` of ```` ```go {.wide #x} ````.
fn fence_id(info: &str) -> Option<&str> {
    let (_, attributes) = info.split_once('{')?;
    let mut is_quoted = false;
    let mut before = ' ';
    for (at, character) in attributes.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '#' if !is_quoted && (before.is_whitespace() || before == ',') => {
                let id = &attributes[at + 1..];
                let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '}' | '=' | '"' | '\'' | '[' | ']');
                return Some(&id[..id.find(ends).unwrap_or(id.len())]).filter(|id| !id.is_empty());
            }
            _ => {}
        }
        before = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fence_id;

    #[test]
    fn a_fence_tells_its_id() {
        for (info, id) in [
            ("go", None),
            ("go {#code1}", Some("code1")),
            ("go {.wide, #a-b linenos=true}", Some("a-b")),
            ("{ #x}", Some("x")),
            ("go {title=\"#no #no\"}", None),
            ("go {title=\"a\" #y}", Some("y")),
            ("go {a#b}", None),
            ("go {#}", None),
        ] {
            assert_eq!(fence_id(info), id, "{info}");
        }
    }
}
