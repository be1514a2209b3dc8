//! Record: from the events of a body to its blocks.

use super::{Block, Blocks, Kind, Leaf, LeafKind, OBJECT};
use crate::page::weave::{self, Cut, Marks};
use crate::shortcode::Flow;
use crate::source::span::Span;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// Records the blocks of a document. `marks` are those of its text, `span` gives the place of a range of it, `flow` tells
/// how a call flows.
pub fn record(
    text: &str,
    marks: &Marks,
    events: &[(Event<'_>, Range<usize>)],
    span: &dyn Fn(&Range<usize>) -> Span,
    flow: &dyn Fn(u32) -> Flow,
) -> Blocks {
    let mut recorder = Recorder {
        blocks: Blocks { text: String::with_capacity(text.len()), ..Blocks::default() },
        source: text,
        marks,
        span,
        flow,
        depth: 0,
        leaf: None,
        emphasis: 0,
        inline: 0,
        picture: 0,
        unread: false,
        headings: 0,
        items: Vec::new(),
    };
    for (event, range) in events {
        recorder.event(event, range);
    }
    recorder.close_leaf();
    recorder.blocks
}

/// A leaf that still takes text.
struct Open {
    leaf: Leaf,
    /// Whether something stands in it outside of emphasis, and within it.
    upright: bool,
    slanted: bool,
    /// Where the last link ended.
    link_end: usize,
}

struct Recorder<'r> {
    blocks: Blocks,
    source: &'r str,
    marks: &'r Marks,
    span: &'r dyn Fn(&Range<usize>) -> Span,
    flow: &'r dyn Fn(u32) -> Flow,
    /// How many blocks that hold blocks are open.
    depth: usize,
    leaf: Option<Open>,
    emphasis: usize,
    /// Emphasis and links that are open: a call within them is no block.
    inline: usize,
    picture: usize,
    /// Within code or raw HTML.
    unread: bool,
    headings: usize,
    /// The leaves of open items, by index.
    items: Vec<usize>,
}

impl Recorder<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.unread && self.picture == 0 => self.words(text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.object(range),
            Event::SoftBreak | Event::HardBreak if self.leaf.is_some() && self.picture == 0 => {
                self.push("\n", range.start)
            }
            Event::Rule => {
                self.close_leaf();
                if self.depth == 0 {
                    self.block(Kind::Rule, range);
                }
            }
            // `a<br>a` is no word.
            Event::InlineHtml(html) if is_break(html) => self.object(range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                if self.depth == 0 {
                    self.block(Kind::Paragraph, range);
                }
                // The first paragraph of a loose item is its text.
                let end = self.blocks.text.len() as u32;
                let is_first = self.leaf.as_ref().is_some_and(|open| open.leaf.text.start == end);
                if !is_first {
                    self.close_leaf();
                    self.more();
                    self.open(LeafKind::Paragraph);
                }
            }
            Tag::Heading { level, .. } => {
                self.close_leaf();
                if self.depth == 0 {
                    self.glued(range, true);
                    self.block(Kind::Heading { level: *level as u8, number: self.headings }, range);
                }
                self.headings += 1;
                self.more();
                self.open(LeafKind::Heading);
            }
            Tag::List(start) => {
                if self.depth == 0 {
                    self.close_leaf();
                    self.glued(range, false);
                }
                self.container(Kind::List { ordered: start.is_some() }, range, false);
            }
            Tag::BlockQuote(_) => self.container(Kind::Quote, range, true),
            Tag::Table(_) => self.container(Kind::Table, range, true),
            Tag::DefinitionList => self.container(Kind::Definitions, range, true),
            Tag::FootnoteDefinition(_) => self.container(Kind::Footnote, range, true),
            Tag::Item => {
                self.close_leaf();
                // The item's leaf is numbered now, so that what else stands in the item can be told of it.
                self.items.push(self.blocks.leaves.len());
                let end = self.blocks.text.len() as u32;
                self.blocks.leaves.push(leaf(LeafKind::Item, end));
                self.open(LeafKind::Item);
            }
            Tag::TableCell | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                self.close_leaf();
                self.open(LeafKind::Cell);
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.close_leaf();
                let html = match tag {
                    Tag::HtmlBlock => self.source.get(range.clone()),
                    _ => None,
                };
                if let Some(at) = html.and_then(open_comment) {
                    let span = (self.span)(&(range.start + at..range.start + at + 4));
                    self.blocks.open_comments.push(span);
                }
                if let Tag::CodeBlock(CodeBlockKind::Fenced(_)) = tag
                    && let Some(fence) = self.source.get(range.clone()).and_then(open_fence)
                {
                    let span = (self.span)(&(range.start + fence.start..range.start + fence.end));
                    self.blocks.open_fences.push(span);
                }
                if self.depth == 0 {
                    let kind = html.map_or(Kind::Code, |html| Kind::Html { visible: is_visible(html) });
                    self.block(kind, range);
                }
                self.more();
                self.unread = true;
            }
            Tag::MetadataBlock(_) => self.unread = true,
            Tag::Emphasis => {
                self.emphasis += 1;
                self.inline += 1;
            }
            Tag::Link { .. } => {
                self.inline += 1;
                if let Some(open) = &mut self.leaf {
                    open.leaf.links += 1;
                }
            }
            Tag::Image { .. } => {
                self.object(range);
                if let Some(open) = self.leaf.as_mut().filter(|_| self.picture == 0) {
                    open.leaf.pictures += 1;
                }
                self.picture += 1;
            }
            Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.inline += 1,
            Tag::TableHead | Tag::TableRow => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close_leaf();
                self.drop_blank_paragraph();
            }
            TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.close_leaf()
            }
            TagEnd::Item => {
                self.close_leaf();
                self.items.pop();
            }
            TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::Table
            | TagEnd::DefinitionList
            | TagEnd::FootnoteDefinition => {
                self.close_leaf();
                self.depth = self.depth.saturating_sub(1);
                self.end_block();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => self.unread = false,
            TagEnd::Emphasis => {
                self.emphasis = self.emphasis.saturating_sub(1);
                self.inline = self.inline.saturating_sub(1);
            }
            TagEnd::Link => {
                self.inline = self.inline.saturating_sub(1);
                if let Some(open) = &mut self.leaf {
                    open.link_end = self.blocks.text.len();
                }
            }
            TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.inline = self.inline.saturating_sub(1);
            }
            TagEnd::Image => self.picture = self.picture.saturating_sub(1),
            TagEnd::TableHead | TagEnd::TableRow => {}
        }
    }

    /// A block that holds blocks; `more` if an item with it is more than a line and nested lists.
    fn container(&mut self, kind: Kind, range: &Range<usize>, more: bool) {
        self.close_leaf();
        if self.depth == 0 {
            self.block(kind, range);
        }
        if more {
            self.more();
        }
        self.depth += 1;
    }

    fn block(&mut self, kind: Kind, range: &Range<usize>) {
        let leaves = self.blocks.leaves.len()..self.blocks.leaves.len();
        self.blocks.list.push(Block { kind, span: (self.span)(range), leaves });
    }

    /// The leaves recorded since the last block began are its own.
    fn end_block(&mut self) {
        let end = self.blocks.leaves.len();
        if let Some(last) = self.blocks.list.last_mut().filter(|_| self.depth == 0) {
            last.leaves.end = end;
        }
    }

    /// Notes a heading on the line after a text, or a list on the line after a paragraph.
    fn glued(&mut self, range: &Range<usize>, is_heading: bool) {
        let fits = match self.blocks.list.last().map(|block| block.kind) {
            Some(Kind::Paragraph) => true,
            Some(Kind::List { .. } | Kind::Quote | Kind::Table | Kind::Definitions) => is_heading,
            _ => false,
        };
        // The start of a block is that of its text: what stands before it on its line is blanks.
        let before = self.source.get(..range.start).unwrap_or("").trim_end_matches([' ', '\t']);
        let above = before.strip_suffix('\n').unwrap_or("").rsplit('\n').next().unwrap_or("");
        if !fits || above.trim().is_empty() {
            return;
        }
        let line = self.source.get(range.clone()).unwrap_or("").lines().next().unwrap_or("").len();
        let span = (self.span)(&(range.start..range.start + line));
        if is_heading { self.blocks.glued_headings.push(span) } else { self.blocks.glued_lists.push(span) }
    }

    fn more(&mut self) {
        if let Some(leaf) = self.items.last().and_then(|&item| self.blocks.leaves.get_mut(item)) {
            leaf.more = true;
        }
    }

    fn open(&mut self, kind: LeafKind) {
        let start = self.blocks.text.len() as u32;
        self.leaf = Some(Open { leaf: leaf(kind, start), upright: false, slanted: false, link_end: 0 });
    }

    fn close_leaf(&mut self) {
        let Some(Open { mut leaf, upright, slanted, link_end }) = self.leaf.take() else { return };
        leaf.text.end = self.blocks.text.len() as u32;
        leaf.italic = slanted && !upright;
        leaf.ends_in_link = link_end > 0 && self.blocks.text[link_end..].trim().is_empty();
        self.blocks.text.push('\n');
        match leaf.kind {
            LeafKind::Item => {
                if let Some(item) = self.items.last().and_then(|&item| self.blocks.leaves.get_mut(item)) {
                    leaf.more = item.more;
                    *item = leaf;
                }
            }
            _ => self.blocks.leaves.push(leaf),
        }
        self.end_block();
    }

    /// Before and behind a call that is a block, a paragraph may hold nothing.
    fn drop_blank_paragraph(&mut self) {
        let Some(block) = self.blocks.list.last().filter(|_| self.depth == 0) else { return };
        let is_blank = block.kind == Kind::Paragraph
            && self.blocks.leaves_of(block).iter().all(|leaf| self.blocks.text(leaf).trim().is_empty());
        if is_blank && let Some(block) = self.blocks.list.pop() {
            self.blocks.leaves.truncate(block.leaves.start);
        }
    }

    /// Behind a nested list, the text of a tight item goes on without a paragraph.
    fn ready(&mut self) {
        if self.leaf.is_none() {
            self.more();
            self.open(LeafKind::Paragraph);
        }
    }

    /// Text of a leaf, cut at the calls that stand in it.
    fn words(&mut self, text: &str, range: &Range<usize>) {
        self.ready();
        // An entity is shown as another text than the one that stands there.
        if !text.is_empty() && text.len() == range.len() && !self.marks.may_stand_in(range) {
            self.plain(text, range.start);
            return;
        }
        let mut at = range.start;
        for cut in weave::cut(text) {
            match cut {
                Cut::Text(text) => {
                    self.plain(text, at);
                    at += text.len();
                }
                Cut::Call(number) => {
                    let length = weave::hole_length(number);
                    self.call(number, &(at..at + length));
                    at += length;
                }
            }
        }
    }

    /// Text without calls.
    fn plain(&mut self, text: &str, at: usize) {
        self.push(text, at);
        if let Some(open) = self.leaf.as_mut().filter(|_| !text.trim_start().is_empty()) {
            if self.emphasis > 0 { open.slanted = true } else { open.upright = true }
        }
    }

    fn call(&mut self, number: u32, range: &Range<usize>) {
        let start = self.leaf.as_ref().map_or(0, |open| open.leaf.text.start as usize);
        let is_first = self.blocks.text.get(start..).is_none_or(|text| text.trim().is_empty());
        let block = match (self.flow)(number) {
            Flow::Block => true,
            Flow::Inline => false,
            Flow::Auto => is_first,
        };
        let in_paragraph = matches!(self.blocks.list.last(), Some(Block { kind: Kind::Paragraph, .. }));
        if !(block && self.inline == 0 && self.depth == 0 && in_paragraph) {
            if block {
                self.more();
            }
            self.object(range);
            self.blocks.calls.push((number, self.blocks.list.len().saturating_sub(1)));
            return;
        }
        // The call ends the paragraph; one in which nothing stood was none.
        self.close_leaf();
        self.drop_blank_paragraph();
        self.block(Kind::Call(number), range);
        self.blocks.calls.push((number, self.blocks.list.len() - 1));
        let behind = range.end..range.end;
        self.block(Kind::Paragraph, &behind);
        self.open(LeafKind::Paragraph);
    }

    fn object(&mut self, range: &Range<usize>) {
        if self.picture > 0 {
            return;
        }
        self.ready();
        self.push(OBJECT.encode_utf8(&mut [0; 4]), range.start);
        if let Some(open) = &mut self.leaf {
            if self.emphasis > 0 { open.slanted = true } else { open.upright = true }
        }
    }

    fn push(&mut self, text: &str, at: usize) {
        let start = self.blocks.text.len();
        let file = (self.span)(&(at..at)).start;
        // A run that goes on where the last one ended needs no mark of its own.
        let goes_on = self
            .blocks
            .marks
            .last()
            .is_some_and(|&(mark, from)| u64::from(from) + (start as u64 - u64::from(mark)) == u64::from(file));
        if !goes_on {
            self.blocks.marks.push((start as u32, file));
        }
        self.blocks.text.push_str(text);
    }
}

