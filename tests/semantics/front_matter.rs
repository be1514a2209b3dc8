//! Section 2: front matter. Syntaxes, dates, weights and misspelt keys are held in `tests/front_matter.rs`.

use crate::support::{Built, site};

fn build(pages: &str) -> Built {
    site(&format!("-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n{pages}")).build()
}

#[test]
fn rule_2_1_and_2_2_three_syntaxes_and_no_reserved_key_among_the_params() {
    let built = build(
        "-- templates/page.html --\n{{ page.title }}|{% for key, value in page.params %}{{ key }}={{ value }};{% endfor %}\n\
         -- content/a.md --\n---\ntitle: A\nweight: 1\nlayout: x\nfree: y\nparams:\n  inner: z\n---\n\
         -- content/b.md --\n+++\ntitle = \"B\"\nfree = \"y\"\n+++\n-- content/c.md --\n{\"title\": \"C\", \"free\": \"y\"}\n",
    );
    assert_eq!(built.text("a/index.html").trim(), "A|free=y;inner=z;");
    assert_eq!(built.text("b/index.html").trim(), "B|free=y;");
    assert_eq!(built.text("c/index.html").trim(), "C|free=y;");
}

#[test]
fn rule_2_3_the_keys_of_learn() {
    let built = build(
        "-- content/s/_index.md --\n---\ntitle: S\nmenuTitle: Menu\npre: '4. '\npost: ' <i>!</i>'\nchapter: true\n---\n## x\nText.\n\n## y\nText.\n\n\
         -- content/s/a.md --\n---\ntitle: A\ndisableToc: true\ndisableBreadcrumb: true\ndisableNextPrev: true\n\
         LastModifierDisplayName: Jo\nLastModifierEmail: jo@a.org\ntags: [one two]\nhead: <meta name=\"x\">\n---\n## x\nText.\n\n## y\nText.\n\n\
         -- content/s/b.md --\n---\ntitle: B\n---\n## x\nText.\n\n## y\nText.\n",
    );
    let (section, a, b) = (built.text("s/index.html"), built.text("s/a/index.html"), built.text("s/b/index.html"));
    // The blank of `pre` survives.
    assert!(b.contains("<a href=\"/s/\">4. Menu <i>!</i></a>"), "{}", &b[b.find("<nav").unwrap_or(0)..][..400]);
    assert!(section.contains("<article class=\"chapter\">"));
    for (part, in_a, in_b) in
        [("class=\"contents\"", false, true), ("class=\"breadcrumbs\"", false, true), ("class=\"pager\"", false, true)]
    {
        assert_eq!((a.contains(part), b.contains(part)), (in_a, in_b), "{part}");
    }
    assert!(a.contains("<a href=\"mailto:jo@a.org\">Jo</a>"), "{a}");
    assert!(a.contains("<a class=\"tag\" href=\"/tags/one-two/\">one two</a>"), "{a}");
}

#[test]
fn rule_2_4_and_2_5_weights_are_decimal() {
    let built = build(
        "-- content/s/_index.md --\n---\ntitle: S\n---\n{{% children %}}\n\
         -- content/s/a.md --\n---\ntitle: Nine\nweight: 09\n---\n-- content/s/b.md --\n---\ntitle: Ten\nweight: 010\n---\n\
         -- content/s/c.md --\n---\ntitle: Seven\nweight: \"7\"\n---\n-- content/s/d.md --\n---\ntitle: Five\nweight: 05\n---\n\
         -- content/s/e.md --\n---\ntitle: Word\nweight: abc\n---\n",
    );
    let article = built.article("s/index.html");
    let order: Vec<usize> =
        ["Five", "Seven", "Nine", "Ten", "Word"].iter().map(|title| article.find(title).expect("a page")).collect();
    assert!(order.is_sorted(), "{article}");
    let found = built.findings();
    for line in ["front-matter-leading-zero content/s/a.md:3", "front-matter-leading-zero content/s/b.md:3"] {
        assert!(found.contains(line), "{found}");
    }
    assert!(found.contains("front-matter-wrong-type content/s/e.md:3"), "{found}");
}

#[test]
fn rule_2_6_errors_of_the_head_have_a_place() {
    let found = build(
        "-- content/a.md --\n---\ntitle: A\nweight: 1\nweight: 2\n---\nText.\n\
         -- content/b.md --\n---\ntitle: B\ndate: yesterday\n---\nText.\n-- content/c.md --\n---\ntitle: C\nmenutitel: x\n---\nText.\n",
    )
    .findings();
    assert!(found.contains("front-matter-duplicate-key content/a.md:4:1"), "{found}");
    assert!(found.contains("front-matter-date-invalid content/b.md:3:"), "{found}");
    assert!(found.contains("front-matter-unknown-key content/c.md:3:1"), "{found}");
    assert!(found.contains("replace `menutitel` by `menuTitle`"), "{found}");
}

