//! Pack: the grammars as the build script (`build/pack.rs`) laid them down, each record read when it is asked for.
//!
//! A record is named by its address in the file of records. A number is written in seven bits a byte, an address in four
//! bytes; a list begins with its length.
//!
//! * A context: flags (1 refers to groups, 2 has a prototype, 4 hides all scopes, 8 hides some), how many scopes it hides, the
//!   address of its prototype, two lists of effects, a list of items.
//! * An item: 0 and the address of a context to include, or one more than the length of a pattern, and the pattern.
//! * A pattern: flags (1 refers to groups, 2 has `\G`, 4 has a prototype to push, 8 and more the operation), place and length
//!   of its expression in the file of texts, the number of its places, 0 or one more than the number of bytes that it needs and
//!   those, its simple form, effects, groups with their effects, targets, the prototype.

use super::line::KINDS;
use super::needs::Needs;
use super::simple::{Set, Simple};
use crate::render::highlight::scopes::{Clear, Effect};

macro_rules! packed {
    ($read:ident, $name:literal) => {
        $read!(concat!(env!("OUT_DIR"), "/", $name))
    };
}

static RECORDS: &[u8] = packed!(include_bytes, "records.bin");
static TEXTS: &str = packed!(include_str, "texts.txt");
static SETS: &[u8] = packed!(include_bytes, "sets.bin");
static PLACES: &[u8] = packed!(include_bytes, "places.bin");
static STARTS: &[u8] = packed!(include_bytes, "starts.bin");
static WORDS: &[u8] = packed!(include_bytes, "words.bin");
static FIRST_LINES: &[u8] = packed!(include_bytes, "first_lines.bin");
/// The licences of grammars that ask to be shipped with the program.
pub static LICENCES: &str = packed!(include_str, "licences.txt");

/// Where a record stands.
pub type Address = u32;

/// A context as it was written, its items still to be read.
pub struct Context {
    pub wants_groups: bool,
    pub clear: Option<Clear>,
    pub prototype: Option<Address>,
    pub meta: &'static [Effect],
    pub content: &'static [Effect],
    pub items: Items,
}

/// What a context consists of, in order.
pub enum Item {
    Include(Address),
    Pattern(Address),
}

