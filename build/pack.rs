//! Pack: all grammars as bytes that are read where they are needed, context by context.
//!
//! `src/render/highlight/engine/pack.rs` reads them, and says what stands where.

use crate::effects;
use crate::told::first::{self, Simple};
use crate::told::places::Places;
use crate::told::symbols::Symbols;
use std::collections::{BTreeMap, HashMap};
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern,
};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

/// The files that the program holds.
#[derive(Default)]
pub struct Packed {
    pub records: Vec<u8>,
    pub texts: String,
    pub sets: Vec<u8>,
    pub places: Vec<u8>,
    pub starts: Vec<u8>,
    pub words: Vec<u8>,
    pub first_lines: Vec<u8>,
}

/// Packs a collection of grammars; fails on what its reader could not read.
pub fn pack(set: &SyntaxSet) -> Packed {
    let mut packer = Packer::default();
    let contexts: Vec<Vec<(ContextId, &Context)>> =
        (0..set.syntaxes().len()).map(|syntax| contexts(set, syntax)).collect();
    for (syntax, contexts) in set.syntaxes().iter().zip(&contexts) {
        // Texts of one grammar stand together: who reads one of them has the others in memory.
        packer.known_texts.clear();
        let mut start = None;
        for (id, context) in contexts {
            let at = packer.records.len() as u32;
            packer.addresses.insert(*id, at);
            start = start.or(is_start(context, syntax.scope).then_some(at));
            packer.context(context);
        }
        let start = start.expect("every grammar has a start");
        packer.packed.starts.extend(start.to_le_bytes());
    }
    packer.known_texts.clear();
    packer.words(set);
    packer.first_lines(set);
    packer.finish()
}

/// The contexts of a syntax, by number. syntect keeps the list to itself, but finds each by its number.
fn contexts(set: &SyntaxSet, syntax: usize) -> Vec<(ContextId, &Context)> {
    let reference = |context: usize| -> ContextReference {
        // The fifth kind of reference, `Direct`, and the two numbers of its context.
        let mut bytes = 4u32.to_le_bytes().to_vec();
        bytes.extend([syntax, context].iter().flat_map(|number| (*number as u64).to_le_bytes()));
        syntect::dumps::from_uncompressed_data(&bytes).expect("a reference to a context")
    };
    let found = |context| {
        let reference = reference(context);
        Some((reference.id().ok()?, reference.resolve(set).ok()?))
    };
    (0..).map_while(found).collect()
}

/// The start is the context that carries the scope of the syntax and has one pattern only, the empty one, which leads on
/// to the main context.
fn is_start(context: &Context, scope: Scope) -> bool {
    context.meta_content_scope == [scope]
        && !context.meta_include_prototype
        && matches!(context.patterns.as_slice(), [Pattern::Match(only)]
            if only.regex.regex_str().is_empty() && matches!(only.operation, MatchOperation::Push(_)))
}

#[derive(Default)]
struct Packer {
    packed: Packed,
    records: Vec<u8>,
    addresses: HashMap<ContextId, u32>,
    /// Where in the records the address of a context belongs.
    references: Vec<(usize, ContextId)>,
    known_texts: HashMap<String, u32>,
    known_sets: HashMap<([u64; 4], bool), u16>,
    known_places: HashMap<Vec<u8>, u16>,
    known_effects: HashMap<Scope, u8>,
}

impl Packer {
    fn context(&mut self, context: &Context) {
        let (clear, count) = match context.clear_scopes {
            None => (0, 0),
            Some(ClearAmount::All) => (4, 0),
            Some(ClearAmount::TopN(count)) => (8, count),
        };
        let flags = u8::from(context.uses_backrefs) | u8::from(context.prototype.is_some()) << 1 | clear;
        self.records.push(flags);
        self.number(count);
        if let Some(id) = context.prototype {
            self.reference(id);
        }
        self.scopes(&context.meta_scope);
        self.scopes(&context.meta_content_scope);
        let items: Vec<&Pattern> = context.patterns.iter().filter(|item| is_linked(item)).collect();
        self.number(items.len());
        for item in items {
            match item {
                Pattern::Include(reference) => {
                    self.records.push(0);
                    self.reference(reference.id().expect("a context that is there"));
                }
                Pattern::Match(pattern) => self.pattern(pattern),
            }
        }
    }

    fn pattern(&mut self, pattern: &MatchPattern) {
        let expression = pattern.regex.regex_str();
        let (places, needs) = first::places(expression);
        let captures = pattern.captures.as_deref().unwrap_or_default();
        let targets = |references: &[ContextReference]| -> Option<Vec<ContextId>> {
            references.iter().map(|reference| reference.id().ok()).collect()
        };
        // 4 is an operation that leads to a context that does not exist.
        let (operation, targets) = match &pattern.operation {
            MatchOperation::None => (0, Vec::new()),
            MatchOperation::Pop => (1, Vec::new()),
            MatchOperation::Push(to) => targets(to).map_or((4, Vec::new()), |targets| (2, targets)),
            MatchOperation::Set(to) => targets(to).map_or((4, Vec::new()), |targets| (3, targets)),
        };
        let with_prototype = pattern.with_prototype.as_ref().and_then(|reference| reference.id().ok());
        // Group 0, the whole match, can have scopes of its own: then an engine must tell the groups.
        let simple = first::simple(expression).filter(|_| captures.is_empty());
        let has_search_start = has_search_start(expression);
        let flags = u8::from(pattern.has_captures)
            | u8::from(has_search_start) << 1
            | u8::from(with_prototype.is_some()) << 2
            | operation << 3;
        let whole = std::mem::take(&mut self.records);
        self.records.push(flags);
        self.text(expression);
        let places = self.places(places);
        self.number(places.into());
        match needs.bytes() {
            None => self.number(0),
            Some(bytes) => {
                self.number(bytes.len() + 1);
                self.records.extend(bytes);
            }
        }
        self.simple(simple);
        self.scopes(&pattern.scope);
        self.number(captures.len());
        for (group, scopes) in captures {
            self.number(*group);
            self.scopes(scopes);
        }
        let mut references: Vec<(usize, ContextId)> = Vec::new();
        self.number(targets.len());
        for id in targets.into_iter().chain(with_prototype) {
            references.push((self.records.len(), id));
            self.records.extend([0; 4]);
        }
        let record = std::mem::replace(&mut self.records, whole);
        // One more than the length, since 0 is an include.
        self.number(record.len() + 1);
        let at = self.records.len();
        self.references.extend(references.into_iter().map(|(inside, id)| (at + inside, id)));
        self.records.extend(record);
    }

