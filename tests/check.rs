//! `guidegen check` and the findings of `guidegen build`, as a user runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A folder with files from a literal: `-- path --` begins a file.
fn guide(literal: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), literal);
    folder
}

fn write(root: &Path, literal: &str) {
    let mut file: Option<(String, String)> = None;
    for line in literal.split_inclusive('\n').chain(["-- end --"]) {
        if let Some(name) = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            if let Some((path, text)) = file.replace((name.to_string(), String::new())) {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        } else if let Some((_, text)) = &mut file {
            text.push_str(line);
        }
    }
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_guidegen")).args(arguments).arg("-C").arg(root).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `rule path:line` of every finding.
fn findings(root: &Path, more: &[&str]) -> Vec<String> {
    let output = run(root, &[&["check", "--format", "json"], more].concat());
    assert_ne!(code(&output), 2, "{}", err(&output));
    out(&output)
        .lines()
        .map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}:{}", finding["rule"].as_str().unwrap(), finding["path"].as_str().unwrap(), finding["line"])
        })
        .collect()
}

const SOUND: &str = "-- hugo.toml --
baseURL = \"https://guide.example.org/\"
title = \"Guide\"
-- content/_index.md --
---
title: Guide
---
Welcome to the guide.

See [the plan]({{< relref \"plan\" >}}).
-- content/plan.md --
---
title: Plan
weight: 10
---
The plan is short.
";

#[test]
fn the_exit_code_tells_sound_from_broken_from_impossible() {
    let guide = guide(SOUND);
    let root = guide.path();
    assert_eq!(code(&run(root, &["check"])), 0);
    write(root, "-- content/more.md --\n---\ntitle: More\nweight: 20\n---\n[gone](gone.md)\n");
    let output = run(root, &["check"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("error[link-broken]"), "{}", out(&output));
    assert_eq!(code(&run(root, &["check", "--exit-zero"])), 0);
    assert_eq!(code(&run(root, &["check", "--rule", "link-broken=warning"])), 0);
    assert_eq!(code(&run(root, &["check", "--rule", "link-brokn=warning"])), 2);
    assert_eq!(code(&run(root, &["check", "nowhere"])), 2);
    for (setting, rule) in [("title = \"Guide", "config-invalid"), ("theme = \"elsewhere\"", "theme-missing")] {
        write(root, &format!("-- hugo.toml --\nbaseURL = \"/\"\n{setting}\n"));
        for command in ["check", "build"] {
            let output = run(root, &[command]);
            assert_eq!(code(&output), 2, "{command}");
            let told = out(&output);
            assert!(told.contains(&format!("error[{rule}]")) && told.contains("hugo.toml:2:"), "{told}");
            assert_eq!(told.matches("error[").count(), 1, "{told}");
        }
    }
}

#[test]
fn a_build_with_an_error_leaves_the_old_site_alone() {
    let guide = guide(SOUND);
    let root = guide.path();
    assert_eq!(code(&run(root, &["build"])), 0);
    let before = fs::read(root.join("public/plan/index.html")).unwrap();
    write(root, "-- content/plan.md --\n---\ntitle: New plan\nweight: 10\n---\nSee [x]({{< relref \"gone\" >}}).\n");
    let output = run(root, &["build"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("error[ref-broken]"), "{}", out(&output));
    assert_eq!(fs::read(root.join("public/plan/index.html")).unwrap(), before);
    // As in Hugo, the configuration decides whether a broken reference is an error.
    let config = "-- hugo.toml --\nbaseURL = \"https://guide.example.org/\"\ntitle = \"Guide\"\nrefLinksErrorLevel = \"WARNING\"\n";
    write(root, config);
    let output = run(root, &["build"]);
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("warning[ref-broken]"), "{}", out(&output));
    // What Hugo lets through stops a strict build only.
    write(root, "-- content/plan.md --\n---\ntitle: New plan\nweight: 10\n---\nSee [x](gone.md).\n");
    assert_eq!(code(&run(root, &["build"])), 0);
    let output = run(root, &["build", "--strict"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("error[link-broken]"), "{}", out(&output));
}

#[test]
fn a_build_says_what_it_stands_in_for_and_passes_over() {
    let guide = guide(SOUND);
    let root = guide.path();
    write(
        root,
        "-- hugo.toml --\nbaseURL = \"/\"\ntheme = \"learn\"\n-- layouts/partials/logo.html --\n<p>{{ .Site.Title }}</p>\n",
    );
    let told = err(&run(root, &["build"]));
    assert!(told.contains("theme `foundation` stands in for `learn`"), "{told}");
    assert!(told.contains("`layouts/partials/logo.html` (write `templates/partials/logo.html`)"), "{told}");
}

#[test]
fn findings_are_told_in_every_format() {
    let guide = guide(SOUND);
    let root = guide.path();
    write(root, "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\n[x](gone.md) and [y]()\n");
    let json = out(&run(root, &["check", "--format", "json"]));
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    for key in
        ["rule", "severity", "path", "line", "column", "end_line", "end_column", "message", "target", "help", "fix"]
    {
        assert!(first.get(key).is_some(), "{key} is not in {first}");
    }
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(5), Some(5)));
    let github = out(&run(root, &["check", "--format", "github"]));
    assert!(github.starts_with("::error file=content/plan.md,line=5,"), "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&out(&run(root, &["check", "--format", "sarif"]))).unwrap();
    assert_eq!((sarif["version"].as_str(), sarif["runs"][0]["results"].as_array().unwrap().len()), (Some("2.1.0"), 2));
    let junit = out(&run(root, &["check", "--format", "junit"]));
    assert!(junit.contains("<testsuites") && junit.contains("classname=\"link-broken\""), "{junit}");
}

#[test]
fn paths_choose_what_is_told_and_not_what_is_read() {
    let guide = guide(SOUND);
    let root = guide.path();
    write(
        root,
        "-- content/a/_index.md --\n---\ntitle: A\nweight: 30\n---\n[plan](/plan.md) [x]()\n-- content/b/_index.md --\n---\ntitle: B\nweight: 40\n---\n[y]()\n",
    );
    assert_eq!(
        findings(root, &[]),
        ["link-empty-target content/a/_index.md:5", "link-empty-target content/b/_index.md:5"]
    );
    assert_eq!(findings(root, &["content/b"]), ["link-empty-target content/b/_index.md:5"]);
    assert_eq!(findings(root, &["content/a/_index.md"]), ["link-empty-target content/a/_index.md:5"]);
}

#[test]
fn a_baseline_knows_old_debt_by_its_text() {
    let guide = guide(SOUND);
    let root = guide.path();
    let file = root.join("known");
    let baseline = ["--baseline", file.to_str().unwrap()];
    write(root, "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\nOld [x](gone.md).\n");
    assert_eq!(code(&run(root, &[&["check", "--write-baseline"], &baseline[..]].concat())), 0);
    write(
        root,
        "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\nA new paragraph.\n\n  Old   [x](gone.md).\n",
    );
    assert!(findings(root, &baseline).is_empty());
    write(root, "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\nNew [y](lost.md).\n\nOld [x](gone.md).\n");
    assert_eq!(findings(root, &baseline), ["link-broken content/plan.md:5"]);
    write(root, "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\nAll is well.\n");
    let told = err(&run(root, &[&["check"], &baseline[..]].concat()));
    assert!(told.contains("1 entry of") && told.contains("link-broken content/plan.md: Old [x](gone.md)."), "{told}");
}

#[test]
fn waivers_hold_back_what_they_name_and_nothing_else() {
    let guide = guide(SOUND);
    let root = guide.path();
    write(
        root,
        "-- content/a.md --
---
title: A
weight: 20
guidegen:
  allow: [link-empty-target]
---
[x]() and [y](gone.md)
-- content/b.md --
---
title: B
weight: 30
---
<!-- guidegen-ignore link-broken: it is written next week -->
[y](gone.md) and [x]()

[y](gone.md)

{{% comment %}}guidegen-ignore link-*{{% /comment %}}

[y](gone.md) and [x]()
",
    );
    assert_eq!(
        findings(root, &[]),
        ["link-broken content/a.md:7", "link-empty-target content/b.md:6", "link-broken content/b.md:8"]
    );
    let ignore = |until: &str| {
        let config = "-- hugo.toml --\nbaseURL = \"https://guide.example.org/\"\ntitle = \"Guide\"\n";
        let entry = format!(
            "[[check.ignore]]\nrule = \"link-*\"\npath = \"content/**\"\nreason = \"moving\"\nuntil = {until}\n"
        );
        write(root, &format!("{config}{entry}"));
    };
    ignore("\"2999-12-31\"");
    // All is waived; the waivers in the texts are as used as before.
    assert!(findings(root, &[]).is_empty());
    ignore("2020-01-31");
    let told = findings(root, &[]);
    assert!(told.contains(&"waiver-expired hugo.toml:3".to_string()) && told.len() == 4, "{told:?}");
}

#[test]
fn levels_are_set_for_families_and_the_flag_wins() {
    let guide = guide(SOUND);
    let root = guide.path();
    write(root, "-- content/plan.md --\n---\ntitle: Plan\nweight: 10\n---\n[x]() [y](gone.md)\n");
    write(
        root,
        "-- hugo.toml --\nbaseURL = \"https://guide.example.org/\"\n[check.rules]\n\"link-*\" = \"off\"\nlink-empty-target = \"error\"\n",
    );
    assert_eq!(findings(root, &[]), ["link-empty-target content/plan.md:5"]);
    assert_eq!(code(&run(root, &["check"])), 1);
    assert_eq!(
        findings(root, &["--rule", "link-*=off", "--rule", "link-broken=info", "--all"]),
        ["link-broken content/plan.md:5"]
    );
}

#[test]
fn fixes_are_shown_made_and_made_once() {
    let guide = guide(SOUND);
    let root = guide.path();
    let text = "---\ntitle: Plan\nweight: 010\n---\nBack to [home](/_index.md#top).\n\n[x]({{< relref \"gone\" >}})\n";
    write(root, &format!("-- content/plan.md --\n{text}"));
    let file = root.join("content/plan.md");
    let output = run(root, &["check", "--diff"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("-weight: 010\n+weight: 10\n"), "{}", out(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    }
    let output = run(root, &["check", "--fix"]);
    assert!(err(&output).contains("1 finding mended in 1 file"), "{}", err(&output));
    let mended = text.replace("010", "10");
    assert_eq!(fs::read_to_string(&file).unwrap(), mended);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
    assert!(err(&run(root, &["check", "--fix"])).contains("nothing was mended"));
    assert_eq!(fs::read_to_string(&file).unwrap(), mended);
    assert_eq!(fs::read_dir(root.join("content")).unwrap().count(), 2, "nothing is left beside the pages");
}

#[test]
fn a_guess_that_would_break_something_else_is_left_out() {
    let guide = guide(SOUND);
    let root = guide.path();
    // The nearest page has no such anchor.
    write(
        root,
        "-- content/more.md --\n---\ntitle: More\nweight: 20\n---\n[x]({{< relref \"pln#steps\" >}}) [y]({{< relref \"pln\" >}})\n",
    );
    let output = run(root, &["check", "--unsafe-fixes"]);
    assert!(err(&output).contains("1 finding mended"), "{}", err(&output));
    let text = fs::read_to_string(root.join("content/more.md")).unwrap();
    assert!(text.contains("\"pln#steps\"") && text.contains("relref \"plan\""), "{text}");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let list = out(&run(folder.path(), &["rules"]));
    assert!(list.lines().any(|line| line.starts_with("anchor-broken ") && line.contains("error")), "{list}");
    assert!(out(&run(folder.path(), &["explain", "anchor-broken"])).starts_with("# anchor-broken\n"));
    let output = run(folder.path(), &["explain", "anchor-brokn"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("is `anchor-broken` meant?"), "{}", err(&output));
}

#[test]
fn what_follows_from_an_unread_front_matter_is_not_told() {
    let folder = guide(
        "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
         -- content/a.md --\n---\ntitle: A\nweight: 1\n---\nText.\n\
         -- content/b.md --\n---\ntitle: \"B\nweight: x\n---\nText.\n\
         -- content/c.md --\n---\ntitle: C\nweight: ten\n---\nText.\n\
         -- content/d.md --\n---\ntitle: D\nText.\n\
         -- content/e.md --\n---\ndate: 2020-01-01\n---\nText.\n",
    );
    let told = out(&run(folder.path(), &["check"]));
    assert!(told.contains("front-matter-invalid") && told.contains("front-matter-wrong-type"), "{told}");
    assert_eq!(told.matches("[title-missing]").count(), 1, "only `e.md` has none: {told}");
    assert_eq!(told.matches("[weight-missing]").count(), 1, "only `e.md` has none: {told}");
}

#[test]
fn two_folders_at_one_address_are_both_named() {
    let folder = guide(
        "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
         -- content/Tools/a.md --\n---\ntitle: A\nweight: 1\n---\nText.\n\
         -- content/tools/b.md --\n---\ntitle: B\nweight: 1\n---\nText.\n",
    );
    let told = out(&run(folder.path(), &["check"]));
    assert_eq!(told.matches("[url-duplicate]").count(), 1, "{told}");
    assert!(told.contains("the folder `content/Tools` is published at `/tools/index.html` already"), "{told}");
    assert!(told.contains("--> content/tools/b.md") && told.contains("::: content/Tools/a.md"), "{told}");
    write(folder.path(), "-- content/tools/_index.md --\n---\ntitle: T\nweight: 1\n---\nText.\n");
    let told = out(&run(folder.path(), &["check"]));
    assert!(told.contains("`content/tools/_index.md` is published at"), "{told}");
    assert!(told.contains("--> content/Tools/a.md"), "not the page itself: {told}");
}

#[test]
fn words_under_the_marks_reach_every_format() {
    let folder = guide("-- content/_index.md --\n---\ntitle: Home\n---\n{{< yotube x >}}\n");
    for format in ["human", "json", "github", "sarif", "junit"] {
        let told = out(&run(folder.path(), &["check", "--format", format]));
        assert!(told.contains("is `youtube` meant?"), "{format}: {told}");
    }
}

#[test]
fn a_blank_line_to_write_is_not_shown_as_a_line_that_goes() {
    let folder = guide("-- content/_index.md --\n---\ntitle: Home\n---\nText.\n## Next\n\nMore.\n");
    let told = out(&run(folder.path(), &["check", "--all"]));
    assert!(told.contains("fix: write a blank line before it") && !told.contains("- ## Next"), "{told}");
    assert_eq!(code(&run(folder.path(), &["check", "--all", "--fix"])), 0);
    let text = fs::read_to_string(folder.path().join("content/_index.md")).unwrap();
    assert!(text.contains("Text.\n\n## Next\n"), "{text}");
}

#[test]
fn one_place_has_one_label_and_an_open_shortcode_its_closing_tag() {
    let folder = guide(
        "-- content/_index.md --\n---\ntitle: Home\n---\nText.\n\n## Later\n\
         -- content/a.md --\n---\ntitle: A\nweight: 1\n---\n{{% notice tip %}}\nx\n\
         -- content/b.md --\n---\ntitle: B\nweight: 2\n---\n{{< notice tip >}}\nx\n",
    );
    let told = out(&run(folder.path(), &["check"]));
    assert!(told.contains("nothing stands below it") && !told.contains("this says so"), "{told}");
    assert!(told.contains("write `{{% /notice %}}` where") && told.contains("write `{{< /notice >}}` where"), "{told}");
}
