//! Mend: the texts of a project with its fixes applied. Nothing is written; no fix may bring a new finding.

use crate::diagnostic::edit::{self, Applicability, Fix};
use crate::diagnostic::{Diagnostic, Edit};
use crate::project::Project;
use crate::project::judge::{self, Judged};
use crate::rules::facts::External;
use crate::rules::level::Levels;
use crate::source::Sources;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A mended text may show the next fault; after so many rounds there is something wrong with a rule.
const ROUNDS: usize = 8;

/// The texts that differ from the disk, and what became of the fixes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// By path relative to the root: the text on disk (`None` for a new file) and the mended one.
    pub texts: BTreeMap<String, (Option<String>, String)>,
    pub fixed: usize,
    /// Fixes that were left out, since they would have brought another finding.
    pub refused: usize,
}

/// By what findings are judged.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub levels: &'a Levels,
    /// What is known of other sites.
    pub external: &'a [External],
}

/// A fix within one picture of the sources.
type Key = (String, String, u32);

/// Applies the fixes of the findings that `wanted` lets through: safe ones, or all with `unsafe_too`. The project is left
/// with the mended texts as its unsaved ones.
pub fn mend(
    project: &mut Project,
    terms: Terms<'_>,
    unsafe_too: bool,
    wanted: impl Fn(&Diagnostic, &Sources) -> bool,
) -> Mended {
    let mut mended = Mended::default();
    let mut refused: FxHashSet<Key> = FxHashSet::default();
    let mut judged = judge::sources_only(project, terms.levels, terms.external);
    for _ in 0..ROUNDS {
        let fixes: Vec<Fix> = judged
            .findings
            .iter()
            .filter(|finding| wanted(finding, &judged.sources))
            .filter_map(|finding| finding.fix.clone())
            .filter(|fix| unsafe_too || fix.applicability == Applicability::Safe)
            .filter(|fix| !refused.contains(&key(fix, &judged.sources)))
            .collect();
        if fixes.is_empty() {
            break;
        }
        // Halves of a list that brings new findings are tried by themselves, down to single fixes.
        let mut open = vec![fixes];
        let mut progress = false;
        while let Some(list) = open.pop() {
            match attempt(project, terms, &judged, &list, &mut mended) {
                Attempt::Nothing => {}
                Attempt::Done(after) => {
                    judged = *after;
                    progress = true;
                    // The places of the lists that wait have moved: the next round finds them again.
                    break;
                }
                Attempt::Worse if list.len() == 1 => {
                    refused.extend(list.iter().map(|fix| key(fix, &judged.sources)));
                }
                Attempt::Worse => {
                    let (first, second) = list.split_at(list.len() / 2);
                    open.push(second.to_vec());
                    open.push(first.to_vec());
                }
            }
        }
        if !progress {
            break;
        }
    }
    mended.refused = refused.len();
    mended
}

enum Attempt {
    Nothing,
    Done(Box<Judged>),
    Worse,
}

/// Applies fixes to the unsaved texts, and takes them back if there is a finding that was not there before.
fn attempt(project: &mut Project, terms: Terms<'_>, before: &Judged, fixes: &[Fix], mended: &mut Mended) -> Attempt {
    let list: Vec<&Fix> = fixes.iter().collect();
    let applied = edit::apply(&list, &before.sources);
    if applied.taken.is_empty() {
        return Attempt::Nothing;
    }
    let kept = project.options_mut().unsaved.clone();
    for (path, text) in &applied.texts {
        project.options_mut().unsaved.insert(path.clone(), text.as_str().into());
    }
    let after = judge::sources_only(project, terms.levels, terms.external);
    if is_worse(before, &after) {
        project.options_mut().unsaved = kept;
        // The project must see the old texts again before the next attempt.
        let _ = project.snapshot();
        return Attempt::Worse;
    }
    for (path, text) in applied.texts {
        let on_disk = before.sources.find(&path).map(|(_, source)| source.text().to_string());
        let entry = mended.texts.entry(path).or_insert((on_disk, String::new()));
        entry.1 = text;
    }
    mended.fixed += applied.taken.len();
    Attempt::Done(Box::new(after))
}

/// Whether there is a finding after that was not there before. Places move, so rule, path and message tell findings apart.
fn is_worse(before: &Judged, after: &Judged) -> bool {
    let mut known: FxHashMap<(&str, &str, &str), usize> = FxHashMap::default();
    for finding in &before.findings {
        *known.entry(identity(finding, &before.sources)).or_default() += 1;
    }
    after.findings.iter().any(|finding| match known.get_mut(&identity(finding, &after.sources)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    })
}

fn identity<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> (&'a str, &'a str, &'a str) {
    (finding.rule, &sources.get(finding.primary.span.source).path, &finding.message)
}

fn key(fix: &Fix, sources: &Sources) -> Key {
    match fix.edits.first() {
        Some(Edit::Replace { span, text }) => (sources.get(span.source).path.to_string(), text.clone(), span.start),
        Some(Edit::Create { path, .. } | Edit::Move { from: path, .. }) => (path.clone(), String::new(), 0),
        None => (String::new(), String::new(), 0),
    }
}
