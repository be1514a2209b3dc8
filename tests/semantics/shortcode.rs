//! Sections 5 and 6: the syntax of shortcodes, and the shortcodes a guide needs.

use crate::support::{Built, Site, site};

const CONFIG: &str = "-- hugo.toml --\nbaseURL = \"/\"\ntheme = \"learn\"\n[params]\nmine = \"<b>\"\n\
     [markup.goldmark.renderer]\nunsafe = true\n";

/// Shows what a call was given.
const ARGS: &str = "-- templates/shortcodes/args.html --\n\
     [{% for value in params %}{{ value }}:{% if value is string %}s{% elif value is number %}n{% else %}b{% endif %} {% endfor %}\
     {% for key, value in args %}{{ key }}={{ value }} {% endfor %}]\n\
     -- templates/shortcodes/box.html --\n<i>{{ inner | safe }}</i>\n";

fn of(body: &str) -> Site {
    site(&format!(
        "{CONFIG}{ARGS}-- templates/page.html --\n<article>{{{{ page.content | safe }}}}</article>\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nText.\n-- content/b.md --\n---\ntitle: B\n---\nText.\n\
         -- content/a.md --\n---\ntitle: A\n---\n{body}\n"
    ))
}

fn build(body: &str) -> Built {
    of(body).build()
}

fn shown(body: &str) -> String {
    build(body).article("a/index.html").trim().to_string()
}

#[test]
fn rule_5_1_delimiters_names_and_blanks() {
    for call in ["{{<relref \"b\">}}", "{{< relref \"b\" >}}", "{{<  relref   \"b\"  >}}", "{{%relref \"b\"%}}"] {
        assert_eq!(shown(call), "<p>/b/</p>", "{call}");
    }
    assert!(shown("{{%notice tip%}}\nx\n{{%/notice%}}").contains("<p>x</p>"));
    assert!(shown("{{% notice tip %}}\nx\n{{% / notice %}}").contains("<p>x</p>"));
}

#[test]
fn rule_5_2_and_5_3_arguments_and_their_types() {
    assert_eq!(
        shown("{{< args 12 1.5 true word-x_1.y \"12\" \"false\" >}}"),
        "[12:n 1.5:n true:b word-x_1.y:s 12:s false:s ]"
    );
    assert_eq!(shown("{{< args A=1 b=\"x \\\"y\\\"\" c=`r\n\"w` >}}"), "[A=1 a=1 b=x &quot;y&quot; c=r\n&quot;w ]");
    assert_eq!(shown("{{< args\n  1\n  2\n>}}"), "[1:n 2:n ]");
    for (call, rule) in [
        ("{{< args 1 a=2 >}}", "shortcode-mixed-arguments content/a.md:4:"),
        ("{{< args 'x' >}}", "shortcode-syntax content/a.md:4:10"),
        ("{{< args \"x\ny\" >}}", "shortcode-syntax content/a.md:4:10"),
    ] {
        let found = build(call).findings();
        assert!(found.contains(rule), "{call}: {found}");
    }
}

