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

#[test]
fn a_call_in_an_address_of_raw_html_is_judged_with_what_stands_behind_it() {
    let config = "[markup.goldmark.renderer]\nunsafe = true";
    let found = build(config, "<a href=\"{{< relref \"vis\" >}}#head\">there</a>").findings();
    assert!(!found.contains("-broken"), "{found}");
    let found = build(config, "<a href=\"{{< relref \"vis\" >}}#gone\">there</a>").findings();
    assert!(found.contains("output-anchor-broken") && found.contains("gone"), "{found}");
    let found = build(config, "<a href=\"#gone\">here</a>").findings();
    assert!(found.contains("anchor-broken content/s/a.md:4:"), "{found}");
    let files = "-- content/s/b.html --\n---\ntitle: B\n---\n<a href=\"{{< relref \"vis\" >}}#head\">there</a>\n";
    let found = site(&format!("-- hugo.toml --\nbaseURL = \"/\"\n{FILES}{files}")).build().findings();
    assert!(!found.contains("link-empty") && !found.contains("-broken"), "{found}");
}

#[test]
fn a_file_within_a_bundle_needs_no_title() {
    let files = "-- content/shared/index.md --\n---\ntitle: Shared\nheadless: true\n---\n\
                 -- content/shared/inc.md --\nIncluded text.\n-- content/d.md --\n---\ndraft: true\n---\nText.\n";
    let found = site(&format!("-- hugo.toml --\nbaseURL = \"/\"\n{FILES}{files}")).build().findings();
    assert!(!found.contains("title-missing content/shared/"), "{found}");
    assert!(found.contains("title-missing content/d.md"), "{found}");
}

#[test]
fn the_page_of_home_is_named_without_its_file() {
    let found = build("", "[x]({{< relref \"/_index.md\" >}})").findings();
    let line = found.lines().find(|line| line.starts_with("ref-with-extension")).expect("a finding");
    assert!(line.contains("write `/`") && line.contains("replace `/_index.md` by `/`"), "{line}");
}

#[test]
fn a_page_that_is_not_rendered_is_named_without_a_link() {
    let files = "-- hugo.toml --\nbaseURL = \"/\"\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
                 -- content/a/_index.md --\n---\ntitle: A\n---\n{{% children depth=2 %}}\n\
                 -- content/a/group.md --\n---\ntitle: Group\nbuild:\n  render: never\n---\n\
                 -- content/a/under/_index.md --\n---\ntitle: Under\nbuild:\n  render: never\n---\n\
                 -- content/a/under/p.md --\n---\ntitle: Deep\n---\nText.\n";
    let guide = site(files);
    let built = guide.build();
    assert!(!built.findings().contains("broken"), "{}", built.findings());
    let page = built.text("a/index.html");
    // In the menu and in the list of the page.
    assert_eq!(page.matches("<a>Group</a>").count(), 2, "{page}");
    assert_eq!(page.matches("<a href=\"/a/under/p/\">Deep</a>").count(), 2, "{page}");
    let deep = built.text("a/under/p/index.html");
    assert!(deep.contains("<li><a>Under</a></li>") && !deep.contains("/a/group/"), "{deep}");
    guide.write("-- content/a/r.md --\n---\ntitle: R\n---\n[g]({{< relref \"group#x\" >}}) [h](group.md)\n");
    let built = guide.build();
    assert_eq!(hrefs(&built.article("a/r/index.html"))[..2], ["", ""], "{}", built.article("a/r/index.html"));
    let found = built.findings();
    assert_eq!(found.matches("link-to-draft content/a/r.md:4:").count(), 2, "{found}");
    assert!(!found.contains("broken"), "{found}");
}

#[test]
fn anchors_of_fences_and_of_included_files_are_known() {
    let files = "-- content/s/frag.md --\n---\ntitle: F\nhidden: true\n---\n## Setup\n\n{{% include \"s/deep.txt\" %}}\n\
                 -- content/s/deep.txt --\n### Sub\n\nText.\n\
                 -- content/s/other.md --\n---\ntitle: O\n---\n[x]({{< relref \"a#sub\" >}}) [y](../a/#setup) [n](../a/#none)\n";
    let body = "[x](#sub) [c](#code1) [y](#nothing)\n\n```go {.wide #code1}\nx\n```\n\n{{% include \"s/frag.md\" %}}";
    let guide = site(&format!(
        "-- hugo.toml --\nbaseURL = \"/\"\n{FILES}{files}-- content/s/a.md --\n---\ntitle: A\n---\n{body}\n"
    ));
    let built = guide.build();
    let found = built.findings();
    let html = built.text("s/a/index.html");
    assert!(html.contains("id=\"sub\"") && html.contains("id=\"code1\""), "{html}");
    assert_eq!(found.matches("anchor-broken content/s/a.md:4:").count(), 1, "{found}");
    assert_eq!(found.matches("anchor-broken content/s/other.md:4:").count(), 1, "{found}");
    assert!(found.contains("#nothing") && found.contains("#none"), "{found}");
}
