//! Front matter against Hugo: every expected value was printed by Hugo 0.168 unless the test says otherwise.

use guidegen::page::front_matter::cascade::apply_cascade;
use guidegen::page::front_matter::{FrontMatter, Meta, Problem, read};
use guidegen::source::lines::Lines;
use guidegen::source::span::{SourceId, Span};
use serde_json::{Value, json};

/// Front matter of a whole file.
fn file(text: &str) -> (FrontMatter, Vec<Problem>) {
    read(SourceId(0), text)
}

/// The Meta of a YAML head, which may have no problem.
fn meta(head: &str) -> Meta {
    let (front_matter, problems) = file(&format!("---\n{head}\n---\nbody"));
    assert_eq!(problems, [], "{head}");
    (*front_matter.meta).clone()
}

/// The Meta of a YAML head, and its problems: name of the variant, line, and the text under it.
fn told(head: &str) -> (Meta, Vec<(String, usize, String)>) {
    let text = format!("---\n{head}\n---\nbody");
    let (front_matter, problems) = file(&text);
    ((*front_matter.meta).clone(), problems.iter().map(|problem| tell(&text, problem)).collect())
}

fn tell(text: &str, problem: &Problem) -> (String, usize, String) {
    let debug = format!("{problem:?}");
    let name = debug.split([' ', '{']).next().unwrap_or_default().to_owned();
    let place = problem.place().range();
    (name, Lines::new(text).line(place.start), text[place].to_owned())
}

fn row(name: &str, line: usize, under: &str) -> (String, usize, String) {
    (name.to_owned(), line, under.to_owned())
}

#[test]
fn the_head_of_the_guide() {
    let text =
        "---\ntitle: 'Setting Up'\nmenuTitle: '4. Foundation'\ndisableToc: true\nweight: 05\npre: '4. '\n---\n\nbody";
    let (front_matter, problems) = file(text);
    assert_eq!(problems, []);
    let meta = &front_matter.meta;
    assert_eq!(meta.title.as_deref(), Some("Setting Up"));
    assert_eq!(meta.menu_title.as_deref(), Some("4. Foundation"));
    assert_eq!((meta.disable_toc, meta.weight, meta.pre.as_deref()), (Some(true), 5, Some("4. ")));
    assert_eq!(&text[front_matter.body..], "\nbody");
    let spans: Vec<_> = front_matter
        .entries
        .iter()
        .map(|entry| (&text[entry.key_span.range()], &text[entry.value_span.range()]))
        .collect();
    assert_eq!(
        spans,
        [
            ("title", "'Setting Up'"),
            ("menuTitle", "'4. Foundation'"),
            ("disableToc", "true"),
            ("weight", "05"),
            ("pre", "'4. '")
        ]
    );
    assert_eq!(front_matter.entries[3].value, json!(5));
}

