//! From woven Markdown to a Document, through pulldown-cmark, as Hugo's Goldmark renders it.
//!
//! pulldown-cmark gives the structure; what Goldmark adds (typography, bare URLs, emoji, heading ids, footnotes in the order
//! of their use) is added here and in [`crate::page::text`].

mod attributes;
mod definition;
mod footnote;
mod heading;
mod link;
mod links_only;
mod list;
mod quote;
mod raw;
mod run;

use crate::config::Markup;
use crate::page::block::Blocks;
use crate::page::block::record::record;
use crate::page::document::*;
use crate::page::markdown::attributes::Attributes;
use crate::page::markdown::definition::Definitions;
use crate::page::markdown::footnote::Footnotes;
use crate::page::markdown::links_only::LinksOnly;
use crate::page::markdown::list::Description;
use crate::page::markdown::quote::Alert;
use crate::page::text::anchor::Ids;
use crate::page::text::escape::escape;
use crate::page::text::formula;
use crate::page::text::inline::{Events, Inline, Piece, Rules};
use crate::page::text::mend::{Extensions, Mended, mend};
use crate::page::weave::{self, Marks, Woven};
use crate::shortcode::Flow;
use crate::source::span::Span;
use pulldown_cmark::{Alignment, BrokenLink, Event, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;

/// What of the configuration Markdown must know; part of the key of every remembered page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dialect {
    pub markup: Markup,
    pub emoji: bool,
}

/// A fact met while Markdown was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Raw HTML that was left out, since `unsafe` is not set.
    RawHtmlOmitted { span: Span },
    /// `[text][label]` without a definition of the label.
    UndefinedReference { span: Span, label: String },
}

/// What is wanted of a text.
pub struct Wanted<'d> {
    pub dialect: &'d Dialect,
    /// Where only links are wanted: how many words its summary has, up to which its HTML is written as a whole.
    pub opening: Option<usize>,
}

/// Renders woven Markdown. `flow` tells how the result of call `n` flows; `ids` is shared by all documents of a page.
pub fn render(
    woven: &Woven<'_>,
    wanted: &Wanted<'_>,
    ids: &mut Ids,
    footnote_prefix: &str,
    flow: &dyn Fn(u32) -> Flow,
) -> (Document, Blocks, Vec<Problem>) {
    let dialect = wanted.dialect;
    let markup = &dialect.markup;
    let dollars = formula::in_dollars(&woven.text, markup);
    let mended = mend(&dollars, Extensions { table: markup.table, definition_list: markup.definition_list });
    let text: &str = &mended.text;
    let place = |range: &Range<usize>| woven.span(mended.original(range.start), mended.original(range.end));
    let undefined = RefCell::new(Vec::new());
    let told = |broken: BrokenLink<'_>| {
        undefined.borrow_mut().extend(definition::undefined(&broken, place));
        None
    };
    let mut parser =
        Parser::new_with_broken_link_callback(text, options(&dialect.markup), Some(told)).into_offset_iter();
    // A vector that grows would be copied a few times.
    let mut events: Vec<(Event<'_>, Range<usize>)> = Vec::with_capacity(text.len() / 8 + 16);
    events.extend(parser.by_ref());
    let definitions = Definitions::new(parser.reference_definitions(), text, place);
    drop(parser);
    let (events, attributes) = match markup.heading_attributes {
        true => attributes::split(text, events),
        false => (events, FxHashMap::default()),
    };
    let marks = Marks::of(text);
    let mut walk = Walk {
        text,
        marks: &marks,
        woven,
        mended: &mended,
        inline: Inline::new(Rules {
            typographer: dialect.markup.typographer,
            linkify: dialect.markup.linkify,
            emoji: dialect.emoji,
        }),
        pieces: Vec::new(),
        dialect,
        ids,
        attributes,
        flow,
        footnote_prefix,
        document: Document {
            html: String::with_capacity(if wanted.opening.is_some() { text.len() / 2 } else { text.len() * 3 / 2 }),
            ..Document::default()
        },
        links_only: LinksOnly::new(wanted.opening),
        flushed: 0,
        paragraph: Paragraph::None,
        resumed: false,
        inline_depth: 0,
        links: Vec::new(),
        ends: Vec::new(),
        label_open: false,
        skip_until: 0,
        title_from: 0,
        alerts: 0,
        in_term: false,
        table: TableState::default(),
        footnotes: Footnotes::default(),
        definitions,
        problems: undefined.into_inner(),
    };
    walk.events(&events);
    walk.write_footnotes();
    walk.flush();
    let blocks = record(text, &marks, &events, &place, flow);
    walk.document.definitions = walk.definitions.list;
    (walk.document, blocks, walk.problems)
}

