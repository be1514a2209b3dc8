//! Random moves on random guides: no new finding, every link leads where it led, and the way back leads back.

use crate::guide::{Chance, files, parent};
use crate::scene::{Links, Scene};
use crate::support::program::tree;
use crate::support::shared;
use guidegen::project::moves::{Change, Terms, Wish};
use guidegen::project::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::io::Write;

/// How many guides are made, and how many moves on each.
const GUIDES: u64 = 200;
const MOVES: usize = 4;

#[derive(Default)]
struct Count {
    sequences: usize,
    pages: usize,
    folders: usize,
    pictures: usize,
    headings: usize,
    insertions: usize,
    references: usize,
    aliases: usize,
    refused: BTreeMap<String, usize>,
}

impl Count {
    fn moves(&self) -> usize {
        self.pages + self.folders + self.pictures + self.headings + self.insertions
    }

    fn add(&mut self, other: Count) {
        self.sequences += other.sequences;
        self.pages += other.pages;
        self.folders += other.folders;
        self.pictures += other.pictures;
        self.headings += other.headings;
        self.insertions += other.insertions;
        self.references += other.references;
        self.aliases += other.aliases;
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
    }

    fn tell(&self, what: &str) {
        let refused: usize = self.refused.values().sum();
        // Not through `println`, which the test runner keeps to itself.
        let _ = writeln!(
            std::io::stderr(),
            "{what}: {} sequences, {} moves made ({} pages, {} folders, {} pictures, {} headings, {} insertions), {refused} refused, {} references rewritten, {} aliases",
            self.sequences,
            self.moves(),
            self.pages,
            self.folders,
            self.pictures,
            self.headings,
            self.insertions,
            self.references,
            self.aliases,
        );
        for (reason, count) in &self.refused {
            let _ = writeln!(std::io::stderr(), "  refused {count} times: {reason}");
        }
    }
}

#[test]
fn random_moves_on_random_guides() {
    // Two halves at once; each guide is its own.
    let half = |first: u64| {
        let mut count = Count::default();
        for seed in (first..GUIDES).step_by(2) {
            let mut chance = Chance::new(seed);
            let mut scene = Scene::new(&files(&mut chance));
            let terms = Terms { alias: seed % 4 >= 2, ..Terms::default() };
            sequence(&mut scene, &mut chance, terms, MOVES, &format!("seed {seed}"), &mut count);
        }
        count
    };
    let count = half_and_half(half);
    count.tell("generated guides");
    assert!(count.moves() > GUIDES as usize * MOVES * 3 / 4, "too much is refused");
    let each = GUIDES as usize / 6;
    assert!(count.pages > each && count.folders > each && count.headings > each / 2 && count.insertions > each / 2);
}

fn half_and_half(half: impl Fn(u64) -> Count + Sync) -> Count {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let mut count = half(0);
        match other.join() {
            Ok(other) => count.add(other),
            Err(reason) => std::panic::resume_unwind(reason),
        }
        count
    })
}

#[test]
fn random_moves_on_a_real_guide() {
    let Some(guide) = shared("corpus/aws-guide") else { return };
    let mut all = tree(&guide);
    all.retain(|path, _| !path.starts_with("public/") && !path.starts_with("themes/"));
    let mut count = Count::default();
    for seed in 0..10 {
        let mut chance = Chance::new(1000 + seed);
        let mut scene = Scene::new(&all);
        let terms = Terms { alias: seed % 2 == 1, ..Terms::default() };
        sequence(&mut scene, &mut chance, terms, 3, &format!("real guide, seed {seed}"), &mut count);
    }
    count.tell("real guide");
    assert!(count.moves() > 20, "too much is refused");
}

