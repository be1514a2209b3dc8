//! What the server says of a change in the terminal: the file that the author saved, and no leftover of an editor.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use support::site;

#[test]
fn the_line_of_a_rebuild_names_the_file_that_was_saved() {
    let site = site(
        "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n-- content/page.md --\n---\ntitle: P\n---\nText.\n",
    );
    let mut server = Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(["serve", "--port", "0", "--root"])
        .arg(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(server.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let started = lines.find(|line| line.starts_with("serving at"));
    // As `sed -i` and many editors save: beside it under a name of their own, then over it. Again and again, since the first
    // time the server may not be looking yet.
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let told = std::thread::scope(|scope| {
        let site = &site;
        scope.spawn(move || {
            for round in 0.. {
                site.write(&format!("-- content/4temporary --\n---\ntitle: P\n---\nText {round}.\n"));
                std::fs::rename(site.path("content/4temporary"), site.path("content/page.md")).expect("a file");
                if is_done.recv_timeout(Duration::from_millis(300)) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        let told = lines.find(|line| line.contains(" ms)"));
        drop(done);
        told
    });
    server.kill().expect("a server");
    server.wait().expect("an end");
    assert!(started.is_some());
    let told = told.expect("a line");
    assert!(told.starts_with("content/page.md: "), "{told}");
}
