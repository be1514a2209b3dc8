//! Configurations against Hugo: every expected value was printed by Hugo 0.168 unless the test says otherwise.

use guidegen::config::load::{Loaded, load};
use guidegen::config::{AutoIdType, Config, Problem};
use guidegen::source::lines::Lines;
use guidegen::source::{Content, Source, Sources};
use serde_json::{Value, json};
use std::sync::Arc;

fn sources(files: &[(&str, &str)]) -> Sources {
    let source = |(path, text): &(&str, &str)| {
        Arc::new(Source::new((*path).into(), Content::Text { text: (*text).into(), lossy: None }, (0, 0)))
    };
    Sources::new(files.iter().map(source).collect(), Vec::new(), None)
}

/// The configuration of some files, which may have no problem.
fn clean(files: &[(&str, &str)]) -> Config {
    let Loaded { config, problems } = load(&sources(files), None);
    assert_eq!(problems, [], "{files:?}");
    config
}

fn toml(text: &str) -> Config {
    clean(&[("hugo.toml", text)])
}

/// The problems of one file: variant, line, the text under it, and what else there is to it.
fn told_in(path: &str, text: &str) -> (Config, Vec<(String, usize, String, String)>) {
    let Loaded { config, problems } = load(&sources(&[(path, text)]), None);
    let lines = Lines::new(text);
    let row = |problem: &Problem| {
        let debug = format!("{problem:?}");
        let name = debug.split([' ', '{']).next().unwrap_or_default().to_owned();
        let more = match problem {
            Problem::Invalid { reason, .. } => reason.clone(),
            Problem::UnknownKey { near, .. } | Problem::UnreadParam { near, .. } => near.clone().unwrap_or_default(),
            Problem::WrongType { expected, .. } => (*expected).to_owned(),
            Problem::WrongValue { allowed, .. } => allowed.join(" "),
            Problem::MisplacedKey { key, .. } => key.clone(),
            Problem::Contradiction { first, second, .. } => format!("{first} {second}"),
        };
        let place = problem.place().range();
        (name, lines.line(place.start), text[place].to_owned(), more)
    };
    (config, problems.iter().map(row).collect())
}

fn told(text: &str) -> Vec<(String, usize, String, String)> {
    told_in("hugo.toml", text).1
}

fn row(name: &str, line: usize, under: &str, more: &str) -> (String, usize, String, String) {
    (name.to_owned(), line, under.to_owned(), more.to_owned())
}

/// The configuration of the AWS foundation guide, shortened.
const GUIDE: &str = r#"baseURL = "/"
defaultContentLanguage = "en"
defaultContentLanguageInSubdir= false
enableMissingTranslationPlaceholders = false
title = "Get Started"
theme = "learn"
uglyurls = true
relativeURLs = true
enableEmoji = true
pygmentsCodeFences = true
pygmentsUseClasses = true
pygmentsStyle = "monokailight"

[params]
editURL = "https://github.com/x/edit/main/content/"
disableHomeIcon = true
disableNavChevron = false
highlightClientSide = false
menushortcutsnewtab = false
enableGitInfo = true
dateformat = ""

[outputs]
home = [ "HTML", "RSS", "JSON"]

[markup]
  [markup.goldmark]
    [markup.goldmark.renderer]
      unsafe = true
  [markup.tableOfContents]
    startLevel = 2
    endLevel = 2
    ordered = false
"#;

#[test]
fn the_configuration_of_the_guide() {
    let (config, problems) = told_in("config.toml", GUIDE);
    assert_eq!(config.files, ["config.toml"]);
    assert_eq!((config.base_url.as_str(), config.title.as_str()), ("/", "Get Started"));
    assert_eq!(config.theme.as_ref().map(|(name, _)| name.as_str()), Some("learn"));
    assert_eq!((config.ugly_urls, config.relative_urls, config.enable_emoji), (true, true, true));
    assert_eq!((config.markup.unsafe_html, config.markup.toc_start, config.markup.toc_end), (true, 2, 2));
    assert_eq!((config.highlight.style.as_str(), config.highlight.code_fences), ("monokailight", true));
    assert_eq!(config.outputs["home"], ["html", "rss", "json"]);
    assert_eq!(config.outputs["section"], ["html", "rss"]);
    // It stands where Hugo does not read it; here it is meant, and told.
    assert!(config.enable_git_info);
    assert_eq!(config.params["editurl"], json!("https://github.com/x/edit/main/content/"));
    assert_eq!(config.languages.len(), 1);
    assert_eq!((config.languages[0].code.as_str(), config.languages[0].title.as_str()), ("en", "Get Started"));
    let expected = [
        row("UnreadParam", 16, "disableHomeIcon", ""),
        row("UnreadParam", 17, "disableNavChevron", ""),
        row("UnreadParam", 18, "highlightClientSide", ""),
        row("UnreadParam", 19, "menushortcutsnewtab", ""),
        row("MisplacedKey", 20, "enableGitInfo", "enableGitInfo"),
        row("UnreadParam", 21, "dateformat", ""),
    ];
    assert_eq!(problems, expected);
}

