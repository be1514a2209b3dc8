//! What an author asks while writing: findings, completion, hover, places, symbols, links.

use crate::client::{Client, able};
use crate::support::{Site, site};
use serde_json::{Value, json};

/// A small guide. The page that is being written is `content/base/new.md`.
const GUIDE: &str = "-- guidegen.toml --\nbaseURL = \"https://example.org/\"\ntheme = \"foundation\"\n\
    -- content/_index.md --\n---\ntitle: Home\n---\nSee [the plan]({{< relref \"04-plan#steps\" >}}).\n\
    -- content/base/_index.md --\n---\ntitle: Base\nweight: 10\n---\nText.\n\
    -- content/base/04-plan.md --\n---\ntitle: The plan\nweight: 20\ntags: [cost, security]\n---\nThe plan says how.\n\n\
    ## Steps\n\n{{% box %}}\nText.\n{{% /box %}}\n\n### First Step\n\nText.\n\n## Costs\n\nText.\n\
    -- content/base/new.md --\n---\ntitle: New\nweight: 30\n---\nText.\n\
    -- content/base/draft.md --\n---\ntitle: Late\nweight: 40\ndraft: true\n---\nText.\n\
    -- content/other/_index.md --\n---\ntitle: Other\nweight: 20\n---\nText.\n\
    -- content/other/new.md --\n---\ntitle: Other New\nweight: 10\n---\nSee [plan](/base/04-plan/#steps).\n\
    -- templates/shortcodes/box.html --\n<div>{{ inner | safe }}</div>\n\
    -- images/drawing.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"20\"></svg>\n";

const NEW: &str = "content/base/new.md";
const HEAD: &str = "---\ntitle: New\nweight: 30\n---\n";

/// The guide with a page that is being written.
fn writing(body: &str) -> (Site, Client) {
    writing_all(&format!("{HEAD}{body}"))
}

fn writing_all(text: &str) -> (Site, Client) {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    client.open(NEW, text);
    (site, client)
}

fn codes(list: &[Value]) -> Vec<&str> {
    list.iter().map(|finding| finding["code"].as_str().expect("a rule")).collect()
}

#[test]
fn findings_follow_what_is_typed_and_not_saved() {
    let (site, mut client) = writing("Text.\n");
    assert_eq!(codes(&client.diagnostics(NEW)), [] as [&str; 0]);
    client.type_behind(NEW, "Text.", " [x]({{< relref \"04-plam\" >}})");
    let found = client.diagnostics(NEW);
    assert_eq!(codes(&found), ["ref-broken"]);
    let finding = &found[0];
    assert_eq!((&finding["severity"], &finding["source"]), (&json!(1), &json!("guidegen")));
    assert_eq!(finding["range"]["start"], json!({ "line": 4, "character": 22 }));
    assert_eq!(finding["range"]["end"], json!({ "line": 4, "character": 29 }));
    assert!(finding["message"].as_str().is_some_and(|message| message.contains("04-plam")), "{finding}");
    client.write(NEW, &format!("{HEAD}[x]({{{{< relref \"04-plan\" >}}}})\n"));
    assert_eq!(codes(&client.diagnostics(NEW)), [] as [&str; 0]);
    assert_eq!(std::fs::read_to_string(site.path(NEW)).expect("a page"), format!("{HEAD}Text.\n"));
    // An edit of one page is a finding on another: its anchor is gone.
    client.open_file(site.root(), "content/base/04-plan.md");
    client.type_behind("content/base/04-plan.md", "## Steps", " and more");
    let found = client.until("content/_index.md", |list| codes(list).contains(&"anchor-broken"));
    assert_eq!(found[0]["range"]["start"]["line"], 3);
}

#[test]
fn findings_are_those_of_check_with_hints_tags_and_the_address_of_the_manual() {
    let site = site(GUIDE);
    site.write("-- content/bad.md --\n---\ntitle: Bad\nweight: 90\nhidden: \"false\"\n---\n[gone](../gone/)\n\n## A\n\n[lab]: /x\n");
    let mut client = Client::with(site.root(), able(), json!({ "manual": "https://manual.example/" }));
    let found = client.until("content/bad.md", |list| !list.is_empty());
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_guidegen"))
        .args(["check", "--format", "json", "--root"])
        .arg(site.root())
        .output()
        .expect("the program");
    let told: Vec<Value> = String::from_utf8_lossy(&check.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|finding| finding["path"] == "content/bad.md")
        .collect();
    let rules: Vec<&str> = told.iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect();
    assert!(rules.contains(&"link-broken"), "{rules:?}");
    assert_eq!(codes(&found), rules);
    assert_eq!(found[0]["codeDescription"]["href"], format!("https://manual.example/{}", rules[0]));
    // What check tells only with `--all` is a hint, once the page is open.
    client.open_file(site.root(), "content/bad.md");
    let open = client.until("content/bad.md", |list| list.iter().any(|finding| finding["severity"] == 4));
    assert!(codes(&open).contains(&"stub-heading-only"), "{open:?}");
    let unused = open.iter().find(|finding| finding["code"] == "link-label-unused").expect("a finding");
    assert_eq!(unused["tags"], json!([1]));
}

