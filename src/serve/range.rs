//! Byte ranges: which part of a file a client asks for.

use std::ops::Range;

/// What a Range header amounts to for a body of a known length (RFC 9110, section 14.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// The header is absent, malformed, or asks for several parts: the whole body is the answer.
    Whole,
    /// Not empty, and within the body.
    Bytes(Range<u64>),
    /// Nothing of what is asked for exists.
    Beyond,
}

/// Reads a Range header.
pub fn read(header: Option<&str>, length: u64) -> Part {
    let Some((first, last)) = header.and_then(single) else { return Part::Whole };
    let range = match (first, last) {
        (Some(first), Some(last)) if first > last => return Part::Whole,
        (Some(first), Some(last)) => first..last.saturating_add(1).min(length),
        (Some(first), None) => first..length,
        (None, Some(suffix)) => length.saturating_sub(suffix)..length,
        (None, None) => return Part::Whole,
    };
    if range.is_empty() { Part::Beyond } else { Part::Bytes(range) }
}

/// The two numbers of a header that asks for exactly one range of bytes.
fn single(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, ranges) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    Some((number(first)?, number(last)?))
}

/// Some(None) if there is no number; a number too large for 64 bits is the largest one.
fn number(text: &str) -> Option<Option<u64>> {
    match text {
        "" => Some(None),
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => Some(Some(text.parse().unwrap_or(u64::MAX))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_ten_bytes() {
        for (header, expected) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("Bytes = 2-2", Part::Bytes(2..3)),
            ("bytes=7-", Part::Bytes(7..10)),
            ("bytes=7-99999999999999999999999", Part::Bytes(7..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-30", Part::Bytes(0..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=3-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(read(Some(header), 10), expected, "{header}");
        }
        assert_eq!(read(None, 10), Part::Whole);
        assert_eq!(read(Some("bytes=0-"), 0), Part::Beyond);
    }
}