fn leaf(kind: LeafKind, start: u32) -> Leaf {
    Leaf { kind, text: start..start, links: 0, pictures: 0, ends_in_link: false, italic: false, more: false }
}

fn is_break(html: &str) -> bool {
    html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br"))
}

/// The opening fence of a block of code that no fence closes. Source: CommonMark, "Fenced code blocks".
fn open_fence(code: &str) -> Option<Range<usize>> {
    let start = code.len() - code.trim_start().len();
    let mark = code[start..].chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let fence = |line: &str| line.len() - line.trim_start_matches(mark).len();
    let length = fence(&code[start..]);
    let last = code[start..].trim_end().rsplit_once('\n').map_or("", |(_, last)| last);
    // Before a fence in a quote stand the marks of the quote.
    let last = last.trim_start_matches([' ', '\t', '>']);
    let is_closed = fence(last) >= length && fence(last) == last.len();
    (!is_closed).then_some(start..start + length)
}

/// Where a comment begins that does not end in a piece of raw HTML.
fn open_comment(html: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + open;
        match html[start + 4..].find("-->") {
            Some(end) => at = start + 4 + end + 3,
            None => return Some(start),
        }
    }
    None
}

/// Whether a piece of raw HTML shows something: text, or a tag that is more than an anchor, a line break or a frame.
fn is_visible(html: &str) -> bool {
    const SILENT: [&str; 6] = ["a", "br", "div", "hr", "p", "span"];
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        if !rest[..open].trim().is_empty() {
            return true;
        }
        let tag = &rest[open..];
        if tag.starts_with("<!--") {
            rest = tag.find("-->").map_or("", |end| &tag[end + 3..]);
            continue;
        }
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !SILENT.iter().any(|silent| silent.eq_ignore_ascii_case(name)) {
            return true;
        }
        rest = tag.find('>').map_or("", |end| &tag[end + 1..]);
    }
    !rest.trim().is_empty()
}
