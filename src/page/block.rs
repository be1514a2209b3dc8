//! Blocks: a body as a row of blocks with their plain text, in which stubs and slips of the pen are found.
//!
//! It lives only while a page is parsed. Code, pictures and calls within a text are one [`OBJECT`] each: they are no words
//! of the author, but something stands there.

pub mod record;

use crate::source::span::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Stands in a text for what is not text: code, a picture, a formula, the result of a call.
pub const OBJECT: char = '\u{FFFC}';

/// The blocks of one document, those within quotes and lists as leaves of their outermost block.
#[derive(Debug, Default)]
pub struct Blocks {
    pub list: Vec<Block>,
    pub leaves: Vec<Leaf>,
    /// Calls that stand in running text or on lines of their own: number, and index into `list`, which never falls.
    calls: Vec<(u32, usize)>,
    /// What calls enclose, by the number of the call.
    pub bodies: FxHashMap<u32, Blocks>,
    /// Headings on the line after a text, lists on the line after a paragraph, `<!--` of raw HTML without an end,
    /// fences of code without an end.
    pub glued_headings: Vec<Span>,
    pub glued_lists: Vec<Span>,
    pub open_comments: Vec<Span>,
    pub open_fences: Vec<Span>,
    /// A line break stands behind the text of each leaf.
    text: String,
    /// Offset in `text` to byte of the file, each valid up to the next one.
    marks: Vec<(u32, u32)>,
}

#[derive(Debug)]
pub struct Block {
    pub kind: Kind,
    pub span: Span,
    pub leaves: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `number` counts the headings of the document, in the order of [`crate::page::document::Document::headings`].
    Heading {
        level: u8,
        number: usize,
    },
    Paragraph,
    List {
        ordered: bool,
    },
    /// A block quote, or a GitHub alert.
    Quote,
    Table,
    Definitions,
    Code,
    /// Raw HTML; a comment is not visible.
    Html {
        visible: bool,
    },
    Rule,
    Footnote,
    /// A call that is a block.
    Call(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    Heading,
    Paragraph,
    /// The first text of a list item.
    Item,
    /// A cell of a table, a term or a definition.
    Cell,
}

/// A run of text without blocks in it.
#[derive(Debug)]
pub struct Leaf {
    pub kind: LeafKind,
    text: Range<u32>,
    pub links: u32,
    pub pictures: u32,
    /// Whether its last word stands in a link.
    pub ends_in_link: bool,
    /// Whether all of its text is emphasised.
    pub italic: bool,
    /// Of an item: whether more than this text and nested lists stands in it.
    pub more: bool,
}

impl Blocks {
    /// The plain text of a leaf; lines stay lines.
    pub fn text(&self, leaf: &Leaf) -> &str {
        self.text.get(leaf.text.start as usize..leaf.text.end as usize).unwrap_or("")
    }

    /// The text of all leaves, one behind the other, a line break behind each.
    pub fn whole_text(&self) -> &str {
        &self.text
    }

    /// The leaf within a block to which a range of [`Blocks::whole_text`] belongs, the range in its own text, and the place of the
    /// block.
    pub fn leaf_of(&self, range: &Range<usize>) -> Option<(&Leaf, Range<usize>, Span)> {
        let number = self.leaves.partition_point(|leaf| leaf.text.start as usize <= range.start).checked_sub(1)?;
        let leaf = self.leaves.get(number)?;
        let (start, end) = (leaf.text.start as usize, leaf.text.end as usize);
        let block = self.list.partition_point(|block| block.leaves.start <= number).checked_sub(1)?;
        let block = self.list.get(block).filter(|block| block.leaves.contains(&number))?;
        (range.end <= end).then(|| (leaf, range.start - start..range.end - start, block.span))
    }

    /// The text of neighbouring leaves as a whole; none if something else stands between them.
    pub fn text_of_all(&self, leaves: &[Leaf]) -> Option<&str> {
        let (Some(first), Some(last)) = (leaves.first(), leaves.last()) else { return Some("") };
        let follows = |pair: &[Leaf]| match pair {
            [one, two] => {
                two.text.start == one.text.end + u32::from(!one.text.is_empty() || two.text.start > one.text.end)
            }
            _ => true,
        };
        let text = self.text.get(first.text.start as usize..last.text.end as usize)?;
        leaves.windows(2).all(follows).then_some(text)
    }

    pub fn leaves_of(&self, block: &Block) -> &[Leaf] {
        self.leaves.get(block.leaves.clone()).unwrap_or(&[])
    }

    /// The numbers of the calls that stand in the block of that index, or are it.
    pub fn calls_in(&self, block: usize) -> impl Iterator<Item = u32> {
        let start = self.calls.partition_point(|&(_, at)| at < block);
        self.calls.iter().skip(start).take_while(move |&&(_, at)| at == block).map(|&(number, _)| number)
    }

    /// Where bytes of a leaf's text stand in the file.
    pub fn place(&self, leaf: &Leaf, range: Range<usize>, like: Span) -> Span {
        let start = leaf.text.start as usize + range.start;
        let end = leaf.text.start as usize + range.end;
        let from = self.file_offset(start);
        let to = if end > start { self.file_offset(end - 1) + 1 } else { from };
        Span { start: from, end: to.max(from), ..like }
    }

    /// The whole of a leaf.
    pub fn leaf_place(&self, leaf: &Leaf, like: Span) -> Span {
        let text = self.text(leaf);
        let start = text.len() - text.trim_start().len();
        self.place(leaf, start..text.trim_end().len().max(start), like)
    }

    fn file_offset(&self, at: usize) -> u32 {
        let index = self.marks.partition_point(|&(start, _)| start as usize <= at);
        match index.checked_sub(1).and_then(|last| self.marks.get(last)) {
            Some(&(start, file)) => file + (at as u32 - start),
            None => 0,
        }
    }
}
