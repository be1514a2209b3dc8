//! Highlight: code blocks as HTML with one-letter classes.
//!
//! Grammars are bat's collection (crate `two-face`), taken apart by the build script; markup and letters are those of
//! `docs/view.md`.

mod engine;
pub mod fence;
mod language;
mod paint;
mod scopes;

use crate::config;
use engine::grammar::{Grammars, compile};
use engine::machine::{Machine, Stuck};
use fence::{FenceOptions, LineNumbers};
use onig::{MatchParam, Regex, SearchOptions};
use paint::{Painter, attribute_into, escape_into};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

/// Code longer than this, in bytes, is shown without colours.
pub const MAX_CODE: usize = 256 * 1024;

/// Code with a line longer than this, in bytes, is shown without colours.
pub const MAX_LINE: usize = 5_000;

/// What became of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlighted {
    /// The element around the code, without a line feed at its end.
    pub html: String,
    pub outcome: Outcome,
}

/// Why a block has its colours or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Coloured,
    /// No language is named, or one that says "plain text", or the configuration wants no colours.
    Plain,
    /// No grammar has this name.
    UnknownLanguage,
    /// A line or the whole is too long.
    TooLong,
    /// The grammar failed on this code, or would have needed too long.
    Failed,
}

/// What was read of the grammars by all builds of this process.
static GRAMMARS: LazyLock<Grammars> = LazyLock::new(Grammars::default);

/// Expressions that tell a language from the first line of code, compiled when a language is guessed for the first time.
static FIRST_LINES: LazyLock<Vec<(Regex, usize)>> = LazyLock::new(|| {
    let expressions = engine::pack::first_lines();
    expressions.filter_map(|(expression, syntax)| Some((compile(expression)?, syntax))).collect()
});

/// Turns code into HTML. Making one costs nothing; all of them share their grammars.
#[derive(Debug, Clone, Copy, Default)]
pub struct Highlighter {
    colourless: bool,
}

impl Highlighter {
    pub fn new() -> Self {
        Self::default()
    }

    /// One that says of each block what there is to say, and shows it without colours: for those who only want the links
    /// of a page.
    pub fn colourless() -> Self {
        Self { colourless: true }
    }

    /// Whether there is a grammar for the word, or the word means plain text.
    pub fn knows(&self, language: &str) -> bool {
        language::is_plain(language) || language::find(language).is_some()
    }

    /// Every word that [`Highlighter::knows`] in lower case, sorted: for "did you mean".
    pub fn languages(&self) -> Vec<&'static str> {
        language::words()
    }

    /// The HTML of a block. `language` is the author's word, `code` the text between the fences. Tabs stay tabs.
    pub fn highlight(
        &self,
        language: &str,
        code: &str,
        options: &FenceOptions,
        site: &config::Highlight,
    ) -> Highlighted {
        let code = normalised(code);
        let frame = Frame { language, options, lines: Lines::new(options, site) };
        let guess = options.guess_syntax.unwrap_or(site.guess_syntax);
        let syntax = match find_syntax(language, &code, guess, site) {
            Ok(syntax) => syntax,
            Err(outcome) => return Highlighted { html: frame.plain(&code), outcome },
        };
        if self.colourless {
            return Highlighted { html: frame.plain(&code), outcome: Outcome::Coloured };
        }
        match frame.coloured(syntax, &code) {
            Some(html) => Highlighted { html, outcome: Outcome::Coloured },
            None => Highlighted { html: frame.plain(&code), outcome: Outcome::Failed },
        }
    }
}

/// The licences of the embedded grammars, as text: they ask to be shipped with the program.
pub fn acknowledgements() -> String {
    let mut text = String::from(
        "Syntax highlighting uses grammars that were collected by the bat project and packed by the crate two-face.\n\
         The following of them ask that their licence is kept with them.\n",
    );
    text.push_str(engine::pack::LICENCES);
    text
}

/// The number of the grammar to use, or why there is none.
fn find_syntax(language: &str, code: &str, guess: bool, site: &config::Highlight) -> Result<usize, Outcome> {
    let named = !language::is_plain(language);
    let wanted = named || (guess && language.is_empty());
    if !site.code_fences || !wanted {
        return Err(Outcome::Plain);
    }
    let found = language::find(language);
    let found = if found.is_none() && guess { guessed(code) } else { found };
    let missing = if named { Outcome::UnknownLanguage } else { Outcome::Plain };
    let syntax = found.ok_or(missing)?;
    if is_too_long(code) { Err(Outcome::TooLong) } else { Ok(syntax) }
}

fn is_too_long(code: &str) -> bool {
    code.len() > MAX_CODE || code.len() > MAX_LINE && code.lines().any(|line| line.len() > MAX_LINE)
}

/// The grammar whose first-line pattern fits: `#!/bin/sh`, `<?xml`.
fn guessed(code: &str) -> Option<usize> {
    let first: String = code.lines().next()?.chars().take(200).collect();
    let first = first.strip_prefix('\u{feff}').unwrap_or(&first);
    let fits = |regex: &Regex| {
        let (all, limits) = (SearchOptions::SEARCH_OPTION_NONE, MatchParam::default());
        matches!(regex.search_with_param(first, 0, first.len(), all, None, limits), Ok(Some(_)))
    };
    FIRST_LINES.iter().find(|(regex, _)| fits(regex)).map(|(_, syntax)| *syntax)
}

