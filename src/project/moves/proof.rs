//! Proof: that a change of the guide brings no new finding, and that every link leads where it led.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::moves::picture;
use crate::project::snapshot::Snapshot;
use crate::project::{Project, judge};
use crate::rename::goal::{self, Anchors, Goal};
use crate::rename::moved::Moved;
use crate::rename::{Draft, Picture, Refusal, heading};
use crate::resolve::reference::{Outcome, Role};
use crate::rules;
use crate::rules::facts::Published;
use crate::rules::level::Levels;
use crate::rules::scope;
use crate::site::content_path;
use crate::source::Sources;
use crate::source::span::SourceId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every link of every page leads to the same page as before.
pub(super) fn same_links(before: &Snapshot, after: &Snapshot, draft: &Draft) -> Result<(), Refusal> {
    before.with_world(|world| {
        after.with_world(|later| {
            let (first, second) = (picture(before, world), picture(after, later));
            let anchors = match &draft.renamed {
                Some(path) => heading::anchors(&first, &second, path)?,
                None => Anchors::default(),
            };
            let same_site = Arc::ptr_eq(&before.site, &after.site);
            let judge = |entry: usize| {
                // The very same answers of the very same site lead to the same places.
                if same_site && Arc::ptr_eq(&before.resolved[entry], &after.resolved[entry]) {
                    return Ok(());
                }
                let path = first.path(entry);
                let new = draft.moved.path(path);
                let Some(later) = second.at(&new) else {
                    return Err(Refusal::new(format!("`{path}` would be no page any more at `{new}`")));
                };
                let was = goals(&first, entry, &draft.moved, &anchors);
                let is = goals(&second, later, &Moved::default(), &Anchors::default());
                // A heading with another title may lose the links of the old one.
                let may_lose = draft.renamed.as_deref() == Some(path);
                match missing(&was, &is).filter(|_| !may_lose) {
                    None => Ok(()),
                    Some(lost) => {
                        Err(Refusal::new(format!("a link of `{path}` to {} would lead elsewhere", told(&lost)))
                            .help("this should not happen: please report it with the guide that shows it"))
                    }
                }
            };
            let judged: Vec<Result<(), Refusal>> = (0..first.world.pages.len()).into_par_iter().map(judge).collect();
            judged.into_iter().collect()
        })
    })
}

/// What the references of a page lead to, sorted; those that lead nowhere are left out.
fn goals(picture: &Picture<'_>, entry: usize, moved: &Moved, anchors: &Anchors) -> Vec<Goal> {
    let Some(page) = picture.world.pages.get(entry) else { return Vec::new() };
    let resolved = picture.resolved.get(entry).map_or(&[][..], |resolved| &resolved.references);
    let mut goals: Vec<Goal> = resolved
        .iter()
        .map(|reference| {
            let is_quote = reference.role == Role::Argument
                && matches!(&reference.outcome, Outcome::Asset { file }
                    if !picture.world.site.assets.by_file.contains_key(file) && picture.world.sources.find(file).is_some());
            let question = if is_quote {
                crate::resolve::ask::Question::File
            } else {
                crate::resolve::ask::Question::Url { is_image: false }
            };
            goal::of(picture, moved, anchors, page.source, &question, &reference.outcome)
        })
        .filter(|goal| *goal != Goal::Elsewhere)
        .collect();
    goals.sort();
    goals
}

/// The first of a sorted list that another one has not, or not as often.
fn missing(wanted: &[Goal], found: &[Goal]) -> Option<Goal> {
    let mut found = found.iter().peekable();
    for goal in wanted {
        while found.peek().is_some_and(|other| *other < goal) {
            found.next();
        }
        if found.peek() != Some(&goal) {
            return Some(goal.clone());
        }
        found.next();
    }
    None
}

fn told(goal: &Goal) -> String {
    let with = |path: &str, fragment: &Option<String>| match fragment {
        Some(fragment) => format!("`{path}#{fragment}`"),
        None => format!("`{path}`"),
    };
    match goal {
        Goal::Page { path, fragment } | Goal::Made { path, fragment, .. } => with(path, fragment),
        Goal::File(path) | Goal::Output(path) => format!("`{path}`"),
        Goal::Elsewhere => "another site".to_string(),
    }
}

/// How much is judged before and after.
pub(super) enum Reach<'c> {
    /// All rules; with `whole` the finished pages as well.
    Guide { whole: bool },
    /// These pages alone, by the rules of a page.
    Pages(&'c BTreeSet<SourceId>),
}