/// Makes some moves, looks at the guide after each, and goes back.
fn sequence(scene: &mut Scene, chance: &mut Chance, terms: Terms, moves: usize, what: &str, count: &mut Count) {
    let start = scene.tree();
    let mut snapshot = scene.snapshot();
    let links = Scene::links(&snapshot);
    let findings = Scene::findings(&snapshot);
    let lost: Vec<_> = links.iter().filter(|(_, to)| to.contains("nothing") || to.contains("lost")).collect();
    assert!(!what.starts_with("seed") || lost.is_empty(), "{what}: the guide itself is broken: {lost:?}");
    count.sequences += 1;
    let mut back: Vec<Vec<Wish>> = Vec::new();
    let mut history = what.to_string();
    for number in 0..moves {
        let tree = scene.tree();
        let wish = wish(chance, &tree, &snapshot);
        let Some(wish) = wish else { continue };
        let change = match scene.make(&wish, terms) {
            Ok(change) => change,
            Err(refusal) => {
                assert!(
                    !refusal.help.iter().any(|help| help.contains("should not happen")),
                    "{what}: {wish:?}: {refusal:?}"
                );
                assert_eq!(scene.tree(), tree, "{what}: a refusal changed something");
                let reason = refusal.message.split('`').step_by(2).collect::<Vec<_>>().join("..");
                *count.refused.entry(reason).or_default() += 1;
                continue;
            }
        };
        match &wish {
            Wish::Heading { .. } => count.headings += 1,
            Wish::Insert { .. } => count.insertions += 1,
            Wish::Move { from, .. } if from.ends_with(".png") => count.pictures += 1,
            Wish::Move { from, .. } if from.ends_with(".md") => count.pages += 1,
            Wish::Move { .. } => count.folders += 1,
        }
        count.references += change.references;
        count.aliases += change.aliases;
        history.push_str(&format!("\n  move {number}: {wish:?}"));
        let what = &history;
        snapshot = scene.snapshot();
        same(what, &links, &Scene::links(&snapshot));
        let after = Scene::findings(&snapshot);
        let made = change.created.is_some();
        for (rule, times) in &after {
            let known = findings.get(rule).copied().unwrap_or(0);
            // A new page has findings of its own: nobody links to it, and it is still to be written.
            let own = made || back.iter().flatten().any(|wish| matches!(wish, Wish::Insert { .. }));
            assert!(*times <= known || own, "{what}: {rule} {times} times, {known} before");
        }
        back.push(inverse(&wish, &change, &tree));
    }
    for wishes in back.iter().rev() {
        for wish in wishes {
            if let Wish::Insert { name: Some(created), .. } = wish {
                std::fs::remove_file(scene.root().join(created)).expect("the new page");
                continue;
            }
            let missing = matches!(wish, Wish::Move { from, .. } if !scene.root().join(from).exists());
            // A translation went back with its page.
            if missing {
                continue;
            }
            // The way back leads through states that were not asked for: a page is missing in a row.
            let terms = Terms { force: true, ..terms };
            scene.make(wish, terms).unwrap_or_else(|refusal| panic!("{what}: back by {wish:?}: {refusal:?}"));
        }
    }
    let end = scene.tree();
    compare(&history, &start, &end, terms.alias);
}

/// The same links lead to the same places.
fn same(what: &str, before: &Links, after: &Links) {
    for (link, to) in before {
        match after.get(link) {
            Some(now) => assert_eq!(now, to, "{what}: {link:?}"),
            None => panic!("{what}: {link:?} to {to} is gone"),
        }
    }
}

fn compare(what: &str, start: &BTreeMap<String, Vec<u8>>, end: &BTreeMap<String, Vec<u8>>, aliases: bool) {
    let text = |bytes: &Vec<u8>| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if !aliases {
            return text;
        }
        let is_alias = |line: &&str| !line.starts_with("aliases:") && !line.starts_with("  - ");
        text.split_inclusive('\n').filter(is_alias).collect()
    };
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(start), names(end), "{what}: other files");
    for (path, bytes) in start {
        assert_eq!(text(&end[path]), text(bytes), "{what}: {path} is not as it was");
    }
}

/// The wishes that take a move back, one after the other. That of an insertion begins with the file that is to go.
fn inverse(wish: &Wish, change: &Change, before: &BTreeMap<String, Vec<u8>>) -> Vec<Wish> {
    let old_text = |path: &str| before.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let weight = |text: &str| {
        let line = text.lines().take(20).find_map(|line| line.strip_prefix("weight:"))?;
        line.trim().parse::<i64>().ok()
    };
    let home = |from: &str, to: &str| {
        let page = if from.ends_with(".md") {
            Some(from.to_string())
        } else {
            [format!("{from}/_index.md"), format!("{from}/index.md")].into_iter().find(|path| before.contains_key(path))
        };
        let old = page.and_then(|page| weight(&old_text(&page)?));
        Wish::Move { from: to.to_string(), to: from.to_string(), weight: old }
    };
    match wish {
        Wish::Move { .. } => change
            .moves
            .iter()
            .filter(|(_, to)| !to.ends_with(".fr.md"))
            .map(|(from, to)| home(from, to))
            .take(1)
            .collect(),
        Wish::Heading { file, title, .. } => {
            let old = old_text(file).expect("the page");
            let new = change.texts.get(file).map(|(_, new)| new.clone()).unwrap_or_default();
            let at = new
                .lines()
                .position(|line| line.trim_start_matches(['#', ' ']).starts_with(title.as_str()))
                .expect("the heading");
            let line = old.lines().nth(at).expect("a line");
            let old_title = line.trim_start_matches(['#', ' ']).split(" {#").next().unwrap_or("").to_string();
            vec![Wish::Heading { file: file.clone(), id: title.clone(), title: old_title, keep_id: false }]
        }
        Wish::Insert { folder, after, title, kind, .. } => {
            let mut wishes = vec![Wish::Insert {
                folder: folder.clone(),
                after: after.clone(),
                title: title.clone(),
                name: change.created.clone(),
                kind: kind.clone(),
            }];
            let mut moves = change.moves.clone();
            // Those behind first: each gets the number that is free.
            moves.sort();
            wishes.extend(moves.into_iter().map(|(from, to)| Wish::Move { from: to, to: from, weight: None }));
            wishes
        }
    }
}

