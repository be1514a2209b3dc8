//! From a source to a page: front matter, document, outline. Never fails; problems are recorded.

pub mod block;
pub mod call;
pub mod document;
pub mod front_matter;
mod label;
pub mod markdown;
pub mod outline;
pub mod raw_html;
pub mod scan;
pub mod slip;
pub mod stub;
pub mod summary;
pub mod text;
pub mod typo;
pub mod weave;

use crate::page::block::Blocks;
use crate::page::call::{Call, Delimiter, Piece};
use crate::page::document::{CallBody, CallNode, Document, Fragment, Part};
use crate::page::front_matter::{FrontMatter, Meta};
use crate::page::markdown::Dialect;
use crate::page::outline::Outline;
use crate::page::stub::Stub;
use crate::page::text::anchor::Ids;
use crate::shortcode::{Body, Flow, Signatures};
use crate::source::span::{SourceId, Span};
use crate::source::{Content, Source};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// One parsed content file.
#[derive(Debug, Clone)]
pub struct Page {
    pub source: SourceId,
    pub front: FrontMatter,
    pub document: Arc<Document>,
    pub outline: Outline,
    /// What is still to be written, in the order of the page.
    pub stubs: Vec<Stub>,
    pub problems: Vec<Problem>,
}

/// A fact met while a page was parsed.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    FrontMatter(front_matter::Problem),
    Shortcode(scan::Problem),
    Markdown(markdown::Problem),
    Slip(slip::Slip),
    /// The file is not UTF-8: where its first wrong byte stands.
    NotUtf8 {
        span: Span,
    },
}

/// What beside the source decides how a page is parsed.
#[derive(Debug, Clone)]
pub struct Rules {
    pub signatures: Signatures,
    pub dialect: Dialect,
    /// `summaryLength` of the configuration.
    pub summary_words: usize,
    /// Whether slips of the pen are looked for.
    pub slips: bool,
    /// Nobody wants more of a body than its links: behind its opening, HTML that holds no id and no address is left out.
    pub links_only: bool,
}

/// Parses one content file: `.md` as Markdown, anything else as HTML with shortcodes.
pub fn parse(id: SourceId, source: &Source, rules: &Rules) -> Page {
    let text = source.text();
    let mut problems = Vec::new();
    if let Content::Text { lossy: Some(at), .. } = source.content {
        problems.push(Problem::NotUtf8 { span: Span::new(id, at, at) });
    }
    let (front, found) = front_matter::read(id, text);
    problems.extend(found.into_iter().map(Problem::FrontMatter));
    let (pieces, found) = scan::scan(id, text, front.body.min(text.len()), &rules.signatures);
    problems.extend(found.into_iter().map(Problem::Shortcode));
    let is_html = source.path.ends_with(".html") || front.meta.markup.as_deref() == Some("html");
    let mut parser = Parser { source: id, text, rules, ids: Ids::default(), notes: 0, problems: &mut problems };
    let (mut document, blocks) =
        if is_html { (parser.html(&pieces), Blocks::default()) } else { parser.markdown(&pieces, 0, false) };
    let (stubs, census) = stub::find(&document, &blocks);
    if rules.slips {
        problems.extend(slip::find(text, &blocks).into_iter().map(Problem::Slip));
    }
    let mut outline = Outline::new(front.meta.clone(), &document, rules.summary_words);
    outline.set_census(&stubs, census);
    document.opening = None;
    Page { source: id, front, document: Arc::new(document), outline, stubs, problems }
}

/// A page of which only front matter and outline are known.
pub fn outlined(id: SourceId, front: Front<'_>, mut outline: Outline, stubs: Vec<Stub>) -> Page {
    let (front, found) = match front {
        Front::Known { body, meta } => (FrontMatter { entries: Vec::new(), body: body as usize, meta }, Vec::new()),
        Front::Text(text) => front_matter::read(id, &text),
    };
    outline.set_meta(front.meta.clone());
    let problems = found.into_iter().map(Problem::FrontMatter).collect();
    Page { source: id, front, document: Arc::default(), outline, stubs, problems }
}

