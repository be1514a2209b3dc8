//! Section 1: the configuration. Names of files, merging and keys are held in `tests/configuration.rs`.

use crate::support::{hrefs, site};

#[test]
fn rule_1_2_keys_and_parameters_are_found_in_any_case() {
    let built = site(
        "-- hugo.toml --\nbaseurl = \"/\"\nUGLYURLS = true\n[Params]\nTitleSeparator = \"::\"\n\
         -- content/_index.md --\n---\nTITLE: Home\n---\n\
         -- content/a/_index.md --\n---\ntitle: Long title\nmenutitle: Short\nWEIGHT: 3\n---\n",
    )
    .build();
    let html = built.text("a/index.html");
    assert!(html.contains("<title>Long title :: "), "{html}");
    assert!(html.contains(">Short</a>"), "{html}");
}

#[test]
fn rule_1_3_and_1_4_unknown_and_misplaced_keys_are_told() {
    let found = site(
        "-- hugo.toml --\nbaseURL = \"/\"\nuglyURL = true\n[params]\nenableGitInfo = true\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nText.\n",
    )
    .build()
    .findings();
    assert!(found.contains("config-unknown-key hugo.toml:2:1"), "{found}");
    assert!(found.contains("`uglyURLs`") || found.contains("uglyURL"), "{found}");
    assert!(found.contains("config-misplaced-key hugo.toml:4:1"), "{found}");
}

#[test]
fn rule_1_4_without_a_date_no_date_is_shown() {
    let site = site(
        "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n\
         -- content/a.md --\n---\ntitle: A\n---\nText.\n-- content/b.md --\n---\ntitle: B\ndate: 2025-03-04\n---\nText.\n",
    );
    let built = site.build();
    assert!(!built.text("a/index.html").contains("<time"));
    assert!(!built.text("a/index.html").contains("0001"));
    assert!(built.text("b/index.html").contains("<time datetime=\"2025-03-04\">"));
}

#[test]
fn rule_1_5_a_sitemap_without_a_host_is_told() {
    let literal = "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n";
    let mut site = site(literal);
    let built = site.build();
    assert!(built.text("sitemap.xml").contains("<loc>/</loc>"));
    assert!(built.findings().contains("config-base-url-without-host hugo.toml:1:1"), "{}", built.findings());
    site.options.base_url = Some("https://guide.example.org/x/".into());
    let built = site.build();
    assert!(built.text("sitemap.xml").contains("<loc>https://guide.example.org/x/</loc>"));
    assert!(!built.findings().contains("config-base-url"), "{}", built.findings());
}

#[test]
fn rule_1_6_outputs_of_home_sections_and_taxonomies() {
    let built = site(
        "-- hugo.toml --\nbaseURL = \"https://a.org/\"\n[outputs]\nhome = [\"HTML\", \"RSS\", \"JSON\"]\n\
         -- content/_index.md --\n---\ntitle: Home\n---\n-- content/s/_index.md --\n---\ntitle: S\n---\n\
         -- content/s/a.md --\n---\ntitle: A\ntags: [x]\n---\nText.\n",
    )
    .build();
    for file in ["index.html", "index.xml", "index.json", "s/index.html", "s/index.xml", "tags/index.xml"] {
        assert!(built.has(file), "{file} of {:?}", built.files());
    }
}

#[test]
fn rule_1_7_the_old_keys_of_highlighting_count() {
    let built = site(
        "-- hugo.toml --\nbaseURL = \"/\"\npygmentsCodeFences = true\npygmentsUseClasses = true\n\
         -- content/_index.md --\n---\ntitle: Home\n---\n```json\n{\"a\": 1}\n```\n",
    )
    .build();
    let html = built.text("index.html");
    assert!(html.contains("<span class="), "{html}");
    assert!(!html.contains("style=\"color"), "{html}");
}

#[test]
fn rule_1_8_parameters_that_nobody_reads_are_told() {
    let found = site(
        "-- hugo.toml --\nbaseURL = \"/\"\n[params]\ndisableHomeIcon = true\ndisableNavChevron = true\n\
         highlightClientSide = true\nmenushortcutsnewtab = true\ndateformat = \"2006\"\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nText.\n",
    )
    .build()
    .findings();
    assert_eq!(found.matches("config-unread-param").count(), 5, "{found}");
}

#[test]
fn rule_1_9_the_edit_link() {
    let built = site(
        "-- hugo.toml --\nbaseURL = \"/\"\n[params]\neditURL = \"https://g.org/edit/main/content/\"\n\
         -- content/_index.md --\n---\ntitle: Home\n---\n-- content/s/_index.md --\n---\ntitle: S\n---\n\
         -- content/s/a b.md --\n---\ntitle: A\n---\nText.\n",
    )
    .build();
    let edit = |file: &str| hrefs(&built.text(file)).into_iter().find(|url| url.contains("g.org"));
    assert_eq!(edit("s/index.html").as_deref(), Some("https://g.org/edit/main/content/s/_index.md"));
    assert_eq!(edit("s/a-b/index.html").as_deref(), Some("https://g.org/edit/main/content/s/a%20b.md"));
    // learn leaves it out of the home page.
    assert_eq!(edit("index.html").as_deref(), Some("https://g.org/edit/main/content/_index.md"));
}

#[test]
fn rule_1_10_assets_carry_the_hash_of_their_content_and_no_time() {
    let site = site("-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n");
    let first = site.build().text("index.html");
    let sheet = hrefs(&first).into_iter().find(|url| url.ends_with(".css")).expect("a style sheet");
    assert!(!sheet.contains('?'), "{sheet}");
    let mut later = site;
    later.options.now += 100_000;
    assert_eq!(later.build().text("index.html"), first);
}