/// Line ends as `\n`.
fn normalised(code: &str) -> Cow<'_, str> {
    if code.contains('\r') { code.replace("\r\n", "\n").replace('\r', "\n").into() } else { code.into() }
}

/// How the lines of a block are marked.
struct Lines {
    numbered: bool,
    start: usize,
    /// What begins the ids of the lines, if they have any.
    anchors: Option<String>,
}

impl Lines {
    fn new(options: &FenceOptions, site: &config::Highlight) -> Self {
        let numbered = match options.line_numbers {
            Some(choice) => choice != LineNumbers::Off,
            None => site.line_numbers.is_some(),
        };
        let anchored = numbered && options.anchor_line_numbers.unwrap_or(site.anchor_line_numbers);
        Self {
            numbered,
            start: options.line_number_start.unwrap_or(site.line_number_start),
            anchors: anchored.then(|| options.line_anchors.clone().unwrap_or_else(|| "hl".to_owned())),
        }
    }
}

/// The element around one block.
struct Frame<'a> {
    language: &'a str,
    options: &'a FenceOptions,
    lines: Lines,
}

impl Frame<'_> {
    fn plain(&self, code: &str) -> String {
        self.with(code, |painter, line| {
            painter.plain(line);
            Ok(())
        })
        .unwrap_or_default()
    }

    fn coloured(&self, syntax: usize, code: &str) -> Option<String> {
        let mut machine = Machine::new(&GRAMMARS, syntax, code.len())?;
        let mut whole = String::new();
        let paint = |painter: &mut Painter, line: &str| {
            if line.ends_with('\n') {
                return machine.line(line, painter);
            }
            // Grammars look for the line feed; one that the author did not write is taken away again.
            whole.push_str(line);
            whole.push('\n');
            machine.line(&whole, painter)?;
            painter.without_line_feed();
            Ok(())
        };
        self.with(code, paint).ok()
    }

    fn with(
        &self,
        code: &str,
        mut paint: impl FnMut(&mut Painter, &str) -> Result<(), Stuck>,
    ) -> Result<String, Stuck> {
        let mut html = String::with_capacity(code.len() * 2 + 200);
        self.open(&mut html);
        let mut painter = Painter::new(html);
        let mut ranges = self.options.highlighted.iter().peekable();
        for (index, line) in code.split_inclusive('\n').enumerate() {
            while ranges.next_if(|(_, last)| *last < index + 1).is_some() {}
            let marked = ranges.peek().is_some_and(|(first, _)| *first <= index + 1);
            if !marked && !self.lines.numbered {
                paint(&mut painter, line)?;
                continue;
            }
            painter.close();
            painter.markup(&self.line_tag(index, marked));
            paint(&mut painter, line)?;
            painter.close();
            painter.markup("</span>");
        }
        let mut html = painter.finish();
        html.push_str(match (self.options.inline, &self.options.title) {
            (true, _) => "</code>",
            (false, Some(_)) => "</code></pre></figure>",
            (false, None) => "</code></pre></div>",
        });
        Ok(html)
    }

    fn open(&self, html: &mut String) {
        let options = self.options;
        if options.inline {
            return self.open_code(html);
        }
        html.push_str(if options.title.is_some() { "<figure class=\"code" } else { "<div class=\"code" });
        if options.wrap == Some(true) {
            html.push_str(" wrap");
        }
        for class in &options.classes {
            html.push(' ');
            attribute_into(html, class);
        }
        html.push('"');
        let id = options.id.iter().map(|id| ("id", id.as_str()));
        let language = Some(("data-lang", self.language)).filter(|(_, language)| !language.is_empty());
        let others = options.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in id.chain(language).chain(others) {
            html.push(' ');
            html.extend(name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
            html.push_str("=\"");
            attribute_into(html, value);
            html.push('"');
        }
        html.push('>');
        if let Some(title) = &options.title {
            html.push_str("<figcaption>");
            escape_into(html, title);
            html.push_str("</figcaption>");
        }
        html.push_str("<pre tabindex=\"0\">");
        self.open_code(html);
    }

    fn open_code(&self, html: &mut String) {
        html.push_str("<code");
        if !self.language.is_empty() {
            html.push_str(" class=\"language-");
            attribute_into(html, &self.language.replace(char::is_whitespace, "-"));
            html.push('"');
        }
        html.push('>');
    }

    fn line_tag(&self, index: usize, marked: bool) -> String {
        let mut tag = String::from(if marked { "<span class=\"line hl\"" } else { "<span class=\"line\"" });
        let number = self.lines.start.saturating_add(index);
        if let Some(prefix) = &self.lines.anchors {
            tag.push_str(" id=\"");
            attribute_into(&mut tag, prefix);
            let _ = write!(tag, "-{number}\"");
        }
        if self.lines.numbered {
            let _ = write!(tag, " data-n=\"{number}\"");
        }
        tag.push('>');
        tag
    }
}

#[cfg(test)]
mod tests;
