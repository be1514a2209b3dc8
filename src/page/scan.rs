//! From the text of a body to pieces: plain text and shortcode calls, nested, with spans.
//!
//! Source of the syntax: Hugo's page `content-management/shortcodes` and the behaviour of Hugo 0.168.

use crate::page::call::{Argument, Call, Delimiter, Piece, Value};
use crate::shortcode::{Body, Signatures};
use crate::source::span::{SourceId, Span};
use memchr::memmem;
use rustc_hash::FxHashSet;

/// Calls nested deeper than this are taken for text: no author nests so deep, and the later stages recurse.
const DEEPEST: usize = 24;

/// A fact met while shortcodes were scanned.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// `{{<` or `{{%` without its end.
    Unterminated { span: Span, name: String, expected: &'static str },
    /// A call that has a body but no closing tag.
    Unclosed { span: Span, name: String },
    /// A closing tag without an open call of that name.
    StrayClose { span: Span, name: String, open: Option<Span>, open_name: Option<String> },
    /// A closing tag for a shortcode that has no body.
    CloseOfBodiless { span: Span, name: String },
    /// A name that no row and no template has.
    Unknown { span: Span, name: String, near: Option<String> },
    /// Positional and named arguments in one call.
    MixedArguments { span: Span, name: String, argument: String },
    /// A character that cannot stand in a call, such as a single quote.
    BadCharacter { span: Span, name: String, character: char },
    /// A quoted value without its closing quote on the same line.
    OpenQuote { span: Span, name: String },
    /// `{{% x %}} ... {{< /x >}}`.
    MixedDelimiters { span: Span, open: Span, name: String },
    /// An argument that the shortcode does not have.
    UnknownArgument { span: Span, name: String, argument: String, near: Option<String> },
    /// Nested deeper than 24 calls.
    TooDeep { span: Span, name: String },
}

/// The pieces of `text[start..]`, in order; they cover it without gap, but for closing tags of nothing, which are told as
/// problems and shown to no reader.
pub fn scan(source: SourceId, text: &str, start: usize, signatures: &Signatures) -> (Vec<Piece>, Vec<Problem>) {
    let mut scanner = Scanner { source, text, problems: Vec::new(), read: start, spent: 0 };
    let tags = scanner.tags(start);
    let pieces = scanner.nest(tags, start, signatures);
    (pieces, scanner.problems)
}

/// One tag as it stands in the text.
struct Tag {
    start: usize,
    end: usize,
    kind: TagKind,
}

enum TagKind {
    /// `{{</* ... */>}}`: printed without the comment marks.
    Escaped(String),
    Open {
        delimiter: Delimiter,
        name: String,
        name_start: usize,
        arguments: Vec<Argument>,
        self_closed: bool,
    },
    Close {
        delimiter: Delimiter,
        name: String,
    },
}

struct Scanner<'a> {
    source: SourceId,
    text: &'a str,
    problems: Vec<Problem>,
    /// How far the tag at hand was read.
    read: usize,
    /// How much was read for tags that came to nothing.
    spent: usize,
}