#[test]
fn no_file_is_a_configuration_of_defaults() {
    let config = clean(&[("content/_index.md", "x")]);
    assert_eq!((config.files.len(), config.base_url.as_str(), config.title.as_str()), (0, "/", ""));
    assert_eq!((config.content_dir.as_str(), config.archetype_dir.as_str()), ("content", "archetypes"));
    assert_eq!(
        (config.static_dirs, config.summary_length, config.ref_links_error),
        (vec!["static".to_owned()], 70, true)
    );
    assert_eq!((config.default_language.as_str(), config.languages[0].tag.as_str()), ("en", "en"));
    assert_eq!(config.outputs["page"], ["html"]);
    assert_eq!(
        config.taxonomies.into_iter().collect::<Vec<_>>(),
        [("categories".to_owned(), "category".to_owned()), ("tags".to_owned(), "tag".to_owned())]
    );
    assert_eq!((config.markup.toc_start, config.markup.toc_end, config.markup.toc_ordered), (2, 3, false));
    assert!(config.markup.typographer && config.markup.footnote && !config.markup.unsafe_html);
    assert_eq!((config.highlight.tab_width, config.highlight.line_numbers), (4, None));
    assert!(!config.ugly_urls && !config.enable_git_info && config.theme.is_none());
}

#[test]
fn the_first_of_the_names_is_read() {
    let all = [
        ("guidegen.toml", "title = 'guidegen.toml'"),
        ("hugo.toml", "title = 'hugo.toml'"),
        ("hugo.yaml", "title: hugo.yaml"),
        ("hugo.yml", "title: hugo.yml"),
        ("hugo.json", "{\"title\": \"hugo.json\"}"),
        ("config.toml", "title = 'config.toml'"),
        ("config.yaml", "title: config.yaml"),
        ("config.yml", "title: config.yml"),
        ("config.json", "{\"title\": \"config.json\"}"),
    ];
    for from in 0..all.len() {
        let config = clean(&all[from..]);
        assert_eq!((config.title.as_str(), config.files), (all[from].0, vec![all[from].0.to_owned()]));
    }
}

#[test]
fn keys_are_found_in_any_case() {
    let config = toml(
        "BASEURL = 'https://a.b/c'\nTITLE = 'T'\n[PARAMS]\nFoo = 'x'\n[Params.Bar]\nBaZ = 1\n[[params.l]]\nAb = 1\n[Markup.GoldMark.Renderer]\nUNSAFE = true",
    );
    assert_eq!((config.base_url.as_str(), config.title.as_str()), ("https://a.b/c/", "T"));
    assert_eq!(Value::Object(config.params), json!({"bar": {"baz": 1}, "foo": "x", "l": [{"Ab": 1}]}));
    assert!(config.markup.unsafe_html);
}

#[test]
fn the_three_syntaxes_mean_the_same() {
    let one =
        toml("title = 'x'\nsummaryLength = 16\n[params]\na = 8\nb = 'yes'\n[[menus.main]]\nname = 'm'\nweight = 5");
    for (path, text) in [
        (
            "hugo.yaml",
            "title: x\nsummaryLength: 020\nparams:\n  a: 010\n  b: yes\nmenus:\n  main:\n  - name: m\n    weight: 05\n",
        ),
        (
            "hugo.json",
            "\u{feff}{\"title\": \"x\", \"summaryLength\": \"16\", \"params\": {\"a\": 8, \"b\": \"yes\"}, \"menu\": {\"main\": [{\"name\": \"m\", \"weight\": \"5\"}]}}",
        ),
        (
            "hugo.toml",
            "\u{feff}title='x'\r\nsummaryLength=16\r\nparams.a=8\r\nparams.b='yes'\r\nmenus.main=[{name='m',weight=5}]\r\n",
        ),
    ] {
        let config = clean(&[(path, text)]);
        assert_eq!(
            config.fingerprint(),
            Config { files: vec![path.to_owned()], ..one.clone() }.fingerprint(),
            "{text}"
        );
    }
}

