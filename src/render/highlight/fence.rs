//! Fence: the words behind the three ticks of a code block, and the options of the `highlight` shortcode.
//!
//! Source of the rules: Hugo's pages `content-management/syntax-highlighting` and `functions/transform/Highlight`,
//! tried against Hugo 0.168. Where Hugo stops the build (an attribute it cannot read), we go on and tell.

/// The words behind the ticks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fence {
    /// The language as the author wrote it; empty if there is none.
    pub language: String,
    pub options: FenceOptions,
    pub problems: Vec<FenceProblem>,
}

/// How a block is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FenceOptions {
    /// Shown above the code.
    pub title: Option<String>,
    /// `linenos`; the configuration's choice if not said.
    pub line_numbers: Option<LineNumbers>,
    /// `linenostart`: the number of the first line.
    pub line_number_start: Option<usize>,
    /// `hl_lines`: first and last line of each highlighted range, the first line of the block being 1; sorted.
    pub highlighted: Vec<(usize, usize)>,
    /// `anchorlinenos`: the numbers are link targets.
    pub anchor_line_numbers: Option<bool>,
    /// `lineanchors`: begins the ids of lines, before `-` and the number. Hugo's default is `hl-` and the number of the
    /// block on its page, which only the caller knows.
    pub line_anchors: Option<String>,
    /// `guesssyntax`
    pub guess_syntax: Option<bool>,
    /// `wrap`: long lines are broken (relearn).
    pub wrap: Option<bool>,
    /// The code stands within a line: `hl_inline` of the shortcode.
    pub inline: bool,
    pub id: Option<String>,
    pub classes: Vec<String>,
    /// `data-*` and `aria-*` attributes for the element around the code, in the order written.
    pub attributes: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineNumbers {
    Off,
    Inline,
    Table,
}

/// A fact about an info string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FenceProblem {
    /// From here on the attributes cannot be read; Hugo refuses the page.
    Unreadable { rest: String },
    /// Neither Hugo nor a theme we serve reads this option.
    UnknownOption { key: String },
    /// The value is not one the option can have; the option is not used.
    BadValue { key: String, value: String },
}

/// Options of Hugo that concern inline colours or other markup than ours: known, and without effect.
const WITHOUT_EFFECT: &[&str] =
    &["style", "noclasses", "tabwidth", "hl_inline", "linenumbersintable", "wrapperclass", "codefences", "hl_style"];

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    List(Vec<String>),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::List(items) => items.join(" "),
        }
    }
}

/// Reads an info string: `yaml`, `yaml {title="x", hl_lines=[1,"3-5"]}`, `yaml{linenos=table}`, `yaml title="x"`.
/// A language alone is the first word; the attributes are what stands in braces, or, as some themes write it, what
/// follows the language as `key=value`.
pub fn fence(info: &str) -> Fence {
    let info = info.trim();
    let end = info.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(info.len());
    let (language, rest) = info.split_at(end);
    let mut fence = Fence { language: language.trim_end_matches(',').to_owned(), ..Fence::default() };
    // A word that sets an option is no language: `title="x"` alone.
    let (bare, braces) = match rest.find('{') {
        Some(open) => (&rest[..open], Some(&rest[open + 1..])),
        None => (rest, None),
    };
    if bare.contains('=') {
        Reader::new(bare).read(&mut fence, true);
    }
    if let Some(inside) = braces {
        Reader::new(inside).read(&mut fence, false);
    }
    fence
}

/// Reads the options of the `highlight` shortcode: `linenos=table,hl_lines=2 4-6,linenostart=10`.
pub fn options(text: &str) -> (FenceOptions, Vec<FenceProblem>) {
    let mut fence = Fence::default();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, "true"));
        set(&mut fence, key.trim(), &Value::Text(value.trim().trim_matches(['"', '\'']).to_owned()));
    }
    (fence.options, fence.problems)
}

/// Sets one option by its name, as themes do for the arguments of their shortcodes.
pub fn option(options: &mut FenceOptions, key: &str, value: &str) -> Option<FenceProblem> {
    let mut fence = Fence { options: std::mem::take(options), ..Fence::default() };
    set(&mut fence, key, &Value::Text(value.to_owned()));
    *options = fence.options;
    fence.problems.pop()
}