/// Hugo 0.168: behind `=` a value goes up to the next blank; blanks may stand on both sides of the sign.
#[test]
fn rule_5_3_named_values_need_no_quotes() {
    for (call, expected) in [
        ("{{< args a = \"x y\" >}}", "[a=x y ]"),
        ("{{< args a =\n\"x\" >}}", "[a=x ]"),
        ("{{< args a = x b = true >}}", "[a=x b=true ]"),
        ("{{< args a=/img/x.png b=\"y\" >}}", "[a=&#x2F;img&#x2F;x.png b=y ]"),
        (
            "{{< args a=#ff00ff b=.*txt c=a,b d=a:b e=50% f=\u{1f600} g=a=b >}}",
            "[a=#ff00ff b=.*txt c=a,b d=a:b e=50% f=\u{1f600} g=a=b ]",
        ),
        ("{{% args a=50% %}}", "[a=50% ]"),
        ("{{< args a=[0-9]{2} b={{x}} >}}", "[a=[0-9]{2} b={{x}} ]"),
        // Hugo looks for the end behind a blank only.
        ("{{< args a=/b/c>}}", "[a=&#x2F;b&#x2F;c ]"),
        ("{{< args a=/b />}}", "[a=&#x2F;b ]"),
    ] {
        let built = build(call);
        let html = built.article("a/index.html").trim().replace("&#x2F;", "/");
        assert_eq!(html, expected.replace("&#x2F;", "/"), "{call}");
        assert!(!built.findings().contains("shortcode"), "{call}: {}", built.findings());
    }
    for (call, place) in [
        ("{{< args a=\\d >}}", "shortcode-syntax content/a.md:4:12"),
        ("{{< args a='x' >}}", "shortcode-syntax content/a.md:4:12"),
        ("{{< args a= >}}", "shortcode-syntax content/a.md:4:11"),
        ("{{< args /b >}}", "shortcode-syntax content/a.md:4:10"),
        ("{{< args a=x}} text", "shortcode-unterminated content/a.md:4:1"),
    ] {
        let found = build(call).findings();
        assert!(found.contains(place), "{call}: {found}");
    }
}

/// Hugo 0.168 stops the build at each.
#[test]
fn rule_5_3_what_opens_a_call_and_has_no_name_is_told() {
    for (text, rule) in [
        ("{{%% children %%}}", "shortcode-syntax content/a.md:4:4"),
        ("{{<< children >>}}", "shortcode-syntax content/a.md:4:4"),
        ("{{%- children -%}}", "shortcode-syntax content/a.md:4:4"),
        ("x {{< >}}", "shortcode-syntax content/a.md:4:7"),
        ("`{{<`", "shortcode-syntax content/a.md:4:5"),
        ("{{%", "shortcode-unterminated content/a.md:4:1"),
    ] {
        let found = build(text).findings();
        assert!(found.contains(rule), "{text}: {found}");
    }
}

#[test]
fn rule_5_4_escaped_calls_are_printed_without_the_marks() {
    assert_eq!(shown("{{</* x \"y\" */>}} {{%/* /x */%}}"), "<p>{{&lt; x “y” &gt;}} {{% /x %}}</p>");
    assert!(shown("```\n{{</* x */>}}\n```").contains("{{&lt; x &gt;}}"));
}

#[test]
fn rule_5_5_bodies_must_be_closed_and_others_not() {
    for (body, rule) in [
        ("{{% notice tip %}}\nx", "shortcode-unclosed content/a.md:4:1"),
        ("x {{% /notice %}}", "shortcode-unbalanced-close content/a.md:4:3"),
        ("{{< relref \"b\" >}}{{< /relref >}}", "shortcode-unbalanced-close content/a.md:4:19"),
        ("{{< nonsense >}}", "shortcode-unknown content/a.md:4:5"),
        ("{{< relref \"b\"", "shortcode-unterminated content/a.md:4:1"),
    ] {
        let found = build(body).findings();
        assert!(found.contains(rule), "{body}: {found}");
    }
    assert!(shown("{{% expand \"t\" /%}}").contains("<details"));
    assert!(!build("{{% expand \"t\" /%}}").findings().contains("shortcode"));
}

#[test]
fn rule_5_6_mixed_delimiters_are_told() {
    let built = build("{{% notice tip %}}\n*x*\n{{< /notice >}}");
    assert!(built.article("a/index.html").contains("<em>x</em>"));
    assert!(built.findings().contains("shortcode-mixed-delimiters content/a.md:6:1"), "{}", built.findings());
}

#[test]
fn rule_5_7_calls_are_expanded_everywhere() {
    let html = shown(
        "# {{< relref \"b\" >}}\n\n`{{< relref \"b\" >}}` [x]({{< relref \"b\" >}}) <a href=\"{{< relref \"b\" >}}\">y</a>\n\n\
         ```\n{{< relref \"b\" >}}\n```\n\n<!-- {{< relref \"b\" >}} -->\n",
    );
    assert_eq!(html.matches("/b/").count(), 6, "{html}");
    // Within `comment` too, and with its place.
    let found = build("{{% comment %}}\n{{< relref \"gone\" >}}\n{{% /comment %}}").findings();
    assert!(found.contains("ref-broken content/a.md:5:13"), "{found}");
}

