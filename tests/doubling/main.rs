//! Twice the text takes at most two and a half times as long, whatever the text.
//!
//! Processor time is compared, since a busy machine stretches every other clock; the tests here run one after the other.
#![cfg(unix)]

mod kinds;
#[path = "../support/mod.rs"]
mod support;

use kinds::KINDS;
use rustix::time::{ClockId, clock_gettime};
use std::sync::Mutex;
use std::time::Duration;
use support::site;

/// What the promise allows between a text and its double; the rest is noise.
const GROWTH: f64 = 2.5;

static ALONE: Mutex<()> = Mutex::new(());

/// Processor time of the whole process: builds work on many threads.
fn spent(work: impl FnOnce()) -> Duration {
    let now = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    };
    let start = now();
    work();
    now() - start
}

/// How the time grew at each size from which a text was doubled, as long as it grew too much; empty if it did not.
///
/// One size alone proves nothing: there is noise, and some growth ends at a bound. What is quadratic stays so. Work that
/// takes less than `least` even at `most` has nothing to hide.
fn growth(first: usize, most: usize, least: Duration, work: impl Fn(usize)) -> Vec<String> {
    let mut size = first;
    while size <= most && spent(|| work(size)) < least {
        size *= 2;
    }
    let mut told = Vec::new();
    while size <= most {
        let mut once = Duration::MAX;
        let mut twice = Duration::MAX;
        let grew = (0..5).all(|_| {
            once = once.min(spent(|| work(size)));
            twice = twice.min(spent(|| work(2 * size)));
            twice.as_secs_f64() > GROWTH * once.as_secs_f64()
        });
        if !grew {
            return Vec::new();
        }
        told.push(format!("{size}: {once:.1?}, {}: {twice:.1?}", 2 * size));
        if told.len() == 3 {
            return told;
        }
        size *= 2;
    }
    Vec::new()
}

#[test]
fn pages_are_read_in_linear_time() {
    let _alone = ALONE.lock();
    let mut slow = Vec::new();
    for (name, make) in KINDS {
        let grown = growth(1000, 32_000, Duration::from_millis(4), |size| {
            std::hint::black_box(support::parse(&make(size)));
        });
        if !grown.is_empty() {
            slow.push(format!("{name}: {}", grown.join("; ")));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// A page that is built and judged among others: what reading alone does not show.
#[test]
fn pages_are_built_and_judged_in_linear_time() {
    let _alone = ALONE.lock();
    let site = site(
        "-- hugo.toml --\nbaseURL = \"/\"\nenableEmoji = true\n[markup.goldmark.renderer]\nunsafe = true\n\
         -- content/_index.md --\n---\ntitle: Home\n---\n-- content/other.md --\n---\ntitle: Other\n---\n",
    );
    let page = site.path("content/page.md");
    let work = |text: String| {
        std::fs::write(&page, text).expect("a page");
        std::hint::black_box(site.build().findings());
    };
    let empty = spent(|| work(String::new())).min(spent(|| work(String::new())));
    let mut slow = Vec::new();
    for (name, make) in KINDS {
        // At this size all that is linear is done in no time; what is not is looked at closely.
        if spent(|| work(make(2000))) < empty * 4 {
            continue;
        }
        let grown = growth(2000, 8000, empty * 4, |size| work(make(size)));
        if !grown.is_empty() {
            slow.push(format!("{name}: {}", grown.join("; ")));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
