//! `guidegen compare`: every class of damage is named, and what only looks different is not.

mod support;

use guidegen::compare::site::{File, Site};
use guidegen::compare::{compare, tell};
use std::path::Path;
use std::process::Command;
use support::site;

/// Files from a literal: `-- path --` begins a file.
fn files(literal: &str) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    for line in literal.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(path) => files.push(File { path: path.to_string(), text: Some(String::new()) }),
            None => files.last_mut().and_then(|file| file.text.as_mut()).expect("a file").push_str(line),
        }
    }
    files
}

/// The differences as people see them, without the verdict.
fn differences(old: &str, new: &str) -> String {
    let told = tell::human(&compare(&Site::read(files(old), None), &Site::read(files(new), None)), 10);
    told.split_once('\n').map_or(String::new(), |(_, rest)| rest.trim().to_string())
}

/// A site of four pages in the manner of the theme learn.
const LEARN: &str = r##"
-- index.html --
<html><head><title>Guide :: Guide</title><link rel=canonical href="https://old.example/docs/"></head><body>
<nav id="sidebar"><ul class="topics"><li><a href="/docs/a/">1. A</a><ul><li><a href="/docs/a/b/">B</a></li><li><a href="/docs/a/c/">C</a></li></ul></li></ul></nav>
<section id="body"><div id="top-bar">crumbs</div><div id="body-inner"><h1>Guide</h1><p>Welcome to the &ldquo;guide&rdquo;.</p><footer class="footline">x</footer></div></section></body></html>
-- a/index.html --
<html><head><title>A :: Guide</title></head><body>
<nav id="sidebar"><ul class="topics"><li><a href="/docs/a/">1. A</a><ul><li><a href="/docs/a/b/">B</a></li><li><a href="/docs/a/c/">C</a></li></ul></li></ul></nav>
<div id="body-inner"><h1>A</h1><div class="notices note"><p>Mind <a href="/docs/a/b/#part">the part</a> and <a href="https://aws.example/x">more</a>.</p></div>
<h2 id="first">First<a class="anchor" href="#first">#</a></h2><p>One two three. <img src="/docs/images/p.png?width=20pc"> <a href="/docs/files/s.json">sample</a></p></div></body></html>
-- a/b/index.html --
<html><head><title>B :: Guide</title></head><body><nav id="sidebar"><ul class="topics"><li><a href="/docs/a/">1. A</a><ul><li><a href="/docs/a/b/">B</a></li><li><a href="/docs/a/c/">C</a></li></ul></li></ul></nav>
<div id="body-inner"><h1>B</h1><p>Text of B.</p><p id="part">A part.</p></div></body></html>
-- a/c/index.html --
<html><head><title>C :: Guide</title></head><body><div id="body-inner"><h1>C</h1><p>Text of C.</p></div></body></html>
-- old/index.html --
<html><head><meta http-equiv="refresh" content="0; url=https://old.example/docs/a/b/"></head></html>
-- images/p.png --
-- files/s.json --
-- index.xml --
"##;

/// The same in another theme, with ugly relative URLs and another host: nothing is lost.
const OURS: &str = r##"
-- index.html --
<title>Guide</title><link rel=canonical href="https://new.example/"><nav id=site-nav><ul><li><a href="a.html">1. A <i>x</i></a><details><ul><li><a href="a/b.html">B</a><li><a href="a/c.html">C</a></ul></details></ul></nav>
<main><nav class=breadcrumbs>You are here</nav><article><h1>Guide</h1><p>Welcome to the "guide".</article></main>
-- a.html --
<title>A · Guide</title><nav id=site-nav><ul><li><a href="a.html">1. A</a><ul><li><a href="a/b.html">B</a><li><a href="a/c.html">C</a></ul></ul></nav>
<main><article><h1>A</h1><div class="notice"><p class="notice-title" data-chrome>Note</p><p>Mind <a href="a/b.html#part">the part</a> and <a href="https://aws.example/x">more</a>.</div>
<h2 id=first>First</h2><p>One two three. <a href="assets/p.png"><img src="assets/p.png"></a> <a href="files/s.json">sample</a></article></main>
-- a/b.html --
<title>B · Guide</title><main><article><h1>B</h1><p>Text of B.<p id=part>A part.</article></main>
-- a/c.html --
<title>C · Guide</title><main><article><h1>C</h1><p>Text of C.</article></main>
-- old/index.html --
<meta http-equiv=refresh content="0;url=../a/b.html">
-- assets/p.png --
-- images/p.png --
-- files/s.json --
-- index.xml --
"##;

