//! Builds one after the other: what is written, what stays, what goes.

use crate::support::*;
use guidegen::fingerprint::Fingerprint;
use guidegen::publish::disk::shelf::DiskShelf;
use guidegen::publish::disk::{Report, Way, Why};
use guidegen::publish::error::Error;
use guidegen::publish::shelf::Shelf;
use guidegen::publish::{Origin, Output, Plan};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn a_first_build_writes_the_plan_and_says_what_is_ours() {
    let place = place();
    let logo = place.input("static/logo.svg", "<svg/>");
    let plan = with_file(plan(&[("index.html", "home"), ("a/b/index.html", "page")]), "logo.svg", &logo);
    let told = AtomicUsize::new(0);
    let report = guidegen::publish::disk::publish(&plan, &place.out, &place.protect, &|done, total| {
        assert!(done <= total && total == 3);
        told.fetch_add(1, Ordering::Relaxed);
    });
    let report = report.unwrap();
    assert!(report.stand.is_some());
    assert_eq!(
        report,
        Report {
            written: 3,
            unchanged: 0,
            removed: 0,
            changed: ["a/b/index.html", "index.html", "logo.svg"].map(String::from).to_vec(),
            bytes: 14,
            way: Way::Swapped,
            manifest: Fingerprint::of(&fs::read(place.out.join(".guidegen-manifest")).unwrap()),
            stand: report.stand,
            leftover: None
        }
    );
    assert_eq!(told.into_inner(), 3);
    let manifest = format!(
        "guidegen-manifest 1 3\n{} 4 a/b/index.html\n{} 4 index.html\n- 6 logo.svg\n",
        Fingerprint::of(b"page"),
        Fingerprint::of(b"home")
    );
    let expected = [
        (".guidegen-manifest", &*manifest),
        ("a/", ""),
        ("a/b/", ""),
        ("a/b/index.html", "page"),
        ("index.html", "home"),
        ("logo.svg", "<svg/>"),
    ];
    assert_eq!(look(&place.out).into_iter().collect::<Vec<_>>(), listed(&expected));
    assert!(place.litter().is_empty());
}

#[cfg(unix)]
#[test]
fn a_second_build_touches_nothing() {
    let place = place();
    let logo = place.input("static/logo.svg", "<svg/>");
    let plan = with_file(plan(&[("index.html", "home"), ("a/index.html", "page")]), "logo.svg", &logo);
    place.publish(&plan).unwrap();
    let before = identities(place.dir.path());
    let report = place.publish(&plan).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed, report.bytes), (0, 3, 0, 0));
    assert_eq!(report.way, Way::Untouched);
    assert_eq!(identities(place.dir.path()), before);
}

#[cfg(unix)]
#[test]
fn only_what_changed_is_written_and_what_is_stale_goes() {
    for (in_place, keep) in [(false, false), (false, true), (true, false)] {
        let mut place = place();
        place.protect.in_place = in_place;
        place.protect.keep = keep.then(|| place.root.join(".guidegen-cache"));
        let logo = place.input("static/logo.svg", "<svg/>");
        let first = [("a/index.html", "a"), ("b/c/index.html", "b"), ("d/index.html", "d"), ("index.html", "home")];
        let first = with_file(plan(&first), "logo.svg", &logo);
        let second = [("a/index.html", "A"), ("d/index.html", "d"), ("e/index.html", "e"), ("index.html", "home")];
        let second = with_file(plan(&second), "logo.svg", &logo);
        place.publish(&first).unwrap();
        // Back and forth, as a kept tree is used from the third build on.
        for round in 0..5 {
            let (now, stay, expected) = if round % 2 == 0 {
                (&second, ["d/index.html", "index.html", "logo.svg"], (2, 3, 1, 2))
            } else {
                (&first, ["d/index.html", "index.html", "logo.svg"], (2, 3, 1, 2))
            };
            let before = identities(&place.out);
            let report = place.publish(now).unwrap();
            assert_eq!((report.written, report.unchanged, report.removed, report.bytes), expected);
            assert_eq!(report.changed, ["a/index.html", "b/c/index.html", "e/index.html"]);
            assert_eq!(report.way, if in_place { Way::InPlace(Why::Asked) } else { Way::Swapped });
            let after = identities(&place.out);
            for path in stay {
                assert_eq!(after.get(path), before.get(path), "{path}, in place {in_place}, keep {keep}");
            }
            assert_ne!(after.get("a/index.html"), before.get("a/index.html"));
            assert_eq!(before.contains_key("b/"), round % 2 == 0);
            assert_eq!(after.contains_key("b/"), round % 2 == 1);
            assert_eq!(
                fs::read_to_string(place.out.join("a/index.html")).unwrap(),
                if round % 2 == 0 { "A" } else { "a" }
            );
            assert!(place.litter().is_empty());
            assert_eq!(place.publish(now).unwrap().way, Way::Untouched);
        }
    }
}

