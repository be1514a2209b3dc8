//! Who points at a page: references seen from their target.

use crate::resolve::reference::{Outcome, Reference};
use crate::site::NodeId;
use rustc_hash::FxHashMap;

/// For each page the references that lead to it, as (page that refers, number of its reference).
pub type Backlinks = FxHashMap<NodeId, Vec<(NodeId, usize)>>;

/// Collects the backlinks from the references of all pages; references of a page to itself are left out.
pub fn collect<'a>(pages: impl Iterator<Item = (NodeId, &'a [Reference])>) -> Backlinks {
    let mut backlinks = Backlinks::default();
    for (from, references) in pages {
        for (number, reference) in references.iter().enumerate() {
            let to = match &reference.outcome {
                Outcome::Page { node, .. } => Some(*node),
                Outcome::AnchorMissing { node, .. } => *node,
                _ => None,
            };
            if let Some(to) = to.filter(|&to| to != from) {
                backlinks.entry(to).or_default().push((from, number));
            }
        }
    }
    backlinks
}
