//! Machine: walks the lines of one piece of code with the contexts of a grammar, and names the class of every part.
//!
//! The rules are those of syntect's parser, which are Sublime Text's: at each place the patterns of the innermost
//! context are tried in order; the earliest match wins, of equals the first; a match pushes, sets or pops contexts.

use super::grammar::{self, Context, Entry, Fuel, Grammars, Operation, Pattern};
use super::line::Line;
use crate::render::highlight::scopes::{Class, Effect, Stack};
use onig::{Regex, Region};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Contexts nested deeper than this are not entered; syntect has the same bound.
const MAX_DEPTH: usize = 100;

/// The grammar is broken, or this code makes it go in circles, or costs too much.
#[derive(Debug, PartialEq, Eq)]
pub struct Stuck;

/// The state between two lines.
pub struct Machine {
    grammars: &'static Grammars,
    levels: Vec<Level>,
    scopes: Stack,
    /// Where levels begin that patterns of a `with_prototype` pushed: prototypes below do not hold there.
    prototype_starts: Vec<usize>,
    /// Expressions with the text of earlier groups put in.
    filled: FxHashMap<String, Option<Regex>>,
    fuel: Fuel,
    /// The groups of the last match of a pattern whose groups have scopes.
    groups: Region,
    /// The contexts of the last search, kept for their room.
    layers: Vec<Layer>,
}

/// A context that is asked at each place of a line.
struct Layer {
    with_prototype: bool,
    context: &'static Context,
    /// The level whose groups its patterns refer to.
    level: Option<usize>,
}

impl Layer {
    #[inline]
    fn groups<'l>(&self, levels: &'l [Level]) -> Option<&'l [Option<String>]> {
        levels.get(self.level?)?.groups.as_deref()
    }
}

struct Level {
    context: &'static Context,
    prototypes: Vec<&'static Context>,
    groups: Option<Rc<[Option<String>]>>,
}

struct Match {
    pattern: &'static Pattern,
    /// Where the search for it began.
    searched: usize,
    start: usize,
    end: usize,
    from_with_prototype: bool,
    would_loop: bool,
    /// The expression that matched, where it is not the pattern's own.
    filled: Option<String>,
}

/// Receives the text of a line from begin to end, piece by piece, each with its class.
pub trait Sink {
    fn text(&mut self, text: &str, class: Class);
}

/// How far a line was handed on.
struct Progress<'a, S> {
    line: &'a str,
    at: usize,
    sink: &'a mut S,
}

impl<S: Sink> Progress<'_, S> {
    /// Hands on the text up to `to`; groups of a match may lie before what was handed on already.
    fn advance(&mut self, to: usize, class: Class) {
        if let Some(text) = self.line.get(self.at..to).filter(|text| !text.is_empty()) {
            self.sink.text(text, class);
            self.at = to;
        }
    }
}

impl Machine {
    /// A machine at the begin of code of so many bytes in the syntax with this number, if the grammar can be used.
    pub fn new(grammars: &'static Grammars, syntax: usize, bytes: usize) -> Option<Self> {
        let context = grammars.start(syntax)?;
        let mut scopes = Stack::default();
        context.content.iter().take(1).for_each(|&effect| scopes.push(effect));
        Some(Self {
            grammars,
            levels: vec![Level { context, prototypes: Vec::new(), groups: None }],
            scopes,
            prototype_starts: Vec::new(),
            filled: FxHashMap::default(),
            fuel: Fuel::for_code(bytes),
            groups: Region::new(),
            layers: Vec::new(),
        })
    }

    /// Reads one line, with its line feed, and hands its parts to the sink.
    pub fn line(&mut self, line: &str, sink: &mut impl Sink) -> Result<(), Stuck> {
        let mut progress = Progress { line, at: 0, sink };
        let mut start = 0;
        // Where a pattern that took no character pushed a context, and how deep the stack was then: popping it at once
        // would begin a circle.
        let mut empty_push = (0, 0);
        // A pattern that takes no character can also set contexts in circles, which syntect does not notice.
        let mut steps_left = 16 * line.len() + 1000;
        loop {
            steps_left = steps_left.checked_sub(1).ok_or(Stuck)?;
            while self.prototype_starts.last().is_some_and(|&from| from >= self.levels.len()) {
                self.prototype_starts.pop();
            }
            let check_loop = empty_push == (start, self.levels.len());
            let Some(found) = self.find(line, start, check_loop)? else { break };
            if found.would_loop {
                match line.get(start..).and_then(|rest| rest.char_indices().nth(1)) {
                    Some((width, _)) => start += width,
                    None => break,
                }
                continue;
            }
            if found.end <= start && matches!(found.pattern.operation, Operation::Push(_)) {
                empty_push = (found.end, self.levels.len() + 1);
            }
            start = found.end;
            if found.from_with_prototype {
                self.prototype_starts.push(self.levels.len());
            }
            self.execute(&found, &mut progress)?;
        }
        let class = self.scopes.class();
        progress.advance(line.len(), class);
        Ok(())
    }

