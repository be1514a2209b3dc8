//! `guidegen build`: open, snapshot, render, tell, publish.

use crate::cli::Outcome;
use crate::cli::arguments::{Build, Format, Global, Which};
use crate::cli::terminal::Terminal;
use crate::cli::timings::Timings;
use crate::cli::{findings, git, guide, notes};
use guidegen::diagnostic::Severity;
use guidegen::project::again::{self, Inputs, Published, Record};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::watch::{Stage, Watch};
use guidegen::project::{Options, Project, judge};
use guidegen::publish::disk::shelf::DiskShelf;
use guidegen::publish::disk::{Protect, Stand, Stated, Way, is_still, publish, settle, stated};
use guidegen::rules::{self, Rule};
use guidegen::source::read::OUTPUT;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

pub fn run(global: &Global, build: &Build, terminal: &Terminal) -> Result<Outcome, String> {
    match attempt(global, build, terminal, !build.no_cache)? {
        Some(outcome) => Ok(outcome),
        // A page was changed while it was read: once more, and now every file is read at once.
        None => attempt(global, build, terminal, false)?.ok_or_else(|| "a page changes while it is read".to_string()),
    }
}

/// One build; nothing if a text that was not read again turned out to be another one.
fn attempt(global: &Global, build: &Build, terminal: &Terminal, trusts_texts: bool) -> Result<Option<Outcome>, String> {
    let started = Instant::now();
    if let Some(jobs) = build.jobs {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let mut options = options(global, &build.which);
    options.no_memory = true;
    options.no_slips = !build.strict;
    let timings = build.timings.as_ref().map(|_| Arc::new(Timings::start()));
    let watch = timings.as_ref().map_or_else(Watch::default, |timings| Watch::by(timings.clone()));
    options.watch = watch.clone();
    let out = out_folder(&global.root, build.out.as_deref());
    let shelf = Arc::new(DiskShelf::beside(&out));
    options.shelf = Some(shelf.clone());
    options.no_cache = build.no_cache;
    let mut project = guide::open(global, options)?;
    let place = settle(&out);
    let is_kept = !build.no_cache && again::is_kept(project.root(), &place);
    if is_kept && trusts_texts {
        project.options_mut().settled = Arc::new(again::settled(project.root()));
    }
    terminal.progress("reading");
    let settings = project.read();
    if build.which.git_info || settings.config.enable_git_info {
        match git::changes(project.root(), &settings.folders.content) {
            Ok(dates) => project.options_mut().dates = Arc::new(dates),
            Err(reason) => terminal.note(&format!("note: no dates from git: {reason}")),
        }
    }
    let inputs = is_kept.then(|| again::inputs(&project, &settings, &front(build)));
    let now = project.options().now;
    let before = is_kept.then(|| again::load(project.root(), &place)).flatten();
    let stand = before.as_ref().and_then(|record| record.stand);
    let before = before.filter(|record| inputs.as_ref().is_some_and(|inputs| record.shares_ground(inputs, now)));
    if let Some(record) = &before
        && inputs.as_ref().is_some_and(|inputs| record.fits(inputs, now))
        && let Some(print) = record.manifest()
        && is_still(&out, &protect(&project, build), print, &record.copies(project.root()))
    {
        record.notes.iter().for_each(|note| terminal.note(note));
        let seconds = started.elapsed().as_secs_f64();
        let Record { pages, files, .. } = *record;
        terminal.note(&format!(
            "built {}, {files} files into {} in {seconds:.2} s: 0 written, {files} unchanged, 0 removed \
             (nothing changed)",
            findings::pages(pages),
            out.display(),
        ));
        write_changed(build, &[])?;
        std::mem::forget((settings, project));
        return tell_timings(timings, build, terminal).map(|()| Some(Outcome::Clean));
    }
    let traced = inputs.is_some() && !build.strict;
    project.options_mut().leaves_trace = traced && again::is_traced(&project, &settings, &place);
    let mut seen = None;
    let kept = before.zip(inputs.as_ref()).filter(|_| traced).and_then(|(record, inputs)| {
        let print = record.manifest()?;
        let stated = seen.insert(stated(&out, &protect(&project, build), print)?).clone();
        again::recall(&project, &settings, inputs, Published { folder: place.clone(), stated, print })
    });
    let mut run =
        Run { build, terminal, watch, out, place, project, inputs, stand, stated: seen, started, has_noted: false };
    // The process ends soon; taking a large site apart piece by piece would only cost time.
    let kept = kept.map(ManuallyDrop::new);
    let done = match kept.as_ref().map(|snapshot| run.finish(snapshot)) {
        // A file of the last build is not what it was: then all of them are made.
        None | Some(Err(Stop::Publish(_) | Stop::Again)) => {
            let snapshot = ManuallyDrop::new(run.project.take(&settings));
            run.finish(&snapshot)
        }
        Some(done) => done,
    };
    shelf.clear();
    let outcome = match done {
        Ok(outcome) => outcome,
        Err(Stop::Texts | Stop::Again) => return Ok(None),
        Err(Stop::Publish(error)) => return Err(error.to_string()),
        Err(Stop::Other(reason)) => return Err(reason),
    };
    let told = tell_timings(timings, build, terminal);
    std::mem::forget(run.project);
    told.map(|()| Some(outcome))
}

/// Why a build did not come to its end.
enum Stop {
    /// A text is not what it was taken for.
    Texts,
    /// There is something to tell, and not all is known that belongs to it.
    Again,
    Publish(guidegen::publish::error::Error),
    Other(String),
}

/// A build whose sources are read.
struct Run<'a> {
    build: &'a Build,
    terminal: &'a Terminal,
    watch: Watch,
    out: PathBuf,
    /// The output folder itself.
    place: PathBuf,
    project: Project,
    inputs: Option<Inputs>,
    stand: Option<Stand>,
    /// The manifest in it, if it was read.
    stated: Option<Stated>,
    started: Instant,
    has_noted: bool,
}