#[test]
fn values_are_decoded_weakly() {
    let config = toml("uglyURLs = 'true'\nsummaryLength = '5'\ntitle = 5\nenableEmoji = 1\ndisablePathToLower = '1'");
    assert_eq!((config.ugly_urls, config.summary_length, config.title.as_str()), (true, 5, "5"));
    assert!(config.enable_emoji && config.disable_path_to_lower);
    assert_eq!(
        told(
            "buildDrafts = 'yes'\ntitle = ['a']\nsummaryLength = 'x'\nmarkup = 'x'\nparams = 'x'\nlanguages = 'x'\nmenus = 'x'"
        ),
        [
            row("WrongType", 1, "'yes'", "true or false"),
            row("WrongType", 2, "['a']", "a text"),
            row("WrongType", 3, "'x'", "a whole number"),
            row("WrongType", 4, "'x'", "a table"),
            row("WrongType", 5, "'x'", "a table"),
            row("WrongType", 6, "'x'", "a table"),
            row("WrongType", 7, "'x'", "a table"),
        ]
    );
}

#[test]
fn base_urls() {
    for (written, base, origin, path) in [
        ("https://a.b/c", "https://a.b/c/", "https://a.b", "/c/"),
        ("http://a.b", "http://a.b/", "http://a.b", "/"),
        ("/docs", "/docs/", "", "/docs/"),
        ("", "/", "", "/"),
        ("/", "/", "", "/"),
    ] {
        let config = toml(&format!("baseURL = '{written}'"));
        assert_eq!((config.base_url.as_str(), config.origin(), config.base_path()), (base, origin, path), "{written}");
    }
}

#[test]
fn ugly_urls_by_section_are_those_of_its_pages() {
    let config = toml("[uglyURLs]\nPosts = true\nfoo = false");
    assert!(!config.ugly_urls);
    let ugly = ["posts/p", "Posts/deep/p", "foo/p", "posts", "p", ""].map(|path| config.is_ugly(path));
    assert_eq!(ugly, [true, true, false, false, false, false]);
    assert!(toml("uglyURLs = true").is_ugly("p"));
}

#[test]
fn highlighting_and_its_old_keys() {
    let highlight = |text: &str| toml(text).highlight;
    assert_eq!(highlight("pygmentsStyle = 'foo'\n[markup.highlight]\nstyle = 'bar'").style, "bar");
    assert!(!highlight("pygmentsCodeFences = false").code_fences);
    let old = highlight(
        "pygmentsCodeFencesGuessSyntax = true\npygmentsOptions = 'linenos=table,hl_lines=1'\npygmentsUseClasses = true",
    );
    assert_eq!((old.guess_syntax, old.line_numbers), (true, Some(true)));
    for (text, numbers) in [
        ("lineNos = true", Some(true)),
        ("lineNos = true\nlineNumbersInTable = false", Some(false)),
        ("lineNos = 'inline'", Some(false)),
        ("lineNos = 'table'\nlineNumbersInTable = false", Some(true)),
        ("lineNos = false", None),
    ] {
        assert_eq!(highlight(&format!("[markup.highlight]\n{text}")).line_numbers, numbers, "{text}");
    }
    let all = highlight(
        "[markup.highlight]\nlineNoStart = 5\nanchorLineNos = true\ntabWidth = 2\nguessSyntax = true\ncodeFences = false",
    );
    assert_eq!(
        (all.line_number_start, all.anchor_line_numbers, all.tab_width, all.guess_syntax, all.code_fences),
        (5, true, 2, true, false)
    );
}

#[test]
fn markup_keeps_the_defaults_of_what_is_not_said() {
    let markup = |text: &str| toml(text).markup;
    let one = markup(
        "[markup.tableOfContents]\nendLevel = -1\nordered = true\n[markup.goldmark.parser]\nautoHeadingIDType = 'github-ascii'\n[markup.goldmark.extensions]\ntypographer = false\nfootnote = false\nlinkify = false",
    );
    assert_eq!((one.toc_start, one.toc_end, one.toc_ordered), (2, -1, true));
    assert_eq!(
        (one.auto_id_type, one.typographer, one.footnote, one.linkify),
        (AutoIdType::GithubAscii, false, false, false)
    );
    assert!(one.table && one.strikethrough && one.task_list && one.definition_list && one.auto_heading_id);
    let two = markup(
        "[markup.goldmark.extensions.typographer]\ndisable = true\n[markup.goldmark.extensions.footnote]\nenable = false\n[markup.goldmark.parser.attribute]\ntitle = false\nblock = true\n[markup.goldmark.renderer]\nhardWraps = true\nxhtml = true",
    );
    assert_eq!((two.typographer, two.footnote, two.heading_attributes, two.hard_wraps), (false, false, false, true));
    let delimiters = "[markup.goldmark.extensions.passthrough]\nenable = true\n[markup.goldmark.extensions.passthrough.delimiters]\nblock = [['$$', '$$'], ['\\[', '\\]']]\ninline = [['\\(', '\\)']]";
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        markup(delimiters).passthrough,
        Some((vec![pair("$$", "$$"), pair("\\[", "\\]")], vec![pair("\\(", "\\)")]))
    );
    assert_eq!(markup(&delimiters.replace("enable = true", "enable = false")).passthrough, None);
    assert_eq!(
        told("[markup.goldmark.parser]\nautoIDType = 'bogus'"),
        [row("WrongValue", 2, "'bogus'", "github github-ascii blackfriday")]
    );
}

