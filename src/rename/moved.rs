//! Moved: which files and folders take which new places, all at once.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Pairs of old and new paths relative to the root; a folder takes all that is in it along.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// Longest old path first, so that a file within a folder may go its own way.
    pairs: Vec<(String, String)>,
}

impl Moved {
    pub fn new(mut pairs: Vec<(String, String)>) -> Self {
        pairs.retain(|(from, to)| from != to);
        pairs.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        pairs.dedup();
        Self { pairs }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// In the order of the old paths.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.pairs.clone();
        pairs.sort();
        pairs
    }

    /// Where a file stands afterwards.
    pub fn path(&self, path: &str) -> String {
        self.moves(path).unwrap_or_else(|| path.to_string())
    }

    /// The new place of a file or folder, if it gets one.
    pub fn moves(&self, path: &str) -> Option<String> {
        self.pairs.iter().find_map(|(from, to)| {
            let rest = path.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
        })
    }

    /// Where a file stood before, by its path after.
    pub fn origin(&self, path: &str) -> String {
        let mut found: Option<(&str, &str, &str)> = None;
        for (from, to) in &self.pairs {
            if let Some(rest) = path.strip_prefix(to.as_str())
                && (rest.is_empty() || rest.starts_with('/'))
                && found.is_none_or(|(_, longest, _)| to.len() > longest.len())
            {
                found = Some((from, to, rest));
            }
        }
        found.map_or_else(|| path.to_string(), |(from, _, rest)| format!("{from}{rest}"))
    }

    /// The pairs in an order in which none stands in the way of another, if there is one; a circle is broken by the
    /// caller. Each pair is made by itself, one after the other.
    pub fn in_order(&self) -> Vec<(String, String)> {
        let pairs = self.pairs();
        let at: FxHashMap<&str, usize> = pairs.iter().enumerate().map(|(at, (from, _))| (from.as_str(), at)).collect();
        // What stands at the target, or is a folder above it, must go first.
        let mut waits = vec![0usize; pairs.len()];
        let mut frees: Vec<Vec<usize>> = vec![Vec::new(); pairs.len()];
        for (own, (_, to)) in pairs.iter().enumerate() {
            let above = to.match_indices('/').map(|(cut, _)| &to[..cut]);
            for other in
                above.chain([to.as_str()]).filter_map(|path| at.get(path).copied()).filter(|other| *other != own)
            {
                waits[own] += 1;
                frees[other].push(own);
            }
        }
        let mut free: BTreeSet<usize> = (0..pairs.len()).filter(|own| waits[*own] == 0).collect();
        let mut left: BTreeSet<usize> = (0..pairs.len()).collect();
        let mut ordered = Vec::with_capacity(pairs.len());
        while let Some(next) = free.pop_first().or_else(|| left.first().copied()) {
            if !left.remove(&next) {
                continue;
            }
            ordered.push(pairs[next].clone());
            for &freed in &frees[next] {
                waits[freed] = waits[freed].saturating_sub(1);
                if waits[freed] == 0 {
                    free.insert(freed);
                }
            }
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Moved {
        Moved::new(list.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect())
    }

    #[test]
    fn folders_take_their_files_along() {
        let moved = pairs(&[("a", "b"), ("a/x.md", "c/y.md")]);
        assert_eq!(moved.path("a/z/q.md"), "b/z/q.md");
        assert_eq!(moved.path("a/x.md"), "c/y.md");
        assert_eq!(moved.path("ab/x.md"), "ab/x.md");
    }

    #[test]
    fn what_makes_room_goes_first() {
        let order = pairs(&[("1", "2"), ("2", "3"), ("3", "4")]).in_order();
        assert_eq!(order.iter().map(|(from, _)| from.as_str()).collect::<Vec<_>>(), ["3", "2", "1"]);
    }
}
