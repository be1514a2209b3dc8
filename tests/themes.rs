//! The themes that guides name, and what they set for them: ours stands in for each and builds them as they are.

mod support;

use guidegen::publish::Output;
use support::{program, site};

/// A guide with this configuration and these further files.
fn guide(settings: &str, files: &str) -> support::Site {
    site(&format!(
        "-- hugo.toml --\nbaseURL = '/'\n{settings}\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
         -- content/a/_index.md --\n---\ntitle: A\n---\nText.\n-- content/a/p.md --\n---\ntitle: P\n---\nText.\n{files}"
    ))
}

#[test]
fn variants_of_relearn_are_a_list_and_the_first_decides() {
    let accent = |variants: &str| {
        let built = guide(&format!("theme = 'relearn'\n[params]\nthemeVariant = {variants}"), "").build();
        assert_eq!(built.problems(), "", "{variants}");
        let html = built.text("index.html");
        html.split_once("--accent:light-dark(oklch(46% .15 ")
            .and_then(|(_, rest)| Some(rest.split_once(')')?.0.to_string()))
    };
    assert_eq!(accent("['zen-dark', 'neon', 'auto']"), None);
    assert_eq!(accent("[]"), None);
    assert_eq!(accent("3"), None);
    let green = Some("150".to_string());
    assert_eq!(accent("'green'"), green);
    assert_eq!(accent("['green', 'red']"), green);
    assert_eq!(accent("[{ identifier = 'green', name = 'Ours' }, 'red']"), green);
    assert_eq!(accent("{ identifier = 'green' }"), green);
}

#[test]
fn links_of_the_foot_without_an_address_are_left_out() {
    let html = guide("params.footerLinks = [{ name = 'A', url = '/a/' }, { name = 'B' }, { url = '/c/' }]", "").build();
    let html = html.text("index.html");
    assert!(
        html.contains("<li><a href=\"/a/\">A</a></li>") && html.contains("<li><a href=\"/c/\">/c/</a></li>"),
        "{html}"
    );
    let built = guide("params.footerLinks = 'x'", "").build();
    assert!(built.findings().contains("config-wrong-type"), "{}", built.findings());
    assert!(!built.findings().contains("template-failed"), "{}", built.findings());
}

#[test]
fn a_list_of_themes_has_the_files_of_each_and_the_known_one_counts() {
    let own = "-- themes/custom/layouts/shortcodes/foo.html --\n<b>\n-- themes/custom/static/x.txt --\nour own\n\
               -- themes/hugo-theme-learn-2.4.0/static/x.txt --\ntheirs\n-- themes/hugo-theme-learn-2.4.0/static/y.txt --\ntheirs\n\
               -- content/top.md --\n---\ntitle: Top\n---\nText.\n";
    let built = guide("theme = ['custom', 'hugo-theme-learn-2.4.0']", own).build();
    assert_eq!(built.problems(), "");
    let from = |file: &str| match &built.rendered.plan.get(file).expect("a file").output {
        Output::File { file, .. } => file.to_string_lossy().replace('\\', "/"),
        _ => String::new(),
    };
    assert!(from("x.txt").ends_with("themes/custom/static/x.txt"), "{}", from("x.txt"));
    assert!(from("y.txt").ends_with("themes/hugo-theme-learn-2.4.0/static/y.txt"), "{}", from("y.txt"));
    // The menu of learn has no pages beside the sections.
    assert!(!built.text("index.html").contains("/top/"));
    // A theme with templates for guidegen is taken wherever it stands.
    let own = "-- themes/ours/templates/partials/custom-footer.html --\nour foot\n";
    let built = guide("theme = ['learn', 'ours']", own).build();
    assert!(built.text("index.html").contains("our foot"));
}

#[test]
fn a_theme_is_never_to_be_replaced_by_itself() {
    let built = guide("theme = 'custom'", "-- themes/custom/layouts/index.html --\n<b>\n").build();
    let findings = built.findings();
    assert!(findings.contains("theme-missing") && !findings.contains("is `custom` meant"), "{findings}");
}

/// The addresses are those of Hugo 0.168.
#[test]
fn ugly_addresses_of_one_section_are_its_own() {
    let page = |folder: &str| {
        format!(
            "-- content/{folder}/p.md --\n---\ntitle: P\ntags: [x]\naliases: [old-{folder}, /{folder}-old]\n---\nText.\n"
        )
    };
    let built =
        guide("[uglyURLs]\na = true\nbig = true", &format!("{}{}{}", page("a"), page("Big"), page("b"))).build();
    let files: Vec<String> =
        built.files().into_iter().filter(|file| file.contains("p") || file.contains("old")).collect();
    let pages = ["a-old.html", "a/old-a.html", "a/p.html", "b-old/index.html", "b/old-b/index.html", "b/p/index.html"];
    assert!(pages.iter().all(|page| files.iter().any(|file| file == page)), "{files:?}");
    assert!(files.contains(&"big/p.html".to_string()) && built.has("a/index.html"), "{files:?}");
    assert!(built.has("tags/x/index.html"));
    let html = built.text("index.html");
    assert!(html.contains("href=\"/a/p.html\"") && html.contains("href=\"/b/p/\""), "{html}");
}

