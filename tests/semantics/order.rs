//! Section 4: the order of pages, the menu, `children`, the arrows and the frame of a page.

use crate::support::{Built, hrefs, site};

fn build(config: &str, files: &str) -> Built {
    site(&format!(
        "-- hugo.toml --\nbaseURL = \"/\"\n{config}\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n{files}"
    ))
    .build()
}

fn page(path: &str, head: &str) -> String {
    format!("-- content/{path} --\n---\n{head}---\nText.\n")
}

/// The links of the menu, in order.
fn menu(built: &Built, file: &str) -> Vec<String> {
    let html = built.text(file);
    let nav = &html[html.find("<nav id=\"site-nav\"").expect("a menu")..];
    hrefs(&nav[..nav.find("</nav>").expect("its end")]).into_iter().filter(|url| url.starts_with('/')).collect()
}

/// The pages that `next` leads through, from home on.
fn walk(built: &Built) -> Vec<String> {
    let mut at = "/".to_string();
    let mut walk = Vec::new();
    loop {
        walk.push(at.clone());
        let html = built.text(&format!("{}index.html", &at[1..]));
        let next = html.split("<link rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        match next {
            Some(next) => at = next.to_string(),
            None => return walk,
        }
    }
}

#[test]
fn rule_4_1_weight_then_date_then_title_then_path() {
    let files = page("s/_index.md", "title: S\n")
        + &page("s/a.md", "title: noweight\n")
        + &page("s/b.md", "title: beta\n")
        + &page("s/c.md", "title: Alpha\n")
        + &page("s/d.md", "title: W8\nweight: 8\n")
        + &page("s/e.md", "title: W7\nweight: 7\n")
        + &page("s/f.md", "title: Minus\nweight: -3\n")
        + &page("s/g.md", "title: old\nweight: 9\ndate: 2020-01-01\n")
        + &page("s/h.md", "title: zz new\nweight: 9\ndate: 2021-01-01\n")
        + &page("s/i.md", "title: gamma 9\n")
        + &page("s/j.md", "title: gamma 10\n")
        + &page("s/k.md", "title: Zebra\nlinkTitle: aaa\n");
    let built = build("", &files);
    let listed: Vec<String> = menu(&built, "s/index.html").into_iter().skip(1).collect();
    let expected = ["f", "e", "d", "h", "g", "k", "c", "b", "j", "i", "a"].map(|name| format!("/s/{name}/"));
    assert_eq!(listed, expected);
}

#[test]
fn rule_4_2_the_menu() {
    let files = page("root.md", "title: Root\n")
        + &page("b/_index.md", "title: B\nweight: 1\nmenuTitle: Bee\n")
        + &page("b/y.md", "title: Y\nweight: 2\n")
        + &page("b/x/_index.md", "title: X\nweight: 1\nlinkTitle: Link\n")
        + &page("b/x/z.md", "title: Z\nhidden: true\n")
        + &page("a/_index.md", "title: A\nweight: 2\n")
        + &page("h/_index.md", "title: H\nhidden: true\n")
        + &page("h/i.md", "title: I\n");
    let config = "[[menu.shortcuts]]\nname = \"<b>Two</b>\"\nurl = \"/b/\"\nweight = 2\n[[menu.shortcuts]]\nname = \"One\"\nurl = \"https://o.org\"\nweight = 1\n";
    let built = build(config, &files);
    // learn leaves root pages out of its menu; ours lists them behind the chapters, where else would they be found.
    let listed = menu(&built, "b/y/index.html");
    assert_eq!(&listed[..4], ["/b/", "/b/x/", "/b/y/", "/a/"], "{listed:?}");
    assert!(!listed.iter().any(|url| url.starts_with("/h/") || url.starts_with("/b/x/z")), "{listed:?}");
    let html = built.text("b/y/index.html");
    for part in [">Bee</a>", ">Link</a>", "aria-current=\"page\">Y</a>", "<b>Two</b>"] {
        assert!(html.contains(part), "{part}");
    }
    assert!(html.find("https://o.org").expect("one") < html.find("<b>Two</b>").expect("two"));
    // Hidden pages are there, in the sitemap and in the search.
    assert!(built.has("h/i/index.html") && built.text("sitemap.xml").contains("/h/i/"));
    assert!(built.text("search/en.js").contains("h/i/"), "search");
}

#[test]
fn rule_4_2_the_menu_by_title() {
    let files = page("b/_index.md", "title: B\nweight: 1\n") + &page("a/_index.md", "title: A\nweight: 2\n");
    let built = build("[params]\nordersectionsby = \"title\"", &files);
    assert_eq!(&menu(&built, "index.html")[..2], ["/a/", "/b/"]);
    // The arrows go by weight all the same.
    assert_eq!(walk(&built), ["/", "/b/", "/a/"]);
}

