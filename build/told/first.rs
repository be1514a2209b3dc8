//! First: at which places of a line a regular expression can match at all, told from its text.
//!
//! A grammar tries dozens of expressions at every place; nearly all fail at their first character. The set computed here
//! sorts those out with one bit test. It is an upper bound: a place it rules out never matches, a place it allows may.
//! The syntax is Oniguruma's Ruby flavour (its document `RE`); what is not understood allows every place.

use super::line::{AFTER_OTHER, AFTER_WIDE, AFTER_WORD, AT_START, BLANK, BLANK_AT_START};
use super::needs::Needs;
use super::places::{Part, Places};
use super::symbols::Symbols;

/// Groups deeper than this are taken as "anything"; no grammar comes near.
const MAX_DEPTH: usize = 60;

/// The places where the expression can match, and what it needs behind them.
pub fn places(expression: &str) -> (Places, Needs) {
    let mut reader = Reader { rest: expression, depth: 0 };
    match reader.alternatives(Flags::default()) {
        Some(part) if reader.rest.is_empty() => (part.places(), part.needs),
        _ => (Places::ALL, Needs::NOTHING),
    }
}

/// An expression so simple that no engine is needed for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Simple {
    /// The empty expression.
    Always,
    /// One character.
    One(Symbols),
    /// The empty string before a symbol.
    Before(Symbols),
    /// As many characters as there are.
    Many { symbols: Symbols, at_least: usize },
}

/// The simple form of an expression, if it has one.
pub fn simple(expression: &str) -> Option<Simple> {
    match expression {
        "" => return Some(Simple::Always),
        "$" | "(?m:$)" => return Some(Simple::Before(Symbols::LINE_FEED.with_end())),
        _ => {}
    }
    let inside = expression.strip_prefix("(?=").and_then(|rest| rest.strip_suffix(')'));
    let mut reader = Reader { rest: inside.unwrap_or(expression), depth: 0 };
    let symbols = match reader.take()? {
        '[' => reader.class()?,
        '\\' => match reader.escape()? {
            Escape::Character(c) => Symbols::character(c),
            Escape::Class(symbols) => symbols,
            Escape::Empty(_) | Escape::Anything => return None,
        },
        '.' => Symbols::LINE_FEED.complement(),
        '^' | '$' | '(' | ')' | '|' | '?' | '*' | '+' => return None,
        c => Symbols::character(c),
    };
    if !symbols.exact {
        return None;
    }
    match (reader.rest, inside) {
        ("", Some(_)) => Some(Simple::Before(symbols)),
        ("", None) => Some(Simple::One(symbols)),
        ("*", None) => Some(Simple::Many { symbols, at_least: 0 }),
        ("+", None) => Some(Simple::Many { symbols, at_least: 1 }),
        _ => None,
    }
}

#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    extended: bool,
    multiline: bool,
}

enum Escape {
    Character(char),
    Class(Symbols),
    Empty(Places),
    /// A back reference or call: it may match anything.
    Anything,
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

/// Every method returns `None` for what it does not understand.
impl Reader<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Alternatives up to `)` or the end.
    fn alternatives(&mut self, flags: Flags) -> Option<Part> {
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut all = Part::NEVER;
        loop {
            all = all.or(self.sequence(flags)?);
            if !self.eat("|") {
                return Some(all);
            }
        }
    }

    fn sequence(&mut self, flags: Flags) -> Option<Part> {
        let mut whole = Part::NOTHING;
        loop {
            if flags.extended && self.skip_comment() {
                continue;
            }
            match self.rest.chars().next() {
                None | Some('|' | ')') => return Some(whole),
                Some(_) => {
                    let (part, ends) = self.atom(flags)?;
                    let part = if ends { part } else { self.quantified(part, flags)? };
                    whole = whole.then(part);
                }
            }
        }
    }

