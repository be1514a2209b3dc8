//! `guidegen list` as a user runs it: what stands in each table, and that JSON and CSV can be read back.

mod support;

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use support::site;

const GUIDE: &str = "-- guidegen.toml --\nbaseURL = \"https://example.org/guide/\"\ntheme = \"foundation\"\n\
    -- content/_index.md --\n---\ntitle: Home\n---\nSee [the plan]({{< relref \"plan#steps\" >}}).\n\
    -- content/plan.md --\n---\ntitle: The \"plan\", in short\nweight: 20\naliases: [/old/plan/]\n---\n\
    ![Drawing](/images/drawing.svg) and [nowhere](../nowhere/)\n\n## Steps\n\n{{% notice note %}}\nText.\n{{% /notice %}}\n\n\
    [out](https://other.example/) {{< box >}}\n\n## Later\n\nTODO\n\
    -- content/late.md --\n---\ntitle: Late\nweight: 30\ndraft: true\n---\nText.\n\
    -- content/secret.md --\n---\ntitle: Secret\nweight: 40\nhidden: true\n---\nText.\n\
    -- templates/shortcodes/box.html --\n<hr>\n\
    -- templates/shortcodes/idle.html --\n<hr>\n\
    -- images/drawing.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"20\"></svg>\n\
    -- images/idle.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>\n";

fn guidegen(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.args(arguments).arg("--root").arg(root).output().expect("the program")
}

fn listed(what: &str, more: &[&str]) -> String {
    let site = site(GUIDE);
    let output = guidegen(site.root(), &[&["list", what], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn rows(what: &str) -> Vec<Value> {
    let text = listed(what, &["--format", "json"]);
    text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

fn row(rows: &[Value], key: &str, value: &str) -> Value {
    rows.iter().find(|row| row[key] == value).unwrap_or_else(|| panic!("no {value} in {rows:#?}")).clone()
}

#[test]
fn pages_have_their_address_and_state() {
    let rows = rows("pages");
    let plan = row(&rows, "path", "content/plan.md");
    assert_eq!(plan["url"], "/guide/plan/");
    assert_eq!(plan["title"], "The \"plan\", in short");
    assert_eq!((&plan["weight"], &plan["language"]), (&json!(20), &json!("en")));
    assert_eq!((&plan["draft"], &plan["hidden"], &plan["state"]), (&json!(false), &json!(false), &json!("published")));
    let late = row(&rows, "path", "content/late.md");
    assert_eq!((&late["url"], &late["draft"], &late["state"]), (&Value::Null, &json!(true), &json!("draft")));
    assert_eq!(row(&rows, "path", "content/secret.md")["hidden"], true);
    assert_eq!(rows.len(), 4);
}

#[test]
fn with_drafts_a_draft_is_published_and_still_listed_as_one() {
    assert_eq!(rows("drafts")[0]["published"], false);
    let with: Value = serde_json::from_str(&listed("drafts", &["-D", "--format", "json"])).expect("one line");
    assert_eq!((&with["path"], &with["published"]), (&json!("content/late.md"), &json!(true)));
}

#[test]
fn links_say_where_they_lead_and_whether_they_arrive() {
    let rows = rows("links");
    let to_plan = row(&rows, "written", "plan#steps");
    assert_eq!((&to_plan["path"], &to_plan["line"]), (&json!("content/_index.md"), &json!(4)));
    assert_eq!((&to_plan["column"], &to_plan["kind"]), (&json!(28), &json!("relref")));
    assert_eq!((&to_plan["target"], &to_plan["state"]), (&json!("content/plan.md#steps"), &json!("ok")));
    assert_eq!(row(&rows, "written", "../nowhere/")["state"], "missing");
    assert_eq!(row(&rows, "written", "https://other.example/")["state"], "external");
    assert_eq!(row(&rows, "written", "/images/drawing.svg")["target"], "images/drawing.svg");
}

#[test]
fn shortcodes_images_aliases_and_stubs() {
    let shortcodes = rows("shortcodes");
    assert_eq!(row(&shortcodes, "name", "notice")["where"], json!(["content/plan.md:10"]));
    assert_eq!(row(&shortcodes, "name", "box")["origin"], "site");
    assert_eq!(row(&shortcodes, "name", "idle")["count"], 0);
    let images = rows("images");
    let drawing = row(&images, "file", "images/drawing.svg");
    assert_eq!((&drawing["used_by"], &drawing["unused"]), (&json!(["content/plan.md"]), &json!(false)));
    assert_eq!(row(&images, "file", "images/idle.svg")["unused"], true);
    assert_eq!(rows("aliases")[0]["alias"], "/guide/old/plan/");
    assert_eq!(rows("aliases")[0]["path"], "content/plan.md");
    assert_eq!(row(&rows("stubs"), "heading", "Later")["kind"], "placeholder");
    let line = listed("stubs", &["--format", "json"]);
    let keys = ["path", "line", "heading", "kind", "scope", "evidence_line"];
    assert!(keys.iter().all(|key| line.contains(&format!("\"{key}\":"))), "{line}");
}

#[test]
fn csv_is_quoted_and_tables_line_up() {
    let csv = listed("pages", &["--format", "csv"]);
    assert!(csv.starts_with("path,url,title,weight,language,draft,hidden,state\r\n"), "{csv}");
    assert!(
        csv.contains("content/plan.md,/guide/plan/,\"The \"\"plan\"\", in short\",20,en,false,false,published\r\n")
    );
    let human = listed("pages", &[]);
    let column = human.lines().next().and_then(|line| line.find("url")).expect("a header");
    assert!(
        human.lines().any(|line| line.get(column..).is_some_and(|rest| rest.starts_with("/guide/plan/"))),
        "{human}"
    );
}
