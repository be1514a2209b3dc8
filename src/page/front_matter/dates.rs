//! The dates that Hugo reads in front matter, as seconds since 1970.
//!
//! Source: the formats that Hugo 0.168 accepts for `date`. A date without an offset is one of UTC, an abbreviated
//! zone other than those with an offset beside it counts as UTC, and a number is a Unix time.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;

/// Formats beside ISO 8601, after the day of the week and the name of the zone were dropped: those of e-mail
/// (RFC 822, 850, 1123), of C (`asctime`, `date`), and `02 Jan 2006`.
const OTHERS: [&str; 7] = [
    "%d %b %Y %H:%M:%S",
    "%d %b %y %H:%M",
    "%d-%b-%y %H:%M:%S",
    "%b %d %H:%M:%S %Y",
    "%d %b %Y",
    "%d %b %Y %H:%M:%S%.f",
    "%b %d %H:%M:%S%.f %Y",
];

/// Seconds since 1970 of a date as text.
pub fn seconds(text: &str) -> Option<i64> {
    iso(text).or_else(|| other(text))
}

fn utc(date: DateTime, offset: i64) -> Option<i64> {
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second() - offset)
}

/// `2023-04-05`, and with a time: `T` or a blank, seconds, a fraction, an offset, a zone's name.
fn iso(text: &str) -> Option<i64> {
    let date: Date =
        digits(text, "dddd-dd-dd").and_then(|(n, _)| Date::new(n[0] as i16, n[1] as i8, n[2] as i8).ok())?;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return utc(date.to_datetime(Time::midnight()), 0);
    }
    let rest = rest.strip_prefix(['T', ' '])?;
    let (n, _) = digits(rest, "dd:dd:dd")?;
    let time = Time::new(n[0] as i8, n[1] as i8, n[2] as i8, 0).ok()?;
    let mut zone = rest.get(8..)?;
    if let Some(fraction) = zone.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        zone = &fraction[length..];
    }
    utc(date.to_datetime(time), offset(zone.strip_prefix(' ').unwrap_or(zone))?)
}

/// The seconds east of Greenwich: nothing, `Z`, `+02:00`, `+0200`, and `+0200 CEST`.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z") {
        return Some(0);
    }
    let (sign, rest) = match zone.as_bytes().first()? {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return None,
    };
    let (n, length) = digits(rest, "dd:dd").or_else(|| digits(rest, "dddd"))?;
    let (hours, minutes) = if n.len() == 2 { (n[0], n[1]) } else { (n[0] / 100, n[0] % 100) };
    let name = rest.get(length..)?;
    let named = name.strip_prefix(' ').is_some_and(is_zone_name);
    (hours < 24 && minutes < 60 && (name.is_empty() || named)).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

fn is_zone_name(word: &str) -> bool {
    (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The numbers at the start of a text that has the form of a pattern, in which `d` stands for a digit.
fn digits(text: &str, pattern: &str) -> Option<(Vec<i32>, usize)> {
    let part = text.as_bytes().get(..pattern.len())?;
    let mut numbers = Vec::new();
    let mut open = false;
    for (&byte, wanted) in part.iter().zip(pattern.bytes()) {
        match wanted {
            b'd' if byte.is_ascii_digit() => {
                let digit = i32::from(byte - b'0');
                match numbers.last_mut().filter(|_| open) {
                    Some(number) => *number = *number * 10 + digit,
                    None => numbers.push(digit),
                }
                open = true;
            }
            b'd' => return None,
            wanted if byte != wanted => return None,
            _ => open = false,
        }
    }
    Some((numbers, pattern.len()))
}

fn other(text: &str) -> Option<i64> {
    if text.len() > 60 {
        return None;
    }
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut shift = 0;
    let mut words = Vec::new();
    for (at, word) in text.split_whitespace().enumerate() {
        let day = word.get(..3).is_some_and(|start| DAYS.contains(&start.to_ascii_lowercase().as_str()));
        if at == 0 && day || is_zone_name(word) && at > 2 {
            continue;
        }
        match offset(word) {
            Some(east) if word.starts_with(['+', '-']) => shift = east,
            _ => words.push(word),
        }
    }
    let plain = words.join(" ");
    let parsed = OTHERS.iter().find_map(|format| strtime::parse(format, &plain).ok())?;
    let date = parsed.to_date().ok()?;
    let time = parsed.to_time().unwrap_or(Time::midnight());
    utc(date.to_datetime(time), shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_hugo_reads() {
        let day = 1_680_652_800;
        for text in ["2023-04-05", "05 Apr 2023"] {
            assert_eq!(seconds(text), Some(day), "{text}");
        }
        let ten = day + 10 * 3600;
        for text in [
            "2023-04-05T10:00:00Z",
            "2023-04-05T10:00:00",
            "2023-04-05 10:00:00",
            "2023-04-05 10:00:00Z",
            "2023-04-05 10:00:00.5",
            "2023-04-05T10:00:00.123456Z",
            "Wed, 05 Apr 2023 10:00:00 CET",
            "Wed, 05 Apr 2023 10:00:00 GMT",
            "Wed Apr  5 10:00:00 2023",
            "Wed Apr  5 10:00:00 CET 2023",
            "05 Apr 23 10:00 UTC",
            "Wednesday, 05-Apr-23 10:00:00 GMT",
        ] {
            assert_eq!(seconds(text), Some(ten), "{text}");
        }
        let eight = day + 8 * 3600;
        for text in [
            "2023-04-05 10:00:00 +0200",
            "2023-04-05 10:00:00 +02:00",
            "2023-04-05T10:00:00+02:00",
            "2023-04-05T10:00:00+0200",
            "2023-04-05 10:00:00 +0200 CEST",
            "2023-04-05 10:00:00.5 +0200 CEST",
            "Wed, 05 Apr 2023 10:00:00 +0200",
            "05 Apr 23 10:00 +0200",
            "Wed Apr 05 10:00:00 +0200 2023",
        ] {
            assert_eq!(seconds(text), Some(eight), "{text}");
        }
        assert_eq!(seconds("2016-04-09T16:50:16-02:30"), Some(1_460_229_616));
    }

    #[test]
    fn what_hugo_refuses_is_refused() {
        for text in [
            "",
            "not",
            "2023-04-05 10:00",
            "2023-04-05T10:00",
            "2023-4-5",
            "Apr 5, 2023",
            "April 5, 2023",
            "1680681600",
            "2023/04/05",
            "10:00",
            "2023-02-30",
            "2023-04-05T24:00:00Z",
            "2023-04-05 10:00:00 CET",
            "05-Apr-2023",
            "2023-04",
            "2023",
            "2023-04-05T10Z",
            "05/04/2023",
            "20230405T100000Z",
            "2023-04-05t10:00:00z",
            "2023-04-05 ",
            "2023-04-05T10:00:00.",
            "2023-04-05T10:00:00+99:00",
            "ü023-04-05",
            "2023-04-0ü",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