#[test]
fn outputs_taxonomies_and_kinds() {
    let config = toml("[outputs]\nhome = 'HTML'\nPage = ['html', 'JSON']");
    assert_eq!(
        (&config.outputs["home"][..], &config.outputs["page"][..]),
        (&["html".to_owned()][..], &["html".to_owned(), "json".to_owned()][..])
    );
    assert_eq!(config.outputs["term"], ["html", "rss"]);
    let taxonomies = |text: &str| toml(text).taxonomies.into_iter().collect::<Vec<_>>();
    assert_eq!(taxonomies("[taxonomies]\ntag = 'tags'\ncategory = ''"), [("tags".to_owned(), "tag".to_owned())]);
    assert_eq!(taxonomies("[taxonomies]\nSeries = 'Series'"), [("series".to_owned(), "series".to_owned())]);
    assert_eq!(taxonomies("taxonomies = {}"), []);
    assert_eq!(toml("disableKinds = ['RSS', 'taxonomyTerm', '404']").disable_kinds, ["rss", "taxonomy", "404"]);
    assert_eq!(toml("disableKinds = 'rss'").disable_kinds, ["rss"]);
    let (config, problems) = told_in("hugo.toml", "disableKinds = ['bogus', 'rss']");
    assert_eq!((config.disable_kinds, problems.len()), (vec!["rss".to_owned()], 1));
}

#[test]
fn permalinks_of_pages_and_sections() {
    let config = toml(
        "[permalinks]\nposts = '/:year/'\n[permalinks.section]\nposts = '/x/'\n[permalinks.page]\nfoo = '/:slug/'",
    );
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(config.permalinks.into_iter().collect::<Vec<_>>(), [pair("foo", "/:slug/"), pair("posts", "/:year/")]);
    assert_eq!(config.section_permalinks.into_iter().collect::<Vec<_>>(), [pair("posts", "/x/")]);
    let config =
        toml("[[permalinks]]\npattern = '/:slug/'\n[permalinks.target]\nkind = 'page'\npath = '/{foo,foo/**}'");
    assert_eq!(config.permalinks.into_iter().collect::<Vec<_>>(), [pair("foo", "/:slug/")]);
}

#[test]
fn folders_and_mounts() {
    let config = toml(
        "contentDir = './docs/'\nstaticDir = ['a/', 'b']\nstaticDir1 = 'c'\nstaticdir10 = 'd'\narchetypeDir = 'arch'",
    );
    assert_eq!((config.content_dir.as_str(), config.archetype_dir.as_str()), ("docs", "arch"));
    assert_eq!(config.static_dirs, ["a", "b", "c", "d"]);
    let config =
        toml("[[module.mounts]]\nsource = 'x'\ntarget = 'content'\n[[module.mounts]]\nsource = 'y'\ntarget = 'static'");
    assert_eq!((config.content_dir.as_str(), config.static_dirs), ("x", vec!["static".to_owned(), "y".to_owned()]));
}

#[test]
fn mounts_for_a_language_and_below_static() {
    let mount = |source: &str, target: &str, more: &str| {
        format!("[[module.mounts]]\nsource = '{source}'\ntarget = '{target}'\n{more}")
    };
    let languages = "[languages.en]\n[languages.FR]\n";
    let old = mount("docs/en", "content", "lang = 'en'\n") + &mount("docs/fr/", "content", "lang = 'fr'\n");
    let matrix = |code: &str| format!("[module.mounts.sites.matrix]\nlanguages = ['{code}']\n");
    let new = mount("docs/en", "content", &matrix("en")) + &mount("docs/fr/", "content", &matrix("fr"));
    for mounts in [old, new] {
        let config = toml(&format!("{languages}{mounts}"));
        let own: Vec<Option<&str>> = config.languages.iter().map(|language| language.content_dir.as_deref()).collect();
        assert_eq!(own, [Some("docs/en"), Some("docs/fr")], "{mounts}");
        assert_eq!((config.content_dir.as_str(), config.unmounted), ("docs/en", Vec::new()));
    }
    let mounts = [("a", "content"), ("b", "content"), ("c", "content/x"), ("../d", "static/y"), ("e", "static/y/")];
    let config = toml(&mounts.map(|(from, to)| mount(from, to, "")).concat());
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(config.content_dir, "a");
    assert_eq!(config.static_mounts, [pair("e", "y/")]);
    assert_eq!(config.unmounted, [pair("b", "content"), pair("c", "content/x"), pair("../d", "static/y")]);
}