fn wish(chance: &mut Chance, tree: &BTreeMap<String, Vec<u8>>, snapshot: &Snapshot) -> Option<Wish> {
    let content: Vec<&str> = tree.keys().map(String::as_str).filter(|path| path.starts_with("content/")).collect();
    let pages: Vec<&str> = content
        .iter()
        .copied()
        .filter(|path| {
            path.ends_with(".md")
                && !path.ends_with("index.md")
                && !path.ends_with(".fr.md")
                && parent(path) != "content"
        })
        .collect();
    let folders_with = |name: &str| -> Vec<&str> {
        content
            .iter()
            .filter_map(|path| path.strip_suffix(name)?.strip_suffix('/'))
            .filter(|path| *path != "content")
            .collect()
    };
    let (sections, bundles) = (folders_with("_index.md"), folders_with("index.md"));
    let fresh = format!("fresh{}", chance.below(1_000_000));
    let number = |path: &str| {
        path.rsplit('/')
            .next()
            .unwrap_or("")
            .get(..2)
            .filter(|n| n.bytes().all(|b| b.is_ascii_digit()))
            .map(str::to_string)
    };
    let named =
        |path: &str, number: Option<String>| number.map_or(path.to_string(), |number| format!("{number}-{path}"));
    let moved = |from: &str, to: String| Some(Wish::Move { from: from.to_string(), to, weight: None });
    match chance.below(10) {
        0 => {
            let from = *chance.pick(&pages);
            moved(from, format!("{}/{}.md", parent(from), named(&fresh, number(from))))
        }
        1 | 2 => {
            let from = *chance.pick(&pages);
            let to = *chance.pick(&sections);
            moved(from, format!("{to}/{}", from.rsplit('/').next()?)).filter(|_| to != parent(from))
        }
        3 => {
            // Another number, and with it another place.
            let from = *chance.pick(&pages);
            moved(from, format!("{}/{:02}-{fresh}.md", parent(from), 20 + chance.below(50)))
        }
        4 | 5 => {
            let list = if chance.one_in(3) && !bundles.is_empty() { &bundles } else { &sections };
            let from = *chance.pick(list);
            moved(from, format!("{}/{}", parent(from), named(&fresh, number(from))))
        }
        6 => {
            let from = *chance.pick(&sections);
            let to = *chance.pick(&sections);
            let inside = to == from || to.starts_with(&format!("{from}/"));
            moved(from, format!("{to}/{}", from.rsplit('/').next()?)).filter(|_| !inside && to != parent(from))
        }
        7 => {
            let pictures: Vec<&String> = tree.keys().filter(|path| path.ends_with(".png")).collect();
            let from = pictures.get(chance.below(pictures.len()))?;
            let folder =
                if from.starts_with("static/") && chance.one_in(2) { "static/images/other" } else { parent(from) };
            moved(from, format!("{folder}/{fresh}.png"))
        }
        8 => {
            let from = if chance.one_in(3) {
                (*chance.pick(&sections)).to_string() + "/_index.md"
            } else {
                chance.pick(&pages).to_string()
            };
            let source = snapshot.sources.find(&from)?.0;
            let page = snapshot.pages.iter().find(|page| page.source == source)?;
            let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " .,?-".contains(c));
            let headings: Vec<_> = page
                .outline
                .anchors()
                .iter()
                .filter(|anchor| anchor.level > 0 && !anchor.explicit && plain(&anchor.text))
                .collect();
            let heading = headings.get(chance.below(headings.len()))?;
            // The number of a numbered heading stays.
            let number = heading
                .text
                .split_once(". ")
                .map(|(number, _)| number)
                .filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
            let title = number.map_or(fresh.clone(), |number| format!("{number}. {fresh}"));
            Some(Wish::Heading { file: from, id: heading.id.clone(), title, keep_id: false })
        }
        _ => {
            let folder = *chance.pick(&sections);
            let names: Vec<String> = content
                .iter()
                .filter(|path| path.starts_with(&format!("{folder}/")))
                .filter_map(|path| number(path[folder.len() + 1..].split('/').next().unwrap_or("")))
                .collect();
            let after = if names.is_empty() || chance.one_in(4) {
                "0".to_string()
            } else {
                chance.pick(&names).trim_start_matches('0').to_string()
            };
            Some(Wish::Insert {
                folder: folder.to_string(),
                after,
                title: fresh,
                name: None,
                kind: chance.one_in(4).then(|| "chapter".to_string()),
            })
        }
    }
}
