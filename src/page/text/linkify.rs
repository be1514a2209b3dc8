//! Bare URLs and e-mail addresses in text, as Hugo's Goldmark finds them.
//!
//! Source: Hugo's page `configuration/markup` (`goldmark.extensions.linkify`, `linkifyProtocol`), the section "Autolinks
//! (extension)" of GitHub's Markdown, and the behaviour of Hugo 0.168, which the vectors in
//! `tests/conformance/text/linkify.json` record. Where they differ, Hugo counts: hosts end in ASCII letters of lower case
//! (`localhost`, `10.0.0.1` and `E.COM` are no links), and underscores are allowed in hosts.

use memchr::{memchr, memchr_iter, memmem};
use std::ops::Range;

/// What kind of address was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `http://`, `https://` or `ftp://`.
    Url,
    /// `www.` without a scheme.
    Www,
    Email,
}

impl Kind {
    /// The link's target. `protocol` is `linkifyProtocol`, such as `https`.
    pub fn target(self, address: &str, protocol: &str) -> String {
        match self {
            Kind::Url => address.to_string(),
            Kind::Www => format!("{protocol}://{address}"),
            Kind::Email => format!("mailto:{address}"),
        }
    }
}

/// A link found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub range: Range<usize>,
    pub kind: Kind,
    /// The target; `www.` gets `https`.
    pub url: String,
}

/// The links of a text that stands alone, such as a description. `before` is the character before it.
///
/// Text within a block wants [`inline`](crate::page::text::inline), which also knows that a link may follow a quote mark
/// that became typographic, an emoji, or the end of an emphasis, and that none begins within brackets.
pub fn links(text: &str, before: Option<char>) -> Vec<Found> {
    let mut found = Vec::new();
    if !may_have_links(text) {
        return found;
    }
    let mut finder = Finder::default();
    let mut may_start = before.is_none_or(|c| c.is_ascii() && opens(c as u8) || c == '\n');
    let mut at = 0;
    while at < text.len() {
        let byte = text.as_bytes()[at];
        if may_start
            && !opens(byte)
            && text.is_char_boundary(at)
            && let Some((length, kind)) = finder.link(text, at, text.len())
        {
            let range = at..at + length;
            let url = kind.target(&text[range.clone()], "https");
            at = range.end;
            found.push(Found { range, kind, url });
            continue;
        }
        may_start = opens(byte) || byte == b'\n';
        at += 1;
    }
    found
}

/// Whether a link may begin behind this byte: a blank or one of `( * _ ~`. It may also begin at the start of a line and
/// behind any other inline element.
pub const fn opens(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b'*' | b'_' | b'~')
}

/// A quick look: without one of these a text has no links.
fn may_have_links(text: &str) -> bool {
    Signs::default().stand_in(text, 0..text.len())
}

/// Where the signs stand without which a text has no links: `@`, `://` and `www.`. A text is searched for each of them once,
/// however many ranges of it are asked for, as long as they follow each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs {
    ats: Sought,
    schemes: Sought,
    hosts: Sought,
}

/// The first of the signs from a place on.
#[derive(Debug, Clone, Copy, Default)]
struct Sought {
    from: usize,
    /// Behind the text, if there is none; before `from`, as long as nothing was sought.
    at: Option<usize>,
}

impl Sought {
    fn before(&mut self, range: &Range<usize>, find: impl Fn(usize) -> Option<usize>) -> bool {
        let known = self.at.filter(|at| self.from <= range.start && range.start <= *at);
        let at = known.unwrap_or_else(|| {
            let at = find(range.start).map_or(usize::MAX, |at| range.start + at);
            *self = Self { from: range.start, at: Some(at) };
            at
        });
        at < range.end
    }
}

impl Signs {
    /// Whether one of them begins in a range of a text, which is the same text every time.
    pub fn stand_in(&mut self, text: &str, range: Range<usize>) -> bool {
        self.of_web_stand_in(text, range.clone()) || self.of_mail_stand_in(text, range)
    }

