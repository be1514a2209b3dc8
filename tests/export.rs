//! `guidegen export`: pages as text, as Markdown, and as one file of HTML.

mod support;

use std::path::Path;
use std::process::Command;
use support::{shared, site};

fn guidegen(root: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_guidegen")).args(arguments).current_dir(root).output().expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

const GUIDE: &str = r#"
-- guidegen.toml --
baseURL = "https://example.org/g/"
title = "G"
-- content/_index.md --
---
title: Home
---
Welcome. See [the pier](01-port/01-pier.md#cargo).
-- content/01-port/_index.md --
---
title: 'Open the Port'
weight: 10
---

{{% notice note %}}
**Review Note:** This chapter is a sketch. See [the pier]({{< relref "01-pier" >}}).
{{% /notice %}}

Once the harbour stands, ships come -- and "cargo" with them.

[![Harbour with two piers](/images/p.svg)](/images/p.svg)

## What to settle first

* Rules
* Ships
  * Large ones
  * Small ones
    * Boats:
      * with sail
* Weather

## Later

...
-- content/01-port/01-pier.md --
---
title: Pier
weight: 10
---
## Cargo

Back [home]({{< relref "/" >}}), to [another site](https://other.example/), to [a list](/files/l.json).

{{< tabs >}}
{{% tab title="Left" %}}
L
{{% /tab %}}
{{< /tabs >}}
-- content/hidden.md --
---
title: Hidden
hidden: true
---
Secret.
-- content/draft.md --
---
title: Draft
draft: true
---
Not yet.
-- images/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>
-- static/files/l.json --
{}
"#;

const CHAPTER: &str = "Open the Port

Review Note: This chapter is a sketch. See the pier.

Once the harbour stands, ships come \u{2013} and \u{201c}cargo\u{201d} with them.

Harbour with two piers

What to settle first

  \u{2022} Rules
  \u{2022} Ships
    \u{2022} Large ones
    \u{2022} Small ones
      \u{2022} Boats:
        \u{2022} with sail
  \u{2022} Weather

Later
";

#[test]
fn a_chapter_as_text_has_paragraphs_and_bullets_by_depth() {
    let site = site(&GUIDE[1..]);
    let (code, text, errors) = guidegen(site.root(), &["export", "01-port"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(text.starts_with(CHAPTER), "{text}");
    let rest = text.strip_prefix(CHAPTER).expect("the page below");
    assert!(rest.starts_with("\n\nPier\n\nCargo\n\nBack home, to another site, to a list.\n\nLeft\n\nL\n"), "{rest}");
    let (_, all, _) = guidegen(site.root(), &["export", "--format", "text"]);
    assert!(all.starts_with("Home\n\nWelcome.") && all.contains(CHAPTER) && !all.contains("Secret"), "{all}");
}

#[test]
fn the_outline_of_a_real_chapter_comes_out_as_people_sent_it() {
    let Some(seeds) = shared("seeds") else { return };
    let mut files: Vec<_> = std::fs::read_dir(seeds).expect("seeds").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let [_, source, wanted] = files.as_slice() else { panic!("three seeds") };
    let read = |path: &Path| std::fs::read_to_string(path).expect("a seed");
    let site = site("-- content/_index.md --\n---\ntitle: H\n---\nx\n");
    for name in ["02-fast-follow", "08-contributing"] {
        site.write(&format!("-- content/{name}/_index.md --\n---\ntitle: T\n---\nx\n"));
    }
    site.write(&format!("-- content/04/_index.md --\n{}\n", read(source)));
    let (_, text, errors) = guidegen(site.root(), &["export", "04"]);
    // Words were edited in between; what must agree is how each line begins and where the gaps are.
    let shape = |text: &str| -> Vec<String> {
        let start = |line: &str| {
            let blank = line.len() - line.trim_start().len();
            format!("{blank} {}", if line.trim_start().starts_with('\u{2022}') { "bullet" } else { "text" })
        };
        text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { start(line) }).collect()
    };
    let mut wanted = shape(&read(wanted));
    // One topic was added before the first of them.
    let first = wanted.iter().position(|line| line == "2 bullet").expect("a bullet");
    wanted.remove(first);
    assert_eq!(shape(&text), wanted, "{errors}{text}");
}

#[test]
fn one_file_carries_everything() {
    let site = site(&GUIDE[1..]);
    let (code, _, errors) = guidegen(site.root(), &["export", "--format", "single-html", "--out", "out/g.html"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("3 pages written to out/g.html"), "{errors}");
    let html = std::fs::read_to_string(site.path("out/g.html")).expect("the file");
    for part in [
        "<title>G</title>",
        "<style>",
        "<li class=\"level-1\"><a href=\"#part-1\">Home</a></li>",
        "<h2 class=\"part-title\" id=\"part-3\">Pier</h2>",
        "<a href=\"#part-3-cargo\">the pier</a>",
        "<a href=\"#part-1\">home</a>",
        "href=\"https://example.org/g/files/l.json\"",
        "src=\"data:image/svg+xml;base64,PHN2Zy",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    let body = html.split("</style>").nth(1).expect("a body");
    for part in ["<script", "<link", "@import", "src=\"/", " href=\"/", "until-found", "Secret"] {
        assert!(!body.contains(part), "{part} is in {body}");
    }
    let mut ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for link in body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "#{link}");
    }
    // A chapter is called by its own name, and a page elsewhere is linked as a whole.
    let (_, chapter, _) = guidegen(site.root(), &["export", "--format", "single-html", "01-port/01-pier.md"]);
    assert!(
        chapter.contains("<title>Pier</title>") && chapter.contains("href=\"https://example.org/g/\">home"),
        "{chapter}"
    );
    let (_, _, errors) = guidegen(site.root(), &["export", "--format", "single-html", "01-pier", "-b", "/"]);
    assert!(errors.contains("2 links lead to parts of the site that are not in the file"), "{errors}");
}

#[test]
fn markdown_is_without_shortcodes() {
    let site = site(&GUIDE[1..]);
    let (code, text, _) = guidegen(site.root(), &["export", "--format", "markdown", "01-port"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("# Open the Port\n\n**Note**\n\n**Review Note:**"), "{text}");
    assert!(
        text.contains("\n# Pier\n\n## Cargo\n") && text.contains("[the pier](https://example.org/g/01-port/01-pier/)"),
        "{text}"
    );
    assert!(!text.contains("{{"), "{text}");
}

#[test]
fn pages_that_are_not_there_are_told() {
    let site = site(&GUIDE[1..]);
    let (code, text, errors) = guidegen(site.root(), &["export", "01-prot"]);
    assert!(code == Some(2) && text.is_empty() && errors.contains("there is no page `01-prot`"), "{errors}");
    let (code, _, errors) = guidegen(site.root(), &["export", "draft.md"]);
    assert!(code == Some(2) && errors.contains("--drafts"), "{errors}");
    assert_eq!(guidegen(site.root(), &["export", "draft.md", "--drafts"]).0, Some(0));
    site.remove("images/p.svg");
    let (code, _, errors) = guidegen(site.root(), &["export", "--format", "single-html", "01-port"]);
    assert!(code == Some(0) && errors.contains("the picture `images/p.svg` is not there"), "{errors}");
}