/// The front matter of a page as a build leaves it to the next one.
#[derive(Debug, Serialize, Deserialize)]
pub enum Front<'a> {
    /// What it says, without the places where it says it, and the byte at which the body begins.
    Known {
        body: u32,
        #[serde(with = "front_matter::shared")]
        meta: Arc<Meta>,
    },
    /// As it is written.
    Text(Cow<'a, str>),
}

impl<'a> Front<'a> {
    /// That of a page with this text; nothing if something is wrong with it, so that all of the text counts. `is_alone` tells
    /// that nothing falls on it from above, for which its keys would count.
    pub fn of(page: &'a Page, text: &'a str, is_alone: bool) -> Option<Self> {
        let FrontMatter { body, meta, .. } = &page.front;
        if page.problems.iter().any(|problem| matches!(problem, Problem::FrontMatter(_))) {
            return None;
        }
        // What does not come back as it went is read anew.
        let comes_back = || {
            let bytes = postcard::to_allocvec(&**meta).ok()?;
            postcard::from_bytes::<Meta>(&bytes).ok().filter(|back| back == &**meta)
        };
        Some(match u32::try_from(*body) {
            Ok(body) if is_alone && comes_back().is_some() => Front::Known { body, meta: meta.clone() },
            _ => Front::Text(text.get(..*body)?.into()),
        })
    }
}

struct Parser<'a> {
    source: SourceId,
    text: &'a str,
    rules: &'a Rules,
    ids: Ids,
    /// How many enclosed documents were parsed: their footnotes need names of their own.
    notes: usize,
    problems: &'a mut Vec<Problem>,
}

