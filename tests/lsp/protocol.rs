//! The protocol: phases, encodings, cancelled and unknown requests, rubbish, files that change outside.

use crate::client::{Client, able};
use crate::support::site;
use serde_json::{Value, json};

const GUIDE: &str = "-- guidegen.toml --\ntheme = \"foundation\"\n\
    -- content/_index.md --\n---\ntitle: Home\n---\nText.\n\
    -- content/a.md --\n---\ntitle: A\nweight: 10\n---\nÜber 😀 [x]({{< relref \"b\" >}})\n\
    -- content/b.md --\n---\ntitle: B\nweight: 20\n---\nText.\n";

#[test]
fn a_session_begins_and_ends_as_the_protocol_says() {
    let site = site(GUIDE);
    let mut client = Client::silent(site.root());
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32002);
    let greeting = json!({ "processId": null, "rootUri": client.uri(""), "capabilities": {} });
    let answer = client.request("initialize", greeting.clone());
    assert_eq!(answer["serverInfo"]["name"], "guidegen");
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    let id = client.ask("initialize", greeting);
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32600);
    client.notify("initialized", json!({}));
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(Client::start(site.root()).end(), Some(0));
    assert_eq!(Client::start(site.root()).vanish(), Some(1));
}

#[test]
fn unknown_requests_and_rubbish_are_answered_and_outlived() {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    let id = client.ask("textDocument/nonsense", json!({}));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32601);
    client.raw(b"what is this\r\n\r\nContent-Length: 5\r\n\r\n{{{{{");
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700);
    client.send(&json!([1, 2, 3]));
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32600);
    client.raw("Content-Length: 3\r\n\r\n\u{fc}x".as_bytes());
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700);
    for params in [json!(null), json!([]), json!({ "textDocument": 3 }), json!({ "position": {} })] {
        let id = client.ask("textDocument/hover", params);
        assert_eq!(client.answer(&json!(id))["error"]["code"], -32602);
    }
    for method in
        ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/unknown", "$/cancelRequest"]
    {
        client.notify(method, json!({ "textDocument": [], "contentChanges": 3 }));
    }
    // Positions that are nowhere, files that are not open, changes that make no sense.
    client.open("content/a.md", "ü");
    let far = json!({ "line": 4_000_000_000u64, "character": 4_000_000_000u64 });
    client.change(
        "content/a.md",
        json!([{ "range": { "start": far, "end": { "line": 0, "character": 0 } }, "text": "x" }]),
    );
    let uri = client.uri("content/a.md");
    client.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": far }));
    for uri in ["untitled:Untitled-1", "file:///nowhere.md", "nonsense", ""] {
        let params = json!({ "textDocument": { "uri": uri }, "position": far });
        assert_eq!(client.request("textDocument/completion", params), Value::Null);
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_request_that_is_cancelled_is_answered_so() {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    client.open_file(site.root(), "content/a.md");
    let uri = client.uri("content/a.md");
    let document = json!({ "uri": uri });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    client.diagnostics("content/a.md");
    // The actions wait for the findings of the new text, so there is time to think better of it.
    client.write("content/a.md", "---\ntitle: A\nweight: 10\n---\nNew.\n");
    let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
    let id = client.ask("textDocument/codeAction", params);
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32800);
    // A number that is used again is not cancelled.
    assert!(client.request("workspace/symbol", json!({ "query": "" })).is_array());
}

#[test]
fn positions_are_counted_in_the_encoding_that_was_agreed_on() {
    let site = site(GUIDE);
    for (offered, agreed, column) in [(json!(["utf-16"]), "utf-16", 8), (json!(["utf-8", "utf-16"]), "utf-8", 11)] {
        let mut able = able();
        able["general"] = json!({ "positionEncodings": offered });
        let mut client = Client::with(site.root(), able, json!({}));
        assert_eq!(client.capabilities["positionEncoding"], agreed);
        client.open_file(site.root(), "content/a.md");
        let uri = client.uri("content/a.md");
        let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri } }));
        // `Über 😀 [x]({{< relref "`.
        assert_eq!(links[0]["range"]["start"]["character"], column + 16, "{agreed}");
    }
}

#[test]
fn files_that_change_outside_are_read_again() {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    while client.asked.is_empty() {
        client.receive();
    }
    assert_eq!(client.asked[0]["method"], "client/registerCapability");
    assert_eq!(client.asked[0]["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.open_file(site.root(), "content/a.md");
    assert!(client.diagnostics("content/a.md").is_empty());
    site.remove("content/b.md");
    let change = json!({ "uri": client.uri("content/b.md"), "type": 3 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    client.until("content/a.md", |list| list.iter().any(|finding| finding["code"] == "ref-broken"));
}

#[test]
fn without_a_watching_editor_the_server_watches_itself() {
    let site = site(GUIDE);
    let mut client = Client::with(site.root(), json!({}), json!({}));
    client.open_file(site.root(), "content/a.md");
    assert!(client.diagnostics("content/a.md").is_empty());
    site.remove("content/b.md");
    client.until("content/a.md", |list| list.iter().any(|finding| finding["code"] == "ref-broken"));
}

#[test]
fn the_guide_may_stand_below_the_folder_of_the_editor() {
    let site = site(&GUIDE.replace("-- ", "-- docs/").replace("docs/docs/", "docs/"));
    let mut client = Client::with(site.root(), able(), json!({ "root": "docs" }));
    client.open_file(site.root(), "docs/content/a.md");
    client.type_behind("docs/content/a.md", "relref \"b", "c");
    assert_eq!(client.diagnostics("docs/content/a.md")[0]["code"], "ref-broken");
}

#[test]
fn a_text_that_is_closed_is_again_what_the_disk_says() {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    client.open("content/a.md", "---\ntitle: A\nweight: 10\n---\n[x]({{< relref \"gone\" >}})\n");
    assert_eq!(client.diagnostics("content/a.md")[0]["code"], "ref-broken");
    let uri = client.uri("content/a.md");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.until("content/a.md", <[Value]>::is_empty);
}