    fn simple(&mut self, simple: Option<Simple>) {
        let (kind, symbols) = match simple {
            None => (0, None),
            Some(Simple::Always) => (1, None),
            Some(Simple::One(symbols)) => (2, Some(symbols)),
            Some(Simple::Before(symbols)) => (3, Some(symbols)),
            Some(Simple::Many { symbols, at_least: 0 }) => (4, Some(symbols)),
            Some(Simple::Many { symbols, .. }) => (5, Some(symbols)),
        };
        self.records.push(kind);
        if let Some(Symbols { bits, end, .. }) = symbols {
            let set = self.set(bits, end);
            self.number(set.into());
        }
    }

    /// The number of a set of symbols.
    fn set(&mut self, bits: [u64; 4], end: bool) -> u16 {
        let next = u16::try_from(self.known_sets.len()).expect("a number of two bytes");
        *self.known_sets.entry((bits, end)).or_insert_with(|| {
            self.packed.sets.extend(bits.iter().flat_map(|word| word.to_le_bytes()));
            self.packed.sets.push(end.into());
            next
        })
    }

    /// The number of a set of places: one set of symbols for each kind of place.
    fn places(&mut self, places: Places) -> u16 {
        let sets: Vec<u8> = places.kinds().flat_map(|(bits, end)| self.set(bits, end).to_le_bytes()).collect();
        let next = u16::try_from(self.known_places.len()).expect("a number of two bytes");
        *self.known_places.entry(sets).or_insert_with_key(|sets| {
            self.packed.places.extend(sets);
            next
        })
    }

    /// A number: seven bits a byte, the lowest first; the eighth bit says that more follow.
    fn number(&mut self, mut number: usize) {
        while number > 127 {
            self.records.push(number as u8 | 128);
            number >>= 7;
        }
        self.records.push(number as u8);
    }

    fn reference(&mut self, id: ContextId) {
        self.references.push((self.records.len(), id));
        self.records.extend([0; 4]);
    }

    fn text(&mut self, text: &str) {
        let at = self.place_of_text(text);
        self.number(at as usize);
        self.number(text.len());
    }

    fn place_of_text(&mut self, text: &str) -> u32 {
        if let Some(at) = self.known_texts.get(text) {
            return *at;
        }
        let at = u32::try_from(self.packed.texts.len()).expect("texts of less than 4 GiB");
        self.packed.texts.push_str(text);
        self.known_texts.insert(text.to_owned(), at);
        at
    }

    fn scopes(&mut self, scopes: &[Scope]) {
        self.number(scopes.len());
        for scope in scopes {
            let effect = *self.known_effects.entry(*scope).or_insert_with(|| effects::of(&scope.build_string()));
            self.records.push(effect);
        }
    }

    /// The words that lead to a grammar, sorted. Of two grammars with one file extension the later counts, and an extension
    /// counts more than a name: the same as in syntect's own search.
    fn words(&mut self, set: &SyntaxSet) {
        let visible = || set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden);
        let names = visible().map(|(index, syntax)| (syntax.name.to_lowercase(), index));
        let extensions = visible().flat_map(|(index, syntax)| {
            syntax.file_extensions.iter().map(move |extension| (extension.to_lowercase(), index))
        });
        let words: BTreeMap<String, usize> = names.chain(extensions).collect();
        for (word, index) in words {
            let entry = self.entry(&word, index);
            self.packed.words.extend(entry);
        }
    }

    /// What tells a language from the first line of a file; the later grammar counts, so it stands before others.
    fn first_lines(&mut self, set: &SyntaxSet) {
        for (index, syntax) in set.syntaxes().iter().enumerate().rev() {
            if let Some(expression) = &syntax.first_line_match {
                let entry = self.entry(expression, index);
                self.packed.first_lines.extend(entry);
            }
        }
    }

    /// A text and the number of a grammar, in eight bytes.
    fn entry(&mut self, text: &str, syntax: usize) -> Vec<u8> {
        let short = |number: usize| u16::try_from(number).expect("a number of two bytes").to_le_bytes();
        let at = self.place_of_text(text).to_le_bytes();
        [at.as_slice(), &short(text.len()), &short(syntax)].concat()
    }

    fn finish(mut self) -> Packed {
        for (at, id) in &self.references {
            let address = self.addresses.get(id).expect("a context that is there");
            self.records.splice(*at..at + 4, address.to_le_bytes());
        }
        Packed { records: self.records, ..self.packed }
    }
}

/// An include that leads nowhere is passed over.
fn is_linked(item: &Pattern) -> bool {
    !matches!(item, Pattern::Include(reference) if reference.id().is_err())
}

/// Whether an expression has `\G`, the place where the search begins.
fn has_search_start(expression: &str) -> bool {
    let mut escaped = false;
    expression.chars().any(|c| {
        let found = escaped && c == 'G';
        escaped = c == '\\' && !escaped;
        found
    })
}
