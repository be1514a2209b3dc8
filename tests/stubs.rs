//! What of a page is still to be written: every kind of stub, the units, and how complete a page is.

mod support;

use guidegen::page;
use guidegen::page::outline::Planned;
use guidegen::project::missing;
use guidegen::source::lines::Lines;
use support::{parse, site};

/// Each stub as `LINE KIND SCOPE heading`, with the lines of the evidence behind it.
fn stubs(text: &str) -> Vec<String> {
    let lines = Lines::new(text);
    let told = |stub: &page::stub::Stub| {
        let heading = stub.heading.as_ref().map_or("(lead)", |heading| &heading.text);
        let evidence: Vec<String> =
            stub.evidence.iter().map(|span| lines.line(span.start as usize).to_string()).collect();
        let line = lines.line(stub.place().start as usize);
        format!("{line} {} {} {heading}: {}", stub.kind.name(), stub.scope.name(), evidence.join(","))
    };
    parse(text).stubs.iter().map(told).collect()
}

/// Units, stubs as a whole, and in part.
fn counts(text: &str) -> (u32, u32, u32) {
    let census = parse(text).outline.census;
    (census.units, census.stubs, census.partly)
}

#[track_caller]
fn none(text: &str) {
    assert_eq!(stubs(text), [""; 0]);
}

/// The outline of the first seed in other words.
const CHAPTER: &str = "---
title: 'Building for Trial and Live Use'
weight: 40
---

{{% comment %}}
TODO: nobody reads this.
{{% /comment %}}

Your teams have what they need to begin, and the next thing is to add what most organisations want before customers come.

[![The whole picture](/images/whole.png)](/images/whole.png)

## Find Out What Is Needed

### Rules
Going live asks for more rules and for somebody who watches over them. This guide has so far shown two of the places for them.

- Policies
- Names of Things
- Security tool etc etc
- Who does what

### Kinds of Data
- Labels
- Rules for labels
- labels, label-on-create and Access by Attribute (ABA)
- Scanner

### More Than One Place
- Need for several places
- Limits of places

### Accounts and Who Shares Them
  * Accounts for Trial, for Live Use, and for Tools
  * Similar workloads together in one account

### Care of Workloads
  - Access of admins
  - Runtime roles/policies
  - Watching
### Networks for Trial and Live Use
  * Design - a network of its own?
  * Link to the data centre
  * Names
  * Way to the internet
### First Round of Releases
* Better base for all


## Bring Workloads Live

...
";

#[test]
fn a_chapter_of_catchwords() {
    assert_eq!(
        stubs(CHAPTER),
        [
            "21 unfinished part Rules: 21",
            "24 outline section Kinds of Data: 25",
            "30 outline section More Than One Place: 31",
            "34 outline section Accounts and Who Shares Them: 35",
            "38 outline section Care of Workloads: 39",
            "42 outline section Networks for Trial and Live Use: 43",
            "47 outline section First Round of Releases: 48",
            "51 placeholder section Bring Workloads Live: 53",
        ]
    );
    assert_eq!(counts(CHAPTER), (9, 7, 1));
    let outline = parse(CHAPTER).outline;
    assert_eq!(outline.planned, Planned::Sections);
    assert!((outline.census.completeness() - 100.0 * 1.5 / 9.0).abs() < 1e-9);
}

#[test]
fn a_page_that_says_of_itself_that_it_is_a_draft() {
    let text = "---
title: 'Trial and Live Use'
---

{{% notice note %}}
**Review Note:** So far this chapter only names its topics. Other chapters come first.
{{% /notice %}}

The next step adds what most organisations want before customers come.

![The whole picture](/images/whole.png)

## Find Out What Is Needed

* Kinds of Data
* Encryption
  * At Rest
  * On the Way
* Networks
  * Design
* Identities
  * For:
    * Workloads
      * Runtime
    * Base

## Build It

* Build the accounts
* Give teams access (for early trials)

## Bring Workloads Live

...";
    assert_eq!(
        stubs(text),
        [
            "6 review-note page (lead): 6",
            "13 outline section Find Out What Is Needed: 15",
            "27 outline section Build It: 29",
            "32 placeholder section Bring Workloads Live: 34",
        ]
    );
    assert_eq!(counts(text), (4, 3, 1));
    assert_eq!(parse(text).outline.planned, Planned::Page);
}