/// Hugo 0.168: what is code, a diagram or a formula holds what the calls in it print.
#[test]
fn rule_5_7_calls_in_code_leave_text() {
    let files = "-- content/inc/x.yaml --\nkey: v\nother: <w>\n-- content/inc/part.md --\n\
                 Some words.\n\n{{< highlight json >}}\n{\"deep\": 1}\n{{< /highlight >}}\n";
    let built = |body: &str| {
        let site = of(body);
        site.write(files);
        site.build().article("a/index.html")
    };
    let coloured = "<span class=\"a\">key</span>";
    for body in [
        "{{< highlight yaml >}}\n{{% include \"inc/x.yaml\" %}}\n{{< /highlight >}}",
        "{{< highlight yaml >}}\n{{< include \"inc/x.yaml\" >}}\n{{< /highlight >}}",
        "```yaml\n{{% include \"inc/x.yaml\" %}}\n```",
    ] {
        let html = built(body);
        assert!(html.contains("language-yaml") && html.contains(coloured), "{body}: {html}");
        assert!(html.contains("&lt;w&gt;") && !html.contains("include") && !html.contains("<p>"), "{body}: {html}");
    }
    let html =
        built("{{< mermaid >}}\ngraph TD\n  click A \"{{% siteparam mine %}}{{< relref \"b\" >}}\"\n{{< /mermaid >}}");
    assert!(html.contains("click A &quot;&lt;b&gt;/b/&quot;") || html.contains("click A \"&lt;b&gt;/b/\""), "{html}");
    // An escaped call is shown as a call, and the code of an included file is its own.
    let html = built("{{< highlight text >}}\n{{</* x */>}}\n{{< /highlight >}}\n\n{{% include \"inc/part.md\" %}}");
    assert!(html.contains("{{&lt; x &gt;}}") && html.contains("deep"), "{html}");
}

#[test]
fn rule_5_8_calls_nest() {
    let html = shown(
        "{{% notice tip %}}\n{{% notice note %}}\n*x* [b]({{< relref \"b\" >}})\n{{% /notice %}}\n{{% /notice %}}",
    );
    let (outer, inner) = (html.find("notice tip").expect("outer"), html.find("notice note").expect("inner"));
    assert!(outer < inner && html.contains("<em>x</em> <a href=\"/b/\">b</a>"), "{html}");
}

#[test]
fn rule_5_9_angle_results_are_html_and_percent_bodies_are_markdown() {
    assert_eq!(shown("{{< box >}}*x*{{< /box >}}"), "<i>*x*</i>");
    assert_eq!(shown("{{% box %}}*x*{{% /box %}}"), "<i><em>x</em></i>");
    // Alone in its paragraph a call has no <p>; within text it has.
    assert_eq!(shown("{{< args 1 >}}\n\na {{< args 2 >}} b"), "[1:n ]\n<p>a [2:n ] b</p>");
}

#[test]
fn rule_5_10_bodies_are_read_alone_and_indented_ones_are_dedented() {
    // A label that the page defines is unknown within.
    let html = shown("{{% notice tip %}}\n[l][m]\n{{% /notice %}}\n\n[m]: /b/");
    assert!(html.contains("[l][m]"), "{html}");
    // Headings within have ids, but stand in no list of contents; the ids are unique on the page.
    let html = shown("{{< toc >}}\n\n## X\n\ny\n\n## Z\n\n{{% notice tip %}}\n## X\n\ny\n{{% /notice %}}");
    assert!(html.contains("<h2 id=\"x\">") && html.contains("<h2 id=\"x-1\">"), "{html}");
    assert_eq!(html.matches("<a href=\"#x\">").count(), 1, "{html}");
    assert!(!html.contains("<a href=\"#x-1\">"), "{html}");
    // Without a line break a body is no paragraph.
    assert!(shown("{{% notice tip %}}one *line*{{% /notice %}}").contains("\none <em>line</em>\n"));
    // Hugo makes code of this.
    let html = shown("1. a\n\n    {{% notice tip %}}\n    *x*\n\n    - y\n    {{% /notice %}}\n\n2. b");
    assert!(html.contains("<em>x</em>") && html.contains("<li>y</li>") && !html.contains("<pre"), "{html}");
    assert_eq!(html.matches("<ol>").count(), 1, "{html}");
}

