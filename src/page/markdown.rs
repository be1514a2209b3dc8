//! From woven Markdown to a Document, through pulldown-cmark, as Hugo's Goldmark renders it.
//!
//! pulldown-cmark gives the structure; what Goldmark adds (typography, bare URLs, emoji, heading ids, footnotes in the order
//! of their use) is added here and in [`crate::page::text`].

use crate::config::Markup;
use crate::page::document::*;
use crate::page::raw_html;
use crate::page::text::anchor::{self, Ids};
use crate::page::text::escape::{escape, escape_attribute, escape_url};
use crate::page::text::inline::{Content, Events, Inline, Piece, Rules};
use crate::page::text::table::{Mended, mend_tables};
use crate::page::weave::{self, Woven};
use crate::shortcode::Flow;
use crate::source::span::Span;
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;
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
) -> (Document, Vec<Problem>) {
    let mended = mend_tables(&woven.text);
    let text: &str = &mended.text;
    let parser = Parser::new_ext(text, options(&dialect.markup));
    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
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
        problems: Vec::new(),
    };
    walk.events(&events);
    walk.write_footnotes();
    walk.flush();
    (walk.document, walk.problems)
}

fn options(markup: &Markup) -> Options {
    let mut options = Options::empty();
    options.set(Options::ENABLE_TABLES, markup.table);
    options.set(Options::ENABLE_FOOTNOTES, markup.footnote);
    options.set(Options::ENABLE_STRIKETHROUGH, markup.strikethrough);
    options.set(Options::ENABLE_TASKLISTS, markup.task_list);
    options.set(Options::ENABLE_DEFINITION_LIST, markup.definition_list);
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, markup.heading_attributes);
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

