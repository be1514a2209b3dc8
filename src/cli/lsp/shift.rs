//! Findings about a text that has changed since, at the places where their subjects stand now.

use guidegen::diagnostic::{Diagnostic, Edit};
use guidegen::source::span::{SourceId, Span};
use rustc_hash::FxHashMap;

/// What became of a text: bytes up to `before` and the last `behind` ones are as they were.
struct Change {
    before: usize,
    behind: usize,
    old: usize,
    new: usize,
}

/// The changes of some texts.
#[derive(Default)]
pub struct Shift(FxHashMap<SourceId, Change>);

impl Shift {
    /// Notes that a text became another one.
    pub fn note(&mut self, id: SourceId, old: &str, new: &str) {
        let (one, other) = (old.as_bytes(), new.as_bytes());
        let before = one.iter().zip(other).take_while(|(a, b)| a == b).count();
        let most = one.len().min(other.len()) - before;
        let behind = one.iter().rev().zip(other.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        self.0.insert(id, Change { before, behind, old: old.len(), new: new.len() });
    }

    pub fn has(&self, id: SourceId) -> bool {
        self.0.contains_key(&id)
    }

    /// A place as it is now; nothing if what stood there is not the same any more.
    fn place(&self, span: Span) -> Option<Span> {
        let Some(change) = self.0.get(&span.source) else { return Some(span) };
        let (start, end) = (span.start as usize, span.end as usize);
        if end <= change.before {
            return Some(span);
        }
        if start < change.old.saturating_sub(change.behind) {
            return None;
        }
        let moved = |at: usize| (at + change.new).saturating_sub(change.old);
        Some(Span::new(span.source, moved(start), moved(end)))
    }

    /// A finding with all its places as they are now; nothing if its own place is gone. A fix that is not whole is none.
    pub fn finding(&self, finding: &Diagnostic) -> Option<Diagnostic> {
        let mut finding = finding.clone();
        finding.primary.span = self.place(finding.primary.span)?;
        finding.related.retain_mut(|label| self.place(label.span).map(|span| label.span = span).is_some());
        if let Some(fix) = &mut finding.fix {
            let is_whole = fix.edits.iter_mut().all(|edit| match edit {
                Edit::Replace { span, .. } => self.place(*span).map(|now| *span = now).is_some(),
                Edit::Move { .. } | Edit::Create { .. } => true,
            });
            if !is_whole {
                finding.fix = None;
            }
        }
        Some(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_before_and_behind_an_edit_stay_and_those_in_it_go() {
        let mut shift = Shift::default();
        let id = SourceId(3);
        shift.note(id, "one two three", "one twenty three");
        let place = |start: usize, end: usize| shift.place(Span::new(id, start, end)).map(|span| span.range());
        assert_eq!(place(0, 3), Some(0..3));
        assert_eq!(place(8, 13), Some(11..16));
        assert_eq!(place(4, 7), None);
        let other = Span::new(SourceId(1), 4, 7);
        assert_eq!(shift.place(other), Some(other));
        shift.note(id, "aa", "aaa");
        assert_eq!(shift.place(Span::new(id, 0, 2)), Some(Span::new(id, 0, 2)), "the first of several readings");
    }
}
