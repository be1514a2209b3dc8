//! The manual in `docs/`: it is built, sound, and in step with the program.

use guidegen::diagnostic::Severity;
use guidegen::project::{Options, Project, judge};
use guidegen::rules::{self, catalogue, level::Levels};
use guidegen::schema;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(docs().join(path)).unwrap_or_else(|_| panic!("no docs/{path}"))
}

#[test]
fn the_manual_is_built_without_a_finding() {
    let options = Options { now: 1_795_000_000, no_memory: true, ..Options::default() };
    let mut project = Project::open(&docs(), options).expect("a project");
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    for page in ["index.html", "quick-start/index.html", "rules/index.html", "shortcodes/index.html"] {
        assert!(rendered.plan.get(page).is_some(), "{page}");
    }
    let (levels, _) = Levels::read(&snapshot.settings.config);
    let published = judge::published(&snapshot, &rendered, true);
    let judgement = rules::judge(&snapshot.facts(&published), |rule| levels.of(rule), 1_795_000_000, true);
    let told: Vec<String> = judgement
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| {
            let path = &snapshot.sources.get(finding.primary.span.source).path;
            format!("{} {path}: {}", finding.rule, finding.message)
        })
        .collect();
    assert!(told.is_empty(), "guidegen check --root docs tells:\n{}", told.join("\n"));
}

#[test]
fn the_page_of_all_rules_is_what_the_rules_say() {
    let fresh = catalogue::page();
    assert!(
        text("rules.md") == fresh,
        "docs/rules.md is not what src/rules/*.md say; make it anew with\n  cargo run -- rules --format markdown > docs/rules.md"
    );
}

/// Paths of all keys that the schema describes.
fn described(schema: &Value, before: &str, found: &mut Vec<String>) {
    for (name, value) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{before}{name}");
        if value["description"].is_string() {
            found.push(path.clone());
        }
        // The rules have a page of their own.
        if path != "check.rules" {
            let inner = if path == "params" { String::new() } else { format!("{path}.") };
            described(value, &inner, found);
        }
    }
}

#[test]
fn every_key_that_has_an_effect_is_in_the_manual() {
    for (page, schema) in
        [("configuration.md", schema::config::schema()), ("front-matter.md", schema::front_matter::schema())]
    {
        let (mut keys, manual) = (Vec::new(), text(page));
        described(&schema, "", &mut keys);
        assert!(keys.len() > 20, "{page}");
        let missing: Vec<&String> = keys.iter().filter(|key| !manual.contains(&format!("| `{key}` |"))).collect();
        assert!(missing.is_empty(), "docs/{page} has no row for {missing:?}");
    }
}

/// What the program says with some arguments.
fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_guidegen")).args(arguments).output().expect("the program");
    let text = String::from_utf8_lossy(&output.stdout).replace("guidegen.exe", "guidegen");
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The page of all commands, from what they say of themselves.
fn commands() -> String {
    let whole = said(&["--help"]);
    let names: Vec<&str> = whole
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let mut page = "---\ntitle: \"All commands\"\nweight: 98\ndescription: \"Every command with its arguments and flags, as `--help` \
                    tells them.\"\n---\n\n`guidegen COMMAND --help` shows the same in the terminal.\n"
        .to_string();
    let heading =
        |name: &str, text: &str| format!("\n## {name}\n\n```text\n{}```\n", text.trim_end().to_string() + "\n");
    page.push_str(&heading("guidegen", &whole));
    for name in names {
        page.push_str(&heading(&format!("guidegen {name}"), &said(&[name, "--help"])));
    }
    page
}

#[test]
fn the_page_of_all_commands_is_what_they_say() {
    let fresh = commands();
    assert!(fresh.matches("\n## ").count() > 15, "{fresh}");
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(docs().join("commands.md"), &fresh).expect("a file");
    }
    assert!(
        text("commands.md") == fresh,
        "docs/commands.md is not what the commands say; make it anew with\n  UPDATE_MANUAL=1 cargo test --test manual"
    );
}

#[test]
fn every_shortcode_is_in_the_manual() {
    let page = text("shortcodes.md");
    let signatures = guidegen::shortcode::Signatures::built_in();
    let missing: Vec<&str> = signatures
        .names()
        .into_iter()
        // One of learn's own manual, which is told among the differences.
        .filter(|name| {
            *name != "ghcontributors"
                && !page.contains(&format!("`{name}`"))
                && !page.contains(&format!("## {name}\n"))
                && !page.contains(&format!("{{{{< {name}"))
                && !page.contains(&format!("{{{{% {name}"))
        })
        .collect();
    assert!(missing.is_empty(), "docs/shortcodes.md does not show {missing:?}");
}
