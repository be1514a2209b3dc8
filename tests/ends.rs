//! How commands end: 1 for what the guide forbids, 2 for what was misnamed or cannot be read, the same in every command.

mod support;

use std::process::Command;
use support::{Site, site};

const GUIDE: &str = "-- content/_index.md --\n---\ntitle: Home\n---\nRead [the plan]({{< relref \"plan\" >}}).\n\
                     -- content/plan.md --\n---\ntitle: The plan\nweight: 10\n---\nText.\n\n## Goals\n\nMore text.\n\
                     -- content/notes.md --\n---\ntitle: Notes\nweight: 20\n---\nText.\n";

fn run(site: &Site, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(arguments)
        .arg("--root")
        .arg(site.root())
        .output()
        .expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn what_is_named_and_not_there_ends_with_2() {
    let site = site(GUIDE);
    for arguments in [
        &["why", "plann"][..],
        &["export", "plann"],
        &["order", "plann"],
        &["check", "plann"],
        &["mv", "plann", "goals"],
        &["mv", "--heading", "plann#goals", "Aims"],
        &["mv", "--heading", "plan#goal", "Aims"],
        &["insert", "plann", "--after", "0"],
        &["insert", ".", "--after", "7"],
        &["new", "x", "--kind", "nothing"],
        &["compare", "nowhere"],
    ] {
        let (code, told) = run(&site, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(told.starts_with("error: "), "{arguments:?}: {told}");
    }
}

#[test]
fn what_the_guide_forbids_ends_with_1() {
    let site = site(GUIDE);
    for arguments in [&["mv", "plan.md", "notes.md"][..], &["new", "plan"], &["mv", "--heading", "plan#goals", "Goals"]]
    {
        let (code, told) = run(&site, arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {told}");
        assert!(told.contains("nothing was changed"), "{arguments:?}: {told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_written_are_told_and_a_reader_that_has_enough_is_none() {
    let site = site(GUIDE);
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.args(["list", "links", "--root"]).arg(site.root());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let output = command.stdout(full).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("cannot be written"), "{told}");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = command.stdout(writer).output().expect("the program");
    assert_eq!(
        (output.status.code(), output.stderr.len()),
        (Some(0), 0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn an_empty_guide_says_what_to_do_next() {
    let site = site("-- content/.keep --\n");
    let (code, told) = run(&site, &["check"]);
    assert!(code == Some(0) && told.contains("guidegen new"), "{told}");
    let (code, told) = run(&site, &["build"]);
    assert!(code == Some(0) && told.contains("built 1 page,"), "{told}");
}

#[test]
fn a_configuration_that_cannot_be_read_is_one_finding_everywhere() {
    let site = site(GUIDE);
    site.write("-- guidegen.toml --\ntitle = \n-- old/index.html --\n<p>old</p>\n");
    let old = site.path("old").to_string_lossy().into_owned();
    for arguments in [
        &["build"][..],
        &["check"],
        &["compare", &old],
        &["export"],
        &["insert", ".", "--after", "0"],
        &["list", "pages"],
        &["mv", "plan.md", "goals.md"],
        &["new", "x"],
        &["order"],
        &["stubs"],
        &["why", "plan"],
    ] {
        let (code, told) = run(&site, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(told.contains("error[config-invalid]"), "{arguments:?}: {told}");
    }
}
