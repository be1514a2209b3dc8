//! Stubs: what of a page is still to be written, and how much of it is complete.
//!
//! A page is read in units: its lead, if it holds more than generated lists, and every heading that has a body of its own or
//! no deeper heading below it. A heading with neither is a container. Comments and code are not read.

mod phrases;

use crate::page::block::{Block, Blocks, Kind as BlockKind, LeafKind};
use crate::page::document::{CallBody, Document};
use crate::source::span::Span;
use phrases::{
    Rare, breaks_off, is_author_note, is_catchword, is_picture, is_placeholder, open_words, review_words, words,
};
use serde::{Deserialize, Serialize};

/// What makes a unit a stub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A heading without a body, below which no deeper heading stands.
    HeadingOnly,
    /// A block that is only `...`, `TBD`, `TODO`, "coming soon" and the like.
    Placeholder,
    /// An italic paragraph in which the author notes what shall stand there.
    AuthorNote,
    /// A notice or paragraph that says of the section or page that it is a draft.
    ReviewNote,
    /// Nothing but lists of catchwords.
    Outline,
    /// A text that breaks off, "etc etc", or a `TODO` within it.
    Unfinished,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::HeadingOnly, Kind::Placeholder, Kind::AuthorNote, Kind::ReviewNote, Kind::Outline, Kind::Unfinished];

    /// The name in tables and JSON; the rule is `stub-` and this name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::HeadingOnly => "heading-only",
            Kind::Placeholder => "placeholder",
            Kind::AuthorNote => "author-note",
            Kind::ReviewNote => "review-note",
            Kind::Outline => "outline",
            Kind::Unfinished => "unfinished",
        }
    }
}

/// How much is still to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// The unit holds something else too.
    Part,
    /// Nothing else stands in the unit.
    Section,
    /// The page says of itself that it is a draft.
    Page,
}

impl Scope {
    pub fn name(self) -> &'static str {
        match self {
            Scope::Part => "part",
            Scope::Section => "section",
            Scope::Page => "page",
        }
    }
}

/// One place that is still to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stub {
    pub kind: Kind,
    pub scope: Scope,
    /// The heading of its unit; none in the lead.
    pub heading: Option<Heading>,
    /// What says so, in the order of the page; never empty.
    pub evidence: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    pub text: String,
    pub id: String,
    pub level: u8,
    pub span: Span,
}

impl Stub {
    /// The place at which the stub is told: its heading if all of its section is meant, else the evidence.
    pub fn place(&self) -> Span {
        match (&self.heading, self.scope) {
            (Some(heading), Scope::Section) => heading.span,
            _ => self.first_evidence(),
        }
    }

    pub fn first_evidence(&self) -> Span {
        self.evidence.first().copied().unwrap_or(Span::head(crate::source::span::SourceId(0)))
    }
}

/// How much of a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census {
    pub units: u32,
    /// Units that are stubs as a whole.
    pub stubs: u32,
    /// Units a part of which is still to be written.
    pub partly: u32,
    /// Words of all units, without headings, code and raw HTML.
    pub words: u32,
    /// Those within units that are stubs as a whole.
    pub stub_words: u32,
}

impl Census {
    pub fn add(&mut self, other: Census) {
        self.units += other.units;
        self.stubs += other.stubs;
        self.partly += other.partly;
        self.words += other.words;
        self.stub_words += other.stub_words;
    }

    /// Per cent of the units that are written; one that is written in part counts half. 100 if there are none.
    pub fn completeness(&self) -> f64 {
        let units = f64::from(self.units);
        if self.units == 0 {
            return 100.0;
        }
        100.0 * (units - f64::from(self.stubs) - 0.5 * f64::from(self.partly)) / units
    }

    /// Per cent of the words that stand in units that are written, at least in part.
    pub fn completeness_by_words(&self) -> f64 {
        if self.words == 0 {
            return 100.0;
        }
        100.0 * f64::from(self.words - self.stub_words.min(self.words)) / f64::from(self.words)
    }
}

/// A lead or a section without those below it.
struct Unit {
    /// The block of the heading.
    heading: Option<usize>,
    level: u8,
    number: usize,
    /// The blocks of the own body.
    body: Vec<usize>,
    /// Whether a deeper heading follows, or the title for which this one is the line above.
    is_container: bool,
}

