//! The weight of a page: whole numbers in every spelling that Hugo reads, and those that it reads otherwise.
//!
//! Source: Hugo 0.168. It takes `010` for octal and `09` for nothing; here digits are decimal.

use crate::data::Value;

/// What a weight is, and what there is to say about it.
#[derive(Debug, PartialEq)]
pub enum Weight {
    Plain(i64),
    /// Leading zeros make Hugo read something else.
    LeadingZero {
        hugo: i64,
        used: i64,
    },
    /// Not a whole number; what Hugo makes of it is used.
    Wrong(i64),
}

/// Reads a weight. `raw` is the value as it is spelled in the text.
pub fn read(value: &Value, raw: &str) -> Weight {
    match value {
        Value::Null => Weight::Plain(0),
        Value::Bool(value) => Weight::Wrong(i64::from(*value)),
        Value::Int(value) => match decimal(raw.trim()) {
            Some((used, true)) => zero(octal(raw.trim()).unwrap_or(0), used),
            _ => i64::try_from(*value).map_or(Weight::Wrong(0), Weight::Plain),
        },
        Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Weight::Plain(*value as i64),
        Value::Float(value) if value.is_finite() => Weight::Wrong(*value as i64),
        Value::Text(text) => match decimal(text) {
            Some((used, true)) => zero(octal(text).unwrap_or(0), used),
            Some((used, false)) => Weight::Plain(used),
            None => based(text).map_or_else(|| Weight::Wrong(before_point(text)), Weight::Plain),
        },
        Value::Float(_) | Value::Date(_) | Value::List(_) | Value::Table(_) => Weight::Wrong(0),
    }
}

fn zero(hugo: i64, used: i64) -> Weight {
    if hugo == used { Weight::Plain(used) } else { Weight::LeadingZero { hugo, used } }
}

/// A number in digits and underscores, and whether it has leading zeros.
fn decimal(text: &str) -> Option<(i64, bool)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits: String = unsigned.chars().filter(|&c| c != '_').collect();
    let value: i64 = digits.parse().ok()?;
    let leading = digits.len() > 1 && digits.starts_with('0');
    Some((if text.starts_with('-') { -value } else { value }, leading))
}

/// The same digits read in base 8, if they are all octal.
fn octal(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let value = i64::from_str_radix(&unsigned.replace('_', ""), 8).ok()?;
    Some(if text.starts_with('-') { -value } else { value })
}

/// `0x1F`, `0o17`, `0b11`.
fn based(text: &str) -> Option<i64> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let radix = match unsigned.get(..2)?.to_ascii_lowercase().as_str() {
        "0x" => 16,
        "0o" => 8,
        "0b" => 2,
        _ => return None,
    };
    let digits = unsigned[2..].replace('_', "");
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i64::from_str_radix(&digits, radix).ok()?;
    Some(if negative { -value } else { value })
}

/// The number before the point of a text such as `2.9`, else 0.
fn before_point(text: &str) -> i64 {
    let Some((whole, part)) = text.split_once('.') else { return 0 };
    if part.bytes().all(|byte| byte.is_ascii_digit()) { decimal(whole).map_or(0, |(value, _)| value) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::scalar::plain;

    fn unquoted(raw: &str) -> Weight {
        read(&plain(raw), raw)
    }

    fn quoted(text: &str) -> Weight {
        read(&Value::Text(text.to_owned()), &format!("\"{text}\""))
    }

    #[test]
    fn digits_are_decimal_and_hugos_reading_is_told() {
        use Weight::{LeadingZero, Plain};
        assert_eq!(unquoted("5"), Plain(5));
        assert_eq!(unquoted("05"), Plain(5));
        assert_eq!(unquoted("010"), LeadingZero { hugo: 8, used: 10 });
        assert_eq!(unquoted("09"), LeadingZero { hugo: 0, used: 9 });
        assert_eq!(unquoted("-010"), LeadingZero { hugo: -8, used: -10 });
        assert_eq!(quoted("010"), LeadingZero { hugo: 8, used: 10 });
        assert_eq!(quoted("09"), LeadingZero { hugo: 0, used: 9 });
        assert_eq!(quoted("-007"), Plain(-7));
    }

    #[test]
    fn other_spellings_are_read_as_hugo_reads_them() {
        use Weight::{Plain, Wrong};
        for (raw, value) in [("1_000", 1000), ("0x10", 16), ("-3", -3), ("+7", 7), ("", 0), ("2.0", 2), ("0", 0)] {
            assert_eq!(unquoted(raw), Plain(value), "{raw}");
        }
        for (raw, value) in
            [("2.9", 2), ("-2.9", -2), ("true", 1), ("010.5", 10), ("99999999999999999999", 0), (".inf", 0), ("1e3", 0)]
        {
            assert_eq!(unquoted(raw), Wrong(value), "{raw}");
        }
        for (text, value) in [("7", 7), ("+7", 7), ("1_000", 1000), ("0x10", 16)] {
            assert_eq!(quoted(text), Plain(value), "{text}");
        }
        for (text, value) in
            [("abc", 0), (" 7", 0), ("7abc", 0), ("2.9", 2), ("", 0), ("1.2.3", 0), ("ü", 0), ("0x+1", 0), ("-", 0)]
        {
            assert_eq!(quoted(text), Wrong(value), "{text}");
        }
        assert_eq!(read(&Value::List(vec![]), "[3]"), Wrong(0));
    }
}
