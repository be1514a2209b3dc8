//! The home page: one title, the author's words once, and the button that leads to the first chapter.

mod support;

use support::site;

const CHAPTER: &str = "-- content/a/_index.md --\n---\ntitle: First steps\n---\nText.\n";

/// The article of a home page with this front matter and body.
fn home(front: &str, body: &str) -> String {
    let site = site(&format!("-- content/_index.md --\n---\ntitle: Guide\n{front}---\n{body}\n{CHAPTER}"));
    site.build().article("index.html")
}

#[test]
fn a_page_without_a_title_of_its_own_has_title_description_and_button_above_the_text() {
    let html = home("description: For all of us.\n", "The text.");
    let places =
        ["<h1>Guide</h1>", "For all of us.", "Start reading", "The text.", "First steps"].map(|part| html.find(part));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {html}");
}

#[test]
fn a_description_made_from_the_text_is_not_shown_above_it() {
    let html = home("", "Words that say what this is.");
    assert_eq!(html.matches("Words that say").count(), 1, "{html}");
}

#[test]
fn a_text_with_a_title_of_its_own_comes_first() {
    let html = home("description: For all of us.\n", "# Welcome\n\nThe text.");
    let places = [">Welcome", "The text.", "Start reading", "First steps"].map(|part| html.find(part));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {html}");
    assert_eq!((html.matches("<h1").count(), html.matches("For all of us.").count()), (1, 0), "{html}");
}