/// Reads attributes as Goldmark does: `#id`, `.class`, `key=value` with a word, a number, a `"text"` or a `[list]`,
/// with blanks or commas between; in addition `'text'` and a key without a value.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn new(rest: &'a str) -> Self {
        Self { rest }
    }

    fn read(mut self, fence: &mut Fence, bare: bool) {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            match self.rest.chars().next() {
                None if bare => return,
                None => return fence.problems.push(FenceProblem::Unreadable { rest: String::new() }),
                Some('}') if !bare => return,
                Some('#') => {
                    self.rest = &self.rest[1..];
                    fence.options.id = Some(self.word().to_owned()).filter(|id| !id.is_empty());
                }
                Some('.') => {
                    self.rest = &self.rest[1..];
                    let class = self.word().to_owned();
                    fence.options.classes.extend(Some(class).filter(|class| !class.is_empty()));
                }
                Some(_) => {
                    let Some((key, value)) = self.pair() else {
                        return fence.problems.push(FenceProblem::Unreadable { rest: self.rest.to_owned() });
                    };
                    set(fence, key, &value);
                }
            }
        }
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | '=' | '"' | '\'' | '[' | ']'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn pair(&mut self) -> Option<(&'a str, Value)> {
        let before = self.rest;
        let key = self.word();
        if key.is_empty() {
            return None;
        }
        let Some(value) = self.rest.trim_start().strip_prefix('=') else {
            return Some((key, Value::Text("true".to_owned())));
        };
        self.rest = value.trim_start();
        let value = match self.rest.chars().next() {
            Some('[') => self.list(),
            _ => self.scalar().map(Value::Text),
        };
        if value.is_none() {
            self.rest = before;
        }
        value.map(|value| (key, value))
    }

    fn scalar(&mut self) -> Option<String> {
        match self.rest.chars().next()? {
            quote @ ('"' | '\'') => self.quoted(quote),
            _ => Some(self.word().to_owned()).filter(|word| !word.is_empty()),
        }
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            if escaped {
                text.push(c);
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == quote {
                self.rest = &self.rest[at + 1..];
                return Some(text);
            } else {
                text.push(c);
            }
        }
        None
    }

    fn list(&mut self) -> Option<Value> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if let Some(rest) = self.rest.strip_prefix(']') {
                self.rest = rest;
                return Some(Value::List(items));
            }
            items.push(self.scalar()?);
        }
    }
}

/// Uses one option. Keys are known in any case.
fn set(fence: &mut Fence, key: &str, value: &Value) {
    let name = key.to_ascii_lowercase();
    let text = value.text();
    let options = &mut fence.options;
    let known = match name.as_str() {
        "title" | "caption" => {
            options.title = Some(text.clone()).filter(|title| !title.is_empty());
            true
        }
        "linenos" => {
            let choice = match text.to_ascii_lowercase().as_str() {
                "true" | "table" => Some(LineNumbers::Table),
                "inline" => Some(LineNumbers::Inline),
                "false" => Some(LineNumbers::Off),
                _ => None,
            };
            store(&mut options.line_numbers, choice)
        }
        "linenostart" => store(&mut options.line_number_start, text.parse().ok()),
        "anchorlinenos" => store(&mut options.anchor_line_numbers, boolean(&text)),
        "guesssyntax" => store(&mut options.guess_syntax, boolean(&text)),
        "wrap" => store(&mut options.wrap, boolean(&text)),
        "lineanchors" => store(&mut options.line_anchors, Some(text.clone())),
        "hl_lines" => {
            let parts = text.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
            let ranges: Option<Vec<_>> = parts.map(range).collect();
            let good = ranges.is_some();
            options.highlighted.extend(ranges.unwrap_or_default());
            options.highlighted.sort_unstable();
            good
        }
        "lang" | "type" => {
            if fence.language.is_empty() {
                fence.language.clone_from(&text);
            }
            true
        }
        "id" => store(&mut options.id, Some(text.clone())),
        "class" => {
            options.classes.extend(text.split_whitespace().map(str::to_owned));
            true
        }
        name if name.starts_with("data-") || name.starts_with("aria-") => {
            options.attributes.push((name.to_owned(), text.clone()));
            true
        }
        name if WITHOUT_EFFECT.contains(&name) => true,
        _ => {
            fence.problems.push(FenceProblem::UnknownOption { key: key.to_owned() });
            true
        }
    };
    if !known {
        fence.problems.push(FenceProblem::BadValue { key: key.to_owned(), value: text });
    }
}