#[test]
fn two_themes_with_one_text_differ_in_spelling_alone() {
    let (old, new) = (&LEARN[1..], &OURS[1..]);
    let told = differences(old, new);
    assert_eq!(told, "url-spelling (3)\n  /a/ is /a.html\n  /a/b/ is /a/b.html\n  /a/c/ is /a/c.html");
    let comparison = compare(&Site::read(files(old), None), &Site::read(files(new), None));
    assert!(!comparison.has_loss());
    assert_eq!(tell::verdict(&comparison), "0 URLs lost, 0 anchors lost; 3 URLs are spelled differently");
    assert_eq!(differences(old, old), "");
}

#[test]
fn each_class_of_damage_is_named() {
    let old = &LEARN[1..];
    let damaged = |from: &str, to: &str| {
        assert!(old.contains(from), "{from}");
        differences(old, &old.replace(from, to))
    };
    // The page is left out of the menu as well: its address is told once.
    assert_eq!(
        damaged("-- a/c/index.html --", "-- a/x/c/index.html --"),
        "url-lost (1)\n  /a/c/   now /a/x/c/?\n\npage-added (1)\n  /a/x/c/"
    );
    assert_eq!(damaged("-- old/index.html --", "-- older/index.html --"), "redirect-lost (1)\n  /old/ led to /a/b/");
    assert_eq!(
        damaged("/docs/a/b/\"></head></html>", "/docs/a/c/\"></head></html>"),
        "redirect-changed (1)\n  /old/ led to /a/b/, leads to /a/c/"
    );
    assert_eq!(damaged("id=\"first\"", "id=\"1-first\""), "anchor-lost (1)\n  /a/#first  \"First\"   now #1-first?");
    assert_eq!(damaged("id=\"part\"", ""), "anchor-lost (1)\n  /a/b/#part");
    assert_eq!(
        damaged("One two three.", "One three."),
        "text-lost (1)\n  /a/: 1 word\n    - more. First One two three. sample\n    + more. First One three. sample"
    );
    assert_eq!(
        damaged("One two three.", "Two one two three four. One"),
        "text-changed (1)\n  /a/\n    - and more. First One two three. sample\n    + and more. First Two one two three four. One sample"
    );
    assert_eq!(
        damaged("/docs/a/b/#part\"", "/docs/a/c/\""),
        "link-lost (1)\n  /a/: [the part] /a/b#part leads to /a/c now"
    );
    assert_eq!(
        damaged("<a href=\"https://aws.example/x\">more</a>", "more"),
        "link-lost (1)\n  /a/: [more] https://aws.example/x"
    );
    assert_eq!(damaged("<img src=\"/docs/images/p.png?width=20pc\">", ""), "image-lost (1)\n  /a/: /images/p.png");
    assert_eq!(damaged("-- files/s.json --\n", ""), "file-lost (1)\n  /files/s.json, named by /a/");
    assert_eq!(damaged("-- index.xml --\n", ""), "file-lost (1)\n  /index.xml");
    assert_eq!(damaged("<li><a href=\"/docs/a/c/\">C</a></li>", ""), "menu-lost (1)\n  /a/c/: C");
    assert_eq!(
        damaged(
            "<li><a href=\"/docs/a/b/\">B</a></li><li><a href=\"/docs/a/c/\">C</a></li>",
            "<li><a href=\"/docs/a/c/\">C</a></li><li><a href=\"/docs/a/b/\">B</a></li>"
        ),
        "menu-moved (1)\n  /a/b/ was first, is behind /a/c/"
    );
    assert_eq!(
        damaged(
            "<li><a href=\"/docs/a/c/\">C</a></li></ul></li></ul>",
            "</ul></li><li><a href=\"/docs/a/c/\">C</a></li></ul>"
        ),
        "menu-moved (1)\n  /a/c/ was below /a/, is below the top"
    );
    assert_eq!(damaged(">1. A</a>", ">2. A</a>"), "menu-title-changed (1)\n  /a/: \"1. A\" is \"2. A\"");
    assert_eq!(
        damaged(
            "<title>C :: Guide</title></head><body><div id=\"body-inner\"><h1>C",
            "<title>D :: Guide</title></head><body><div id=\"body-inner\"><h1>D"
        ),
        "title-changed (1)\n  /a/c/: \"C\" is \"D\""
    );
}