#[test]
fn fixes_are_code_actions_and_safe_ones_are_preferred() {
    let (_site, mut client) =
        writing_all("---\ntitle: New\nweight: 30\nhidden: \"false\"\n---\nText [x]({{< relref \"04-plam\" >}})\n");
    let found = client.diagnostics(NEW);
    let broken = found.iter().find(|finding| finding["code"] == "ref-broken").expect("a finding").clone();
    let ask = |client: &mut Client, range: &Value, only: Value| {
        let uri = client.uri(NEW);
        let params =
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [], "only": only } });
        client.request("textDocument/codeAction", params)
    };
    let actions = ask(&mut client, &broken["range"], json!(["quickfix"]));
    assert_eq!(actions.as_array().map(Vec::len), Some(1), "{actions}");
    assert_eq!((&actions[0]["kind"], &actions[0]["isPreferred"]), (&json!("quickfix"), &json!(false)));
    assert!(actions[0]["title"].as_str().is_some_and(|title| title.ends_with("(a guess)")), "{actions}");
    assert_eq!(actions[0]["diagnostics"][0]["code"], "ref-broken");
    let mended = client.applied(NEW, &actions[0]["edit"]);
    assert!(mended.contains("relref \"04-plan\""), "{mended}");
    let quoted =
        found.iter().find(|finding| finding["code"] == "front-matter-quoted-boolean").expect("a finding").clone();
    let actions = ask(&mut client, &quoted["range"], json!(["quickfix"]));
    assert_eq!(actions[0]["isPreferred"], true, "{actions}");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let all = ask(&mut client, &whole, json!(["source.fixAll"]));
    assert_eq!(all[0]["kind"], "source.fixAll.guidegen");
    let mended = client.applied(NEW, &all[0]["edit"]);
    assert!(mended.contains("hidden: false") && mended.contains("04-plam"), "safe fixes alone: {mended}");
}

#[test]
fn targets_are_completed_in_their_shortest_safe_spelling() {
    let (_site, mut client) = writing("[x]({{< relref \"\" >}}) [y](/ba) [z](../) ![p](dr)\n\n## Own Part\n");
    let labels = client.labels(NEW, "relref \"");
    // Two pages are called `new`, so that a name alone would not be safe; a draft is not offered.
    assert!(["04-plan", "other/new"].iter().all(|wanted| labels.iter().any(|label| label == wanted)), "{labels:?}");
    assert!(!labels.iter().any(|label| label.contains("draft")), "{labels:?}");
    let completion = client.at("textDocument/completion", NEW, "relref \"");
    let plan = completion["items"]
        .as_array()
        .and_then(|items| items.iter().find(|item| item["label"] == "04-plan"))
        .expect("an item")
        .clone();
    assert_eq!(plan["detail"], "The plan");
    assert!(plan["documentation"]["value"].as_str().is_some_and(|help| help.contains("says how")), "{plan}");
    client.type_behind(NEW, "relref \"", "plan");
    assert_eq!(client.labels(NEW, "relref \"plan")[0], "04-plan");
    let completion = client.at("textDocument/completion", NEW, "relref \"plan");
    let range = &completion["items"][0]["textEdit"]["range"];
    assert_eq!((&range["start"]["character"], &range["end"]["character"]), (&json!(16), &json!(20)));
    client.write(NEW, &format!("{HEAD}[x]({{{{< relref \"/ba\" >}}}}) [y](/ba) [z](../) ![p](dr)\n"));
    assert!(client.labels(NEW, "relref \"/ba").contains(&"/base/04-plan".to_string()));
    assert!(client.labels(NEW, "[y](/ba").contains(&"/base/04-plan/".to_string()));
    assert!(client.labels(NEW, "[z](../").contains(&"../04-plan/".to_string()));
    assert_eq!(client.labels(NEW, "![p](dr"), ["/images/drawing.svg"]);
}

#[test]
fn anchors_are_those_of_the_target_as_it_stands() {
    let (site, mut client) = writing("[x]({{< relref \"04-plan#\" >}}) [y](#) [z](/base/04-plan/#co)\n\n## Own Part\n");
    assert_eq!(client.labels(NEW, "04-plan#"), ["steps", "first-step", "costs"]);
    assert_eq!(client.labels(NEW, "[y](#"), ["own-part"]);
    assert_eq!(client.labels(NEW, "04-plan/#co"), ["costs"]);
    client.open_file(site.root(), "content/base/04-plan.md");
    client.type_behind("content/base/04-plan.md", "## Costs", " of All");
    assert_eq!(client.labels(NEW, "04-plan/#co"), ["costs-of-all"]);
}