/// Stores a value if there is one, and says whether there was.
fn store<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let good = value.is_some();
    if good {
        *place = value;
    }
    good
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// `3` or `3-5`.
fn range(text: &str) -> Option<(usize, usize)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first >= 1 && first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> FenceOptions {
        let fence = fence(info);
        assert_eq!(fence.problems, [], "{info}");
        fence.options
    }

    #[test]
    fn language_with_and_without_a_blank() {
        assert_eq!(fence("").language, "");
        assert_eq!(fence(" yaml foo bar ").language, "yaml");
        assert_eq!(fence("yaml{linenos=inline,linenostart=10}").language, "yaml");
        assert_eq!(fence("{linenos=table}").language, "");
        assert_eq!(fence("c++ {linenos=table}").language, "c++");
        assert_eq!(fence("{type=\"yaml\" title=\"x\"}").language, "yaml");
    }

    #[test]
    fn options_of_hugo() {
        let options = read(r#"yaml {title="a } b", hl_lines=[1,"3-5"], linenos=table, linenostart=10}"#);
        assert_eq!(options.title.as_deref(), Some("a } b"));
        assert_eq!(options.highlighted, [(1, 1), (3, 5)]);
        assert_eq!(options.line_numbers, Some(LineNumbers::Table));
        assert_eq!(options.line_number_start, Some(10));
        assert_eq!(read("x {LineNos=true}").line_numbers, Some(LineNumbers::Table));
        assert_eq!(read("x { linenos = inline }").line_numbers, Some(LineNumbers::Inline));
        assert_eq!(read("x {linenos=false} trailing").line_numbers, Some(LineNumbers::Off));
        assert_eq!(read("x {hl_lines=\"7 2-3\"}").highlighted, [(2, 3), (7, 7)]);
        assert_eq!(read("x {hl_lines=[1,3-5]}").highlighted, [(1, 1), (3, 5)]);
        assert_eq!(read("x {style=emacs noClasses=false}"), FenceOptions::default());
        assert_eq!(read("x {anchorlinenos}").anchor_line_numbers, Some(true));
        assert_eq!(read("x title=\"y\" {linenos=inline}").title.as_deref(), Some("y"));
    }

    #[test]
    fn attributes() {
        let options = read(r#"x {.foo #bar class="a b" data-x='<y>'}"#);
        assert_eq!(options.classes, ["foo", "a", "b"]);
        assert_eq!(options.id.as_deref(), Some("bar"));
        assert_eq!(options.attributes, [("data-x".to_owned(), "<y>".to_owned())]);
    }

    #[test]
    fn problems_do_not_stop_it() {
        let fence = fence("x {linenos=wide, onclick=\"y\", hl_lines=[0,\"5-2\"], title=\"z\"}");
        assert_eq!(fence.options, FenceOptions { title: Some("z".to_owned()), ..FenceOptions::default() });
        assert_eq!(
            fence.problems,
            [
                FenceProblem::BadValue { key: "linenos".to_owned(), value: "wide".to_owned() },
                FenceProblem::UnknownOption { key: "onclick".to_owned() },
                FenceProblem::BadValue { key: "hl_lines".to_owned(), value: "0 5-2".to_owned() },
            ]
        );
        for info in ["x {", "x {title=\"y}", "x {=}", "x {a=[1,2}", "x {]", "x {'}"] {
            assert!(matches!(super::fence(info).problems.last(), Some(FenceProblem::Unreadable { .. })), "{info}");
        }
    }

    #[test]
    fn options_of_the_shortcode() {
        let (options, problems) = options("linenos=table,hl_lines=8 15-17, linenostart=199");
        assert_eq!(problems, []);
        assert_eq!(options.highlighted, [(8, 8), (15, 17)]);
        assert_eq!(options.line_number_start, Some(199));
    }
}
