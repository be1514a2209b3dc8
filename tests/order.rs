//! The order of the menu: why each page stands where it stands, and spaced weights that keep it.

mod support;

use guidegen::diagnostic::edit;
use guidegen::project::order::{self, Choice};
use support::site;

const GUIDE: &str = "-- hugo.toml --
baseURL = \"/\"
-- content/_index.md --
---
title: Home
---
-- content/c.md --
---
title: Cables
weight: 20
---
-- content/a/_index.md --
+++
title = \"Accounts\"
weight = 20
[params]
x = 1
+++
-- content/a/one.md --
---
title: One
---
-- content/b.md --
---
title: Boxes
date: 2020-01-02
---
-- content/d.md --
---
title: Doors
---
-- content/e.md --
---
title: Engines
weight: 7
---
-- content/f.md --
---
title: Doors
---
-- content/hidden.md --
---
title: Hidden
hidden: true
weight: 8
---
";

#[test]
fn the_menu_with_the_reason_for_each_place() {
    let built = site(GUIDE).build();
    let places: Vec<String> = order::menu(&built.snapshot)
        .iter()
        .map(|place| format!("{}{}: {}", "  ".repeat(place.depth), place.path, place.words()))
        .collect();
    assert_eq!(
        places,
        [
            "content/_index.md: home",
            "  content/e.md: weight 7",
            "  content/a/_index.md: weight 20, tie broken by title",
            "    content/a/one.md: no weight",
            "  content/c.md: weight 20, tie broken by title",
            "  content/b.md: no weight, tie broken by date",
            "  content/d.md: no weight, tie broken by date",
            "  content/f.md: no weight, tie broken by path",
        ]
    );
    let by_title = GUIDE.replacen("baseURL", "params.ordersectionsby = \"title\"\nbaseURL", 1);
    let places = order::menu(&site(&by_title).build().snapshot);
    assert_eq!(places[1].words(), "by title");
    assert_eq!(places[1].title, "Accounts");
}

/// The texts after the weights of some sections were spaced, changed files only.
fn respaced(literal: &str, choose: impl Fn(&guidegen::site::Node) -> Choice) -> Vec<(String, String)> {
    let built = site(literal).build();
    let respaced = order::respace(&built.snapshot, choose);
    assert_eq!(respaced.unwritable, [""; 0]);
    let applied = edit::apply(&respaced.fixes.iter().collect::<Vec<_>>(), &built.snapshot.sources);
    assert_eq!(applied.taken.len(), respaced.fixes.len());
    applied.texts.into_iter().collect()
}

#[test]
fn weights_are_spaced_and_nothing_else_changes() {
    let changed = respaced(GUIDE, |_| Choice::IfOdd);
    let text = |path: &str| changed.iter().find(|(own, _)| own == path).map_or("", |(_, text)| text);
    assert_eq!(text("content/e.md"), "---\ntitle: Engines\nweight: 10\n---\n");
    assert_eq!(text("content/hidden.md"), "---\ntitle: Hidden\nhidden: true\nweight: 20\n---\n");
    assert_eq!(text("content/a/_index.md"), "+++\ntitle = \"Accounts\"\nweight = 30\n[params]\nx = 1\n+++\n");
    assert_eq!(text("content/c.md"), "---\ntitle: Cables\nweight: 40\n---\n");
    assert_eq!(text("content/b.md"), "---\ntitle: Boxes\nweight: 50\ndate: 2020-01-02\n---\n");
    assert_eq!(text("content/f.md"), "---\ntitle: Doors\nweight: 70\n---\n");
    // Pages of which none has a weight are a choice of the author.
    assert_eq!(text("content/a/one.md"), "");
    assert_eq!(changed.len(), 7);
    // The order is the same, and then there is nothing left to do.
    let mut again = String::from("-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n");
    for (path, text) in &changed {
        again.push_str(&format!("-- {path} --\n{text}"));
    }
    let paths = |literal: &str| -> Vec<String> {
        let places = order::menu(&site(literal).build().snapshot);
        places.into_iter().map(|place| place.path).filter(|path| !path.ends_with("one.md")).collect()
    };
    assert_eq!(paths(&again), paths(GUIDE));
    assert_eq!(respaced(&again, |_| Choice::Always), []);
}