#[derive(Default)]
struct Footnotes {
    /// Labels in the order of their first use.
    order: Vec<String>,
    numbers: FxHashMap<String, usize>,
    /// How often each was used.
    uses: Vec<usize>,
    bodies: FxHashMap<String, Vec<Part>>,
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
                let block = matches!(event, Event::DisplayMath(_));
                self.part(Part::Math { source: source.to_string(), block });
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
            Tag::Link { link_type, dest_url, title, .. } => {
                let end = matching_end(events, at);
                self.visible();
                self.inline_depth += 1;
                self.link(*link_type, dest_url, title, range, &events[at + 1..end]);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let end = matching_end(events, at);
                self.visible();
                self.image(*link_type, dest_url, title, range, &events[at + 1..end]);
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

    /// A heading is written once its text is known, since its id stands in the opening tag.
    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'t>],
        attributes: &[(CowStr<'t>, Option<CowStr<'t>>)],
        inner: &Events<'t>,
        range: &Range<usize>,
    ) {
        let level = level as u8;
        let shown = self.shown_text(inner);
        let explicit = id.is_some();
        let id = match id {
            Some(id) => {
                let id = weave::without_holes(id).into_owned();
                self.ids.reserve(&id);
                id
            }
            None if self.dialect.markup.auto_heading_id => {
                let text = anchor::heading_text(self.text, inner, &self.inline);
                self.ids.heading(&weave::without_holes(&text), self.dialect.markup.auto_id_type).unwrap_or_default()
            }
            None => String::new(),
        };
        let mut open = format!("<h{level}");
        if !id.is_empty() {
            open.push_str(" id=\"");
            escape_attribute(&id, &mut open);
            open.push('"');
        }
        if !classes.is_empty() {
            open.push_str(" class=\"");
            escape_attribute(&classes.join(" "), &mut open);
            open.push('"');
        }
        for (name, value) in attributes {
            // An author's attribute must not become a script.
            if name.starts_with("on") || name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
                continue;
            }
            open.push(' ');
            open.push_str(name);
            open.push_str("=\"");
            escape_attribute(value.as_deref().unwrap_or(""), &mut open);
            open.push('"');
        }
        open.push('>');
        self.html(&open);
        let html_start = self.document.html.len();
        let parts_before = self.document.parts.len();
        self.events(inner);
        let plain_html = if self.document.parts.len() == parts_before {
            self.document.html[html_start..].to_string()
        } else {
            // A link or a call stands in it: the list of contents shows its text alone.
            let mut plain = String::new();
            escape(&shown, &mut plain);
            plain
        };
        if !id.is_empty() {
            let mut anchor = String::from("<a class=\"anchor\" href=\"#");
            escape_url(&id, &mut anchor);
            anchor.push_str("\" aria-hidden=\"true\" tabindex=\"-1\" data-chrome>#</a>");
            self.html(&anchor);
        }
        let close = format!("</h{level}>\n");
        self.html(&close);
        let span = self.span(range);
        let html = strip_links(&plain_html);
        self.document.headings.push(Heading { level, id, explicit, text: shown, html, span });
    }

    /// What a reader sees of a heading, without markup.
    fn shown_text(&self, inner: &Events<'t>) -> String {
        let mut reader = self.inline.clone();
        let mut out = String::new();
        let mut at = 0;
        while let Some((event, _)) = inner.get(at) {
            match event {
                Event::Text(_) => {
                    let mut pieces = Vec::new();
                    at = reader.run(self.text, inner, at, true, &mut pieces);
                    pieces.iter().for_each(|piece| out.push_str(&weave::without_holes(piece.content.shown())));
                    continue;
                }
                Event::Code(code) => out.push_str(&weave::without_holes(code)),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                _ => {}
            }
            at += 1;
        }
        out.trim().to_string()
    }

    fn quote(&mut self, range: &Range<usize>) {
        match alert_line(&self.text[range.clone()]) {
            Some((kind, title, expanded, length)) => {
                self.skip_until = range.start + length;
                self.flush();
                let parts = std::mem::take(&mut self.document.parts);
                let span = self.span(range);
                self.ends.push(End::Alert { kind, title, expanded, parts, span });
            }
            None => {
                self.html("<blockquote>\n");
                self.ends.push(End::Html("</blockquote>\n"));
            }
        }
    }

    fn end_quote(&mut self) {
        match self.ends.pop() {
            Some(End::Html(html)) => self.html(html),
            Some(End::Alert { kind, title, expanded, parts, span }) => {
                self.flush();
                let inner = std::mem::replace(&mut self.document.parts, parts);
                let number = self.document.boxes.len() as u32;
                self.document.boxes.push(AlertBox { kind, title, expanded, parts: inner, span });
                self.part(Part::Box(number));
            }
            _ => {}
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'t>, inner: &Events<'t>, range: &Range<usize>) {
        let mut code = String::new();
        for (event, _) in inner {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(weave::without_holes(info).into_owned()),
            CodeBlockKind::Indented => None,
        };
        let number = self.document.codes.len() as u32;
        let span = self.span(range);
        self.document.codes.push(CodeBlock { info, text: weave::fragments(&code), span });
        self.part(Part::Code(number));
        self.html("\n");
    }

    fn html_block(&mut self, range: &Range<usize>) {
        let html = &self.text[range.clone()];
        self.raw_html(html, range);
        if !self.document.html.ends_with('\n') {
            self.html("\n");
        }
    }

    fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        if range.start < self.skip_until {
            return;
        }
        if !self.dialect.markup.unsafe_html {
            // A placeholder within raw HTML is left out with it.
            self.html("<!-- raw HTML omitted -->");
            let span = self.span(range);
            self.problems.push(Problem::RawHtmlOmitted { span });
            return;
        }
        let found = raw_html::references(&weave::without_holes(html));
        for (tag, attribute, value, place) in found {
            let span = self.span(&(range.start + place.start..range.start + place.end));
            if matches!(attribute.as_str(), "id" | "name") {
                self.ids.reserve(&value);
                self.document.raw_ids.push((value, span));
            } else {
                self.document.raw_references.push(RawReference { tag, attribute, value, span });
            }
        }
        let mut in_tag = false;
        for piece in weave::cut(html) {
            match piece {
                weave::Cut::Text(text) => {
                    self.html(text);
                    if let Some(last) = text.rfind(['<', '>']) {
                        in_tag = text.as_bytes()[last] == b'<';
                    }
                }
                weave::Cut::Call(number) if in_tag => self.part(Part::CallText(number)),
                weave::Cut::Call(number) => self.part(Part::Call(number)),
            }
        }
    }

    /// Text of a code span, in which calls are expanded as Hugo expands them.
    fn code_text(&mut self, code: &str) {
        for piece in weave::cut(code) {
            match piece {
                weave::Cut::Text(text) => escape(text, &mut self.document.html),
                weave::Cut::Call(number) => self.part(Part::CallText(number)),
            }
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
        if self.paragraph == Paragraph::Pending {
            if text.trim().is_empty() {
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

    fn link(
        &mut self,
        kind: LinkType,
        destination: &str,
        title: &str,
        range: &Range<usize>,
        inner: &Events<'t>,
    ) {
        let whole = self.span(range);
        let (kind, span) = match kind {
            LinkType::Inline => {
                let place = inline_destination(self.text, range, inner);
                (LinkKind::Inline, self.span(&place))
            }
            LinkType::Autolink | LinkType::Email => (LinkKind::Auto, whole),
            _ => (LinkKind::Reference, whole),
        };
        let mut destination = destination.to_string();
        if kind == LinkKind::Auto && !destination.contains(':') {
            destination.insert_str(0, "mailto:");
        }
        let around_image = inner.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
        let text = plain_inline(inner);
        self.open_link(kind, &destination, title, span, whole, text, around_image);
        let number = self.document.links.len() as u32 - 1;
        self.links.push(Some(number));
    }

    #[allow(clippy::too_many_arguments)]
    fn open_link(
        &mut self,
        kind: LinkKind,
        destination: &str,
        title: &str,
        span: Span,
        whole: Span,
        text: String,
        around_image: bool,
    ) {
        let number = self.document.links.len() as u32;
        self.document.links.push(Link {
            kind,
            destination: weave::fragments(destination),
            title: weave::without_holes(title).into_owned(),
            span,
            whole,
            text,
            around_image,
        });
        self.part(Part::Link(number));
    }

    fn image(
        &mut self,
        kind: LinkType,
        destination: &str,
        title: &str,
        range: &Range<usize>,
        inner: &Events<'t>,
    ) {
        let whole = self.span(range);
        let span = match kind {
            LinkType::Inline => {
                let place = inline_destination(self.text, range, inner);
                self.span(&place)
            }
            _ => whole,
        };
        let number = self.document.images.len() as u32;
        self.document.images.push(Image {
            destination: weave::fragments(destination),
            title: weave::without_holes(title).into_owned(),
            alt: plain_inline(inner),
            span,
            whole,
            in_link: !self.links.is_empty(),
        });
        self.part(Part::Image(number));
    }

    fn footnote_reference(&mut self, label: &str) {
        let count = self.footnotes.order.len();
        let number = *self.footnotes.numbers.entry(label.to_string()).or_insert(count);
        if number == count {
            self.footnotes.order.push(label.to_string());
            self.footnotes.uses.push(0);
        }
        self.footnotes.uses[number] += 1;
        let id = reference_id(self.footnote_prefix, number + 1, self.footnotes.uses[number]);
        let html = format!(
            "<sup id=\"{id}\"><a href=\"#{prefix}fn:{n}\" class=\"footnote-ref\" role=\"doc-noteref\">{n}</a></sup>",
            prefix = self.footnote_prefix,
            n = number + 1
        );
        self.html(&html);
    }

    /// The notes at the end, in the order in which the text names them; a note that nobody names is left out.
    fn write_footnotes(&mut self) {
        let mut next = 0;
        let mut opened = false;
        while let Some(label) = self.footnotes.order.get(next).cloned() {
            let number = next + 1;
            next += 1;
            let Some(body) = self.footnotes.bodies.remove(&label) else { continue };
            if !opened {
                self.html("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
                self.part(Part::Phrase(Phrase::Footnotes));
                self.html("\">\n<hr>\n<ol>\n");
                opened = true;
            }
            let html = format!("<li id=\"{}fn:{number}\">\n", self.footnote_prefix);
            self.html(&html);
            self.flush();
            // The links back stand at the end of the last paragraph.
            let mut tail = String::new();
            let mut body = body;
            if let Some(Part::Html(last)) = body.last_mut() {
                let range = last.start as usize..last.end as usize;
                if let Some(kept) = self.document.html[range].strip_suffix("</p>\n") {
                    last.end = last.start + kept.len() as u32;
                    tail.push_str("</p>\n");
                }
            }
            self.document.parts.append(&mut body);
            for usage in 1..=self.footnotes.uses[number - 1] {
                let id = reference_id(self.footnote_prefix, number, usage);
                let open = format!(
                    "\u{a0}<a href=\"#{id}\" class=\"footnote-backref\" role=\"doc-backlink\" aria-label=\""
                );
                self.html(&open);
                self.part(Part::Phrase(Phrase::BackToText));
                self.html("\">\u{21a9}\u{fe0e}</a>");
            }
            self.html(&tail);
            self.html("</li>\n");
        }
        if opened {
            self.html("</ol>\n</section>\n");
        }
    }
}

fn reference_id(prefix: &str, number: usize, usage: usize) -> String {
    match usage {
        1 => format!("{prefix}fnref:{number}"),
        _ => format!("{prefix}fnref{}:{number}", usage - 1),
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

/// The visible text of inline events: alt texts of pictures included.
fn plain_inline(events: &[(Event<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(run) | Event::Code(run) => text.push_str(&weave::without_holes(run)),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Where the destination of `[text](destination "title")` stands: behind the text's end and `](`.
fn inline_destination(text: &str, range: &Range<usize>, inner: &[(Event<'_>, Range<usize>)]) -> Range<usize> {
    let from = inner.last().map_or(range.start, |(_, last)| last.end).min(range.end);
    let Some(open) = text[from..range.end].find("](") else { return range.clone() };
    let mut start = from + open + 2;
    start += text[start..range.end].find(|c: char| !c.is_whitespace()).unwrap_or(0);
    if text[start..].starts_with('<') {
        let end = text[start + 1..range.end].find('>').map_or(range.end, |end| start + 1 + end);
        return start + 1..end;
    }
    let mut depth = 0usize;
    for (offset, character) in text[start..range.end].char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return start..start + offset,
            ')' => depth -= 1,
            c if c.is_whitespace() => return start..start + offset,
            _ => {}
        }
    }
    start..range.end
}

/// The first line of a GitHub alert: kind, title, whether it is foldable, and the length of the line.
fn alert_line(quote: &str) -> Option<(String, String, Option<bool>, usize)> {
    let line = quote.lines().next()?;
    let rest = line.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")?;
    let (kind, rest) = rest.split_once(']')?;
    if kind.is_empty() || !kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return None;
    }
    let (expanded, title) = match rest.as_bytes().first() {
        Some(b'+') => (Some(true), &rest[1..]),
        Some(b'-') => (Some(false), &rest[1..]),
        _ => (None, rest),
    };
    Some((kind.to_ascii_lowercase(), title.trim().to_string(), expanded, line.len()))
}

/// Inline HTML without its `<a>` tags.
fn strip_links(html: &str) -> String {
    if !html.contains("<a ") {
        return html.to_string();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        if !(tag.starts_with("<a ") || tag == "</a>") {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
