//! A full disk, a closed folder, a busy one, a mounted one: one clear sentence, and the old site stays.

use crate::kill;
use crate::support::*;
use guidegen::publish::disk::{self, Protect, Way, Why};
use guidegen::publish::error::{After, Error};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The user `nobody`, for tests that run as root, to whom no folder is closed.
const NOBODY: u32 = 65534;

/// Not a test of its own: run as a child, perhaps as another user, it publishes one page and prints what came of it.
#[test]
fn child_publishes_once() {
    let Some(root) = std::env::var_os("PUBLISH_HARD") else { return };
    let root = Path::new(&root);
    let protect = Protect { root: root.to_owned(), ..Protect::default() };
    let big = "x".repeat(100_000);
    let text = std::env::var("PUBLISH_TEXT").unwrap_or(big);
    let plan = plan(&[("a/index.html", &text), ("b.html", "same"), ("index.html", &text)]);
    match disk::publish(&plan, &root.join("public"), &protect, &|_, _| {}) {
        Ok(report) => println!("DONE {:?}", report.way),
        Err(error) => println!("ERROR {error}"),
    }
}

fn command(root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "hardship::child_publishes_once", "--nocapture", "--test-threads=1"]);
    command.env("PUBLISH_HARD", root);
    command
}

fn told(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.find("DONE").or(line.find("ERROR")).map(|at| line[at..].to_owned()));
    line.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)))
}

/// Runs the child as somebody to whom a closed folder is closed.
fn as_nobody(place: &Place, text: &str) -> String {
    let root = place.root.clone();
    let mut command = command(&root);
    command.env("PUBLISH_TEXT", text).env("HOME", "/nonexistent");
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        // The test itself may lie in a folder that only root can enter.
        let exe = place.dir.path().join("child");
        if !exe.exists() {
            fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
        }
        let mut other = Command::new(exe);
        other.args(command.get_args());
        other.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
        other.uid(NOBODY).gid(NOBODY).current_dir("/");
        command = other;
    }
    told(&mut command)
}

