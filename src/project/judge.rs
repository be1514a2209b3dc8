//! From a project to its findings: the rules over the sources, and over what would be published.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::Project;
use crate::project::outputs::Rendered;
use crate::project::snapshot::Snapshot;
use crate::publish::prove::Address;
use crate::publish::{self, Origin};
use crate::rules::facts::{Dead, External, Published};
use crate::rules::level::Levels;
use crate::rules::{self, Rule, Untold};
use crate::source::Sources;

/// The findings of one reading of a project.
pub struct Judged {
    pub sources: Sources,
    /// In the order of path, place and rule.
    pub findings: Vec<Diagnostic>,
    /// Some of those that were only to be counted.
    pub untold: Vec<Untold>,
    /// How many findings the author's waivers held back.
    pub waived: usize,
    pub pages: usize,
    /// What was rendered, if anything: whoever is about to end need not wait until it is freed.
    pub rendered: Option<Rendered>,
}

/// What rendering met, for the rules; with `prove`, every link of the finished pages as well.
pub fn published(snapshot: &Snapshot, rendered: &Rendered, prove: bool) -> Published {
    let config = &snapshot.settings.config;
    let address = Address { origin: config.origin(), base: config.base_path() };
    let found = if prove { publish::prove::prove(&rendered.plan, &rendered.common, address) } else { Vec::new() };
    let source = |path: String| {
        let origin = rendered.plan.get(&path).map(|entry| &entry.origin);
        let source = match origin {
            Some(Origin::Page(source) | Origin::Alias(source, _)) => Some(*source),
            _ => None,
        };
        (path, source)
    };
    let dead = found
        .into_iter()
        .map(|dead| Dead {
            target: dead.target,
            fragment: dead.fragment,
            written: dead.written,
            pages: dead.pages.into_iter().map(source).collect(),
        })
        .collect();
    Published { render_problems: rendered.problems.clone(), clashes: rendered.clashes(), dead, external: Vec::new() }
}

/// Whether a snapshot lacks what everything else rests on: a configuration that parses and a theme. Its findings, if so.
pub fn unusable(snapshot: &Snapshot) -> Vec<Diagnostic> {
    rules::run(&snapshot.facts(&Published::default()), |rule| {
        matches!(rule.name, "config-invalid" | "theme-missing").then_some(Severity::Error)
    })
}

/// Reads a project and runs the rules over its sources alone: nothing is rendered.
pub fn sources_only(project: &mut Project, levels: &Levels, external: &[External]) -> Judged {
    let snapshot = project.snapshot();
    let published = Published { external: external.to_vec(), ..Published::default() };
    let now = project.options_mut().now;
    let judgement = rules::judge(&snapshot.facts(&published), |rule| levels.of(rule), now, true);
    Judged {
        pages: snapshot.pages.len(),
        sources: snapshot.sources,
        findings: judgement.findings,
        untold: judgement.untold,
        waived: judgement.waived,
        rendered: None,
    }
}

/// Renders a snapshot in memory and runs all rules: over the sources, over every link of every page, and over what is known
/// of other sites. Findings below `least` are only counted: they may have no words.
pub fn whole(
    project: &mut Project,
    snapshot: &Snapshot,
    external: Vec<External>,
    level: impl Fn(&Rule) -> Option<Severity>,
    least: Severity,
) -> Judged {
    let before = std::mem::replace(&mut project.options_mut().links_only, true);
    let rendered = project.render(snapshot);
    project.options_mut().links_only = before;
    let published = Published { external, ..published(snapshot, &rendered, true) };
    let now = project.options_mut().now;
    let judgement = rules::judge_from(&snapshot.facts(&published), level, now, true, least);
    Judged {
        pages: snapshot.pages.len(),
        sources: snapshot.sources.clone(),
        findings: judgement.findings,
        untold: judgement.untold,
        waived: judgement.waived,
        rendered: Some(rendered),
    }
}
