//! Files of somebody else in the output folder: they stay, and nothing is ever written over them unasked.

use crate::support::*;
use guidegen::publish::disk::{Way, Why};
use guidegen::publish::error::Error;
use std::fs;

#[test]
fn a_folder_that_is_not_ours_is_refused_unless_adopted() {
    let mut place = place();
    fs::create_dir_all(place.out.join("docs")).unwrap();
    fs::write(place.out.join("docs/index.html"), "theirs").unwrap();
    fs::write(place.out.join("notes.txt"), "notes").unwrap();
    let before = look(place.dir.path());
    let plan = plan(&[("docs/index.html", "ours"), ("index.html", "home")]);
    let error = place.publish(&plan).unwrap_err();
    assert!(matches!(&error, Error::NotOurs { example, .. } if example == "docs"));
    assert!(error.to_string().contains("holds files that guidegen did not write, such as `docs`"), "{error}");
    assert!(error.to_string().contains("--force"), "{error}");
    assert_eq!(look(place.dir.path()), before);

    place.protect.adopt = true;
    assert_eq!(place.publish(&plan).unwrap().way, Way::Swapped);
    let expected = [("docs/", ""), ("docs/index.html", "ours"), ("index.html", "home"), ("notes.txt", "notes")];
    assert_eq!(files(&place.out), listed(&expected));
    // From now on the folder is ours, but not the notes.
    place.protect.adopt = false;
    place.publish(&support_plan()).unwrap();
    assert_eq!(files(&place.out), listed(&[("index.html", "home 2"), ("notes.txt", "notes")]));
    assert!(place.litter().is_empty());
}

fn support_plan() -> guidegen::publish::Plan {
    plan(&[("index.html", "home 2")])
}

#[test]
fn an_empty_folder_is_used() {
    let place = place();
    fs::create_dir(&place.out).unwrap();
    place.publish(&support_plan()).unwrap();
    assert_eq!(files(&place.out), listed(&[("index.html", "home 2")]));
}

#[test]
fn a_torn_manifest_is_taken_over_and_another_version_is_not() {
    let mut place = place();
    place.publish(&plan(&[("a", "1"), ("b", "2")])).unwrap();
    let manifest = place.out.join(".guidegen-manifest");
    for torn in ["", "guidegen-manifest 1 2\n", "\0\0\0"] {
        fs::write(&manifest, torn).unwrap();
        let report = place.publish(&plan(&[("a", "1"), ("b", "3")])).unwrap();
        assert_eq!((report.written, report.unchanged), (1, 1));
        place.publish(&plan(&[("a", "1"), ("b", "2")])).unwrap();
        assert_eq!(files(&place.out), listed(&[("a", "1"), ("b", "2")]));
    }
    fs::write(&manifest, "guidegen-manifest 2 of the future").unwrap();
    let before = look(place.dir.path());
    // The first line was cut, so nothing about its version can be believed.
    fs::write(&manifest, "guidegen-manifest 2 0\n").unwrap();
    let error = place.publish(&plan(&[("a", "9")])).unwrap_err();
    assert!(matches!(error, Error::OtherVersion { .. }));
    assert_eq!(look(&place.out).len(), before.keys().filter(|path| path.starts_with("guide/public/")).count() - 1);
    place.protect.adopt = true;
    place.publish(&plan(&[("a", "9")])).unwrap();
    assert_eq!(fs::read_to_string(place.out.join("a")).unwrap(), "9");
}