#[test]
fn bullets_that_are_no_markdown_make_no_outline() {
    let text = "Trial and Live Use

Review Note: This chapter is only sketched out so far.

What is needed

  • Rules
  • Encryption
    • At Rest

Build it
";
    assert_eq!(stubs(text), ["3 review-note page (lead): 3"]);
    assert_eq!(counts(text), (1, 0, 1));
}

#[test]
fn units() {
    // A container has no unit of its own; a lead of generated lists is none; the same call below a heading is a body.
    assert_eq!(counts("## A\n\n### B\n\nText.\n"), (1, 0, 0));
    assert_eq!(counts("{{% children %}}\n\n## A\n\nText.\n"), (1, 0, 0));
    assert_eq!(counts("{{< toc >}}\n\nText.\n\n## A\n\n{{% children %}}\n"), (2, 0, 0));
    assert_eq!(counts(""), (0, 0, 0));
    assert_eq!(counts("<!-- a comment -->\n"), (0, 0, 0));
    assert_eq!(counts("```sh\nls\n```\n"), (1, 0, 0));
    assert_eq!(parse("").outline.census.completeness(), 100.0);
}

#[test]
fn heading_only() {
    assert_eq!(
        stubs("## A\n\n## B\n\nText.\n\n### C\n"),
        ["1 heading-only section A: 1", "7 heading-only section C: 7",]
    );
    assert_eq!(stubs("## A\n\n<!-- later -->\n\n---\n"), ["1 heading-only section A: 1"]);
    assert_eq!(stubs("## A\n\n{{% comment %}}x{{% /comment %}}\n"), ["1 heading-only section A: 1"]);
    assert_eq!(stubs("## A\n\n<a name=\"b\"></a>\n\n## B\n\n<p>Text.</p>\n"), ["1 heading-only section A: 1"]);
    none("## A\n\n### B\n\nText.\n");
    none("### Chapter 1\n\n# Basics\n\nText.\n");
    none("## A\n\n{{% children %}}\n\n## B\n\n```sh\nls\n```\n\n## C\n\n![](/a.png)\n\n## D\n\n<img src=\"/a.png\">\n");
    // A heading within a notice is no unit.
    none("{{% notice tip %}}\n## A\n{{% /notice %}}\n");
}

#[test]
fn placeholder() {
    for word in ["...", "…", "TBD", "todo", "FIXME", "**TODO**", "Coming soon!", "*To be written.*", "- TBD"] {
        assert_eq!(stubs(&format!("## A\n\n{word}\n")), ["1 placeholder section A: 3"], "{word}");
        assert_eq!(stubs(&format!("## A\n\nText.\n\n{word}\n")), ["5 placeholder part A: 5"], "{word}");
    }
    assert_eq!(stubs("## A\n\n{{% notice info %}}\nComing soon\n{{% /notice %}}\n"), ["1 placeholder section A: 4"]);
    assert_eq!(
        stubs("Text.\n\n{{% expand \"More\" %}}\n...\n\nText.\n{{% /expand %}}\n"),
        ["4 placeholder part (lead): 4"]
    );
    none("## A\n\n`...`\n\n```\n...\n```\n\n<!-- TODO -->\n\nMore is coming soon.\n");
    none("A to-do: write `TODO` and [x](/TODO) and TODOs.\n");
}

#[test]
fn author_note() {
    assert_eq!(stubs("## A\n\n*...who may do what...*\n\n*mention the limits*\n"), ["1 author-note section A: 3,5"]);
    assert_eq!(stubs("## A\n\n_who may do what..._\n\nText.\n"), ["3 author-note part A: 3"]);
    none("*A caption in italics.*\n\n*one* word\n\nThe *word*\n\n**bold** and *more*\n");
    none(
        "- *one*\n- *two things*\n- *three.*\n- *a fourth that goes on for long enough to be a sentence, and a bit more than that.*\n",
    );
}

