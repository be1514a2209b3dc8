//! Watching: what editors, git and people do to files, and that it is noticed.

use guidegen::serve::watch::{Changed, Method, Watch, watch_by};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(5);

struct Watched {
    folder: tempfile::TempDir,
    changes: Receiver<Changed>,
    watch: Watch,
}

impl Watched {
    fn new(method: Method) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("content/a")).expect("made");
        fs::write(folder.path().join("content/a/one.md"), "1").expect("written");
        let (sender, changes) = channel();
        let root = |name: &str| folder.path().join(name);
        let roots = vec![root("content"), root("static"), root("guidegen.toml")];
        let ignore = vec![root("content/out"), root("public")];
        let watch = watch_by(method, roots, ignore, move |changed| {
            let _ = sender.send(changed);
        })
        .expect("a watch");
        std::thread::sleep(Duration::from_millis(30));
        Self { folder, changes, watch }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    /// Waits until a change names a file, or says that anything may have changed.
    fn sees(&self, name: &str) -> Duration {
        let start = Instant::now();
        while let Ok(changed) = self.changes.recv_timeout(LIMIT.saturating_sub(start.elapsed())) {
            if changed.whole || changed.paths.contains(&self.path(name)) {
                return start.elapsed();
            }
        }
        panic!("{name} was not noticed");
    }

    fn is_silent(&self, time: Duration) -> bool {
        self.changes.recv_timeout(time).is_err()
    }

    fn settle(&self) {
        while !self.is_silent(Duration::from_millis(700)) {}
    }
}

/// Replaces a file as careful editors do.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("md.tmp");
    fs::write(&beside, text).expect("written");
    fs::rename(&beside, path).expect("renamed");
}

#[test]
fn a_save_is_told_at_once_and_once() {
    let watched = Watched::new(Method::Native);
    let mut times: Vec<Duration> = (0..30)
        .map(|step| {
            watched.write("content/a/one.md", &step.to_string());
            let time = watched.sees("content/a/one.md");
            std::thread::sleep(Duration::from_millis(15));
            assert!(watched.changes.try_recv().is_err(), "told twice");
            time
        })
        .collect();
    times.sort();
    println!("from save to call: median {:?}, slowest {:?}; polls: {}", times[15], times[29], watched.watch.polls());
    assert!(times[15] < Duration::from_millis(50), "{times:?}");
}

#[test]
fn reading_is_no_change_and_neither_is_what_is_ignored() {
    let watched = Watched::new(Method::Native);
    fs::create_dir_all(watched.path("public")).expect("made");
    watched.settle();
    for _ in 0..20 {
        fs::read(watched.path("content/a/one.md")).expect("read");
        fs::read_dir(watched.path("content/a")).expect("read").count();
    }
    watched.write("public/x.html", "x");
    watched.write("content/a/.one.md.swp", "x");
    watched.write("content/a/one.md~", "x");
    watched.write("beside.txt", "x");
    assert!(watched.is_silent(Duration::from_millis(300)));
    watched.write("guidegen.toml", "title = 'x'");
    watched.sees("guidegen.toml");
}

#[test]
fn atomic_saves_and_vanishing_files() {
    let watched = Watched::new(Method::Native);
    replace(&watched.path("content/a/one.md"), "2");
    watched.sees("content/a/one.md");
    replace(&watched.path("guidegen.toml"), "x = 1");
    watched.sees("guidegen.toml");
    fs::remove_file(watched.path("content/a/one.md")).expect("removed");
    watched.sees("content/a/one.md");
    // Away and back within a moment is one change, at the end of which the file is there.
    watched.write("content/a/one.md", "3");
    watched.settle();
    fs::rename(watched.path("content/a/one.md"), watched.path("content/a/one.bak")).expect("renamed");
    std::thread::sleep(Duration::from_millis(10));
    watched.write("content/a/one.md", "4");
    let changed = watched.changes.recv_timeout(LIMIT).expect("a change");
    assert!(changed.paths.contains(&watched.path("content/a/one.md")) && watched.path("content/a/one.md").exists());
}

#[test]
fn files_written_right_after_their_folder() {
    let watched = Watched::new(Method::Native);
    for step in 0..3 {
        let folder = format!("content/new{step}/deep/deeper");
        fs::create_dir_all(watched.path(&folder)).expect("made");
        let file = format!("{folder}/page.md");
        watched.write(&file, "1");
        watched.sees(&file);
        watched.settle();
        watched.write(&file, "2");
        watched.sees(&file);
    }
}

