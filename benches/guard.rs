//! A guard for the speed of a cold build: its processor time beside that of the least that any program must do.
//!
//! `cargo bench --bench guard` fails if a guide of 200 pages costs more than [`LIMIT`] times what it costs to parse the
//! same pages with pulldown-cmark and to walk their code with syntect. Both are measured in turns in this process, on one
//! thread, and the best of each counts: another machine or other work on it moves both.

use guidegen::project::{Options, Project};
use pulldown_cmark::{CodeBlockKind, Event, Options as Markdown, Parser, Tag, TagEnd};
use std::fmt::Write;
use std::hint::black_box;
use std::process::ExitCode;
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

/// Raised only with a reason. In November 2026 the ratio was 1.09 to 1.22; once 1.61, right after the compiler had run.
const LIMIT: f64 = 1.5;
const PAGES: usize = 200;
const ROUNDS: usize = 9;
/// So often it is measured before a build is called dear.
const ATTEMPTS: usize = 4;

fn main() -> ExitCode {
    if cfg!(debug_assertions) {
        println!("guard: only a release build can be measured");
        return ExitCode::SUCCESS;
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    one.expect("nothing ran before");
    let folder = tempfile::tempdir().expect("a folder");
    let texts: Vec<String> = (0..PAGES).map(text).collect();
    write(folder.path(), &texts);
    let set = two_face::syntax::extra_newlines();
    // A machine that is busy with its memory can slow the one more than the other for a second; a dearer build stays dear.
    for attempt in 1..=ATTEMPTS {
        let (least, own) = measured(&texts, folder.path(), &set);
        let ratio = own / least;
        println!(
            "guard: {PAGES} pages cost {own:.4} s of processor time, {ratio:.2} times the floor of {least:.4} s (limit {LIMIT})"
        );
        if ratio <= LIMIT {
            return ExitCode::SUCCESS;
        }
        if attempt < ATTEMPTS {
            std::thread::sleep(std::time::Duration::from_secs(3));
        }
    }
    eprintln!("guard: a build became dearer. `guidegen build --timings` and `cargo bench --bench stages` tell where.");
    ExitCode::FAILURE
}

/// The best of some rounds, in seconds of processor time: of the floor, and of a build.
fn measured(texts: &[String], folder: &std::path::Path, set: &SyntaxSet) -> (f64, f64) {
    let (mut least, mut own) = (f64::MAX, f64::MAX);
    // The first round warms: grammars are prepared once, by both.
    for round in 0..=ROUNDS {
        let floor = seconds(|| texts.iter().map(|text| floor(text, set)).sum::<usize>());
        let build = seconds(|| build(folder));
        if round > 0 {
            least = least.min(floor);
            own = own.min(build);
        }
    }
    (least, own)
}

/// All of a build but the writes; how many pages it made.
fn build(folder: &std::path::Path) -> usize {
    let options = Options { now: 1_767_225_600, no_memory: true, ..Options::default() };
    let mut project = Project::open(folder, options).expect("a guide");
    let snapshot = project.snapshot();
    project.render(&snapshot).plan.len()
}

/// The events of a page, its text as one string, and the scopes of its code.
fn floor(text: &str, set: &SyntaxSet) -> usize {
    let mut out = String::with_capacity(text.len() * 2);
    let mut code = None;
    for event in Parser::new_ext(text, Markdown::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                code = set.find_syntax_by_token(&language).map(|syntax| (ParseState::new(syntax), ScopeStack::new()));
            }
            Event::End(TagEnd::CodeBlock) => code = None,
            Event::Text(text) => {
                out.push_str(&text);
                let Some((state, stack)) = &mut code else { continue };
                for line in text.split_inclusive('\n') {
                    for (_, step) in state.parse_line(line, set).expect("a grammar") {
                        stack.apply(&step).expect("scopes");
                    }
                }
            }
            _ => out.push(' '),
        }
    }
    black_box(out).len()
}

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = now();
    black_box(work());
    now() - start
}

/// Processor time of this process, in seconds.
#[cfg(unix)]
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Where processor time cannot be asked for, the time of the clock: the best of several rounds is near it.
#[cfg(not(unix))]
fn now() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed().as_secs_f64()
}

fn write(folder: &std::path::Path, texts: &[String]) {
    let put = |path: String, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put("guidegen.toml".to_string(), "baseURL = \"https://example.org/\"\ntitle = \"Guide\"\n");
    put("content/_index.md".to_string(), "---\ntitle: Home\n---\nWelcome.\n");
    for (number, text) in texts.iter().enumerate() {
        if number % 20 == 0 {
            let part = number / 20;
            let head = format!("---\ntitle: Part {part}\nweight: {}\n---\n", part + 1);
            put(format!("content/part-{part}/_index.md"), &head);
        }
        put(format!("content/part-{}/page-{number}.md", number / 20), text);
    }
}

/// A page of some 700 words: headings, links, lists, a table, code.
fn text(number: usize) -> String {
    let mut text = format!("---\ntitle: 'Page {number}'\nweight: {}\n---\n\n", number + 1);
    let next = (number + 1) % PAGES;
    for part in 0..6 {
        let _ = write!(
            text,
            "## Part {part} of {number}\n\nEvery role of account {number} *has* a policy, and the \
             [next page](/part-{}/page-{next}/) tells how it is **granted**; `iam_role_{part}` is its name. Most teams \
             ask for it once, and nobody takes it away again, so that it's looked at each quarter by those who gave it. \
             A request that is older than {part} weeks falls back to the owner, who answers it or lets it go.\n\n\
             The landing zone compares each report without a manual step, so that nobody depends on a single person. A \
             service owner writes down what failed, then asks for \"replica {number}\" in the region of the account.\n\n\
             - first it is asked for\n- then it is given\n- at last it is taken away\n\n",
            next / 20,
        );
        match part {
            1 => text.push_str(
                "| Name | Meaning |\n| --- | --- |\n| role | who may act |\n| policy | what may be done |\n\n",
            ),
            3 => {
                let _ = write!(
                    text,
                    "```python\ndef find_{number}(name: str, limit: int = 10) -> list[str]:\n    \"\"\"Every role.\"\"\"\n    \
                     return [role for role in roles if name in role][:limit]\n```\n\n"
                );
            }
            4 => {
                let _ =
                    write!(text, "```yaml\nrole:\n  - name: reader-{number}\n    allow: [\"get\", \"list\"]\n```\n\n");
            }
            _ => {}
        }
    }
    text
}