    /// In extended mode blanks and `# ...` up to the end of the line mean nothing.
    fn skip_comment(&mut self) -> bool {
        if self.rest.starts_with([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']) {
            self.rest = &self.rest[1..];
            true
        } else if self.rest.starts_with('#') {
            let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
            self.rest = &self.rest[end..];
            true
        } else {
            false
        }
    }

    /// One atom; true if it swallowed the rest of its group, as an isolated `(?i)` does.
    fn atom(&mut self, flags: Flags) -> Option<(Part, bool)> {
        let part = match self.take()? {
            '(' => return self.group(flags),
            '[' => {
                let symbols = self.class()?;
                Part::takes(if flags.fold { symbols.folded() } else { symbols })
            }
            '.' if flags.multiline => Part::takes(Symbols::ANY),
            '.' => Part::takes(Symbols::LINE_FEED.complement()),
            '^' => Part::empty(Places::ALL.only(&[AT_START, BLANK_AT_START])),
            '$' => Part::empty(Places::before(Symbols::LINE_FEED.with_end())),
            '\\' => match self.escape()? {
                Escape::Character(c) => self.literal(c, flags),
                Escape::Class(symbols) => Part::takes(if flags.fold { symbols.folded() } else { symbols }),
                Escape::Empty(places) => Part::empty(places),
                Escape::Anything => Part::ANYTHING,
            },
            '?' | '*' | '+' => return None,
            c => self.literal(c, flags),
        };
        Some((part, false))
    }

    fn literal(&self, c: char, flags: Flags) -> Part {
        let symbols = Symbols::character(c);
        Part::takes(if flags.fold { symbols.folded() } else { symbols })
    }

    fn quantified(&mut self, mut part: Part, flags: Flags) -> Option<Part> {
        loop {
            if flags.extended && self.skip_comment() {
                continue;
            }
            part = match self.rest.as_bytes().first() {
                Some(&byte @ (b'?' | b'*' | b'+')) => {
                    self.take();
                    // Lazy or possessive: the same places. Behind `{n}` a `?` means "optional", so it is not eaten there.
                    let _ = self.eat("?") || self.eat("+");
                    match byte {
                        b'?' => part.optional(),
                        b'*' => part.repeated().optional(),
                        _ => part.repeated(),
                    }
                }
                Some(b'{') => match self.interval() {
                    Some(0) => part.repeated().optional(),
                    Some(_) => part.repeated(),
                    None => return Some(part),
                },
                _ => return Some(part),
            };
        }
    }

    /// `{n}`, `{n,}`, `{,n}` or `{n,m}`: the least count. A brace that is none of these is a literal.
    fn interval(&mut self) -> Option<u32> {
        let close = self.rest.find('}')?;
        let inside = self.rest.get(1..close)?;
        let (low, high) = inside.split_once(',').unwrap_or((inside, inside));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(low) || !digits(high) || (low.is_empty() && high.is_empty()) {
            return None;
        }
        self.rest = &self.rest[close + 1..];
        Some(low.parse().unwrap_or(0))
    }

    fn group(&mut self, flags: Flags) -> Option<(Part, bool)> {
        self.depth += 1;
        let result = self.group_inside(flags);
        self.depth -= 1;
        result
    }

    fn group_inside(&mut self, flags: Flags) -> Option<(Part, bool)> {
        if !self.eat("?") {
            return self.rest_of_group(flags).map(|part| (part, false));
        }
        if self.eat("#") {
            let end = self.rest.find(')')?;
            self.rest = &self.rest[end + 1..];
            return Some((Part::NOTHING, false));
        }
        if self.eat("=") {
            let part = self.rest_of_group(flags)?;
            return Some((part.ahead(), false));
        }
        if self.eat("!") || self.eat("<=") || self.eat("<!") {
            self.rest_of_group(flags)?;
            return Some((Part::NOTHING, false));
        }
        if self.eat(":") || self.eat(">") {
            return self.rest_of_group(flags).map(|part| (part, false));
        }
        if self.rest.starts_with(['<', '\'']) {
            let close = if self.take()? == '<' { '>' } else { '\'' };
            let end = self.rest.find(close)?;
            self.rest = &self.rest[end + 1..];
            return self.rest_of_group(flags).map(|part| (part, false));
        }
        let mut flags = flags;
        let mut on = true;
        loop {
            match self.take()? {
                '-' => on = false,
                'i' => flags.fold = on,
                'x' => flags.extended = on,
                'm' => flags.multiline = on,
                ':' => return self.rest_of_group(flags).map(|part| (part, false)),
                // An isolated option rules the rest of the group it stands in, its alternatives included.
                ')' => return self.alternatives(flags).map(|part| (part, true)),
                _ => return None,
            }
        }
    }

    fn rest_of_group(&mut self, flags: Flags) -> Option<Part> {
        let part = self.alternatives(flags)?;
        self.eat(")").then_some(part)
    }

    fn escape(&mut self) -> Option<Escape> {
        let word = Symbols::WORD.or(Symbols::WIDE);
        let wide = |symbols: Symbols| Escape::Class(symbols.or(Symbols::WIDE));
        Some(match self.take()? {
            't' => Escape::Character('\t'),
            'n' => Escape::Character('\n'),
            'r' => Escape::Character('\r'),
            'f' => Escape::Character('\u{c}'),
            'v' => Escape::Character('\u{b}'),
            'a' => Escape::Character('\u{7}'),
            'e' => Escape::Character('\u{1b}'),
            'x' => Escape::Character(self.code(2)?),
            'u' => Escape::Character(self.code(4)?),
            'd' => wide(Symbols::DIGIT),
            'D' => wide(Symbols::DIGIT.complement()),
            'w' => wide(Symbols::WORD),
            'W' => wide(Symbols::WORD.complement()),
            's' => wide(Symbols::SPACE),
            'S' => wide(Symbols::SPACE.complement()),
            'h' => Escape::Class(Symbols::HEX),
            'H' => Escape::Class(Symbols::HEX.complement()),
            'R' | 'X' | 'O' | 'N' => Escape::Class(Symbols { exact: false, ..Symbols::ANY }),
            letter @ ('p' | 'P') => {
                let end = self.rest.find('}')?;
                let name = self.rest.get(..end)?.strip_prefix('{')?;
                self.rest = &self.rest[end + 1..];
                let (name, negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
                let symbols = property(name);
                wide(if negated == (letter == 'P') { symbols } else { symbols.complement() })
            }
            'b' => {
                let before_word = Places::before(word).only(&[AT_START, AFTER_OTHER, AFTER_WIDE]);
                let other = Symbols::WORD.complement().with_end();
                let behind_word = Places::before(other).only(&[AFTER_WORD, AFTER_WIDE]);
                Escape::Empty(before_word.or(behind_word).or(Places::ALL.only(&[BLANK])))
            }
            'A' => Escape::Empty(Places::ALL.only(&[AT_START, BLANK_AT_START])),
            'Z' => Escape::Empty(Places::before(Symbols::LINE_FEED.with_end())),
            'z' => Escape::Empty(Places::before(Symbols::NONE.with_end())),
            'B' | 'G' | 'K' => Escape::Empty(Places::ALL),
            'k' => {
                let end = self.rest.find('>')?;
                self.rest.strip_prefix('<')?;
                self.rest = &self.rest[end + 1..];
                Escape::Anything
            }
            '0' => return None,
            '1'..='9' => {
                let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                self.rest = &self.rest[digits..];
                Escape::Anything
            }
            c if c.is_ascii_alphanumeric() => return None,
            c => Escape::Character(c),
        })
    }

    /// The number behind `\x` or `\u`: `{...}` or at most `digits` hexadecimal digits.
    fn code(&mut self, digits: usize) -> Option<char> {
        if self.rest.starts_with('{') {
            let end = self.rest.find('}')?;
            let inside = &self.rest[1..end];
            self.rest = &self.rest[end + 1..];
            return u32::from_str_radix(inside, 16).ok().and_then(char::from_u32);
        }
        let length = self.rest.bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        // `\x80` and above is a byte of the encoding, not a character.
        u32::from_str_radix(text, 16).ok().filter(|&code| digits == 4 || code < 128).and_then(char::from_u32)
    }

    /// A bracket class behind its `[`.
    fn class(&mut self) -> Option<Symbols> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let negated = self.eat("^");
        let mut symbols = Symbols::NONE;
        let mut first = true;
        loop {
            let from = match self.take()? {
                ']' if !first => break,
                '[' => {
                    let inner = if self.rest.starts_with(':') { self.posix()? } else { self.class()? };
                    symbols = symbols.or(inner);
                    first = false;
                    continue;
                }
                // Of an intersection the left side is an upper bound; its complement is not known.
                '&' if self.eat("&") => {
                    self.class_rest()?;
                    symbols.exact = false;
                    break;
                }
                '\\' => match self.class_escape()? {
                    Escape::Character(c) => c,
                    Escape::Class(inner) => {
                        symbols = symbols.or(inner);
                        first = false;
                        continue;
                    }
                    Escape::Empty(_) | Escape::Anything => return None,
                },
                c => c,
            };
            first = false;
            symbols = symbols.or(self.class_range(from)?);
        }
        self.depth -= 1;
        Some(if negated { symbols.complement() } else { symbols })
    }

    /// The characters from `from` to what stands behind a `-`, or `from` alone.
    fn class_range(&mut self, from: char) -> Option<Symbols> {
        let Some(behind) = self.rest.strip_prefix('-') else { return Some(Symbols::character(from)) };
        if behind.starts_with(['[', ']']) || behind.starts_with("&&") {
            return Some(Symbols::character(from));
        }
        self.rest = behind;
        let to = match self.take()? {
            '\\' => match self.class_escape()? {
                Escape::Character(c) => c,
                Escape::Class(inner) => {
                    return Some(Symbols::character(from).or(Symbols::character('-')).or(inner));
                }
                Escape::Empty(_) | Escape::Anything => return None,
            },
            c => c,
        };
        (from <= to).then(|| Symbols::characters(from, to))
    }

    /// Inside a class `\b` is the backspace.
    fn class_escape(&mut self) -> Option<Escape> {
        if self.eat("b") { Some(Escape::Character('\u{8}')) } else { self.escape() }
    }

    /// Passes over the right side of an intersection up to and with its `]`.
    fn class_rest(&mut self) -> Option<()> {
        let mut open = 1;
        while open > 0 {
            match self.take()? {
                '[' => open += 1,
                ']' => open -= 1,
                '\\' => {
                    self.take()?;
                }
                _ => {}
            }
        }
        Some(())
    }

    /// `[:name:]` or `[:^name:]` behind its `[`.
    fn posix(&mut self) -> Option<Symbols> {
        let end = self.rest.find(":]")?;
        let name = self.rest.get(1..end)?;
        self.rest = &self.rest[end + 2..];
        let (name, negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
        let symbols = property(name);
        Some(if negated { symbols.complement() } else { symbols.or(Symbols::WIDE) })
    }
}

/// The ASCII characters of a POSIX class or Unicode property; of one not listed, any.
fn property(name: &str) -> Symbols {
    match name.to_ascii_lowercase().as_str() {
        "alpha" | "alphabetic" | "l" | "letter" => Symbols::ALPHA,
        "digit" | "n" | "nd" | "number" => Symbols::DIGIT,
        "alnum" => Symbols::ALNUM,
        "upper" | "lu" | "uppercase" => Symbols::UPPER,
        "lower" | "ll" | "lowercase" => Symbols::LOWER,
        "lt" | "lm" | "lo" | "nl" | "no" | "m" | "mn" | "mc" => Symbols::NONE,
        "word" => Symbols::WORD,
        "space" => Symbols::SPACE,
        "xdigit" => Symbols::HEX,
        "graph" => Symbols::GRAPH,
        _ => Symbols { exact: false, ..Symbols::ANY },
    }
}
