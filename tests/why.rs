//! `guidegen why` as a user runs it.

mod support;

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use support::{Site, site};

const GUIDE: &str = "-- guidegen.toml --\nbaseURL = \"https://example.org/guide/\"\ntheme = \"foundation\"\n\
    [permalinks]\nnews = \"/:year/:slug/\"\n\
    -- content/_index.md --\n---\ntitle: Home\n---\nSee [the plan]({{< relref \"04-plan#steps\" >}}).\n\
    -- content/base/_index.md --\n---\ntitle: Base\nweight: 10\naliases: [/basis/]\n---\nText.\n\
    -- content/base/04-plan.md --\n---\ntitle: The plan\nweight: 20\nslug: the-plan\n---\n\
    See [home](/guide/) and [gone](gone).\n\n## Steps\n\n{{% notice note %}}\nText.\n{{% /notice %}}\n\
    -- content/base/Next One.md --\n---\ntitle: Next\nweight: 30\n---\nText.\n\
    -- content/base/late.md --\n---\ntitle: Late\ndraft: true\n---\nText.\n\
    -- content/base/off.md --\n---\ntitle: Off\nweight: 50\nhidden: true\nlayout: bare\n---\nText.\n\
    -- content/news/_index.md --\n---\ntitle: News\nweight: 20\n---\nText.\n\
    -- content/news/a.md --\n---\ntitle: First Day\ndate: 2020-05-01\nweight: 1\n---\nText.\n\
    -- templates/bare.html --\n{% include \"partials/inner.html\" %}\n\
    -- templates/partials/inner.html --\n<p>bare {{ page.title }}</p>\n";

fn guidegen(site: &Site, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidegen"));
    command.args(arguments).arg("--root").arg(site.root() as &Path).output().expect("the program")
}

fn why(page: &str) -> Value {
    let site = site(GUIDE);
    let output = guidegen(&site, &["why", page, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("an object")
}

#[test]
fn a_page_is_found_by_file_address_name_and_title() {
    let asked = [
        "content/base/04-plan.md",
        "base/04-plan.md",
        "./content/base/04-plan.md",
        "/guide/base/the-plan/",
        "https://example.org/guide/base/the-plan/#steps",
        "04-plan",
        "plan",
        "base/04-plan",
        "The plan",
    ];
    for asked in asked {
        assert_eq!(why(asked)["path"], "content/base/04-plan.md", "{asked}");
    }
    assert_eq!(why("/guide/basis/")["path"], "content/base/_index.md");
}

#[test]
fn what_is_not_found_has_near_names() {
    let site = site(GUIDE);
    let output = guidegen(&site, &["why", "04-plam"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("there is no page `04-plam`") && told.contains("content/base/04-plan.md"), "{told}");
}

#[test]
fn the_place_in_the_menu_and_the_address_have_reasons() {
    let plan = why("plan");
    assert_eq!(plan["menu"]["trail"], json!(["Home", "Base", "The plan"]));
    assert_eq!((&plan["menu"]["position"], &plan["menu"]["of"]), (&json!(1), &json!(2)));
    assert_eq!((&plan["menu"]["after"], &plan["menu"]["reason"]), (&json!("Next"), &json!("weight 20")));
    assert_eq!(plan["address"]["url"], "/guide/base/the-plan/");
    let because = plan["address"]["because"].to_string();
    assert!(because.contains("`slug: the-plan` of its front matter") && because.contains("`/guide/`"), "{because}");
    assert_eq!(why("base")["address"]["aliases"], json!(["/guide/basis/"]));
    assert!(why("Next")["address"]["because"].to_string().contains("`Next One` as `next-one`"));
    let first = why("news/a.md");
    assert_eq!(first["address"]["url"], "/guide/2020/first-day/");
    assert!(first["address"]["because"].to_string().contains("`/:year/:slug/` of `permalinks.news`"));
    assert_eq!(why("late")["state"], "draft");
    assert_eq!(why("late")["address"]["url"], Value::Null);
    let off = why("off");
    assert_eq!(off["menu"]["shown"], false);
    assert!(off["menu"]["reason"].as_str().is_some_and(|reason| reason.contains("hidden: true")), "{off}");
}

#[test]
fn links_in_and_out_and_findings() {
    let plan = why("plan");
    let from = &plan["linked_from"][0];
    assert_eq!((&from["path"], &from["line"]), (&json!("content/_index.md"), &json!(4)));
    assert_eq!(plan["links"][0]["target"], "content/_index.md");
    assert_eq!(plan["links"][1]["state"], "missing");
    assert!(plan["findings"].to_string().contains("link-broken"), "{}", plan["findings"]);
}

#[test]
fn what_made_a_page_is_what_it_was_rendered_with() {
    let plan = why("plan");
    assert_eq!(plan["rendered_by"]["template"], "page.html");
    let templates = plan["rendered_by"]["templates"].to_string();
    for name in ["base.html", "partials/head.html", "shortcodes/notice.html"] {
        assert!(templates.contains(name), "{name} is missing in {templates}");
    }
    assert!(plan["rendered_by"]["assets"].to_string().contains("css/foundation.css"));
    // `layout` of the front matter takes the template of that name.
    let off = why("off");
    assert_eq!(off["rendered_by"]["template"], "bare.html");
    assert_eq!(off["rendered_by"]["templates"][1]["path"], "templates/partials/inner.html");
    let built = site(GUIDE).build();
    assert_eq!(built.text("base/off/index.html").trim(), "<p>bare Off</p>");
}

#[test]
fn the_cost_of_an_edit_is_tried_out() {
    let plan = why("plan");
    assert_eq!(plan["rendered_again"]["body"]["pages"], json!(["content/base/04-plan.md"]));
    let title = plan["rendered_again"]["title"]["pages"].to_string();
    assert!(title.contains("content/base/Next One.md"), "its neighbour shows the title: {title}");
    let site = site(GUIDE);
    let before = std::fs::read(site.path("content/base/04-plan.md")).expect("a page");
    let human = String::from_utf8(guidegen(&site, &["why", "plan"]).stdout).expect("UTF-8");
    assert!(human.contains("an edit") && human.contains("Home > Base > The plan, 1 of 2 (weight 20)"), "{human}");
    assert_eq!(std::fs::read(site.path("content/base/04-plan.md")).expect("a page"), before);
    let quick = guidegen(&site, &["why", "plan", "--quick"]);
    assert!(!String::from_utf8_lossy(&quick.stdout).contains("made by"));
}
