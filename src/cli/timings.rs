//! `build --timings`: where the time of a build went, as a table or as JSON.

use guidegen::project::watch::{Mark, Part, Stage, Watcher};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many pages are named.
const SLOWEST: usize = 10;

/// A clock that the conductor may start and stop, but not read.
pub struct Timings {
    started: Instant,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    /// Every beginning of a stage, in order.
    stages: Vec<(Stage, Duration)>,
    parts: Vec<(String, Part, Duration)>,
}

/// One build, summed up.
struct Sum {
    whole: Duration,
    /// Time from beginning to end, in the order of the work.
    stages: BTreeMap<Stage, Duration>,
    /// Work on pages, added over all threads.
    parts: BTreeMap<Part, Duration>,
    /// Every page, the slowest first.
    pages: Vec<(String, Duration, BTreeMap<Part, Duration>)>,
}

impl Timings {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { started: Instant::now(), told: Mutex::default() }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sum(&self) -> Sum {
        let whole = self.started.elapsed();
        let told = self.told();
        let mut sum = Sum { whole, stages: BTreeMap::new(), parts: BTreeMap::new(), pages: Vec::new() };
        let ends = told.stages.iter().skip(1).map(|(_, at)| *at).chain([whole]);
        for ((stage, from), to) in told.stages.iter().zip(ends) {
            *sum.stages.entry(*stage).or_default() += to.saturating_sub(*from);
        }
        let mut pages: BTreeMap<&str, BTreeMap<Part, Duration>> = BTreeMap::new();
        for (path, part, time) in &told.parts {
            *sum.parts.entry(*part).or_default() += *time;
            *pages.entry(path).or_default().entry(*part).or_default() += *time;
        }
        sum.pages = pages.into_iter().map(|(path, parts)| (path.to_string(), parts.values().sum(), parts)).collect();
        sum.pages.sort_by_key(|(_, time, _)| std::cmp::Reverse(*time));
        sum
    }

    /// The table for people.
    pub fn table(&self) -> String {
        let sum = self.sum();
        let mut out = String::from("stage             ms\n");
        for (stage, time) in &sum.stages {
            let _ = writeln!(out, "{:<12} {:>8.1}", name(*stage), ms(*time));
        }
        let _ = writeln!(out, "{:<12} {:>8.1}\n", "whole", ms(sum.whole));
        out.push_str("work on pages, added over all threads\n");
        for (part, time) in &sum.parts {
            let _ = writeln!(out, "{:<12} {:>8.1}", part_name(*part), ms(*time));
        }
        if !sum.pages.is_empty() {
            out.push_str("\nthe slowest pages\n");
        }
        for (path, time, parts) in sum.pages.iter().take(SLOWEST) {
            let dearest = parts.iter().max_by_key(|(_, time)| **time).map_or("", |(part, _)| part_name(*part));
            let _ = writeln!(out, "{:>8.2} {path} (most: {dearest})", ms(*time));
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The same with every page, for programs; times in milliseconds.
    pub fn json(&self) -> String {
        let sum = self.sum();
        let parts = |parts: &BTreeMap<Part, Duration>| -> Value {
            parts.iter().map(|(part, time)| (part_name(*part).to_string(), Value::from(ms(*time)))).collect()
        };
        let stages: Value =
            sum.stages.iter().map(|(stage, time)| (name(*stage).to_string(), Value::from(ms(*time)))).collect();
        let page = |(path, time, of): &(String, Duration, BTreeMap<Part, Duration>)| json!({ "path": path, "ms": ms(*time), "parts": parts(of) });
        let pages: Vec<Value> = sum.pages.iter().map(page).collect();
        let whole = json!({ "unit": "ms", "whole": ms(sum.whole), "stages": stages, "parts": parts(&sum.parts), "pages": pages });
        format!("{whole:#}\n")
    }
}

impl Watcher for Timings {
    fn stage(&self, stage: Stage) {
        let at = self.started.elapsed();
        self.told().stages.push((stage, at));
    }

    fn begin(&self) -> Mark {
        Mark(u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    fn end(&self, path: &str, part: Part, since: Mark) {
        let time = self.started.elapsed().saturating_sub(Duration::from_nanos(since.0));
        self.told().parts.push((path.to_string(), part, time));
    }
}

/// Milliseconds to the microsecond.
fn ms(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "read",
        Stage::Parse => "parse",
        Stage::Assemble => "assemble",
        Stage::Resolve => "resolve",
        Stage::Pictures => "pictures",
        Stage::Pages => "pages",
        Stage::Search => "search",
        Stage::Outputs => "outputs",
        Stage::Rules => "rules",
        Stage::Publish => "publish",
    }
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Parse => "parse",
        Part::Resolve => "resolve",
        Part::Body => "body",
        Part::Layout => "layout",
        Part::Words => "words",
    }
}
