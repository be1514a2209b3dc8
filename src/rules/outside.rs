//! Outside: references to other sites, with what is known of their addresses.

use crate::resolve::reference::Outcome;
use crate::rules::facts::{Facts, Verdict};
use crate::rules::linked::{self, Pointer};
use rustc_hash::FxHashMap;

/// The address of a reference to another site that can be asked for: without blanks and fragment.
pub fn address(written: &str) -> Option<&str> {
    let address = written.trim().split('#').next()?;
    (linked::is_web(address) && !address.contains(char::is_whitespace)).then_some(address)
}

/// The fragment of a written address; empty if there is none.
pub fn fragment(written: &str) -> &str {
    written.trim().split_once('#').map_or("", |(_, fragment)| fragment)
}

/// Every reference of which something is known, with each verdict on its address.
pub fn judged<'a>(facts: &Facts<'a>) -> Vec<(Pointer<'a>, &'a Verdict)> {
    if facts.external.is_empty() {
        return Vec::new();
    }
    let mut known: FxHashMap<&str, Vec<&Verdict>> = FxHashMap::default();
    for external in facts.external {
        known.entry(&external.url).or_default().push(&external.verdict);
    }
    let outside = facts.pointers().filter(|pointer| pointer.reference.outcome == Outcome::External);
    outside
        .flat_map(|pointer| {
            let address = address(&pointer.reference.written);
            let verdicts = address.and_then(|address| known.get(address)).cloned().unwrap_or_default();
            verdicts.into_iter().map(move |verdict| (pointer, verdict))
        })
        .collect()
}
