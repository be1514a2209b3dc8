//! Grammar: contexts and patterns out of the pack, prepared for the machine when they are first reached.
//!
//! What is prepared lives as long as the process: there are as many contexts as grammars have, not as inputs have.

use super::candidates::Candidates;
use super::line::{KINDS, Place};
use super::needs::Needs;
use super::pack::{self, Address, Item, Items};
use super::simple::Simple;
use crate::render::highlight::scopes::{Clear, Effect};
use onig::{MatchParam, Regex, RegexOptions, Region, SearchOptions, Syntax};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Contexts that include others that include others are followed so far.
const MAX_INCLUDED: usize = 100;

/// A match may go back this often times the length of the rest of the line: between two times it may pass over the
/// whole rest. First it is tried cheaply; where that does not decide, with patience, which costs fuel. Then it is given
/// up as "no match", which it nearly always is. Oniguruma's own bound, ten million, would let one line cost minutes.
const CHEAP: usize = 20_000;
const PATIENT: usize = 2_000_000;

/// How much work the expressions of one piece of code may still cost. Many are quadratic in the length of a line.
pub struct Fuel(u64);

impl Fuel {
    /// Enough for any code that was not made to hurt: ordinary code needs about 50 for each byte, a script whose lines
    /// have 500 characters some hundreds.
    pub fn for_code(bytes: usize) -> Self {
        Self(30_000_000 + 2_000 * bytes as u64)
    }

    pub fn is_spent(&self) -> bool {
        self.0 == 0
    }

    fn spend(&mut self, amount: usize) {
        self.0 = self.0.saturating_sub(amount as u64);
    }

    /// What an attempt that finds nothing costs.
    fn spend_on(&mut self, rest: &[u8]) -> Option<usize> {
        self.spend(16 + rest.len());
        None
    }
}

/// What was prepared of the grammars.
#[derive(Default)]
pub struct Grammars {
    entries: Mutex<FxHashMap<Address, &'static Entry>>,
    patterns: Mutex<FxHashMap<Address, &'static Pattern>>,
}

/// The place of a context that may not be prepared yet.
pub struct Entry {
    address: Address,
    context: OnceLock<Option<Context>>,
}

