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