impl Parser<'_> {
    fn body_of(&self, call: &Call) -> Body {
        self.rules.signatures.get(&call.name).map_or(Body::Markdown, |signature| signature.body)
    }

    fn markdown(&mut self, pieces: &[Piece], indent: usize, nested: bool) -> (Document, Blocks) {
        let woven = weave::weave(self.source, self.text, pieces, indent, |call| self.body_of(call) == Body::Dropped);
        let flow = |number: u32| {
            let Some(call) = woven.calls.get(number as usize) else { return Flow::Auto };
            if call.is_inline_code() {
                return Flow::Inline;
            }
            self.rules.signatures.get(&call.name).map_or(Flow::Auto, |signature| signature.flow)
        };
        let prefix = if nested {
            self.notes += 1;
            format!("n{}-", self.notes)
        } else {
            String::new()
        };
        // What a call encloses goes through a template, which may look at all of it.
        let opening = (self.rules.links_only && !nested).then_some(self.rules.summary_words);
        let wanted = markdown::Wanted { dialect: &self.rules.dialect, opening };
        let (mut document, mut blocks, found) = markdown::render(&woven, &wanted, &mut self.ids, &prefix, &flow);
        self.problems.extend(found.into_iter().map(Problem::Markdown));
        let calls: Vec<&Call> = woven.calls.clone();
        self.nodes(&mut document, &mut blocks, &calls);
        document.shrink();
        (document, blocks)
    }

    /// A file of HTML: its text is its body.
    fn html(&mut self, pieces: &[Piece]) -> Document {
        let mut document = Document::default();
        let mut calls = Vec::new();
        for piece in pieces {
            let start = document.html.len();
            match piece {
                Piece::Text(range) => {
                    let html = &self.text[range.clone()];
                    for (tag, attribute, value, place) in raw_html::references(html) {
                        let span = Span::new(self.source, range.start + place.start, range.start + place.end);
                        if matches!(attribute.as_str(), "id" | "name") {
                            document.raw_ids.push((value, span));
                        } else {
                            // The text ends within a value where a call goes on with it.
                            let from_call = place.end == html.len();
                            let found = document::RawReference { tag, attribute, value, from_call, span };
                            document.raw_references.push(found);
                        }
                    }
                    document.html.push_str(html);
                }
                Piece::Literal { text, .. } => document.html.push_str(text),
                Piece::Call(call) => {
                    document.parts.push(Part::Call(calls.len() as u32));
                    calls.push(&**call);
                    continue;
                }
            }
            document.parts.push(Part::Html(start as u32..document.html.len() as u32));
        }
        self.nodes(&mut document, &mut Blocks::default(), &calls);
        document
    }

    /// Parses what the calls of a document enclose.
    fn nodes(&mut self, document: &mut Document, blocks: &mut Blocks, calls: &[&Call]) {
        for call in calls {
            // Reserve the place first, so that the calls of a raw body follow behind.
            let labels = self.labels(call);
            document.calls.push(CallNode { call: without_inner(call), body: CallBody::None, labels });
        }
        for (number, call) in calls.iter().enumerate() {
            let body = self.call_body(document, blocks, number, call);
            document.calls[number].body = body;
        }
    }

    /// What call `number` encloses; its blocks are put among those of the document.
    fn call_body(&mut self, document: &mut Document, blocks: &mut Blocks, number: usize, call: &Call) -> CallBody {
        let Some((range, pieces)) = &call.inner else { return CallBody::None };
        let as_markdown = match self.body_of(call) {
            Body::None => return CallBody::None,
            Body::Markdown => call.delimiter == Delimiter::Percent,
            Body::AlwaysMarkdown | Body::Items(_) => true,
            Body::Raw | Body::Dropped => false,
        };
        if as_markdown {
            let indent = self.indent_of(call.open.start as usize);
            let (body, inner) = self.markdown(pieces, indent, true);
            blocks.bodies.insert(number as u32, inner);
            return CallBody::Markdown(Box::new(body));
        }
        CallBody::Raw(self.raw(document, blocks, range, pieces))
    }

    /// A raw body: its text as it stands, its calls among those of the document.
    fn raw(
        &mut self,
        document: &mut Document,
        blocks: &mut Blocks,
        _range: &Range<usize>,
        pieces: &[Piece],
    ) -> Vec<Fragment> {
        let mut fragments = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Text(range) => fragments.push(Fragment::Text(self.text[range.clone()].to_string())),
                Piece::Literal { text, .. } => fragments.push(Fragment::Text(text.clone())),
                Piece::Call(call) => {
                    let number = document.calls.len();
                    let labels = self.labels(call);
                    document.calls.push(CallNode { call: without_inner(call), body: CallBody::None, labels });
                    let body = self.call_body(document, blocks, number, call);
                    document.calls[number].body = body;
                    fragments.push(Fragment::Call(number as u32));
                }
            }
        }
        fragments
    }

    /// How far the line of a call is indented: what it encloses is indented with it.
    fn indent_of(&self, open: usize) -> usize {
        let line = self.text[..open].rfind('\n').map_or(0, |end| end + 1);
        let before = &self.text[line..open];
        // A list marker counts as indentation, since the body must stand below its text.
        let only_markers =
            before.chars().all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')'));
        let is_shallow = before.len() < 4 && before.bytes().all(|byte| byte == b' ');
        match only_markers {
            // Outside of a list three blanks mean nothing: four before a line of the body make code, as in Hugo.
            true if is_shallow && !before.is_empty() && !self.stands_in_list(line, before.len()) => 0,
            true => before.len(),
            false => 0,
        }
    }

    /// Whether a line that begins at `line` with `indent` blanks belongs to an item of a list above it.
    fn stands_in_list(&self, line: usize, indent: usize) -> bool {
        for above in self.text[..line].lines().rev().take(64) {
            let text = above.trim_start();
            let own = above.len() - text.len();
            if text.is_empty() || own >= indent {
                continue;
            }
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let marker = if digits > 0 { &text[digits..] } else { text };
            let is_marker =
                if digits > 0 { marker.starts_with([')', '.']) } else { marker.starts_with(['-', '*', '+']) };
            let blanks = marker.get(1..).map_or(0, |rest| rest.len() - rest.trim_start().len());
            return is_marker && blanks > 0 && own + digits + 1 + blanks <= indent;
        }
        false
    }
}

/// The call without the pieces that it encloses: they are in its body.
fn without_inner(call: &Call) -> Call {
    Call {
        name: call.name.clone(),
        name_span: call.name_span,
        delimiter: call.delimiter,
        arguments: call.arguments.clone(),
        open: call.open,
        span: call.span,
        inner: call.inner.as_ref().map(|(range, _)| (range.clone(), Vec::new())),
        self_closed: call.self_closed,
    }
}