/// Finds the stubs of a page in the order in which they stand, and counts.
pub fn find(document: &Document, blocks: &Blocks) -> (Vec<Stub>, Census) {
    let reader = Reader { document, blocks, rare: Rare::of_all(blocks) };
    let mut stubs = Vec::new();
    let mut census = Census::default();
    let units = units(blocks);
    let is_single = units.iter().filter(|unit| reader.is_unit(unit)).count() == 1;
    for unit in &units {
        if !reader.is_unit(unit) {
            continue;
        }
        let words: usize = unit.body.iter().map(|&block| reader.words(block)).sum();
        census.units += 1;
        census.words += words as u32;
        let (mut found, whole) = reader.judge(unit);
        if let Some(heading) = reader.heading(unit) {
            found.iter_mut().for_each(|stub| stub.heading = Some(heading.clone()));
        }
        let declared = found.iter().any(|stub| stub.scope == Scope::Page);
        if whole && (!declared || is_single) {
            census.stubs += 1;
            census.stub_words += words as u32;
        } else if !found.is_empty() {
            census.partly += 1;
        }
        stubs.append(&mut found);
    }
    (stubs, census)
}

fn units(blocks: &Blocks) -> Vec<Unit> {
    let mut units = vec![Unit { heading: None, level: 0, number: 0, body: Vec::new(), is_container: false }];
    for (index, block) in blocks.list.iter().enumerate() {
        match block.kind {
            BlockKind::Heading { level, number } => {
                // `### Chapter 1` above `# Basics`, as learn's chapters begin.
                let opens_page = units.len() == 2 && units.first().is_some_and(|lead| lead.body.is_empty());
                if let Some(last) = units.last_mut() {
                    last.is_container = level > last.level || (opens_page && level == 1 && last.level > 1);
                }
                units.push(Unit { heading: Some(index), level, number, body: Vec::new(), is_container: false });
            }
            BlockKind::Rule | BlockKind::Footnote | BlockKind::Html { visible: false } => {}
            _ => {
                if let Some(last) = units.last_mut() {
                    last.body.push(index);
                }
            }
        }
    }
    units
}

/// A document with its blocks.
#[derive(Clone, Copy)]
struct Reader<'p> {
    document: &'p Document,
    blocks: &'p Blocks,
    /// What is worth looking for in the page.
    rare: Rare,
}