/// A pattern as it was written.
pub struct Pattern {
    pub expression: &'static str,
    pub refers_back: bool,
    pub has_search_start: bool,
    /// The number of its places, see [`places`].
    pub places: usize,
    pub needs: Needs,
    pub simple: Option<Simple>,
    pub scopes: &'static [Effect],
    pub groups: Box<[(usize, &'static [Effect])]>,
    pub operation: Operation,
    pub targets: Vec<Address>,
    pub with_prototype: Option<Address>,
}

/// What a match does to the stack of contexts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    Stay,
    Pop,
    Push,
    Set,
    /// It leads to a context that does not exist.
    Broken,
}

/// How many grammars there are.
#[cfg(test)]
pub fn syntaxes() -> usize {
    STARTS.len() / 4
}

/// The context in which a grammar begins.
pub fn start(syntax: usize) -> Option<Address> {
    Reader { rest: STARTS.get(syntax * 4..)? }.address()
}

/// The context at an address.
pub fn context(address: Address) -> Option<Context> {
    let mut reader = at(address)?;
    let flags = reader.byte()?;
    let count = reader.number()?;
    Some(Context {
        wants_groups: flags & 1 != 0,
        clear: match flags & 12 {
            4 => Some(Clear::All),
            8 => Some(Clear::Top(count)),
            _ => None,
        },
        prototype: if flags & 2 != 0 { Some(reader.address()?) } else { None },
        meta: reader.list()?,
        content: reader.list()?,
        items: Items { left: reader.number()?, reader },
    })
}

/// The pattern at an address.
pub fn pattern(address: Address) -> Option<Pattern> {
    let mut reader = at(address)?;
    let flags = reader.byte()?;
    let expression = reader.text()?;
    let places = reader.number()?;
    let needs = match reader.number()?.checked_sub(1) {
        None => Needs::NOTHING,
        Some(count) => Needs::one_of(reader.take(count)?)?,
    };
    let simple = reader.simple()?;
    let scopes = reader.list()?;
    let mut groups = Vec::new();
    for _ in 0..reader.number()? {
        groups.push((reader.number()?, reader.list()?));
    }
    let mut targets = Vec::new();
    for _ in 0..reader.number()? {
        targets.push(reader.address()?);
    }
    Some(Pattern {
        expression,
        refers_back: flags & 1 != 0,
        has_search_start: flags & 2 != 0,
        places,
        needs,
        simple,
        scopes,
        groups: groups.into(),
        operation: match flags >> 3 {
            0 => Operation::Stay,
            1 => Operation::Pop,
            2 => Operation::Push,
            3 => Operation::Set,
            _ => Operation::Broken,
        },
        targets,
        with_prototype: if flags & 4 != 0 { Some(reader.address()?) } else { None },
    })
}

/// For each kind of place the number of the set of symbols before which a pattern is worth trying.
pub fn places(number: usize) -> Option<[u16; KINDS]> {
    let mut reader = Reader { rest: PLACES.get(number * KINDS * 2..)? };
    let mut sets = [0; KINDS];
    for set in &mut sets {
        *set = reader.short()?;
    }
    Some(sets)
}

/// The set of symbols with a number.
pub fn set(number: usize) -> Option<Set> {
    let bytes: &[u8; 33] = SETS.get(number * 33..)?.first_chunk()?;
    let mut bits = [0; 4];
    for (word, bytes) in bits.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    Some(Set { bits, end: bytes[32] != 0 })
}

/// The grammar to which a word in lower case leads: its name, or a file extension.
pub fn find(word: &str) -> Option<usize> {
    let entry = |index: usize| entries(WORDS.get(index * 8..)?).next();
    let (mut from, mut to) = (0, WORDS.len() / 8);
    while from < to {
        let middle = usize::midpoint(from, to);
        let (known, syntax) = entry(middle)?;
        match known.cmp(word) {
            std::cmp::Ordering::Equal => return Some(syntax),
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    None
}

/// Every word that leads to a grammar, sorted, with its number.
pub fn words() -> impl Iterator<Item = (&'static str, usize)> {
    entries(WORDS)
}

/// Expressions for the first line of a file, each with the number of the grammar that it tells; the first that fits counts.
pub fn first_lines() -> impl Iterator<Item = (&'static str, usize)> {
    entries(FIRST_LINES)
}

fn entries(bytes: &'static [u8]) -> impl Iterator<Item = (&'static str, usize)> {
    let mut reader = Reader { rest: bytes };
    std::iter::from_fn(move || {
        let (at, length) = (reader.address()? as usize, reader.short()?);
        Some((TEXTS.get(at..at + usize::from(length))?, reader.short()?.into()))
    })
}

fn at(address: Address) -> Option<Reader> {
    Some(Reader { rest: RECORDS.get(address as usize..)? })
}

/// The items of a context that were not read yet.
pub struct Items {
    reader: Reader,
    left: usize,
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.left = self.left.checked_sub(1)?;
        let Some(length) = self.reader.number()?.checked_sub(1) else {
            return Some(Item::Include(self.reader.address()?));
        };
        let address = u32::try_from(RECORDS.len() - self.reader.rest.len()).ok()?;
        self.reader.take(length)?;
        Some(Item::Pattern(address))
    }
}

#[derive(Clone, Copy)]
struct Reader {
    rest: &'static [u8],
}

/// Every method returns `None` where the bytes end too soon.
impl Reader {
    fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn address(&mut self) -> Option<Address> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn list(&mut self) -> Option<&'static [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    fn text(&mut self) -> Option<&'static str> {
        let (at, length) = (self.number()?, self.number()?);
        TEXTS.get(at..at + length)
    }

    /// Nothing is a simple form that is broken; the inner nothing, an expression that has none.
    fn simple(&mut self) -> Option<Option<Simple>> {
        let kind = self.byte()?;
        if kind < 2 {
            return Some((kind == 1).then_some(Simple::Always));
        }
        let symbols = set(self.number()?)?;
        Some(Some(match kind {
            2 => Simple::One(symbols),
            3 => Simple::Before(symbols),
            _ => Simple::Many { symbols, at_least: usize::from(kind == 5) },
        }))
    }
}
