//! Folders that must not become the output folder, and paths that must not leave it.

use crate::support::*;
use guidegen::publish::error::{Danger, Error};
use guidegen::publish::{Origin, Output, Plan};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn dangerous_folders_are_refused_and_nothing_changes() {
    let mut place = place();
    fs::create_dir_all(place.root.join("content/sub")).unwrap();
    fs::create_dir_all(place.root.join(".git")).unwrap();
    fs::create_dir_all(place.root.join("elsewhere")).unwrap();
    place.protect.inputs.push(place.dir.path().join("shared/theme"));
    place.protect.adopt = true;
    place.protect.keep = Some(place.root.join(".guidegen-cache"));
    let before = look(place.dir.path());
    let home = std::env::home_dir().unwrap();
    let root = place.root.clone();
    let plan = plan(&[("index.html", "x")]);
    let cases: Vec<(PathBuf, &str)> = vec![
        (root.clone(), "holds the project"),
        (root.join("elsewhere/.."), "holds the project"),
        (root.join("not-there/.."), "holds the project"),
        (root.parent().unwrap().to_owned(), "holds the project"),
        (PathBuf::from("/"), "is the top of the disk"),
        (home.clone(), "holds the home folder"),
        (home.parent().unwrap().to_owned(), ""),
        (root.join("content"), "which guidegen works with"),
        (root.join("content/sub"), "which guidegen works with"),
        (root.join("content/new/folder"), "which guidegen works with"),
        (root.join("images"), "which guidegen works with"),
        (root.join("images/x"), "which guidegen works with"),
        (root.parent().unwrap().join("shared"), "which guidegen works with"),
        (root.join("./static/../static/x"), "which guidegen works with"),
        (root.join(".guidegen-cache/site"), "which guidegen works with"),
        (root.join(".git/pages"), "version control"),
        (root.join("guidegen.toml"), "is not a folder"),
        (root.join("guidegen.toml/x"), "is not a folder"),
    ];
    for (out, words) in cases {
        place.out = out.clone();
        let error = place.publish(&plan).expect_err(&format!("{}", out.display()));
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(look(place.dir.path()), before, "{}", out.display());
    }
    place.out = root.join("content-of-mine");
    place.publish(&plan).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_to_a_dangerous_folder_is_refused_and_one_to_a_good_folder_stays() {
    use std::os::unix::fs::symlink;
    let mut place = place();
    let plan = |text: &str| plan(&[("index.html", text)]);
    let link = place.root.join("link");
    let far = place.dir.path().join("far");
    fs::create_dir(&far).unwrap();
    for (target, inner) in [("content", ""), (".", ""), ("content", "sub"), ("..", "")] {
        symlink(place.root.join(target), &link).unwrap();
        place.out = link.join(inner);
        assert!(matches!(place.publish(&plan("x")), Err(Error::Danger { .. })), "{target} {inner}");
        fs::remove_file(&link).unwrap();
    }
    // An input behind a link is an input, too.
    symlink(&far, place.root.join("themes")).unwrap();
    place.out = far.join("x");
    assert!(matches!(
        place.publish(&plan("x")),
        Err(Error::Danger { danger: Danger::Input(input), .. }) if input == place.root.join("themes")
    ));
    fs::remove_file(place.root.join("themes")).unwrap();

    symlink(&far, &link).unwrap();
    place.out = link.clone();
    for text in ["1", "2", "3"] {
        place.publish(&plan(text)).unwrap();
        assert_eq!(files(&far), listed(&[("index.html", text)]));
        assert_eq!(fs::read_link(&link).unwrap(), far);
    }
    assert_eq!(fs::read_dir(place.dir.path()).unwrap().count(), 2);

    fs::remove_file(&link).unwrap();
    symlink(place.root.join("nowhere"), &link).unwrap();
    for out in [link.clone(), link.join("x")] {
        place.out = out;
        assert!(matches!(place.publish(&plan("x")), Err(Error::LeadsNowhere { .. })));
    }
    assert!(!place.root.join("nowhere").exists());

    // Links that lead around in a circle.
    fs::remove_file(&link).unwrap();
    symlink(&link, &link).unwrap();
    place.out = link;
    let error = place.publish(&plan("x")).unwrap_err().to_string();
    assert!(error.starts_with("cannot look into"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_output_folder() {
    let place = place();
    assert!(std::process::Command::new("mkfifo").arg(&place.out).status().unwrap().success());
    assert!(matches!(place.publish(&plan(&[("x", "x")])), Err(Error::NotAFolder { .. })));
}

#[test]
fn the_door_takes_no_path_that_leads_out() {
    let place = place();
    let before = look(place.dir.path());
    for path in
        ["../x", "/etc/x", "a/../../x", "a/../b", "a//b", "", ".", "a\\..\\..\\x", "C:/x", "a\0b", ".guidegen-manifest"]
    {
        let mut plan = Plan::default();
        plan.add(path, Output::Bytes(b"x"[..].into()), Origin::Generated("test")).unwrap();
        assert!(matches!(place.publish(&plan), Err(Error::BadPath { .. })), "{path:?}");
    }
    assert_eq!(look(place.dir.path()), before);
}

#[test]
fn a_manifest_that_points_outside_removes_nothing() {
    let place = place();
    place.publish(&plan(&[("index.html", "x")])).unwrap();
    let secret = place.root.join("secret.txt");
    fs::write(&secret, "keep").unwrap();
    for path in ["../secret.txt", &secret.to_string_lossy(), "a/../../secret.txt"] {
        fs::write(place.out.join(".guidegen-manifest"), format!("guidegen-manifest 1 1\n- 4 {path}\n")).unwrap();
        place.publish(&plan(&[("index.html", "y")])).unwrap();
        assert_eq!(fs::read_to_string(&secret).unwrap(), "keep");
    }
    let outside = |path: &Path| path.starts_with(&place.out);
    assert!(!outside(&secret));
}
