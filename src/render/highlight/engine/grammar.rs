//! Grammar: syntect's contexts and patterns, prepared for the machine when they are first reached.
//!
//! What is prepared lives as long as the process: there are as many contexts as grammars have, not as inputs have.

use super::first::{self, Simple};
use super::needs::Needs;
use super::places::{Places, ROWS};
use crate::render::highlight::scopes::{Effect, Effects};
use onig::{MatchParam, Regex, RegexOptions, Region, SearchOptions, Syntax};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use syntect::parsing::syntax_definition::{
    Context as Definition, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern as Item, context_iter,
};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

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

/// All grammars, decoded and prepared piece by piece.
pub struct Grammars {
    set: SyntaxSet,
    effects: Effects,
    entries: Mutex<FxHashMap<ContextId, &'static Entry>>,
    patterns: Mutex<FxHashMap<usize, &'static Pattern>>,
    starts: Vec<OnceLock<Option<&'static Entry>>>,
}

/// The place of a context that may not be prepared yet.
pub struct Entry {
    reference: ContextReference,
    context: OnceLock<Option<Context>>,
}

/// A context: the patterns that are tried while it is on top of the stack.
pub struct Context {
    pub meta: Box<[Effect]>,
    pub content: Box<[Effect]>,
    pub clear: Option<ClearAmount>,
    pub prototype: Option<&'static Entry>,
    /// Its patterns refer to groups of the match that led here.
    pub wants_groups: bool,
    patterns: Box<[&'static Pattern]>,
    candidates: Box<[u64]>,
    words: usize,
}

/// One expression and what a match of it does.
pub struct Pattern {
    expression: Box<str>,
    places: Places,
    needs: Needs,
    matcher: OnceLock<Matcher>,
    /// The expression refers to groups of the match that led to its context.
    pub refers_back: bool,
    /// For an expression with `\G` (the place where the search begins): what it is at any other place.
    elsewhere: Option<Box<str>>,
    matcher_elsewhere: OnceLock<Matcher>,
    pub scopes: Box<[Effect]>,
    pub groups: Box<[(usize, Box<[Effect]>)]>,
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
    pub fn new(set: SyntaxSet) -> Self {
        let starts = set.syntaxes().iter().map(|_| OnceLock::new()).collect();
        Self { set, effects: Effects::new(), entries: Mutex::default(), patterns: Mutex::default(), starts }
    }

    pub fn set(&self) -> &SyntaxSet {
        &self.set
    }

    /// The context in which a syntax begins.
    pub fn start(&'static self, syntax: usize) -> Option<&'static Context> {
        let entry = self.starts.get(syntax)?.get_or_init(|| self.find_start(syntax));
        self.context((*entry)?)
    }

    /// syntect keeps the names of contexts to itself. The start is the context that carries the scope of the syntax and
    /// has one pattern only, the empty one, which leads on to the main context.
    fn find_start(&'static self, syntax: usize) -> Option<&'static Entry> {
        let scope = self.set.syntaxes().get(syntax)?.scope;
        for context in 0.. {
            let reference = reference(serde_json::json!({ "syntax_index": syntax, "context_index": context }))?;
            let definition = reference.resolve(&self.set).ok()?;
            if is_start(definition, scope) {
                return self.entry(&reference);
            }
        }
        None
    }

    fn entry(&self, reference: &ContextReference) -> Option<&'static Entry> {
        let id = reference.id().ok()?;
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        Some(
            entries.entry(id).or_insert_with(|| {
                Box::leak(Box::new(Entry { reference: reference.clone(), context: OnceLock::new() }))
            }),
        )
    }

    /// The prepared context; `None` if the grammar refers to one that does not exist.
    pub fn context(&'static self, entry: &'static Entry) -> Option<&'static Context> {
        entry.context.get_or_init(|| self.prepare(entry.reference.resolve(&self.set).ok()?)).as_ref()
    }

    fn prepare(&self, definition: &Definition) -> Option<Context> {
        let prototype = match &definition.prototype {
            Some(id) => Some(self.entry(&reference(serde_json::to_value(id).ok()?)?)?),
            None => None,
        };
        let mut patterns = Vec::new();
        let mut places = Vec::new();
        for (owner, index) in context_iter(&self.set, definition) {
            let pattern = self.pattern(owner.match_at(index).ok()?);
            places.push(&pattern.places);
            patterns.push(pattern);
        }
        let words = patterns.len().div_ceil(64);
        Some(Context {
            meta: self.effects(&definition.meta_scope),
            content: self.effects(&definition.meta_content_scope),
            clear: definition.clear_scopes,
            prototype,
            wants_groups: definition.uses_backrefs,
            patterns: patterns.into(),
            candidates: candidates(&places, words),
            words,
        })
    }