#[test]
fn shortcodes_their_arguments_and_values_are_completed() {
    let (_site, mut client) = writing(
        "{{% not\n\n{{% box %}}\n{{% / %}}\n{{% /box %}}\n\n{{% children s %}}\n{{% children sort=\"\" showhidden= %}}\n\n{{% notice wa %}}\nx\n{{% /notice %}}\n\n> [!no]\n",
    );
    assert_eq!(client.labels(NEW, "{{% not"), ["notice"]);
    let notice = client.at("textDocument/completion", NEW, "{{% not")["items"][0].clone();
    assert_eq!(notice["insertTextFormat"], 2);
    assert_eq!(notice["textEdit"]["newText"], "notice $1 %}}\n$2\n{{% /notice %}}$0");
    assert!(notice["detail"].as_str().is_some_and(|detail| detail.contains("[style] [title]")), "{notice}");
    assert_eq!(client.labels(NEW, "{{% /"), ["box"]);
    let arguments = client.labels(NEW, "{{% children s");
    assert!(arguments.contains(&"sort".to_string()) && arguments.contains(&"showhidden".to_string()), "{arguments:?}");
    assert!(client.labels(NEW, "sort=\"").contains(&"title".to_string()));
    assert_eq!(client.labels(NEW, "showhidden="), ["true", "false"]);
    assert_eq!(client.labels(NEW, "{{% notice wa")[0], "warning");
    assert_eq!(client.labels(NEW, "[!no"), ["NOTE"]);
    // The site's own template is a shortcode like any other.
    client.write(NEW, &format!("{HEAD}{{{{< bo\n"));
    assert_eq!(client.labels(NEW, "{{< bo"), ["box"]);
    assert!(client.labels(NEW, "title: N").is_empty());
}

#[test]
fn front_matter_is_completed() {
    let (_site, mut client) = writing_all("---\ntitle: New\nmen\ndraft: \ntags: [c]\nweight: \n---\nText men.\n");
    let labels = client.labels(NEW, "\nmen");
    assert_eq!(labels[0], "menuTitle");
    let item = client.at("textDocument/completion", NEW, "\nmen")["items"][0].clone();
    assert_eq!((&item["textEdit"]["newText"], &item["detail"]), (&json!("menuTitle: "), &json!("text")));
    assert!(item["documentation"]["value"].as_str().is_some_and(|help| help.contains("menu")), "{item}");
    assert_eq!(client.labels(NEW, "draft: "), ["true", "false"]);
    assert_eq!(client.labels(NEW, "tags: [c"), ["cost", "security"]);
    assert_eq!(client.labels(NEW, "weight: "), ["30"]);
    assert_eq!(client.labels(NEW, "Text men"), [] as [&str; 0]);
    client.write(NEW, "+++\ntitle = \"New\"\ntags = []\n");
    assert_eq!(client.at("textDocument/completion", NEW, "tags = [")["items"][0]["textEdit"]["newText"], "\"cost\"");
}

