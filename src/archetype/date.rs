//! Moments as Go's layouts write them, in UTC.

use super::expression::Value;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The moment that a value means.
pub fn read(value: &Value) -> Option<i64> {
    match value {
        Value::Time(time) => Some(*time),
        Value::Text(text) => text.parse::<Timestamp>().ok().map(Timestamp::as_second).or_else(|| {
            let date = text.get(..10)?.parse::<jiff::civil::Date>().ok()?;
            Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
        }),
        _ => None,
    }
}

/// The parts of a layout, longer ones first where one begins like another.
const PARTS: [&str; 24] = [
    "January", "Jan", "Monday", "Mon", "MST", "2006", "02", "01", "03", "04", "05", "06", "-07:00", "-0700", "Z07:00",
    "Z0700", "15", "PM", "pm", "1", "2", "3", "4", "5",
];

/// A moment in a layout of Go: `2006-01-02`, `2 January 2006`.
pub fn format(seconds: i64, layout: &str) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::UTC).datetime();
    let mut out = String::new();
    let mut rest = layout;
    while let Some(first) = rest.chars().next() {
        match PARTS.iter().find(|part| rest.starts_with(**part)) {
            Some(part) => {
                out.push_str(&shown(time, part));
                rest = &rest[part.len()..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn shown(time: DateTime, part: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let month = MONTHS[usize::from(time.month().unsigned_abs().saturating_sub(1)).min(11)];
    let day = DAYS[usize::from(time.weekday().to_monday_zero_offset().unsigned_abs()).min(6)];
    let hour = (time.hour() + 11) % 12 + 1;
    match part {
        "2006" => format!("{:04}", time.year()),
        "06" => format!("{:02}", time.year() % 100),
        "January" => month.to_string(),
        "Jan" => month[..3].to_string(),
        "01" => format!("{:02}", time.month()),
        "1" => time.month().to_string(),
        "02" => format!("{:02}", time.day()),
        "2" => time.day().to_string(),
        "Monday" => day.to_string(),
        "Mon" => day[..3].to_string(),
        "15" => format!("{:02}", time.hour()),
        "03" => format!("{hour:02}"),
        "3" => hour.to_string(),
        "04" => format!("{:02}", time.minute()),
        "4" => time.minute().to_string(),
        "05" => format!("{:02}", time.second()),
        "5" => time.second().to_string(),
        "PM" => if time.hour() < 12 { "AM" } else { "PM" }.to_string(),
        "pm" => if time.hour() < 12 { "am" } else { "pm" }.to_string(),
        "-0700" => "+0000".to_string(),
        "-07:00" => "+00:00".to_string(),
        "MST" => "UTC".to_string(),
        _ => "Z".to_string(),
    }
}
