//! Numbers as printable text: the digits of the search index.
//!
//! The index travels inside scripts, so its numbers are written with 92 signs that need no escape in a JavaScript string.
//! Small numbers, which are nearly all, take one sign.

/// One sign for a value of 0 to 91: the characters `#` to `~`, with `!` in the place of the backslash.
fn sign(value: u32) -> u8 {
    let code = (value % 92) as u8 + 35;
    if code == b'\\' { b'!' } else { code }
}

/// Writes a number below 92 as one sign.
pub(super) fn push_sign(number: u32, out: &mut Vec<u8>) {
    out.push(sign(number));
}

/// The value of a sign, the inverse of [`sign`].
fn value(sign: u8) -> u32 {
    if sign == b'!' { 57 } else { u32::from(sign).saturating_sub(35) }
}

/// Numbers below this take one sign.
const ONE: u32 = 60;
/// Numbers below this take two signs: the first is one of 24.
const TWO: u32 = ONE + 24 * 92;
/// Numbers below this take three signs: the first is one of 7. Larger ones take five.
const THREE: u32 = TWO + 7 * 92 * 92;
/// The first number that five signs cannot hold.
const FIVE: u32 = 92 * 92 * 92 * 92;

/// Writes `number` at the end of `out`; numbers of 71,639,296 and more are written as the largest.
pub(super) fn push(number: u32, out: &mut Vec<u8>) {
    if number < ONE {
        out.push(sign(number));
    } else if number < TWO {
        let rest = number - ONE;
        out.extend([sign(60 + rest / 92), sign(rest % 92)]);
    } else if number < THREE {
        let rest = number - TWO;
        out.extend([sign(84 + rest / 8464), sign(rest / 92 % 92), sign(rest % 92)]);
    } else {
        let rest = number.min(FIVE - 1);
        out.extend([sign(91), sign(rest / 778_688), sign(rest / 8464 % 92), sign(rest / 92 % 92), sign(rest % 92)]);
    }
}

/// Reads one number and moves `at` behind it; nothing at the end of the text.
pub(super) fn next(text: &[u8], at: &mut usize) -> Option<u32> {
    let mut take = || {
        let found = text.get(*at).map(|&byte| value(byte));
        *at += 1;
        found
    };
    let first = take()?;
    Some(match first {
        0..60 => first,
        60..84 => ONE + (first - 60) * 92 + take()?,
        84..91 => TWO + (first - 84) * 8464 + take()? * 92 + take()?,
        _ => take()? * 778_688 + take()? * 8464 + take()? * 92 + take()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        let numbers = [0, 1, 56, 57, 58, 59, 60, 151, 152, 2267, 2268, 2269, 61515, 61516, 700_000, 71_639_295];
        let mut text = Vec::new();
        numbers.iter().for_each(|&number| push(number, &mut text));
        let mut at = 0;
        let back: Vec<u32> = std::iter::from_fn(|| next(&text, &mut at)).collect();
        assert_eq!(back, numbers);
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
        assert_eq!([size(59), size(60), size(2267), size(2268), size(61515), size(61516)], [1, 2, 2, 3, 3, 5]);
    }
}
