//! Edit and Fix: changes that a machine can make to the author's files.

use crate::source::Sources;
use crate::source::span::{SourceId, Span};
use std::collections::BTreeMap;

/// Whether a fix keeps the meaning (`Safe`) or is our best guess (`Unsafe`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    Safe,
    Unsafe,
}

/// A titled set of edits that mends one finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the fix does, imperative: "replace `#plan` by `#planning`".
    pub title: String,
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
}

/// One change; paths are relative to the root of the project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    Replace { span: Span, text: String },
    Move { from: String, to: String },
    Create { path: String, text: String },
}

/// Texts after some fixes were applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// By path relative to the root: the whole new text of each changed or created file.
    pub texts: BTreeMap<String, String>,
    /// Which of the fixes were applied, by their number in the list. The others overlap with one before them, or with the
    /// borders of a character, or concern a file that is no text.
    pub taken: Vec<usize>,
}

/// Applies fixes to the sources as they are now: each wholly or not at all, in the order of the list.
/// Equal edits of two fixes are made once. Moves are no part of fixes and are not made here.
pub fn apply(fixes: &[&Fix], sources: &Sources) -> Applied {
    let mut applied = Applied::default();
    let mut taken: BTreeMap<SourceId, BTreeMap<(u32, u32), &str>> = BTreeMap::new();
    for (number, fix) in fixes.iter().enumerate() {
        let fits = fix.edits.iter().all(|edit| match edit {
            Edit::Replace { span, text } => {
                let own = sources.get(span.source).text();
                own.get(span.range()).is_some() && is_free(taken.get(&span.source), *span, text)
            }
            Edit::Create { path, .. } => sources.find(path).is_none() && !applied.texts.contains_key(path),
            Edit::Move { .. } => false,
        });
        if !fits || fix.edits.is_empty() {
            continue;
        }
        applied.taken.push(number);
        for edit in &fix.edits {
            match edit {
                Edit::Replace { span, text } => {
                    taken.entry(span.source).or_default().insert((span.start, span.end), text);
                }
                Edit::Create { path, text } => {
                    applied.texts.insert(path.clone(), text.clone());
                }
                Edit::Move { .. } => {}
            }
        }
    }
    for (id, edits) in taken {
        let source = sources.get(id);
        let mut text = String::with_capacity(source.text().len());
        let mut copied = 0;
        for ((start, end), new) in edits {
            text.push_str(source.text().get(copied..start as usize).unwrap_or(""));
            text.push_str(new);
            copied = end as usize;
        }
        text.push_str(source.text().get(copied..).unwrap_or(""));
        applied.texts.insert(source.path.to_string(), text);
    }
    applied
}

/// Whether no edit so far touches a place, or one has already written just this there.
fn is_free(taken: Option<&BTreeMap<(u32, u32), &str>>, span: Span, text: &str) -> bool {
    let Some(taken) = taken else { return true };
    if let Some(own) = taken.get(&(span.start, span.end)) {
        return *own == text;
    }
    let before = taken.range(..(span.start, span.end)).next_back();
    let after = taken.range((span.start, span.end)..).next();
    before.is_none_or(|((start, end), _)| *end <= span.start && *start < span.start)
        && after.is_none_or(|((start, _), _)| *start >= span.end && *start > span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Content, Source};
    use std::sync::Arc;

    fn sources(text: &str) -> Sources {
        let content = Content::Text { text: text.into(), lossy: None };
        let source = Source::new("a.md".into(), content, (0, 0));
        Sources::new(vec![Arc::new(source)], Vec::new(), None)
    }

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let edits = edits
            .iter()
            .map(|&(start, end, text)| Edit::Replace {
                span: Span { source: SourceId(0), start, end },
                text: text.to_string(),
            })
            .collect();
        Fix { title: String::new(), applicability: Applicability::Safe, edits }
    }

    #[test]
    fn fixes_are_applied_wholly_and_without_overlap() {
        let sources = sources("one two three");
        let first = fix(&[(0, 3, "1"), (8, 13, "3")]);
        let overlapping = fix(&[(4, 7, "2"), (6, 9, "x")]);
        let second = fix(&[(4, 7, "2")]);
        let again = fix(&[(0, 3, "1")]);
        let contrary = fix(&[(0, 3, "uno")]);
        let outside = fix(&[(12, 20, "x")]);
        let applied = apply(&[&first, &overlapping, &second, &again, &contrary, &outside], &sources);
        assert_eq!(applied.taken, [0, 2, 3]);
        assert_eq!(applied.texts["a.md"], "1 2 3");
    }

    #[test]
    fn insertions_keep_their_place() {
        let sources = sources("ab");
        let applied = apply(&[&fix(&[(1, 1, "-")]), &fix(&[(1, 2, "B")]), &fix(&[(0, 1, "A")])], &sources);
        assert_eq!((applied.texts["a.md"].as_str(), applied.taken), ("A-b", vec![0, 2]));
    }
}
