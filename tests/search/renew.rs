//! An index that is renewed from the ledger of the last one is the index made anew.

use crate::random::Random;
use guidegen::render::search::ledger::{Ledger, Written};
use guidegen::render::search::terms::{PageTerms, page_terms};
use guidegen::render::search::{self, Document};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Words with forms, with accents that come and go, function words, words of one page, words that share their beginning.
fn word(random: &mut Random) -> String {
    let beginnings = ["konfigur", "account", "größ", "groß", "encrypt", "déploie", "deploie", "ba", "stud", "dy", "x"];
    let ends = ["", "s", "ing", "ed", "ation", "e", "en", "er", "ment", "y", "ies", "ie"];
    match random.below(12) {
        0 => ["the", "der", "und", "of", "mit"][random.below(5)].to_owned(),
        1 => format!("einmal{}", random.below(100_000)),
        2 => ["東京リージョン", "Ｗｏｒｄ", "𠀀𠀁", "ﬁle"][random.below(4)].to_owned(),
        3..5 => format!("w{}{}", random.below(1500), ends[random.below(3)]),
        _ => format!("{}{}", beginnings[random.below(beginnings.len())], ends[random.below(ends.len())]),
    }
}

fn text(words: usize, random: &mut Random) -> String {
    let mut html = String::from("<p>platform ");
    for section in 0..3 {
        let heading = format!("{} {}", word(random), word(random));
        html += &format!("</p><h2 id=\"s{}\">{heading}</h2><p>", section + random.below(2));
        (0..words).for_each(|_| html += &format!("{} ", word(random)));
    }
    html
}

fn page(number: usize, html: &str) -> Arc<PageTerms> {
    let (url, title) = (format!("/part-{}/page-{number}.html", number / 20), format!("Page {number}"));
    Arc::new(page_terms(&Document { url: &url, title: &title, path: &["Part"], html, ..Document::default() }))
}

/// The first of them says under which name it is planned, so only those of the others must not change.
fn files(index: &search::Index) -> BTreeMap<String, Option<Vec<u8>>> {
    index.files.iter().cloned().collect()
}

fn sequence(seed: u64, language: &str, count: usize, words: usize) {
    let mut random = Random::new(seed);
    let mut texts: Vec<String> = (0..count).map(|_| text(words, &mut random)).collect();
    let mut pages: Vec<Arc<PageTerms>> = texts.iter().enumerate().map(|(number, html)| page(number, html)).collect();
    let whole = |pages: &[Arc<PageTerms>]| search::merge(pages.to_vec(), language, true);
    let first = whole(&pages);
    let mut there: Vec<String> = first.files.iter().map(|(name, _)| name.clone()).collect();
    let mut left: Written = first.ledger.unwrap();
    let (mut same, mut could) = (0, 0);
    for step in 0..4 {
        let mut changed: Vec<u32> = (0..1 + random.below(3)).map(|_| random.below(count) as u32).collect();
        changed.sort_unstable();
        changed.dedup();
        for &number in &changed {
            let html = &mut texts[number as usize];
            match random.below(8) {
                0 => *html = text(words, &mut random),
                1 => *html = text(0, &mut random),
                _ => *html += &word(&mut random),
            }
            pages[number as usize] = page(number as usize, html);
        }
        let clean = whole(&pages);
        let ledger = Ledger::open(&left.0, &left.1).unwrap();
        let missing = random.below(there.len());
        let is_there = |name: &str| there.iter().position(|it| it == name).is_some_and(|at| at != missing);
        let renewed = search::renew(&pages, &changed, language, &ledger, &is_there);
        let (expected, found) = (files(&clean), files(&renewed));
        assert_eq!(expected.len(), found.len(), "seed {seed}, step {step}");
        for ((name, bytes), (expected, clean)) in found.iter().zip(&expected) {
            assert_eq!(name, expected, "seed {seed}, step {step}");
            match bytes {
                Some(_) => assert!(bytes == clean, "{name} differs, seed {seed}, step {step}"),
                None => assert!(is_there(name), "{name} is nowhere, seed {seed}, step {step}"),
            }
            same += usize::from(bytes.is_none());
            could += usize::from(is_there(name));
        }
        assert!(renewed.files[0].0 == clean.files[0].0, "another root, seed {seed}, step {step}");
        there = clean.files.into_iter().map(|(name, _)| name).collect();
        left = renewed.ledger.unwrap();
        let clean = clean.ledger.unwrap();
        assert!(left.1.len() == clean.1.len() && left.0.len() == clean.0.len(), "seed {seed}, step {step}");
    }
    assert!(same * 10 >= could * 8, "only {same} of {could} files stayed, seed {seed}");
}

#[test]
fn any_sequence_of_changes_gives_the_index_made_anew() {
    for (seed, language) in ["en", "de", "fr", "zz"].into_iter().enumerate() {
        sequence(seed as u64, language, 300, 60);
        // Near the size at which one file becomes many.
        (0..3).for_each(|other| sequence(10 + 7 * other + seed as u64, language, 70 + other as usize * 20, 60));
        sequence(100 + seed as u64, language, 3, 20);
    }
}

#[test]
fn something_else_is_no_ledger() {
    let pages: Vec<Arc<PageTerms>> =
        (0..3).map(|number| page(number, &text(9, &mut Random::new(number as u64)))).collect();
    let (head, lists) = search::merge(pages, "en", true).ledger.unwrap();
    assert_eq!(Ledger::open(&head, &lists).unwrap().pages(), 3);
    assert!(Ledger::open(&head, &lists[1..]).is_none());
    (0..head.len()).for_each(|end| assert!(Ledger::open(&head[..end], &lists).is_none(), "cut at {end}"));
}
