//! What real Hugo printed, against what we print.

mod support;

use support::{hrefs, site};

/// `relref` in every form, from one page of a small guide.
#[test]
fn relref_resolves_as_in_hugo_and_learn() {
    let cases: toml::Table = include_str!("conformance/relref.toml").parse().expect("TOML");
    let mut failures = String::new();
    let mut page = String::from("---\ntitle: ZZ\n---\n## Head One\n\n");
    let cases = cases["case"].as_array().expect("cases").clone();
    for case in &cases {
        let target = case["target"].as_str().expect("a target");
        let call = case.get("call").and_then(|call| call.as_str()).map_or(format!("\"{target}\""), str::to_string);
        page.push_str(&format!("[x]({{{{< relref {call} >}}}})\n\n"));
    }
    let files = "02-base/06-reference/_index.md 02-base/_index.md 02-base/dup.md 03-dev/07-reference/_index.md \
        03-dev/07-reference/deep.md 03-dev/07-reference/sub/_index.md 03-dev/_index.md 03-dev/dup.md 03-dev/only.md \
        05-extend/01-net/_index.md 05-extend/01-net/deep2.md 05-extend/_index.md Case/MixedPage.md Case/_index.md \
        _index.md bundle/index.md names/only.thing.md";
    let mut literal = String::from("-- hugo.toml --\nbaseURL = \"/\"\nuglyURLs = true\ntheme = \"learn\"\n");
    for file in files.split_whitespace() {
        literal.push_str(&format!("-- content/{file} --\n---\ntitle: T\n---\n## Head One\n\nText.\n"));
    }
    literal.push_str("-- content/03-dev/drafty.md --\n---\ntitle: D\ndraft: true\n---\nx\n");
    literal.push_str("-- content/03-dev/slugged.md --\n---\ntitle: S\nslug: other-slug\n---\nx\n");
    literal.push_str(&format!("-- content/03-dev/zz.md --\n{page}"));
    let built = site(&literal).build();
    let article = built.article("03-dev/zz.html");
    let body = &article[article.find("<h2").expect("the first heading")..];
    let links: Vec<String> = hrefs(body).into_iter().skip(1).collect();
    for (case, link) in cases.iter().zip(links) {
        let text = |key: &str| case.get(key).and_then(|value| value.as_str());
        let shown = if link.is_empty() { "-" } else { link.as_str() };
        let same = match text("ours") {
            Some(ours) => shown == ours,
            None => Some(shown) == text("hugo") || Some(shown) == text("learn"),
        };
        if !same {
            failures.push_str(&format!(
                "{}: printed {shown}, Hugo {:?}, learn {:?}\n",
                text("target").unwrap_or(""),
                text("hugo"),
                text("learn")
            ));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Visible words of a piece of HTML, and its ids, in their order; `chrome` is left out.
fn words_and_ids(html: &str) -> (Vec<String>, Vec<String>) {
    const VOID: [&[u8]; 4] = [b"br", b"hr", b"img", b"input"];
    let (mut words, mut ids, mut chrome) = (String::new(), Vec::new(), 0usize);
    for token in html5gum::Tokenizer::new(html).flatten() {
        match token {
            html5gum::Token::StartTag(tag) => {
                if chrome > 0 || tag.attributes.contains_key(&b"data-chrome"[..]) {
                    chrome += usize::from(!tag.self_closing && !VOID.contains(&&tag.name[..]));
                } else if let Some(id) = tag.attributes.get(&b"id"[..]) {
                    ids.push(String::from_utf8_lossy(id).into_owned());
                }
                words.push(' ');
            }
            html5gum::Token::EndTag(_) => {
                chrome = chrome.saturating_sub(1);
                words.push(' ');
            }
            html5gum::Token::String(text) if chrome == 0 => words.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    (words.split_whitespace().map(str::to_string).collect(), ids)
}

/// One page with a little of everything, as Hugo 0.147.8 with learn printed it. What differs does so on purpose and stands
/// in `docs/differences-from-hugo.md`.
#[test]
fn the_page_of_everything_reads_as_in_hugo() {
    let Some(folder) = support::shared("spec/vectors") else { return };
    let input = std::fs::read_to_string(folder.join("input.md")).expect("the page");
    let hugo = std::fs::read_to_string(folder.join("learn-0.147.8.html")).expect("what Hugo made of it");
    let built = site(&format!(
        "-- hugo.toml --\nbaseURL = \"https://example.org/\"\ntheme = \"learn\"\nenableEmoji = true\n\
         [markup.goldmark.renderer]\nunsafe = true\n-- content/page.md --\n{input}"
    ))
    .build();
    let article = built.article("page/index.html");
    let (ours, our_ids) = words_and_ids(&article[article.find("</h1>").expect("the title") + 5..]);
    let (theirs, their_ids) = words_and_ids(&hugo);
    // Ids are unique on the page: the heading within a notice, the third of its text, gives way to those of the page.
    let expected: Vec<String> = their_ids
        .iter()
        .enumerate()
        .map(|(at, id)| if at == 1 { "in-notice-2".to_string() } else { id.clone() })
        .collect();
    assert_eq!(our_ids, expected);
    // learn prints the title of `expand` as it stands; relearn and guidegen read it as Markdown.
    // The body of an indented notice is text and no code; `expand` is no broken block within a notice; one tilde within a
    // word strikes nothing.
    let mended = theirs
        .join(" ")
        .replace("indented **x** - a", "indented x a")
        .replace(
            "in </span> </div> <div class=\"expand-content\" style=\"display: none;\"> nested <em>e</em> </div>",
            "in nested e",
        )
        .replace("H 2 O", "H~2~O")
        .replace("Q: **why**?", "Q: why ?");
    assert_eq!(ours.join(" "), mended);
}