fn options(markup: &Markup) -> Options {
    let mut options = Options::empty();
    options.set(Options::ENABLE_TABLES, markup.table);
    options.set(Options::ENABLE_FOOTNOTES, markup.footnote);
    options.set(Options::ENABLE_STRIKETHROUGH, markup.strikethrough);
    options.set(Options::ENABLE_TASKLISTS, markup.task_list);
    options.set(Options::ENABLE_DEFINITION_LIST, markup.definition_list);
    options.set(Options::ENABLE_MATH, formula::is_wanted(markup));
    options
}

/// Whether a `<p>` was written for the paragraph at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paragraph {
    None,
    /// A paragraph began, but nothing visible stands in it yet.
    Pending,
    Open,
}

/// How an open container ends.
enum End {
    Html(&'static str),
    Footnote { label: String, parts: Vec<Part> },
    Alert(Box<Alert>),
    Description(Description),
}

#[derive(Default)]
struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    body_open: bool,
}

struct Walk<'w, 't, 'c> {
    text: &'t str,
    marks: &'w Marks,
    woven: &'w Woven<'c>,
    mended: &'w Mended<'w>,
    /// The reader of running text; it remembers open quotes.
    inline: Inline,
    /// Empty between two runs of text.
    pieces: Vec<Piece<'static>>,
    dialect: &'w Dialect,
    ids: &'w mut Ids,
    /// Attributes of headings, by where the heading begins.
    attributes: FxHashMap<usize, Attributes>,
    flow: &'w dyn Fn(u32) -> Flow,
    footnote_prefix: &'w str,
    document: Document,
    links_only: LinksOnly,
    /// How much of the HTML is covered by parts.
    flushed: usize,
    paragraph: Paragraph,
    /// The paragraph at hand goes on behind a call that is a block.
    resumed: bool,
    /// Emphasis, links and the like that are open: a block cannot interrupt them.
    inline_depth: usize,
    /// Open links: their number in the document, if they have one.
    links: Vec<Option<u32>>,
    ends: Vec<End>,
    /// A `<label>` around a task's first line is open.
    label_open: bool,
    /// Text before this offset is not shown: the first line of an alert, the brackets of a task.
    skip_until: usize,
    /// Within what is not shown: where the title of an alert begins.
    title_from: usize,
    /// How many alerts are open.
    alerts: usize,
    /// A term of a definition list is open.
    in_term: bool,
    table: TableState,
    footnotes: Footnotes,
    definitions: Definitions,
    problems: Vec<Problem>,
}

impl<'t> Walk<'_, 't, '_> {
    fn flush(&mut self) {
        let end = self.document.html.len();
        if end > self.flushed {
            self.document.parts.push(Part::Html(self.flushed as u32..end as u32));
            self.flushed = end;
        }
    }

    fn part(&mut self, part: Part) {
        self.flush();
        self.document.parts.push(part);
    }

    /// Markup that holds no id and no address.
    fn html(&mut self, html: &str) {
        if !self.links_only.now() {
            self.document.html.push_str(html);
        }
    }

    /// Running text.
    fn escaped(&mut self, text: &str) {
        if !self.links_only.now() {
            escape(text, &mut self.document.html);
        }
    }

