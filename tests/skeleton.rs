//! Whoever renders pages only for their links finds on each the ids and addresses that are published, and no others.

mod support;

use guidegen::project::{Options, Project, judge};
use guidegen::publish::Output;
use guidegen::publish::bones::{Found, joined, scan};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::site;

/// Whether it is an id, and what it says.
type Bone = (bool, String);

/// The ids and addresses of every page.
fn bones(root: &Path, links_only: bool) -> BTreeMap<String, BTreeSet<Bone>> {
    let options = Options { now: 1_767_225_600, no_memory: true, links_only, ..Options::default() };
    let mut project = Project::open(root, options).expect("a project");
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    assert!(rendered.problems.is_empty(), "{:?}", rendered.problems);
    let of_page = |bytes: &[u8]| {
        let mut found = BTreeSet::new();
        scan(bytes, &mut |bone| {
            let (Found::Id(written) | Found::Address(written)) = bone;
            let mut text = String::from_utf8_lossy(written).into_owned();
            for (name, character) in
                [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
            {
                text = text.replace(name, character);
            }
            found.insert((matches!(bone, Found::Id(_)), text));
        });
        found
    };
    let pages = rendered.plan.iter().filter(|(path, _)| path.ends_with(".html"));
    pages
        .filter_map(|(path, entry)| match &entry.output {
            Output::Bytes(own) => {
                let common = rendered.common.get(path).map_or(&[][..], |common| common);
                Some((path.to_string(), of_page(&joined(own, common))))
            }
            _ => None,
        })
        .collect()
}

#[track_caller]
fn alike(root: &Path) -> usize {
    let (published, read) = (bones(root, false), bones(root, true));
    assert_eq!(published.keys().collect::<Vec<_>>(), read.keys().collect::<Vec<_>>());
    for (path, bones) in &published {
        let missing: Vec<&Bone> = bones.difference(&read[path]).collect();
        let other: Vec<&Bone> = read[path].difference(bones).collect();
        assert!(missing.is_empty() && other.is_empty(), "{path}: not read {missing:?}, not published {other:?}");
    }
    published.len()
}

const GUIDE: &str = r##"-- hugo.toml --
baseURL = "https://guide.org/docs/"
title = "5 guides: url=/gone/"
defaultContentLanguage = "en"
[outputs]
home = ["HTML", "RSS", "JSON", "PRINT"]
section = ["HTML", "RSS", "PRINT"]
page = ["HTML", "MARKDOWN"]
[params]
editURL = "https://code.org/?a=1&b="
homestart = true
homecards = true
[languages.en]
languageName = "English"
weight = 1
[languages.de]
languageName = "Deutsch"
weight = 2
[[menu.shortcuts]]
name = "Code"
url = "https://code.org/"
[check.stubs]
page = "missing"
-- content/_index.md --
---
title: Home
---
Text.
-- content/_index.de.md --
---
title: Start
---
-- content/a/_index.md --
---
title: "A <b>&amp; \"A\""
weight: 1
chapter: true
pre: "<i id='icon-a'></i><img src='/docs/icon.png'> "
---
# Own title

Text [to b](b/) and <a href=gone name=named>raw</a>.
-- content/a/b.md --
---
title: B
weight: 1
tags: [one, "t & u"]
categories: [k]
lastmodifierdisplayname: N
lastmodifieremail: "n&m@b.org"
---
## One
## Two
### Two {#and-a-half}
Text[^1] [x](#one) {{% notice tip %}}[in](../c/){{% /notice %}}
[^1]: Note
-- content/a/b.de.md --
---
title: B auf Deutsch
tags: [eins]
---
## Eins
## Zwei
-- content/a/c.md --
---
title: C
weight: 2
description: "5; url=/nowhere/"
---
Text
-- content/a/d.md --
---
title: D
weight: 3
draft: true
---
Text <!-- open
-- content/a/e.md --
---
title: E
weight: 4
disableToc: true
hidden: true
disableNextPrev: true
---
## One
## Two
-- content/a/e2.md --
---
title: E2
weight: 5
unsearchable: true
disableBreadcrumb: true
date: 2020-02-02
---
TODO
-- content/f/_index.md --
---
title: F
weight: 2
---
-- content/f/g/_index.md --
---
title: G
weight: 1
hidden: true
---
-- content/f/g/h.md --
---
title: H
post: " <a id='post-h'></a>"
---
Text
{{< tabs >}}{{% tab title="x" %}}[h](/a/){{% /tab %}}{{< /tabs >}}
-- content/f/i.html --
---
title: I
---
<p id="raw"><a href="/docs/a/">x</a><script>"<a href='x'>"</script>
-- static/icon.png --
x
"##;

#[test]
fn the_links_of_a_page_are_those_that_are_published() {
    for literal in ["", "-- templates/partials/custom-footer.html --\n<a href=\"/x/\" id=\"mine\">x</a>\n"] {
        let site = site(GUIDE);
        site.write(literal);
        assert!(alike(site.root()) > 20);
        for (old, new) in [
            ("title = \"5", "relativeURLs = true\ntitle = \"5"),
            ("title = \"5", "uglyURLs = true\ntitle = \"5"),
            ("homestart", "nav = \"branch\"\nhomestart"),
            ("homestart", "disableNextPrev = true\ndisableSearch = true\nhomestart"),
            ("homestart", "ordersectionsby = \"title\"\nalwaysopen = true\nshowVisitedLinks = true\nhomestart"),
            ("title = \"5", "theme = \"hugo-theme-learn\"\ndefaultContentLanguageInSubdir = true\ntitle = \"5"),
        ] {
            assert!(GUIDE.contains(old));
            site.write(GUIDE.replacen(old, new, 1).split("-- content").next().unwrap_or(""));
            alike(site.root());
        }
    }
}

#[test]
fn a_template_of_the_project_that_looks_at_the_page_is_run() {
    for (file, text) in [
        ("partials/custom-footer.html", "<a href=\"/{{ page.title | lower }}/\" id=\"{{ page.kind }}\">x</a>"),
        ("partials/title.html", "<h1 id=\"{{ page.title | lower }}\">{{ page.title | safe }}</h1>"),
        ("page.html", "{% extends \"base.html\" %}{% block main %}<a href=\"/only/\">x</a>{% endblock %}"),
        ("partials/nav.html", "<nav>{{ nav | replace(from=\"/a/\", to=\"/z/\") | safe }}</nav>"),
        ("partials/toc.html", "{% set p = page %}<a href=\"{{ p.url }}#{{ p.words }}\">x</a>"),
        ("section.html", "{{ page.content | safe }}<a href=\"mine/\">x</a>"),
        ("partials/menu-footer.html", "<!-- open"),
        ("partials/favicon.html", ""),
    ] {
        let site = site(GUIDE);
        site.write(&format!("-- templates/{file} --\n{text}\n"));
        alike(site.root());
    }
}

#[test]
fn the_lists_of_a_large_guide_name_the_same() {
    let mut literal = String::from("-- hugo.toml --\nbaseURL = \"https://guide.org/\"\n");
    for chapter in 0..2 {
        literal.push_str(&format!("-- content/c{chapter}/_index.md --\n---\ntitle: Chapter {chapter}\n---\n"));
        for page in 0..220 {
            let text = "## One\n### Two\n#### Not told\n## Three\n";
            literal.push_str(&format!("-- content/c{chapter}/p{page}.md --\n---\ntitle: P{page}\n---\n{text}"));
        }
    }
    let site = site(&literal);
    let pages = alike(site.root());
    assert!(pages > 445, "{pages} are too few for lists of their own");
}

#[test]
fn what_is_dead_is_told_alike() {
    let dead = |root: &Path, links_only: bool| {
        let options = Options { now: 1_767_225_600, no_memory: true, links_only, ..Options::default() };
        let mut project = Project::open(root, options).expect("a project");
        let snapshot = project.snapshot();
        let rendered = project.render(&snapshot);
        let told = judge::published(&snapshot, &rendered, true).dead;
        told.into_iter().map(|dead| (dead.target, dead.fragment, dead.written, dead.pages)).collect::<Vec<_>>()
    };
    let site = site(GUIDE);
    let broken =
        "<a href=\"x/\">x</a><a href=\"#nowhere\">x</a><a href=\"/docs/a/#gone\">x</a><a href=\"/docs/none/\">x</a>";
    for (file, text) in [
        ("templates/partials/custom-footer.html", broken),
        ("templates/partials/menu-footer.html", broken),
        ("templates/shortcodes/notice.html", broken),
        (
            "content/a/_index.md",
            "---\ntitle: A\npre: \"<a href='gone/'><a href='#nowhere'>\"\n---\n[x](#nowhere) [y](/a/b/#none)\n",
        ),
        (
            "content/a/b.md",
            "---\ntitle: B\n---\n<a href='#x%20y'></a><a href='#x&amp;y'></a><a id='x y'></a><a href='b/c:d/'>\n",
        ),
    ] {
        site.write(&format!("-- {file} --\n{text}\n"));
        let (published, read) = (dead(site.root(), false), dead(site.root(), true));
        assert!(published.len() > 1, "{file}: {published:?}");
        assert_eq!(published, read, "{file}");
    }
}

/// How much HTML stands in the bodies of all pages, and their summaries.
fn bodies(root: &Path, links_only: bool) -> (usize, Vec<String>) {
    let options = Options { now: 1_767_225_600, no_memory: true, links_only, ..Options::default() };
    let snapshot = Project::open(root, options).expect("a project").snapshot();
    let html = snapshot.pages.iter().map(|page| page.document.html.len()).sum();
    (html, snapshot.pages.iter().map(|page| page.outline.summary().to_string()).collect())
}

#[test]
fn a_body_without_its_texts_has_the_same_links_and_the_same_summary() {
    const BLOCKS: [&str; 26] = [
        "Plain words *and* **more** of `them`, \"quoted\" - said 'twice'.",
        "See [a page](/a/p1/#top), <https://a.org/x?y=1&z> or https://b.org/__init__.py and a@b.org [c@d.org] www.e.org.",
        "[one [two](#b) https://f.org] [three][ref] ![picture](/p.png \"t\")",
        "## A *heading* with [a link](#x) \"quoted\n\n### Another {#own-id}",
        "> a quote with [a link](#q)\n>\n> - and a list",
        "> [!NOTE] A title\n> Text [in](#n) a box\n>\n> ## Heading in a box",
        "| a | b |\n| - | - |\n| [c](#c) | `d` |\n| <i id=cell>e</i> | f |",
        "- [ ] task [x](#t)\n- [x]done\n\n    1. nested <a name=nested>n</a>\n    2. two",
        "Term\n: Definition with [a link](#d)\n\n    More of it.",
        "A note[^1] and another[^two]. Again[^1].",
        "<div id=\"raw\" class='c'>\n\nText in [raw](#raw) HTML\n\n</div>",
        "<!-- a comment <a href=no> --> text <br> <img src=/raw.png srcset=\"/r1.png 1x, /r2.png 2x\">",
        "```go\nfunc main() { \"<a href=no>\" }\n```",
        "```{linenos=true,anchorlinenos=true}\nlines\nof code\n```",
        "    indented <a id=no>\n",
        "{{% notice tip %}}\nIn a box: [x](#in) \"and\" ## text\n\n### Heading in a call\n{{% /notice %}}",
        "Text {{< ref \"a/p2\" >}} and [b]({{< relref \"a/p3.md#top\" >}}) {{% button href=\"/a/p1/\" %}}go{{% /button %}}.",
        "{{< tabs >}}{{% tab title=\"one\" %}}[h](/a/p1/){{% /tab %}}{{< /tabs >}}",
        "***\n\nline  \nbreak\\\nagain \\* escaped &amp; &copy; <<angles>>",
        "Setext heading\n==============\n\nand text",
        "Inline <span id=\"inline\" title='a>b'>span</span> with {{< icon star >}}.",
        "<!--more-->",
        "<details><summary>S</summary>\n\n[inside](#s)\n\n</details>",
        "<div id=\"open>\n\ntorn [x](#torn) \"quote\" tag",
        "<script>\nlet a = \"<a href=no>\";\n</script>\n\nbehind [it](#behind)",
        "text <!-- open\n\n[never](#closed)",
    ];
    let mut state = 7_u32;
    let mut random = |among: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % among
    };
    let mut guide = String::from(
        "-- hugo.toml --\ntitle = \"T\"\n[markup.goldmark.renderer]\nunsafe = true\n[markup.goldmark.parser.attribute]\nblock = true\n-- content/_index.md --\n---\ntitle: Home\n---\n",
    );
    for page in 0..160 {
        guide.push_str(&format!("-- content/a/p{page}.md --\n---\ntitle: P{page}\nweight: {page}\n---\n"));
        for block in 0..random(14) {
            // Blocks that tear what follows are rare, and stand late.
            let among = if block > 7 && page % 4 == 0 { BLOCKS.len() } else { BLOCKS.len() - 3 };
            guide.push_str(BLOCKS[random(among)]);
            guide.push_str("\n\n");
            if random(2) == 0 {
                guide.push_str(&"Some words that fill the opening of a page, ".repeat(1 + random(9)));
                guide.push_str("and no more.\n\n");
            }
        }
        guide.push_str("[ref]: #ref\n[^1]: Note with [a link](#note) https://note.org\n[^two]: Second\n\n");
    }
    let site = site(&guide);
    assert!(alike(site.root()) > 160);
    let ((whole, summaries), (links, same)) = (bodies(site.root(), false), bodies(site.root(), true));
    assert_eq!(summaries, same);
    assert!(links * 4 < whole * 3, "{links} of {whole}");
}

#[test]
fn the_own_guide_is_read_as_it_is_published() {
    assert!(alike(Path::new(env!("CARGO_MANIFEST_DIR"))) > 20);
}

/// Every tag of our layouts that names the page. `project/skeleton.rs` takes each value to be printed as it is, or asked for
/// whether it is there: before a new kind of question comes here, it must tell the shapes apart by it.
const TAGS: &str = r#"
"website" if page.kind == "home" else "article"
child.description
child.title
child.url
elif page.planned == "page"
elif page.planned == "sections"
entry.count
entry.level
entry.list
entry.name | safe
entry.post | safe
entry.pre | safe
entry.title
entry.url
entry.url | address
for child in page.pages
for entry in page.pages
for other in page.translations
for other in site.languages
for part in entry.sections
for step in page.breadcrumbs
for tag in page.tags
for term in page.pages
if child.description
if entry.external
if entry.list
if entry.sections
if entry.title
if not page.breadcrumbs
if not page.content | trim
if other.current
if page.author_email
if page.author_name
if page.author_name or site.author
if page.breadcrumbs
if page.chapter
if page.content is not containing(pat="<h1") or not page.chapter
if page.description
if page.draft
if page.edit_url
if page.kind == "home" and (not page.title or page.title == site.title)
if page.lastmod
if page.lastmod or page.author_name
if page.markdown
if page.next
if page.noindex
if page.pages
if page.permalink and page.kind != "404"
if page.prev
if page.prev or page.next
if page.print
if page.rss or site.rss
if page.show_breadcrumb and page.breadcrumbs
if page.show_toc and page.toc_count > 1
if page.tags
if page.tags or page.edit_url or page.print or page.lastmod or page.author_name
if site.languages | length > 1 and not site.params.disablelanguageswitchingbutton
nav | safe
other.name
other.permalink or other.url
other.tag
other.url
page.author_email
page.author_name
page.author_name or site.author
page.content | safe
page.description
page.edit_url
page.kind
page.lastmod
page.markdown
page.menu_title
page.next.title
page.next.url
page.permalink
page.prev.title
page.prev.url
page.print
page.rss or site.rss
page.title
page.title if page.breadcrumbs else strings.all_pages
page.toc | safe
part.title
part.url
set description = page.description or site.description or ""
step.title
step.url
strings.all_pages_parts if page.params.parts else strings.all_pages_text
tag.name
tag.url
term.count
term.title
term.url
"#;

#[test]
fn our_layouts_ask_a_page_for_nothing_else() {
    let mut tags = BTreeSet::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/foundation/templates")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.extend(Some(path).filter(|path| !path.ends_with("shortcodes")));
                continue;
            }
            // These run for each page.
            let name = path.file_name().unwrap_or_default();
            if ["home.html", "404.html", "missing.html", "print.html", "chapters.html", "start.html"]
                .iter()
                .any(|own| name == *own)
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a template");
            let named = [
                "page.",
                "page ",
                "nav ",
                "languages",
                "other.",
                "step.",
                "child.",
                "entry.",
                "part.",
                "tag.",
                "term.",
            ];
            for tag in text.split('{').skip(1).filter(|tag| tag.starts_with(['%', ' '])) {
                let tag = tag.split('}').next().unwrap_or("").trim_matches(['%', '-', ' ']);
                if named.iter().any(|name| tag.contains(name)) {
                    tags.insert(tag.to_string());
                }
            }
        }
    }
    let found = tags.into_iter().collect::<Vec<_>>().join("\n");
    assert!(found == TAGS.trim(), "{found}");
}
