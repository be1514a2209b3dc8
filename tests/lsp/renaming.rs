//! New names: of headings, of pages, of files in the editor's tree.

use crate::client::{Client, able};
use crate::support::site;
use serde_json::{Value, json};

const GUIDE: &str = "-- guidegen.toml --\ntheme = \"foundation\"\n\
    -- content/_index.md --\n---\ntitle: Home\n---\nSee [the plan]({{< relref \"04-plan#first-steps\" >}}).\n\
    -- content/base/_index.md --\n---\ntitle: Base\nweight: 10\n---\nText.\n\
    -- content/base/04-plan.md --\n---\ntitle: The plan\nweight: 20\n---\nSee [below](#first-steps).\n\n## First Steps\n\nText.\n\n## Costs\n\nText.\n\
    -- content/base/new.md --\n---\ntitle: New\nweight: 30\n---\nText.\n";

const PLAN: &str = "content/base/04-plan.md";
const NEW: &str = "content/base/new.md";
const UNSAVED: &str =
    "---\ntitle: New\nweight: 30\n---\nUnsaved [x]({{< relref \"04-plan#first-steps\" >}}) and [y](/base/04-plan/).\n";

fn started() -> (crate::support::Site, Client) {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    client.open(NEW, UNSAVED);
    client.open_file(site.root(), PLAN);
    client.open_file(site.root(), "content/_index.md");
    (site, client)
}

/// The error of a request.
fn refused(client: &mut Client, method: &str, params: Value) -> Value {
    let id = client.ask(method, params);
    client.answer(&json!(id))["error"].clone()
}

#[test]
fn what_can_be_renamed_is_said_before_the_name_is_typed() {
    let (_site, mut client) = started();
    let heading = client.at("textDocument/prepareRename", PLAN, "## First");
    assert_eq!(heading["placeholder"], "First Steps");
    assert_eq!(
        (&heading["range"]["start"]["character"], &heading["range"]["end"]["character"]),
        (&json!(3), &json!(14))
    );
    assert_eq!(client.at("textDocument/prepareRename", NEW, "04-plan#fir")["placeholder"], "First Steps");
    assert_eq!(client.at("textDocument/prepareRename", NEW, "relref \"04")["placeholder"], "04-plan");
    assert_eq!(client.at("textDocument/prepareRename", NEW, "Unsav"), Value::Null);
    let params =
        json!({ "textDocument": { "uri": client.uri(NEW) }, "position": client.behind(NEW, "Unsav"), "newName": "x" });
    assert_eq!(refused(&mut client, "textDocument/rename", params)["code"], -32803);
}

#[test]
fn a_heading_takes_its_references_with_it() {
    let (_site, mut client) = started();
    let edit = client.at_with("textDocument/rename", PLAN, "## First", json!({ "newName": "The very first steps" }));
    let plan = client.applied(PLAN, &edit);
    assert!(plan.contains("## The very first steps\n") && plan.contains("[below](#the-very-first-steps)"), "{plan}");
    assert!(client.applied("content/_index.md", &edit).contains("\"04-plan#the-very-first-steps\""));
    let new = client.applied(NEW, &edit);
    assert!(new.contains("Unsaved [x]({{< relref \"04-plan#the-very-first-steps\" >}})"), "{new}");
    let versions: Vec<&Value> = edit["documentChanges"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| &change["textDocument"]["version"])
        .collect();
    assert_eq!(versions, [&json!(1), &json!(1), &json!(1)]);
    // The same from one of its references.
    let same = client.at_with("textDocument/rename", NEW, "04-plan#fir", json!({ "newName": "The very first steps" }));
    assert_eq!(same, edit);
    let params = json!({ "textDocument": { "uri": client.uri(PLAN) }, "position": client.behind(PLAN, "## First"), "newName": " " });
    let error = refused(&mut client, "textDocument/rename", params);
    assert_eq!(error["code"], -32803);
    assert!(error["message"].as_str().is_some_and(|message| message.contains("cannot be a heading")), "{error}");
}

#[test]
fn a_page_takes_its_references_with_it() {
    let (_site, mut client) = started();
    let edit = client.at_with("textDocument/rename", NEW, "relref \"04", json!({ "newName": "05-strategy" }));
    assert!(client.applied(NEW, &edit).contains("relref \"05-strategy#first-steps\""), "{edit}");
    assert!(client.applied("content/_index.md", &edit).contains("relref \"05-strategy#first-steps\""));
    let changes = edit["documentChanges"].as_array().expect("changes");
    let moved = changes.iter().position(|change| change["kind"] == "rename").expect("a move");
    assert_eq!(client.path(&changes[moved]["oldUri"]), PLAN);
    assert_eq!(client.path(&changes[moved]["newUri"]), "content/base/05-strategy.md");
    assert_eq!(moved, changes.len() - 1, "texts are changed under their old names");
    // An editor that cannot move files is told what can.
    let site = site(GUIDE);
    let mut able = able();
    able["workspace"]["workspaceEdit"]["resourceOperations"] = json!([]);
    let mut client = Client::with(site.root(), able, json!({}));
    client.open(NEW, UNSAVED);
    let position = client.behind(NEW, "relref \"04");
    let params = json!({ "textDocument": { "uri": client.uri(NEW) }, "position": position, "newName": "05-strategy" });
    let error = refused(&mut client, "textDocument/rename", params);
    assert!(error["message"].as_str().is_some_and(|message| message.contains("guidegen mv")), "{error}");
}

#[test]
fn files_that_the_editor_moves_take_their_references_with_them() {
    let (site, mut client) = started();
    let files = json!([{ "oldUri": client.uri(PLAN), "newUri": client.uri("content/base/06-plan.md") }]);
    let edit = client.request("workspace/willRenameFiles", json!({ "files": files }));
    assert!(client.applied(NEW, &edit).contains("relref \"06-plan#first-steps\""), "{edit}");
    assert!(!edit.to_string().contains("\"kind\":\"rename\""), "the editor moves it itself: {edit}");
    // A folder.
    let files = json!([{ "oldUri": client.uri("content/base"), "newUri": client.uri("content/ground") }]);
    let edit = client.request("workspace/willRenameFiles", json!({ "files": files }));
    assert!(client.applied(NEW, &edit).contains("(/ground/04-plan/)"), "{edit}");
    // What is no part of the guide needs no edit.
    let files = json!([{ "oldUri": "file:///elsewhere/a", "newUri": "file:///elsewhere/b" }]);
    assert_eq!(client.request("workspace/willRenameFiles", json!({ "files": files })), Value::Null);
    drop(site);
}
