//! From a project to its findings: the rules over the sources, and over what would be published.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::Project;
use crate::project::snapshot::Snapshot;
use crate::rules::level::Levels;
use crate::rules::{self, Rule};
use crate::source::Sources;

/// The findings of one reading of a project.
pub struct Judged {
    pub sources: Sources,
    /// In the order of path, place and rule.
    pub findings: Vec<Diagnostic>,
    /// How many findings the author's waivers held back.
    pub waived: usize,
    pub pages: usize,
}

/// Whether a snapshot lacks what everything else rests on: a configuration that parses and a theme. Its findings, if so.
pub fn unusable(snapshot: &Snapshot) -> Vec<Diagnostic> {
    rules::run(&snapshot.facts(&[], &[]), |rule| {
        matches!(rule.name, "config-invalid" | "theme-missing").then_some(Severity::Error)
    })
}

/// Reads a project and runs the rules over its sources alone: nothing is rendered.
pub fn sources_only(project: &mut Project, levels: &Levels) -> Judged {
    let snapshot = project.snapshot();
    let now = project.options_mut().now;
    let judgement = rules::judge(&snapshot.facts(&[], &[]), |rule| levels.of(rule), now, true);
    Judged {
        pages: snapshot.pages.len(),
        sources: snapshot.sources,
        findings: judgement.findings,
        waived: judgement.waived,
    }
}

/// Renders a snapshot in memory and runs all rules: over the sources, and over every link of every page.
pub fn whole(project: &mut Project, snapshot: &Snapshot, level: impl Fn(&Rule) -> Option<Severity>) -> Judged {
    let rendered = project.render(snapshot);
    let clashes = rendered.clashes();
    let now = project.options_mut().now;
    let judgement = rules::judge(&snapshot.facts(&rendered.problems, &clashes), level, now, true);
    Judged {
        pages: snapshot.pages.len(),
        sources: snapshot.sources.clone(),
        findings: judgement.findings,
        waived: judgement.waived,
    }
}