#[test]
fn themes() {
    let theme =
        |text: &str| toml(text).theme.map(|(name, span)| (name, span.map(|span| text[span.range()].to_owned())));
    let some = |name: &str, under: &str| Some((name.to_owned(), Some(under.to_owned())));
    assert_eq!(theme("theme = 'learn'"), some("learn", "'learn'"));
    assert_eq!(theme("theme = ['a', 'b']"), some("a", "'a'"));
    assert_eq!(theme("theme = ''"), None);
    // The first theme that is known, wherever it stands: the others are laid over it.
    assert_eq!(
        theme("theme = ['custom', 'hugo-theme-relearn', 'learn']"),
        some("hugo-theme-relearn", "'hugo-theme-relearn'")
    );
    let path = "'github.com/McShelby/hugo-theme-relearn/v8'";
    assert_eq!(
        theme(&format!("[[module.imports]]\npath = 'x.y/z'\n[[module.imports]]\npath = {path}")),
        some("hugo-theme-relearn", path)
    );
}

#[test]
fn folders_of_archives_are_the_themes_that_they_hold() {
    for (name, known) in [
        ("hugo-theme-learn-2.4.0", Some("hugo-theme-learn")),
        ("hugo-theme-relearn-main", Some("hugo-theme-relearn")),
        ("Hugo-Theme-Relearn", Some("hugo-theme-relearn")),
        ("github.com/McShelby/hugo-theme-relearn/v8", Some("hugo-theme-relearn")),
        ("relearn-v7", Some("relearn")),
        ("learning", None),
        ("learn-more", None),
        ("relearn-custom", None),
        ("", None),
    ] {
        assert_eq!(guidegen::config::load::known_theme(name), known, "{name}");
    }
}

#[test]
fn a_list_of_links_is_a_list_of_tables() {
    let under =
        |text: &str| told(text).into_iter().map(|(name, _, under, _)| format!("{name} {under}")).collect::<Vec<_>>();
    assert_eq!(under("[params]\nfooterLinks = 'x'"), ["WrongType 'x'"]);
    assert_eq!(under("[params]\nfooterLinks = ['x']"), ["WrongType ['x']"]);
    assert_eq!(under("[params]\nfooterLinks = [{name = 'x', url = '/'}]"), [""; 0]);
}

#[test]
fn languages() {
    let config = toml(
        "title = 'S'\n[params]\nq = 1\na = {x = 1, y = 2}\n[Languages.en]\ntitle = 'E'\nweight = 2\n\
         [Languages.en.params]\nz = 1\na = {x = 3}\n[Languages.DE]\nweight = 1\nlanguageName = 'D'\n\
         languageCode = 'de-DE'\nlanguageDirection = 'rtl'\ncontentDir = 'content/de'\n\
         [[languages.de.menu.main]]\nname = 'n'\n[[menus.main]]\nname = 'm'\n[[menus.foot]]\nname = 'f'\n",
    );
    let [de, en] = &config.languages[..] else { panic!("two languages") };
    assert_eq!((de.code.as_str(), de.tag.as_str(), de.name.as_str(), de.right_to_left), ("de", "de-DE", "D", true));
    assert_eq!((de.title.as_str(), en.title.as_str()), ("S", "E"));
    assert_eq!((de.content_dir.as_deref(), en.content_dir.as_deref()), (Some("content/de"), None));
    assert_eq!(Value::Object(de.params.clone()), json!({"a": {"x": 1, "y": 2}, "q": 1}));
    assert_eq!(Value::Object(en.params.clone()), json!({"a": {"x": 3, "y": 2}, "q": 1, "z": 1}));
    assert_eq!(de.menus.keys().collect::<Vec<_>>(), ["main"]);
    assert_eq!((de.menus["main"][0].name.as_str(), en.menus["main"][0].name.as_str()), ("n", "m"));
    assert_eq!(config.menus.keys().collect::<Vec<_>>(), ["foot", "main"]);
    assert_eq!((config.default_language.as_str(), config.title.as_str()), ("en", "S"));
}

