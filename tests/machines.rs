//! Outputs for machines and for paper: Markdown copies, lists of all pages, books.

mod support;

use guidegen::project::Project;
use support::site;

const GUIDE: &str = r#"
-- content/_index.md --
---
title: Home
---
Welcome.
-- content/a/_index.md --
---
title: Chapter A
description: All of A
weight: 1
---
{{% children %}}
-- content/a/one.md --
---
title: One [1]
weight: 1
tags: [x, y]
---
See [two]({{% relref "two.md#part" %}}), [by path](two.md) and ![p](/images/p.svg).
{{% comment %}}
Nobody sees [this](two.md).
{{% /comment %}}

{{% notice tip %}}
A [link](two.md) within.
{{% /notice %}}

{{< tabs >}}
{{% tab title="Left" %}}
L
{{% /tab %}}
{{< /tabs >}}

{{< mermaid >}}
graph LR; A-->B
{{< /mermaid >}}

Version {{< siteparam "version" >}}, shown as {{</* siteparam "version" */>}}.
-- content/a/two.md --
---
title: Two
weight: 2
---
## Part

Text with [itself](#part) and <a href="../one/#x">raw</a>.

<h1 id="x">Big</h1>
-- content/hidden.md --
---
title: Hidden
hidden: true
---
Secret.
-- images/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>
"#;

fn guide(outputs: &str) -> support::Built {
    let config = format!(
        "-- guidegen.toml --\nbaseURL = \"https://example.org/g/\"\ntitle = \"G\"\ntheme = \"relearn\"\n\
         [markup.goldmark.renderer]\nunsafe = true\n[params]\nversion = \"7\"\ndescription = \"About\"\n{outputs}\n"
    );
    site(&format!("{config}{}", &GUIDE[1..])).build()
}

#[test]
fn by_default_there_is_the_short_list_only() {
    let built = guide("");
    assert_eq!(
        built.text("llms.txt"),
        "# G\n\n> About\n\n- [Home](https://example.org/g/)\n\n## Chapter A\n\n\
         - [Chapter A](https://example.org/g/a/): All of A\n- [One \\[1\\]](https://example.org/g/a/one/)\n\
         - [Two](https://example.org/g/a/two/)\n"
    );
    for file in ["llms-full.txt", "index.json", "index.md", "a/one/index.md", "print.html", "a/print.html"] {
        assert!(!built.has(file), "{file}");
    }
    assert!(!built.text("a/one/index.html").contains("text/markdown"));
    assert!(!guide("[guidegen.outputs]\nllms = false").has("llms.txt"));
}

#[test]
fn a_markdown_copy_is_the_source_with_calls_resolved() {
    let built = guide("[guidegen.outputs]\nmarkdown = true\nllms_full = true");
    let copy = "# One [1]\n\nSee [two](https://example.org/g/a/two/#part), [by path](https://example.org/g/a/two/) and \
         ![p](https://example.org/g/images/p.svg).\n\n**Tip**\n\nA [link](https://example.org/g/a/two/) within.\n\n\
         **Left**\n\nL\n\n```mermaid\ngraph LR; A-->B\n```\n\n\
         Version 7, shown as {{< siteparam \"version\" >}}.\n";
    assert_eq!(built.text("a/one/index.md"), copy);
    assert_eq!(
        built.text("a/index.md"),
        "# Chapter A\n\n- [One [1]](https://example.org/g/a/one/)\n- [Two](https://example.org/g/a/two/)\n"
    );
    assert!(
        built.text("a/one/index.html").contains("type=\"text/markdown\" title=\"Markdown\" href=\"/g/a/one/index.md\"")
    );
    assert!(built.text("llms.txt").contains("(https://example.org/g/a/one/index.md)"));
    let full = built.text("llms-full.txt");
    assert!(full.contains("<https://example.org/g/a/one/>\n\n# One"), "{full}");
    assert!(full.contains(copy) && !full.contains("Secret"), "{full}");
}

#[test]
fn hugos_outputs_ask_for_json_and_books() {
    let built = guide("[outputs]\nhome = [\"HTML\", \"RSS\", \"JSON\"]\nsection = [\"HTML\", \"PRINT\"]");
    let json: serde_json::Value = serde_json::from_str(&built.text("index.json")).expect("JSON");
    let titles: Vec<&str> = json.as_array().expect("a list").iter().filter_map(|page| page["title"].as_str()).collect();
    assert_eq!(titles, ["Home", "Chapter A", "One [1]", "Two"]);
    assert_eq!(json[2]["uri"], "https://example.org/g/a/one/");
    assert_eq!(json[2]["tags"], serde_json::json!(["x", "y"]));
    assert_eq!(json[1]["description"], "All of A");
    assert!(json[3]["content"].as_str().is_some_and(|text| text.starts_with("Part") && text.ends_with("Big")));
    assert!(built.has("a/print.html") && !built.has("print.html"));
}

#[test]
fn a_book_holds_the_pages_below_with_links_within() {
    let built = guide("[guidegen.outputs]\nprint = true");
    let book = built.article("a/print.html");
    let at = |text: &str| book.find(text).unwrap_or_else(|| panic!("no {text} in {book}"));
    assert!(at("id=\"part-1\">Chapter A<") < at("id=\"part-2\">One [1]<"));
    assert!(at("id=\"part-2\">One [1]<") < at("id=\"part-3\">Two<"));
    at("<h3 id=\"part-3-part\">");
    at("<h3 id=\"part-3-x\">Big</h3>");
    at("<a href=\"#part-3-part\">two</a>");
    at("<a href=\"#part-3-part\">itself</a>");
    at("<a href=\"#part-2-x\">raw</a>");
    let ids: Vec<&str> = book.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    assert!(built.article("print.html").contains(">Two<"));
    assert!(built.text("a/index.html").contains("href=\"/g/a/print.html\""));
    assert!(!built.text("a/one/index.html").contains("print.html\""));
    assert!(!built.text("a/print.html").contains("Secret"));
}

#[test]
fn an_edit_in_a_page_is_seen_in_its_books() {
    let config = "-- guidegen.toml --\ntitle = \"G\"\n[guidegen.outputs]\nprint = true\nmarkdown = true\n";
    let site = site(&format!("{config}{}", &GUIDE[1..]));
    let mut options = site.options.clone();
    options.no_memory = false;
    let mut project = Project::open(site.root(), options).expect("a project");
    let snapshot = project.snapshot();
    project.render(&snapshot);
    site.write("-- content/a/two.md --\n---\ntitle: Two\nweight: 2\n---\nNew words.\n");
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    let built = support::Built { snapshot, rendered };
    assert!(built.text("a/print.html").contains("New words."));
    assert!(built.text("print.html").contains("New words."));
    assert!(built.text("a/two/index.md").contains("New words."));
}
