//! From two plans to what is different between them: what a served site must reload.

use super::{Output, Plan};
use std::cmp::Ordering;
use std::sync::Arc;

/// The paths that differ between two plans, each list in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether the two plans are the same site.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// What became of `old` in `new`: one walk along both. Bytes that the memory handed out again are known by their
/// address; others by length and content, which is cheaper than a fingerprint that nobody has asked for yet.
pub fn changes(old: &Plan, new: &Plan) -> Changes {
    let mut changes = Changes::default();
    let (mut left, mut right) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return changes,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((before, _)), Some((after, _))) => before.cmp(after),
        };
        let before = if order.is_le() { left.next() } else { None };
        let after = if order.is_ge() { right.next() } else { None };
        match (before, after) {
            (Some((_, before)), Some((path, after))) => {
                let same = match (&before.output, &after.output) {
                    (Output::Bytes(before), Output::Bytes(after)) => Arc::ptr_eq(before, after) || before == after,
                    (Output::File { .. }, Output::File { .. }) | (Output::Shelved(..), Output::Shelved(..)) => {
                        before.fingerprint() == after.fingerprint()
                    }
                    _ => false,
                };
                if !same {
                    changes.changed.push(path.to_owned());
                }
            }
            (Some((path, _)), None) => changes.removed.push(path.to_owned()),
            (None, Some((path, _))) => changes.added.push(path.to_owned()),
            (None, None) => return changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Fingerprint;
    use crate::publish::Origin;

    fn plan(outputs: &[(&str, &str)]) -> Plan {
        let mut plan = Plan::default();
        for (path, text) in outputs {
            let output = match text.strip_prefix("file ") {
                Some(stamp) => Output::File { file: path.into(), size: 3, stamp: Fingerprint::of(stamp.as_bytes()) },
                None => Output::Bytes(text.as_bytes().into()),
            };
            plan.add(path, output, Origin::Generated("test")).unwrap();
        }
        plan
    }

    #[test]
    fn what_was_added_changed_and_removed() {
        let old = plan(&[("a", "1"), ("b", "2"), ("d", "4"), ("p", "file 1"), ("q", "file 1"), ("r", "file 1")]);
        let new = plan(&[("0", "0"), ("a", "1"), ("b", "3"), ("c", "4"), ("p", "file 1"), ("q", "file 2"), ("r", "x")]);
        assert_eq!(
            changes(&old, &new),
            Changes {
                added: vec!["0".into(), "c".into()],
                changed: vec!["b".into(), "q".into(), "r".into()],
                removed: vec!["d".into()]
            }
        );
        assert!(changes(&old, &old.clone()).is_empty());
        assert_eq!(changes(&Plan::default(), &old).added.len(), 6);
        assert_eq!(changes(&old, &Plan::default()).removed.len(), 6);
    }
}