#[test]
fn the_order_of_languages() {
    let codes = |text: &str| toml(text).languages.into_iter().map(|language| language.code).collect::<Vec<_>>();
    assert_eq!(
        codes("[languages.en]\nweight = 0\n[languages.de]\nweight = 3\n[languages.aa]\n[languages.zz]\nweight = -1"),
        ["zz", "de", "aa", "en"]
    );
    assert_eq!(codes("[languages.pt-BR]\n[languages.en]"), ["en", "pt-br"]);
}

#[test]
fn the_default_language() {
    for (text, default) in [
        ("defaultContentLanguage = 'fr'", "fr"),
        ("defaultContentLanguage = 'EN'\n[languages.en]", "en"),
        ("[languages.en]\ndisabled = true\n[languages.de]", "de"),
        ("defaultContentLanguage = 'de'\n[languages.en]\n[languages.de]", "de"),
        ("[languages.fr]\n[languages.de]", "de"),
    ] {
        assert_eq!(toml(text).default_language, default, "{text}");
    }
    let disabled = toml("disableLanguages = ['de']\n[languages.en]\n[languages.de]");
    assert_eq!(disabled.languages.iter().map(|l| l.disabled).collect::<Vec<_>>(), [true, false]);
    assert_eq!(told("defaultContentLanguage = 'fr'\n[languages.en]"), [row("WrongValue", 1, "'fr'", "en")]);
    let disabled = "defaultContentLanguage = 'en'\n[languages.en]\ndisabled = true\n[languages.de]";
    assert_eq!(told(disabled), [row("WrongValue", 1, "'en'", "de")]);
    let tags = |text: &str| toml(text).languages.into_iter().map(|language| language.tag).collect::<Vec<_>>();
    assert_eq!(tags("languageCode = 'x-y'\n[languages.en]\n[languages.de]"), ["de", "x-y"]);
    assert_eq!(tags("languageCode = 'de'\nlocale = 'fr'"), ["fr"]);
}

/// Not Hugo any more: before 0.112 unknown keys of a language were its parameters, and learn's manual says so.
#[test]
fn free_keys_of_a_language_are_parameters() {
    let config = toml("[Languages.en]\nlandingPageURL = '/en'\n[Languages.en.params]\nbar = 1");
    assert_eq!(Value::Object(config.languages[0].params.clone()), json!({"bar": 1, "landingpageurl": "/en"}));
    assert_eq!(told("[languages.en]\nwieght = 1"), [row("UnknownKey", 2, "wieght", "weight")]);
}

#[test]
fn menus() {
    let text = "[[menu.Shortcuts]]\nname = 'b'\nweight = 2\nurl = 'x y'\n[[menu.shortcuts]]\nname = 'a'\nweight = '2'\npageRef = '/x'\npre = '<b>'\nParent = 'p'\n";
    let config = toml(&text.replace("Shortcuts", "shortcuts"));
    let main = &config.menus["shortcuts"];
    assert_eq!((main[0].name.as_str(), main[0].weight, main[0].page_ref.as_str()), ("a", 2, "/x"));
    assert_eq!((main[0].pre.as_str(), main[0].parent.as_str(), main[1].url.as_str()), ("<b>", "p", "x y"));
    let sorted = toml(
        "[[menus.main]]\nname = 'c'\n[[menus.main]]\nname = 'b'\nweight = 2\n[[menus.main]]\nidentifier = 'd'\nweight = -1\n[menus.main.params]\nFoo = 1\n",
    );
    let order: Vec<_> = sorted.menus["main"].iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(order, ["", "b", "c"]);
    assert_eq!(Value::Object(sorted.menus["main"][0].params.clone()), json!({"foo": 1}));
    assert_eq!(
        told("[[menus.main]]\nname = 'x'\nwieght = 1\n[menus]\nfoot = ['x']"),
        [row("UnknownKey", 3, "wieght", "weight"), row("WrongType", 5, "['x']", "a list of tables"),]
    );
}

#[test]
fn cascades() {
    assert_eq!(
        toml("[cascade]\nHidden = true\n[cascade._target]\nPath = '/x'").cascade,
        [json!({"hidden": true, "_target": {"path": "/x"}})]
    );
    assert_eq!(toml("[[cascade]]\nFoo = 1\n[[cascade]]\nbar = 2").cascade, [json!({"foo": 1}), json!({"bar": 2})]);
    assert_eq!(told("cascade = 5"), [row("WrongType", 1, "5", "a table, or a list of tables")]);
}

