//! Killed at any moment: the output folder is one site or the other, and the next build leaves no litter.

use crate::support::*;
use guidegen::publish::Plan;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Two sites that share most of their files; one of the files of somebody else is in the folder, too.
fn site(name: &str) -> Plan {
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..120 {
        let text =
            if number % 4 == 0 { format!("{name} {number}\n").repeat(200) } else { format!("{number}\n").repeat(200) };
        files.push((format!("section-{}/page-{number}/index.html", number % 7), text));
        if number % 10 == 0 {
            files.push((format!("only-{name}/{number}/index.html"), name.to_owned()));
        }
    }
    files.push(("search.json".to_owned(), name.repeat(20_000)));
    plan(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

/// Not a test of its own: run as a child, it publishes two sites in turn until it is killed.
#[test]
fn child_publishes_until_killed() {
    let Some(root) = std::env::var_os("PUBLISH_CHILD") else { return };
    let place = opened(Path::new(&root));
    let sites = [site("a"), site("b")];
    let once = std::env::var("PUBLISH_ONCE").is_ok();
    for plan in sites.iter().cycle().skip(usize::from(once)) {
        let done = place.publish(plan);
        if once {
            std::process::exit(i32::from(done.is_err()));
        }
    }
}

/// The project of another process.
struct Opened {
    root: PathBuf,
    out: PathBuf,
}

fn opened(root: &Path) -> Opened {
    Opened { root: root.to_owned(), out: root.join("public") }
}

impl Opened {
    fn publish(&self, plan: &Plan) -> Result<guidegen::publish::disk::Report, guidegen::publish::error::Error> {
        let protect = guidegen::publish::disk::Protect {
            root: self.root.clone(),
            inputs: vec![self.root.join("content")],
            keep: self.root.join(".guidegen-cache").exists().then(|| self.root.join(".guidegen-cache")),
            ..Default::default()
        };
        guidegen::publish::disk::publish(plan, &self.out, &protect, &|_, _| {})
    }
}

pub fn child(root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kill::child_publishes_until_killed", "--nocapture", "--test-threads=1"]);
    command.env("PUBLISH_CHILD", root).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn whole(root: &Path) -> [BTreeMap<String, String>; 2] {
    ["a", "b"].map(|name| {
        let place = place();
        place.publish(&site(name)).unwrap();
        fs::write(place.out.join("CNAME"), "theirs").unwrap();
        let tree = look(&place.out);
        assert!(tree.len() > 250 && root != place.root);
        tree
    })
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn killed_at_any_moment_the_site_is_whole() {
    let place = place();
    let whole = whole(&place.root);
    let plans = [site("a"), site("b")];
    place.publish(&plans[0]).unwrap();
    fs::write(place.out.join("CNAME"), "theirs").unwrap();
    let (mut seen, mut left) = ([0, 0], 0);
    for round in 0..25 {
        if round == 12 {
            fs::create_dir(place.root.join(".guidegen-cache")).unwrap();
        }
        let random = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
        let running = child(&place.root).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(u64::from(random / 1000 % 200_000)));
        kill(running);
        let now = look(&place.out);
        let which = whole.iter().position(|whole| *whole == now);
        let which = which.unwrap_or_else(|| panic!("round {round}: a mix of {} paths", now.len()));
        seen[which] += 1;
        left += usize::from(!place.litter().is_empty());
        // Every other round leaves it to the next child to clean up.
        if round % 2 == 0 {
            opened(&place.root).publish(&plans[round / 2 % 2]).unwrap();
            assert_eq!(look(&place.out), whole[round / 2 % 2], "round {round}");
            assert_eq!(place.litter(), Vec::<String>::new(), "round {round}");
        }
    }
    println!("25 kills: {} times site a, {} times site b, {left} times something to clean up", seen[0], seen[1]);
}

/// Runs the child, which publishes site b over site a, with one system call of it tampered with. `None` without strace.
fn tampered(root: &Path, inject: &str) -> Option<std::process::ExitStatus> {
    let inner = child(root);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
    strace.arg(inner.get_program()).args(inner.get_args());
    strace.env("PUBLISH_CHILD", root).env("PUBLISH_ONCE", "1").stdout(Stdio::null()).stderr(Stdio::null());
    // The calls are counted for each thread.
    strace.env("RAYON_NUM_THREADS", "1").status().ok()
}

/// A place where site a stands, beside a kept tree if there is to be one.
fn ready(keep: bool) -> Place {
    let place = place();
    if keep {
        fs::create_dir(place.root.join(".guidegen-cache")).unwrap();
    }
    for name in ["b", "a", "b", "a"] {
        opened(&place.root).publish(&site(name)).unwrap();
        fs::write(place.out.join("CNAME"), "theirs").unwrap();
    }
    place
}

/// Publishes site b and site a again, whole and without litter, whatever the child left.
fn publish_both(place: &Place, whole: &[BTreeMap<String, String>; 2], after: &str) {
    for (name, whole) in [("b", &whole[1]), ("a", &whole[0])] {
        opened(&place.root).publish(&site(name)).unwrap();
        assert_eq!(&look(&place.out), whole, "{after}");
        assert_eq!(place.litter(), Vec::<String>::new(), "{after}");
    }
}

/// The child is killed as it is about to make the k-th call of a kind.
#[test]
#[ignore = "needs strace; slow"]
fn killed_at_every_system_call() {
    let calls = ["rename", "renameat2", "mkdir", "unlink", "rmdir", "linkat", "write", "openat"];
    for (call, keep) in calls.iter().flat_map(|call| [(call, false), (call, true)]) {
        let (place, mut kills, mut step) = (ready(keep), 0, 1);
        let whole = whole(&place.root);
        loop {
            let Some(status) = tampered(&place.root, &format!("{call}:signal=KILL:when={step}")) else {
                println!("skipped: no strace here");
                return;
            };
            let now = look(&place.out);
            assert!(whole.contains(&now), "{call} {step}: a mix of {} paths", now.len());
            publish_both(&place, &whole, &format!("{call} {step}"));
            if status.success() {
                break;
            }
            kills += 1;
            step += 1 + step / 15;
        }
        println!("{call}, keep {keep}: {kills} kills up to call {step}, every tree whole");
    }
}

/// The k-th call of a kind is refused: the child says so and the old site stands, or it finds another way and the new
/// one does.
#[test]
#[ignore = "needs strace; slow"]
fn refused_at_every_system_call() {
    let calls = [
        ("rename", "EACCES"),
        ("renameat2", "EINVAL"),
        ("renameat2", "EBUSY"),
        ("mkdir", "ENOSPC"),
        ("linkat", "ENOSPC"),
        ("linkat", "EPERM"),
        ("write", "ENOSPC"),
        ("unlink", "EACCES"),
        ("rmdir", "EBUSY"),
        ("openat", "EMFILE"),
        ("statx", "EIO"),
        ("getdents64", "EIO"),
    ];
    for ((call, error), keep) in calls.iter().flat_map(|call| [(call, false), (call, true)]) {
        let (place, mut done, mut refused, mut step, mut in_a_row) = (ready(keep), 0, 0, 1, 0);
        let whole = whole(&place.root);
        // After a long row of builds that did not mind, the call is no longer reached.
        while in_a_row < 12 {
            let Some(status) = tampered(&place.root, &format!("{call}:error={error}:when={step}")) else {
                println!("skipped: no strace here");
                return;
            };
            let now = look(&place.out);
            let which = usize::from(status.success());
            assert!(now == whole[which], "{call} {error} {step}: {} paths, {status}", now.len());
            done += which;
            refused += 1 - which;
            in_a_row = if status.success() { in_a_row + 1 } else { 0 };
            publish_both(&place, &whole, &format!("{call} {error} {step}"));
            step += 1 + step / 15;
        }
        println!("{call} {error}, keep {keep}: up to call {step} {refused} clean errors, {done} new sites");
    }
}

#[test]
fn a_first_build_that_is_killed_leaves_nothing_or_all() {
    let place = place();
    let mut whole = whole(&place.root)[0].clone();
    whole.remove("CNAME");
    for round in 0..6 {
        let running = child(&place.root).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(round * 8));
        kill(running);
        let now = look(&place.out);
        assert!(!place.out.exists() || now == whole || now.len() == whole.len(), "round {round}: {} paths", now.len());
        opened(&place.root).publish(&site("a")).unwrap();
        assert_eq!(look(&place.out), whole);
        assert_eq!(place.litter(), Vec::<String>::new());
        fs::remove_dir_all(&place.out).unwrap();
    }
}

/// The states that a kill can leave, made by hand, so that each is met for certain.
#[test]
fn what_a_kill_can_leave_is_cleaned_up() {
    type Setup = fn(&Path, &Path);
    let copy = |from: &Path, to: &Path| {
        assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    };
    let cases: [(&str, Setup); 7] = [
        ("half made", |_, root| {
            fs::create_dir_all(root.join(".public.guidegen-new/x/y")).unwrap();
            fs::write(root.join(".public.guidegen-new/x/y/z"), "half").unwrap();
        }),
        ("between two renames", |out, root| fs::rename(out, root.join(".public.guidegen-old")).unwrap()),
        ("between two renames, with both trees there", |out, root| {
            let swap = root.join(".public.guidegen-swap");
            fs::create_dir(&swap).unwrap();
            fs::write(swap.join("index.html"), "new").unwrap();
            fs::write(swap.join("fresh.html"), "new").unwrap();
            let manifest = "guidegen-manifest 1 2\n- 3 fresh.html\n- 3 index.html\n";
            fs::write(swap.join(".guidegen-manifest"), manifest).unwrap();
            fs::hard_link(out.join("CNAME"), swap.join("CNAME")).unwrap();
            fs::rename(out, root.join(".public.guidegen-old")).unwrap();
        }),
        ("whole, not yet swapped", |out, root| {
            let swap = root.join(".public.guidegen-swap");
            fs::create_dir(&swap).unwrap();
            fs::write(swap.join("fresh.html"), "new").unwrap();
            fs::write(swap.join(".guidegen-manifest"), "guidegen-manifest 1 1\n- 3 fresh.html\n").unwrap();
            fs::hard_link(out.join("CNAME"), swap.join("CNAME")).unwrap();
        }),
        ("swapped, the old half removed", |out, root| {
            let swap = root.join(".public.guidegen-swap");
            fs::create_dir_all(swap.join("gone")).unwrap();
            fs::write(swap.join("stale.html"), "old").unwrap();
            fs::write(swap.join(".guidegen-manifest"), "guidegen-manifest 1 1\n- 3 stale.html\n").unwrap();
            fs::hard_link(out.join("CNAME"), swap.join("CNAME")).unwrap();
        }),
        ("swapped by two renames", |_, root| {
            let old = root.join(".public.guidegen-old");
            fs::create_dir(&old).unwrap();
            fs::write(old.join("stale.html"), "old").unwrap();
            fs::write(old.join(".guidegen-manifest"), "guidegen-manifest 1 1\n- 3 stale.html\n").unwrap();
        }),
        ("file by file", |out, _| {
            fs::create_dir(out.join(".guidegen-new")).unwrap();
            fs::write(out.join(".guidegen-new/0"), "new").unwrap();
        }),
    ];
    let place = place();
    for (name, setup) in cases {
        let first = plan(&[("a/index.html", "a"), ("index.html", "home")]);
        place.publish(&first).unwrap();
        fs::write(place.out.join("CNAME"), "theirs").unwrap();
        let before = identities(&place.out);
        setup(&place.out, &place.root);
        place.publish(&first).unwrap();
        let expected = [("CNAME", "theirs"), ("a/", ""), ("a/index.html", "a"), ("index.html", "home")];
        assert_eq!(files(&place.out), listed(&expected), "{name}");
        let after = identities(&place.out);
        assert_eq!(after.get("a/index.html"), before.get("a/index.html"), "{name}");
        assert_eq!(place.litter(), Vec::<String>::new(), "{name}");
    }
    // A file of somebody else that only the replaced tree has is brought over.
    copy(&place.out, &place.root.join(".public.guidegen-swap"));
    fs::write(place.root.join(".public.guidegen-swap/late.txt"), "late").unwrap();
    place.publish(&plan(&[("index.html", "2")])).unwrap();
    let expected = [("CNAME", "theirs"), ("index.html", "2"), ("late.txt", "late")];
    assert_eq!(files(&place.out), listed(&expected));
}

/// Where folders cannot be swapped, a kill may leave files of both sites; the next build makes it whole.
#[test]
fn file_by_file_a_killed_build_is_completed_by_the_next() {
    let mut place = place();
    place.protect.in_place = true;
    let first = plan(&[("a", "1"), ("b", "1"), ("c", "1")]);
    let second = plan(&[("a", "2"), ("b", "2"), ("d/e", "2")]);
    let old = {
        place.publish(&first).unwrap();
        fs::read_to_string(place.out.join(".guidegen-manifest")).unwrap()
    };
    // As after a kill between the second and the third file: the manifest names both sites.
    let both = "guidegen-manifest 1 4\n? 1 a\n? 1 b\n? 1 c\n? 1 d/e\n";
    for (plan, expected) in [
        (&second, listed(&[("a", "2"), ("b", "2"), ("d/", ""), ("d/e", "2")])),
        (&first, listed(&[("a", "1"), ("b", "1"), ("c", "1")])),
    ] {
        fs::write(place.out.join(".guidegen-manifest"), both).unwrap();
        fs::write(place.out.join("a"), "2").unwrap();
        fs::create_dir_all(place.out.join("d")).unwrap();
        fs::write(place.out.join("d/e"), "2").unwrap();
        place.publish(plan).unwrap();
        assert_eq!(files(&place.out), expected);
        assert_eq!(place.litter(), Vec::<String>::new());
    }
    assert_eq!(fs::read_to_string(place.out.join(".guidegen-manifest")).unwrap(), old);
}

#[test]
fn builds_at_the_same_time_do_not_mix() {
    let place = place();
    let whole = whole(&place.root);
    place.publish(&site("a")).unwrap();
    fs::write(place.out.join("CNAME"), "theirs").unwrap();
    let children: Vec<_> = (0..3).map(|_| child(&place.root).spawn().unwrap()).collect();
    let end = Instant::now() + Duration::from_millis(1500);
    let mut looks = 0;
    while Instant::now() < end {
        // A whole site is only seen at one instant; the manifest and one page on either side of it must agree.
        let (mut tries, mut agreed) = (0, false);
        while !agreed && tries < 50 {
            let first = fs::read_to_string(place.out.join("search.json")).unwrap();
            let page = fs::read_to_string(place.out.join("section-0/page-0/index.html")).unwrap();
            agreed = first.chars().next() == page.chars().next();
            tries += 1;
        }
        assert!(agreed);
        looks += 1;
    }
    assert!(looks > 10);
    children.into_iter().for_each(kill);
    let now = look(&place.out);
    assert!(whole.contains(&now), "{} paths", now.len());
    place.publish(&site("b")).unwrap();
    assert_eq!(look(&place.out), whole[1]);
    assert_eq!(place.litter(), Vec::<String>::new());
}
