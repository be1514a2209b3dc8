//! Baseline: the findings of a day, kept in a file, so that only new ones count.
//!
//! An entry is rule, path and the text of its place, never a line number: it survives edits elsewhere in the file. Entries
//! that match nothing any more are told, so that the file does not rot.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::SourceId;
use rustc_hash::FxHashMap;

/// The first line of the file.
const HEAD: &str = "# guidegen baseline: rule, path, text. `guidegen check --write-baseline` makes it anew.";
/// Texts are cut to so many characters.
const LONGEST: usize = 120;

/// One known finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entry {
    pub rule: String,
    pub path: String,
    pub text: String,
}

/// Known findings with their number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: FxHashMap<Entry, usize>,
}

/// What a baseline did to a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many findings were known.
    pub known: usize,
    /// Entries that matched nothing, in order.
    pub stale: Vec<Entry>,
}

impl Baseline {
    /// Reads a file; lines that are no entries are given with their numbers.
    pub fn parse(text: &str) -> (Self, Vec<usize>) {
        let mut baseline = Self::default();
        let mut odd = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.splitn(3, '\t');
            match (parts.next(), parts.next(), parts.next()) {
                (Some(rule), Some(path), Some(text)) => {
                    let entry = Entry { rule: rule.to_string(), path: path.to_string(), text: text.to_string() };
                    *baseline.entries.entry(entry).or_default() += 1;
                }
                _ => odd.push(index + 1),
            }
        }
        (baseline, odd)
    }

    /// The file for findings: sorted, so that changes are small.
    pub fn write(findings: &[Diagnostic], sources: &Sources) -> String {
        let mut texts = Texts::new(sources);
        let mut entries: Vec<Entry> = findings.iter().map(|finding| texts.entry(finding)).collect();
        entries.sort();
        let mut file = format!("{HEAD}\n");
        for entry in entries {
            file.push_str(&format!("{}\t{}\t{}\n", entry.rule, entry.path, entry.text));
        }
        file
    }

    /// Takes out the findings that are known, each as often as it is written.
    pub fn apply(mut self, findings: &mut Vec<Diagnostic>, sources: &Sources) -> Applied {
        let before = findings.len();
        let mut texts = Texts::new(sources);
        findings.retain(|finding| match self.entries.get_mut(&texts.entry(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
        let mut stale: Vec<Entry> =
            self.entries.into_iter().flat_map(|(entry, left)| std::iter::repeat_n(entry, left)).collect();
        stale.sort();
        Applied { known: before - findings.len(), stale }
    }
}

/// The texts of places; the lines of a source are found once.
struct Texts<'a> {
    sources: &'a Sources,
    at: Option<(SourceId, Lines<'a>)>,
}

impl<'a> Texts<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self { sources, at: None }
    }

    fn entry(&mut self, finding: &Diagnostic) -> Entry {
        let span = finding.primary.span;
        let source = self.sources.get(span.source);
        if self.at.as_ref().is_none_or(|(id, _)| *id != span.source) {
            self.at = Some((span.source, Lines::new(source.text())));
        }
        let line = self.at.as_ref().map_or("", |(_, lines)| lines.text_of(lines.line(span.start as usize)));
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut text: String = words.join(" ").chars().take(LONGEST).collect();
        if text.is_empty() {
            text = finding.target.clone().unwrap_or_else(|| finding.message.clone()).replace(['\t', '\n'], " ");
        }
        Entry { rule: finding.rule.to_string(), path: source.path.to_string(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::span::Span;
    use crate::source::{Content, Source};
    use std::sync::Arc;

    fn sources(text: &str) -> Sources {
        let content = Content::Text { text: text.into(), lossy: None };
        let source = Source::new("content/a.md".into(), content, (0, 0));
        Sources::new(vec![Arc::new(source)], Vec::new(), None)
    }

    fn at(sources: &Sources, what: &str) -> Diagnostic {
        let (id, source) = sources.find("content/a.md").unwrap();
        let start = source.text().find(what).unwrap();
        Diagnostic::new("link-broken", Severity::Error, "m", Span::new(id, start, start + 1))
    }

    #[test]
    fn known_findings_stay_known_when_lines_move() {
        let before = sources("one\ntwo  x\n");
        let file = Baseline::write(&[at(&before, "x")], &before);
        assert_eq!(file.lines().nth(1), Some("link-broken\tcontent/a.md\ttwo x"));
        let after = sources("new\n\none\n  two x\n\ntwo y\n");
        let mut findings = vec![at(&after, "x"), at(&after, "y")];
        let applied = Baseline::parse(&file).0.apply(&mut findings, &after);
        assert_eq!((applied.known, applied.stale.len(), findings.len()), (1, 0, 1));
    }

    #[test]
    fn an_entry_covers_one_finding_and_rots_openly() {
        let now = sources("x x\n");
        let file = Baseline::write(&[at(&now, "x")], &now);
        let mut findings = vec![at(&now, "x"), at(&now, "x")];
        let applied = Baseline::parse(&file).0.apply(&mut findings, &now);
        assert_eq!((applied.known, findings.len()), (1, 1));
        let applied = Baseline::parse(&file).0.apply(&mut Vec::new(), &now);
        assert_eq!(applied.stale[0].text, "x x");
        assert_eq!(Baseline::parse("a\tb\n").1, [1]);
    }
}
