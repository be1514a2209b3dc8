//! Section 7: `ref` and `relref`. The order of the search is held in `tests/conformance.rs`.

use crate::support::{Built, hrefs, site};

const FILES: &str = "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
     -- content/s/_index.md --\n---\ntitle: S\n---\nText.\n-- content/s/vis.md --\n---\ntitle: V\n---\n## Head\nText.\n\
     -- content/s/dup.md --\n---\ntitle: D1\n---\nText.\n-- content/t/_index.md --\n---\ntitle: T\n---\nText.\n\
     -- content/t/dup.md --\n---\ntitle: D2\n---\nText.\n-- content/t/dr.md --\n---\ntitle: Dr\ndraft: true\n---\nText.\n\
     -- templates/page.html --\n<article>{{ page.content | safe }}</article>\n";

fn build(config: &str, body: &str) -> Built {
    site(&format!(
        "-- hugo.toml --\nbaseURL = \"/\"\n{config}\n{FILES}-- content/s/a.md --\n---\ntitle: A\n---\n{body}\n"
    ))
    .build()
}

fn links(body: &str) -> Vec<String> {
    hrefs(&build("", body).article("s/a/index.html"))
}

#[test]
fn rule_7_1_1_to_7_1_4_arguments_fragments_extensions_and_case() {
    let body = "[x]({{< relref \"vis\" >}}) [x]({{< relref path=\"vis.md\" >}}) [x]({{< ref \"VIS.html\" >}})\n\
                [x]({{< relref \"/s/vis/\" >}}) [x]({{< relref \"vis#head\" >}}) [x]({{< relref \"./vis\" >}})\n\
                [x]({{< relref \"../t\" >}}) [x]({{< relref \"t/dup\" >}}) [x]({{< relref \"dup\" >}})\n\n## Head\n\n\
                [x]({{< relref \"#head\" >}})";
    let expected = [
        "/s/vis/",
        "/s/vis/",
        "/s/vis/",
        "/s/vis/",
        "/s/vis/#head",
        "/s/vis/",
        "/t/",
        "/t/dup/",
        "/s/dup/",
        "#head",
        "#head",
    ];
    assert_eq!(links(body), expected);
}

#[test]
fn rule_7_1_5_and_7_2_ambiguous_names_are_told_with_all_candidates() {
    let literal = format!(
        "-- hugo.toml --\nbaseURL = \"/\"\n{FILES}-- content/c.md --\n---\ntitle: C\n---\n[x]({{{{< relref \"dup\" >}}}})\n"
    );
    let built = site(&literal).build();
    let found = built.findings();
    assert!(found.contains("ref-ambiguous content/c.md:4:17"), "{found}");
    let problem = found.lines().find(|line| line.contains("ref-ambiguous")).expect("a finding");
    assert!(problem.contains("s/dup") && problem.contains("t/dup"), "{problem}");
}

#[test]
fn rule_7_1_6_every_broken_reference_is_an_error_or_a_warning() {
    let body = "[x]({{< relref \"gone\" >}}) [x]({{< relref \"viz\" >}}) [x]({{< relref path=\"vis\" lang=\"fr\" >}})";
    let found = build("", body).findings();
    assert_eq!(found.matches("ref-broken content/s/a.md:4:").count(), 3, "{found}");
    assert!(found.contains("vis"), "{found}");
    let built =
        build("refLinksErrorLevel = \"warning\"\nrefLinksNotFoundURL = \"/lost/\"", "[x]({{< relref \"gone\" >}})");
    assert_eq!(hrefs(&built.article("s/a/index.html")), ["/lost/"]);
    assert!(built.findings().contains("ref-broken"), "{}", built.findings());
}

#[test]
fn rule_7_1_7_fragments_are_checked() {
    let found = build("", "[x]({{< relref \"vis#haed\" >}})").findings();
    assert!(found.contains("anchor-broken content/s/a.md:4:") && found.contains("head"), "{found}");
}

#[test]
fn rule_7_1_8_ref_is_absolute_where_the_site_has_a_host() {
    let body = "[x]({{< ref \"vis\" >}}) [x]({{< relref \"vis\" >}})";
    let literal = format!(
        "-- hugo.toml --\nbaseURL = \"https://a.org/g/\"\n{FILES}-- content/s/a.md --\n---\ntitle: A\n---\n{body}\n"
    );
    let built = site(&literal).build();
    assert_eq!(hrefs(&built.article("s/a/index.html")), ["https://a.org/g/s/vis/", "/g/s/vis/"]);
    // learn's `ref` is its `relref`.
    let built = site(&literal.replace("/g/\"\n", "/g/\"\ntheme = \"learn\"\n")).build();
    assert_eq!(hrefs(&built.article("s/a/index.html")), ["/g/s/vis/", "/g/s/vis/"]);
    let built = site(&literal.replace("/g/\"\n", "/g/\"\nrelativeURLs = true\n")).build();
    assert_eq!(hrefs(&built.article("s/a/index.html"))[1], "../../s/vis/index.html");
}

#[test]
fn rule_7_1_9_a_draft_is_named_as_one() {
    let found = build("", "[x]({{< relref \"dr\" >}})").findings();
    let line = found.lines().find(|line| line.contains("content/s/a.md:4:")).expect("a finding");
    assert!(line.contains("draft"), "{line}");
}

#[test]
fn rule_7_1_10_plain_links_and_pictures_are_resolved_and_checked() {
    let built = build("", "[x](vis.md) [x](../t/dup.md#x) [x](no-such.md) ![p](/no.png)");
    assert_eq!(hrefs(&built.article("s/a/index.html"))[0], "/s/vis/");
    let found = built.findings();
    for rule in ["link-broken content/s/a.md:4:", "image-missing content/s/a.md:4:", "anchor-broken content/s/a.md:4:"]
    {
        assert!(found.contains(rule), "{rule} in {found}");
    }
}

#[test]
fn rule_7_2_1_sections_by_their_file() {
    assert_eq!(links("[x]({{< relref \"t/_index.md\" >}}) [x]({{< relref \"/t/_index.md#x\" >}})")[0], "/t/");
}