impl<'p> Reader<'p> {
    fn block(&self, index: usize) -> Option<&'p Block> {
        self.blocks.list.get(index)
    }

    fn heading(&self, unit: &Unit) -> Option<Heading> {
        unit.heading?;
        let heading = self.document.headings.get(unit.number)?;
        Some(Heading { text: heading.text.clone(), id: heading.id.clone(), level: heading.level, span: heading.span })
    }

    /// The document that a call encloses.
    fn body_of(&self, call: u32) -> Option<Reader<'p>> {
        let blocks = self.blocks.bodies.get(&call)?;
        match &self.document.calls.get(call as usize)?.body {
            CallBody::Markdown(document) => Some(Reader { document, blocks, rare: self.rare }),
            _ => None,
        }
    }

    fn name_of(&self, block: &Block) -> &'p str {
        let BlockKind::Call(number) = block.kind else { return "" };
        self.document.calls.get(number as usize).map_or("", |node| node.call.name.as_str())
    }

    /// A lead in which only lists stand that the program makes is none; below a heading they are a body.
    fn is_unit(&self, unit: &Unit) -> bool {
        if unit.heading.is_some() {
            return !unit.body.is_empty() || !unit.is_container;
        }
        let generated = ["children", "toc", "attachments", "resources"];
        unit.body.iter().filter_map(|&block| self.block(block)).any(|block| !generated.contains(&self.name_of(block)))
    }

    fn is_notice(&self, block: &Block) -> bool {
        match block.kind {
            BlockKind::Call(_) => matches!(self.name_of(block), "notice" | "callout"),
            BlockKind::Quote => {
                self.blocks.leaves_of(block).first().is_some_and(|leaf| self.blocks.text(leaf).starts_with("[!"))
            }
            _ => false,
        }
    }

    /// What is found in a unit, and whether it is a stub as a whole.
    fn judge(&self, unit: &Unit) -> (Vec<Stub>, bool) {
        let stub = |kind, scope, evidence| Stub { kind, scope, heading: None, evidence };
        if unit.body.is_empty() {
            let place = unit.heading.and_then(|heading| self.block(heading)).map(|block| block.span);
            return (vec![stub(Kind::HeadingOnly, Scope::Section, place.into_iter().collect())], true);
        }
        let scope_of = |kind| match kind {
            Kind::ReviewNote if unit.heading.is_none() => Scope::Page,
            _ => Scope::Part,
        };
        let mut found = Vec::new();
        let mut whole = true;
        for (place, &index) in unit.body.iter().enumerate() {
            let Some(block) = self.block(index) else { continue };
            if let Some((kind, span)) = self.covering(block) {
                found.push(stub(kind, scope_of(kind), vec![span]));
                continue;
            }
            whole = false;
            let next = unit.body.get(place + 1).filter(|&&next| next == index + 1).and_then(|&next| self.block(next));
            let parts = self.unfinished(index, block, next);
            found.extend(parts.into_iter().map(|(kind, span)| stub(kind, Scope::Part, vec![span])));
        }
        if whole {
            return (vec![self.whole(found)], true);
        }
        if let Some(list) = self.outline(unit) {
            found.retain(|stub| stub.scope == Scope::Page);
            found.push(stub(Kind::Outline, Scope::Section, vec![list]));
            return (found, true);
        }
        (found, false)
    }

    /// Several notes that are all of a section are one stub.
    fn whole(&self, found: Vec<Stub>) -> Stub {
        let declared = found.iter().position(|stub| stub.scope == Scope::Page);
        let kind = found.get(declared.unwrap_or(0)).map_or(Kind::Placeholder, |stub| stub.kind);
        let scope = if declared.is_some() { Scope::Page } else { Scope::Section };
        let evidence = found.into_iter().flat_map(|stub| stub.evidence).collect();
        Stub { kind, scope, heading: None, evidence }
    }

    /// Whether a block as a whole says that something is to be written.
    fn covering(&self, block: &Block) -> Option<(Kind, Span)> {
        if let Some(place) = self.placeholder(block) {
            return Some((Kind::Placeholder, place));
        }
        if let Some(place) = self.review_note(block) {
            return Some((Kind::ReviewNote, place));
        }
        match (block.kind, self.blocks.leaves_of(block)) {
            (BlockKind::Paragraph, [leaf]) if is_author_note(leaf, self.blocks.text(leaf)) => {
                Some((Kind::AuthorNote, self.blocks.leaf_place(leaf, block.span)))
            }
            _ => None,
        }
    }

    fn placeholder(&self, block: &Block) -> Option<Span> {
        if let BlockKind::Call(number) = block.kind {
            let inner = self.body_of(number)?;
            return match inner.blocks.list.as_slice() {
                [only] => inner.placeholder(only),
                _ => None,
            };
        }
        match self.blocks.leaves_of(block) {
            [leaf] if is_placeholder(self.blocks.text(leaf)) => Some(self.blocks.leaf_place(leaf, block.span)),
            _ => None,
        }
    }

    /// The words that call a notice or a paragraph a draft, within its first 160 characters.
    fn review_note(&self, block: &Block) -> Option<Span> {
        const OPENING: usize = 160;
        if !self.rare.review && !self.rare.draft {
            return None;
        }
        let inner = match block.kind {
            BlockKind::Paragraph | BlockKind::Quote => *self,
            BlockKind::Call(number) if self.is_notice(block) => self.body_of(number)?,
            _ => return None,
        };
        let leaves = match block.kind {
            BlockKind::Call(_) => inner.blocks.leaves.as_slice(),
            _ => inner.blocks.leaves_of(block),
        };
        let mut left = OPENING;
        for leaf in leaves {
            let text = inner.blocks.text(leaf);
            let end = match text.len() <= left {
                true => text.len(),
                false => text.char_indices().nth(left).map_or(text.len(), |(at, _)| at),
            };
            if let Some(range) = review_words(&text[..end], self.rare) {
                return Some(inner.blocks.place(leaf, range, block.span));
            }
            left -= text[..end].chars().count();
            if left == 0 {
                break;
            }
        }
        None
    }

    /// The first item, if the unit holds nothing but lists of catchwords, notices and pictures.
    fn outline(&self, unit: &Unit) -> Option<Span> {
        let mut first = None;
        let (mut items, mut short, mut unlinked) = (0usize, 0usize, 0usize);
        for &index in &unit.body {
            let block = self.block(index)?;
            let leaves = self.blocks.leaves_of(block);
            match block.kind {
                BlockKind::List { ordered: false } => {
                    first = first.or_else(|| Some(self.blocks.leaf_place(leaves.first()?, block.span)));
                    for leaf in leaves.iter().filter(|leaf| leaf.kind == LeafKind::Item) {
                        items += 1;
                        short += usize::from(!leaf.more && is_catchword(self.blocks.text(leaf)));
                        unlinked += usize::from(leaf.links == 0);
                    }
                }
                BlockKind::Paragraph if leaves.iter().all(|leaf| is_picture(leaf, self.blocks.text(leaf))) => {}
                _ if self.is_notice(block) => {}
                _ => return None,
            }
        }
        // Four of five.
        let most = |count: usize| count * 5 >= items * 4;
        first.filter(|_| items > 0 && most(short) && most(unlinked))
    }

    /// Places within a block at which something is left open.
    fn unfinished(&self, index: usize, block: &Block, next: Option<&Block>) -> Vec<(Kind, Span)> {
        let mut found = Vec::new();
        let leaves = self.blocks.leaves_of(block);
        for leaf in leaves.iter().filter(|_| self.rare.open) {
            let text = self.blocks.text(leaf);
            for range in open_words(text) {
                found.push((Kind::Unfinished, self.blocks.place(leaf, range, block.span)));
            }
        }
        if let (BlockKind::Paragraph, [leaf], Some(next)) = (block.kind, leaves, next)
            && found.is_empty()
            && !leaf.ends_in_link
            && let Some(range) = breaks_off(self.blocks.text(leaf))
            && self.is_prose(next)
        {
            found.push((Kind::Unfinished, self.blocks.place(leaf, range, block.span)));
        }
        for number in self.blocks.calls_in(index) {
            if let Some(inner) = self.body_of(number) {
                inner.enclosed(&mut found, self.is_notice(block));
            }
        }
        found
    }

    /// The same within what a call encloses, where no units are. A notice was asked as a whole whether it is a review note.
    fn enclosed(&self, found: &mut Vec<(Kind, Span)>, in_notice: bool) {
        for (index, block) in self.blocks.list.iter().enumerate() {
            match self.covering(block) {
                Some((Kind::ReviewNote, _)) if in_notice => {}
                Some((kind, span)) => found.push((kind, span)),
                None => found.append(&mut self.unfinished(index, block, self.block(index + 1))),
            }
        }
    }

    /// Whether a paragraph is running text: no URL, formula, picture or catchword.
    fn is_prose(&self, block: &Block) -> bool {
        let [leaf] = self.blocks.leaves_of(block) else { return false };
        let text = self.blocks.text(leaf).trim();
        let first = text.split_whitespace().next().unwrap_or("");
        block.kind == BlockKind::Paragraph
            && text.starts_with(char::is_alphabetic)
            && !first.contains("://")
            && !first.starts_with("www.")
            && !text.contains('=')
            && words(text) >= 4
    }

    /// How many words a block holds, those in what it encloses as well.
    fn words(&self, index: usize) -> usize {
        let Some(block) = self.block(index) else { return 0 };
        let leaves = self.blocks.leaves_of(block);
        let own = match self.blocks.text_of_all(leaves) {
            Some(text) => words(text),
            None => leaves.iter().map(|leaf| words(self.blocks.text(leaf))).sum(),
        };
        let enclosed: usize = self
            .blocks
            .calls_in(index)
            .filter_map(|number| self.body_of(number))
            .map(|inner| (0..inner.blocks.list.len()).map(|index| inner.words(index)).sum::<usize>())
            .sum();
        own + enclosed
    }
}