    /// The first match at or behind `start`.
    fn find(&mut self, line: &str, start: usize, check_loop: bool) -> Result<Option<Match>, Stuck> {
        let mut layers = std::mem::take(&mut self.layers);
        let known = self.layers(&mut layers);
        let found = known.and_then(|()| self.find_in(&layers, line, start, check_loop));
        self.layers = layers;
        found
    }

    /// The contexts whose patterns are tried at each place, in this order.
    fn layers(&self, layers: &mut Vec<Layer>) -> Result<(), Stuck> {
        layers.clear();
        let top = self.levels.last().ok_or(Stuck)?;
        let from = self.prototype_starts.last().copied().unwrap_or(0);
        for (number, level) in self.levels.iter().enumerate().skip(from) {
            let with_prototype = |&context| Layer { with_prototype: true, context, level: Some(number) };
            layers.extend(level.prototypes.iter().map(with_prototype));
        }
        if let Some(entry) = top.context.prototype {
            let context = self.grammars.context(entry).ok_or(Stuck)?;
            layers.push(Layer { with_prototype: false, context, level: None });
        }
        layers.push(Layer { with_prototype: false, context: top.context, level: Some(self.levels.len() - 1) });
        Ok(())
    }

    fn find_in(
        &mut self,
        layers: &[Layer],
        line: &str,
        start: usize,
        check_loop: bool,
    ) -> Result<Option<Match>, Stuck> {
        let deep = self.levels.len() >= MAX_DEPTH;
        // Patterns whose first match does nothing; they hide their later matches, as in syntect.
        let mut spent: Vec<*const Pattern> = Vec::new();
        let mut looping = None;
        let mut places = Line::new(line);
        for at in start..=line.len() {
            let place = places.place(at);
            for layer in layers {
                for pattern in layer.context.candidates(place) {
                    if !spent.is_empty() && spent.contains(&std::ptr::from_ref(pattern)) {
                        continue;
                    }
                    let (end, filled) = match layer.groups(&self.levels).filter(|_| pattern.refers_back) {
                        Some(groups) => {
                            let expression = pattern.expression_with(groups);
                            if !self.filled.contains_key(&expression) {
                                self.filled.insert(expression.clone(), grammar::compile(&expression));
                            }
                            let regex = self.filled.get(&expression).and_then(Option::as_ref);
                            (
                                regex.and_then(|regex| grammar::end(regex, line, at, None, &mut self.fuel)),
                                Some(expression),
                            )
                        }
                        None => (pattern.end(line, at, start, &mut self.groups, &mut self.fuel), None),
                    };
                    let Some(end) = end else { continue };
                    let does_something = match pattern.operation {
                        Operation::Stay => end != at,
                        Operation::Push(_) => !deep,
                        Operation::Pop | Operation::Set(_) | Operation::Broken => true,
                    };
                    if !does_something {
                        spent.push(pattern);
                        continue;
                    }
                    let would_loop = check_loop && end <= start && matches!(pattern.operation, Operation::Pop);
                    let found = Match {
                        pattern,
                        searched: start,
                        start: at,
                        end,
                        from_with_prototype: layer.with_prototype,
                        would_loop,
                        filled,
                    };
                    if !would_loop {
                        return Ok(Some(found));
                    }
                    looping = Some(found);
                }
            }
            if looping.is_some() {
                return Ok(looping);
            }
            if self.fuel.is_spent() {
                return Err(Stuck);
            }
        }
        Ok(None)
    }

    /// Applies the scopes of a match to the text around and inside it, then changes the stack of contexts.
    fn execute<S: Sink>(&mut self, found: &Match, progress: &mut Progress<'_, S>) -> Result<(), Stuck> {
        let Match { pattern, start, end, .. } = *found;
        let targets = match &pattern.operation {
            Operation::Push(entries) | Operation::Set(entries) => self.contexts(entries)?,
            Operation::Stay | Operation::Pop => Vec::new(),
            Operation::Broken => return Err(Stuck),
        };
        let wants_groups = |context: &&Context| context.wants_groups;
        let with_prototype =
            pattern.with_prototype.map(|entry| self.grammars.context(entry).ok_or(Stuck)).transpose()?;
        let regions = if !pattern.groups.is_empty()
            || targets.iter().any(wants_groups)
            || with_prototype.iter().any(wants_groups)
            || self.levels.last().is_some_and(|level| level.prototypes.iter().any(wants_groups))
        {
            Some(self.regions(found, progress.line))
        } else {
            None
        };

        progress.advance(start, self.scopes.class());
        self.scopes_before(&pattern.operation, &targets);
        pattern.scopes.iter().for_each(|&effect| self.scopes.push(effect));
        if let Some(regions) = &regions {
            self.groups(pattern, regions, progress);
        }
        progress.advance(end, self.scopes.class());
        self.scopes.pop(pattern.scopes.len());
        self.scopes_after(&pattern.operation, &targets);
        self.move_to(&pattern.operation, targets, with_prototype, progress.line, regions.as_ref());
        // Its room is for the next one.
        if let Some(regions) = regions {
            self.groups = regions;
        }
        Ok(())
    }

