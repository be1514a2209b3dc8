//! Section 3: URLs and files.

use crate::support::{Built, hrefs, site};

const HOME: &str = "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n";

fn build(config: &str, files: &str) -> Built {
    site(&format!("-- hugo.toml --\nbaseURL = \"/\"\n{config}\n{HOME}{files}")).build()
}

fn page(path: &str, head: &str) -> String {
    format!("-- content/{path} --\n---\ntitle: T\n{head}---\nText.\n")
}

#[test]
fn rule_3_1_paths_are_lower_case_with_hyphens() {
    let files = page("My Chapter/_index.md", "") + &page("My Chapter/A Page (1).md", "");
    let built = build("", &files);
    assert!(built.has("my-chapter/a-page-1/index.html"), "{:?}", built.files());
    let built = build("disablePathToLower = true", &files);
    assert!(built.has("My-Chapter/A-Page-1/index.html"), "{:?}", built.files());
}

#[test]
fn rule_3_2_and_3_3_ugly_and_pretty() {
    let files = page("s/_index.md", "") + &page("s/a.md", "tags: [Foo Bar]\n");
    let built = build("uglyURLs = true", &files);
    for file in ["index.html", "s/index.html", "s/a.html", "tags/index.html", "tags/foo-bar.html", "s/index.xml"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
    let links = hrefs(&built.text("s/a.html"));
    assert!(links.contains(&"/s/index.html".to_string()) && links.contains(&"/s/a.html".to_string()), "{links:?}");
    let built = build("", &files);
    for file in ["index.html", "s/index.html", "s/a/index.html", "tags/foo-bar/index.html"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
    let links = hrefs(&built.text("s/a/index.html"));
    assert!(links.contains(&"/s/".to_string()) && links.contains(&"/s/a/".to_string()), "{links:?}");
}

#[test]
fn rule_3_4_relative_urls() {
    let files = page("s/_index.md", "")
        + "-- content/s/a.md --\n---\ntitle: A\n---\n[s](/s/) ![p](/p.png) <a href=\"//h.org/x\">h</a> <b data-nav-id=\"/x\">\n\
           -- static/p.png --\nx\n";
    let built = build("uglyURLs = true\nrelativeURLs = true\n[markup.goldmark.renderer]\nunsafe = true", &files);
    let article = built.article("s/a.html");
    assert!(article.contains("href=\"../s/index.html\"") && article.contains("src=\"../p.png\""), "{article}");
    assert!(article.contains("href=\"//h.org/x\"") && article.contains("data-nav-id=\"/x\""), "{article}");
    assert!(built.text("index.html").contains("href=\"./s/index.html\""));
}

#[test]
fn rule_3_5_static_files_of_the_site_win_over_those_of_the_theme() {
    let files = "-- static/a.txt --\nsite\n-- themes/t/static/a.txt --\ntheme\n-- themes/t/static/b.txt --\ntheme\n";
    let site = site(&format!("-- hugo.toml --\nbaseURL = \"/\"\ntheme = \"t\"\n{HOME}{files}"));
    let built = site.build();
    assert_eq!((built.text("a.txt").trim(), built.text("b.txt").trim()), ("site", "theme"));
}

#[test]
fn rule_3_6_aliases() {
    let files = page("s/_index.md", "") + &page("s/a.md", "aliases: [/old, near, ../up, /o/x.html]\n");
    let built = build("", &files);
    for file in ["old/index.html", "s/near/index.html", "up/index.html", "o/x.html"] {
        assert!(built.text(file).contains("url=/s/a/\""), "{file}");
    }
    let built = build("uglyURLs = true", &files);
    for file in ["old.html", "s/near.html", "up.html", "o/x.html"] {
        assert!(built.text(file).contains("url=/s/a.html\""), "{file}");
    }
    let bad = page("s/_index.md", "") + &page("s/a.md", "aliases: ['', /, ../../../x]\n");
    let found = build("", &bad).findings();
    assert_eq!(found.matches("alias-invalid content/s/a.md:3:").count(), 3, "{found}");
}

#[test]
fn rule_3_7_slug_and_url() {
    let files =
        page("s/_index.md", "slug: no\n") + &page("s/a.md", "slug: new\n") + &page("s/b.md", "url: /X y/B.html\n");
    let built = build("", &files);
    for file in ["s/index.html", "s/new/index.html", "X y/B.html"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
    assert!(hrefs(&built.text("index.html")).contains(&"/X%20y/B.html".to_string()));
}

#[test]
fn rule_3_8_no_empty_taxonomy_is_written() {
    let built = build("", &page("a.md", ""));
    assert!(!built.has("tags/index.html") && !built.has("categories/index.html"), "{:?}", built.files());
    assert!(!built.text("sitemap.xml").contains("tags"));
    let built = build("", &page("a.md", "tags: [x]\n"));
    assert!(built.has("tags/x/index.html") && !built.has("categories/index.html"), "{:?}", built.files());
}

#[test]
fn rule_3_9_files_of_the_whole_site() {
    let built = build("", "");
    assert!(built.has("404.html") && built.has("sitemap.xml") && !built.has("robots.txt"));
    assert!(build("enableRobotsTXT = true", "").has("robots.txt"));
}

#[test]
fn rule_3_10_two_pages_on_one_path_are_an_error() {
    let found = build("", &(page("a.md", "") + &page("b.md", "url: /a/\n"))).findings();
    assert!(found.contains("url-duplicate content/b.md"), "{found}");
}

#[test]
fn an_address_with_a_stroke_before_it_is_from_the_root_and_an_alias_from_the_folder_of_the_language() {
    let config = |inside: bool| {
        format!("defaultContentLanguageInSubdir = {inside}\n[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n")
    };
    let files = page("a/_index.md", "")
        + &page("a/_index.fr.md", "aliases: [/sek/, seka]\n")
        + &page("a/p.fr.md", "aliases: [/vieux/, nah, ../up, ../../hoch, /fr/schon/, /o/x.html]\n")
        + &page("a/q.fr.md", "url: /special/\n")
        + &page("a/r.fr.md", "url: rel/x\n")
        + &page("a/v.fr.md", "url: /w.html\n")
        + &page("a/bun/index.fr.md", "url: bunrel\n")
        + &page("a/w.md", "url: /en-abs/\naliases: [/alt/]\n")
        + &page("a/w2.md", "url: rel-en/y\n");
    let both = "special/ fr/rel/x/ w.html fr/bunrel/ en-abs/ fr/vieux/ fr/a/nah/ fr/up/ hoch/ fr/fr/schon/ fr/o/x.html \
                fr/sek/ fr/seka/";
    for (inside, own) in [(false, "alt/ rel-en/y/"), (true, "en/alt/ en/rel-en/y/")] {
        let built = build(&config(inside), &files);
        for file in both.split(' ').chain(own.split(' ')) {
            let file = if file.ends_with('/') { format!("{file}index.html") } else { file.to_string() };
            assert!(built.has(&file), "{inside} {file} of {:?}", built.files());
        }
    }
}

#[test]
fn a_language_in_the_name_of_a_file_counts_in_a_folder_of_one_language() {
    let config = "[languages.en]\ncontentDir = \"content\"\n";
    let files = page("a/_index.en.md", "") + &page("a/p.en.md", "") + &page("a/y.de.md", "");
    let built = build(config, &files);
    for file in ["a/index.html", "a/p/index.html", "a/y.de/index.html"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
    assert!(!built.has("a/_index.en/index.html") && !built.has("a/p.en/index.html"), "{:?}", built.files());
    assert!(!built.findings().contains("section-index-missing"), "{}", built.findings());

    let config = "[languages.en]\nweight = 1\ncontentDir = \"content/en\"\n\
                  [languages.fr]\nweight = 2\ncontentDir = \"content/fr\"\n";
    let files =
        page("en/a/p.en.md", "") + &page("en/a/x.fr.md", "") + &page("fr/b/q.en.md", "") + &page("fr/b/r.md", "");
    let built = build(config, &files);
    for file in ["a/p/index.html", "fr/a/x/index.html", "b/q/index.html", "fr/b/r/index.html"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
}

#[test]
fn a_folder_that_two_languages_have_belongs_to_neither_alone() {
    let config = "[languages.en]\nweight = 1\ncontentDir = \"content\"\n[languages.fr]\nweight = 2\n";
    let files = page("a/_index.md", "") + &page("a/_index.fr.md", "") + "-- content/a/x.txt --\nx\n";
    let built = build(config, &files);
    for file in ["a/index.html", "fr/a/index.html", "a/x.txt", "fr/a/x.txt"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
}
