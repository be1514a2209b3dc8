//! How long an author waits at 1,000 pages. By hand: `cargo test --release --test lsp -- --ignored --nocapture`; the folder of a
//! guide in `GUIDEGEN_LSP_SITE` is measured in place of a made one.

use crate::client::Client;
use crate::support::site;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const ROUNDS: usize = 40;
const LIMIT: Duration = Duration::from_millis(50);

/// A guide of 1,000 pages in 40 chapters, each with headings, links, a notice and some text.
fn guide() -> String {
    let mut text =
        "-- guidegen.toml --\ntheme = \"foundation\"\n-- content/_index.md --\n---\ntitle: Home\n---\nText.\n"
            .to_string();
    let words = "The team collects the smallest useful scope and encrypts it after the review has closed. ".repeat(12);
    for chapter in 0..40 {
        text.push_str(&format!(
            "-- content/c{chapter}/_index.md --\n---\ntitle: Chapter {chapter}\nweight: {}\n---\nText.\n",
            chapter + 1
        ));
        for page in 0..24 {
            let next = (chapter * 24 + page + 1) % 960;
            text.push_str(&format!(
                "-- content/c{chapter}/p{chapter}-{page}.md --\n---\ntitle: Page {chapter} of {page}\nweight: {}\n---\n{words}\n\n\
                 ## First\n\n[next]({{{{< relref \"p{}-{}#second\" >}}}})\n\n{{{{% notice note %}}}}\n{words}\n{{{{% /notice %}}}}\n\n\
                 ## Second\n\n{words}\n\n- one\n- two\n",
                page + 1,
                next / 24,
                next % 24,
            ));
        }
    }
    text
}

fn median(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() - 1])
}

#[test]
#[ignore = "a measurement, for a release build"]
fn an_author_does_not_wait() {
    let made = site(&if std::env::var_os("GUIDEGEN_LSP_SITE").is_some() { String::new() } else { guide() });
    let root = std::env::var_os("GUIDEGEN_LSP_SITE").map_or_else(|| made.root().to_path_buf(), PathBuf::from);
    let started = Instant::now();
    let mut client = Client::start(&root);
    let mut pages: Vec<PathBuf> = Vec::new();
    let mut open = vec![root.join("content")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path)
            } else if path.extension().is_some_and(|own| own == "md") {
                pages.push(path)
            }
        }
    }
    pages.sort();
    let page = &pages[pages.len() / 2];
    let path = page.strip_prefix(&root).expect("a page").to_string_lossy().to_string();
    let text = std::fs::read_to_string(page).expect("a text");
    let body = format!(
        "{}\n\n[x]({{{{< relref \"\" >}}}}) [y](#) {{{{% notice not %}}}}{{{{% /notice %}}}}\n",
        text.trim_end()
    );
    client.open(&path, &body);
    client.request("workspace/symbol", json!({ "query": "page" }));
    println!("{} pages, {} bytes of text; ready after {:?}", pages.len(), body.len(), started.elapsed());
    client.diagnostics(&path);
    println!("first findings after {:?}", started.elapsed());
    let mut slowest = Duration::ZERO;
    let mut measure = |client: &mut Client, what: &str, is_key: bool, ask: &dyn Fn(&mut Client)| {
        let times = (0..ROUNDS).map(|round| {
            // A keystroke before each question: the text is never the one that was asked about before.
            client.type_behind(&path, "title: ", if round % 2 == 0 { "a" } else { "b" });
            let started = Instant::now();
            ask(client);
            started.elapsed()
        });
        let (middle, longest) = median(times.collect());
        println!("{what:<34} {middle:>10.2?} in the middle, {longest:>10.2?} at most");
        if is_key {
            slowest = slowest.max(middle);
        }
    };
    let at = |method: &'static str, words: &'static str| {
        let path = path.clone();
        move |client: &mut Client| {
            client.at(method, &path, words);
        }
    };
    measure(&mut client, "completion of relref targets", true, &at("textDocument/completion", "[x]({{< relref \""));
    measure(&mut client, "completion of own anchors", true, &at("textDocument/completion", "[y](#"));
    measure(&mut client, "completion of shortcodes", true, &at("textDocument/completion", "{{% notice not"));
    measure(&mut client, "hover on a shortcode", true, &at("textDocument/hover", "{{% noti"));
    measure(&mut client, "hover on a key", true, &at("textDocument/hover", "titl"));
    measure(&mut client, "definition", true, &at("textDocument/definition", "{{% noti"));
    let uri = client.uri(&path);
    let about = json!({ "textDocument": { "uri": uri } });
    measure(&mut client, "headings", true, &|client| {
        drop(client.request("textDocument/documentSymbol", about.clone()))
    });
    measure(&mut client, "links", true, &|client| drop(client.request("textDocument/documentLink", about.clone())));
    let declared = json!({ "context": { "includeDeclaration": true } });
    measure(&mut client, "references", true, &|client| {
        client.at_with("textDocument/references", &path, "titl", declared.clone());
    });
    measure(&mut client, "symbols of the guide", true, &|client| {
        client.request("workspace/symbol", json!({ "query": "rev" }));
    });
    measure(&mut client, "rename of a heading, proved", true, &|client| {
        client.at_with("textDocument/rename", &path, "\n## ", json!({ "newName": "Quite another title" }));
    });
    let renamed = json!({ "files": [{ "oldUri": uri, "newUri": uri.replace(".md", "-later.md") }] });
    measure(&mut client, "rename of a page, proved", true, &|client| {
        assert!(!client.request("workspace/willRenameFiles", renamed.clone()).is_null(), "an edit");
    });
    measure(&mut client, "findings of the page", true, &|client| drop(client.diagnostics(&path)));
    if !cfg!(debug_assertions) {
        assert!(slowest < LIMIT, "{slowest:?}");
    }
}
