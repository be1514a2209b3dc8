//! Stubs: what of a page is still to be written, and how much of it is complete.
//!
//! A page is read in units: its lead, if it holds more than generated lists, and every heading that has a body of its own or
//! no deeper heading below it. A heading with neither is a container. Comments and code are not read.

use crate::page::block::{Block, Blocks, Kind as BlockKind, Leaf, LeafKind, OBJECT};
use crate::page::document::{CallBody, Document};
use crate::page::text::mask::count_words;
use crate::source::span::Span;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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

/// Words of a text: runs between blanks in which a letter or digit stands.
fn words(text: &str) -> usize {
    count_words(text, |c| c == OBJECT || c.is_alphanumeric())
}

/// A text that stands for one that is to be written.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if matches!(text, "..." | "…") {
        return true;
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c == '…');
    // A longer text is none; comparing it would cost.
    bare.len() <= 20
        && ["tbd", "todo", "fixme", "coming soon", "to be written"].iter().any(|word| bare.eq_ignore_ascii_case(word))
}

fn is_author_note(leaf: &Leaf, text: &str) -> bool {
    if !leaf.italic {
        return false;
    }
    let text = text.trim();
    let dots = |text: &str, at_end: bool| {
        if at_end {
            text.ends_with("...") || text.ends_with('…')
        } else {
            text.starts_with("...") || text.starts_with('…')
        }
    };
    dots(text, false) || dots(text, true) || text.starts_with(char::is_lowercase)
}

fn is_picture(leaf: &Leaf, text: &str) -> bool {
    leaf.pictures > 0 && text.chars().all(|c| c.is_whitespace() || c == OBJECT)
}

/// A list item of at most twelve words without the end of a sentence.
fn is_catchword(text: &str) -> bool {
    let text = text.trim().trim_end_matches([')', '"', '\'', '”', '’']);
    !text.ends_with(['.', '!', ';']) && words(text) <= 12
}

/// Which words that nearly no text has may stand in a text: every paragraph would be searched for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rare {
    /// "Review Note".
    review: bool,
    /// The other words with which a text calls itself a draft.
    draft: bool,
    /// What [`open_words`] looks for.
    open: bool,
}

impl Rare {
    /// That of a document and all that its calls enclose.
    fn of_all(blocks: &Blocks) -> Self {
        let mut found = Self { review: false, draft: false, open: false };
        let mut documents = vec![blocks];
        while let Some(blocks) = documents.pop() {
            let Self { review, draft, open } = Self::of(blocks.whole_text());
            found.review |= review;
            found.draft |= draft;
            found.open |= open;
            documents.extend(blocks.bodies.values());
        }
        found
    }

    /// Looks for some letters of each word, at all places at once.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let from = |place: usize| bytes.get(place..).unwrap_or_default();
        let starts = text.starts_with("TBD") || text.starts_with("TODO");
        let (mut review, mut draft, mut open) = (0, 0, u8::from(starts));
        for (((&a, &b), &c), &d) in bytes.iter().zip(from(1)).zip(from(2)).zip(from(3)) {
            let small = (a | 0x20, b | 0x20, c | 0x20, d | 0x20);
            let is = |word: &[u8; 4]| {
                (small.0 == word[0]) & (small.1 == word[1]) & (small.2 == word[2]) & (small.3 == word[3])
            };
            // Reviews are spoken of in many texts: what stands in the middle of "Review Note" is rare.
            review |= u8::from((a == b'w') & (b == b' ') & (c == b'N') & (d == b'o'));
            draft |= u8::from(is(b"draf") | is(b"sket"));
            // Behind a letter or digit, `etc` is part of a word; "etc etc" has a blank before the second one.
            let in_word = (small.0.wrapping_sub(b'a') < 26) | (a.wrapping_sub(b'0') < 10);
            let etc = !in_word & (small.1 == b'e') & (small.2 == b't') & (small.3 == b'c');
            let to_do = (b == b'T') & (((c == b'B') | (c == b'O')) & (d == b'D'));
            let section = (a == b'(') & (small.1 == b's') & (small.2 == b'e') & (small.3 == b'c');
            open |= u8::from(etc | to_do | section);
        }
        Self { review: review != 0, draft: draft != 0, open: open != 0 }
    }
}