#[test]
fn broken_references_may_be_warnings() {
    assert!(!toml("refLinksErrorLevel = 'warning'\nrefLinksNotFoundURL = 'x'").ref_links_error);
    assert!(toml("refLinksErrorLevel = ''").ref_links_error);
    assert_eq!(told("refLinksErrorLevel = 'bogus'"), [row("WrongValue", 1, "'bogus'", "ERROR WARNING")]);
}

#[test]
fn a_folder_of_files_lies_above_the_file() {
    let config = clean(&[
        ("hugo.toml", "title = 'root'\n[params]\na = 1\nb = 1\n"),
        ("config/_default/hugo.toml", "title = 'dir'\n[params]\nb = 2\nc = 2\n[params.t]\ny = 1\n"),
        ("config/_default/params.toml", "c = 3\n[t]\nx = 1\n"),
        ("config/_default/menu.toml", "[[main]]\nname = 'm'\n"),
        ("config/_default/menus.de.toml", "[[main]]\nname = 'd'\n"),
        ("config/_default/languages.yaml", "en:\n  weight: 1\nde:\n  weight: 2\n"),
        ("config/_default/params.de.toml", "z = 1\n"),
        ("config/_default/hugo.de.toml", "title = 'DE'\n"),
        ("config/_default/markup.yaml", "goldmark:\n  renderer:\n    unsafe: true\n"),
        ("config/_default/markup.toml", "[tableOfContents]\nendLevel = 5\n"),
        ("config/_default/notes.txt", "not a configuration"),
        ("config/development/params.toml", "a = 9\n"),
        ("config/production/params.toml", "p = 1\n"),
    ]);
    assert_eq!(config.title, "dir");
    assert_eq!(Value::Object(config.params), json!({"a": 1, "b": 2, "c": 3, "p": 1, "t": {"x": 1, "y": 1}}));
    let [en, de] = &config.languages[..] else { panic!("two languages") };
    assert_eq!((en.menus["main"][0].name.as_str(), de.menus["main"][0].name.as_str()), ("m", "d"));
    assert_eq!((de.title.as_str(), &de.params["z"]), ("DE", &json!(1)));
    assert_eq!((config.markup.unsafe_html, config.markup.toc_end), (true, 5));
    assert_eq!(config.files.len(), 11);
    assert_eq!(config.files[0], "hugo.toml");
    let unwrapped = clean(&[("config/_default/params.toml", "[params]\na = 1\n")]);
    assert_eq!(Value::Object(unwrapped.params), json!({"a": 1}));
}

#[test]
fn named_files_are_merged_from_left_to_right() {
    let files = [
        ("hugo.toml", "title = 'unread'"),
        (
            "a.toml",
            "title = 'a'\nbaseURL = '/x'\n[params]\nx = 1\ny = 1\n[params.t]\np = 1\n[[menus.main]]\nname = 'a'\n[outputs]\nhome = ['html']\npage = ['rss']\n",
        ),
        (
            "sub/b.yaml",
            "title: b\nparams:\n  y: 2\n  t: {q: 2}\nmenus:\n  main: [{name: b}]\noutputs: {home: [json]}\n",
        ),
        ("config/_default/params.toml", "z = 1\nx = 5\n"),
    ];
    let Loaded { config, problems } = load(&sources(&files), Some("a.toml, ./sub/b.yaml"));
    assert_eq!(problems, []);
    assert_eq!((config.title.as_str(), config.base_url.as_str()), ("b", "/x/"));
    assert_eq!((config.menus["main"].len(), config.menus["main"][0].name.as_str()), (1, "b"));
    assert_eq!(
        (&config.outputs["home"][..], &config.outputs["page"][..]),
        (&["json".to_owned()][..], &["rss".to_owned()][..])
    );
    assert_eq!(Value::Object(config.params), json!({"t": {"p": 1, "q": 2}, "x": 5, "y": 2, "z": 1}));
    assert_eq!(config.files, ["a.toml", "sub/b.yaml", "config/_default/params.toml"]);
    let Loaded { config, .. } = load(&sources(&files), Some("a"));
    assert_eq!(config.files[0], "a.toml");
    let Loaded { config, .. } = load(&sources(&files), Some("nope.toml"));
    assert_eq!(config.files, ["config/_default/params.toml"]);
}