/// A refusal that names the findings that the change would bring.
pub(super) fn no_new_findings(
    project: &mut Project,
    before: &Snapshot,
    after: &Snapshot,
    draft: &Draft,
    reach: Reach<'_>,
) -> Result<(), Refusal> {
    let (old, new) = match reach {
        Reach::Guide { whole } => (findings(project, before, whole), findings(project, after, whole)),
        Reach::Pages(changed) => {
            let now = project.options_mut().now;
            let path = |id: &SourceId| draft.moved.path(&before.sources.get(*id).path);
            let later: BTreeSet<SourceId> =
                changed.iter().filter_map(|id| after.sources.find(&path(id))).map(|(id, _)| id).collect();
            (of_pages(before, changed, now), of_pages(after, &later, now))
        }
    };
    let news = new_findings(&old, &before.sources, &new, &after.sources, draft);
    let Some(first) = news.first() else { return Ok(()) };
    let place = |finding: &Diagnostic| {
        let source = after.sources.get(finding.primary.span.source);
        let line = crate::source::lines::Lines::new(source.text()).line(finding.primary.span.start as usize);
        format!("{}:{line}: {} ({})", source.path, finding.message, finding.rule)
    };
    let mut refusal = Refusal::new(match news.len() {
        1 => format!("it would bring a new finding: {}", place(first)),
        count => format!("it would bring {count} new findings"),
    });
    if news.len() > 1 {
        refusal.help.extend(news.iter().take(10).map(|finding| place(finding)));
    }
    if first.rule == "weight-duplicate" {
        refusal = refusal.help("choose a weight that is free with --weight N");
    }
    if first.rule == "section-index-missing"
        && let Some(folder) = path_of(after, first).rsplit_once('/').map(|(folder, _)| folder)
    {
        let roots = content_path::roots(&after.settings.config);
        let folder = if folder_is_bundle(after, first) { parent(folder) } else { folder };
        let inside = roots.iter().find_map(|(root, _)| folder.strip_prefix(root.as_str())?.strip_prefix('/'));
        refusal = refusal.help(format!("make its chapter first: guidegen new {}/", inside.unwrap_or(folder)));
    }
    Err(refusal.help("do it all the same with --force"))
}

fn path_of<'s>(snapshot: &'s Snapshot, finding: &Diagnostic) -> &'s str {
    &snapshot.sources.get(finding.primary.span.source).path
}

/// Whether a finding is about the page of a bundle: the folder of its section is one further up.
fn folder_is_bundle(snapshot: &Snapshot, finding: &Diagnostic) -> bool {
    let node = snapshot.site.lookup.of_source(finding.primary.span.source);
    node.is_some_and(|node| snapshot.site.is_bundle(node))
}

fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(above, _)| above)
}

/// What the rules of a page say of some pages.
fn of_pages(snapshot: &Snapshot, sources: &BTreeSet<SourceId>, now: i64) -> Vec<Diagnostic> {
    let levels = Levels::read(&snapshot.settings.config).0;
    let published = Published::default();
    let facts = snapshot.facts(&published);
    let entries = snapshot.pages.iter().enumerate().filter(|(_, page)| sources.contains(&page.source));
    let judge = |(entry, _)| scope::judge_page(&facts, |rule| levels.of(rule), now, entry);
    let mut findings: Vec<Diagnostic> = entries.flat_map(judge).collect();
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

fn findings(project: &mut Project, snapshot: &Snapshot, whole: bool) -> Vec<Diagnostic> {
    let levels = Levels::read(&snapshot.settings.config).0;
    let mut findings = if whole {
        judge::whole(project, snapshot, Vec::new(), |rule| levels.of(rule), Severity::Info).findings
    } else {
        let now = project.options_mut().now;
        rules::judge(&snapshot.facts(&Published::default()), |rule| levels.of(rule), now, true).findings
    };
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

/// Findings that were not there before. Those of moved files are compared by their new paths; a message may name a path, so
/// what is left is compared by rule and file, then by rule and folder. A new page may have findings of its own.
fn new_findings<'f>(
    old: &[Diagnostic],
    old_sources: &Sources,
    new: &'f [Diagnostic],
    new_sources: &Sources,
    draft: &Draft,
) -> Vec<&'f Diagnostic> {
    let old_path = |finding: &Diagnostic| draft.moved.path(&old_sources.get(finding.primary.span.source).path);
    let new_path = |finding: &Diagnostic| new_sources.get(finding.primary.span.source).path.to_string();
    let mut left: Vec<&Diagnostic> =
        new.iter().filter(|finding| !draft.created.contains_key(&new_path(finding))).collect();
    let mut known: Vec<&Diagnostic> = old.iter().collect();
    for closeness in [Closeness::Message, Closeness::File, Closeness::Folder] {
        let key = |finding: &Diagnostic, path: String| match closeness {
            Closeness::Message => (finding.rule, path, finding.message.clone()),
            Closeness::File => (finding.rule, path, String::new()),
            Closeness::Folder => (finding.rule, parent(&path).to_string(), String::new()),
        };
        let mut count: FxHashMap<(&str, String, String), usize> = FxHashMap::default();
        for finding in &known {
            *count.entry(key(finding, old_path(finding))).or_default() += 1;
        }
        let mut met: FxHashMap<(&str, String, String), usize> = FxHashMap::default();
        left.retain(|finding| match count.get_mut(&key(finding, new_path(finding))) {
            Some(there) if *there > 0 => {
                *there -= 1;
                *met.entry(key(finding, new_path(finding))).or_default() += 1;
                false
            }
            _ => true,
        });
        known.retain(|finding| match met.get_mut(&key(finding, old_path(finding))) {
            Some(there) if *there > 0 => {
                *there -= 1;
                false
            }
            _ => true,
        });
    }
    left
}

/// By what two findings of one rule are taken for the same.
#[derive(Clone, Copy)]
enum Closeness {
    Message,
    File,
    Folder,
}