/// Where a text calls itself a draft.
fn review_words(text: &str, rare: Rare) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if rare.review
        && let Some(range) = whole_word(text, "Review Note")
    {
        return Some(range);
    }
    if !rare.draft {
        return None;
    }
    (0..bytes.len()).find_map(|at| {
        let words: &[u8] = match bytes.get(at..at + 2)? {
            [b'o' | b'O', b'n' | b'N'] => b"only sketched out",
            [b'e' | b'E', b'a' | b'A'] => b"early draft",
            [b'i' | b'I', b'n' | b'N'] => b"in the process of being drafted",
            _ => return None,
        };
        let found = bytes.get(at..at + words.len())?;
        found.eq_ignore_ascii_case(words).then_some(at..at + words.len())
    })
}

/// `words`, also in the plural, where no letter stands before or behind it.
fn whole_word(text: &str, words: &str) -> Option<Range<usize>> {
    text.match_indices(words).map(|(at, _)| at..at + words.len()).find(|range| {
        let before = text[..range.start].chars().next_back();
        let behind = text[range.end..].strip_prefix('s').unwrap_or(&text[range.end..]).chars().next();
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

/// Words within a text that leave something open.
fn open_words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let lower =
        |at: usize, word: &str| text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if !matches!(byte, b'e' | b'E' | b'(' | b'T') {
            at += 1;
            continue;
        }
        let starts = match at.checked_sub(1).and_then(|before| bytes.get(before)) {
            Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric() && !matches!(before, b'_' | b'-'),
            _ => !text[..at].chars().next_back().is_some_and(char::is_alphanumeric),
        };
        let length = if !starts {
            0
        } else if lower(at, "etc") {
            etc_etc(&text[at..])
        } else if lower(at, "(section forthcoming)") {
            "(section forthcoming)".len()
        } else if text[at..].starts_with("TBD") || text[at..].starts_with("TODO") {
            to_do(&text[at..])
        } else {
            0
        };
        if length > 0 {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    found
}

/// The length of `etc etc`, with or without points and commas.
fn etc_etc(text: &str) -> usize {
    let rest = text[3..].trim_start_matches(['.', ',']);
    let blank = rest.trim_start();
    let second = blank.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("etc"));
    let ends = !blank.get(3..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if second && ends && blank.len() < rest.len() { text.len() - blank.len() + 3 } else { 0 }
}

/// The length of a mark such as `TODO`; 0 where the word is only spoken of: "a TODO list".
fn to_do(text: &str) -> usize {
    let length = if text.starts_with("TBD") { 3 } else { 4 };
    let rest = &text[length..];
    let letter = |text: &str| text.starts_with(char::is_alphanumeric);
    let goes_on = letter(rest) || rest.starts_with(['_', '-', '/']) || rest.strip_prefix('.').is_some_and(letter);
    let next = rest.strip_prefix(' ').unwrap_or("").split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let spoken_of = matches!(next, "list" | "lists" | "comment" | "comments" | "item" | "items" | "app" | "apps");
    if goes_on || spoken_of { 0 } else { length }
}

/// The last word of a text of eight words and more, if it is a bare one in lower case: the sentence broke off.
fn breaks_off(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end();
    let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let last = text.get(start..)?;
    let is_bare = !last.is_empty() && last.chars().all(char::is_lowercase);
    (is_bare && words(text) >= 8).then_some(start..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_are_found_in_any_case() {
        let review_words = |text: &str| review_words(text, Rare::of(text));
        assert_eq!(review_words("This is an EARLY dRaft of it"), Some(11..22));
        assert_eq!(review_words("it is only sketched out here"), Some(6..23));
        assert_eq!(review_words("a craft, and a rafter; skewed"), None);
        assert_eq!(review_words("In the process of being drafted"), Some(0..31));
        assert_eq!(open_words("and so on, ETC. etc").len(), 1);
        assert_eq!(open_words("(Section Forthcoming) and TODO: it").len(), 2);
        assert_eq!(open_words("sketch of the architect (in part) Total").len(), 0);
        for (text, found) in [
            ("This is an EARLY dRaft of it", (false, true, false)),
            ("it is only sketched out here", (false, true, false)),
            ("In the process of being drafted", (false, true, false)),
            ("a Review Note", (true, false, false)),
            ("ETC. etc", (false, false, true)),
            ("(Section Forthcoming)", (false, false, true)),
            ("TBD", (false, false, true)),
            ("a TODO", (false, false, true)),
            ("to review what is fetched to do, Tobias (or so)", (false, false, false)),
        ] {
            let (review, draft, open) = found;
            assert_eq!(Rare::of(text), Rare { review, draft, open }, "{text:?}");
        }
    }
}