#[test]
fn unknown_keys_are_told_with_the_nearest_known_one() {
    let text = "titel = 'x'\nbogusKey = 1\npaginate = 5\nmetaDataFormat = 'yaml'\nthemesdir = '..'\nblackfriday = {}\nstaticDir3 = 'x'\n\
                [markup.goldmark.rendrer]\nunsafe = true\n[markup.tableOfContent]\n[outputs]\nhoem = ['html']\n[markup.highlight]\nlinenoss = true\n";
    assert_eq!(
        told(text),
        [
            row("UnknownKey", 1, "titel", "title"),
            row("UnknownKey", 2, "bogusKey", ""),
            row("UnknownKey", 8, "rendrer", "renderer"),
            row("UnknownKey", 10, "tableOfContent", "tableOfContents"),
            row("UnknownKey", 12, "hoem", "home"),
            row("UnknownKey", 14, "linenoss", "lineNos"),
        ]
    );
    let yaml = "titel: x\nmarkup:\n  goldmark:\n    rendrer:\n      unsafe: true\n";
    assert_eq!(
        told_in("hugo.yaml", yaml).1,
        [row("UnknownKey", 1, "titel", "title"), row("UnknownKey", 4, "rendrer", "renderer")]
    );
    let json = "{\n\"titel\": \"x\"\n}";
    assert_eq!(told_in("hugo.json", json).1, [row("UnknownKey", 2, "\"titel\"", "title")]);
}

#[test]
fn every_table_of_hugo_is_known() {
    for key in [
        "outputFormats",
        "minify",
        "build",
        "server",
        "security",
        "privacy",
        "services",
        "imaging",
        "caches",
        "related",
        "sitemap",
        "frontmatter",
        "mediaTypes",
        "segments",
        "deployment",
        "httpCache",
        "page",
        "pagination",
        "roles",
        "versions",
        "module",
        "author",
        "social",
        "contentTypes",
    ] {
        toml(&format!("[{key}]\nx = 1"));
    }
}

#[test]
fn parameters_near_a_known_one_are_told_and_free_ones_are_not() {
    assert_eq!(
        told(
            "theme = 'relearn'\n[params]\ndisabelSearch = true\nmyOwn = 1\ntheme = 'x'\ndateFormat = 'x'\nmath = true"
        ),
        [row("UnreadParam", 3, "disabelSearch", "disableSearch"),]
    );
    assert_eq!(
        told("[languages.en.params]\nshowVisitedLink = true"),
        [row("UnreadParam", 2, "showVisitedLink", "showVisitedLinks")]
    );
}

#[test]
fn relative_and_canonical_urls_exclude_each_other() {
    assert_eq!(
        told("canonifyURLs = true\nrelativeURLs = true"),
        [row("Contradiction", 2, "relativeURLs", "canonifyURLs relativeURLs")]
    );
    assert_eq!(told("canonifyURLs = true\nrelativeURLs = false"), []);
}

#[test]
fn a_broken_file_is_told_where_it_breaks_and_the_rest_is_read() {
    let (config, problems) = told_in("hugo.toml", "title = 'T'\nbaseURL = x\n[params]\na = 1\n");
    assert_eq!((config.title.as_str(), &config.params["a"]), ("T", &json!(1)));
    assert_eq!((problems.len(), problems[0].0.as_str(), problems[0].1, problems[0].2.as_str()), (1, "Invalid", 2, "x"));
    let (config, problems) = told_in("hugo.yaml", "baseURL: a: b\ntitle: T\nparams:\n  a: 1\n");
    assert_eq!((config.title.as_str(), &config.params["a"]), ("T", &json!(1)));
    assert_eq!((problems.len(), problems[0].1, problems[0].2.as_str()), (1, 1, ":"));
    let (_, problems) = told_in("hugo.json", "{\n \"title\":}");
    assert_eq!((problems.len(), problems[0].1, problems[0].2.as_str()), (1, 2, "}"));
    assert_eq!(
        told("title = 'a'\ntitle = 'b'"),
        [row("Invalid", 2, "title", "the key `title` stands twice, first in line 1")]
    );
    let twice = told_in("hugo.yaml", "params:\n  x: 1\n  x: 2\n");
    assert_eq!(twice.1, [row("Invalid", 3, "x", "the key `x` stands twice, first in line 2")]);
    assert_eq!(told_in("hugo.yaml", "- a\n").1.len(), 1);
    assert_eq!(told_in("hugo.yaml", &"[".repeat(100_000)).1, [row("Invalid", 1, "", "this is more than 64 levels")]);
}

#[test]
fn the_tables_of_guidegen() {
    let config =
        clean(&[("guidegen.toml", "[check]\nrules = {anchor-Broken = 'warning'}\n[guidegen]\nNav = 'full'\n")]);
    assert_eq!(Value::Object(config.check), json!({"rules": {"anchor-Broken": "warning"}}));
    assert_eq!(Value::Object(config.guidegen), json!({"nav": "full"}));
}