/// A published site that belongs to the user `nobody` in a project of root that others may enter.
fn site_of_nobody(place: &Place) {
    place.publish(&plan(&[("a/index.html", "old"), ("b.html", "same"), ("index.html", "old")])).unwrap();
    fs::set_permissions(place.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        for path in look(&place.out).into_keys().chain([String::new()]) {
            chown(place.out.join(path), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

#[test]
fn a_limit_on_file_size_leaves_the_old_site() {
    let place = place();
    place.publish(&plan(&[("a/index.html", "old"), ("b.html", "same"), ("index.html", "old")])).unwrap();
    let before = identities(&place.out);
    let inner = command(&place.root);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"]).arg(inner.get_program()).args(inner.get_args());
    shell.env("PUBLISH_HARD", &place.root);
    let words = told(&mut shell);
    assert!(words.contains("the file is larger than the system allows. The site is as it was"), "{words}");
    assert!(words.contains("cannot write `"), "{words}");
    assert_eq!(identities(&place.out), before);
    assert_eq!(place.litter(), Vec::<String>::new());
}

/// Mounts a small disk, for tests that run as root; it goes when this is dropped.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn small(path: &'a Path) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=400k", "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|it| it.status.success()) {
            return Some(Self(path));
        }
        println!("skipped: a small disk cannot be mounted here");
        None
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let mut place = place();
    let disk = place.dir.path().join("disk");
    let Some(_mount) = Mount::small(&disk) else { return };
    let big = "x".repeat(300_000);
    // Beside the output folder, and at the top of the disk, where it cannot be swapped.
    for out in [disk.join("public"), disk.clone()] {
        place.out = out;
        place.protect.adopt = place.out == disk;
        place.protect.keep = (place.out != disk).then(|| disk.join("cache"));
        place.publish(&plan(&[("a", "old"), ("index.html", "old")])).unwrap();
        fs::write(place.out.join("CNAME"), "theirs").unwrap();
        let before = identities(&place.out);
        let error = place.publish(&plan(&[("a", "new"), ("index.html", &big), ("more", &big)])).unwrap_err();
        let words = error.to_string();
        assert!(words.contains("the disk is full. The site is as it was; free some space and build again"), "{words}");
        assert!(matches!(error, Error::System { after: After::Unchanged, .. }));
        let mut after = identities(&place.out);
        // Where the site is the top of the disk, files came and went in it.
        after.remove("");
        let mut before = before;
        before.remove("");
        assert_eq!(after, before);
        assert_eq!(fs::read_dir(&disk).unwrap().filter(|it| format!("{it:?}").contains("guidegen-n")).count(), 0);
        let way = place.publish(&plan(&[("a", "new"), ("index.html", "fits")])).unwrap().way;
        assert_eq!(way, if place.out == disk { Way::InPlace(Why::Mount) } else { Way::Swapped });
        assert_eq!(fs::read_to_string(place.out.join("index.html")).unwrap(), "fits");
        assert_eq!(fs::read_to_string(place.out.join("CNAME")).unwrap(), "theirs");
    }
}

#[test]
fn another_disk_in_the_output_folder_stays_where_it_is() {
    let place = place();
    place.publish(&plan(&[("index.html", "1")])).unwrap();
    let disk = place.out.join("data/disk");
    let Some(_mount) = Mount::small(&disk) else { return };
    fs::write(disk.join("theirs"), "theirs").unwrap();
    let report = place.publish(&plan(&[("index.html", "2"), ("x/y", "2")])).unwrap();
    assert!(matches!(report.way, Way::InPlace(Why::Foreign(_))), "{:?}", report.way);
    assert_eq!(fs::read_to_string(disk.join("theirs")).unwrap(), "theirs");
    assert_eq!(fs::read_to_string(place.out.join("index.html")).unwrap(), "2");
    let error = place.publish(&plan(&[("data/disk/z", "3"), ("index.html", "3")])).unwrap_err();
    assert!(matches!(error, Error::InTheWay { .. }));
}

#[test]
fn a_closed_parent_means_file_by_file() {
    let place = place();
    site_of_nobody(&place);
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o555)).unwrap();
    let before = identities(&place.out);
    let words = as_nobody(&place, "new");
    assert!(words.starts_with("DONE InPlace(Parent("), "{words}");
    let after = identities(&place.out);
    assert_eq!(after.get("b.html"), before.get("b.html"));
    let expected = [("a/", ""), ("a/index.html", "new"), ("b.html", "same"), ("index.html", "new")];
    assert_eq!(files(&place.out), listed(&expected));
    assert_eq!(place.litter(), Vec::<String>::new());

    // And with nothing there yet there is no way at all.
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_dir_all(&place.out).unwrap();
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o555)).unwrap();
    let words = as_nobody(&place, "new");
    assert!(words.starts_with("ERROR cannot make the folder"), "{words}");
    assert!(words.contains("permission denied. The site is as it was; change the permissions"), "{words}");
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_closed_output_folder_is_one_clear_sentence() {
    let place = place();
    site_of_nobody(&place);
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o555)).unwrap();
    for closed in ["a", ""] {
        fs::set_permissions(place.out.join(closed), fs::Permissions::from_mode(0o555)).unwrap();
        let before = files(&place.out);
        let words = as_nobody(&place, "new");
        assert!(words.starts_with("ERROR cannot") && words.contains("permission denied"), "{words}");
        if closed.is_empty() {
            assert!(words.contains("The site is as it was"), "{words}");
            assert_eq!(files(&place.out), before);
        } else {
            // One folder of many is closed, and the folder cannot be swapped: some files may be new by then.
            assert!(words.contains("the next build completes it"), "{words}");
        }
        fs::set_permissions(place.out.join(closed), fs::Permissions::from_mode(0o755)).unwrap();
        as_nobody(&place, "old");
        assert_eq!(files(&place.out)[1].1, "old");
    }
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn files_that_cannot_be_linked_are_copied_with_their_date() {
    if fs::metadata("/proc/self").unwrap().uid() != 0
        || fs::read_to_string("/proc/sys/fs/protected_hardlinks").is_ok_and(|it| it.trim() != "1")
    {
        println!("skipped: needs root, and a system that forbids links to files of others");
        return;
    }
    let place = place();
    site_of_nobody(&place);
    fs::set_permissions(&place.root, fs::Permissions::from_mode(0o777)).unwrap();
    chown(place.out.join("b.html"), Some(0), Some(0)).unwrap();
    let before = identities(&place.out);
    let words = as_nobody(&place, "new");
    assert_eq!(words, "DONE Swapped");
    let after = identities(&place.out);
    let date = |of: &(u64, i64, i64)| (of.1, of.2);
    assert_ne!(after.get("b.html"), before.get("b.html"));
    assert_eq!(after.get("b.html").map(date), before.get("b.html").map(date));
    assert_eq!(files(&place.out)[2].1, "same");

    // A file of somebody else is not copied: then it is done file by file.
    fs::write(place.out.join("CNAME"), "theirs").unwrap();
    fs::set_permissions(place.out.join("CNAME"), fs::Permissions::from_mode(0o600)).unwrap();
    let before = identities(&place.out);
    let words = as_nobody(&place, "newer");
    assert!(words.starts_with("DONE InPlace(Foreign("), "{words}");
    assert_eq!(identities(&place.out).get("CNAME"), before.get("CNAME"));
    assert_eq!(place.litter(), Vec::<String>::new());
}

