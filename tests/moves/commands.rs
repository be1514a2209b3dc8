//! `guidegen mv` and `guidegen insert` as a user runs them.

use crate::scene::Scene;
use crate::support::program::tree;
use std::path::Path;
use std::process::{Command, Output};

const GUIDE: &str = "-- hugo.toml --
title = \"Guide\"
-- content/_index.md --
---
title: Home
---
[Keys]({{< relref \"02-keys\" >}}) [Rotate](base/02-keys.md#rotate)
-- content/base/_index.md --
---
title: Base
weight: 10
---
-- content/base/01-plan.md --
---
title: Plan
weight: 10
---
-- content/base/02-keys.md --
---
title: Keys
weight: 20
---

## Rotate

[Plan](01-plan.md)
";

fn run(root: &Path, here: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_guidegen")).current_dir(here).arg("-C").arg(root).args(arguments).output().unwrap()
}

fn guidegen(scene: &Scene, arguments: &[&str]) -> (i32, String, String) {
    told(&run(&scene.root(), &scene.root(), arguments))
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_page_moves_and_the_command_says_what_it_did() {
    let scene = Scene::of(GUIDE);
    let (code, out, err) = guidegen(&scene, &["mv", "content/base/02-keys.md", "content/base/03-secrets.md"]);
    assert_eq!((code, out.as_str()), (0, "content/base/02-keys.md -> content/base/03-secrets.md\n"), "{err}");
    assert!(err.contains("1 file moved, 2 references rewritten on 1 page, 1 alias added"), "{err}");
    assert!(err.contains("next: guidegen check"), "{err}");
    assert!(
        scene
            .text("content/_index.md")
            .contains("[Keys]({{< relref \"03-secrets\" >}}) [Rotate](base/03-secrets.md#rotate)")
    );
    let text = scene.text("content/base/03-secrets.md");
    assert!(text.contains("weight: 30") && text.contains("aliases: [\"/base/02-keys/\"]"), "{text}");
    let (code, ..) = guidegen(&scene, &["check"]);
    assert_eq!(code, 0);
    // And back, without a trace.
    let before = Scene::of(GUIDE).tree();
    let scene = Scene::of(GUIDE);
    guidegen(&scene, &["mv", "--no-alias", "base/02-keys", "base/03-secrets"]);
    guidegen(&scene, &["mv", "--no-alias", "base/03-secrets", "base/02-keys"]);
    assert_eq!(scene.tree(), before);
}

#[test]
fn a_dry_run_shows_a_diff_that_git_understands() {
    let scene = Scene::of(GUIDE);
    let before = scene.tree();
    let (code, out, err) = guidegen(&scene, &["mv", "-n", "base/02-keys", "03-secrets"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(scene.tree(), before);
    for line in [
        "diff --git a/content/base/02-keys.md b/content/03-secrets.md\n",
        "rename from content/base/02-keys.md\nrename to content/03-secrets.md\n--- a/content/base/02-keys.md\n+++ b/content/03-secrets.md\n",
        "-[Plan](01-plan.md)\n+[Plan](base/01-plan.md)\n",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert!(err.contains("nothing was written"), "{err}");
    if git(&scene.root(), &["init", "-q"]) {
        std::fs::write(scene.root().join("change.diff"), &out).unwrap();
        assert!(git(&scene.root(), &["apply", "--check", "change.diff"]), "{out}");
    }
}

#[test]
fn exit_codes_tell_refusals_from_failures() {
    let scene = Scene::of(GUIDE);
    let before = scene.tree();
    for (arguments, expected, message) in [
        (&["mv", "base/nothing.md", "base/x.md"][..], 2, "there is no `base/nothing.md`; nothing was changed"),
        (&["mv", "base/02-keys.md", "base/01-plan.md"], 1, "that is there already"),
        (&["mv", "--heading", "base/02-keys#rotat", "X"], 2, "did you mean `content/base/02-keys.md#rotate`?"),
        (&["mv", "--heading", "base/02-keys", "X"], 2, "write FILE#ID"),
        (&["mv", "base/02-keys.md"], 2, "TO"),
        (&["mv", "--keep-id", "a", "b"], 2, "--heading"),
        (&["insert", "base", "--after", "7"], 2, "its numbers are: 1, 2"),
        (&["insert", "base", "--after", "02-kyes"], 2, "did you mean `02-keys`?"),
        (&["insert", "bse", "--after", "1"], 2, "did you mean `base`?"),
        (&["mv", "--stage", "base/02-keys", "base/03-keys"], 2, "no work tree of git"),
    ] {
        let (code, _, err) = guidegen(&scene, arguments);
        assert!(code == expected && err.contains(message), "{arguments:?}: {code} {err}");
    }
    assert_eq!(scene.tree(), before);
    let broken = Scene::of("-- hugo.toml --\ntitle = \n");
    assert_eq!(guidegen(&broken, &["mv", "a", "b"]).0, 2);
}

#[test]
fn paths_are_seen_from_the_current_folder() {
    let scene = Scene::of(GUIDE);
    let here = scene.root().join("content/base");
    let (code, out, err) = told(&run(Path::new("../.."), &here, &["mv", "02-keys.md", "../03-keys.md"]));
    assert_eq!((code, out.as_str()), (0, "content/base/02-keys.md -> content/03-keys.md\n"), "{err}");
    let (code, out, err) =
        told(&run(Path::new("../.."), &here, &["insert", ".", "--after", "0", "--title", "First of all"]));
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, "content/base/01-plan.md -> content/base/02-plan.md\ncontent/base/01-first-of-all.md is new\n");
}

#[test]
fn a_disk_that_refuses_leaves_everything_as_it_was() {
    let scene = Scene::of(GUIDE);
    let before = scene.tree();
    // The page can have the name, but not the file that is written beside it first.
    let name = format!("base/{}.md", "x".repeat(245));
    let (code, _, err) = guidegen(&scene, &["mv", "base/02-keys.md", &name]);
    assert!(code == 2 && err.contains("cannot be written") && err.contains("nothing was changed"), "{code} {err}");
    assert_eq!(scene.tree(), before);
}

#[test]
fn files_that_are_no_part_of_the_guide_are_not_overwritten() {
    let scene = Scene::of(GUIDE);
    scene.write_new("content/other/.keep", "");
    scene.write_new("static/note~", "mine");
    let before = scene.tree();
    // A leftover of an editor is no source, but it is somebody's.
    let (code, _, err) = guidegen(&scene, &["mv", "content/base", "content/other"]);
    assert!(code == 1 && err.contains("is there already, though it is no part of the guide"), "{code} {err}");
    assert_eq!(scene.tree(), before);
}

fn git(root: &Path, arguments: &[&str]) -> bool {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    let run = Command::new("git").arg("-C").arg(root).args(identity).args(arguments).output();
    run.is_ok_and(|output| output.status.success())
}

#[test]
fn git_sees_a_rename() {
    let scene = Scene::of(GUIDE);
    let root = scene.root();
    if !git(&root, &["init", "-q"]) || !git(&root, &["add", "-A"]) || !git(&root, &["commit", "-qm", "x"]) {
        return;
    }
    scene.write_new("content/_index.md", &scene.text("content/_index.md").replace("Home", "Start"));
    let (code, _, err) = guidegen(&scene, &["mv", "--stage", "base/02-keys", "base/03-keys"]);
    assert!(code == 1 && err.contains("your own changes of 1 file too: content/_index.md"), "{code} {err}");
    let (code, _, err) = guidegen(&scene, &["mv", "--no-alias", "base/02-keys", "base/03-keys"]);
    assert!(code == 0 && err.contains("1 file had changes that are not committed yet"), "{code} {err}");
    assert!(git(&root, &["add", "-A"]) && git(&root, &["commit", "-qm", "y"]));
    let (code, _, err) = guidegen(&scene, &["mv", "--stage", "--no-alias", "base/03-keys", "base/04-keys"]);
    assert_eq!(code, 0, "{err}");
    let status = Command::new("git").arg("-C").arg(&root).args(["status", "--porcelain"]).output().unwrap();
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(status.contains("R  content/base/03-keys.md -> content/base/04-keys.md"), "{status}");
    assert_eq!(tree(&root).len(), 5);
}

#[test]
fn a_heading_takes_its_links_along() {
    let scene = Scene::of(GUIDE);
    let (code, out, err) = guidegen(&scene, &["mv", "--heading", "base/02-keys#rotate", "Turn them"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "content/_index.md is changed\ncontent/base/02-keys.md is changed\n"),
        "{err}"
    );
    assert!(scene.text("content/_index.md").contains("[Rotate](base/02-keys.md#turn-them)"));
}
