//! Entity tags: whether a client already has what it asks for.

use crate::fingerprint::Fingerprint;

/// The entity tag of one representation (RFC 9110, section 8.8.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    opaque: String,
    weak: bool,
}

impl Tag {
    /// A tag that is equal only where every byte is: made from a fingerprint of the bytes,
    /// and from what was done to them since (`live`, `gz`).
    pub fn strong(print: Fingerprint, form: &str) -> Self {
        Self { opaque: format!("{print}{form}"), weak: false }
    }

    /// A tag of a file that was not read: its length and time of change.
    pub fn weak(opaque: String) -> Self {
        Self { opaque, weak: true }
    }

    /// The tag of the same bytes, packed: other bytes, so another tag.
    pub fn packed(&self) -> Self {
        Self { opaque: format!("{}-gz", self.opaque), weak: self.weak }
    }

    /// The value of the ETag header.
    pub fn header(&self) -> String {
        format!("{}\"{}\"", if self.weak { "W/" } else { "" }, self.opaque)
    }

    /// Whether an If-None-Match header holds this tag: weak comparison (RFC 9110, section 13.1.2).
    pub fn is_in(&self, list: &str) -> bool {
        list.trim() == "*" || tags(list).any(|(_, opaque)| opaque == self.opaque)
    }

    /// Whether an If-Range header is this tag: strong comparison (RFC 9110, section 13.1.5). A date never is,
    /// as no Last-Modified is sent.
    pub fn is(&self, header: &str) -> bool {
        !self.weak && tags(header).next().is_some_and(|(weak, opaque)| !weak && opaque == self.opaque)
    }
}

/// The tags of a list, each with whether it is weak. What is no tag ends the list.
fn tags(mut list: &str) -> impl Iterator<Item = (bool, &str)> {
    std::iter::from_fn(move || {
        list = list.trim_start_matches([' ', '\t', ',']);
        let (weak, rest) = match list.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, list),
        };
        let (opaque, rest) = rest.strip_prefix('"')?.split_once('"')?;
        list = rest;
        Some((weak, opaque))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag() -> Tag {
        Tag { opaque: "abc-gz".into(), weak: false }
    }

    #[test]
    fn lists_weak_tags_and_the_star() {
        for list in ["\"abc-gz\"", "W/\"abc-gz\"", "\"x\", W/\"y,z\" ,\"abc-gz\"", "*", " \"abc-gz\" "] {
            assert!(tag().is_in(list), "{list}");
        }
        for list in ["\"abc\"", "abc-gz", "\"ABC-GZ\"", "", "\"abc-gz", "\"x\" garbage \"abc-gz\""] {
            assert!(!tag().is_in(list), "{list}");
        }
    }

    #[test]
    fn a_range_needs_a_strong_tag() {
        assert!(tag().is("\"abc-gz\""));
        assert!(!tag().is("W/\"abc-gz\"") && !tag().is("Wed, 21 Oct 2015 07:28:00 GMT"));
        assert!(!Tag::weak("1".into()).is("\"1\"") && Tag::weak("1".into()).is_in("\"1\""));
    }
}
