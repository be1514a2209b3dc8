//! From settings to typed values, weakly as Hugo decodes them, with what is to be said about each.

use super::Problem;
use super::tree::{Content, Setting, Table};
use crate::data::Value;
use crate::nearest::nearest;

/// Reads values and collects what is wrong with them.
#[derive(Default)]
pub struct Reader {
    pub problems: Vec<Problem>,
}

impl Reader {
    pub fn wrong_type(&mut self, setting: &Setting, expected: &'static str) {
        self.problems.push(Problem::WrongType { span: setting.span, key: setting.key.clone(), expected });
    }

    pub fn wrong_value(&mut self, setting: &Setting, value: &str, allowed: &[&str]) {
        self.problems.push(Problem::WrongValue {
            span: setting.span,
            key: setting.key.clone(),
            value: value.to_owned(),
            allowed: allowed.iter().map(|&allowed| allowed.to_owned()).collect(),
        });
    }

    /// A text; numbers and booleans become one.
    pub fn text(&mut self, table: &Table, name: &str) -> Option<String> {
        let setting = table.get(name)?;
        match setting.value() {
            Some(Value::Null) => None,
            value => {
                let text = value.and_then(Value::text);
                if text.is_none() {
                    self.wrong_type(setting, "a text");
                }
                text
            }
        }
    }

    /// A text that is not empty.
    pub fn filled(&mut self, table: &Table, name: &str) -> Option<String> {
        self.text(table, name).filter(|text| !text.is_empty())
    }

    /// A boolean: also a number, and a text that Go's `strconv.ParseBool` takes.
    pub fn flag(&mut self, table: &Table, name: &str) -> Option<bool> {
        let setting = table.get(name)?;
        let flag = match setting.value() {
            Some(Value::Null) => return None,
            Some(Value::Bool(value)) => Some(*value),
            Some(Value::Int(value)) => Some(*value != 0),
            Some(Value::Text(text)) => match text.as_str() {
                "1" | "t" | "T" | "true" | "True" | "TRUE" => Some(true),
                "0" | "f" | "F" | "false" | "False" | "FALSE" | "" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if flag.is_none() {
            self.wrong_type(setting, "true or false");
        }
        flag
    }

    /// A whole number: also as a text.
    pub fn number(&mut self, table: &Table, name: &str) -> Option<i64> {
        let setting = table.get(name)?;
        let number = match setting.value() {
            Some(Value::Null) => return None,
            Some(Value::Int(value)) => i64::try_from(*value).ok(),
            Some(Value::Float(value)) if value.fract() == 0.0 && value.abs() < 9e15 => Some(*value as i64),
            Some(Value::Text(text)) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(setting, "a whole number");
        }
        number
    }

    /// A list of texts, or one text, which is a list of one.
    pub fn texts(&mut self, table: &Table, name: &str) -> Option<Vec<String>> {
        let setting = table.get(name)?;
        let texts = match setting.value() {
            Some(Value::Null) => return None,
            Some(Value::List(items)) => items.iter().map(|item| item.value.text()).collect(),
            value => value.and_then(Value::text).map(|text| vec![text]),
        };
        if texts.is_none() {
            self.wrong_type(setting, "a list of texts");
        }
        texts
    }

    /// A table within a table.
    pub fn table<'t>(&mut self, table: &'t Table, name: &str) -> Option<&'t Table> {
        let setting = table.get(name)?;
        match &setting.content {
            Content::Table(inner) => Some(inner),
            Content::Other(Value::Null) => None,
            Content::Other(_) => {
                self.wrong_type(setting, "a table");
                None
            }
        }
    }

    /// One of some words, in any case.
    pub fn one_of<T: Copy>(&mut self, table: &Table, name: &str, allowed: &[(&str, T)]) -> Option<T> {
        let text = self.filled(table, name)?;
        let found = allowed.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)).map(|(_, value)| *value);
        if let (None, Some(setting)) = (found, table.get(name)) {
            let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
            self.wrong_value(setting, &text, &words);
        }
        found
    }

    /// Tells every key of a table that is not among the known ones.
    pub fn unknown(&mut self, table: &Table, known: &[&str]) {
        for (name, setting) in table {
            if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let near = nearest(name, known.iter().copied()).map(str::to_owned);
                self.problems.push(Problem::UnknownKey { span: setting.key_span, key: setting.key.clone(), near });
            }
        }
    }
}
