//! Links to other sites: asked host by host, gently, and remembered.

pub mod cache;
pub mod client;

use crate::cli::terminal::Terminal;
use cache::{Cache, Day};
use client::{Answer, Status};
use guidegen::project::snapshot::Snapshot;
use guidegen::resolve::reference::Outcome;
use guidegen::resolve::target::decode;
use guidegen::rules::facts::External;
use guidegen::rules::outside;
use guidegen::rules::waive::glob;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Hosts that are asked at a time.
const WORKERS: usize = 8;
/// A server that wants to be left alone for longer is not waited for.
const LONGEST_WAIT: u64 = 60;

/// `[check.external]` of the configuration.
struct Settings {
    skip: Vec<String>,
    /// Days for which a good answer holds.
    age: Day,
    timeout: Duration,
    /// Between two requests to one host.
    pace: Duration,
    /// Whether hosts of the own network are asked.
    local: bool,
}

impl Settings {
    fn read(check: &serde_json::Map<String, Value>) -> Self {
        let table = check.iter().find(|(key, _)| key.eq_ignore_ascii_case("external")).map(|(_, value)| value);
        let get = |key: &str| table.and_then(|table| table.get(key));
        let seconds = |key: &str, default: f64| {
            let value =
                get(key).and_then(Value::as_f64).filter(|value| (0.0..=600.0).contains(value)).unwrap_or(default);
            Duration::from_secs_f64(value)
        };
        let skip = match get("skip") {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_string).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        Self {
            skip,
            age: get("age").and_then(Value::as_i64).unwrap_or(7),
            timeout: seconds("timeout", 20.0),
            pace: seconds("pace", 0.5),
            local: get("local").and_then(Value::as_bool).unwrap_or(false),
        }
    }

    fn skips(&self, url: &str) -> bool {
        let host = host(url);
        let last = host.rsplit('.').next().unwrap_or(&host);
        let reserved = matches!(last, "test" | "example" | "invalid" | "local" | "localhost")
            || ["example.com", "example.org", "example.net"]
                .iter()
                .any(|own| host == *own || host.ends_with(&format!(".{own}")));
        let near = host.starts_with("127.")
            || host.starts_with("10.")
            || host.starts_with("192.168.")
            || host.starts_with('[')
            || !host.contains('.');
        let own = (reserved || near) && !self.local;
        own || self.skip.iter().any(|pattern| url.starts_with(pattern.as_str()) || glob::fits(pattern, url))
    }
}

/// What is known of every address of another site that the guide names, after asking for what is not known or too old.
pub fn check(snapshot: &Snapshot, file: &Path, now: i64, terminal: &Terminal) -> Result<Vec<External>, String> {
    let config = &snapshot.settings.config;
    let settings = Settings::read(&config.check);
    let wanted = addresses(snapshot, &settings);
    let today = cache::day_of(now);
    let mut cache = Cache::read(file);
    let open: Vec<(&String, &BTreeSet<String>)> =
        wanted.iter().filter(|(url, fragments)| cache.is_open(url, fragments, today, settings.age)).collect();
    let asked = open.len();
    let answers = ask_all(&open, &settings, terminal);
    // If nobody answers, the fault is ours.
    let reached = answers.iter().any(|(_, answer)| matches!(answer.status, Status::Code(_)));
    if asked > 0 && !reached {
        terminal.note(&format!(
            "note: none of {asked} addresses of other sites could be reached; what is known of them stays"
        ));
    } else {
        for (url, answer) in &answers {
            let none = BTreeSet::new();
            cache.learn(url, answer, wanted.get(url).unwrap_or(&none), today);
        }
        cache.write(file)?;
        terminal.note(&format!("{asked} of {} addresses of other sites asked, the others are known", wanted.len()));
    }
    Ok(wanted.iter().flat_map(|(url, fragments)| cache.verdicts(url, fragments, today)).collect())
}

/// Every address with the fragments that are looked for on it.
fn addresses(snapshot: &Snapshot, settings: &Settings) -> BTreeMap<String, BTreeSet<String>> {
    let origin = snapshot.settings.config.origin();
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for reference in snapshot.resolved.iter().flat_map(|resolved| &resolved.references) {
        if reference.outcome != Outcome::External {
            continue;
        }
        let Some(url) = outside::address(&reference.written) else { continue };
        if settings.skips(url) || (!origin.is_empty() && url.starts_with(origin)) {
            continue;
        }
        let fragments = wanted.entry(url.to_string()).or_default();
        let fragment = decode(outside::fragment(&reference.written)).into_owned();
        // Fragments that are read by scripts, or by the browser alone.
        let for_script = fragment.starts_with(['/', '!', ':', '?']) || fragment.contains(['=', '&']);
        if !fragment.is_empty() && fragment != "top" && !for_script {
            fragments.insert(fragment);
        }
    }
    wanted
}

fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let end = if host.starts_with('[') {
        host.find(']').map_or(host.len(), |end| end + 1)
    } else {
        host.find(':').unwrap_or(host.len())
    };
    host[..end].to_ascii_lowercase()
}

/// Asks all addresses, one after the other on each host, several hosts at a time.
fn ask_all(open: &[(&String, &BTreeSet<String>)], settings: &Settings, terminal: &Terminal) -> Vec<(String, Answer)> {
    let mut hosts: BTreeMap<String, Vec<(&str, bool)>> = BTreeMap::new();
    for (url, fragments) in open {
        hosts.entry(host(url)).or_default().push((url, !fragments.is_empty()));
    }
    // The longest lists first, so that none of them is left for the end.
    let mut lists: Vec<Vec<(&str, bool)>> = hosts.into_values().collect();
    lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
    let queue = Mutex::new(VecDeque::from(lists));
    let answers = Mutex::new(Vec::with_capacity(open.len()));
    let done = AtomicUsize::new(0);
    let agent = client::agent(settings.timeout);
    let work = || loop {
        let Some(list) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) else { return };
        for (number, (url, ids)) in list.into_iter().enumerate() {
            if number > 0 {
                std::thread::sleep(settings.pace);
            }
            let mut answer = client::ask(&agent, url, ids);
            // Asked to wait, we wait once.
            if let (Status::Code(429 | 503), Some(wait)) = (&answer.status, answer.retry_after)
                && wait <= LONGEST_WAIT
            {
                std::thread::sleep(Duration::from_secs(wait));
                answer = client::ask(&agent, url, ids);
            }
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            terminal.progress(&format!("asking other sites: {count} of {}", open.len()));
            if let Ok(mut answers) = answers.lock() {
                answers.push((url.to_string(), answer));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(open.len()) {
            scope.spawn(work);
        }
    });
    let mut answers = answers.into_inner().unwrap_or_default();
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_and_those_of_nobody_passed_over() {
        assert_eq!(host("https://User@A.org:8080/x"), "a.org");
        assert_eq!(host("http://[::1]:80/"), "[::1]");
        let settings = Settings::read(&serde_json::Map::new());
        for (url, skipped) in [
            ("https://docs.company.org/", false),
            ("https://www.example.com/x", true),
            ("http://localhost:1313/", true),
            ("http://127.0.0.1/", true),
            ("https://intranet/", true),
        ] {
            assert_eq!(settings.skips(url), skipped, "{url}");
        }
        let check = serde_json::json!({ "external": { "skip": ["https://docs.company.org/**"], "local": true } });
        let settings = Settings::read(check.as_object().unwrap());
        assert!(settings.skips("https://docs.company.org/a/b") && !settings.skips("http://127.0.0.1/"));
    }
}