/// Hugo 0.168: outside of a list three blanks before a call mean nothing, and four before a line of its body make code.
#[test]
fn rule_5_10_a_call_that_is_indented_a_little_may_hold_code() {
    let html = shown("  {{% expand title=\"t\" %}}\n    apiVersion: v1\n    kind: Service\n  {{% /expand %}}");
    assert!(html.contains("<code>apiVersion: v1\nkind: Service"), "{html}");
    let html = shown("Text.\n\n  {{% notice tip %}}\n  *x*\n\n      code\n\n  - y\n  {{% /notice %}}");
    assert!(
        html.contains("<p><em>x</em></p>") && html.contains("<code>  code") && html.contains("<li>y</li>"),
        "{html}"
    );
    for list in ["- a\n\n", "- a\n  b\n\n", "- a\n\n  c\n\n"] {
        let html = shown(&format!("{list}  {{{{% notice tip %}}}}\n    *x*\n  {{{{% /notice %}}}}\n\n- b"));
        assert!(html.contains("<em>x</em>") && !html.contains("<pre") && html.matches("<ul>").count() == 1, "{html}");
    }
}

#[test]
fn rule_5_11_with_angles_the_body_of_a_notice_is_raw() {
    assert!(shown("{{< notice tip >}}\n**x**\n{{< /notice >}}").contains("**x**"));
}

#[test]
fn rule_5_12_a_list_goes_on_around_a_call() {
    let html = shown("- a\n  {{% children %}}\n- b");
    assert_eq!((html.matches("<li>").count(), html.matches("<ul>").count()), (2, 1), "{html}");
}

#[test]
fn rule_6_1_comment_prints_nothing() {
    assert_eq!(shown("a\n\n{{% comment %}}\nx <b>\n{{% /comment %}}\n\nb"), "<p>a</p>\n<p>b</p>");
}

#[test]
fn rule_6_2_toc() {
    let html = shown("{{< toc >}}\n\n## A *b*\n\nx\n\n### C\n\nx\n\n#### D\n\nx");
    assert!(html.contains("<a href=\"#a-b\">A <em>b</em></a><ul><li><a href=\"#c\">C</a></li></ul>"), "{html}");
    assert!(!html.contains("<a href=\"#d\">D"), "{html}");
}

#[test]
fn rule_6_3_notice() {
    for (kind, hue) in [("note", "note"), ("info", "info"), ("tip", "tip"), ("warning", "warning"), ("NOTE", "note")] {
        let html = shown(&format!("{{{{% notice {kind} %}}}}\nx\n{{{{% /notice %}}}}"));
        assert!(html.starts_with(&format!("<div class=\"notice {hue}\">")), "{html}");
    }
    // The second argument is an id to learn, a title to relearn; so the theme decides.
    let body = "{{% notice tip \"My id\" %}}\nx\n{{% /notice %}}";
    assert!(shown(body).starts_with("<div class=\"notice tip\" id=\"My id\">"), "{}", shown(body));
    let site = of(body);
    let config = CONFIG.replace("learn", "relearn");
    let built = site.write(&config).build();
    assert!(built.article("a/index.html").contains(">My id</p>"), "{}", built.article("a/index.html"));
    let found = build("{{% notice tpi %}}\nx\n{{% /notice %}}").findings();
    assert!(found.contains("notice-kind-invalid content/a.md:4:12"), "{found}");
}

