//! What the server says of a change in the terminal: the file that the author saved, and no leftover of an editor.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
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
    // As `sed -i` and many editors save: beside it under a name of their own, then over it.
    site.write("-- content/4temporary --\n---\ntitle: P\n---\nAnother text.\n");
    std::fs::rename(site.path("content/4temporary"), site.path("content/page.md")).expect("a file");
    let told = lines.find(|line| line.contains(" ms)"));
    server.kill().expect("a server");
    server.wait().expect("an end");
    assert!(started.is_some());
    let told = told.expect("a line");
    assert!(told.starts_with("content/page.md: "), "{told}");
}
