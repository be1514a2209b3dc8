//! Scopes: from the scope names of a grammar to the one-letter classes of a theme.
//!
//! The names are those of Sublime Text's page "Scope Naming"; the letters those of `docs/view.md`.

use syntect::parsing::{ClearAmount, Scope};

/// The class of a piece of code: a letter, or [`PLAIN`].
pub type Class = u8;

/// Code that gets no markup.
pub const PLAIN: Class = 0;

/// What a scope does to the class of the text inside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: the class is that of the scope around it.
    Keep,
    /// The text is of this class.
    Set(Class),
    /// Strings inside are names of keys.
    Key,
}

/// Scopes by the begin of their names; the longest that fits counts.
const EFFECTS: &[(&str, Effect)] = {
    use Effect::{Keep, Key, Set};
    const KEYWORD: Effect = Set(b'k');
    const STRING: Effect = Set(b's');
    const COMMENT: Effect = Set(b'c');
    const NUMBER: Effect = Set(b'n');
    const FUNCTION: Effect = Set(b'f');
    const TYPE: Effect = Set(b't');
    const VARIABLE: Effect = Set(b'v');
    const OPERATOR: Effect = Set(b'o');
    const ATTRIBUTE: Effect = Set(b'a');
    const TAG: Effect = Set(b'g');
    const HEADING: Effect = Set(b'h');
    const RESET: Effect = Set(PLAIN);
    &[
        ("comment", COMMENT),
        ("string", STRING),
        ("constant", NUMBER),
        ("keyword", KEYWORD),
        ("keyword.operator", OPERATOR),
        ("keyword.operator.word", KEYWORD),
        ("keyword.operator.logical.python", KEYWORD),
        ("keyword.operator.new", KEYWORD),
        ("keyword.operator.assignment", RESET),
        ("keyword.operator.accessor", RESET),
        ("keyword.operator.assignment.shell", Keep),
        ("keyword.operator.logical.continue.shell", RESET),
        ("keyword.operator.logical.sql", KEYWORD),
        ("keyword.operator.module", KEYWORD),
        ("keyword.name.ini", ATTRIBUTE),
        ("keyword.other.unit", NUMBER),
        ("storage", KEYWORD),
        ("storage.type.c", TYPE),
        ("storage.type.c++", TYPE),
        ("storage.type.java", TYPE),
        ("storage.type.go", TYPE),
        ("storage.type.primitive", TYPE),
        ("storage.type.numeric", NUMBER),
        ("entity.name", TYPE),
        ("entity.name.function", FUNCTION),
        ("entity.name.tag", TAG),
        ("entity.name.tag.yaml", ATTRIBUTE),
        ("entity.name.tag.toml", ATTRIBUTE),
        ("entity.name.tag.css", TAG),
        ("entity.name.section", HEADING),
        ("entity.name.constant", NUMBER),
        ("entity.name.label", VARIABLE),
        ("entity.other.attribute-name", ATTRIBUTE),
        ("entity.other.inherited-class", TYPE),
        ("support.function", FUNCTION),
        ("support.type", TYPE),
        ("support.type.property-name", ATTRIBUTE),
        ("support.class", TYPE),
        ("support.module", TYPE),
        ("support.constant", NUMBER),
        ("support.variable", VARIABLE),
        ("support.other.variable", VARIABLE),
        ("variable.function", FUNCTION),
        ("variable.parameter", VARIABLE),
        ("variable.parameter.option", ATTRIBUTE),
        ("variable.declaration.terraform", ATTRIBUTE),
        ("variable.language", VARIABLE),
        ("variable.annotation", ATTRIBUTE),
        ("variable.other.readwrite.shell", VARIABLE),
        ("variable.other.normal.shell", VARIABLE),
        ("variable.other.positional.shell", VARIABLE),
        ("variable.other.readwrite.powershell", VARIABLE),
        ("variable.other.php", VARIABLE),
        ("variable.other.readwrite.perl", VARIABLE),
        ("punctuation.definition.tag", TAG),
        ("punctuation.definition.variable", VARIABLE),
        ("punctuation.definition.keyword", KEYWORD),
        ("punctuation.definition.annotation", ATTRIBUTE),
        ("punctuation.separator", RESET),
        ("punctuation.separator.decimal", Keep),
        ("punctuation.section.interpolation", RESET),
        ("punctuation.section.embedded", RESET),
        ("meta.annotation", ATTRIBUTE),
        ("meta.mapping.key", Key),
        ("meta.interpolation", RESET),
        ("meta.group.expansion", VARIABLE),
        ("meta.group.expansion.arithmetic", RESET),
        ("meta.group.expansion.command", RESET),
        ("meta.embedded", RESET),
        ("meta.template.expression", RESET),
        ("meta.tag.section.ini", HEADING),
        ("meta.diff.header", HEADING),
        ("meta.diff.range", HEADING),
        ("markup.inserted", Set(b'i')),
        ("markup.deleted", Set(b'd')),
        ("markup.heading", HEADING),
        ("markup.raw", STRING),
        ("markup.quote", COMMENT),
        ("markup.underline.link", STRING),
        ("source", RESET),
        ("text", RESET),
        ("text.html.javadoc", COMMENT),
        ("invalid", Keep),
    ]
};

/// Knows the effect of every scope.
pub struct Effects {
    /// Longest names first.
    prefixes: Vec<(Scope, Effect)>,
}

impl Effects {
    pub fn new() -> Self {
        let mut prefixes: Vec<_> =
            EFFECTS.iter().filter_map(|&(name, effect)| Some((Scope::new(name).ok()?, effect))).collect();
        prefixes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Self { prefixes }
    }

    pub fn of(&self, scope: Scope) -> Effect {
        self.prefixes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map_or(Effect::Keep, |&(_, effect)| effect)
    }
}

/// The effects that hold at a place, outermost first, with the class each of them leads to.
#[derive(Default)]
pub struct Stack {
    levels: Vec<Level>,
    cleared: Vec<Vec<Effect>>,
}

#[derive(Clone, Copy)]
struct Level {
    effect: Effect,
    class: Class,
    in_key: bool,
}

impl Stack {
    pub fn class(&self) -> Class {
        self.levels.last().map_or(PLAIN, |level| level.class)
    }

    pub fn push(&mut self, effect: Effect) {
        let (class, in_key) = self.levels.last().map_or((PLAIN, false), |level| (level.class, level.in_key));
        self.levels.push(match effect {
            Effect::Keep => Level { effect, class, in_key },
            Effect::Set(b's') if in_key => Level { effect, class: b'a', in_key },
            Effect::Set(class) => Level { effect, class, in_key: in_key && class != PLAIN },
            Effect::Key => Level { effect, class, in_key: true },
        });
    }

    pub fn pop(&mut self, count: usize) {
        self.levels.truncate(self.levels.len().saturating_sub(count));
    }

    /// Hides the innermost scopes until [`Stack::restore`].
    pub fn clear(&mut self, amount: ClearAmount) {
        let keep = match amount {
            ClearAmount::TopN(count) => self.levels.len().saturating_sub(count),
            ClearAmount::All => 0,
        };
        self.cleared.push(self.levels.drain(keep..).map(|level| level.effect).collect());
    }

    pub fn restore(&mut self) {
        for effect in self.cleared.pop().unwrap_or_default() {
            self.push(effect);
        }
    }
}
