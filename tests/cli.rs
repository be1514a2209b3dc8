//! The command line as other tools hold us to it: exit codes, what stands on stdout, and what is left on disk.

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output};
use support::site;

fn guidegen(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(arguments)
        .arg("--root")
        .arg(root)
        .env_remove("NO_COLOR")
        .output()
        .expect("the program")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const SOUND: &str = "-- content/_index.md --\n---\ntitle: Home\n---\nWelcome to [a]({{< relref \"a\" >}}).\n\
                     -- content/a.md --\n---\ntitle: A\nweight: 10\n---\nText of A.\n";

#[test]
fn a_sound_guide_without_configuration_is_built() {
    let site = site(SOUND);
    let built = guidegen(site.root(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    assert_eq!(stdout(&built), "", "findings alone go to stdout");
    let page = std::fs::read_to_string(site.path("public/a/index.html")).expect("a page");
    assert!(page.contains("Text of A."));
    let again = guidegen(site.root(), &["build"]);
    assert!(stderr(&again).contains("nothing changed"), "{}", stderr(&again));
}

#[test]
fn a_check_says_which_flag_mends() {
    let site = site(SOUND);
    site.write("-- content/b.md --\n---\ntitle: B\nweight: 20\n---\n[A]({{< relref \"aa\" >}})\n");
    let hint = "1 with a guess (--unsafe-fixes applies it)";
    for flags in [&["check"][..], &["check", "--fix"]] {
        let output = guidegen(site.root(), flags);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(hint), "{flags:?}: {}", stderr(&output));
    }
    let output = guidegen(site.root(), &["check", "--unsafe-fixes"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(!stderr(&output).contains("--unsafe-fixes"), "{}", stderr(&output));
}

#[test]
fn a_page_in_the_place_of_the_search_page_is_told() {
    let site = site(SOUND);
    let told = |site: &support::Site| stderr(&guidegen(site.root(), &["build"])).contains("there is no search");
    assert!(!told(&site));
    site.write("-- content/search.md --\n---\ntitle: Search\nweight: 20\n---\nHow to search.\n");
    assert!(told(&site));
    site.write("-- content/search.md --\n---\ntitle: Search\nweight: 20\nslug: seek\n---\nHow to search.\n");
    assert!(!told(&site));
}

#[test]
fn a_figure_has_the_width_that_is_asked_for() {
    let site = site(SOUND);
    site.write(
        "-- content/b.md --\n---\ntitle: B\n---\n{{< figure src=\"/p.svg\" alt=\"p\" width=\"48\" >}}\n\
                -- static/p.svg --\n<svg xmlns='http://www.w3.org/2000/svg' width='100' height='50'/>\n",
    );
    assert!(site.build().text("b/index.html").contains("<img src=\"/p.svg\" width=\"48\" alt=\"p\""));
}

#[test]
fn what_is_waived_is_not_told_while_serving_or_ordering() {
    let told = |site: &support::Site| {
        let mut server = Command::new(env!("CARGO_BIN_EXE_guidegen"))
            .args(["serve", "--no-watch", "--port", "0", "--root"])
            .arg(site.root())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program");
        let lines = BufReader::new(server.stderr.take().expect("a pipe")).lines();
        let _ = lines.map_while(Result::ok).find(|line| line.starts_with("serving at"));
        server.kill().expect("a server");
        let served = server.wait_with_output().expect("an end");
        stdout(&served).contains("anchor-broken") || stdout(&guidegen(site.root(), &["order"])).contains("weight-")
    };
    let site = site(SOUND);
    site.write("-- content/b.md --\n---\ntitle: B\nweight: 20\n---\n[A](a.md#no)\n");
    assert!(told(&site));
    site.write(
        "-- content/b.md --\n---\ntitle: B\nweight: 20\nguidegen: {allow: [anchor-broken]}\n---\n[A](a.md#no)\n",
    );
    assert!(!told(&site));
    site.write("-- content/b.md --\n---\ntitle: B\nweight: 10\n---\nText.\n");
    assert!(told(&site));
    site.write(
        "-- content/b.md --\n---\ntitle: B\nweight: 10\nguidegen: {allow: ['weight-*']}\n---\nText.\n\
         -- content/a.md --\n---\ntitle: A\nweight: 10\nguidegen: {allow: ['weight-*']}\n---\nText.\n",
    );
    assert!(!told(&site));
}

#[test]
fn pages_may_be_named_without_the_content_folder() {
    let site = site(SOUND);
    for arguments in [["order", "a.md"], ["order", "content/a.md"], ["check", "a.md"], ["check", "content/a.md"]] {
        let output = guidegen(site.root(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    }
    assert_eq!(guidegen(site.root(), &["order", "b.md"]).status.code(), Some(2));
}

#[test]
fn files_are_quoted_where_the_content_folder_is_the_root() {
    let site = site(
        "-- guidegen.toml --\ntitle = 'x'\ncontentDir = '.'\n-- _index.md --\n---\ntitle: Home\n---\n\
         {{% include file=\"more/part.txt\" %}}\n-- more/part.txt --\nThe other file.\n",
    );
    let page = site.build().text("index.html");
    assert!(page.contains("The other file."));
}

#[test]
fn a_build_lists_the_paths_that_it_changed() {
    let site = site(SOUND);
    let list = site.path("changed.txt");
    let build = || {
        let built = guidegen(site.root(), &["build", "--changed", &list.to_string_lossy()]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        std::fs::read_to_string(&list).expect("a list")
    };
    let first = build();
    let first: Vec<&str> = first.lines().collect();
    assert!(first.contains(&"index.html") && first.contains(&"a/index.html") && first.is_sorted(), "{first:?}");
    assert!(first.iter().all(|path| site.path("public").join(path).is_file()), "{first:?}");
    assert_eq!(build(), "", "nothing changed");
    site.write("-- content/b.md --\n---\ntitle: B\nweight: 20\n---\nText of B.\n");
    assert!(build().lines().any(|path| path == "b/index.html"));
    site.remove("content/b.md");
    assert!(build().lines().any(|path| path == "b/index.html"), "what was removed is listed as well");
}

#[test]
fn every_problem_is_told_in_one_run_and_the_old_site_stays() {
    let site = site(SOUND);
    assert_eq!(guidegen(site.root(), &["build"]).status.code(), Some(0));
    let before = std::fs::read(site.path("public/a/index.html")).expect("a page");
    site.write(
        "-- content/a.md --\n---\ntitle: A\nweight: 10\n---\nChanged.\n\n{{% notice info %}}\n\
         -- content/b.md --\n---\ntitle: B\ntitle: C\n---\n[x]({{< relref \"nowhere\" >}}) {{< nonsense >}}\n",
    );
    let built = guidegen(site.root(), &["build"]);
    let told = stdout(&built);
    assert_eq!(built.status.code(), Some(1), "{told}");
    for part in ["content/a.md:7:1", "notice", "content/b.md:3:1", "content/b.md:5:", "nowhere", "nonsense"] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
    assert_eq!(std::fs::read(site.path("public/a/index.html")).expect("a page"), before);
}

#[test]
fn what_cannot_work_is_one_sentence_and_exit_2() {
    let empty = tempfile::tempdir().expect("a folder");
    let missing = guidegen(&empty.path().join("no"), &["build"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("--root"), "{}", stderr(&missing));

    let broken = site("-- hugo.toml --\ntitle = \"x\n-- content/_index.md --\nx\n");
    let output = guidegen(broken.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("hugo.toml:1:"), "{}", stdout(&output));
    assert!(!broken.path("public").exists());

    let theme = site("-- hugo.toml --\ntheme = \"lern\"\n-- content/_index.md --\nx\n");
    let output = guidegen(theme.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("learn"), "{}", stdout(&output));

    let usage = guidegen(empty.path(), &["build", "--nonsense"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn dangerous_output_folders_are_refused() {
    let site = site(SOUND);
    for out in ["", "content", "content/x"] {
        let out = site.path(out);
        let built = guidegen(site.root(), &["build", "--out", &out.to_string_lossy()]);
        assert_eq!(built.status.code(), Some(2), "{}: {}", out.display(), stderr(&built));
    }
    assert!(site.path("content/a.md").exists());
}

#[test]
fn findings_as_json_keep_the_contract() {
    let site = site(
        "-- content/_index.md --\n---\ntitle: Home\n---\n\nSee [the plan](a.md#plan).\n\
                     -- content/a.md --\n---\ntitle: A\nweight: 1\n---\n## Planning\n\nText.\n",
    );
    let output = guidegen(site.root(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let objects: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let broken = objects.iter().find(|object| object["rule"] == "anchor-broken").expect("the broken anchor");
    assert_eq!(broken["severity"], "error");
    assert_eq!(broken["path"], "content/_index.md");
    assert_eq!(broken["line"], 5);
    assert_eq!(broken["target"], "a.md#plan");
    for key in ["column", "end_line", "end_column", "message", "help", "fix"] {
        assert!(broken.get(key).is_some(), "{key}");
    }
}

#[test]
fn the_census_of_stubs_keeps_the_contract() {
    let site = site("-- content/_index.md --\n---\ntitle: Home\n---\nText that is written.\n\n## Later\n\n...\n");
    let output = guidegen(site.root(), &["stubs", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let line = stdout(&output).lines().next().map(str::to_string).expect("a stub");
    let stub: serde_json::Value = serde_json::from_str(&line).expect("an object");
    assert_eq!((stub["path"].as_str(), stub["kind"].as_str()), (Some("content/_index.md"), Some("placeholder")));
    assert_eq!((stub["heading"].as_str(), stub["scope"].as_str()), (Some("Later"), Some("section")));
    assert!(stub["line"].is_u64() && stub["evidence_line"].is_u64());
    let limit = guidegen(site.root(), &["stubs", "--fail-under", "95"]);
    assert_eq!(limit.status.code(), Some(1), "{}", stderr(&limit));
    let list = guidegen(site.root(), &["list", "stubs", "--format", "json"]);
    assert_eq!(stdout(&list), stdout(&output), "two ways to one list");
    // A guide made by `init` calls stubs no mistake, and still says from when on they are.
    site.write("-- guidegen.toml --\n[check.rules]\n\"stub-*\" = \"info\"\n[check.stubs]\nfailUnder = 95\n");
    for command in ["check", "stubs"] {
        let limit = guidegen(site.root(), &[command]);
        assert_eq!(limit.status.code(), Some(1), "{command}: {}{}", stdout(&limit), stderr(&limit));
    }
}

#[test]
fn a_site_within_its_content_is_no_content() {
    let site = site(
        "-- guidegen.toml --\ncontentDir = \".\"\nstaticDir = \"static\"\n-- _index.md --\n---\ntitle: Home\n---\nText.\n\
         -- templates/partials/logo.html --\n<b>L</b>\n-- archetypes/page.md --\n---\ntitle: X\n---\n",
    );
    for out in ["public", "site"] {
        let target = site.path(out);
        let target = target.to_string_lossy();
        let built = guidegen(site.root(), &["build", "--out", &target]);
        assert_eq!(built.status.code(), Some(0), "{out}: {}", stderr(&built));
        let pages = guidegen(site.root(), &["list", "pages", "--format", "json"]);
        assert_eq!(stdout(&pages).lines().count(), 1, "{}", stdout(&pages));
        assert!(!site.path(out).join("guidegen.toml").exists(), "settings are not published");
        let again = guidegen(site.root(), &["build", "--out", &target]);
        assert!(stderr(&again).contains("nothing changed"), "{}", stderr(&again));
    }
    assert!(!site.path("site/public").exists() && !site.path("site/.guidegen-cache").exists());
}

#[test]
fn a_folder_that_is_no_guide_does_not_pass() {
    let empty = site("-- notes.txt --\nx\n-- docs/content/_index.md --\nx\n");
    for command in [&["check"][..], &["build"], &["stubs"], &["list", "pages"], &["order"], &["serve", "--port", "0"]] {
        let output = guidegen(empty.root(), command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {}", stdout(&output));
        assert!(stderr(&output).contains("there is no guide in"), "{}", stderr(&output));
        assert!(stderr(&output).contains("docs` meant?"), "{}", stderr(&output));
    }
    assert!(!empty.path("public").exists());
    let guide = site(&format!("-- guidegen.toml --\ntitle = \"x\"\n{SOUND}"));
    let below = guidegen(&guide.path("content"), &["check"]);
    assert_eq!(below.status.code(), Some(2));
    assert!(stderr(&below).contains("meant? name it with --root"), "{}", stderr(&below));
}

#[test]
fn a_named_configuration_must_be_there() {
    let site = site(&format!("-- hugo.toml --\ntitle = \"x\"\n-- other.toml --\ntitle = \"y\"\n{SOUND}"));
    assert_eq!(guidegen(site.root(), &["check", "--config", "other.toml,hugo.toml"]).status.code(), Some(0));
    for config in ["nosuch.toml", "hugo.toml,nosuch.toml", "../hugo.toml"] {
        let output = guidegen(site.root(), &["check", "--config", config]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(stderr(&output).contains("there is no configuration"), "{}", stderr(&output));
    }
}

#[test]
fn paths_need_not_name_the_content_folder() {
    let site = site(&format!("{SOUND}-- content/b/_index.md --\n---\ntitle: B\nweight: 20\n---\n[x](nowhere.md)\n"));
    for path in ["content/b", "b", "b/"] {
        let order = guidegen(site.root(), &["order", path]);
        assert_eq!(order.status.code(), Some(0), "{}", stderr(&order));
        assert!(stdout(&order).contains("content/b/_index.md") && !stdout(&order).contains("content/a.md"));
        assert_eq!(guidegen(site.root(), &["check", path]).status.code(), Some(1), "{path}");
    }
    assert_eq!(guidegen(site.root(), &["check", "a"]).status.code(), Some(0), "the ending may be missing");
    for command in ["order", "check"] {
        let far = guidegen(site.root(), &[command, "content/aa.md"]);
        assert_eq!(far.status.code(), Some(2));
        assert!(stderr(&far).contains("near names: content/a.md"), "{}", stderr(&far));
    }
}

#[test]
fn habits_of_other_tools_are_answered() {
    let site = site(SOUND);
    for (arguments, tip) in [
        (&["build", "--minify"][..], "leave it out"),
        (&["check", "--json"], "--format json"),
        (&["new", "site", "x"], "guidegen init x"),
        (&["new", "chapter", "x"], "guidegen new x/"),
        (&["version"], "--version"),
        (&["build", "--base-url", "example"], "https://example.org"),
    ] {
        let output = guidegen(site.root(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(tip), "{arguments:?}: {}", stderr(&output));
    }
    for command in ["check", "order"] {
        assert_eq!(guidegen(site.root(), &[command, "--dry-run"]).status.code(), Some(0), "{command}, as mv and new");
    }
    let source = Command::new(env!("CARGO_BIN_EXE_guidegen")).args(["check", "--source"]).arg(site.root()).output();
    assert_eq!(source.expect("the program").status.code(), Some(0));
    let help = Command::new(env!("CARGO_BIN_EXE_guidegen")).args(["help", "mv"]).output().expect("the program");
    assert!(stdout(&help).contains("guidegen mv"), "{}", stderr(&help));
    assert!(stdout(&help).lines().all(|line| line.chars().count() <= 100), "lines are wrapped once");
}

#[test]
fn go_templates_that_have_a_counterpart_are_not_told() {
    let site = site(&format!(
        "{SOUND}-- layouts/partials/logo.html --\nx\n-- layouts/partials/menu-footer.html --\nx\n\
         -- templates/partials/logo.html --\nx\n"
    ));
    let told = stderr(&guidegen(site.root(), &["build"]));
    assert!(told.contains("menu-footer.html") && !told.contains("logo.html"), "{told}");
}