impl Scanner<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// Every tag from `start` on.
    fn tags(&mut self, start: usize) -> Vec<Tag> {
        let mut tags = Vec::new();
        let mut at = start;
        while let Some(found) = memmem::find(&self.text.as_bytes()[at..], b"{{") {
            let open = at + found;
            let delimiter = match self.text.as_bytes().get(open + 2) {
                Some(b'<') => Delimiter::Angle,
                Some(b'%') => Delimiter::Percent,
                // `{{{<` opens at the second brace.
                _ => {
                    at = open + 1;
                    continue;
                }
            };
            match self.tag(open, delimiter) {
                Some(tag) => {
                    at = tag.end;
                    tags.push(tag);
                }
                None => {
                    // A tag may stand within what looked like one. Nobody writes so many that reading on from each of them
                    // would be worth more than a few times the text.
                    self.spent += self.read.saturating_sub(open);
                    at = if self.spent > 4 * self.text.len() + (1 << 16) { self.read.max(open + 3) } else { open + 3 };
                }
            }
        }
        tags
    }

    /// The tag that opens at `open`, or nothing if it is malformed: then it stays text and a problem is recorded.
    fn tag(&mut self, open: usize, delimiter: Delimiter) -> Option<Tag> {
        let text = self.text;
        let close = delimiter.close();
        let mut at = open + 3;
        self.read = at;
        if text[at..].starts_with("/*") {
            let end = format!("*/{close}");
            let Some(found) = text[at + 2..].find(&end) else {
                self.read = text.len();
                self.problems.push(Problem::Unterminated {
                    span: self.span(open, at + 2),
                    name: String::new(),
                    expected: if delimiter == Delimiter::Angle { "*/>}}" } else { "*/%}}" },
                });
                return None;
            };
            let inner = &text[at + 2..at + 2 + found];
            let shown = format!("{}{inner}{close}", delimiter.open());
            return Some(Tag { start: open, end: at + 2 + found + end.len(), kind: TagKind::Escaped(shown) });
        }
        at = skip_space(text, at);
        let closing = text[at..].starts_with('/');
        if closing {
            at = skip_space(text, at + 1);
        }
        let name_start = at;
        if !text[at..].starts_with(['-', '.']) {
            at += text[at..].find(|c: char| !is_name(c)).unwrap_or(text.len() - at);
        }
        // `{{%attachments/%}}` closes itself: the slash is not part of the name.
        while at > name_start && text[..at].ends_with('/') {
            at -= 1;
        }
        self.read = at;
        let name = text[name_start..at].to_string();
        if name.is_empty() {
            match text[at..].chars().next() {
                Some(character) => self.problems.push(Problem::BadCharacter {
                    span: self.span(at, at + character.len_utf8()),
                    name,
                    character,
                }),
                None => {
                    self.problems.push(Problem::Unterminated { span: self.span(open, open + 3), name, expected: close })
                }
            }
            return None;
        }
        let mut arguments: Vec<Argument> = Vec::new();
        loop {
            at = skip_space(text, at);
            self.read = at;
            let rest = &text[at..];
            if rest.starts_with(close) {
                let end = at + close.len();
                let kind = if closing {
                    TagKind::Close { delimiter, name }
                } else {
                    TagKind::Open { delimiter, name, name_start, arguments, self_closed: false }
                };
                return Some(Tag { start: open, end, kind });
            }
            if let Some(after) = rest.strip_prefix('/')
                && after.trim_start().starts_with(close)
            {
                let end = at + 1 + skip_space(after, 0) + close.len();
                let kind = TagKind::Open { delimiter, name, name_start, arguments, self_closed: true };
                return Some(Tag { start: open, end, kind });
            }
            // The end of the text, or the start of another call: this one was never ended.
            // So is one that lost a brace, or has the end of the other kind.
            let lost = ["}", "%}", ">}"].iter().any(|end| rest.starts_with(end));
            if rest.is_empty() || rest.starts_with("{{<") || rest.starts_with("{{%") || lost {
                let shown = text[open..at.max(open + 3)].lines().next().map_or(open, |line| open + line.len());
                self.problems.push(Problem::Unterminated { span: self.span(open, shown), name, expected: close });
                return None;
            }
            match self.argument(at, &name, close) {
                Some((argument, end)) => {
                    if let Some(first) = arguments.first()
                        && first.name.is_some() != argument.name.is_some()
                    {
                        self.problems.push(Problem::MixedArguments {
                            span: argument.span,
                            name: name.clone(),
                            argument: text[argument.span.range()].to_string(),
                        });
                    }
                    arguments.push(argument);
                    at = end;
                }
                None => return None,
            }
        }
    }

    /// One argument at `at`: `value` or `name=value`, where blanks may stand on both sides of the sign.
    fn argument(&mut self, at: usize, call: &str, close: &str) -> Option<(Argument, usize)> {
        let word_end = at + self.text[at..].find(|c: char| !is_name(c)).unwrap_or(self.text.len() - at);
        let sign = skip_space(self.text, word_end);
        if word_end > at && self.text[sign..].starts_with('=') {
            let (value, value_start, end) = self.named_value(sign, call, close)?;
            let argument = Argument {
                name: Some(self.text[at..word_end].to_string()),
                value,
                span: self.span(at, end),
                value_span: self.span(value_start, end),
            };
            return Some((argument, end));
        }
        let (value, value_start, end) = self.value(at, call)?;
        let span = self.span(value_start, end);
        Some((Argument { name: None, value, span, value_span: span }, end))
    }

    /// The value behind the `=` at `sign`: quoted, raw, or anything up to the next blank or the end of the call.
    fn named_value(&mut self, sign: usize, call: &str, close: &str) -> Option<(Value, usize, usize)> {
        let text = self.text;
        let at = skip_space(text, sign + 1);
        let rest = &text[at..];
        // An author who writes other quotes means quotes; to Hugo they are part of the value.
        if rest.starts_with(['"', '`', '\\', '\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']) {
            return self.value(at, call);
        }
        // A call that lost a brace ends at the other, but for a value with braces of its own.
        let mut has_open_brace = false;
        let end = rest.char_indices().find(|&(place, character)| {
            has_open_brace |= character == '{';
            let is_lost = character == '}' && !has_open_brace;
            character.is_whitespace() || is_lost || rest[place..].starts_with(close)
        });
        let word = &rest[..end.map_or(rest.len(), |(place, _)| place)];
        let word = if rest[word.len()..].starts_with(close) { word.strip_suffix('/').unwrap_or(word) } else { word };
        if word.is_empty() {
            let span = self.span(sign, sign + 1);
            self.problems.push(Problem::BadCharacter { span, name: call.to_string(), character: '=' });
            return None;
        }
        Some((Value::bare(word), at, at + word.len()))
    }

    /// A quoted, raw or bare value; gives the value, where its text begins, and where the argument ends.
    fn value(&mut self, at: usize, call: &str) -> Option<(Value, usize, usize)> {
        let text = self.text;
        match text.as_bytes().get(at) {
            Some(b'"') => {
                let inside = &text[at + 1..];
                if let Some(end) = memchr::memchr3(b'"', b'\\', b'\n', inside.as_bytes())
                    && inside.as_bytes()[end] == b'"'
                {
                    return Some((Value::Text(inside[..end].to_string()), at, at + 1 + end + 1));
                }
                let mut value = String::new();
                let mut chars = inside.char_indices();
                while let Some((offset, character)) = chars.next() {
                    match character {
                        '"' => return Some((Value::Text(value), at, at + 1 + offset + 1)),
                        '\n' => break,
                        '\\' => match chars.next() {
                            Some((_, '"')) => value.push('"'),
                            Some((_, other)) => {
                                value.push('\\');
                                value.push(other);
                            }
                            None => break,
                        },
                        other => value.push(other),
                    }
                }
                let line = text[at..].lines().next().map_or(0, str::len);
                self.read = at + line;
                self.problems.push(Problem::OpenQuote { span: self.span(at, at + line), name: call.to_string() });
                None
            }
            Some(b'`') => match text[at + 1..].find('`') {
                Some(found) => {
                    let end = at + 1 + found;
                    Some((Value::Text(text[at + 1..end].to_string()), at, end + 1))
                }
                None => {
                    self.read = text.len();
                    let line = text[at..].lines().next().map_or(0, str::len);
                    self.problems.push(Problem::OpenQuote { span: self.span(at, at + line), name: call.to_string() });
                    None
                }
            },
            _ => {
                let end = at + text[at..].find(|c: char| !is_bare(c)).unwrap_or(text.len() - at);
                if end == at {
                    let character = text[at..].chars().next().unwrap_or(' ');
                    self.problems.push(Problem::BadCharacter {
                        span: self.span(at, at + character.len_utf8()),
                        name: call.to_string(),
                        character,
                    });
                    return None;
                }
                Some((Value::bare(&text[at..end]), at, end))
            }
        }
    }

    /// Pairs opening and closing tags and puts the text between into pieces.
    fn nest(&mut self, tags: Vec<Tag>, start: usize, signatures: &Signatures) -> Vec<Piece> {
        // A name that nobody knows has a body if it is closed somewhere.
        let closed: FxHashSet<String> = tags
            .iter()
            .filter_map(|tag| match &tag.kind {
                TagKind::Close { name, .. } => Some(name.clone()),
                _ => None,
            })
            .collect();
        let mut frames: Vec<Frame> = vec![Frame { call: None, pieces: Vec::new() }];
        let mut at = start;
        for tag in tags {
            if tag.start > at {
                push_text(&mut frames, at, tag.start);
            }
            at = tag.end;
            match tag.kind {
                TagKind::Escaped(shown) => {
                    top(&mut frames).push(Piece::Literal { text: shown, start: tag.start, end: tag.end })
                }
                TagKind::Open { delimiter, name, name_start, arguments, self_closed } => {
                    let name_span = self.span(name_start, name_start + name.len());
                    let signature = signatures.get(&name);
                    let has_body = match signature {
                        Some(signature) => signature.body != Body::None,
                        None => {
                            let near = crate::nearest::nearest(&name, signatures.names().into_iter());
                            let near = near.map(str::to_string);
                            self.problems.push(Problem::Unknown { span: name_span, name: name.clone(), near });
                            closed.contains(&name)
                        }
                    };
                    if let Some(signature) = signature {
                        self.check_arguments(&name, &arguments, signature.params);
                    }
                    let call = Call {
                        name,
                        name_span,
                        delimiter,
                        arguments,
                        open: self.span(tag.start, tag.end),
                        span: self.span(tag.start, tag.end),
                        inner: None,
                        self_closed,
                    };
                    if has_body && !self_closed {
                        if frames.len() > DEEPEST {
                            self.problems.push(Problem::TooDeep { span: call.open, name: call.name });
                            push_text(&mut frames, tag.start, tag.end);
                        } else {
                            frames.push(Frame { call: Some(call), pieces: Vec::new() });
                        }
                    } else {
                        top(&mut frames).push(Piece::Call(Box::new(call)));
                    }
                }
                TagKind::Close { delimiter, name } => {
                    let span = self.span(tag.start, tag.end);
                    let depth =
                        frames.iter().rposition(|frame| frame.call.as_ref().is_some_and(|call| call.name == name));
                    let Some(depth) = depth else {
                        if signatures.get(&name).is_some_and(|signature| signature.body == Body::None) {
                            self.problems.push(Problem::CloseOfBodiless { span, name });
                        } else {
                            let open = frames.last().and_then(|frame| frame.call.as_ref());
                            self.problems.push(Problem::StrayClose {
                                span,
                                name,
                                open: open.map(|call| call.open),
                                open_name: open.map(|call| call.name.clone()),
                            });
                        }
                        continue;
                    };
                    while frames.len() > depth + 1 {
                        self.give_up(&mut frames);
                    }
                    let Some(Frame { call: Some(mut call), pieces }) = frames.pop() else { continue };
                    if call.delimiter != delimiter {
                        self.problems.push(Problem::MixedDelimiters { span, open: call.open, name });
                    }
                    call.span.end = tag.end as u32;
                    call.inner = Some((call.open.end as usize..tag.start, pieces));
                    top(&mut frames).push(Piece::Call(Box::new(call)));
                }
            }
        }
        if at < self.text.len() {
            push_text(&mut frames, at, self.text.len());
        }
        while frames.len() > 1 {
            self.give_up(&mut frames);
        }
        frames.pop().map(|frame| frame.pieces).unwrap_or_default()
    }

    /// An open call that was never closed: its would-be body goes on as part of what surrounds it.
    fn give_up(&mut self, frames: &mut Vec<Frame>) {
        let Some(Frame { call: Some(call), pieces }) = frames.pop() else { return };
        self.problems.push(Problem::Unclosed { span: call.open, name: call.name.clone() });
        let below = top(frames);
        below.push(Piece::Call(Box::new(call)));
        below.extend(pieces);
    }

    fn check_arguments(&mut self, name: &str, arguments: &[Argument], params: &'static [&'static str]) {
        if params.is_empty() {
            return;
        }
        for argument in arguments {
            let Some(given) = &argument.name else { continue };
            let known = params.iter().any(|param| param.eq_ignore_ascii_case(given) && *param != "*");
            if !known {
                let candidates = params.iter().copied().filter(|param| *param != "*");
                self.problems.push(Problem::UnknownArgument {
                    span: argument.span,
                    name: name.to_string(),
                    argument: given.clone(),
                    near: crate::nearest::nearest(given, candidates).map(str::to_string),
                });
            }
        }
    }
}

struct Frame {
    call: Option<Call>,
    pieces: Vec<Piece>,
}

fn top(frames: &mut [Frame]) -> &mut Vec<Piece> {
    let last = frames.len() - 1;
    &mut frames[last].pieces
}

fn push_text(frames: &mut [Frame], start: usize, end: usize) {
    match top(frames).last_mut() {
        Some(Piece::Text(range)) if range.end == start => range.end = end,
        _ => top(frames).push(Piece::Text(start..end)),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.')
}

fn is_bare(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn skip_space(text: &str, at: usize) -> usize {
    at + text[at..].find(|c: char| !c.is_whitespace()).unwrap_or(text.len() - at)
}
