//! Scopes: what the scopes around a place make of its class, one of the one-letter classes of a theme.

/// The class of a piece of code: a letter, or [`PLAIN`].
pub type Class = u8;

/// Code that gets no markup.
pub const PLAIN: Class = 0;

/// What a scope does to the class of the text inside it: [`KEEP`], [`KEY`], or the class that the text is of.
pub type Effect = u8;

/// Nothing: the class is that of the scope around it.
pub const KEEP: Effect = 1;
/// Strings inside are names of keys.
pub const KEY: Effect = 2;

/// How many of the innermost scopes a context hides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clear {
    All,
    Top(usize),
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
            KEEP => Level { effect, class, in_key },
            KEY => Level { effect, class, in_key: true },
            b's' if in_key => Level { effect, class: b'a', in_key },
            class => Level { effect, class, in_key: in_key && class != PLAIN },
        });
    }

    pub fn pop(&mut self, count: usize) {
        self.levels.truncate(self.levels.len().saturating_sub(count));
    }

    /// Hides the innermost scopes until [`Stack::restore`].
    pub fn clear(&mut self, amount: Clear) {
        let keep = match amount {
            Clear::Top(count) => self.levels.len().saturating_sub(count),
            Clear::All => 0,
        };
        self.cleared.push(self.levels.drain(keep..).map(|level| level.effect).collect());
    }

    pub fn restore(&mut self) {
        for effect in self.cleared.pop().unwrap_or_default() {
            self.push(effect);
        }
    }
}