#[test]
fn languages_mounted_from_folders_of_their_own_are_published() {
    let settings = "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n[[module.mounts]]\nsource = 'docs/en'\ntarget = 'content'\n\
                    lang = 'en'\n[[module.mounts]]\nsource = 'docs/fr'\ntarget = 'content'\nlang = 'fr'\n\
                    [[module.mounts]]\nsource = 'shared'\ntarget = 'static/pics'";
    let page = |path: &str, text: &str| format!("-- docs/{path}.md --\n---\ntitle: T\n---\n{text}\n");
    let files = [
        page("en/_index", "Text."),
        page("en/a/_index", "![A picture](/pics/y.png)"),
        page("fr/_index", "Texte."),
        page("fr/a/_index", "Texte."),
    ];
    let built = guide(settings, &format!("{}-- shared/y.png --\nx\n", files.concat())).build();
    for file in ["index.html", "a/index.html", "fr/index.html", "fr/a/index.html", "pics/y.png"] {
        assert!(built.has(file), "{file}: {:?}", built.files());
    }
    assert!(!built.findings().contains("image-missing"), "{}", built.findings());
}

#[test]
fn tabs_without_a_group_are_on_their_own() {
    let tabs = |arguments: &str| {
        let page = format!(
            "-- content/t.md --\n---\ntitle: T\n---\n{{{{< tabs{arguments} >}}}}\n{{{{% tab title=\"One\" %}}}}\nx\n{{{{% /tab %}}}}\n{{{{< /tabs >}}}}\n"
        );
        guide("", &page).build().article("t/index.html")
    };
    assert!(tabs("").contains("class=\"tabs\"") && !tabs("").contains("data-group"), "{}", tabs(""));
    assert!(tabs(" groupId=\"os\"").contains("data-group=\"os\""));
}

/// relearn shows what `sidebarmenus` lists, and nothing else.
#[test]
fn the_side_bar_has_the_menus_that_are_asked_for() {
    let menu = "[[menu.defined]]\nname = 'Overview'\npageRef = '/a/p'\nweight = 1\n[[menu.defined]]\nidentifier = 'more'\nname = 'More'\nweight = 2\n\
                [[menu.defined]]\nparent = 'more'\npageRef = '/a'\n[[menu.defined]]\nname = 'There'\nparent = 'more'\nurl = 'https://example.org/'\n\
                [[menu.defined]]\nname = 'Ring'\nidentifier = 'r'\nparent = 'r'\nurl = 'javascript:x'\n";
    let nav = |bars: &str| {
        let built = guide(&format!("[params]\n{bars}\n{menu}"), "").build();
        assert_eq!(built.problems(), "");
        let html = built.text("a/p/index.html");
        let start = html.find("id=\"site-nav\"").expect("a menu");
        html[start..start + html[start..].find("</nav>").expect("its end")].to_string()
    };
    let tree = "aria-current";
    let own = "type = 'menu', identifier = 'defined', main = true";
    let only = nav(&format!("sidebarmenus = [{{ {own}, disableTitle = true, title = 'Ours' }}]"));
    assert!(!only.contains(tree) && !only.contains("Ours"), "{only}");
    assert!(only.contains("<li><a href=\"/a/p/\">Overview</a></li>\n<li><span>More</span><details open>"), "{only}");
    assert!(
        only.contains("<li><a href=\"/a/\">A</a></li>\n<li><a href=\"https://example.org/\" rel=\"noopener\">There"),
        "{only}"
    );
    assert!(only.contains("<a href=\"#\">Ring</a>") || only.contains("<a href=\"#\" rel=\"noopener\">Ring"), "{only}");
    let both = nav(&format!("sidebarmenus = [{{ type = 'page', identifier = 'home' }}, {{ {own}, title = 'Ours' }}]"));
    assert!(
        both.find(tree).expect("the tree") < both.find("<p class=\"nav-title\">Ours</p>").expect("the title"),
        "{both}"
    );
    let before = nav(&format!("sidebarmenus = [{{ {own} }}, {{ type = 'page' }}]"));
    assert!(before.find(tree).expect("the tree") > before.find("Overview").expect("an entry"), "{before}");
    for none in
        ["", "sidebarmenus = 'x'", "sidebarmenus = [{ type = 'menu', identifier = 'nothing' }]", "sidebarmenus = []"]
    {
        assert!(nav(none).contains(tree) && !nav(none).contains("Overview"), "{none}");
    }
}

#[test]
fn what_is_not_built_as_hugo_would_is_said() {
    let settings = "theme = ['custom', 'relearn']\n[[module.mounts]]\nsource = '../images'\ntarget = 'static/images'";
    let files = "-- layouts/shortcodes/notice.html --\n<b>\n-- layouts/shortcodes/odd.html --\n<b>\n\
                 -- content/a/o.org --\n#+TITLE: O\n-- content/a/o.txt --\nx\n-- static/s.org --\nx\n";
    let told = |settings: &str, files: &str| {
        let run = program::build(&guide(settings, files), "out", &[]);
        assert!(run.status.success());
        let told = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
        told.lines().filter(|line| line.starts_with("note:")).map(|line| line.to_owned() + "\n").collect::<String>()
    };
    let notes = told(settings, files);
    for note in [
        "stands in for `custom` and `relearn`, whose",
        "Go templates are not run: `layouts/shortcodes/odd.html` (write",
        "our own shortcodes stand in for Go templates, which are not run: `layouts/shortcodes/notice.html` (write",
        "the mount of `../images` on `static/images` is not followed",
        "`content/a/o.org` is no page",
    ] {
        assert!(notes.contains(note), "{note}: {notes}");
    }
    assert!(!notes.contains("s.org") && !notes.contains("o.txt"), "{notes}");
    let own = "-- templates/shortcodes/notice.html --\nours\n-- layouts/shortcodes/notice.html --\n<b>\n";
    assert_eq!(told("[[module.mounts]]\nsource = 'content'\ntarget = 'content'", own), "");
}
