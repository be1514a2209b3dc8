//! The thread that judges the guide as a whole: the rules after a pause, the finished pages after a rest. It has threads of
//! its own for that, so that no keystroke waits for it.

use crate::cli::lsp::worker::Job;
use guidegen::diagnostic::Diagnostic;
use guidegen::fingerprint::Fingerprint;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project, judge};
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::rules::level::Levels;
use guidegen::source::span::SourceId;
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// The rules run when nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(120);
/// The guide is rendered, and its finished pages are proved, when nothing was typed for so long.
const REST: Duration = Duration::from_millis(700);

/// A state of the texts that is to be judged.
pub struct State {
    pub version: u64,
    pub snapshot: Arc<Snapshot>,
    /// Seconds since 1970.
    pub now: i64,
    /// Nobody is typing.
    pub at_once: bool,
}

/// What there is to say of a state.
pub struct Judged {
    pub version: u64,
    pub snapshot: Arc<Snapshot>,
    pub list: Vec<Diagnostic>,
}

/// Starts the thread; it ends when nobody has anything more to be judged. The project is for rendering alone.
pub fn start(root: &Path, options: Options, answers: Sender<Job>) -> Option<Sender<State>> {
    let project = Project::open(root, options).ok()?;
    let (sender, states) = channel();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // One core is left to the author.
    let pool = rayon::ThreadPoolBuilder::new().num_threads((cores - 1).max(1)).build().ok()?;
    let judge = Judge { project, answers, of_output: Vec::new() };
    std::thread::spawn(move || judge.run(&states, &pool));
    Some(sender)
}

struct Judge {
    project: Project,
    answers: Sender<Job>,
    /// Findings that only the finished pages show, each with the fingerprint that its file had.
    of_output: Vec<(Diagnostic, Fingerprint)>,
}

impl Judge {
    fn run(mut self, states: &Receiver<State>, pool: &rayon::ThreadPool) {
        let mut newest: Option<State> = None;
        let (mut rules, mut render): (Option<Instant>, Option<Instant>) = (None, None);
        loop {
            let next = match rules.or(render) {
                Some(when) => states.recv_timeout(when.saturating_duration_since(Instant::now())),
                None => states.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Err(RecvTimeoutError::Disconnected) => return,
                Ok(first) => {
                    let state = states.try_iter().last().unwrap_or(first);
                    let now = Instant::now();
                    let wait = |time: Duration| Some(if state.at_once { now } else { now + time });
                    (rules, render) = (wait(PAUSE), wait(REST));
                    newest = Some(state);
                }
                Err(RecvTimeoutError::Timeout) => {
                    let Some(state) = &newest else { continue };
                    let list = match rules.take() {
                        Some(_) => Some(pool.install(|| self.of_sources(state))),
                        None => render.take().and_then(|_| pool.install(|| self.of_pages(state))),
                    };
                    let Some(list) = list else { continue };
                    let judged = Judged { version: state.version, snapshot: state.snapshot.clone(), list };
                    if self.answers.send(Job::Judged(judged)).is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Runs the rules over the sources. What only finished pages show stays for files that are as they were.
    fn of_sources(&self, state: &State) -> Vec<Diagnostic> {
        let broken = judge::unusable(&state.snapshot);
        if !broken.is_empty() {
            return broken;
        }
        let mut list = findings(state, &Published::default(), false);
        let fits = |(finding, print): &&(Diagnostic, Fingerprint)| print_of(&state.snapshot, finding) == *print;
        list.extend(self.of_output.iter().filter(fits).map(|(finding, _)| finding.clone()));
        list
    }

    /// Renders in memory and judges everything, as `guidegen check` does.
    fn of_pages(&mut self, state: &State) -> Option<Vec<Diagnostic>> {
        let snapshot = &state.snapshot;
        if !judge::unusable(snapshot).is_empty() {
            return None;
        }
        self.project.options_mut().now = state.now;
        let rendered = self.project.render(snapshot);
        let published = judge::published(snapshot, &rendered, true);
        let list = findings(state, &published, true);
        let sources: FxHashSet<(&str, SourceId, String)> = findings(state, &Published::default(), false)
            .iter()
            .map(|finding| (finding.rule, finding.primary.span.source, finding.message.clone()))
            .collect();
        let is_new = |finding: &&Diagnostic| {
            !sources.contains(&(finding.rule, finding.primary.span.source, finding.message.clone()))
        };
        self.of_output =
            list.iter().filter(is_new).map(|finding| (finding.clone(), print_of(snapshot, finding))).collect();
        Some(list)
    }
}

/// `whole` says whether everything was looked at, so that a waiver can be called idle.
fn findings(state: &State, published: &Published, whole: bool) -> Vec<Diagnostic> {
    let levels = Levels::read(&state.snapshot.settings.config).0;
    rules::judge(&state.snapshot.facts(published), |rule| levels.of(rule), state.now, whole).findings
}

fn print_of(snapshot: &Snapshot, finding: &Diagnostic) -> Fingerprint {
    snapshot.sources.get(finding.primary.span.source).fingerprint()
}
