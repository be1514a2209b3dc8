//! The list of all pages, for readers without script: one page for a small guide, short lists for a large one.

mod support;

use std::collections::BTreeSet;
use support::{hrefs, site};

/// Chapters with so many sections, each with so many pages.
fn guide(settings: &str, chapters: usize, sections: usize, pages: usize) -> support::Site {
    let mut literal = format!(
        "-- guidegen.toml --\n{settings}title = \"Large\"\n-- content/_index.md --\n---\ntitle: Home\n---\nHi.\n"
    );
    let mut page = |path: String, title: String| {
        literal += &format!(
            "-- content/{path}.md --\n---\ntitle: {title}\nweight: 1\n---\nText.\n\n## Part of {title}\n\nText.\n"
        );
    };
    for chapter in 1..=chapters {
        page(format!("c{chapter}/_index"), format!("Chapter {chapter}"));
        for section in 1..=sections {
            page(format!("c{chapter}/s{section}/_index"), format!("Section {chapter}.{section}"));
            for number in 1..=pages {
                page(format!("c{chapter}/s{section}/p{number}"), format!("Page {chapter}.{section}.{number}"));
            }
        }
    }
    site(&literal)
}

#[test]
fn a_small_guide_has_one_list_with_the_headings() {
    let built = guide("", 2, 2, 3).build();
    let list = built.article("search/index.html");
    assert!(list.contains(r##"href="/c2/s1/p3/">Page 2.1.3</a>"##), "{list}");
    assert!(list.contains(r##"href="/c2/s1/p3/#part-of-page-213">Part of Page 2.1.3</a>"##), "{list}");
    assert!(!list.contains("/search/"), "no other list: {list}");
    assert_eq!(built.files().iter().filter(|file| file.starts_with("search/") && file.ends_with(".html")).count(), 1);
}

#[test]
fn a_large_guide_has_an_overview_and_a_list_of_each_part_and_no_page_is_lost() {
    let built = guide("", 4, 10, 19).build();
    let lists: Vec<String> =
        built.files().into_iter().filter(|file| file.starts_with("search/") && file.ends_with(".html")).collect();
    assert_eq!(lists.len(), 5, "{lists:?}");
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for list in &lists {
        let html = built.article(list);
        assert!(html.len() < 100_000, "{list}: {}", html.len());
        shown.extend(hrefs(&html));
    }
    let pages = built.files().into_iter().filter(|file| file.ends_with("/index.html") && file.starts_with('c'));
    let missing: Vec<String> =
        pages.filter(|file| !shown.contains(&format!("/{}", file.trim_end_matches("index.html")))).collect();
    assert!(missing.is_empty(), "{missing:?}");

    let overview = built.article("search/index.html");
    assert!(overview.contains(">Section 4.10</a>") && !overview.contains(">Page 1.1.1</a>"), "{overview}");
    assert!(overview.contains(r#"href="/search/c3/">All pages"#) && overview.contains(">201</span>"), "{overview}");
    let third = built.text("search/c3/index.html");
    assert!(third.contains(r#"<li><a href="/search/">All pages</a></li>"#), "the way back");
    assert!(
        third.contains(r#"<a rel="prev" href="/search/c2/">"#)
            && third.contains(r#"<a rel="next" href="/search/c4/">"#)
    );
    assert!(third.contains(r#"<meta name="robots" content="noindex">"#));
}

#[test]
fn lists_follow_the_form_of_addresses_and_make_way_for_pages() {
    let large = guide("baseURL = \"https://example.org/docs/\"\nuglyURLs = true\nrelativeURLs = true\n", 3, 1, 260);
    large.write("-- content/search/_index.md --\n---\ntitle: Search\nweight: 9\n---\nText.\n");
    large.write("-- content/search/c2.md --\n---\ntitle: In the way\nweight: 9\n---\nText.\n");
    let built = large.build();
    assert!(built.text("search/c2.html").contains("<h1>In the way</h1>"));
    assert!(built.text("search/c2-.html").contains("<h1>Chapter 2</h1>"), "{:?}", built.files());
    let list = built.article("search.html");
    assert!(list.contains(r#"href="./search/c2-.html""#), "{list}");
    let findings = built.findings();
    let broken: Vec<&str> = findings.lines().filter(|line| !line.starts_with("weight-duplicate")).collect();
    assert_eq!(broken, [""; 0], "every link lands");
}
