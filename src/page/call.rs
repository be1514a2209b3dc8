//! Call: one use of a shortcode in a body, with its arguments and what it encloses.

use crate::source::span::Span;
use std::ops::Range;

/// A part of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Bytes of the source, as they stand.
    Text(Range<usize>),
    /// An escaped call: shown without its comment marks.
    Literal {
        text: String,
        start: usize,
        end: usize,
    },
    Call(Box<Call>),
}

/// `{{< >}}` or `{{% %}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delimiter {
    Angle,
    Percent,
}

impl Delimiter {
    pub fn open(self) -> &'static str {
        match self {
            Delimiter::Angle => "{{<",
            Delimiter::Percent => "{{%",
        }
    }

    pub fn close(self) -> &'static str {
        match self {
            Delimiter::Angle => ">}}",
            Delimiter::Percent => "%}}",
        }
    }
}

/// One use of a shortcode.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: String,
    pub name_span: Span,
    pub delimiter: Delimiter,
    pub arguments: Vec<Argument>,
    /// The opening tag.
    pub open: Span,
    /// From the opening tag to the end of the closing tag.
    pub span: Span,
    /// What stands between the tags: its range in the source, and its pieces.
    pub inner: Option<(Range<usize>, Vec<Piece>)>,
    /// `{{< x />}}`.
    pub self_closed: bool,
}

/// A value given to a shortcode, by position or by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    pub name: Option<String>,
    pub value: Value,
    /// Name and value.
    pub span: Span,
    /// The value with its quotes.
    pub value_span: Span,
}

/// Quoted values are text; bare ones are typed as Hugo types them.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
}

impl Value {
    /// A value without quotes: a number, `true`, `false`, or a word.
    pub fn bare(text: &str) -> Self {
        match text {
            "true" => return Value::Boolean(true),
            "false" => return Value::Boolean(false),
            _ => {}
        }
        if let Ok(number) = text.parse::<i64>() {
            return Value::Integer(number);
        }
        // `1e5` and `nan` are words to Hugo; a point makes a float.
        match text.parse::<f64>() {
            Ok(number) if text.contains('.') && number.is_finite() => Value::Float(number),
            _ => Value::Text(text.to_string()),
        }
    }

    /// The value as text, as it would be printed.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Boolean(boolean) => boolean.to_string(),
        }
    }

    /// Whether the value means yes. Unlike Hugo's templates, the text "false" means no.
    pub fn is_true(&self) -> bool {
        match self {
            Value::Text(text) => {
                !matches!(text.trim().to_ascii_lowercase().as_str(), "" | "false" | "no" | "off" | "0")
            }
            Value::Integer(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Boolean(boolean) => *boolean,
        }
    }
}

impl Call {
    /// The argument of that name, in any case, or at that position.
    pub fn argument(&self, name: &str, position: usize) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| argument.name.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name)))
            .or_else(|| self.arguments.get(position).filter(|argument| argument.name.is_none()))
    }

    /// Whether the call is code within a line: Hugo's option `hl_inline` of `highlight`.
    pub fn is_inline_code(&self) -> bool {
        let in_options = |text: &str| {
            let mut pairs = text.split(',').filter_map(|pair| pair.split_once('='));
            pairs.any(|(key, value)| {
                key.trim().eq_ignore_ascii_case("hl_inline") && value.trim().eq_ignore_ascii_case("true")
            })
        };
        self.name == "highlight"
            && (self.named("hl_inline").is_some_and(|argument| argument.value.is_true())
                || self.argument("options", 1).is_some_and(|argument| in_options(&argument.value.text())))
    }

    /// The argument of that name, which has no position.
    pub fn named(&self, name: &str) -> Option<&Argument> {
        self.argument(name, usize::MAX)
    }
}