impl Run<'_> {
    /// Renders a snapshot, tells what is wrong, publishes, and leaves its record.
    fn finish(&mut self, snapshot: &Snapshot) -> Result<Outcome, Stop> {
        let (build, terminal) = (self.build, self.terminal);
        let notes = notes::of(snapshot);
        if !std::mem::replace(&mut self.has_noted, true) {
            notes.iter().for_each(|note| terminal.note(note));
        }
        let mut levels = findings::levels(snapshot);
        for flag in &build.rule {
            levels.add_flag(flag).map_err(|fault| Stop::Other(fault.to_string()))?;
        }
        if !guide::is_usable(snapshot, Format::Human, terminal) {
            return Ok(Outcome::Failed);
        }
        if !build.no_images {
            self.watch.stage(Stage::Pictures);
            let told = |done, of| terminal.progress(&format!("pictures {done} of {of}"));
            self.project.shrink_pictures(snapshot, &told);
        }
        terminal.progress("rendering");
        let rendered = self.project.render(snapshot);
        self.watch.stage(Stage::Rules);
        let published = judge::published(snapshot, &rendered, build.strict);
        let facts = snapshot.facts(&published);
        let level = |rule: &Rule| levels.of(rule).filter(|_| build.strict || rule.blocks_build);
        let mut found = rules::judge(&facts, level, self.project.options().now, build.strict).findings;
        if !self.project.is_sound() {
            return Err(Stop::Texts);
        }
        found.retain(|finding| finding.severity > Severity::Info);
        if !found.is_empty() && snapshot.kept.is_some() {
            // Where the keys of pages stand that are known by what they say is told by their texts.
            return Err(Stop::Again);
        }
        findings::print(&found, &snapshot.sources, terminal);
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            terminal.note(&format!("nothing was written: {}", findings::count(&found)));
            return Ok(Outcome::Findings);
        }
        self.watch.stage(Stage::Publish);
        let protect = Protect { stand: self.stand, stated: self.stated.clone(), ..protect(&self.project, build) };
        let report = publish(&rendered.plan, &self.out, &protect, &|done, of| {
            if done % 256 == 0 || done == of {
                terminal.progress(&format!("writing {done} of {of}"));
            }
        })
        .map_err(Stop::Publish)?;
        let seconds = self.started.elapsed().as_secs_f64();
        let way = match &report.way {
            Way::Untouched => " (nothing changed)".to_string(),
            Way::Swapped => String::new(),
            Way::InPlace(why) => format!(" (file by file: {why})"),
        };
        terminal.note(&format!(
            "built {}, {} files into {} in {seconds:.2} s: {} written, {} unchanged, {} removed{way}",
            findings::pages(rendered.pages),
            rendered.plan.len(),
            self.out.display(),
            report.written,
            report.unchanged,
            report.removed,
        ));
        write_changed(build, &report.changed).map_err(Stop::Other)?;
        if let Some(inputs) = self.inputs.as_ref().filter(|_| found.is_empty())
            && let Some(record) = again::record(&self.project, inputs, snapshot, &rendered, notes, &report)
        {
            again::save(&self.project, inputs, &self.place, &record, snapshot, &rendered);
        }
        std::mem::forget(rendered);
        Ok(Outcome::Clean)
    }
}

/// Writes the list of changed paths, if it was asked for; an empty file says that nothing changed.
fn write_changed(build: &Build, changed: &[String]) -> Result<(), String> {
    let Some(file) = &build.changed else { return Ok(()) };
    let text: String = changed.iter().map(|path| format!("{path}\n")).collect();
    std::fs::write(file, text)
        .map_err(|error| format!("the list of changed files cannot be written to `{}`: {error}", file.display()))
}

fn tell_timings(timings: Option<Arc<Timings>>, build: &Build, terminal: &Terminal) -> Result<(), String> {
    if let (Some(timings), Some(file)) = (timings, &build.timings) {
        match file {
            None => terminal.note(&timings.table()),
            Some(file) => std::fs::write(file, timings.json())
                .map_err(|error| format!("the timings cannot be written to `{}`: {error}", file.display()))?,
        }
    }
    Ok(())
}

/// What decides a build beside the options of the library: the program, and which rules may stop it.
fn front(build: &Build) -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let program = program.map(|meta| (meta.len(), meta.modified().ok()));
    format!("{program:?} {} {:?} {}", build.strict, build.rule, build.no_images)
}

fn protect(project: &Project, build: &Build) -> Protect {
    let cache = Some(again::cache(project.root())).filter(|folder| !build.no_cache && folder.is_dir());
    Protect {
        root: project.root().to_path_buf(),
        inputs: project.inputs(),
        adopt: build.force,
        keep: cache,
        stand: None,
        stated: None,
        durable: build.durable,
        in_place: build.in_place,
    }
}

/// The options of the library from those of the command line.
pub fn options(global: &Global, which: &Which) -> Options {
    Options {
        config: global.config.clone(),
        base_url: which.base_url.clone(),
        drafts: which.drafts,
        future: which.future,
        expired: which.expired,
        now: now(),
        ..Options::default()
    }
}

/// The moment, in seconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

fn out_folder(root: &Path, out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| root.join(OUTPUT), Path::to_path_buf)
}