    fn contexts(&self, entries: &[&'static Entry]) -> Result<Vec<&'static Context>, Stuck> {
        entries.iter().map(|entry| self.grammars.context(entry).ok_or(Stuck)).collect()
    }

    fn regions(&mut self, found: &Match, line: &str) -> Region {
        match &found.filled {
            Some(expression) => {
                let mut region = Region::new();
                if let Some(Some(regex)) = self.filled.get(expression) {
                    grammar::end(regex, line, found.start, Some(&mut region), &mut self.fuel);
                }
                region
            }
            None if !found.pattern.groups.is_empty() => std::mem::replace(&mut self.groups, Region::new()),
            None => found.pattern.regions(line, found.start, found.searched, &mut self.fuel),
        }
    }

    /// The scopes of the groups, outer ones first; a group may lie outside the match, in what it looked at.
    fn groups<S: Sink>(&mut self, pattern: &Pattern, regions: &Region, progress: &mut Progress<'_, S>) {
        enum Step<'a> {
            Push(&'a [Effect]),
            Pop(usize),
        }
        let mut steps = Vec::new();
        for (group, effects) in &pattern.groups {
            let Some((from, to)) = regions.pos(*group).filter(|(from, to)| from != to) else { continue };
            steps.push((from, -i64::try_from(to.saturating_sub(from)).unwrap_or(i64::MAX), Step::Push(effects)));
            steps.push((to, i64::MIN, Step::Pop(effects.len())));
        }
        steps.sort_by_key(|&(at, order, _)| (at, order));
        for (at, _, step) in steps {
            progress.advance(at, self.scopes.class());
            match step {
                Step::Push(effects) => effects.iter().for_each(|&effect| self.scopes.push(effect)),
                Step::Pop(count) => self.scopes.pop(count),
            }
        }
    }

    /// The scopes that contexts add to the text of the match that enters or leaves them.
    fn scopes_before(&mut self, operation: &Operation, targets: &[&Context]) {
        let Some(current) = self.levels.last().map(|level| level.context) else { return };
        match operation {
            Operation::Pop => self.scopes.pop(current.content.len()),
            Operation::Push(_) | Operation::Set(_) => {
                let set = matches!(operation, Operation::Set(_));
                if set && current.clear.is_some() {
                    self.scopes.restore();
                }
                for target in targets {
                    if let Some(amount) = target.clear.filter(|_| !set) {
                        self.scopes.clear(amount);
                    }
                    target.meta.iter().for_each(|&effect| self.scopes.push(effect));
                }
            }
            Operation::Stay | Operation::Broken => {}
        }
    }

    /// The scopes that hold behind the match. `set` leaves the scopes of the old context on the match itself.
    fn scopes_after(&mut self, operation: &Operation, targets: &[&Context]) {
        let Some(current) = self.levels.last().map(|level| level.context) else { return };
        match operation {
            Operation::Pop => {
                self.scopes.pop(current.meta.len());
                if current.clear.is_some() {
                    self.scopes.restore();
                }
            }
            Operation::Push(_) | Operation::Set(_) => {
                let set = matches!(operation, Operation::Set(_));
                let again = (set && !(current.meta.is_empty() && current.content.is_empty()))
                    || targets.iter().any(|target| !target.content.is_empty() || (set && target.clear.is_some()));
                if !again {
                    return;
                }
                let own = if set { current.content.len() + current.meta.len() } else { 0 };
                self.scopes.pop(own + targets.iter().map(|target| target.meta.len()).sum::<usize>());
                for target in targets {
                    if let Some(amount) = target.clear.filter(|_| set) {
                        self.scopes.clear(amount);
                    }
                    target.meta.iter().chain(target.content).for_each(|&effect| self.scopes.push(effect));
                }
            }
            Operation::Stay | Operation::Broken => {}
        }
    }

    fn move_to(
        &mut self,
        operation: &Operation,
        targets: Vec<&'static Context>,
        with_prototype: Option<&'static Context>,
        line: &str,
        regions: Option<&Region>,
    ) {
        // A `with_prototype` holds until the level it was given to is popped, whatever is set there meanwhile.
        let mut kept = match operation {
            Operation::Stay | Operation::Broken => return,
            Operation::Pop => {
                self.levels.pop();
                return;
            }
            Operation::Set(_) => self.levels.pop().map(|level| level.prototypes),
            Operation::Push(_) => None,
        };
        let last = targets.len().saturating_sub(1);
        let mut groups = None;
        for (index, context) in targets.into_iter().enumerate() {
            let mut prototypes = kept.take().unwrap_or_default();
            if index == last {
                prototypes.extend(with_prototype);
            }
            let wanted = context.wants_groups || prototypes.iter().any(|prototype| prototype.wants_groups);
            let groups = wanted.then(|| groups.get_or_insert_with(|| texts(line, regions)).clone());
            self.levels.push(Level { context, prototypes, groups });
        }
    }
}

/// The texts of the first ten groups: a pattern can refer to no more.
fn texts(line: &str, regions: Option<&Region>) -> Rc<[Option<String>]> {
    let text = |group| {
        let (from, to) = regions?.pos(group)?;
        line.get(from..to).map(str::to_owned)
    };
    (0..10).map(text).collect()
}
