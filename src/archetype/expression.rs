//! One expression of an archetype: terms, calls and pipelines of Go templates, without control flow.

use super::{Facts, date, functions};

/// How deep parentheses may stand in each other.
const DEEPEST: usize = 16;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(i64),
    /// Seconds since 1970.
    Time(i64),
    List(Vec<String>),
}

impl Value {
    /// As it is printed.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Time(time) => date::format(*time, "2006-01-02 15:04:05 -0700 MST"),
            Value::List(items) => format!("[{}]", items.join(" ")),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Value(Value),
    /// A function or a field, such as `strings.Title` and `.File.Dir`.
    Name(String),
    Open,
    Close,
    Pipe,
}

/// The value of an expression, or why there is none.
pub fn eval(text: &str, facts: &Facts) -> Result<Value, String> {
    let tokens = tokens(text)?;
    let mut at = 0;
    let value = pipeline(&tokens, &mut at, facts, 0)?;
    if at < tokens.len() { Err("there is a bracket too many".to_string()) } else { Ok(value) }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' => {
                tokens.push(Token::Open);
                1
            }
            ')' => {
                tokens.push(Token::Close);
                1
            }
            '|' => {
                tokens.push(Token::Pipe);
                1
            }
            '`' => {
                let end = rest[1..].find('`').ok_or("a text does not end")?;
                tokens.push(Token::Value(Value::Text(rest[1..1 + end].to_string())));
                end + 2
            }
            '"' => {
                let (text, length) = quoted(rest).ok_or("a text does not end")?;
                tokens.push(Token::Value(Value::Text(text)));
                length
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()|`\"".contains(c)).unwrap_or(rest.len());
                let word = &rest[..end];
                tokens.push(match word.parse::<i64>() {
                    Ok(number) => Token::Value(Value::Number(number)),
                    Err(_) => Token::Name(word.to_string()),
                });
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    if tokens.is_empty() { Err("it is empty".to_string()) } else { Ok(tokens) }
}

/// A text in double quotes, and how long it is as written.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, at + 1)),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                other => out.push(other),
            },
            _ => out.push(c),
        }
    }
    None
}

/// Recursion is bounded by [`DEEPEST`].
fn pipeline(tokens: &[Token], at: &mut usize, facts: &Facts, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err("its brackets stand too deep".to_string());
    }
    let mut piped: Option<Value> = None;
    loop {
        let value = command(tokens, at, facts, depth, piped.take())?;
        if tokens.get(*at) == Some(&Token::Pipe) {
            *at += 1;
            piped = Some(value);
        } else {
            return Ok(value);
        }
    }
}

/// A function with its arguments, or one value. What was piped is the last argument.
fn command(
    tokens: &[Token],
    at: &mut usize,
    facts: &Facts,
    depth: usize,
    piped: Option<Value>,
) -> Result<Value, String> {
    let (name, mut arguments) = match tokens.get(*at) {
        Some(Token::Name(name)) => {
            *at += 1;
            (name.clone(), Vec::new())
        }
        Some(Token::Pipe | Token::Close) | None => return Err("a value is missing".to_string()),
        Some(_) => {
            let value = operand(tokens, at, facts, depth)?;
            // `(now).Format "2006"`: a method of what stands in brackets.
            match tokens.get(*at) {
                Some(Token::Name(method)) if method.starts_with('.') => {
                    *at += 1;
                    (format!("<value>{method}"), vec![value])
                }
                None | Some(Token::Pipe | Token::Close) if piped.is_none() => return Ok(value),
                _ => return Err("a value is no function".to_string()),
            }
        }
    };
    while !matches!(tokens.get(*at), None | Some(Token::Pipe | Token::Close)) {
        arguments.push(operand(tokens, at, facts, depth)?);
    }
    arguments.extend(piped);
    functions::call(&name, arguments, facts)
}

/// One argument.
fn operand(tokens: &[Token], at: &mut usize, facts: &Facts, depth: usize) -> Result<Value, String> {
    let token = tokens.get(*at).ok_or("a value is missing")?;
    *at += 1;
    match token {
        Token::Value(value) => Ok(value.clone()),
        Token::Name(name) => functions::call(name, Vec::new(), facts),
        Token::Open => {
            let value = pipeline(tokens, at, facts, depth + 1)?;
            if tokens.get(*at) != Some(&Token::Close) {
                return Err("a closing bracket is missing".to_string());
            }
            *at += 1;
            Ok(value)
        }
        Token::Close | Token::Pipe => Err("a value is missing".to_string()),
    }
}