#[test]
fn a_kept_tree_that_somebody_damaged_does_no_harm() {
    let mut place = place();
    let cache = place.root.join(".guidegen-cache");
    place.protect.keep = Some(cache.clone());
    let both = [plan(&[("a/b", "1"), ("c", "1"), ("d", "1")]), plan(&[("a/b", "1"), ("c", "2"), ("d", "1")])];
    let expected = [
        listed(&[("a/", ""), ("a/b", "1"), ("c", "1"), ("d", "1")]),
        listed(&[("a/", ""), ("a/b", "1"), ("c", "2"), ("d", "1")]),
    ];
    let kept = || fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    let damages: [&dyn Fn(); 6] = [
        &|| fs::remove_file(kept().join("a/b")).unwrap(),
        &|| fs::write(kept().join("stranger"), "x").unwrap(),
        &|| fs::create_dir_all(kept().join("more/of/it")).unwrap(),
        &|| {
            fs::remove_file(kept().join("d")).unwrap();
            fs::write(kept().join("d"), "9").unwrap();
        },
        &|| {
            fs::remove_file(kept().join("d")).unwrap();
            fs::create_dir_all(kept().join("d/e")).unwrap();
        },
        &|| fs::remove_dir_all(&cache).unwrap(),
    ];
    place.publish(&both[0]).unwrap();
    for (index, damage) in damages.iter().enumerate() {
        for (plan, expected) in [(&both[1], &expected[1]), (&both[0], &expected[0])] {
            place.publish(plan).unwrap();
            assert_eq!(&files(&place.out), expected, "damage {index}");
        }
        damage();
    }
    place.publish(&both[1]).unwrap();
    assert_eq!(files(&place.out), expected[1]);
    // A file where the kept tree should be.
    fs::remove_dir_all(kept()).unwrap();
    fs::write(kept_name(&place.out, &cache), "x").unwrap();
    place.publish(&both[0]).unwrap();
    assert_eq!(files(&place.out), expected[0]);
}

