//! Findings for people: the line, marks under it, other places, what to do, the fix as a change.

use crate::diagnostic::{Applicability, Diagnostic, Edit, Label, Severity};
use crate::report::{Options, Told, count, place};
use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::Span;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How many places of one fix are shown.
const MOST_EDITS: usize = 20;
/// How many lines of a long span are shown.
const LONGEST_EXCERPT: usize = 6;

/// All findings, those of one rule up to the cap, and a line that counts them.
pub fn tell(told: &Told<'_>, options: &Options) -> String {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(options.width.clamp(60, 200));
    let mut shown: FxHashMap<&str, usize> = FxHashMap::default();
    let mut hidden: Vec<(&str, usize)> = Vec::new();
    let mut out = String::new();
    for diagnostic in told.diagnostics {
        let number = shown.entry(diagnostic.rule).or_default();
        *number += 1;
        if options.cap.is_some_and(|cap| *number > cap) {
            match hidden.iter_mut().find(|(rule, _)| *rule == diagnostic.rule) {
                Some((_, more)) => *more += 1,
                None => hidden.push((diagnostic.rule, 1)),
            }
            continue;
        }
        out.push_str(&one(diagnostic, told.sources, &renderer));
        out.push_str("\n\n");
    }
    for (rule, more) in hidden {
        out.push_str(&format!("... and {more} more of `{rule}` (show all with --all)\n"));
    }
    if !told.diagnostics.is_empty() {
        out.push_str(&count(told.diagnostics));
        out.push('\n');
    }
    out
}

/// One finding without colour, as the page in the browser shows it.
pub fn plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
    one(diagnostic, sources, &Renderer::plain().decor_style(DecorStyle::Ascii).term_width(100))
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut main = level.primary_title(diagnostic.message.clone()).id(diagnostic.rule).element(excerpt(
        sources,
        diagnostic.primary.span,
        std::iter::once((AnnotationKind::Primary, &diagnostic.primary))
            .chain(same_file(diagnostic).map(|label| (AnnotationKind::Context, label))),
    ));
    for label in diagnostic.related.iter().filter(|label| label.span.source != diagnostic.primary.span.source) {
        main = main.element(excerpt(sources, label.span, std::iter::once((AnnotationKind::Context, label))));
    }
    for help in &diagnostic.help {
        main = main.element(Level::HELP.message(help.clone()));
    }
    let mut groups: Vec<Group<'_>> = vec![main];
    if let Some(fix) = &diagnostic.fix {
        let kind = match fix.applicability {
            Applicability::Safe => "fix",
            Applicability::Unsafe => "fix (a guess)",
        };
        let more = fix.edits.len().saturating_sub(MOST_EDITS);
        let title = if more > 0 { format!("{} (and at {more} more places)", fix.title) } else { fix.title.clone() };
        let mut change = Group::with_title(Level::HELP.with_name(kind).secondary_title(title));
        for edit in fix.edits.iter().take(MOST_EDITS) {
            // A blank line alone would be shown as if the line behind it went: the title says it.
            if let Edit::Replace { span, text } = edit
                && !(span.start == span.end && !text.is_empty() && text.trim().is_empty())
            {
                let (snippet, from) = source_around(sources, *span);
                let range = place::within(sources.get(span.source).text(), *span);
                change = change.element(snippet.patch(Patch::new(range.start - from..range.end - from, text.clone())));
            }
        }
        groups.push(change);
    }
    renderer.render(&groups)
}

/// Labels near the primary place, so that one excerpt shows both.
fn same_file(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    diagnostic.related.iter().filter(|label| label.span.source == diagnostic.primary.span.source)
}

/// The lines of a span, and those of further labels in the same file, with their marks.
fn excerpt<'a>(
    sources: &'a Sources,
    around: Span,
    labels: impl Iterator<Item = (AnnotationKind, &'a Label)>,
) -> Snippet<'a, Annotation<'a>> {
    let source = sources.get(around.source);
    let text = source.text();
    let labels: Vec<(AnnotationKind, &Label)> = labels.collect();
    let ranges: Vec<Range<usize>> = labels.iter().map(|(_, label)| shown_range(text, label.span)).collect();
    let first = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let last = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    let from = text[..first].rfind('\n').map_or(0, |end| end + 1);
    let to = text[last..].find('\n').map_or(text.len(), |end| last + end);
    let line = Lines::new(text).line(from);
    let marks = labels.iter().zip(ranges).map(|((kind, label), range)| {
        let mark = kind.span(range.start - from..range.end - from);
        if label.text.is_empty() { mark } else { mark.label(label.text.clone()) }
    });
    Snippet::source(&text[from..to]).line_start(line).path(source.path.to_string()).annotations(marks)
}

/// The lines of a span as a snippet for a change, and where they begin.
fn source_around<'a>(sources: &'a Sources, span: Span) -> (Snippet<'a, Patch<'a>>, usize) {
    let source = sources.get(span.source);
    let text = source.text();
    let range = place::within(text, span);
    let from = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let to = text[range.end..].find('\n').map_or(text.len(), |end| range.end + end);
    let line = Lines::new(text).line(from);
    (Snippet::source(&text[from..to]).line_start(line).path(source.path.to_string()), from)
}

/// A span cut to a few lines; an empty one marks the character behind it.
fn shown_range(text: &str, span: Span) -> Range<usize> {
    let range = place::within(text, span);
    let mut end = range.end;
    if let Some((cut, _)) = text[range.clone()].match_indices('\n').nth(LONGEST_EXCERPT) {
        end = range.start + cut;
    }
    range.start..end
}