#[test]
fn the_three_syntaxes_mean_the_same() {
    let expected = meta("Title: A\nWEIGHT: 7\ntags: [x, y]\ndate: 2023-04-05T10:00:00Z\nparams: {Foo: {Bar: 1}}");
    for text in [
        "+++\nTitle = 'A'\nWEIGHT = 7\ntags = ['x', 'y']\ndate = 2023-04-05T10:00:00Z\n[params.Foo]\nBar = 1\n+++\nbody",
        "{\"Title\": \"A\", \"WEIGHT\": 7, \"tags\": [\"x\", \"y\"], \"date\": \"2023-04-05T10:00:00Z\",\n\"params\": {\"Foo\": {\"Bar\": 1}}}\nbody",
        "\u{feff}---\r\nTitle: A\r\nWEIGHT: 7\r\ntags:\r\n- x\r\n- y\r\ndate: 2023-04-05T10:00:00Z\r\nparams:\r\n  Foo:\r\n    Bar: 1\r\n---  \r\nbody",
    ] {
        let (front_matter, problems) = file(text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(*front_matter.meta, expected, "{text}");
        assert_eq!(&text[front_matter.body..], "body", "{text}");
    }
    assert_eq!((expected.weight, expected.date), (7, Some(1_680_688_800)));
    assert_eq!(Value::Object(expected.params), json!({"tags": ["x", "y"], "foo": {"bar": 1}}));
}

#[test]
fn a_file_without_head_is_all_body() {
    for (text, body) in [("hello", 0), ("\u{feff}hello", 3), ("", 0), ("- a\n- b", 0), ("{{< notice >}}", 0)] {
        let (front_matter, problems) = file(text);
        assert_eq!((front_matter.body, front_matter.entries.len(), problems.len()), (body, 0, 0), "{text}");
        assert_eq!(*front_matter.meta, Meta::default());
    }
}

/// Heads that Hugo reads, with the title it gives them.
#[test]
fn titles_that_hugo_reads() {
    for (head, title) in [
        ("title: \"  x  \"", "  x  "),
        ("title: 5", "5"),
        ("title: 05", "5"),
        ("title: 1.10", "1.1"),
        ("title: true", "true"),
        ("title: 2020-01-01", "2020-01-01"),
        ("title:\tx", "x"),
        ("title : x", "x"),
        ("\"title\": x", "x"),
        ("title: x # y: z", "x"),
        ("title: x#y", "x#y"),
        ("title: a \"b\" c", "a \"b\" c"),
        ("title: it's", "it's"),
        ("title: a & b", "a & b"),
        ("title: a * b", "a * b"),
        ("title: :x", ":x"),
        ("title: =", "="),
        ("title: <b>x</b>", "<b>x</b>"),
        ("title: 🎉 x", "🎉 x"),
        ("title: \"\\u263A \\x41 \\/\"", "☺ A /"),
        ("title: 'a\nb'", "a b"),
        ("title: \"a\n\n  b\"", "a\nb"),
        ("title: x\n y", "x y"),
        ("title: |\n  x\n  ---\n  y", "x\n---\ny\n"),
        ("title: >\n  x\n  y", "x y\n"),
        ("title: 'it''s'", "it's"),
        ("? title\n: A", "A"),
        ("{title: A, weight: 3}", "A"),
        ("<<: {title: M}\ntitle: X", "X"),
        ("title: X\n<<: {title: M}", "M"),
        (".b: &b {title: M, y: 2}\n<<: *b", "M"),
        ("title: x\n# c\n  # d\nweight: 2", "x"),
        ("TITLE: x", "x"),
        ("title: |\n x\n", "x\n"),
    ] {
        assert_eq!(meta(head).title.as_deref(), Some(title), "{head}");
    }
    for head in ["title:", "title: ~", "title: #x", ""] {
        assert_eq!(meta(head).title, None, "{head}");
    }
    let (list, problems) = told("title: [a]");
    assert_eq!((list.title, problems), (None, vec![row("WrongType", 2, "[a]")]));
}

/// Heads that Hugo refuses. The title is told from what follows, which is read all the same.
#[test]
fn what_hugo_refuses_is_told_and_the_rest_is_read() {
    for (head, under) in [
        ("x: A: B", ":"),
        ("x: \"A", "\"A"),
        ("x: - a", "-"),
        ("x: [AWS] Guide", "[AWS] Guide"),
        ("x: {x} y", "{x} y"),
        ("x: a: ", ":"),
        ("x: \"a\" b", "b"),
        ("x: ::", ":"),
        ("x: >x", "x"),
        ("x: %x", "%x"),
        ("x: @x", "@x"),
        ("x: `x`", "`x`"),
        ("x: *x", "*x"),
        ("x: \"\\q\"", "\\q"),
        ("x: [a,,b]", ","),
        ("x:\n  - a\n - b", "- b"),
        ("x: a\n  y: 1", "y: 1"),
        ("x:\n  b: 1\n c: 2", "c: 2"),
        ("x:\n\ty: 1", "\t"),
        ("x:A", ":"),
        ("x", "x"),
    ] {
        let (meta, problems) = told(&format!("{head}\ntitle: T"));
        assert_eq!(meta.title.as_deref(), Some("T"), "{head}");
        assert!(problems.len() == 1 && problems[0].0 == "Invalid", "{head} gives {problems:?}");
        assert!(problems[0].2.starts_with(under) || under.starts_with(&problems[0].2), "{head} gives {problems:?}");
    }
    for (head, reason, under) in [
        ("x:\n  y: \"a\n  z: 1", "the quoted text that begins here is never closed", "\"a"),
        ("x:\n  y: a: b", "a colon with a blank behind it", ":"),
        ("x: - a", "a list begins on a line of its own", "-"),
        ("x:\n  b: 1\n c: 2", "nothing can begin here", "c"),
        ("x:\n  - a\n - b", "nothing can begin here", "-"),
    ] {
        let text = format!("---\ntitle: T\n{head}\n---\n");
        let (_, problems) = file(&text);
        let [Problem::Invalid { span, reason: said }] = &problems[..] else { panic!("{head} gives {problems:?}") };
        assert!(said.starts_with(reason) && text[span.range()].starts_with(under), "{head} gives {problems:?}");
    }
    assert_eq!(told("- a\n- b").1, [row("Invalid", 2, "- a")]);
    assert_eq!(told("abc").1, [row("Invalid", 2, "abc")]);
    let text = "+++\ntitle = A\nweight = 3\n+++\n";
    let (front_matter, problems) = file(text);
    assert_eq!((front_matter.meta.weight, tell(text, &problems[0])), (3, row("Invalid", 2, "A")));
    let text = "{\"title\": \"A\",}\nbody";
    let (front_matter, problems) = file(text);
    assert_eq!((front_matter.body, tell(text, &problems[0])), (16, row("Invalid", 1, "}")));
}

#[test]
fn an_open_fence_is_told_where_it_opens() {
    for (text, fence) in
        [("---\ntitle: A\n\nbody", "---"), ("+++\ntitle = 'A'\n", "+++"), ("{\"title\": \"A\"\n\nx", "{")]
    {
        let (front_matter, problems) = file(text);
        assert!(matches!(problems[..], [Problem::Unclosed { fence: told, .. }] if told == fence), "{problems:?}");
        let title = front_matter.meta.title.as_deref();
        assert_eq!(title, if fence == "{" { None } else { Some("A") });
    }
    let text = "---x\ntitle: A\n---\nbody";
    let (front_matter, problems) = file(text);
    assert_eq!((front_matter.meta.title.as_deref(), tell(text, &problems[0])), (Some("A"), row("Invalid", 1, "x")));
}

#[test]
fn duplicate_keys_are_told_with_both_places() {
    for (text, second, first) in [
        ("---\ntitle: A\nx: 1\ntitle: B\n---\nb", 4, 2),
        ("---\ntitle: A\nTitle: B\n---\nb", 3, 2),
        ("---\nx:\n  a: 1\n  b: 2\n  a: 3\n---\nb", 5, 3),
        ("---\nx: {b: 1,\n  b: 2}\n---\nb", 3, 2),
        ("+++\ntitle = 'A'\ntitle = 'B'\n+++\nb", 3, 2),
        ("{\"title\": \"A\",\n\"title\": \"B\"}\nb", 2, 1),
    ] {
        let lines = Lines::new(text);
        let (_, problems) = file(text);
        let places: Vec<_> = problems
            .iter()
            .map(|problem| match problem {
                Problem::DuplicateKey { span, first, .. } => {
                    (lines.line(span.start as usize), lines.line(first.start as usize))
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(places, [(second, first)], "{text}");
    }
    assert_eq!(told("title: A\ntitle: B").0.title.as_deref(), Some("B"));
}

#[test]
fn weights() {
    for (value, weight) in [("05", 5), ("\"7\"", 7), ("1_000", 1000), ("0x10", 16), ("-3", -3), ("", 0), ("7 # c", 7)] {
        assert_eq!(meta(&format!("weight: {value}")).weight, weight, "{value}");
    }
    // Hugo reads 8, 0 and 8 here; we read digits as digits, and say so.
    for (value, hugo, used) in [("010", 8, 10), ("09", 0, 9), ("\"010\"", 8, 10), ("-010", -8, -10)] {
        let text = format!("---\nweight: {value}\n---\n");
        let (front_matter, problems) = file(&text);
        assert_eq!(front_matter.meta.weight, used);
        let span = Span::new(SourceId(0), 12, 12 + value.len());
        let value = value.trim_matches('"').to_owned();
        assert_eq!(problems, [Problem::LeadingZero { span, value, hugo, used }]);
    }
    for (value, weight) in [("abc", 0), ("2.9", 2), ("true", 1), ("[3]", 0), ("\"7abc\"", 0), ("1 2", 0), ("1e3", 0)] {
        let (meta, problems) = told(&format!("weight: {value}"));
        assert_eq!((meta.weight, problems), (weight, vec![row("WrongType", 2, value)]), "{value}");
    }
}

#[test]
fn drafts() {
    for (value, draft) in [
        ("true", true),
        ("\"true\"", true),
        ("\"t\"", true),
        ("1", true),
        ("2", true),
        ("\"false\"", false),
        ("", false),
        ("\"1\"", true),
    ] {
        assert_eq!(meta(&format!("draft: {value}")).draft, draft, "{value}");
    }
    for value in ["yes", "\"yes\"", "[true]", "on"] {
        let (meta, problems) = told(&format!("draft: {value}"));
        assert_eq!((meta.draft, problems), (false, vec![row("WrongType", 2, value)]), "{value}");
    }
}

/// learn takes every non-empty text for true, `"false"` as well. We do not.
#[test]
fn quoted_booleans_of_themes_are_booleans_and_told() {
    let (quoted, problems) = told("disableToc: \"false\"\nhidden: 'true'\nchapter: \"False\"\nalwaysopen: ''");
    assert_eq!((quoted.disable_toc, quoted.hidden, quoted.chapter), (Some(false), Some(true), false));
    assert_eq!(quoted.always_open, Some(false));
    let rows =
        [row("QuotedBoolean", 2, "\"false\""), row("QuotedBoolean", 3, "'true'"), row("QuotedBoolean", 4, "\"False\"")];
    assert_eq!(problems, rows);
    for (value, hidden) in [("yes", true), ("no", false), ("1", true), ("0", false), ("x", true)] {
        let (meta, problems) = told(&format!("hidden: {value}"));
        assert_eq!((meta.hidden, problems), (Some(hidden), vec![row("WrongType", 2, value)]), "{value}");
    }
    assert_eq!(meta("hidden: true\nparams: {hidden: false}").hidden, Some(false));
    assert_eq!(meta("title: x").hidden, None);
}

#[test]
fn dates() {
    let eight = Some(1_680_681_600);
    for value in ["2023-04-05 10:00:00 +0200", "\"2023-04-05T08:00:00Z\"", "2023-04-05T10:00:00+02:00", "1680681600"] {
        assert_eq!(meta(&format!("date: {value}")).date, eight, "{value}");
    }
    let all = meta(
        "date: 2020-01-01\nmodified: 2020-01-02\nlastmod: 2020-01-03\npubdate: 2020-01-04\nunpublishdate: 2020-01-05",
    );
    let day = |day: i64| Some(1_577_836_800 + (day - 1) * 86_400);
    assert_eq!((all.date, all.lastmod, all.publish_date, all.expiry_date), (day(1), day(3), day(4), day(5)));
    assert_eq!(meta("date:\nlastmod: \"\"").date, None);
    for value in ["not", "2023-02-30", "true", "[2023-04-05]", "2023-04-05 10:00"] {
        assert_eq!(told(&format!("date: {value}")).1, [row("BadDate", 2, value)], "{value}");
    }
    for (value, seconds) in
        [("2020-01-02", 86_400), ("2020-01-01T01:00:00", 3_600), ("2020-01-01T01:00:00-01:00", 7_200)]
    {
        let (front_matter, problems) = file(&format!("+++\ndate = {value}\n+++\n"));
        assert_eq!((front_matter.meta.date, problems), (Some(1_577_836_800 + seconds), vec![]));
        assert_eq!(front_matter.entries[0].value, json!(value));
    }
}

#[test]
fn lists_of_words() {
    assert_eq!(meta("keywords: [a b, c]").keywords, ["a b", "c"]);
    assert_eq!(meta("keywords: a b").keywords, ["a", "b"]);
    assert_eq!(meta("outputs: [HTML, json]").outputs, Some(vec!["html".to_owned(), "json".to_owned()]));
    let text = "---\naliases: [/x, \"y z\", 5]\n---\n";
    let (front_matter, _) = file(text);
    let aliases: Vec<_> =
        front_matter.meta.aliases.iter().map(|(alias, span)| (alias.as_str(), &text[span.range()])).collect();
    assert_eq!(aliases, [("/x", "/x"), ("y z", "y z"), ("5", "5")]);
    let text = "---\naliases: \"/a /a/b\"\n---\n";
    let (front_matter, _) = file(text);
    let aliases: Vec<_> = front_matter.meta.aliases.iter().map(|(alias, span)| (alias.as_str(), span.start)).collect();
    assert_eq!(aliases, [("/a", 14), ("/a/b", 17)]);
    assert_eq!(told("aliases: [[a], b]").1, [row("WrongType", 2, "[a]")]);
}

#[test]
fn terms_of_every_taxonomy_there_may_be() {
    let terms = |head: &str| meta(head).terms;
    assert_eq!(
        terms("Tags: [a b, C, 5, 1.5, true]"),
        [("tags".to_owned(), ["a b", "C", "5", "1.5", "true"].map(str::to_owned).to_vec())]
    );
    assert_eq!(terms("tags: a, b"), [("tags".to_owned(), vec!["a, b".to_owned()])]);
    assert_eq!(terms("series: x\nhidden: true\npre: y"), [("series".to_owned(), vec!["x".to_owned()])]);
    assert_eq!(terms("tags: a\nparams: {tags: [q]}"), [("tags".to_owned(), vec!["q".to_owned()])]);
    assert_eq!(terms("tags: {a: 1}\nseries:\nfoo: [\" \"]"), []);
}

#[test]
fn menus_in_all_forms() {
    let menus = |head: &str| {
        let menus = meta(head).menus.into_iter();
        menus.map(|(name, entry, _)| (name, Value::Object(entry))).collect::<Vec<_>>()
    };
    let named = |name: &str| (name.to_owned(), json!({}));
    assert_eq!(menus("menu: main"), [named("main")]);
    assert_eq!(menus("menus: [main, foot]"), [named("main"), named("foot")]);
    assert_eq!(menus("menu:\n  Main:"), [named("main")]);
    assert_eq!(menus("menu: \"\""), []);
    assert_eq!(
        menus("menus:\n  main: {Weight: 3, NAME: N, params: {A: 1}}\n  foot: {}"),
        [("main".to_owned(), json!({"weight": 3, "name": "N", "params": {"a": 1}})), named("foot")]
    );
    for (head, under) in
        [("menu:\n  main: x", "x"), ("menu:\n  main: [a]", "[a]"), ("menu:\n- main: {weight: 1}", "main: {weight: 1}")]
    {
        let (meta, problems) = told(head);
        assert_eq!((meta.menus.len(), &problems[0].2[..]), (0, under), "{head}");
    }
}

#[test]
fn parameters() {
    let params = |head: &str| Value::Object(meta(head).params);
    assert_eq!(params("foo: 1\nparams:\n  foo: 2\n  Bar: 3"), json!({"foo": 2, "bar": 3}));
    assert_eq!(params("params:\n  foo: 2\nfoo: 1"), json!({"foo": 2}));
    assert_eq!(params("weight: 1\nparams:\n  weight: 2"), json!({"weight": 2}));
    assert_eq!(meta("weight: 1\nparams:\n  weight: 2").weight, 1);
    assert_eq!(
        params("lst: [{Ab: 1, Cd: {Ef: 1}}]\nT: {Ab: {Cd: 1}}"),
        json!({"lst": [{"Ab": 1, "Cd": {"Ef": 1}}], "t": {"ab": {"cd": 1}}})
    );
    assert_eq!(
        params("a: 1_000\nb: 010\nc: yes\nd: 2023-04-05\ne: 1e3\nf: ~\na.b: 1"),
        json!({"a": 1000, "b": 8, "c": "yes", "d": "2023-04-05", "e": "1e3", "f": null, "a.b": 1})
    );
    assert_eq!(
        params("base: &b {x: 1, y: 2}\nq:\n  <<: *b\n  y: 3"),
        json!({"base": {"x": 1, "y": 2}, "q": {"x": 1, "y": 3}})
    );
    assert_eq!(told("params: x").1, [row("WrongType", 2, "x")]);
    assert_eq!(told("params: [a]").1, [row("WrongType", 2, "[a]")]);
}

#[test]
fn labels_and_kinds_of_learn_and_relearn() {
    let learn = meta("menuTitle: M\nlinkTitle: L\npre: '<b> '\npost: ' x'\nchapter: true\nalwaysopen: false");
    assert_eq!((learn.menu_title.as_deref(), learn.link_title.as_deref()), (Some("M"), Some("L")));
    assert_eq!((learn.pre.as_deref(), learn.post.as_deref()), (Some("<b> "), Some(" x")));
    assert_eq!((learn.chapter, learn.always_open), (true, Some(false)));
    for head in ["menuPre: a\npre: b", "pre: b\nmenuPre: a", "params: {menuPre: a}\npre: b"] {
        assert_eq!(meta(head).pre.as_deref(), Some("a"), "{head}");
    }
    for (head, kind, chapter) in [
        ("type: chapter", Some("chapter"), true),
        ("type: home", Some("home"), true),
        ("archetype: chapter", Some("chapter"), true),
        ("type: docs", Some("docs"), false),
        ("chapter: true", None, true),
    ] {
        let meta = meta(head);
        assert_eq!((meta.kind.as_deref(), meta.chapter), (kind, chapter), "{head}");
    }
    assert!(meta("search: false").unsearchable && meta("searchHidden: true").unsearchable);
    assert!(!meta("search: true").unsearchable && !meta("title: x").unsearchable);
    let toggles = meta("disableBreadcrumb: true\ndisableNextPrev: true\nparams: {disableTOC: true}");
    assert_eq!(
        (toggles.disable_breadcrumb, toggles.disable_next_prev, toggles.disable_toc),
        (Some(true), Some(true), Some(true))
    );
}

#[test]
fn build_resources_and_the_other_reserved_keys() {
    let build = meta(
        "build: {list: never, render: false, publishResources: false}\nheadless: true\nslug: 05\nurl: /x\nlayout: l\nmarkup: html\ntranslationKey: k\nsummary: s\ndescription: 5\nsitemap: false\nisCJKLanguage: true",
    );
    assert_eq!((build.build_list.as_deref(), build.build_render.as_deref()), (Some("never"), Some("never")));
    assert_eq!((build.publish_resources, build.headless), (Some(false), true));
    assert_eq!(
        (build.slug.as_deref(), build.url.as_deref(), build.layout.as_deref()),
        (Some("5"), Some("/x"), Some("l"))
    );
    assert_eq!((build.markup.as_deref(), build.translation_key.as_deref()), (Some("html"), Some("k")));
    assert_eq!((build.summary.as_deref(), build.description.as_deref()), (Some("s"), Some("5")));
    assert_eq!(build.params.len(), 0);
    assert_eq!(meta("_build: {list: false}").build_list.as_deref(), Some("never"));
    assert_eq!(meta("resources: [{Src: a, params: {X: 1}}]").resources, [json!({"src": "a", "params": {"x": 1}})]);
    for head in ["build: x", "resources: x", "resources: [x]", "cascade: x"] {
        let (_, problems) = told(head);
        assert!(problems.len() == 1 && problems[0].0 == "WrongType", "{head} gives {problems:?}");
    }
}

#[test]
fn waivers() {
    for head in [
        "guidegen: {allow: [a, b]}",
        "guidegen:\n  allow:\n  - a\n  - b",
        "guidegen.allow: a b",
        "check: {ignore: a b}",
        "check.ignore: [a, b]",
    ] {
        let text = format!("---\n{head}\n---\n");
        let (front_matter, problems) = file(&text);
        assert_eq!(problems, [], "{head}");
        let waivers: Vec<_> =
            front_matter.meta.waivers.iter().map(|(name, span)| (name.as_str(), &text[span.range()])).collect();
        assert_eq!(waivers, [("a", "a"), ("b", "b")], "{head}");
        assert_eq!(front_matter.meta.params.len(), 0);
    }
}

#[test]
fn misspelt_keys() {
    let text = "---\nmenutitel: x\nwieght: 5\nmyOwnKey: 1\nparams: {hiden: true}\n---\n";
    let (_, problems) = file(text);
    let near: Vec<_> = problems
        .iter()
        .map(|problem| match problem {
            Problem::UnknownKey { span, near, .. } => (&text[span.range()], near.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(near, [("menutitel", Some("menuTitle")), ("wieght", Some("weight")), ("hiden", Some("hidden"))]);
}

fn cascaded(page: &str, cascades: &[Value]) -> (Meta, Vec<String>) {
    let (front_matter, _) = file(&format!("---\n{page}\n---\n"));
    let mut present = front_matter.present();
    let mut meta = (*front_matter.meta).clone();
    for cascade in cascades {
        let Value::Object(table) = cascade else { panic!("a table") };
        apply_cascade(&mut meta, &mut present, table, Span::head(SourceId(3)));
    }
    (meta, present.into_iter().collect())
}

#[test]
fn a_cascade_fills_what_the_page_leaves_open() {
    let fall = json!({"title": "CT", "weight": 9, "description": "CD", "type": "ct", "draft": true, "date": "2020-01-01",
        "keywords": ["k"], "tags": ["t"], "hidden": true, "params": {"disabletoc": true}, "_target": {"path": "/x"}});
    let (bare, _) = cascaded("", std::slice::from_ref(&fall));
    assert_eq!((bare.title.as_deref(), bare.weight, bare.description.as_deref()), (Some("CT"), 9, Some("CD")));
    assert_eq!((bare.kind.as_deref(), bare.draft, bare.date), (Some("ct"), true, Some(1_577_836_800)));
    assert_eq!((bare.hidden, bare.disable_toc, bare.keywords), (Some(true), Some(true), vec!["k".to_owned()]));
    assert_eq!(bare.terms, [("tags".to_owned(), vec!["t".to_owned()])]);
    let (full, present) =
        cascaded("title: A\nweight: 1\ndraft: false\nhidden: false\nparams: {disableToc: false}", &[fall]);
    assert_eq!((full.title.as_deref(), full.weight, full.draft, full.hidden), (Some("A"), 1, false, Some(false)));
    assert_eq!(full.disable_toc, Some(false));
    assert!(present.contains(&"keywords".to_owned()));
}

#[test]
fn of_several_cascades_the_first_that_has_a_key_wins() {
    let (meta, _) = cascaded("", &[json!({"foo": 1}), json!({"foo": 2, "bar": 3}), json!({"bar": 4})]);
    assert_eq!(Value::Object(meta.params), json!({"foo": 1, "bar": 3}));
    // The page's table is not mixed with that of the cascade; `params` of a cascade wins over its first level.
    let (meta, _) = cascaded("foo: {a: 5}", &[json!({"foo": {"b": 1}, "hidden": true, "params": {"hidden": false}})]);
    assert_eq!(Value::Object(meta.params), json!({"foo": {"a": 5}, "hidden": false}));
    let (meta, _) = cascaded("weight: 1\nparams: {weight: 2}", &[json!({"params": {"weight": 3}})]);
    assert_eq!(Value::Object(meta.params), json!({"weight": 2}));
}

#[test]
fn cascades_are_kept_and_what_is_wrong_in_them_is_told() {
    let one = meta("cascade:\n  Hidden: true\n  _target: {Path: /x}").cascade;
    assert_eq!(one, [json!({"hidden": true, "_target": {"path": "/x"}})]);
    let two = meta("cascade:\n- Foo: 1\n- target: {kind: page}\n  params: {Bar: 2}").cascade;
    assert_eq!(two, [json!({"foo": 1}), json!({"target": {"kind": "page"}, "params": {"bar": 2}})]);
    assert_eq!(
        told("cascade:\n  hidden: \"false\"\n  weigth: 5").1,
        [row("QuotedBoolean", 3, "\"false\""), row("UnknownKey", 4, "weigth")]
    );
}

#[test]
fn too_large_and_too_deep_heads_are_told_and_not_read() {
    let start = std::time::Instant::now();
    for head in ["[".repeat(100_000), format!("a: {}", "x".repeat(1 << 20)), format!("a:\n  {}", "- ".repeat(100_000))]
    {
        let text = format!("---\n{head}\n---\nbody");
        let (front_matter, problems) = file(&text);
        assert!(matches!(problems[..], [Problem::TooLarge { .. }]), "{:?}", &head[..20]);
        assert_eq!(&text[front_matter.body..], "body");
    }
    assert!(start.elapsed().as_secs() < 5);
}

/// Pseudo-random changes of a few heads: nothing panics, every span lies on character borders of the text.
#[test]
fn mutations_of_heads_never_panic() {
    let heads = [
        "---\ntitle: 'A \u{fc}'\nweight: 05\ntags: [a, \"b\", {c: d}]\nmenu:\n  main:\n    weight: 3\ncascade:\n- hidden: \"false\"\n  _target: {path: /x}\n---\n\nbody",
        "+++\ntitle = \"A\"\ndate = 2023-04-05\n[[resources]]\nsrc = 'x'\n[params.a]\nb = [1, {c = 2}]\n+++\nbody",
        "{\n  \"title\": \"A\\u00fc\", \"weight\": \"010\",\n  \"params\": {\"x\": [1, null, true]}\n}\nbody",
        "\u{feff}---\r\nx: &a |\r\n  text\r\n  \u{1f389}\r\ny: *a\r\n<<: {z: 1}\r\naliases: \"/a /b\"\r\n--- \r\nbody",
    ];
    let pieces = [
        ":",
        " ",
        "\n",
        "- ",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        "\t",
        "#",
        "&a",
        "*a",
        "!",
        "|",
        ">",
        "---\n",
        "+++\n",
        "=",
        "\u{feff}",
        "\u{fc}",
        "\u{1f389}",
        "0",
        "09",
        "yes",
        "\"false\"",
        "\\",
        ",",
        "<<: ",
        "? ",
        "\r",
        "\u{0}",
        "%",
        "@",
        ".",
    ];
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let start = std::time::Instant::now();
    for round in 0..20_000 {
        let mut characters: Vec<char> = heads[round % heads.len()].chars().collect();
        for _ in 0..1 + random(4) {
            let at = random(characters.len());
            match random(4) {
                0 => drop(characters.drain(at..(at + 1 + random(6)).min(characters.len()))),
                1 => {
                    let copy: Vec<char> = characters[at..(at + random(20)).min(characters.len())].to_vec();
                    let to = random(characters.len());
                    characters.splice(to..to, copy);
                }
                _ => drop(characters.splice(at..at, pieces[random(pieces.len())].chars())),
            }
        }
        let text: String = characters.into_iter().collect();
        let (front_matter, problems) = file(&text);
        assert!(text.get(front_matter.body..).is_some(), "{text:?}");
        let spans = front_matter.entries.iter().flat_map(|entry| [entry.key_span, entry.value_span]);
        let aliases = front_matter.meta.aliases.iter().map(|(_, span)| *span);
        for span in spans.chain(aliases).chain(problems.iter().map(Problem::place)) {
            assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        }
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
