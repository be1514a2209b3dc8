//! What Hugo 0.168 printed for Markdown, against the bodies that a built site shows.
//!
//! Every file of `conformance/markdown` holds cases: an input, and Hugo's HTML. A case with `differs` is one where ours is
//! another on purpose or cannot be had; the text says why, and it must still differ, so that the list stays true.

#[path = "markdown/same.rs"]
mod same;
mod support;

use same::same;
use serde_json::Value;
use support::site;

fn hold(cases: &str) {
    let file: Value = serde_json::from_str(cases).expect("JSON");
    let is_unsafe = file["config"].as_str().expect("a configuration").contains("unsafe = true");
    let cases = file["cases"].as_array().expect("cases");
    let site = site(&format!(
        "-- hugo.toml --\nbaseURL = \"/\"\ntheme = \"learn\"\nenableEmoji = true\n\
         [markup.goldmark.renderer]\nunsafe = {is_unsafe}\n-- content/_index.md --\n# home\n\
         -- templates/page.html --\n<article>{{{{ page.content | safe }}}}</article>\n"
    ));
    for (number, case) in cases.iter().enumerate() {
        let path = site.path(&format!("content/cases/page-{number}.md"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let input = case["input"].as_str().expect("an input");
        std::fs::write(path, format!("---\ntitle: T\n---\n{input}")).expect("a file");
    }
    let built = site.build();
    let mut wrong = String::new();
    for (number, case) in cases.iter().enumerate() {
        let ours = same(built.article(&format!("cases/page-{number}/index.html")).as_str());
        let hugo = same(case["html"].as_str().expect("HTML"));
        if (ours == hugo) != case["differs"].is_null() {
            let input = case["input"].as_str().expect("an input");
            wrong.push_str(&format!("{input:?}\n  hugo {}\n  ours {}\n", hugo.escape_debug(), ours.escape_debug()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

macro_rules! subjects {
    ($($subject:ident)*) => {$(
        #[test]
        fn $subject() {
            hold(include_str!(concat!("conformance/markdown/", stringify!($subject), ".json")));
        }
    )*};
}

subjects!(
    alert block code definition_list emphasis footnote heading_attributes html_safe html_unsafe image link list
    strikethrough table task_list
);

/// `break` is a word of Rust.
#[test]
fn line_break() {
    hold(include_str!("conformance/markdown/break.json"));
}