    /// The same pattern is reached from all contexts that include its own: it is prepared once.
    fn pattern(&self, definition: &MatchPattern) -> &'static Pattern {
        let address = std::ptr::from_ref(definition) as usize;
        if let Some(known) = self.patterns.lock().unwrap_or_else(PoisonError::into_inner).get(&address) {
            return known;
        }
        let targets = |references: &[ContextReference]| -> Option<Box<[&'static Entry]>> {
            references.iter().map(|reference| self.entry(reference)).collect()
        };
        let (places, needs) = first::places(definition.regex.regex_str());
        let pattern = Pattern {
            places,
            needs,
            expression: definition.regex.regex_str().into(),
            matcher: OnceLock::new(),
            refers_back: definition.has_captures,
            elsewhere: without_search_start(definition.regex.regex_str()),
            matcher_elsewhere: OnceLock::new(),
            scopes: self.effects(&definition.scope),
            groups: definition
                .captures
                .iter()
                .flatten()
                .map(|(group, scopes)| (*group, self.effects(scopes)))
                .collect(),
            operation: match &definition.operation {
                MatchOperation::None => Operation::Stay,
                MatchOperation::Pop => Operation::Pop,
                MatchOperation::Push(to) => targets(to).map_or(Operation::Broken, Operation::Push),
                MatchOperation::Set(to) => targets(to).map_or(Operation::Broken, Operation::Set),
            },
            with_prototype: definition.with_prototype.as_ref().and_then(|reference| self.entry(reference)),
        };
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        patterns.entry(address).or_insert_with(|| Box::leak(Box::new(pattern)))
    }

    fn effects(&self, scopes: &[Scope]) -> Box<[Effect]> {
        scopes.iter().map(|&scope| self.effects.of(scope)).collect()
    }
}

/// A reference to the context with the given id; syntect has no constructor for it, but reads it with serde.
fn reference(id: serde_json::Value) -> Option<ContextReference> {
    serde_json::from_value(serde_json::json!({ "Direct": id })).ok()
}

fn is_start(definition: &Definition, scope: Scope) -> bool {
    definition.meta_content_scope == [scope]
        && !definition.meta_include_prototype
        && matches!(definition.patterns.as_slice(), [Item::Match(only)]
            if only.regex.regex_str().is_empty() && matches!(only.operation, MatchOperation::Push(_)))
}

/// For every row of places a row of bits: which patterns are worth trying.
fn candidates(places: &[&Places], words: usize) -> Box<[u64]> {
    let mut table = vec![0; ROWS * words];
    for (index, places) in places.iter().enumerate() {
        for row in places.rows() {
            table[row * words + index / 64] |= 1 << (index % 64);
        }
    }
    table.into()
}

impl Context {
    /// The patterns that may match at a place, in the order in which they are to be tried. The row is that of
    /// [`super::places::row`].
    pub fn candidates(&self, row: usize) -> impl Iterator<Item = &'static Pattern> + '_ {
        let from = row * self.words;
        let mut words = self.candidates.get(from..from + self.words).unwrap_or_default().iter();
        let mut bits = words.next().copied().unwrap_or_default();
        let mut first = 0;
        std::iter::from_fn(move || {
            while bits == 0 {
                bits = *words.next()?;
                first += 64;
            }
            let index = first + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            self.patterns.get(index).copied()
        })
    }
}

impl Pattern {
    /// Where a match that begins at `at` ends; `searched` is where the search for it began. A pattern whose groups have
    /// scopes leaves them in `groups`, so that nobody needs to match it a second time.
    pub fn end(&self, line: &str, at: usize, searched: usize, groups: &mut Region, fuel: &mut Fuel) -> Option<usize> {
        match self.matcher(at == searched) {
            Matcher::Simple(simple, regex) => simple.end(line.as_bytes(), at).unwrap_or_else(|()| {
                end(regex.get_or_init(|| compile(&self.expression)).as_ref()?, line, at, None, fuel)
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
        self.matcher.get_or_init(|| match first::simple(&self.expression) {
            // Group 0, the whole match, can have scopes of its own.
            Some(simple) if self.groups.is_empty() => Matcher::Simple(simple, Box::default()),
            _ => compiled(&self.expression),
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

/// The expression with something that never matches in place of `\G`, if that is in it.
fn without_search_start(expression: &str) -> Option<Box<str>> {
    let mut result = String::with_capacity(expression.len() + 2);
    let mut rest = expression;
    let mut found = false;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let length = rest[at + 1..].chars().next().map_or(1, |c| 1 + c.len_utf8());
        let escape = &rest[at..at + length];
        found |= escape == "\\G";
        result.push_str(if escape == "\\G" { "(?!)" } else { escape });
        rest = &rest[at + length..];
    }
    result.push_str(rest);
    found.then(|| result.into())
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
