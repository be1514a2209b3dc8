//! From woven Markdown to a Document, through pulldown-cmark, as Hugo's Goldmark renders it.
//!
//! pulldown-cmark gives the structure; what Goldmark adds (typography, bare URLs, emoji, heading ids, footnotes in the order
//! of their use) is added here and in [`crate::page::text`].

mod definition;
mod footnote;
mod heading;
mod link;
mod quote;
mod raw;

use crate::config::Markup;
use crate::page::block::{self, Blocks};
use crate::page::document::*;
use crate::page::markdown::definition::Definitions;
use crate::page::markdown::footnote::Footnotes;
use crate::page::text::anchor::Ids;
use crate::page::text::escape::escape;
use crate::page::text::formula;
use crate::page::text::inline::{Content, Events, Inline, Piece, Rules};
use crate::page::text::table::{Mended, mend_tables};
use crate::page::weave::{self, Woven};
use crate::shortcode::Flow;
use crate::source::span::Span;
use pulldown_cmark::{Alignment, BrokenLink, Event, Options, Parser, Tag, TagEnd};
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

/// Renders woven Markdown. `flow` tells how the result of call `n` flows; `ids` is shared by all documents of a page.
pub fn render(
    woven: &Woven<'_>,
    dialect: &Dialect,
    ids: &mut Ids,
    footnote_prefix: &str,
    flow: &dyn Fn(u32) -> Flow,
) -> (Document, Blocks, Vec<Problem>) {
    let dollars = formula::in_dollars(&woven.text, &dialect.markup);
    let mended = mend_tables(&dollars);
    let text: &str = &mended.text;
    let place = |range: &Range<usize>| woven.span(mended.original(range.start), mended.original(range.end));
    let undefined = RefCell::new(Vec::new());
    let told = |broken: BrokenLink<'_>| {
        undefined.borrow_mut().extend(definition::undefined(&broken, place));
        None
    };
    let mut parser =
        Parser::new_with_broken_link_callback(text, options(&dialect.markup), Some(told)).into_offset_iter();
    let events: Vec<(Event<'_>, Range<usize>)> = parser.by_ref().collect();
    let definitions = Definitions::new(parser.reference_definitions(), text, place);
    drop(parser);
    let mut walk = Walk {
        text,
        woven,
        mended: &mended,
        inline: Inline::new(Rules {
            typographer: dialect.markup.typographer,
            linkify: dialect.markup.linkify,
            emoji: dialect.emoji,
        }),
        dialect,
        ids,
        flow,
        footnote_prefix,
        document: Document { html: String::with_capacity(text.len() + text.len() / 2), ..Document::default() },
        flushed: 0,
        paragraph: Paragraph::None,
        inline_depth: 0,
        links: Vec::new(),
        ends: Vec::new(),
        label_open: false,
        skip_until: 0,
        table: TableState::default(),
        footnotes: Footnotes::default(),
        definitions,
        problems: undefined.into_inner(),
    };
    walk.events(&events);
    walk.write_footnotes();
    walk.flush();
    let blocks = block::record(text, &events, &place, flow);
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
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, markup.heading_attributes);
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
    Alert { kind: String, title: String, expanded: Option<bool>, parts: Vec<Part>, span: Span },
    Definition { bare: bool },
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
    woven: &'w Woven<'c>,
    mended: &'w Mended<'w>,
    /// The reader of running text; it remembers open quotes.
    inline: Inline,
    dialect: &'w Dialect,
    ids: &'w mut Ids,
    flow: &'w dyn Fn(u32) -> Flow,
    footnote_prefix: &'w str,
    document: Document,
    /// How much of the HTML is covered by parts.
    flushed: usize,
    paragraph: Paragraph,
    /// Emphasis, links and the like that are open: a block cannot interrupt them.
    inline_depth: usize,
    /// Open links: their number in the document, if they have one.
    links: Vec<Option<u32>>,
    ends: Vec<End>,
    /// A `<label>` around a task's first line is open.
    label_open: bool,
    /// Text before this offset is the first line of an alert and not shown.
    skip_until: usize,
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

    fn html(&mut self, html: &str) {
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
        match event {
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => {
                self.end(tag);
                at + 1
            }
            Event::Text(_) => self.text_run(events, at),
            Event::Code(code) => {
                self.visible();
                self.html("<code>");
                self.code_text(code);
                self.html("</code>");
                at + 1
            }
            Event::SoftBreak => {
                if range.end > self.skip_until {
                    let hard = self.dialect.markup.hard_wraps;
                    if self.paragraph != Paragraph::Pending {
                        self.html(if hard { "<br>\n" } else { "\n" });
                    }
                }
                at + 1
            }
            Event::HardBreak => {
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
                self.visible();
                self.html(if *checked {
                    "<label><input type=\"checkbox\" disabled checked> "
                } else {
                    "<label><input type=\"checkbox\" disabled> "
                });
                self.label_open = true;
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
                    None => escape(&self.text[range.clone()], &mut self.document.html),
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
                self.paragraph = Paragraph::Pending;
            }
            Tag::Heading { level, id, classes, attrs } => {
                let end = matching_end(events, at);
                self.heading(*level, id.as_deref(), classes, attrs, &events[at + 1..end], range);
                return end + 1;
            }
            Tag::BlockQuote(_) => self.quote(range),
            Tag::CodeBlock(kind) => {
                let end = matching_end(events, at);
                self.code_block(kind, &events[at + 1..end], range);
                return end + 1;
            }
            Tag::HtmlBlock => {
                let end = matching_end(events, at);
                self.html_block(range);
                return end + 1;
            }
            Tag::List(start) => {
                self.close_label();
                let tasks = matches!(events.get(at + 2), Some((Event::TaskListMarker(_), _)))
                    || matches!(events.get(at + 3), Some((Event::TaskListMarker(_), _)));
                match start {
                    None if tasks => self.html("<ul class=\"tasks\">\n"),
                    None => self.html("<ul>\n"),
                    Some(1) => self.html("<ol>\n"),
                    Some(number) => {
                        let html = format!("<ol start=\"{number}\">\n");
                        self.html(&html);
                    }
                }
                self.ends.push(End::Html(if start.is_some() { "</ol>\n" } else { "</ul>\n" }));
            }
            Tag::Item => self.html("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let parts = std::mem::take(&mut self.document.parts);
                self.ends.push(End::Footnote { label: label.to_string(), parts });
            }
            Tag::DefinitionList => self.html("<dl>\n"),
            Tag::DefinitionListTitle => self.html("<dt>"),
            Tag::DefinitionListDefinition => {
                self.html("<dd>");
                // Goldmark prints a definition of one paragraph bare.
                let bare = matches!(events.get(at + 1), Some((Event::Start(Tag::Paragraph), _))) && {
                    let paragraph_end = matching_end(events, at + 1);
                    matches!(events.get(paragraph_end + 1), Some((Event::End(TagEnd::DefinitionListDefinition), _)))
                };
                self.ends.push(End::Definition { bare });
                if bare {
                    return at + 2;
                }
            }
            Tag::Table(alignments) => {
                self.html("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
                self.part(Part::Phrase(Phrase::Table));
                self.html("\"><table>\n");
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
                let html = format!("<{name}{scope}{align}>");
                self.html(&html);
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
                self.link((*link_type, id), dest_url, title, range, &events[at + 1..end]);
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
                if !matches!(self.ends.last(), Some(End::Definition { bare: true })) {
                    self.close_paragraph();
                    self.paragraph = Paragraph::None;
                }
                self.close_label();
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
            TagEnd::DefinitionListTitle => self.html("</dt>\n"),
            TagEnd::DefinitionListDefinition => {
                self.ends.pop();
                self.html("</dd>\n");
            }
            TagEnd::Table => {
                self.html(if self.table.body_open { "</tbody>\n</table></div>\n" } else { "</table></div>\n" });
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

    /// A run of text as Goldmark reads it: typography, emoji, bare URLs.
    fn text_run(&mut self, events: &Events<'t>, at: usize) -> usize {
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        let next = self.inline.run(self.text, events, at, !self.links.is_empty(), &mut pieces);
        for piece in pieces {
            if piece.range.end <= self.skip_until {
                continue;
            }
            match piece.content {
                Content::Text(text) => {
                    // Only the rest behind the first line of an alert is shown.
                    let shown = text.get(self.skip_until.saturating_sub(piece.range.start)..).unwrap_or(text);
                    for cut in weave::cut(shown) {
                        match cut {
                            weave::Cut::Text(text) => self.plain_text(text),
                            weave::Cut::Call(number) => self.call(number),
                        }
                    }
                }
                Content::Entity(text) => {
                    self.visible();
                    escape(text, &mut self.document.html);
                }
                Content::Mark(mark) => self.plain_text(mark),
                Content::Emoji { emoji, .. } => self.plain_text(emoji),
                Content::Link { kind, address } => {
                    self.visible();
                    let url = kind.target(address, &self.dialect.markup.linkify_protocol);
                    let span = self.span(&piece.range);
                    self.open_link(LinkKind::Auto, &url, "", span, span, address.to_string(), false);
                    escape(address, &mut self.document.html);
                    self.html("</a>");
                }
                Content::Edge => {}
            }
        }
        next
    }

    fn plain_text(&mut self, text: &str) {
        let mut text = text;
        if self.paragraph == Paragraph::Pending {
            text = text.trim_start_matches([' ', '\t', '\n']);
            if text.is_empty() {
                return;
            }
            self.visible();
        }
        escape(text, &mut self.document.html);
    }

    /// The place of a call within text.
    fn call(&mut self, number: u32) {
        let block = match (self.flow)(number) {
            Flow::Block => true,
            Flow::Inline => false,
            Flow::Auto => self.paragraph == Paragraph::Pending,
        };
        if block && self.inline_depth == 0 && self.paragraph != Paragraph::None {
            self.close_paragraph();
            self.paragraph = Paragraph::Pending;
            self.part(Part::Call(number));
            self.html("\n");
        } else {
            self.visible();
            self.part(Part::Call(number));
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