    /// HTML that may hold ids and addresses.
    fn html_with_links(&mut self, html: &str) {
        self.document.html.push_str(html);
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.woven.span(self.mended.original(range.start), self.mended.original(range.end))
    }

    fn events(&mut self, events: &Events<'t>) {
        let mut at = 0;
        while at < events.len() {
            at = self.event(events, at);
        }
    }

    /// Handles the event at `at`, with those that belong to it; gives the place of the next.
    fn event(&mut self, events: &Events<'t>, at: usize) -> usize {
        let (event, range) = &events[at];
        if range.end <= self.skip_until && self.skipped(event) {
            return at + 1;
        }
        match event {
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => {
                self.end(tag);
                at + 1
            }
            Event::Text(_) => self.text_run(events, at),
            Event::Code(code) => {
                self.code_span(code, range);
                at + 1
            }
            Event::SoftBreak | Event::HardBreak if self.in_term => {
                self.next_term(range);
                at + 1
            }
            Event::SoftBreak => {
                let hard = self.dialect.markup.hard_wraps;
                if self.paragraph != Paragraph::Pending {
                    self.html(if hard { "<br>\n" } else { "\n" });
                }
                at + 1
            }
            Event::HardBreak => {
                if !self.resumed {
                    self.visible();
                }
                if self.paragraph != Paragraph::Pending {
                    self.html("<br>\n");
                }
                at + 1
            }
            Event::Rule => {
                self.html("<hr>\n");
                at + 1
            }
            Event::InlineHtml(html) => {
                self.visible();
                self.raw_html(html, range);
                at + 1
            }
            Event::Html(html) => {
                self.raw_html(html, range);
                at + 1
            }
            Event::TaskListMarker(checked) => {
                self.task(*checked);
                at + 1
            }
            Event::FootnoteReference(label) => {
                self.visible();
                self.footnote_reference(label);
                at + 1
            }
            Event::InlineMath(source) | Event::DisplayMath(source) => {
                self.visible();
                let written = self.woven.text.get(self.mended.original(range.start)..).unwrap_or("");
                match formula::is_block(written, &self.dialect.markup) {
                    Some(block) => {
                        let span = self.span(range);
                        self.part(Part::Math { source: weave::without_holes(source).into_owned(), block, span })
                    }
                    // A delimiter that this site does not have is text.
                    None => self.escaped(&self.text[range.clone()]),
                }
                at + 1
            }
        }
    }

    /// Something visible follows: a pending paragraph is opened.
    fn visible(&mut self) {
        if self.paragraph == Paragraph::Pending {
            self.html("<p>");
            self.paragraph = Paragraph::Open;
        }
    }

    fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.html("</label>");
        }
    }

    fn close_paragraph(&mut self) {
        if self.paragraph == Paragraph::Open {
            let trimmed = self.document.html[self.flushed..].trim_end_matches([' ', '\n']).len();
            self.document.html.truncate(self.flushed + trimmed);
            self.close_label();
            self.html("</p>\n");
        }
    }

    fn start(&mut self, tag: &Tag<'t>, range: &Range<usize>, events: &Events<'t>, at: usize) -> usize {
        match tag {
            Tag::Paragraph => {
                self.resumed = false;
                self.paragraph = if self.begins_bare() { Paragraph::None } else { Paragraph::Pending };
                self.paragraph_of_item(events, at);
            }
            Tag::Heading { level, .. } => {
                let end = matching_end(events, at);
                self.heading(*level as u8, &events[at + 1..end], range);
                return end + 1;
            }
            Tag::BlockQuote(_) => self.quote(range, events, at),
            Tag::CodeBlock(kind) => {
                let end = matching_end(events, at);
                self.code_block(kind, &events[at + 1..end], range);
                return end + 1;
            }
            Tag::HtmlBlock => {
                let end = matching_end(events, at);
                self.html_block(&events[at + 1..end], range);
                return end + 1;
            }
            Tag::List(start) => self.list(*start, events, at),
            Tag::Item => {
                self.html("<li>");
                self.task_without_blank(events, at + 1);
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let parts = std::mem::take(&mut self.document.parts);
                self.ends.push(End::Footnote { label: label.to_string(), parts });
            }
            Tag::DefinitionList => self.html("<dl>\n"),
            Tag::DefinitionListTitle => {
                self.in_term = true;
                self.html("<dt>");
            }
            Tag::DefinitionListDefinition => self.definition(range),
            Tag::Table(alignments) => {
                if !self.links_only.now() {
                    self.html("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
                    self.part(Part::Phrase(Phrase::Table));
                    self.html("\"><table>\n");
                }
                self.table = TableState { alignments: alignments.clone(), ..TableState::default() };
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.column = 0;
                self.html("<thead>\n<tr>");
            }
            Tag::TableRow => {
                if !std::mem::replace(&mut self.table.body_open, true) {
                    self.html("<tbody>\n");
                }
                self.table.column = 0;
                self.html("<tr>");
            }
            Tag::TableCell => {
                let name = if self.table.in_head { "th" } else { "td" };
                let align = match self.table.alignments.get(self.table.column) {
                    Some(Alignment::Left) => " style=\"text-align:left\"",
                    Some(Alignment::Center) => " style=\"text-align:center\"",
                    Some(Alignment::Right) => " style=\"text-align:right\"",
                    _ => "",
                };
                let scope = if self.table.in_head { " scope=\"col\"" } else { "" };
                for part in ["<", name, scope, align, ">"] {
                    self.html(part);
                }
                self.table.column += 1;
            }
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Superscript => self.open_inline("<sup>"),
            Tag::Subscript => self.open_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, id } => {
                let end = matching_end(events, at);
                self.visible();
                self.inline_depth += 1;
                let inner = &events[at + 1..end];
                if self.link((*link_type, id), dest_url, title, range, inner) {
                    return end;
                }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let end = matching_end(events, at);
                self.visible();
                self.image((*link_type, id), dest_url, title, range, &events[at + 1..end]);
                return end + 1;
            }
            Tag::MetadataBlock(_) => return matching_end(events, at) + 1,
        }
        at + 1
    }

    fn open_inline(&mut self, html: &str) {
        self.visible();
        self.inline_depth += 1;
        self.html(html);
    }

    fn close_inline(&mut self, html: &str) {
        self.inline_depth = self.inline_depth.saturating_sub(1);
        self.html(html);
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close_paragraph();
                self.paragraph = Paragraph::None;
                self.close_label();
                self.end_bare();
                self.end_opening();
            }
            TagEnd::List(_) => {
                if let Some(End::Html(html)) = self.ends.pop() {
                    self.html(html);
                }
            }
            TagEnd::Item => {
                self.close_label();
                self.html("</li>\n");
            }
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::FootnoteDefinition => {
                if let Some(End::Footnote { label, parts }) = self.ends.pop() {
                    self.flush();
                    let body = std::mem::replace(&mut self.document.parts, parts);
                    self.footnotes.bodies.entry(label).or_insert(body);
                }
            }
            TagEnd::DefinitionList => self.html("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.in_term = false;
                self.html("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.ends.pop();
                self.html("</dd>\n");
            }
            TagEnd::Table => {
                self.html(if self.table.body_open { "</tbody>\n" } else { "<tbody></tbody>\n" });
                self.html("</table></div>\n");
                self.table = TableState::default();
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.html("</tr>\n</thead>\n");
            }
            TagEnd::TableRow => self.html("</tr>\n"),
            TagEnd::TableCell => self.html(if self.table.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Superscript => self.close_inline("</sup>"),
            TagEnd::Subscript => self.close_inline("</sub>"),
            TagEnd::Link => {
                self.links.pop();
                self.close_inline("</a>");
            }
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }
}

/// The place of the event that ends what the event at `start` begins.
fn matching_end(events: &[(Event<'_>, Range<usize>)], start: usize) -> usize {
    let mut depth = 0usize;
    for (offset, (event, _)) in events[start..].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return start + offset;
                }
            }
            _ => {}
        }
    }
    events.len() - 1
}