#[test]
fn rule_4_3_children() {
    let files = |call: &str| {
        format!("-- content/s/_index.md --\n---\ntitle: S\n---\n{call}\n")
            + &page("s/b.md", "title: Bb\nmenuTitle: Menu\nweight: 1\ndescription: About it\ndate: 2020-01-01\n")
            + &page("s/a/_index.md", "title: Aa\nweight: 2\ndate: 2021-01-01\n")
            + &page("s/a/c.md", "title: Cc\n")
            + &page("s/h/_index.md", "title: Hh\nhidden: true\nweight: 3\n")
            + &page("s/h/i.md", "title: Ii\n")
    };
    let shown = |call: &str| {
        let article = build("", &files(call)).article("s/index.html");
        article[article.find("class=\"children").unwrap_or(0)..].to_string()
    };
    let names = |html: &str| -> String {
        ["Bb", "Aa", "Cc", "Hh", "Ii"]
            .iter()
            .filter_map(|name| html.find(&format!(">{name}</a>")).map(|at| (at, *name)))
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_values()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names(&shown("{{% children %}}")), "Bb Aa");
    assert_eq!(names(&shown("{{% children showhidden=\"true\" %}}")), "Bb Aa Hh");
    // To learn every text is true; the guide writes this eighteen times and means it.
    assert_eq!(names(&shown("{{% children showhidden=\"false\" %}}")), "Bb Aa");
    assert_eq!(names(&shown("{{% children depth=\"2\" %}}")), "Bb Aa Cc");
    assert_eq!(names(&shown("{{% children depth=3 showhidden=true %}}")), "Bb Aa Cc Hh Ii");
    assert_eq!(names(&shown("{{% children sort=\"Name\" %}}")), "Aa Bb");
    assert_eq!(names(&shown("{{% children sort=\"Date\" %}}")), "Bb Aa");
    assert_eq!(names(&shown("{{% children page=\"s/a\" %}}")), "Cc");
    let html = shown("{{% children description=\"true\" %}}");
    assert!(html.contains("About it") && html.contains("Text."), "{html}");
    assert!(!shown("{{% children description=\"false\" %}}").contains("About it"));
    let html = shown("{{% children style=\"h2\" depth=2 %}}");
    assert!(html.contains("<h2><a href=\"/s/b/\">") && html.contains("<h3><a href=\"/s/a/c/\">"), "{html}");
    let html = shown("{{% children %}}");
    assert!(html.starts_with("class=\"children children-li\">") && !html.contains("Menu"), "{html}");
}

#[test]
fn rule_4_4_the_arrows_go_through_the_tree() {
    let files = page("root.md", "title: Root\n")
        + &page("a/_index.md", "title: A\nweight: 1\n")
        + &page("a/x.md", "title: X\nweight: 2\n")
        + &page("a/h.md", "title: H\nhidden: true\nweight: 1\n")
        + &page("b/_index.md", "title: B\nweight: 2\n")
        + &page("b/last.md", "title: Last\n");
    let built = build("", &files);
    let walked = walk(&built);
    assert_eq!(&walked[..5], ["/", "/a/", "/a/x/", "/b/", "/b/last/"], "{walked:?}");
    // To learn with pretty URLs the last page has a next one: the first.
    assert!(!walked[5..].iter().any(|url| url != "/root/"), "{walked:?}");
    let arrows = |html: String| html.contains("class=\"pager\"");
    assert!(!arrows(built.text("a/h/index.html")), "a hidden page has no arrows");
    assert!(!arrows(build("[params]\ndisableNextPrev = true", &files).text("a/x/index.html")));
}

#[test]
fn rule_4_5_the_frame_of_a_page() {
    let files = page("s/_index.md", "title: Sec & tion\nmenuTitle: M\n")
        + "-- content/s/a.md --\n---\ntitle: A\n---\n## x\nText.\n\n## y\nText.\n"
        + "-- content/s/c.md --\n---\ntitle: C\nchapter: true\n---\n# Big\n\nText.\n";
    let built = build("title = \"Site\"", &files);
    let html = built.text("s/a/index.html");
    assert!(html.contains("<title>A · Site</title>") && html.contains("<h1>A</h1>"));
    let crumbs = &html[html.find("class=\"breadcrumbs\"").expect("a trail")..];
    let crumbs = &crumbs[..crumbs.find("</nav>").expect("its end")];
    assert!(crumbs.contains("<a href=\"/s/\">Sec &amp; tion</a>") && crumbs.contains(">A</li>"), "{crumbs}");
    let chapter = built.text("s/c/index.html");
    assert!(
        chapter.contains("class=\"chapter\"") && !chapter.contains("<h1>C</h1>") && chapter.contains("<h1 id=\"big\">")
    );
    // The body of the home page is that of its file.
    assert!(built.article("index.html").contains("<p>Text.</p>"));
    let old = build("title = \"Site\"\n[params]\ntitleSeparator = \"::\"", &files).text("s/a/index.html");
    assert!(old.contains("<title>A :: Site</title>"));
}

#[test]
fn rule_4_5_wishes_for_pictures_are_met_at_build_time() {
    let files = "-- content/a.md --\n---\ntitle: A\n---\n![p](/p.png?height=50px) ![q](/p.png?width=20pc&classes=shadow,border)\n\n\
                 ![r](/p.png?featherlight=false)\n-- static/p.png --\nx\n";
    let article = build("", files).article("a/index.html");
    assert!(article.contains("style=\"width:auto;height:50px\""), "{article}");
    assert!(article.contains("class=\"shadow border\" style=\"width:20pc;height:auto\""), "{article}");
    assert_eq!(article.matches("lightbox-link").count(), 2, "{article}");
}
