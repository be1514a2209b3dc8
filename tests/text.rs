//! The text rules of `page::text` against what Hugo 0.168 printed: one file of cases for each subject.
//!
//! A case with `differs` is one in which our output is known not to be Hugo's; the text says why. It must still differ,
//! so that the list stays true.

#[path = "text/page.rs"]
mod page;

use guidegen::config::AutoIdType;
use guidegen::page::text::mend::{Extensions, mend};
use serde_json::Value;

fn ours(input: &str, kind: AutoIdType) -> String {
    page::dense(page::html(&mend(input, Extensions { table: true, definition_list: false }).text, kind).trim())
}

fn hold(cases: &str) {
    let file: Value = serde_json::from_str(cases).unwrap();
    let mut wrong = Vec::new();
    for case in file["cases"].as_array().unwrap() {
        let input = case["input"].as_str().unwrap();
        let hugo = page::dense(page::readable(case["html"].as_str().unwrap()).trim());
        let mut report = |name: &str, hugo: String, ours: String| {
            if (hugo == ours) != case["differs"].is_null() {
                wrong.push(format!("{name} {input:?}\n  hugo {hugo}\n  ours {ours}"));
            }
        };
        report("", hugo, ours(input, AutoIdType::Github));
        for (name, kind) in [("ascii", AutoIdType::GithubAscii), ("blackfriday", AutoIdType::Blackfriday)] {
            if let Some(ids) = case[name].as_array() {
                let hugo: Vec<&str> = ids.iter().filter_map(Value::as_str).filter(|id| !id.is_empty()).collect();
                report(name, hugo.join(" "), ids_of(&ours(input, kind)).join(" "));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// The ids of the headings of a text in HTML.
fn ids_of(html: &str) -> Vec<&str> {
    let tags = html.split("<h").skip(1).filter(|tag| tag.starts_with(|c: char| c.is_ascii_digit()));
    tags.filter_map(|tag| tag.split('>').next()?.split_once(" id=\"")?.1.split('"').next()).collect()
}

macro_rules! subjects {
    ($($subject:ident)*) => {$(
        #[test]
        fn $subject() {
            hold(include_str!(concat!("conformance/text/", stringify!($subject), ".json")));
        }
    )*};
}

subjects!(typographer linkify emoji heading inline table url);
