//! Plain scalars of YAML as Hugo types them.
//!
//! Source: what Hugo 0.168 prints for `.Params` of pages with such values.

use super::Value;

/// The value of a plain (unquoted) scalar of one line.
pub fn plain(raw: &str) -> Value {
    match raw {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | ".Inf" | ".INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        _ => number(raw).unwrap_or_else(|| Value::Text(raw.to_owned())),
    }
}

/// A number, if the scalar is one: `05` and `010` are octal, `09` is a text, `1_000` is 1000, `1e3` is a text
/// for want of a point, `0x1F`, `0o17` and `0b11` are what they seem.
fn number(raw: &str) -> Option<Value> {
    if !raw.bytes().next().is_some_and(|first| first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    let points = raw.bytes().filter(|&byte| byte == b'.').count();
    let negative = raw.starts_with('-');
    let digits: String =
        raw.strip_prefix(['+', '-']).unwrap_or(raw).chars().filter(|&character| character != '_').collect();
    let (radix, digits) = match (digits.get(..2), points) {
        (_, 1) => {
            let value: f64 = digits.parse().ok()?;
            return Some(Value::Float(if negative { -value } else { value }));
        }
        (_, 2..) => return None,
        (Some("0x"), _) => (16, &digits[2..]),
        (Some("0o"), _) => (8, &digits[2..]),
        (Some("0b"), _) => (2, &digits[2..]),
        (Some(_), _) if digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits.as_str()),
    };
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    let value = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let value = if negative { -value } else { value };
    (value >= i128::from(i64::MIN)).then_some(Value::Int(value))
}

/// A float as Go's `strconv.FormatFloat(f, 'f', -1, 64)` writes it.
pub fn float_text(value: f64) -> String {
    match value {
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_typed_as_hugo_types_them() {
        let int = [
            ("0", 0),
            ("05", 5),
            ("010", 8),
            ("-05", -5),
            ("007", 7),
            ("1_000", 1000),
            ("1_", 1),
            ("+7", 7),
            ("-3", -3),
            ("0x1F", 31),
            ("-0x1F", -31),
            ("0x_F", 15),
            ("0o17", 15),
            ("0b11", 3),
            ("+_1", 1),
            ("18446744073709551615", 18446744073709551615),
        ];
        for (raw, value) in int {
            assert_eq!(plain(raw), Value::Int(value), "{raw}");
        }
        let float = [
            ("1.50", 1.5),
            ("1.5e3", 1500.0),
            ("00.5", 0.5),
            ("1_0.5", 10.5),
            ("-.5", -0.5),
            ("08.5", 8.5),
            ("5.", 5.0),
            ("1.e3", 1000.0),
            (".inf", f64::INFINITY),
        ];
        for (raw, value) in float {
            assert_eq!(plain(raw), Value::Float(value), "{raw}");
        }
        let text = [
            "09",
            "yes",
            "no",
            "on",
            "1e3",
            "1e-3",
            "+.inf",
            "_1",
            "tRue",
            "nUll",
            "0X1F",
            ".",
            "0o8",
            "12abc",
            "1,000",
            "1.5.",
            "0b12",
            "5e",
            "1:30",
            "1.2.3",
            "2023-04-05",
            "99999999999999999999",
            "-9223372036854775809",
            "-",
            "+",
            "0x",
            "-inf",
            "1.inf",
        ];
        for raw in text {
            assert_eq!(plain(raw), Value::Text(raw.to_owned()), "{raw}");
        }
        assert_eq!(plain("~"), Value::Null);
        assert_eq!(plain("TRUE"), Value::Bool(true));
    }

    #[test]
    fn floats_are_written_as_go_writes_them() {
        assert_eq!(float_text(1.10), "1.1");
        assert_eq!(float_text(5.0), "5");
        assert_eq!(float_text(1e21), "1000000000000000000000");
        assert_eq!(float_text(f64::NAN), "NaN");
    }
}
