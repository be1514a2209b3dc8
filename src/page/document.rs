//! Document: a body as HTML with holes where the site must still answer.
//!
//! All that depends on the page alone is HTML already. What depends on other pages, on files or on the theme stands in
//! lists beside it, and `parts` says where each belongs. Spans count bytes of the source file.

use crate::fit::{fit, fit_text};
use crate::page::call::Call;
use crate::source::span::Span;
use std::ops::Range;

/// The character that opens a placeholder in Markdown; its number and [`HOLE_END`] follow. These are noncharacters,
/// which no text may hold.
pub const HOLE: char = '\u{FDD0}';
pub const HOLE_END: char = '\u{FDD1}';
/// Stands in Markdown before a sign that means nothing there to Hugo, so that it means nothing to the parser; never shown.
pub const GUARD: char = '\u{FDD2}';

/// The body of a page, or what a shortcode encloses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub html: String,
    pub parts: Vec<Part>,
    pub calls: Vec<CallNode>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub codes: Vec<CodeBlock>,
    pub boxes: Vec<AlertBox>,
    pub headings: Vec<Heading>,
    /// `href`, `src`, `srcset` of raw HTML.
    pub raw_references: Vec<RawReference>,
    /// `id` and `name` of raw HTML.
    pub raw_ids: Vec<(String, Span)>,
    /// `[label]: destination`, in the order of the text.
    pub definitions: Vec<Definition>,
    /// Where only the links of a body are wanted: its summary, until the outline has it. Behind it, HTML without ids and
    /// addresses was left out.
    pub opening: Option<String>,
}

/// A link reference definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    pub label: String,
    pub whole: Span,
    pub destination: Span,
    /// Whether a link or a picture names it.
    pub used: bool,
}

/// What stands where, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A range of `html`.
    Html(Range<u32>),
    /// The opening tag of `links[n]`; the closing tag is in the HTML.
    Link(u32),
    Image(u32),
    Code(u32),
    /// The result of `calls[n]`.
    Call(u32),
    /// The result of `calls[n]` within an attribute of raw HTML or within code: as text, escaped.
    CallText(u32),
    /// `boxes[n]`.
    Box(u32),
    /// A word of the interface, in the language of the page.
    Phrase(Phrase),
    /// A formula.
    Math {
        source: String,
        block: bool,
        span: Span,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// What a table is called by a screen reader.
    Table,
    /// The link back from a footnote.
    BackToText,
    Footnotes,
}

/// Text in which calls may stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Fragment {
    Text(String),
    Call(u32),
}

/// A shortcode call and its parsed body.
#[derive(Debug, Clone, PartialEq)]
pub struct CallNode {
    pub call: Call,
    pub body: CallBody,
    /// Arguments with Markdown in them, in the order of [`crate::shortcode::labels_of`].
    pub labels: Vec<Label>,
}

/// An argument that readers see, such as a title: one line of Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The name of the argument, also where it stands by position.
    pub name: &'static str,
    pub document: Box<Document>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum CallBody {
    None,
    /// Text that Markdown did not see; inner calls are `calls` of the same document as the call.
    Raw(Vec<Fragment>),
    Markdown(Box<Document>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    Inline,
    /// `[text][label]` and `[label]`.
    Reference,
    /// `<https://...>`, `<a@b.c>` and bare URLs.
    Auto,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub kind: LinkKind,
    pub destination: Vec<Fragment>,
    pub title: String,
    /// The destination; for a reference link, that of its definition.
    pub span: Span,
    /// The whole link, text included.
    pub whole: Span,
    /// The text between the brackets, plain.
    pub text: String,
    /// Whether the link encloses a picture.
    pub around_image: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub destination: Vec<Fragment>,
    pub title: String,
    pub alt: String,
    pub span: Span,
    pub whole: Span,
    /// Whether the picture stands within a link: then it is not zoomed.
    pub in_link: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CodeBlock {
    /// The info string of the fence; `None` for an indented block.
    pub info: Option<String>,
    pub text: Vec<Fragment>,
    pub span: Span,
}

/// A GitHub alert: `> [!NOTE]`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertBox {
    /// In lower case: `note`, `tip`, `important`, `warning`, `caution`, or a word of the author.
    pub kind: String,
    pub title: String,
    /// `> [!NOTE]-` is closed, `> [!NOTE]+` open.
    pub expanded: Option<bool>,
    pub parts: Vec<Part>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    /// Whether the author wrote `{#id}`.
    pub explicit: bool,
    /// Plain text, after typography and emoji.
    pub text: String,
    /// HTML without links, for lists of contents.
    pub html: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RawReference {
    pub tag: String,
    pub attribute: String,
    /// Without the calls in it.
    pub value: String,
    /// Whether a call writes a part of it.
    pub from_call: bool,
    pub span: Span,
}

impl Document {
    /// Gives back memory that was taken in advance: pages stay until the site is published.
    pub fn shrink(&mut self) {
        fit_text(&mut self.html);
        fit(&mut self.parts);
        fit(&mut self.calls);
        fit(&mut self.links);
        fit(&mut self.images);
        fit(&mut self.codes);
        fit(&mut self.headings);
        fit(&mut self.raw_references);
    }

    /// This document, the labels of its calls and all documents enclosed by them, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Document, bool)) {
        fn inner<'a>(document: &'a Document, nested: bool, visit: &mut dyn FnMut(&'a Document, bool)) {
            visit(document, nested);
            for node in &document.calls {
                for label in &node.labels {
                    visit(&label.document, true);
                }
                if let CallBody::Markdown(body) = &node.body {
                    inner(body, true, visit);
                }
            }
        }
        inner(self, false, visit);
    }
}

/// The text of fragments, if no call stands in it.
pub fn plain(fragments: &[Fragment]) -> Option<&str> {
    match fragments {
        [] => Some(""),
        [Fragment::Text(text)] => Some(text),
        _ => None,
    }
}