#[test]
fn rule_2_7_the_text_false_means_no() {
    let built = build(
        "-- content/s/_index.md --\n---\ntitle: S\nchapter: \"false\"\n---\n## x\nText.\n\n## y\nText.\n\n\
         -- content/s/a.md --\n---\ntitle: A\ndisableToc: \"false\"\nhidden: \"false\"\n---\n## x\nText.\n\n## y\nText.\n",
    );
    assert!(!built.text("s/index.html").contains("class=\"chapter\""));
    assert!(built.text("s/a/index.html").contains("class=\"contents\""));
    assert!(built.text("index.html").contains("href=\"/s/a/\""));
    assert_eq!(built.findings().matches("front-matter-quoted-boolean").count(), 3, "{}", built.findings());
}

#[test]
fn rule_2_8_dates_fall_back_on_each_other() {
    let built = build(
        "-- templates/page.html --\n{{ page.date }}|{{ page.lastmod }}\n\
         -- content/a.md --\n---\npublishDate: 2025-01-02\n---\n-- content/b.md --\n---\nlastmod: 2025-01-03\n---\n\
         -- content/c.md --\n---\ndate: 2025-01-04\nlastmod: 2025-01-05\n---\n-- content/d.md --\n---\ndate: 2025-01-04\n---\n",
    );
    assert_eq!(built.text("a/index.html").trim(), "2025-01-02|2025-01-02");
    assert_eq!(built.text("b/index.html").trim(), "2025-01-03|2025-01-03");
    assert_eq!(built.text("c/index.html").trim(), "2025-01-04|2025-01-05");
    assert_eq!(built.text("d/index.html").trim(), "2025-01-04|2025-01-04");
}

#[test]
fn rule_2_9_drafts_future_and_expired_pages_are_dropped_and_drafts_keep_their_children() {
    let literal = "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\n\
         -- content/d.md --\n---\ntitle: D\ndraft: true\n---\n-- content/f.md --\n---\ntitle: F\ndate: 2027-01-01\n---\n\
         -- content/e.md --\n---\ntitle: E\nexpiryDate: 2025-01-01\n---\n\
         -- content/ds/_index.md --\n---\ntitle: DS\ndraft: true\n---\n-- content/ds/x.md --\n---\ntitle: X\n---\nText.\n";
    let mut site = site(literal);
    let built = site.build();
    for (file, there) in [("d", false), ("f", false), ("e", false), ("ds/x", true)] {
        assert_eq!(built.has(&format!("{file}/index.html")), there, "{file}");
    }
    assert!(built.findings().contains("page-below-draft content/ds/x.md"), "{}", built.findings());
    site.options.drafts = true;
    site.options.future = true;
    site.options.expired = true;
    let built = site.build();
    for file in ["d", "f", "e", "ds", "ds/x"] {
        assert!(built.has(&format!("{file}/index.html")), "{file}");
    }
}

#[test]
fn rule_2_10_a_reference_to_a_draft_is_told_as_such() {
    let found = build(
        "-- content/a.md --\n---\ntitle: A\n---\n[d]({{< relref \"d\" >}})\n-- content/d.md --\n---\ntitle: D\ndraft: true\n---\nText.\n",
    )
    .findings();
    assert!(found.contains("content/a.md:4:") && found.contains("draft"), "{found}");
}

#[test]
fn rule_2_11_a_folder_without_index() {
    let built = build(
        "-- content/plain words/a.md --\n---\ntitle: A\n---\nText.\n\
         -- content/s/_index.md --\n---\ntitle: S\n---\n{{% children %}}\n-- content/s/deep/b.md --\n---\ntitle: B\n---\nText.\n",
    );
    assert!(
        built.text("plain-words/index.html").contains("<h1>Plain Words</h1>"),
        "{}",
        built.text("plain-words/index.html")
    );
    // A nested folder is no section: its pages belong to the one above.
    assert!(!built.has("s/deep/index.html"), "{:?}", built.files());
    assert!(
        built.article("s/index.html").contains("<a href=\"/s/deep/b/\">B</a>"),
        "{}",
        built.article("s/index.html")
    );
    assert!(built.findings().contains("section-index-missing"), "{}", built.findings());
}