#[test]
fn a_root_that_appears_later() {
    let watched = Watched::new(Method::Native);
    fs::create_dir(watched.path("static")).expect("made");
    watched.sees("static");
    watched.settle();
    watched.write("static/site.css", "1");
    watched.sees("static/site.css");
}

#[test]
fn content_moved_away_and_back() {
    let watched = Watched::new(Method::Native);
    for step in 0..3 {
        fs::rename(watched.path("content"), watched.path("elsewhere")).expect("renamed");
        watched.sees("content");
        if step == 1 {
            watched.settle();
        }
        fs::rename(watched.path("elsewhere"), watched.path("content")).expect("renamed");
        watched.sees("content");
        watched.settle();
        watched.write("content/a/one.md", &format!("back {step}"));
        watched.sees("content/a/one.md");
    }
    // Another folder in its place.
    fs::rename(watched.path("content"), watched.path("elsewhere")).expect("renamed");
    fs::create_dir_all(watched.path("content/b")).expect("made");
    watched.sees("content");
    watched.settle();
    watched.write("content/b/two.md", "1");
    watched.sees("content/b/two.md");
    watched.settle();
    watched.write("elsewhere/a/one.md", "x");
    assert!(watched.is_silent(Duration::from_millis(300)), "what was moved away is no longer watched");
}

#[test]
fn a_folder_within_renamed() {
    let watched = Watched::new(Method::Native);
    fs::rename(watched.path("content/a"), watched.path("content/b")).expect("renamed");
    watched.sees("content/b");
    watched.settle();
    watched.write("content/b/one.md", "2");
    watched.sees("content/b/one.md");
    fs::remove_dir_all(watched.path("content/b")).expect("removed");
    watched.sees("content/b");
}

#[test]
fn a_storm_ends_in_the_last_state() {
    let watched = Watched::new(Method::Native);
    let start = Instant::now();
    for step in 0..1000 {
        watched.write(&format!("content/a/{}.md", step % 50), &step.to_string());
    }
    let written = start.elapsed();
    let mut calls = 0;
    let mut last = Vec::new();
    while let Ok(_changed) = watched.changes.recv_timeout(Duration::from_millis(800)) {
        calls += 1;
        last = (0..50)
            .map(|file| fs::read_to_string(watched.path(&format!("content/a/{file}.md"))).expect("read"))
            .collect();
    }
    println!("1,000 writes in {written:?}: {calls} calls");
    assert_eq!(last, (950..1000).map(|step| step.to_string()).collect::<Vec<_>>(), "the last call saw the last bytes");
    assert!(calls < 200 && start.elapsed() - written < Duration::from_secs(3), "{calls} calls");
}

#[test]
fn another_branch_is_one_or_two_changes() {
    let watched = Watched::new(Method::Native);
    let start = Instant::now();
    for file in 0..300 {
        fs::create_dir_all(watched.path(&format!("content/chapter{}", file % 20))).expect("made");
        watched.write(&format!("content/chapter{}/{file}.md", file % 20), "branch");
    }
    let written = start.elapsed();
    let mut calls = 0;
    while watched.changes.recv_timeout(Duration::from_millis(800)).is_ok() {
        calls += 1;
    }
    println!("300 files in {written:?}: {calls} calls");
    assert!((1..=12).contains(&calls), "{calls} calls");
    watched.write("content/chapter19/19.md", "edited");
    watched.sees("content/chapter19/19.md");
}

#[test]
fn polling_sees_the_same() {
    let watched = Watched::new(Method::Polling);
    assert!(watched.watch.polls());
    for text in ["2", "3", "4"] {
        watched.write("content/a/one.md", text);
        watched.sees("content/a/one.md");
    }
    watched.write("public", "x");
    watched.write("guidegen.toml", "x = 1");
    watched.sees("guidegen.toml");
    fs::create_dir_all(watched.path("static/deep")).expect("made");
    watched.write("static/deep/x.css", "1");
    watched.sees("static/deep/x.css");
    fs::rename(watched.path("content"), watched.path("elsewhere")).expect("renamed");
    watched.sees("content");
    assert!(watched.is_silent(Duration::from_millis(900)));
}

#[test]
fn other_roots_from_now_on() {
    let watched = Watched::new(Method::Native);
    fs::create_dir(watched.path("docs")).expect("made");
    watched.watch.set_roots(vec![watched.path("docs")]);
    watched.settle();
    watched.write("docs/a.md", "1");
    watched.sees("docs/a.md");
    watched.settle();
    watched.write("content/a/one.md", "x");
    assert!(watched.is_silent(Duration::from_millis(300)));
}