/// A context: the patterns that are tried while it is on top of the stack.
pub struct Context {
    pub meta: &'static [Effect],
    pub content: &'static [Effect],
    pub clear: Option<Clear>,
    pub prototype: Option<&'static Entry>,
    /// Its patterns refer to groups of the match that led here.
    pub wants_groups: bool,
    patterns: Box<[&'static Pattern]>,
    candidates: Candidates,
}

/// One expression and what a match of it does.
pub struct Pattern {
    expression: &'static str,
    /// For each kind of place the number of the set of symbols before which it is worth trying.
    places: [u16; KINDS],
    needs: Needs,
    simple: Option<Simple>,
    matcher: OnceLock<Matcher>,
    /// The expression refers to groups of the match that led to its context.
    pub refers_back: bool,
    /// For an expression with `\G` (the place where the search begins): what it is at any other place.
    elsewhere: Option<Box<str>>,
    matcher_elsewhere: OnceLock<Matcher>,
    pub scopes: &'static [Effect],
    pub groups: Box<[(usize, &'static [Effect])]>,
    pub operation: Operation,
    pub with_prototype: Option<&'static Entry>,
}

/// What a match does to the stack of contexts.
pub enum Operation {
    Stay,
    Pop,
    Push(Box<[&'static Entry]>),
    Set(Box<[&'static Entry]>),
    /// It leads to a context that does not exist.
    Broken,
}

enum Matcher {
    /// The regex decides where the simple form cannot.
    Simple(Simple, Box<OnceLock<Option<Regex>>>),
    Regex(Regex),
    /// Oniguruma refuses the expression.
    Never,
}

impl Grammars {
    /// The context in which a grammar begins.
    pub fn start(&'static self, syntax: usize) -> Option<&'static Context> {
        self.context(self.entry(pack::start(syntax)?))
    }

    /// The context at an address.
    #[cfg(test)]
    pub fn at(&'static self, address: Address) -> Option<&'static Context> {
        self.context(self.entry(address))
    }

    fn entry(&self, address: Address) -> &'static Entry {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.entry(address).or_insert_with(|| Box::leak(Box::new(Entry { address, context: OnceLock::new() })))
    }

    /// The prepared context; `None` if the grammar refers to one that does not exist.
    pub fn context(&'static self, entry: &'static Entry) -> Option<&'static Context> {
        entry.context.get_or_init(|| self.prepare(entry.address)).as_ref()
    }

    fn prepare(&self, address: Address) -> Option<Context> {
        let mut context = pack::context(address)?;
        let patterns = self.patterns(&mut context.items)?;
        let places: Vec<[u16; KINDS]> = patterns.iter().map(|pattern| pattern.places).collect();
        Some(Context {
            meta: context.meta,
            content: context.content,
            clear: context.clear,
            prototype: context.prototype.map(|address| self.entry(address)),
            wants_groups: context.wants_groups,
            candidates: Candidates::new(&places)?,
            patterns: patterns.into(),
        })
    }

    /// The patterns of a context and of those it includes, in the order in which they are tried.
    fn patterns(&self, items: &mut Items) -> Option<Vec<&'static Pattern>> {
        let mut patterns = Vec::new();
        let mut outer: Vec<Items> = Vec::new();
        loop {
            match items.next() {
                Some(Item::Pattern(address)) => patterns.push(self.pattern(address)?),
                Some(Item::Include(address)) => {
                    let inner = pack::context(address)?.items;
                    outer.push(std::mem::replace(items, inner));
                }
                None => match outer.pop() {
                    Some(rest) => *items = rest,
                    None => return Some(patterns),
                },
            }
            // No grammar includes itself.
            if outer.len() > MAX_INCLUDED {
                return None;
            }
        }
    }

    /// The same pattern is reached from all contexts that include its own: it is prepared once.
    fn pattern(&self, address: Address) -> Option<&'static Pattern> {
        if let Some(known) = self.patterns.lock().unwrap_or_else(PoisonError::into_inner).get(&address) {
            return Some(known);
        }
        let packed = pack::pattern(address)?;
        let targets = || packed.targets.iter().map(|address| self.entry(*address)).collect();
        let pattern = Pattern {
            places: pack::places(packed.places)?,
            needs: packed.needs,
            simple: packed.simple,
            expression: packed.expression,
            matcher: OnceLock::new(),
            refers_back: packed.refers_back,
            elsewhere: packed.has_search_start.then(|| without_search_start(packed.expression)),
            matcher_elsewhere: OnceLock::new(),
            scopes: packed.scopes,
            groups: packed.groups,
            operation: match packed.operation {
                pack::Operation::Stay => Operation::Stay,
                pack::Operation::Pop => Operation::Pop,
                pack::Operation::Push => Operation::Push(targets()),
                pack::Operation::Set => Operation::Set(targets()),
                pack::Operation::Broken => Operation::Broken,
            },
            with_prototype: packed.with_prototype.map(|address| self.entry(address)),
        };
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        Some(patterns.entry(address).or_insert_with(|| Box::leak(Box::new(pattern))))
    }
}

impl Context {
    /// The patterns that may match at a place, in the order in which they are to be tried.
    pub fn candidates(&self, place: Place) -> impl Iterator<Item = &'static Pattern> + '_ {
        self.candidates.at(place).filter_map(|index| self.patterns.get(index).copied())
    }
}

impl Pattern {
    /// Where a match that begins at `at` ends; `searched` is where the search for it began. A pattern whose groups have
    /// scopes leaves them in `groups`, so that nobody needs to match it a second time.
    pub fn end(&self, line: &str, at: usize, searched: usize, groups: &mut Region, fuel: &mut Fuel) -> Option<usize> {
        match self.matcher(at == searched) {
            Matcher::Simple(simple, regex) => simple.end(line.as_bytes(), at).unwrap_or_else(|()| {
                end(regex.get_or_init(|| compile(self.expression)).as_ref()?, line, at, None, fuel)
            }),
            Matcher::Regex(regex) => {
                let rest = line.as_bytes().get(at..).unwrap_or_default();
                let groups = (!self.groups.is_empty()).then_some(groups);
                if self.needs.are_met(rest) { end(regex, line, at, groups, fuel) } else { fuel.spend_on(rest) }
            }
            Matcher::Never => None,
        }
    }

    /// The groups of the match that begins at `at`.
    pub fn regions(&self, line: &str, at: usize, searched: usize, fuel: &mut Fuel) -> Region {
        let mut region = Region::new();
        match self.matcher(at == searched) {
            Matcher::Regex(regex) => {
                end(regex, line, at, Some(&mut region), fuel);
            }
            Matcher::Simple(..) | Matcher::Never => {}
        }
        region
    }

    fn matcher(&self, at_search_start: bool) -> &Matcher {
        let compiled = |expression: &str| compile(expression).map_or(Matcher::Never, Matcher::Regex);
        if let Some(expression) = self.elsewhere.as_ref().filter(|_| !at_search_start) {
            return self.matcher_elsewhere.get_or_init(|| compiled(expression));
        }
        self.matcher.get_or_init(|| match self.simple {
            Some(simple) => Matcher::Simple(simple, Box::default()),
            None => compiled(self.expression),
        })
    }

    /// The expression with the groups of an earlier match put in place of `\1` to `\9`.
    pub fn expression_with(&self, groups: &[Option<String>]) -> String {
        let mut result = String::with_capacity(self.expression.len());
        let mut escaped = false;
        for c in self.expression.chars() {
            match (escaped, c.to_digit(10)) {
                (true, Some(group)) => {
                    let text = groups.get(group as usize).and_then(Option::as_deref).unwrap_or_default();
                    for c in text.chars() {
                        if c.is_ascii_punctuation() || c == ' ' {
                            result.push('\\');
                        }
                        result.push(c);
                    }
                }
                (true, None) => result.extend(['\\', c]),
                (false, _) if c != '\\' => result.push(c),
                (false, _) => {}
            }
            escaped = c == '\\' && !escaped;
        }
        if escaped {
            result.push('\\');
        }
        result
    }
}

/// The expression with something that never matches in place of `\G`.
fn without_search_start(expression: &str) -> Box<str> {
    let mut result = String::with_capacity(expression.len() + 2);
    let mut rest = expression;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let length = rest[at + 1..].chars().next().map_or(1, |c| 1 + c.len_utf8());
        let escape = &rest[at..at + length];
        result.push_str(if escape == "\\G" { "(?!)" } else { escape });
        rest = &rest[at + length..];
    }
    result.push_str(rest);
    result.into()
}

/// The options are syntect's: named groups do not switch off numbered ones.
pub fn compile(expression: &str) -> Option<Regex> {
    Regex::with_options(expression, RegexOptions::REGEX_OPTION_CAPTURE_GROUP, Syntax::default()).ok()
}

/// Where the match of an expression that begins at `at` ends; a match that costs too much is none.
pub fn end(regex: &Regex, line: &str, at: usize, region: Option<&mut Region>, fuel: &mut Fuel) -> Option<usize> {
    let length = line.len().saturating_sub(at);
    fuel.spend(16 + length);
    let mut region = region;
    let mut attempt = |work: usize| {
        let mut limits = MatchParam::default();
        limits.set_retry_limit_in_match((work / length.max(1)).clamp(50, 20_000) as u32);
        let taken = regex.match_with_param(line, at, SearchOptions::SEARCH_OPTION_NONE, region.as_deref_mut(), limits);
        taken.map(|taken| taken.map(|taken| at + taken))
    };
    attempt(CHEAP).or_else(|_| attempt(PATIENT).inspect(|_| fuel.spend(CHEAP))).unwrap_or_else(|_| {
        fuel.spend(PATIENT / 10);
        None
    })
}