    /// The same for the beginnings of URLs, which none begins without.
    pub fn of_web_stand_in(&mut self, text: &str, range: Range<usize>) -> bool {
        let bytes = text.as_bytes();
        let schemes = self.schemes.before(&range, |from| {
            let rest = &bytes[from..];
            memchr_iter(b':', rest).find(|&at| rest[at..].starts_with(b"://"))
        });
        schemes || self.hosts.before(&range, |from| memmem::find(&bytes[from..], b"www."))
    }

    /// The same for the sign within every e-mail address.
    pub fn of_mail_stand_in(&mut self, text: &str, range: Range<usize>) -> bool {
        self.ats.before(&range, |from| memchr(b'@', &text.as_bytes()[from..]))
    }
}

/// Looks for links from left to right in one text; remembers what need not be read twice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Finder {
    /// No e-mail address begins before this offset.
    no_email_before: usize,
}

impl Finder {
    /// The link that begins exactly at `at`: its length in bytes and kind. It may end anywhere in `text[..limit]`, which
    /// must not go past the line.
    pub fn link(&mut self, text: &str, at: usize, limit: usize) -> Option<(usize, Kind)> {
        let line = text.as_bytes().get(at..limit)?;
        let first = *line.first()?;
        let found = match first {
            b'h' | b'f' => scheme(line).and_then(|scheme| address(line, scheme, true)).map(|end| (end, Kind::Url)),
            b'w' if line.starts_with(b"www.") => address(line, 4, false).map(|end| (end, Kind::Www)),
            _ => None,
        };
        if let Some((end, kind)) = found {
            return Some((trim(line, end), kind));
        }
        if first.is_ascii_punctuation() || at < self.no_email_before {
            return None;
        }
        match email(line) {
            Ok(end) => Some((trim_marks(line, end), Kind::Email)),
            Err(read) => {
                self.no_email_before = at + read;
                None
            }
        }
    }
}

/// The length of the scheme with its slashes.
fn scheme(line: &[u8]) -> Option<usize> {
    [&b"https://"[..], b"http://", b"ftp://"].iter().find(|scheme| line.starts_with(scheme)).map(|scheme| scheme.len())
}

/// The longest that a host may be before its last dot.
const LONGEST_HOST: usize = 256;

/// The end of an address whose host begins at `start`: host, a dot, letters, and what follows.
fn address(line: &[u8], start: usize, with_port: bool) -> Option<usize> {
    let mut at = start;
    let mut dot = None;
    while let Some(length) = unit(line, at, is_host) {
        if at - start > LONGEST_HOST {
            break;
        }
        if at > start && line[at] == b'.' && line.get(at + 1).is_some_and(u8::is_ascii_lowercase) {
            dot = Some(at);
        }
        at += length;
    }
    let mut end = dot? + 1;
    end += count(&line[end..], |byte| byte.is_ascii_lowercase());
    if with_port && line.get(end) == Some(&b':') {
        let digits = count(&line[end + 1..], |byte| byte.is_ascii_digit());
        if digits > 0 {
            end += 1 + digits;
        }
    }
    if matches!(line.get(end), Some(b'/' | b'#' | b'?')) {
        end += 1;
        while let Some(length) = unit(line, end, |byte| is_path(byte) || with_port && byte == b'$') {
            end += length;
        }
    }
    Some(end)
}

/// The length of the character at `at` if it is allowed: one byte, or the placeholder of a shortcode call, which counts
/// as a letter.
fn unit(line: &[u8], at: usize, allowed: impl Fn(u8) -> bool) -> Option<usize> {
    let byte = *line.get(at)?;
    if allowed(byte) {
        return Some(1);
    }
    // U+FDD0 to U+FDEF.
    let is_placeholder =
        byte == 0xEF && line.get(at + 1) == Some(&0xB7) && line.get(at + 2).is_some_and(|b| *b >= 0x90);
    is_placeholder.then_some(3)
}