#[cfg(unix)]
#[test]
fn files_of_somebody_else_are_never_touched() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    for (in_place, keep) in [(false, false), (false, true), (true, false)] {
        let mut place = place();
        place.protect.in_place = in_place;
        place.protect.keep = keep.then(|| place.root.join(".guidegen-cache"));
        place.publish(&plan(&[("a/index.html", "1"), ("index.html", "1")])).unwrap();
        let out = &place.out;
        fs::write(out.join("CNAME"), "guide.example").unwrap();
        fs::write(out.join("a/theirs.txt"), "theirs").unwrap();
        fs::create_dir_all(out.join("empty/folder")).unwrap();
        fs::create_dir(out.join("closed")).unwrap();
        fs::write(out.join("closed/x"), "x").unwrap();
        fs::set_permissions(out.join("closed"), fs::Permissions::from_mode(0o555)).unwrap();
        symlink("nowhere", out.join("link")).unwrap();
        symlink(&place.root, out.join("project")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(out.join("pipe")).status().unwrap().success());
        fs::write(out.join(std::ffi::OsStr::from_bytes(b"odd\xff")), "odd").unwrap();
        fs::set_permissions(out, fs::Permissions::from_mode(0o750)).unwrap();
        let theirs = ["CNAME", "a/theirs.txt", "closed/x", "link", "project", "pipe"];
        let before = identities_of(out, &theirs);
        for text in ["2", "3", "4"] {
            let report = place.publish(&plan(&[("b/index.html", text), ("index.html", text)])).unwrap();
            assert_eq!(matches!(report.way, Way::Swapped), !in_place);
            assert_eq!(identities_of(out, &theirs), before, "in place {in_place}, keep {keep}");
            let expected = [
                ("CNAME", "guide.example"),
                ("a/", ""),
                ("a/theirs.txt", "theirs"),
                ("b/", ""),
                ("b/index.html", text),
                ("closed/", ""),
                ("closed/x", "x"),
                ("empty/", ""),
                ("empty/folder/", ""),
                ("index.html", text),
                ("link", "-> nowhere"),
                ("odd\u{fffd}", "odd"),
                ("pipe", "pipe"),
                ("project", &format!("-> {}", place.root.display())),
            ];
            assert_eq!(files(out), listed(&expected));
            let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
            assert_eq!((mode(out), mode(&out.join("closed"))), (0o750, 0o555));
            assert!(place.litter().is_empty());
        }
        // The project behind the link was not entered.
        assert!(place.root.join("content/_index.md").exists());
        fs::set_permissions(out.join("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[cfg(unix)]
fn identities_of(out: &std::path::Path, paths: &[&str]) -> Vec<(u64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let meta = |path: &&str| fs::symlink_metadata(out.join(path)).unwrap();
    paths.iter().map(|path| (meta(path).ino(), meta(path).mtime_nsec())).collect()
}

#[cfg(unix)]
#[test]
fn what_stands_in_the_way_is_named_before_anything_is_changed() {
    use std::os::unix::fs::symlink;
    let mut place = place();
    let first = plan(&[("index.html", "1"), ("old/index.html", "1")]);
    let second = plan(&[("a/index.html", "2"), ("b", "2"), ("c/d/e", "2"), ("index.html", "2")]);
    let out = place.out.clone();
    type Setup = fn(&std::path::Path);
    // What is put there, what is named, and whether it may be replaced when asked to.
    let cases: [(Setup, &str, bool); 8] = [
        (
            |out| {
                fs::create_dir(out.join("a")).unwrap();
                fs::write(out.join("a/index.html"), "theirs").unwrap();
            },
            "a/index.html",
            true,
        ),
        (|out| fs::write(out.join("a"), "theirs").unwrap(), "a", false),
        (|out| fs::create_dir_all(out.join("b/empty")).unwrap(), "b", false),
        (|out| symlink("index.html", out.join("b")).unwrap(), "b", false),
        (|out| symlink("/tmp", out.join("c")).unwrap(), "c", false),
        (
            |out| assert!(std::process::Command::new("mkfifo").arg(out.join("b")).status().unwrap().success()),
            "b",
            false,
        ),
        (
            |out| {
                // One of ours that somebody made a link.
                fs::remove_file(out.join("index.html")).unwrap();
                symlink("/etc/hostname", out.join("index.html")).unwrap();
            },
            "index.html",
            false,
        ),
        (
            |out| {
                fs::remove_file(out.join(".guidegen-manifest")).unwrap();
                fs::create_dir(out.join(".guidegen-manifest")).unwrap();
            },
            ".guidegen-manifest",
            false,
        ),
    ];
    for (setup, name, replaceable) in cases {
        place.protect.adopt = false;
        place.publish(&first).unwrap();
        setup(&out);
        let before = look(place.dir.path());
        // Without its manifest the folder is not ours at all, so the last case needs to be adopted to get that far.
        place.protect.adopt = name.starts_with('.');
        let error = place.publish(&second).unwrap_err();
        assert!(
            matches!(&error, Error::InTheWay { paths, more: 0, .. } if *paths == [std::path::PathBuf::from(name)]),
            "{name}: {error:?}"
        );
        assert!(error.to_string().contains(&format!("`{name}` stand")), "{error}");
        assert_eq!(look(place.dir.path()), before, "{name}");
        place.protect.adopt = true;
        assert_eq!(place.publish(&second).is_ok(), replaceable, "{name}");
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn many_in_the_way_are_counted() {
    let place = place();
    place.publish(&plan(&[("x", "1")])).unwrap();
    let paths = ["1", "2", "3", "4", "5"].map(|name| (name, "ours"));
    for (name, _) in paths {
        fs::write(place.out.join(name), "theirs").unwrap();
    }
    let error = place.publish(&plan(&paths)).unwrap_err().to_string();
    assert!(error.contains("`1`, `2`, `3` and 2 more stand where"), "{error}");
}

#[test]
fn what_arrives_while_the_site_is_built_is_kept() {
    for keep in [false, true] {
        let mut place = place();
        place.protect.keep = keep.then(|| place.root.join(".guidegen-cache"));
        place.publish(&plan(&[("index.html", "1"), ("a/b", "1")])).unwrap();
        fs::write(place.out.join("CNAME"), "old").unwrap();
        fs::write(place.out.join("log"), "old").unwrap();
        for round in ["2", "3"] {
            // Folders that were left alone for long are known by their date.
            for path in look(&place.out).into_keys().chain(["/".to_owned()]).filter(|path| path.ends_with('/')) {
                let date = std::time::SystemTime::now() - std::time::Duration::from_secs(100);
                fs::File::open(place.out.join(path.trim_matches('/'))).unwrap().set_modified(date).unwrap();
            }
            let now = plan(&[("index.html", round)]);
            let arrive = |_, _| {
                // A new file, a new folder, a file replaced by another, a file written on.
                fs::write(place.out.join(format!("late-{round}")), "late").unwrap();
                fs::create_dir_all(place.out.join(format!("more/{round}"))).unwrap();
                fs::write(place.out.join(format!("more/{round}/x")), "late").unwrap();
                fs::write(place.out.join("CNAME.new"), round).unwrap();
                fs::rename(place.out.join("CNAME.new"), place.out.join("CNAME")).unwrap();
                fs::write(place.out.join("log"), round).unwrap();
            };
            let report = guidegen::publish::disk::publish(&now, &place.out, &place.protect, &arrive).unwrap();
            assert_eq!((report.way, report.leftover), (Way::Swapped, None));
            assert_eq!(fs::read_to_string(place.out.join("CNAME")).unwrap(), round);
            assert_eq!(fs::read_to_string(place.out.join("log")).unwrap(), round);
        }
        let expected = [
            ("CNAME", "3"),
            ("index.html", "3"),
            ("late-2", "late"),
            ("late-3", "late"),
            ("log", "3"),
            ("more/", ""),
            ("more/2/", ""),
            ("more/2/x", "late"),
            ("more/3/", ""),
            ("more/3/x", "late"),
        ];
        assert_eq!(files(&place.out), listed(&expected));
        // What they take away stays away.
        fs::remove_file(place.out.join("late-2")).unwrap();
        place.publish(&plan(&[("index.html", "4")])).unwrap();
        place.publish(&plan(&[("index.html", "5")])).unwrap();
        assert!(!place.out.join("late-2").exists());
        assert!(place.litter().is_empty());
    }
}

#[test]
fn the_reason_for_file_by_file_is_told() {
    assert_eq!(Why::Asked.to_string(), "it was asked for");
}