#[test]
fn hover_tells_what_stands_there() {
    let (_site, mut client) = writing(
        "[x]({{< relref \"04-plan#steps\" >}}) ![p](/images/drawing.svg) [b]({{< relref \"nowhere\" >}})\n\n{{% notice note %}}\nx\n{{% /notice %}}\n\n## Own Part\n",
    );
    client.diagnostics(NEW);
    let mut hover = |words: &str| client.at("textDocument/hover", NEW, words)["contents"]["value"].to_string();
    let page = hover("relref \"04-");
    for part in ["**The plan**", "/base/04-plan/", "The plan says how.", "#steps"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let picture = hover("![p](/im");
    assert!(picture.contains("10 × 20") && picture.contains("images/drawing.svg)"), "{picture}");
    let broken = hover("\"now");
    assert!(broken.contains("ref-broken") && broken.contains("leads nowhere"), "{broken}");
    let notice = hover("{{% not");
    assert!(notice.contains("{{% notice [style] [title]"), "{notice}");
    assert!(hover("{{% /not").contains("{{% notice [style] [title]"));
    assert!(hover("wei").contains("small numbers first"));
    assert!(hover("## Own").contains("#own-part"));
    assert_eq!(hover("x\n"), "null");
}

#[test]
fn definitions_lead_to_pages_headings_templates_and_pictures() {
    let (_site, mut client) = writing(
        "[x]({{< relref \"04-plan#costs\" >}}) [y](/base/04-plan/) ![p](/images/drawing.svg)\n\n{{% box %}}x{{% /box %}}\n\n{{< relref \"new\" >}}\n",
    );
    let mut define = |words: &str| {
        let places = client.at("textDocument/definition", NEW, words);
        let places = places.as_array().expect("a list").clone();
        places
            .iter()
            .map(|place| format!("{}:{}", client.path(&place["uri"]), place["range"]["start"]["line"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(define("relref \"04"), ["content/base/04-plan.md:17"]);
    assert_eq!(define("[y](/b"), ["content/base/04-plan.md:0"]);
    assert_eq!(define("![p](/i"), ["images/drawing.svg:0"]);
    assert_eq!(define("{{% bo"), ["templates/shortcodes/box.html:0"]);
    assert_eq!(define("{{< relref \"ne"), ["content/base/new.md:0"], "the page of the same folder");
    assert_eq!(define("title: N"), [] as [&str; 0]);
}

#[test]
fn references_are_all_places_that_name_a_thing() {
    let (site, mut client) = writing("[x]({{< relref \"04-plan#steps\" >}}) {{% box %}}x{{% /box %}}\n");
    client.open_file(site.root(), "content/base/04-plan.md");
    let mut refer = |path: &str, words: &str, declared: bool| {
        let context = json!({ "context": { "includeDeclaration": declared } });
        let places = client.at_with("textDocument/references", path, words, context);
        let places = places.as_array().cloned().unwrap_or_default();
        places
            .iter()
            .map(|place| format!("{}:{}", client.path(&place["uri"]), place["range"]["start"]["line"]))
            .collect::<Vec<_>>()
    };
    let plan = "content/base/04-plan.md";
    let of_steps = ["content/_index.md:3", "content/base/new.md:4", "content/other/new.md:4"];
    assert_eq!(refer(plan, "## Ste", false), of_steps);
    assert_eq!(refer(NEW, "04-plan#st", false), of_steps);
    assert_eq!(refer(plan, "title", false), of_steps, "the page has the same backlinks");
    assert_eq!(refer(plan, "## Cos", false), [] as [&str; 0]);
    assert_eq!(refer(plan, "## Cos", true), ["content/base/04-plan.md:17"]);
    assert_eq!(refer(NEW, "{{% bo", false), ["content/base/04-plan.md:9", "content/base/new.md:4"]);
    // What was typed a moment ago in another page counts.
    client.type_behind(NEW, "weight: 30\n", "draft: false\n");
    let places = client.at_with("textDocument/references", plan, "## Ste", json!({ "context": {} }));
    assert_eq!(places[1]["range"]["start"]["line"], 5, "{places}");
}

#[test]
fn symbols_and_links() {
    let (site, mut client) = writing(
        "[x]({{< relref \"04-plan#costs\" >}}) [out](https://other.example/) [b](../nowhere/)\n\n## A\n\n### B\n\n## C\n",
    );
    let uri = client.uri(NEW);
    let symbols = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    assert_eq!((&symbols[0]["name"], &symbols[0]["children"][0]["name"]), (&json!("A"), &json!("B")));
    assert_eq!(symbols[0]["range"]["end"]["line"], 10);
    assert_eq!(symbols[1]["name"], "C");
    let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri } }));
    let targets: Vec<String> =
        links.as_array().expect("a list").iter().map(|link| client.path(&link["target"])).collect();
    assert_eq!(targets, ["content/base/04-plan.md#L18", "https://other.example/"]);
    let found = client.request("workspace/symbol", json!({ "query": "step" }));
    let names: Vec<&str> =
        found.as_array().expect("a list").iter().filter_map(|symbol| symbol["name"].as_str()).collect();
    assert_eq!(names[..2], ["Steps", "First Step"]);
    let found = client.request("workspace/symbol", json!({ "query": "The plan" }));
    assert_eq!(client.path(&found[0]["location"]["uri"]), "content/base/04-plan.md");
    drop(site);
}

#[test]
fn a_page_that_is_on_no_disk_yet_is_part_of_the_guide() {
    let site = site(GUIDE);
    let mut client = Client::start(site.root());
    client.open(
        "content/base/fresh.md",
        "---\ntitle: Fresh\nweight: 50\n---\n\n## Top\n\n[x]({{< relref \"04-plan#\" >}})\n",
    );
    assert_eq!(client.labels("content/base/fresh.md", "04-plan#"), ["steps", "first-step", "costs"]);
    client.diagnostics("content/base/fresh.md");
    client.open(NEW, &format!("{HEAD}[x]({{{{< relref \"fresh#\" >}}}})\n"));
    client.diagnostics(NEW);
    assert_eq!(client.labels(NEW, "fresh#"), ["top"]);
}
