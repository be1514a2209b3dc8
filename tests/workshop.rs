//! `guidegen init` and `guidegen new` as a newcomer meets them.

mod support;

use std::path::Path;
use std::process::{Command, Output};
use support::site;

fn guidegen(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.args(arguments).current_dir(root).env_remove("EDITOR").env_remove("VISUAL");
    command.output().expect("the program")
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs `new` and gives the path and the text of the page.
fn made(root: &Path, arguments: &[&str]) -> (String, String) {
    let output = guidegen(root, &[&["new"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let path = stdout.lines().next().expect("a path").to_string();
    let text = std::fs::read_to_string(root.join(&path)).expect("the page");
    (path, text)
}

#[test]
fn a_new_guide_builds_and_checks_clean() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = guidegen(folder.path(), &["init", "our-guide"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    for part in ["next:", "cd our-guide", "guidegen serve", "guidegen check"] {
        assert!(told(&output).contains(part), "{part}: {}", told(&output));
    }
    let root = folder.path().join("our-guide");
    for path in String::from_utf8_lossy(&output.stdout).lines() {
        assert!(folder.path().join(path).is_file(), "{path}");
    }
    assert!(std::fs::read_to_string(root.join("guidegen.toml")).expect("settings").contains("title = \"Our guide\""));
    let check = guidegen(&root, &["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", told(&check));
    assert!(told(&check).contains("no findings"), "{}", told(&check));
    let build = guidegen(&root, &["build", "--strict"]);
    assert_eq!(build.status.code(), Some(0), "{}", told(&build));
    let home = std::fs::read_to_string(root.join("public/index.html")).expect("a page");
    assert!(home.contains("/01-start/01-first-steps/") && home.contains("Our guide"));
    let stubs = guidegen(&root, &["stubs"]);
    assert!(told(&stubs).contains("Restore a backup"), "{}", told(&stubs));
    // What init tells to do next works.
    let (path, _) = made(&root, &["01-start/install"]);
    assert_eq!(path, "content/01-start/02-install.md");
    let check = guidegen(&root, &["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", told(&check));
}

#[test]
fn init_overwrites_nothing() {
    let site = site("-- notes.txt --\nmine\n-- .gitignore --\n/mine\n");
    let refused = guidegen(site.root(), &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(told(&refused).contains("notes.txt") || told(&refused).contains(".gitignore"), "{}", told(&refused));
    assert!(told(&refused).contains("--force"));
    assert!(!site.path("content").exists());
    let forced = guidegen(site.root(), &["init", ".", "--force", "--title", "A \"quoted\" guide"]);
    assert_eq!(forced.status.code(), Some(0), "{}", told(&forced));
    assert_eq!(std::fs::read_to_string(site.path(".gitignore")).expect("a file"), "/mine\n");
    assert_eq!(guidegen(site.root(), &["check"]).status.code(), Some(0));
    assert_eq!(guidegen(site.root(), &["init", "notes.txt"]).status.code(), Some(2));
    // A folder of git alone is empty; a guide that is there keeps its pages.
    let fresh = support::site("-- .git/HEAD --\nref: refs/heads/main\n");
    assert_eq!(guidegen(fresh.root(), &["init", "."]).status.code(), Some(0));
    let guide =
        support::site("-- hugo.toml --\ntitle = \"T\"\n-- content/_index.md --\n---\ntitle: Mine\n---\nText.\n");
    assert_eq!(guidegen(guide.root(), &["init", "--force"]).status.code(), Some(0));
    assert!(!guide.path("guidegen.toml").exists() && !guide.path("content/01-start").exists());
    assert!(guide.path(".github/workflows/guide.yml").exists());
}

const NUMBERED: &str = "\
-- guidegen.toml --\nbaseURL = \"https://example.org/g/\"\ntitle = \"G\"\n\
-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
-- content/01-dev/_index.md --\n---\ntitle: Dev\nweight: 10\nmenuTitle: 1. Dev\n---\nText.\n\
-- content/01-dev/01-one.md --\n---\ntitle: One\nweight: 10\n---\nText.\n\
-- content/01-dev/02-two.md --\n---\ntitle: Two\nweight: 20\ndraft: true\n---\nText.\n\
-- content/02-ops/_index.md --\n---\ntitle: Ops\nweight: 20\nmenuTitle: 2. Ops\n---\nText.\n";

#[test]
fn name_weight_and_number_follow_the_habit_of_the_folder() {
    let site = site(NUMBERED);
    let (path, text) = made(site.root(), &["01-dev/install-the-tools"]);
    assert_eq!(path, "content/01-dev/03-install-the-tools.md");
    assert_eq!(text, "---\ntitle: \"Install the Tools\"\nweight: 30\n---\n\n...\n");
    let (path, text) = made(site.root(), &["content/03-test/", "--title", "Test: \"all\""]);
    assert_eq!(path, "content/03-test/_index.md");
    let head =
        "---\ntitle: \"Test: \\\"all\\\"\"\nmenuTitle: \"3. Test: \\\"all\\\"\"\nweight: 30\nchapter: true\n---\n";
    assert!(text.starts_with(head), "{text}");
    // An empty folder does as the one above it; a name of its own stays.
    let (path, text) = made(site.root(), &["02-ops/incidents"]);
    assert_eq!((path.as_str(), text.contains("weight: 10\n")), ("content/02-ops/01-incidents.md", true));
    let (path, _) = made(site.root(), &["02-ops/07-odd.md", "--weight", "15"]);
    assert_eq!(path, "content/02-ops/07-odd.md");
    let (path, text) = made(site.root(), &["02-ops", "--title", "Wake the on-call"]);
    assert_eq!(path, "content/02-ops/08-wake-the-on-call.md");
    assert!(text.contains("title: \"Wake the on-call\"\nweight: 20\n"), "{text}");
    let (path, text) = made(site.root(), &["--kind", "chapter", "02-ops/deep"]);
    assert_eq!(path, "content/02-ops/09-deep/_index.md");
    assert!(text.contains("chapter: true"));
    let check = guidegen(site.root(), &["check", "--rule", "stub-*=off"]);
    assert_eq!(check.status.code(), Some(0), "{}", told(&check));
}

#[test]
fn other_habits_are_kept_too() {
    let page = |path: &str, head: &str| format!("-- content/{path} --\n---\n{head}\n---\nText.\n");
    let site = site(
        &[
            page("_index.md", "title: Home"),
            page("plain/_index.md", "title: Plain\nweight: 1"),
            page("plain/b.md", "title: B"),
            page("plain/a.md", "title: A"),
            page("tens/_index.md", "title: Tens\nweight: 2"),
            page("tens/10_a.md", "title: A\nweight: 100\npre: '<b>1. </b>'"),
            page("tens/20_b.md", "title: B\nweight: 200\npre: '<b>2. </b>'"),
            page("titles/_index.md", "title: Titles\nweight: 3"),
            page("titles/x.md", "title: 1) X\nweight: 1"),
            page("titles/y.md", "title: 2) Y\nweight: 2"),
            page("gone/only.md", "title: Only\nweight: 5"),
        ]
        .concat(),
    );
    let (path, text) = made(site.root(), &["plain/c"]);
    // Nobody has a weight there: what the archetype says stands.
    assert_eq!((path.as_str(), text.contains("weight: 10")), ("content/plain/c.md", true));
    let (path, text) = made(site.root(), &["tens/c"]);
    assert_eq!(path, "content/tens/30_c.md");
    assert!(text.contains("weight: 300\n") && text.contains("pre: \"<b>3. </b>\"\n"), "{text}");
    let (_, text) = made(site.root(), &["titles/the-end"]);
    assert!(text.contains("title: \"3) The End\"\n") && text.contains("weight: 3\n"), "{text}");
    let output = guidegen(site.root(), &["new", "gone/next"]);
    assert!(told(&output).contains("has no `_index.md` yet: guidegen new content/gone/"), "{}", told(&output));
    let (path, _) = made(site.root(), &["gone/"]);
    assert_eq!(path, "content/gone/_index.md");
}

#[test]
fn archetypes_of_the_guide_are_run() {
    let site = site(
        "-- hugo.toml --\nbaseURL = \"https://example.org/\"\ntitle = \"G\"\n\
         -- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
         -- content/how/_index.md --\n---\ntitle: How\nweight: 1\n---\nText.\n\
         -- content/how/a.md --\n---\ntitle: A\nweight: 5\n---\nText.\n\
         -- archetypes/default.md --\n+++\ntitle = \"{{ replace .Name \"-\" \" \" | title }}\"\ndate = {{ .Date }}\n\
         weight = 5\n[extra]\nx = 1\n+++\nOf {{ .Type }}: {{ if .Draft }}{{ end }}\n\
         -- archetypes/how.md --\n---\ntitle: {{ .Name | humanize }}\n---\nA how-to.\n\
         -- archetypes/chapter.md --\n---\ntitle: C\nmenuTitle: from the file\n---\n{{% children %}}\n",
    );
    let (_, text) = made(site.root(), &["top-page", "--kind", "page"]);
    assert!(
        text.starts_with("+++\ntitle = \"Top Page\"\ndate = 20") && text.contains("Of page: {{ if .Draft }}"),
        "{text}"
    );
    assert!(text.contains("weight = 2\n"), "{text}");
    let output = guidegen(site.root(), &["new", "other", "--kind", "default"]);
    assert!(told(&output).contains("archetypes/default.md:8: `{{ if .Draft }}` is left as it is"), "{}", told(&output));
    let (_, text) = made(site.root(), &["how/do-this"]);
    assert_eq!(text, "---\ntitle: Do this\nweight: 10\n---\nA how-to.\n");
    let (_, text) = made(site.root(), &["next/", "--title", "Next"]);
    assert!(text.starts_with("---\ntitle: \"Next\"\nweight: ") && text.contains("menuTitle: \"Next\"\n"), "{text}");
    let unknown = guidegen(site.root(), &["new", "x", "--kind", "blog"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(told(&unknown).contains("chapter, default, how, page"), "{}", told(&unknown));
}

#[test]
fn nothing_is_overwritten_and_nothing_leaves_the_content() {
    let site = site(NUMBERED);
    for (path, part) in [
        ("01-dev/01-one.md", "already `content/01-dev/01-one.md`"),
        ("01-dev/one", "already `content/01-dev/01-one.md`"),
        ("01-dev", "01-dev/NAME"),
        ("01-dev/_index.md", "already `content/01-dev/_index.md`"),
        ("../x.md", "cannot be the path"),
        ("a/../../x", "cannot be the path"),
        ("/etc/x", "cannot be the path"),
        ("", "cannot be the path"),
        ("a//b", "cannot be the path"),
    ] {
        let output = guidegen(site.root(), &["new", path]);
        // What is there forbids it; what is no path is a slip of the wish.
        let code = if part.starts_with("cannot") { 2 } else { 1 };
        assert_eq!(output.status.code(), Some(code), "{path}: {}", told(&output));
        assert!(told(&output).contains(part), "{path}: {}", told(&output));
    }
    let output = guidegen(site.root(), &["new", "01-dev/03-x", "--dry-run"]);
    assert!(told(&output).contains("title: \"X\"") && !site.path("content/01-dev/03-x.md").exists());
    let clash = support::site(&format!("{NUMBERED}-- content/a.md --\n---\ntitle: A\nurl: /b/\n---\nText.\n"));
    let output = guidegen(clash.root(), &["new", "b"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let clash =
        support::site(&format!("{NUMBERED}-- content/a.md --\n---\ntitle: A\nurl: /02-ops/01-b/\n---\nText.\n"));
    let output = guidegen(clash.root(), &["new", "02-ops/b"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("the place of `content/a.md`"), "{}", told(&output));
    assert!(!clash.path("content/02-ops/01-b.md").exists());
}

#[cfg(unix)]
#[test]
fn the_editor_is_given_the_page() {
    let site = site(NUMBERED);
    let run = |editor: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
        command.args(["new", "02-ops/x", "--edit"]).current_dir(site.root()).env_remove("VISUAL").env("EDITOR", editor);
        let output = command.output().expect("the program");
        let _ = std::fs::remove_file(site.path("content/02-ops/01-x.md"));
        (output.status.code(), told(&output))
    };
    let (code, text) = run("cat -n");
    assert!(code == Some(0) && text.contains("1\t---"), "{text}");
    let (code, text) = run("no-such-editor");
    assert!(code == Some(2) && text.contains("no-such-editor") && text.contains("is written"), "{text}");
    assert!(run(" ").1.contains("$EDITOR"));
}

#[test]
fn a_folder_that_differs_in_case_alone_is_not_made() {
    let site = site("-- content/_index.md --\n---\ntitle: Home\n---\n-- content/tools/a.md --\n---\ntitle: A\n---\n");
    let output = guidegen(site.root(), &["new", "Tools/b"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("`content/Tools` differs from `content/tools`"), "{told}");
    assert!(!site.path("content/Tools/b.md").exists());
    assert_eq!(guidegen(site.root(), &["new", "tools/B"]).status.code(), Some(0));
}
