//! The reload channel: who is told what, and what those find who were away.

use crate::support::*;
use guidegen::diagnostic::Severity;
use guidegen::serve::finding::Finding;
use guidegen::serve::picture::Picture;
use serde_json::json;
use std::time::Duration;

const SILENCE: Duration = Duration::from_millis(150);

fn two_pages(a: &str, b: &str, style: &str) -> Picture {
    picture_at("/docs/", &[("a/index.html", a), ("b/index.html", b), ("s.css", style)])
}

fn finding(message: &str) -> Finding {
    Finding {
        severity: Severity::Error,
        rule: "anchor-broken".into(),
        message: message.into(),
        source: "content/a.md".into(),
        file: "/guide/content/a.md".into(),
        line: 14,
        column: 2,
        text: format!("error[anchor-broken]: {message}"),
    }
}

#[test]
fn only_the_changed_page_is_told() {
    let server = start(two_pages("<html>1", "<html>1", "1"));
    let (mut a, mut b) = (Listener::new(&server, "/docs/a/"), Listener::new(&server, "/docs/b/"));
    let first = a.expect();
    assert_eq!((&first["changed"], &first["findings"]), (&json!([]), &json!([])));
    b.expect();
    server.publish(two_pages("<html>2", "<html>1", "1"));
    let state = a.expect();
    assert_eq!((&state["generation"], &state["changed"], &state["css"]), (&json!(2), &json!(["/docs/a/"]), &json!([])));
    assert_ne!(state["page"], first["page"]);
    assert_eq!(b.next(SILENCE), None);
    server.publish(two_pages("<html>2", "<html>1", "2"));
    for listener in [&mut a, &mut b] {
        let state = listener.expect();
        assert_eq!((&state["changed"], &state["css"]), (&json!([]), &json!(["/docs/s.css"])));
    }
    server.publish(two_pages("<html>2", "<html>1", "2"));
    assert_eq!(a.next(SILENCE), None, "nothing changed");
}

#[test]
fn a_page_that_goes_and_comes_back() {
    let server = start(two_pages("<html>1", "<html>1", "1"));
    let mut a = Listener::new(&server, "/docs/a/");
    let print = a.expect()["page"].clone();
    server.publish(picture_at("/docs/", &[("b/index.html", "<html>1"), ("s.css", "1")]));
    let state = a.expect();
    assert_eq!((&state["page"], &state["removed"]), (&json!(null), &json!(["/docs/a/"])));
    server.publish(two_pages("<html>1", "<html>1", "1"));
    assert_eq!(a.expect()["page"], print);
}

#[test]
fn findings_come_and_are_mended() {
    let good = two_pages("<html>1", "<html>1", "1");
    let server = start(good.clone());
    let (mut a, mut b) = (Listener::new(&server, "/docs/a/"), Listener::new(&server, "/docs/b/"));
    a.expect();
    b.expect();
    server.publish(good.clone().with_findings(vec![], [("a/index.html".into(), vec![finding("no such heading")])]));
    let told = a.expect();
    assert_eq!(told["findings"][0]["place"], "content/a.md:14:2");
    assert_eq!(told["findings"][0]["link"], "vscode://file/guide/content/a.md:14:2");
    assert_eq!(told["findings"][0]["text"], "error[anchor-broken]: no such heading");
    assert_eq!(b.next(SILENCE), None);
    // A failed build: the last good picture stands, and every page says so.
    server.publish(good.clone().with_findings(vec![finding("unclosed shortcode")], []));
    assert_eq!(a.expect()["findings"][0]["message"], "unclosed shortcode");
    assert_eq!(b.expect()["findings"][0]["message"], "unclosed shortcode");
    assert!(get(&server, "/docs/a/").text().starts_with("<html>1"));
    server.publish(good);
    assert_eq!((&a.expect()["findings"], &b.expect()["findings"]), (&json!([]), &json!([])));
}

#[test]
fn who_was_away_finds_out() {
    let server = start(two_pages("<html>1", "<html>1", "1"));
    let before = Listener::new(&server, "/docs/a/").expect();
    server.publish(two_pages("<html>2", "<html>1", "2"));
    let after = Listener::new(&server, "/docs/a/").expect();
    assert_ne!((&before["page"], &before["styles"]), (&after["page"], &after["styles"]));
    assert_eq!(before["scripts"], after["scripts"]);
    // Another run of the server that shows the same site is the same to the page.
    let restarted = Listener::new(&start(two_pages("<html>2", "<html>1", "2")), "/docs/a/").expect();
    assert_eq!((&restarted["page"], &restarted["styles"]), (&after["page"], &after["styles"]));
    assert_ne!(restarted["boot"], after["boot"]);
}

#[test]
fn a_page_in_another_spelling_is_the_same_page() {
    let server = start(picture_at("/", &[("ä b/index.html", "<html>1")]));
    let mut listener = Listener::new(&server, "%2F%25C3%25A4%2520b%2F");
    assert!(listener.expect()["page"].is_string());
}