#[test]
fn review_note() {
    assert_eq!(
        stubs("## A\n\n{{% notice note %}}\nReview Notes: more to come.\n{{% /notice %}}\n"),
        ["1 review-note section A: 4"]
    );
    assert_eq!(stubs("Text.\n\n## A\n\nText.\n\n> [!NOTE]\n> This is an early draft.\n"), ["8 review-note part A: 8"]);
    assert_eq!(stubs("This page is in the process of being drafted.\n"), ["1 review-note page (lead): 1"]);
    none("A `Review Note` in code, a Peer Review Notebook.\n\nPlease review notes.\n");
    // Only the opening of a block speaks of it.
    let long = "word ".repeat(33);
    none(&format!("{long}early draft\n"));
    none(&format!("{{{{% notice note %}}}}\n{long}\n\nReview Note\n{{{{% /notice %}}}}\n"));
}

#[test]
fn outline() {
    assert_eq!(
        stubs("## A\n\n- One\n- Two things?\n\n{{% notice tip %}}\nText.\n{{% /notice %}}\n\n![](/a.png)\n"),
        ["1 outline section A: 3"]
    );
    // Full stops, links, long items, numbers, or a sentence before it: a list with something to say.
    none("## A\n\n- One.\n- Two.\n");
    none("## A\n\n- [One](/one)\n- [Two](/two)\n");
    none("## A\n\n1. One\n2. Two\n");
    none("## A\n\nYou need:\n\n- One\n- Two\n");
    none("## A\n\n- One that goes on for so long that it is more than a catchword for sure\n");
    none("## A\n\n- One\n\n  And more of it.\n");
    // Four of five are enough.
    assert_eq!(stubs("## A\n\n- a\n- b\n- c\n- d\n- e.\n").len(), 1);
    none("## A\n\n- a\n- b\n- c\n- d.\n");
}

#[test]
fn unfinished() {
    assert_eq!(stubs("Use tags, names, etc etc in all of them.\n"), ["1 unfinished part (lead): 1"]);
    assert_eq!(stubs("Tags, etc. etc.\n"), ["1 unfinished part (lead): 1"]);
    assert_eq!(stubs("Text.\n\n- One (section forthcoming)\n- [Two](/two)\n"), ["3 unfinished part (lead): 3"]);
    assert_eq!(
        stubs("Ask the team. TODO: which one?\n\n| a | b |\n|-|-|\n| x | TBD |\n"),
        ["1 unfinished part (lead): 1", "5 unfinished part (lead): 5",]
    );
    assert_eq!(stubs("{{% notice tip %}}\nThe limit is\nTBD.\n{{% /notice %}}\n"), ["3 unfinished part (lead): 3"]);
    let broken = "Names should be short, and wherever you can they are the same as\n\n";
    assert_eq!(stubs(&format!("{broken}Every team has a name of its own.\n")), ["1 unfinished part (lead): 1"]);
    for next in
        ["https://example.org/a\n", "names = teams + 1\n", "- One.\n- Two.\n", "`name`\n", "## A\n\nText.\n", ""]
    {
        none(&format!("{broken}{next}"));
    }
    none("A line without a full stop at its end is whole if it ends in a Name\n\nThe next paragraph stands here.\n");
    none(
        "To put it where it belongs, follow the steps that are in [this page](/a)\n\nThe next paragraph stands here.\n",
    );
    none("Too short to tell\n\nThe next paragraph stands here.\n");
    none("Tools, networks etc. Etcetera, fetch etcd. A TODO list, TODO-lists, TODO.md.\n\nWrite tbd in lower case.\n");
}

#[test]
fn a_stub_as_a_whole_is_told_once() {
    assert_eq!(stubs("## A\n\n- One etc etc\n- TBD\n"), ["1 outline section A: 3"]);
}