/// Hugo 0.168 for `details` and `figure`, relearn's `RenderString` for the others.
#[test]
fn rule_6_3_titles_are_lines_of_markdown() {
    for (call, expected) in [
        (
            "{{% expand title=\"**Steps...** `x`\" %}}\ny\n{{% /expand %}}",
            "<summary><strong>Steps…</strong> <code>x</code></summary>",
        ),
        ("{{% expand \"1. *One*\" %}}\ny\n{{% /expand %}}", "<summary>1. <em>One</em></summary>"),
        ("{{% expand \"# A\" %}}\ny\n{{% /expand %}}", "<summary># A</summary>"),
        ("{{% expand \"_a \\\"b\\\"_ <b>c</b>\" %}}\ny\n{{% /expand %}}", "<summary><em>a “b”</em> <b>c</b></summary>"),
        ("{{% expand \"a < b & c\" %}}\ny\n{{% /expand %}}", "<summary>a &lt; b &amp; c</summary>"),
        ("{{% expand %}}\ny\n{{% /expand %}}", "<summary data-chrome>"),
        (
            "{{< details summary=\"**Sum** [b](b.md)\" >}}\ny\n{{< /details >}}",
            "<summary><strong>Sum</strong> <a href=\"/b/\">b</a></summary>",
        ),
        (
            "{{< figure src=\"/p.png\" caption=\"A **bold** c\" alt=\"x\" attr=\"*me*\" >}}",
            "<figcaption>A <strong>bold</strong> c <span class=\"credit\"><em>me</em></span></figcaption>",
        ),
        ("{{< figure src=\"/p.png\" caption=\"A **bold** \\\"c\\\" & d\" >}}", "alt=\"A bold “c” &amp; d\""),
        ("{{% badge title=\"**t**\" %}}x{{% /badge %}}", "<span class=\"badge-title\"><strong>t</strong></span>"),
    ] {
        let html = shown(call);
        assert!(html.contains(expected), "{call}: {html}");
    }
    // learn's second argument of a notice is an id; by name it is a title.
    let html = shown("{{% notice style=\"note\" title=\"**Hugo** is _awesome_\" %}}\ny\n{{% /notice %}}");
    assert!(html.contains("<p class=\"notice-title\"><strong>Hugo</strong> is <em>awesome</em></p>"), "{html}");
    let html = shown("{{% notice style=\"note\" title=\" \" %}}\ny\n{{% /notice %}}");
    assert!(html.contains("notice note") && !html.contains("notice-title"), "{html}");
    // Links within are judged at their place.
    let found = build("{{% expand \"to [gone](gone.md)\" %}}\ny\n{{% /expand %}}").findings();
    assert!(found.contains("link-broken content/a.md:4:23"), "{found}");
}

/// relearn's manual for named options; Hugo 0.168 for `hl_inline`.
#[test]
fn rule_6_7_highlight_takes_its_options_by_name_too() {
    let body = "{{< highlight type=\"py\" lineNos=\"true\" hl_lines=\"2\" lineNoStart=7 title=\"T\" >}}\na\nb\n{{< /highlight >}}";
    let built = build(body);
    let html = built.article("a/index.html");
    for part in ["class=\"line hl\"", "data-n=\"8\"", "<figcaption>T</figcaption>"] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!built.findings().contains("shortcode"), "{}", built.findings());
    for call in ["html \"hl_inline=true\"", "type=html hl_inline=true", "html \"linenos=false, HL_INLINE=true\""] {
        let html = shown(&format!("Before {{{{< highlight {call} >}}}}<head>{{{{< /highlight >}}}} after."));
        assert!(
            html.starts_with("<p>Before <code class=\"language-html\"><span") && html.ends_with("</code> after.</p>"),
            "{call}: {html}"
        );
    }
    assert!(build("{{< highlight py lineNoz=1 >}}a{{< /highlight >}}").findings().contains("shortcode-"));
}