#[test]
fn what_every_page_lost_is_the_themes() {
    let page = |name: &str, extra: &str| {
        format!(
            "-- {name}/index.html --\n<title>{name}</title><main><h1>{name}</h1><p>Text of {name}.</p>{extra}</main>\n"
        )
    };
    let names = ["a", "b", "c", "d", "e", "f"];
    let old: String =
        names.iter().map(|name| page(name, "<p>Edit this <a href=\"https://git.example/\">page</a></p>")).collect();
    let new: String = names.iter().map(|name| page(name, "")).collect();
    let told = differences(&old, &new);
    assert!(
        told.starts_with("left aside") && told.contains("\"Edit\"") && told.contains("links to https://git.example"),
        "{told}"
    );
    let one_lost = new.replace("Text of c.", "");
    assert!(differences(&old, &one_lost).contains("text-lost (1)\n  /c/: 3 words"), "{}", differences(&old, &one_lost));
    // A page of tags that names nothing is no loss.
    let with_tags =
        format!("{old}{}-- tags/index.xml --\n", page("tags", "").replace("Text of tags.", "Edit this page"));
    assert!(!differences(&with_tags, &new).contains("lost ("), "{}", differences(&with_tags, &new));
}

const GUIDE: &str = "\
-- guidegen.toml --\nbaseURL = \"https://example.org/docs/\"\ntitle = \"G\"\n\
-- content/_index.md --\n---\ntitle: Home\n---\nWelcome. See [one](a/one.md#part).\n\
-- content/a/_index.md --\n---\ntitle: A\nweight: 1\n---\n{{% children %}}\n\
-- content/a/one.md --\n---\ntitle: One\nweight: 1\naliases: [/first/]\n---\n## Part\n\nText with ![p](/images/p.svg).\n\
-- content/a/two.md --\n---\ntitle: Two\nweight: 2\n---\n{{% notice tip %}}\nA tip.\n{{% /notice %}}\n\
-- images/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>\n";

fn guidegen(root: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_guidegen")).args(arguments).current_dir(root).output().expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_command_compares_with_the_guide_in_memory() {
    let site = site(GUIDE);
    assert_eq!(guidegen(site.root(), &["build"]).0, Some(0));
    let (code, told, errors) = guidegen(site.root(), &["compare", "public"]);
    assert_eq!((code, told.as_str()), (Some(0), "6 pages compared: 0 URLs lost, 0 anchors lost\n"), "{errors}");
    // An edit of the guide is a difference to what was published.
    site.write("-- content/a/one.md --\n---\ntitle: One\nweight: 1\n---\n## Another part\n\nText.\n")
        .remove("content/a/two.md");
    let (code, told, _) = guidegen(site.root(), &["compare", "public"]);
    assert_eq!(code, Some(1));
    let verdict = told.lines().next().expect("a verdict");
    for part in ["1 URL lost", "1 redirect lost", "1 anchor lost", "1 picture lost"] {
        assert!(verdict.contains(part), "{part}: {verdict}");
    }
    assert!(!told.contains("/search/"), "what is lost of the list of all pages is told of the pages: {told}");
    let (code, told, _) = guidegen(site.root(), &["compare", "public", "--format", "json"]);
    assert_eq!(code, Some(1));
    let lines: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let last = lines.last().expect("a verdict");
    assert_eq!((&last["class"], &last["counts"]["url-lost"]), (&"verdict".into(), &1.into()));
    let lost = lines.iter().find(|line| line["class"] == "url-lost").expect("the lost page");
    assert_eq!((&lost["url"], &lost["lost"]), (&"/a/two/".into(), &true.into()));
    // Two folders, ugly against pretty, under another address.
    assert_eq!(guidegen(site.root(), &["build", "-d", "new", "-b", "https://other.example/"]).0, Some(0));
    let (code, told, _) = guidegen(site.root(), &["compare", "new"]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let site = site(GUIDE);
    let (code, _, errors) = guidegen(site.root(), &["compare", "nowhere"]);
    assert!(code == Some(2) && errors.contains("nowhere"), "{errors}");
    let (code, _, errors) = guidegen(site.root(), &["compare", "images"]);
    assert!(code == Some(2) && errors.contains("no page below `images`"), "{errors}");
}