/// The seeds themselves, where they are at hand.
#[test]
fn seeds() {
    let seed =
        |name: &str| support::shared(&format!("seeds/{name}.txt")).and_then(|path| std::fs::read_to_string(path).ok());
    let (Some(first), Some(second), Some(third)) =
        (seed("000_0a438c3a77bb78b2"), seed("001_bb6a6d2a25fdc1b9"), seed("002_f3585300b6ccdc67"))
    else {
        return;
    };
    let of_kind = |text: &str, kind: &str| stubs(text).iter().filter(|stub| stub.contains(kind)).count();
    assert_eq!(counts(&first), (9, 7, 1));
    assert_eq!(of_kind(&first, " outline section "), 6);
    assert_eq!(of_kind(&first, " placeholder section "), 1);
    assert_eq!(of_kind(&first, "24 unfinished part Governance"), 1);
    assert_eq!(counts(&second), (4, 3, 1));
    assert_eq!(of_kind(&second, " outline section "), 2);
    assert_eq!(of_kind(&second, " placeholder section "), 1);
    assert_eq!(parse(&second).outline.planned, Planned::Page);
    assert_eq!(counts(&third), (1, 0, 1));
    assert_eq!(parse(&third).outline.planned, Planned::Page);
}

const GUIDE: &str = "-- hugo.toml --
baseURL = \"https://guide.example.org/\"
[check.stubs]
page = \"missing\"
[[menus.shortcuts]]
name = \"Missing\"
url = \"/missing/\"
-- content/_index.md --
---
title: Home
---
See [accounts](/base/accounts/#limits) and [what is missing](/missing/).
-- content/base/_index.md --
---
title: Base
weight: 10
---
Text.
-- content/base/accounts.md --
---
title: Accounts
---
Text.

## Limits

TBD
-- content/base/networks.md --
---
title: Networks
---
Review Note: to come. See [accounts](/base/accounts/).
-- content/next.md --
---
title: Next
weight: 20
---
Text.
";

#[test]
fn the_census_of_a_guide() {
    let built = site(GUIDE).build();
    let report = missing::report(&built.snapshot);
    let rows: Vec<String> = report
        .rows
        .iter()
        .map(|row| format!("{}:{} {} {:?}", row.path, row.line, row.kind.name(), row.linked_from))
        .collect();
    assert_eq!(
        rows,
        ["content/base/accounts.md:6 placeholder [\"content/_index.md\"]", "content/base/networks.md:4 review-note []",]
    );
    let chapters: Vec<String> = report
        .chapters
        .iter()
        .map(|chapter| format!("{} {}", chapter.title, missing::per_cent(chapter.census)))
        .collect();
    // Four units below Base, two of them missing.
    assert_eq!(chapters, ["Home 100.0", "Base 50.0", "Next 100.0"]);
    assert_eq!((report.pages.complete, report.pages.partly, report.pages.declared), (3, 1, 1));
    assert_eq!(missing::per_cent(report.whole), "66.7");
}

#[test]
fn a_page_tells_readers_what_is_still_missing() {
    let built = site(GUIDE).build();
    let article = built.article("missing/index.html");
    assert_eq!(support::hrefs(&article), ["/base/", "/base/accounts/", "/base/accounts/#limits", "/base/networks/"]);
    assert!(article.contains("66.7 %") && article.contains("50.0 %"), "{article}");
    // A link to it is sound before it is made.
    let outcomes = built.snapshot.resolved.iter().flat_map(|resolved| &resolved.references);
    assert!(outcomes.into_iter().all(|reference| reference.outcome.is_sound()));
    // Nobody asks for it, or a page stands there: nothing is made.
    assert!(!site(&GUIDE.replace("page = \"missing\"", "")).build().has("missing/index.html"));
    let own = format!("{GUIDE}-- content/missing.md --\n---\ntitle: Mine\n---\nMine.\n");
    assert!(site(&own).build().text("missing/index.html").contains("Mine."));
}

#[test]
fn a_planned_page_has_a_badge_and_a_banner() {
    let built = site(GUIDE).build();
    assert!(built.text("index.html").contains("Accounts <span class=\"badge\" data-chrome>Planned</span></a>"));
    assert!(built.text("base/accounts/index.html").contains("Some sections of this page are still to be written."));
    assert!(built.text("base/networks/index.html").contains("This page is a draft: parts of it"));
    assert!(!built.text("next/index.html").contains("class=\"banner\""));
}