#[test]
fn a_folder_of_another_user_keeps_its_owner() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        println!("skipped: needs root");
        return;
    }
    let place = place();
    site_of_nobody(&place);
    fs::set_permissions(&place.out, fs::Permissions::from_mode(0o2775)).unwrap();
    place.publish(&plan(&[("a/index.html", "new"), ("c/index.html", "new")])).unwrap();
    let owner = |path: &Path| {
        let meta = fs::metadata(path).unwrap();
        (meta.uid(), meta.gid(), meta.mode() & 0o7777)
    };
    assert_eq!(owner(&place.out), (NOBODY, NOBODY, 0o2775));
    assert_eq!(owner(&place.out.join("a")), (NOBODY, NOBODY, 0o755));
    // The folder hands its group on, as it was told to.
    assert_eq!(owner(&place.out.join("c")).1, NOBODY);
}

#[test]
fn a_busy_folder_is_told_after_a_short_wait() {
    let place = place();
    place.publish(&plan(&[("index.html", "1")])).unwrap();
    let folder = fs::File::open(&place.out).unwrap();
    rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive).unwrap();
    // Looking needs no lock.
    assert_eq!(place.publish(&plan(&[("index.html", "1")])).unwrap().way, Way::Untouched);
    let error = place.publish(&plan(&[("index.html", "2")])).unwrap_err();
    assert!(matches!(error, Error::Busy { .. }));
    assert!(error.to_string().starts_with("another guidegen is publishing into"), "{error}");
    assert_eq!(files(&place.out), listed(&[("index.html", "1")]));
    drop(folder);
    place.publish(&plan(&[("index.html", "2")])).unwrap();
}

#[test]
fn many_threads_publish_one_after_the_other() {
    let place = place();
    let plans: Vec<_> =
        (0..8).map(|number| plan(&[("a/b", &format!("{number}")), ("c", &format!("{number}"))])).collect();
    std::thread::scope(|scope| {
        for plan in &plans {
            scope.spawn(|| place.publish(plan).unwrap());
        }
    });
    let now = files(&place.out);
    assert_eq!(now[1].1, now[2].1);
    assert_eq!(place.litter(), Vec::<String>::new());
    let _ = kill::child;
}