fn kept_name(out: &std::path::Path, cache: &std::path::Path) -> std::path::PathBuf {
    let name = Fingerprint::of(out.canonicalize().unwrap().as_os_str().as_encoded_bytes()).short(16);
    cache.join(format!("replaced-{name}"))
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    for in_place in [false, true] {
        let mut place = place();
        place.protect.in_place = in_place;
        let (file, folder) = (plan(&[("a", "file"), ("b", "b")]), plan(&[("a/x/y", "1"), ("a/z", "2"), ("b", "b")]));
        place.publish(&file).unwrap();
        for _ in 0..2 {
            place.publish(&folder).unwrap();
            let expected = [("a/", ""), ("a/x/", ""), ("a/x/y", "1"), ("a/z", "2"), ("b", "b")];
            assert_eq!(files(&place.out), listed(&expected));
            place.publish(&file).unwrap();
            assert_eq!(files(&place.out), listed(&[("a", "file"), ("b", "b")]));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_copied_file_is_a_copy_and_follows_its_input() {
    use std::os::unix::fs::MetadataExt;
    let place = place();
    let logo = place.input("static/logo.svg", "<svg/>");
    let plan = || with_file(plan(&[("index.html", "home")]), "logo.svg", &logo);
    place.publish(&plan()).unwrap();
    let copy = place.out.join("logo.svg");
    let number = |path: &std::path::Path| fs::metadata(path).unwrap().ino();
    assert_ne!(number(&copy), number(&logo));
    assert_eq!(fs::metadata(&copy).unwrap().modified().unwrap(), fs::metadata(&logo).unwrap().modified().unwrap());

    // A new date alone is not a new file.
    let first = number(&copy);
    set_date(&logo, 50);
    assert_eq!(place.publish(&plan()).unwrap().way, Way::Untouched);
    // The same size, another content.
    fs::write(&logo, "<SVG/>").unwrap();
    assert_eq!(place.publish(&plan()).unwrap().written, 1);
    assert_eq!(fs::read_to_string(&copy).unwrap(), "<SVG/>");
    assert_ne!(number(&copy), first);
    // Another content at once, within the same tick of a coarse clock: the date was too young to be believed.
    let date = fs::metadata(&logo).unwrap().modified().unwrap();
    fs::write(&logo, "<sVg/>").unwrap();
    fs::File::options().write(true).open(&logo).unwrap().set_modified(date).unwrap();
    assert_eq!(place.publish(&plan()).unwrap().written, 1);
    assert_eq!(fs::read_to_string(&copy).unwrap(), "<sVg/>");
    // Editing what was published does not change the input, and is undone.
    fs::write(&copy, "broken").unwrap();
    assert_eq!(fs::read_to_string(&logo).unwrap(), "<sVg/>");
    place.publish(&plan()).unwrap();
    assert_eq!(fs::read_to_string(&copy).unwrap(), "<sVg/>");
}

#[test]
fn an_input_that_changed_since_the_plan_was_made() {
    let place = place();
    let logo = place.input("static/logo.svg", "<svg/>");
    let plan = with_file(plan(&[("index.html", "home")]), "logo.svg", &logo);
    fs::write(&logo, "<svg>more</svg>").unwrap();
    place.publish(&plan).unwrap();
    assert_eq!(fs::read_to_string(place.out.join("logo.svg")).unwrap(), "<svg>more</svg>");
    assert!(fs::read_to_string(place.out.join(".guidegen-manifest")).unwrap().contains("- 15 logo.svg"));

    let before = look(&place.out);
    fs::remove_file(&logo).unwrap();
    let error = place.publish(&plan).unwrap_err();
    assert!(matches!(&error, Error::InputGone { file } if *file == logo));
    assert!(error.to_string().contains("logo.svg`: it was there when the sources were read"), "{error}");
    fs::create_dir(&logo).unwrap();
    assert!(matches!(place.publish(&plan), Err(Error::InputGone { .. })));
    assert_eq!(look(&place.out), before);
    assert!(place.litter().is_empty());
}

#[test]
fn what_a_hand_changed_or_removed_is_mended() {
    let place = place();
    let plan = plan(&[("a/index.html", "one"), ("b/index.html", "two"), ("index.html", "home")]);
    place.publish(&plan).unwrap();
    let expected = look(&place.out);
    fs::write(place.out.join("index.html"), "HOME").unwrap();
    fs::write(place.out.join("a/index.html"), "longer").unwrap();
    fs::remove_dir_all(place.out.join("b")).unwrap();
    assert_eq!(place.publish(&plan).unwrap().written, 3);
    assert_eq!(look(&place.out), expected);
    // Empty, as after a power cut.
    fs::write(place.out.join("index.html"), "").unwrap();
    set_date(&place.out.join("index.html"), 1000);
    assert_eq!(place.publish(&plan).unwrap().written, 1);
    // Touched, not changed.
    fs::write(place.out.join("index.html"), "home").unwrap();
    assert_eq!(place.publish(&plan).unwrap().way, Way::Untouched);
}

#[test]
fn the_same_plan_makes_the_same_bytes() {
    let trees = [place(), place(), place()].map(|mut place| {
        place.protect.in_place = place.root.to_string_lossy().len() % 2 == 0;
        let logo = place.input("static/logo.svg", "<svg/>");
        if place.protect.in_place {
            set_date(&logo, 7);
            place.publish(&plan(&[("b/index.html", "x"), ("index.html", "old")])).unwrap();
        }
        let plan = with_file(plan(&[("b/index.html", "x"), ("a.html", "y"), ("index.html", "home")]), "z", &logo);
        place.publish(&plan).unwrap();
        look(&place.out)
    });
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0], trees[2]);
}

#[test]
fn an_output_folder_far_away_is_made_and_unmade() {
    let mut place = place();
    let plan = plan(&[("index.html", "home")]);
    place.out = place.root.join("build/of/today");
    place.publish(&plan).unwrap();
    assert_eq!(files(&place.out), listed(&[("index.html", "home")]));

    place.out = place.root.join("another/one");
    let missing = place.root.join("static/gone");
    let mut broken = plan.clone();
    broken
        .add("x", Output::File { file: missing, size: 1, stamp: Fingerprint::default() }, Origin::Generated("x"))
        .unwrap();
    assert!(place.publish(&broken).is_err());
    assert!(!place.root.join("another").exists());
}

#[test]
fn deep_and_long_paths() {
    for in_place in [false, true] {
        let mut place = place();
        place.protect.in_place = in_place;
        place.publish(&plan(&[("x", "x")])).unwrap();
        let deep = vec!["d"; 900].join("/");
        let long = format!("{}/{}", "n".repeat(255), "ü".repeat(127));
        let both = plan(&[(&deep, "deep"), (&long, "long"), ("x", "x")]);
        assert_eq!(place.publish(&both).unwrap().written, 2);
        assert_eq!(place.publish(&both).unwrap().way, Way::Untouched);
        assert_eq!(fs::read_to_string(place.out.join(&deep)).unwrap(), "deep");
        assert_eq!(place.publish(&plan(&[("x", "x")])).unwrap().removed, 2);
        assert_eq!(files(&place.out), listed(&[("x", "x")]));
    }
}

#[test]
fn a_plan_without_outputs_empties_our_folder_only() {
    let place = place();
    place.publish(&Plan::default()).unwrap();
    assert_eq!(look(&place.out).keys().collect::<Vec<_>>(), [".guidegen-manifest"]);
    place.publish(&plan(&[("a/b", "1")])).unwrap();
    fs::write(place.out.join("mine.txt"), "mine").unwrap();
    assert_eq!(place.publish(&Plan::default()).unwrap().removed, 1);
    assert_eq!(files(&place.out), listed(&[("mine.txt", "mine")]));
}

#[test]
fn durable_is_the_same_site() {
    let mut place = place();
    place.protect.durable = true;
    for in_place in [false, true] {
        place.protect.in_place = in_place;
        place.publish(&plan(&[("a/b", "1"), ("c", "2")])).unwrap();
        place.publish(&plan(&[("a/b", "2"), ("d", "2")])).unwrap();
        assert_eq!(files(&place.out), listed(&[("a/", ""), ("a/b", "2"), ("d", "2")]));
    }
}

/// Outputs that have left the memory: with the shelf of a first build, most of them in files of their own.
fn shelved(shelf: &Arc<DiskShelf>) -> Plan {
    let shelf: Arc<dyn Shelf> = shelf.clone();
    let mut plan = Plan::default();
    for number in 0..40 {
        let output = Output::shelved(format!("{number}").repeat(30_000).into_bytes(), Some(&shelf));
        plan.add(&format!("{number}/index.html"), output, Origin::Generated("test")).unwrap();
    }
    plan
}

#[test]
fn outputs_that_wait_in_files_are_moved_and_leave_nothing() {
    let (place, other) = (place(), place());
    let shelf = Arc::new(DiskShelf::beside(&place.out));
    let plan = shelved(&shelf);
    assert_eq!(place.litter(), if cfg!(target_os = "linux") { vec![".public.guidegen-made"] } else { vec![] });
    let report = place.publish(&plan).unwrap();
    assert_eq!((report.written, report.way), (40, Way::Swapped));
    shelf.clear();
    assert!(place.litter().is_empty());
    let unshelved = plan_of(&(0..40).map(|number| number.to_string()).collect::<Vec<_>>());
    other.publish(&unshelved).unwrap();
    assert_eq!(look(&place.out), look(&other.out));
    assert_eq!(place.publish(&unshelved).unwrap().way, Way::Untouched);
}

fn plan_of(numbers: &[String]) -> Plan {
    let texts: Vec<(String, String)> =
        numbers.iter().map(|number| (format!("{number}/index.html"), number.repeat(30_000))).collect();
    plan(&texts.iter().map(|(path, text)| (&**path, &**text)).collect::<Vec<_>>())
}

#[test]
fn outputs_that_wait_in_files_survive_a_site_that_came_in_between() {
    let place = place();
    let shelf = Arc::new(DiskShelf::beside(&place.out));
    let made = shelved(&shelf);
    place.publish(&plan(&[("index.html", "of another build")])).unwrap();
    let report = place.publish(&made).unwrap();
    assert_eq!((report.written, report.removed), (40, 1));
    drop((made, shelf));
    assert!(place.litter().is_empty());
    assert_eq!(fs::read_to_string(place.out.join("7/index.html")).unwrap(), "7".repeat(30_000));
}

#[test]
fn a_build_that_is_given_up_leaves_nothing_and_one_that_was_killed_is_cleaned_up() {
    let place = place();
    let shelf = Arc::new(DiskShelf::beside(&place.out));
    drop((shelved(&shelf), shelf));
    assert!(place.litter().is_empty());
    let left = place.root.join(".public.guidegen-made");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("0"), "torn").unwrap();
    place.publish(&plan(&[("index.html", "home")])).unwrap();
    assert!(place.litter().is_empty());
}
