//! Numbers as printable text: the digits of the search index.
//!
//! The index travels inside scripts, so its numbers are written with 90 signs that need no escape in a JavaScript string.
//! A number is its digits to the base 45, the first one first; all but the last are raised by 45. Nearly all take one sign.

/// One sign for a value of 0 to 89: the characters from `#` to `}` without the backslash.
#[inline]
pub(super) fn push_sign(value: u32, out: &mut Vec<u8>) {
    let code = (value % 90) as u8 + 35;
    out.push(if code < b'\\' { code } else { code + 1 });
}

/// The value of a sign, the inverse of [`push_sign`].
fn value(sign: u8) -> u32 {
    u32::from(sign).saturating_sub(if sign < b'\\' { 35 } else { 36 })
}

/// Writes `number` at the end of `out`.
#[inline]
pub(super) fn push(number: u32, out: &mut Vec<u8>) {
    if number < 45 { push_sign(number, out) } else { push_long(number, out) }
}

fn push_long(number: u32, out: &mut Vec<u8>) {
    let mut unit = 1;
    while number / unit >= 45 {
        unit *= 45;
    }
    while unit > 1 {
        push_sign(45 + number / unit % 45, out);
        unit /= 45;
    }
    push_sign(number % 45, out);
}

/// Reads one number and moves `at` behind it; nothing at the end of the text.
pub(super) fn next(text: &[u8], at: &mut usize) -> Option<u32> {
    let mut number = 0_u32;
    loop {
        let digit = value(*text.get(*at)?);
        *at += 1;
        number = number.wrapping_mul(45).wrapping_add(digit % 45);
        if digit < 45 {
            return Some(number);
        }
    }
}

/// Moves `at` behind the first even number; to the end if there is none.
///
/// As the base is odd, a number is odd if an odd number of its digits is: nothing must be multiplied.
pub(super) fn skip_to_even(text: &[u8], at: &mut usize) {
    let mut odd = 0;
    let rest = text.get(*at..).unwrap_or_default();
    let is_end = |sign: &u8| {
        let digit = value(*sign);
        odd ^= digit;
        match digit < 45 {
            true => std::mem::take(&mut odd) & 1 == 0,
            false => {
                // It is raised by an odd number.
                odd ^= 1;
                false
            }
        }
    };
    *at += rest.iter().position(is_end).map_or(rest.len(), |place| place + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        let numbers = [0, 1, 11, 44, 45, 56, 57, 58, 89, 90, 2024, 2025, 91_124, 91_125, 700_000, u32::MAX];
        let mut text = Vec::new();
        numbers.iter().for_each(|&number| push(number, &mut text));
        let mut at = 0;
        let back: Vec<u32> = std::iter::from_fn(|| next(&text, &mut at)).collect();
        assert_eq!(back, numbers);
    }

    #[test]
    fn odd_numbers_are_skipped() {
        for even in [0, 2, 44, 46, 90, 2024, 2026, 91_124, 91_126, 700_000] {
            let numbers = [1, 43, 45, 47, 89, 91, 2025, 2027, 91_125, 700_001, even, 3];
            let mut text = Vec::new();
            numbers.iter().for_each(|&number| push(number, &mut text));
            let mut at = 0;
            skip_to_even(&text, &mut at);
            assert_eq!(next(&text, &mut at), Some(3), "{even}");
            skip_to_even(&text, &mut at);
            assert_eq!(at, text.len());
        }
    }

    #[test]
    fn no_sign_needs_an_escape() {
        let mut text = Vec::new();
        (0..10_000).for_each(|number| push(number, &mut text));
        assert!(text.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'"' && *byte != b'\\'));
    }

    #[test]
    fn sizes_grow_slowly() {
        let size = |number| {
            let mut text = Vec::new();
            push(number, &mut text);
            text.len()
        };
        assert_eq!([size(44), size(45), size(2024), size(2025), size(91_124), size(91_125)], [1, 2, 2, 3, 3, 4]);
    }
}
