//! What a publication tells the next one of the folder it left: believing it never makes another site.

use crate::support::*;
use guidegen::publish::disk::Stand;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[path = "../support/random.rs"]
mod random;
use random::Random;

/// A site whose pages have the texts of these editions.
fn edition(editions: &[usize]) -> Vec<(String, String)> {
    let page = |(number, edition): (usize, &usize)| {
        (format!("s{}/p{number}/index.html", number % 3), format!("page {number}, edition {edition}\n"))
    };
    editions.iter().enumerate().map(page).collect()
}

/// Does something to the folder that no build does; `theirs` are the files of somebody else.
fn tamper(out: &Path, kept: &Path, random: &mut Random, theirs: &mut BTreeMap<String, String>) -> String {
    let page = format!("s{}/p{}", random.below(3), random.below(12));
    let file = out.join(&page).join("index.html");
    let text = format!("tampered {}\n", random.below(1000));
    match random.below(7) {
        0 if out.join(&page).is_dir() => {
            theirs.insert(format!("{page}/notes.txt"), text.clone());
            fs::write(out.join(&page).join("notes.txt"), text).unwrap();
            format!("notes in {page}")
        }
        1 => {
            theirs.insert("theirs/a/notes.txt".into(), text.clone());
            fs::create_dir_all(out.join("theirs/a")).unwrap();
            fs::write(out.join("theirs/a/notes.txt"), text).unwrap();
            "a folder of theirs".into()
        }
        2 if file.is_file() => {
            fs::write(&file, text).unwrap();
            format!("{page} written")
        }
        3 if file.is_file() => {
            fs::remove_file(&file).unwrap();
            format!("{page} removed")
        }
        4 if file.is_file() => {
            // As `rsync` does: another file under the name, and the folder gets an old date.
            fs::remove_file(&file).unwrap();
            fs::write(&file, text).unwrap();
            let folder = fs::File::open(out.join(&page)).unwrap();
            let _ = folder.set_modified(std::time::SystemTime::now() - Duration::from_secs(1000));
            format!("{page} replaced")
        }
        5 if kept.join(&page).is_dir() => {
            let _ = fs::remove_file(kept.join(&page).join("index.html"));
            fs::write(kept.join(&page).join("index.html"), &text).unwrap();
            fs::write(kept.join(&page).join("other.txt"), text).unwrap();
            format!("{page} of the kept tree")
        }
        _ => "nothing".into(),
    }
}

/// A sequence of publications with a pause before each; how many of them had something to believe.
fn sequence(seed: u64, steps: usize, pause: Duration) -> usize {
    let mut place = place();
    let cache = place.root.join(".guidegen-cache");
    fs::create_dir(&cache).unwrap();
    let mut random = Random::new(seed);
    let mut editions = vec![0; 12];
    let mut theirs = BTreeMap::new();
    let mut stand: Option<Stand> = None;
    let mut told = 0;
    let mut done = Vec::new();
    for step in 0..steps {
        for _ in 0..1 + random.below(2) {
            let page = random.below(editions.len());
            editions[page] += 1;
        }
        // A page may return to a text that the kept tree has as well.
        if random.below(4) == 0 {
            editions = vec![0; 12];
        }
        if step > 2 && random.below(3) == 0 {
            let kept = fs::read_dir(&cache).unwrap().flatten().map(|entry| entry.path()).next();
            let kept = kept.unwrap_or_else(|| cache.join("none"));
            done.push(tamper(&place.out, &kept, &mut random, &mut theirs));
        }
        place.protect.in_place = random.below(8) == 0;
        place.protect.keep = (random.below(8) > 0).then(|| cache.clone());
        std::thread::sleep(pause);
        let pages = edition(&editions);
        let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        place.protect.stand = stand;
        told += usize::from(stand.is_some());
        stand = place.publish(&plan(&pages)).unwrap().stand;
        let mut expected: Vec<(String, String)> = listed(&pages);
        expected.extend(theirs.iter().map(|(path, text)| (path.clone(), text.clone())));
        expected.sort();
        let mut found = files(&place.out);
        found.retain(|(path, _)| !path.ends_with('/'));
        expected.retain(|(path, _)| !path.ends_with('/'));
        assert_eq!(found, expected, "seed {seed}, step {step} after {done:?}");
    }
    told
}

/// Dates of folders and of manifests must differ to say something.
const SHORT: Duration = Duration::from_millis(12);
/// The same for a tree that is kept: its folders must have been left alone for so long.
const LONG: Duration = Duration::from_millis(2100);

#[test]
fn any_sequence_gives_the_site_and_what_others_put_there() {
    let told: usize = (0..12).map(|seed| sequence(seed, 12, SHORT)).sum();
    assert!(told > 40, "only {told} publications had something to believe");
}

#[test]
fn any_slow_sequence_does_the_same() {
    let runs: Vec<_> = (100..116).map(|seed| std::thread::spawn(move || sequence(seed, 8, LONG))).collect();
    let told: usize = runs.into_iter().map(|run| run.join().unwrap()).sum();
    assert!(told > 40, "only {told} publications had something to believe");
}

#[test]
fn a_file_that_was_mended_is_not_taken_from_the_tree_before() {
    let mut place = place();
    let cache = place.root.join(".guidegen-cache");
    fs::create_dir(&cache).unwrap();
    place.protect.keep = Some(cache);
    let mut step = |texts: [&str; 2]| {
        std::thread::sleep(LONG);
        place.protect.stand =
            place.publish(&plan(&[("a/index.html", texts[0]), ("b/index.html", texts[1])])).unwrap().stand;
        (place.out.clone(), files(&place.out))
    };
    step(["one", "1"]);
    step(["one", "2"]);
    let (out, _) = step(["one", "3"]);
    fs::write(out.join("a/index.html"), "ruined").unwrap();
    step(["one", "4"]);
    let (_, found) = step(["one", "5"]);
    assert!(found.contains(&("a/index.html".into(), "one".into())), "{found:?}");
}
