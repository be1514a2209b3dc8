//! `guidegen check`: open, mend, judge, compare with the baseline, tell.

use crate::cli::arguments::{Check, Global};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, external, findings, guide, write};
use guidegen::diagnostic::{Applicability, Diagnostic, Severity, diff};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{judge, mend};
use guidegen::rules::baseline::{Applied, Baseline};
use guidegen::rules::level::Levels;
use guidegen::source::Sources;
use guidegen::source::span::SourceId;
use std::fs;
use std::path::{Path, PathBuf};

/// The baseline file if none is named.
const BASELINE: &str = ".guidegen-baseline";
/// Where answers of other sites are kept, if no file is named.
const EXTERNAL: &str = ".guidegen-cache/external.json";
/// How many stale entries are named.
const NAMED: usize = 10;

pub fn run(global: &Global, check: &Check, terminal: &Terminal) -> Result<Outcome, String> {
    let mut options = build::options(global, &check.which);
    // Only mending looks at the guide more than once.
    let mending = check.fix || check.unsafe_fixes || check.diff;
    options.no_memory = !mending;
    options.links_only = !mending;
    let mut project = guide::open(global, options)?;
    terminal.progress("reading");
    let snapshot = project.snapshot();
    if !guide::is_usable(&snapshot, check.format, terminal) {
        return Ok(Outcome::Failed);
    }
    let levels = levels(check, &snapshot.settings.config)?;
    let filter = Filter::new(project.root(), &snapshot, &check.paths)?;
    let level_shown = if check.all { Severity::Info } else { Severity::Warning };
    let wanted =
        |finding: &Diagnostic, sources: &Sources| finding.severity >= level_shown && filter.wants(finding, sources);
    let external = if check.external {
        let file = check.external_cache.clone().unwrap_or_else(|| project.root().join(EXTERNAL));
        external::check(&snapshot, &file, project.options_mut().now, terminal)?
    } else {
        Vec::new()
    };
    if mending {
        terminal.progress("mending");
        let mended =
            mend::mend(&mut project, mend::Terms { levels: &levels, external: &external }, check.unsafe_fixes, wanted);
        if check.diff {
            for (path, (old, new)) in &mended.texts {
                terminal.print(&diff::unified(path, old.as_deref(), new));
            }
            terminal.note(&format!("{} would be mended in {}", fixes(mended.fixed), files(mended.texts.len())));
            return Ok(if mended.texts.is_empty() { Outcome::Clean } else { Outcome::Findings });
        }
        write::texts(project.root(), mended.texts.iter().map(|(path, (_, text))| (path.as_str(), text.as_str())))?;
        project.options_mut().unsaved.clear();
        match mended.fixed {
            0 => terminal.note("nothing was mended"),
            count => terminal.note(&format!("{} mended in {}", fixes(count), files(mended.texts.len()))),
        }
    }
    let snapshot = if mending { project.snapshot() } else { snapshot };
    terminal.progress("checking");
    // A baseline knows findings of all levels by what they say.
    let by_words = check.baseline.is_some() || check.write_baseline;
    let least = if by_words { Severity::Info } else { level_shown };
    let mut judged = judge::whole(&mut project, &snapshot, external, |rule| levels.of(rule), least);
    judged.findings.retain(|finding| filter.wants(finding, &judged.sources));
    judged.untold.retain(|finding| filter.wants_in(finding.place.source, &judged.sources));
    let baseline = check.baseline.clone().unwrap_or_else(|| project.root().join(BASELINE));
    if check.write_baseline {
        return write_baseline(&baseline, &judged.findings, level_shown, &judged.sources, terminal);
    }
    let applied = apply_baseline(check, &baseline, &mut judged.findings, &judged.sources, terminal)?;
    let hidden = judged.findings.iter().filter(|finding| finding.severity < level_shown).count() + judged.untold.len();
    judged.findings.retain(|finding| finding.severity >= level_shown);
    findings::tell(check.format, &judged.findings, &judged.sources, &levels, check.all, terminal);
    let told = if judged.findings.is_empty() { "no findings on" } else { "checked" };
    let mut summary = vec![format!("{told} {}", findings::pages(judged.pages))];
    let with = |applicability| {
        let fixes = judged.findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.applicability == applicability).count()
    };
    // What a run that mends has left cannot be mended by the same flag.
    for (count, what) in [
        (if mending { 0 } else { with(Applicability::Safe) }, "mended by --fix"),
        (if check.unsafe_fixes { 0 } else { with(Applicability::Unsafe) }, "with a guess (--unsafe-fixes applies it)"),
        (hidden, "at level info (--all tells them)"),
        (judged.waived, "waived"),
        (applied.known, "known to the baseline"),
    ] {
        if count > 0 {
            summary.push(format!("{count} {what}"));
        }
    }
    terminal.note(&summary.join(", "));
    if judged.pages == 0 {
        terminal.note("note: the guide has no page yet: guidegen new PATH makes one");
    }
    let outcome =
        if findings::any_error(&judged.findings) && !check.exit_zero { Outcome::Findings } else { Outcome::Clean };
    // The process ends: what it holds need not be given back piece by piece.
    std::mem::forget((judged, snapshot, project));
    Ok(outcome)
}