#[test]
fn a_weight_is_written_where_the_front_matter_can_hold_it() {
    let page = |text: &str| {
        let literal = format!(
            "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n\
            -- content/a.md --\n{text}\n-- content/b.md --\n---\ntitle: B\nweight: 20\n---\n"
        );
        let changed = respaced(&literal, |_| Choice::Always);
        changed.into_iter().find(|(path, _)| path == "content/a.md").map(|(_, text)| text).unwrap_or_default()
    };
    // b comes first: it has a weight.
    assert_eq!(page("Text."), "---\nweight: 20\n---\nText.\n");
    assert_eq!(page("---\n---\nText."), "---\nweight: 20\n---\nText.\n");
    assert_eq!(
        page("---\ntitle: >-\n  A\n  long one\n---\nText."),
        "---\nweight: 20\ntitle: >-\n  A\n  long one\n---\nText.\n"
    );
    assert_eq!(page("---\r\ntitle: A\r\n---\r\nText."), "---\r\ntitle: A\r\nweight: 20\r\n---\r\nText.\n");
    assert_eq!(page("+++\n[params]\nx = 1\n+++\nText."), "+++\nweight = 20\n[params]\nx = 1\n+++\nText.\n");
    assert_eq!(page("{\"title\": \"A\"}\nText."), "{\"weight\": 20, \"title\": \"A\"}\nText.\n");
    assert_eq!(page("---\ntitle: A\nweight: 0 # last\n---\nText."), "---\ntitle: A\nweight: 20 # last\n---\nText.\n");
}

#[test]
fn a_folder_without_a_page_of_its_own_cannot_be_given_a_place() {
    let built = site(
        "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n-- content/a/one.md --\n---\n\
        title: One\n---\n-- content/z.md --\n---\ntitle: Z\n---\n",
    )
    .build();
    let respaced = order::respace(&built.snapshot, |_| Choice::Always);
    assert_eq!(respaced.unwritable, ["content/_index.md"]);
    // Its own pages can.
    assert_eq!(respaced.fixes.len(), 1);
}

#[test]
fn relearns_orders_of_the_menu_and_of_children() {
    let pages = "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n-- content/a/x.md --\n---\ntitle: Long Alpha\nlinkTitle: Zz\n\
                 weight: 1\ndate: 2020-01-01\nlastmod: 2024-01-01\n---\nText.\n-- content/a/y.md --\n---\ntitle: Long Beta\n\
                 linkTitle: Aa\nweight: 2\ndate: 2021-01-01\nlastmod: 2023-01-01\n---\nText.\n";
    let built = |params: &str, front: &str, call: &str, theme: &str| {
        site(&format!(
            "-- hugo.toml --\nbaseURL = '/'\ntheme = '{theme}'\n[params]\nalwaysopen = true\n{params}\n{pages}\
             -- content/a/_index.md --\n---\ntitle: A\n{front}\n---\n{{{{% children {call} %}}}}\n"
        ))
        .build()
    };
    let order = |html: &str| ["/a/x/", "/a/y/"].map(|url| html.find(&format!("href=\"{url}\"")).expect("a link"));
    let is_swapped = |[x, y]: [usize; 2]| y < x;
    let menu = |built: &support::Built| {
        let html = built.text("index.html");
        is_swapped(order(&html[html.find("site-nav").expect("a menu")..]))
    };
    let list = |built: &support::Built| is_swapped(order(&built.article("a/index.html")));
    for (by, swapped) in [
        ("linktitle", true),
        ("title", false),
        ("date", false),
        ("modifieddate", true),
        ("publishdate", false),
        ("weight", false),
        ("nothing", false),
    ] {
        let configured = built(&format!("ordersectionsby = '{by}'"), "", "", "relearn");
        assert_eq!((menu(&configured), list(&configured)), (swapped, swapped), "{by}");
        let own = built("", &format!("ordersectionsby: {by}"), "", "relearn");
        assert_eq!((menu(&own), list(&own)), (swapped, swapped), "{by} of the section");
        let asked = built("", "", &format!("sort=\"{by}\""), "relearn");
        assert_eq!((menu(&asked), list(&asked)), (false, swapped), "{by} of the call");
    }
    let html = built("", "", "", "relearn").article("a/index.html");
    assert!(html.contains(">Zz</a>") && !html.contains("Long Alpha"), "{html}");
    // learn lists by weight whatever the menu is sorted by, and shows titles.
    let learn = built("ordersectionsby = 'linktitle'", "", "", "learn");
    assert_eq!((menu(&learn), list(&learn)), (true, false));
    assert!(learn.article("a/index.html").contains(">Long Alpha</a>"));
    let places = order::menu(&built("ordersectionsby = 'linktitle'", "", "", "relearn").snapshot);
    assert!(places.iter().any(|place| place.words() == "by linkTitle"));
}