/// Hugo 0.168.
#[test]
fn rule_6_7_param_knows_the_keys_of_front_matter() {
    let site = of("x");
    site.write(
        "-- content/a.md --\n---\ntitle: A & B\nlinkTitle: L\ndescription: D\nweight: 7\ndate: 2024-05-06\ntags: [a, b]\n\
         keywords: [k]\nslug: a\nlist: [1, x]\nm: {n: c}\n---\n",
    );
    for (name, expected) in [
        ("title", "A &amp; B"),
        ("linkTitle", "L"),
        ("description", "D"),
        ("weight", "7"),
        ("date", "2024-05-06 00:00:00 +0000 UTC"),
        ("lastmod", "2024-05-06 00:00:00 +0000 UTC"),
        ("tags", "[a b]"),
        ("keywords", "[k]"),
        ("slug", "a"),
        ("list", "[1 x]"),
        ("m.n", "c"),
        ("mine", "&lt;b&gt;"),
    ] {
        let text = std::fs::read_to_string(site.path("content/a.md")).expect("a page");
        let front = &text[..text.rfind("---\n").expect("front matter") + 4];
        std::fs::write(site.path("content/a.md"), format!("{front}[{{{{< param \"{name}\" >}}}}]\n")).expect("a page");
        let html = site.build().article("a/index.html");
        assert!(html.contains(&format!("[{expected}]")), "{name}: {html}");
    }
}

#[test]
fn rule_6_6_links_to_other_sites() {
    let html = shown("[x](https://o.org \"t\") <https://p.org> [y](/b/)");
    assert!(
        html.contains("<a href=\"https://o.org\" title=\"t\" class=\"external\" target=\"_blank\" rel=\"noopener\">"),
        "{html}"
    );
    assert!(html.contains("<a href=\"https://p.org\" class=\"external\" target=\"_blank\""), "{html}");
    assert!(html.contains("<a href=\"/b/\">y</a>"), "{html}");
}

#[test]
fn rule_6_7_the_others() {
    let html = shown(
        "{{% expand \"T\" %}}\n*x*\n{{% /expand %}}\n\n{{% button href=\"https://o.org\" %}}Go{{% /button %}}\n\n\
         {{< siteparam \"mine\" >}}\n\n{{< tabs >}}{{% tab name=\"One\" %}}*y*{{% /tab %}}{{< /tabs >}}\n\n\
         {{< mermaid >}}\ngraph LR; A-->B\n{{< /mermaid >}}\n\n{{< figure src=\"/p.png\" alt=\"p\" >}}\n\n{{< param \"title\" >}}\n\n\
         {{< highlight json >}}{\"a\": 1}{{< /highlight >}}\n\n{{< details summary=\"S\" >}}*z*{{< /details >}}",
    );
    for part in [
        "<summary>T</summary>",
        "href=\"https://o.org\"",
        "&lt;b&gt;",
        "One",
        "<em>y</em>",
        "graph LR",
        "src=\"/p.png\"",
        "<code class=\"language-json\"",
        "<summary>S</summary>",
        "<em>z</em>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn include_shows_small_texts_of_every_ending() {
    let body = "{{% include \"static/inc/a.bicep\" %}}\n\n{{% include \"static/inc/Makefile\" %}}\n\n{{% include \"content/x.log\" %}}";
    let guide = of(body);
    guide.write(
        "-- static/inc/a.bicep --\nparam x string\n-- static/inc/Makefile --\nall: it\n-- content/x.log --\nit went well\n",
    );
    let built = guide.build();
    let article = built.article("a/index.html");
    for text in ["param x string", "all: it", "it went well"] {
        assert!(article.contains(text), "{text} in {article}");
    }
    let found = built.findings();
    assert!(!found.contains("link-broken") && !found.contains("static-unused"), "{found}");
    guide.write("-- static/inc/a.bicep --\nparam\0\n");
    assert!(guide.build().findings().contains("link-broken content/a.md:4:"), "bytes are no text");
}