fn count(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|&&byte| allowed(byte)).count()
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'@' | b':' | b'%' | b'.' | b'_' | b'+' | b'~' | b'#' | b'=')
}

/// What may stand behind the host. Not `* < \ |`; and `$` only behind a scheme.
fn is_path(byte: u8) -> bool {
    is_host(byte)
        || matches!(
            byte,
            b'!' | b'?'
                | b'&'
                | b'/'
                | b'('
                | b')'
                | b';'
                | b','
                | b'\''
                | b'"'
                | b'>'
                | b'^'
                | b'{'
                | b'}'
                | b'['
                | b']'
                | b'`'
        )
}

/// The end without punctuation of the sentence, a closing parenthesis too many, or an entity.
fn trim(line: &[u8], end: usize) -> usize {
    let end = trim_marks(line, end);
    match line[end - 1] {
        b')' => {
            let link = &line[..end];
            let opened = link.iter().filter(|&&byte| byte == b'(').count();
            let closed = link.iter().filter(|&&byte| byte == b')').count();
            end - closed.saturating_sub(opened)
        }
        b';' => {
            let name = line[..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let start = end - 1 - name;
            if name > 0 && start > 0 && line[start - 1] == b'&' { start - 1 } else { end }
        }
        _ => end,
    }
}

/// The end without `? ! . , : * _ ~`.
pub fn trim_marks(line: &[u8], end: usize) -> usize {
    let marks = line[1..end]
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~'));
    end - marks.count()
}

/// The longest part of a domain between dots.
const LONGEST_LABEL: usize = 63;

/// The end of an e-mail address, or how many bytes were read in vain: no address begins within them.
fn email(line: &[u8]) -> Result<usize, usize> {
    let mut local = 0;
    while let Some(length) = unit(line, local, is_local) {
        local += length;
    }
    if local == 0 || line.get(local) != Some(&b'@') {
        return Err(local);
    }
    let mut end = local + 1;
    let mut labels = 0;
    loop {
        let label = label(&line[if labels == 0 { end } else { end + 1 }..]);
        if label == 0 {
            break;
        }
        end += label + usize::from(labels > 0);
        labels += 1;
        if line.get(end) != Some(&b'.') {
            break;
        }
    }
    // A domain has a dot, and what follows must not look like more of a name.
    if labels < 2 || matches!(line.get(end), Some(b'-' | b'_')) {
        return Err(local);
    }
    Ok(end)
}

/// The length of a part of a domain: letters, digits and hyphens, the latter not at its ends.
fn label(bytes: &[u8]) -> usize {
    if bytes.first() == Some(&b'-') {
        return 0;
    }
    let mut end = 0;
    while end < LONGEST_LABEL
        && let Some(length) = unit(bytes, end, |byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        end += length;
    }
    end - bytes[..end].iter().rev().take_while(|&&byte| byte == b'-').count()
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'/')
        || matches!(byte, b'=' | b'?' | b'^' | b'_' | b'`' | b'{' | b'|' | b'}' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_begin_behind_blanks_and_brackets() {
        let text = "see (www.a.org) or a_b@c.org, xhttp://a.org";
        let found = links(text, None);
        let shown: Vec<(&str, &str)> =
            found.iter().map(|link| (&text[link.range.clone()], link.url.as_str())).collect();
        assert_eq!(shown, [("www.a.org", "https://www.a.org"), ("a_b@c.org", "mailto:a_b@c.org")]);
        assert_eq!(links("http://a.org", Some('x')), []);
        assert_eq!(links("http://a.org/a_b_", Some('*'))[0].range, 0..16);
    }

    #[test]
    fn a_placeholder_is_a_letter() {
        let text = "http://a.org/\u{FDD0}0\u{FDD1}/b";
        assert_eq!(links(text, None)[0].range, 0..text.len());
    }
}