fn levels(check: &Check, config: &guidegen::config::Config) -> Result<Levels, String> {
    let (mut levels, _) = Levels::read(config);
    if check.ci {
        levels.add_flag("static-unused=off").map_err(|fault| fault.to_string())?;
    }
    for flag in &check.rule {
        levels.add_flag(flag).map_err(|fault| fault.to_string())?;
    }
    Ok(levels)
}

/// Which findings are told: those in the files and folders that the command line names.
struct Filter {
    /// Relative to the root, with `/` between the parts; empty for all.
    prefixes: Vec<String>,
}

impl Filter {
    fn new(root: &Path, snapshot: &Snapshot, paths: &[PathBuf]) -> Result<Self, String> {
        let prefixes = paths.iter().map(|path| guide::inside(root, snapshot, path)).collect::<Result<_, _>>()?;
        Ok(Self { prefixes })
    }

    fn wants(&self, finding: &Diagnostic, sources: &Sources) -> bool {
        self.wants_in(finding.primary.span.source, sources)
    }

    fn wants_in(&self, source: SourceId, sources: &Sources) -> bool {
        let path = &sources.get(source).path;
        self.prefixes.is_empty()
            || self.prefixes.iter().any(|prefix| {
                prefix.is_empty()
                    || path.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }
}

fn write_baseline(
    file: &Path,
    found: &[Diagnostic],
    least: Severity,
    sources: &Sources,
    terminal: &Terminal,
) -> Result<Outcome, String> {
    let kept: Vec<Diagnostic> = found.iter().filter(|finding| finding.severity >= least).cloned().collect();
    fs::write(file, Baseline::write(&kept, sources))
        .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?;
    terminal.note(&format!("{} written to `{}`", findings::count(&kept), file.display()));
    Ok(Outcome::Clean)
}

fn apply_baseline(
    check: &Check,
    file: &Path,
    found: &mut Vec<Diagnostic>,
    sources: &Sources,
    terminal: &Terminal,
) -> Result<Applied, String> {
    if check.baseline.is_none() {
        return Ok(Applied::default());
    }
    let text = fs::read_to_string(file).map_err(|error| format!("`{}` cannot be read: {error}", file.display()))?;
    let (baseline, odd) = Baseline::parse(&text);
    if let Some(line) = odd.first() {
        return Err(format!("`{}`:{line}: not an entry of a baseline", file.display()));
    }
    let applied = baseline.apply(found, sources);
    // A run over a part of the guide says nothing about the rest.
    if check.paths.is_empty() && !applied.stale.is_empty() {
        let count = applied.stale.len();
        terminal.note(&format!(
            "note: {count} {} of `{}` match nothing any more; --write-baseline takes them out",
            if count == 1 { "entry" } else { "entries" },
            file.display()
        ));
        for entry in applied.stale.iter().take(NAMED) {
            terminal.note(&format!("  {} {}: {}", entry.rule, entry.path, entry.text));
        }
    }
    Ok(applied)
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 finding".to_string() } else { format!("{count} findings") }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_string() } else { format!("{count} files") }
}
