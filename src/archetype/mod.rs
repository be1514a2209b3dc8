//! Archetype: the text of a new page from a template, with the expressions that archetypes of Hugo guides hold.
//!
//! What each expression gives was printed by `hugo new content` of Hugo 0.168. One thing differs on purpose: `.Name` is
//! without the number of a numbered file, since nobody wants a page called "03 Install The Tools".

mod date;
mod expression;
mod functions;
mod title;

use expression::Value;
pub use functions::slug;
use serde_json::Map;
use std::ops::Range;

/// What an archetype may ask for.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// File name without extension, language and number; the name of the folder for `_index.md` and `index.md`.
    pub name: String,
    /// The same with its number.
    pub base_name: String,
    /// The path relative to the content folder.
    pub path: String,
    /// The kind that was asked for, or the first folder.
    pub kind: String,
    /// Seconds since 1970.
    pub now: i64,
    pub site_title: String,
    pub base_url: String,
    /// Keys in lower case.
    pub params: Map<String, serde_json::Value>,
}

/// The text of a new page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    pub text: String,
    /// What could not be run: it stands in the text as it stood in the archetype.
    pub kept: Vec<Kept>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Line of the archetype, from 1 on.
    pub line: usize,
    pub expression: String,
    pub reason: String,
}

/// The template of a page, where the guide has none.
pub const PAGE: &str = "---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\nweight: 10\n---\n\n...\n";

/// The template of a chapter, where the guide has none.
pub const CHAPTER: &str = "---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\nweight: 10\nchapter: true\n---\n\n...\n\n\
                           {{% children description=\"true\" %}}\n";

/// Runs an archetype. Shortcodes are left alone, comments are left out.
pub fn run(template: &str, facts: &Facts) -> Made {
    let mut made = Made::default();
    let mut at = 0;
    let mut line = 1;
    let mut counted = 0;
    // A closing `-}}` takes the white space behind it along.
    let mut trim = false;
    while let Some(open) = template[at..].find("{{").map(|open| at + open) {
        let before = &template[at..open];
        made.text.push_str(if trim { before.trim_start() } else { before });
        trim = false;
        line += template[counted..open].matches('\n').count();
        counted = open;
        if template[open..].starts_with("{{<") || template[open..].starts_with("{{%") {
            made.text.push_str(&template[open..open + 3]);
            at = open + 3;
            continue;
        }
        let Some(action) = action(template, open) else {
            let reason = "its end is missing".to_string();
            made.kept.push(Kept { line, expression: first_line(&template[open..]), reason });
            made.text.push_str(&template[open..open + 2]);
            at = open + 2;
            continue;
        };
        at = action.end;
        let written = &template[action.inner.clone()];
        let is_comment = written.trim().starts_with("/*") && written.trim().ends_with("*/");
        let result = if is_comment { Ok(Value::Text(String::new())) } else { expression::eval(written, facts) };
        match result {
            Ok(value) => {
                if action.trim_before {
                    made.text.truncate(made.text.trim_end().len());
                }
                made.text.push_str(&value.text());
                trim = action.trim_behind;
            }
            Err(reason) => {
                let whole = &template[open..action.end];
                made.kept.push(Kept { line, expression: first_line(whole), reason });
                made.text.push_str(whole);
            }
        }
    }
    let rest = &template[at..];
    made.text.push_str(if trim { rest.trim_start() } else { rest });
    made
}

/// How long an expression may be, in bytes: so one that does not end costs little.
const LONGEST: usize = 4096;

/// One `{{ ... }}`.
struct Action {
    inner: Range<usize>,
    end: usize,
    trim_before: bool,
    trim_behind: bool,
}

/// The action that begins at a byte; nothing if it does not end. Braces in texts and comments do not end it.
fn action(template: &str, open: usize) -> Option<Action> {
    let bytes = template.as_bytes();
    let trim_before = bytes.get(open + 2) == Some(&b'-') && bytes.get(open + 3).is_some_and(u8::is_ascii_whitespace);
    let start = open + 2 + usize::from(trim_before);
    let mut at = start;
    if template[at..].trim_start().starts_with("/*") {
        at += template[at..].bytes().take(LONGEST).collect::<Vec<u8>>().windows(2).position(|two| two == b"*/")? + 2;
    }
    let mut quote: Option<u8> = None;
    while let Some(&byte) = bytes.get(at).filter(|_| at - open < LONGEST) {
        match quote {
            Some(b'"') if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'`') => quote = Some(byte),
            None if bytes[at..].starts_with(b"}}") => {
                let trim_behind =
                    bytes[start..at].ends_with(b"-") && at >= start + 2 && bytes[at - 2].is_ascii_whitespace();
                let inner = start..at - usize::from(trim_behind);
                return Some(Action { inner, end: at + 2, trim_before, trim_behind });
            }
            None => {}
        }
        at += 1;
    }
    None
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            name: "the-first-page-of-an-api".into(),
            base_name: "04-the-first-page-of-an-api".into(),
            path: "03-how-to/04-the-first-page-of-an-api.md".into(),
            kind: "03-how-to".into(),
            now: 1_767_323_045,
            site_title: "Site T".into(),
            base_url: "https://e.org/".into(),
            params: Map::from_iter([("author".to_string(), "Ann".into())]),
        }
    }

    fn of(template: &str) -> String {
        let made = run(template, &facts());
        assert_eq!(made.kept, [], "{template}");
        made.text
    }

    /// Expected values were printed by Hugo 0.168, but for the number that `.Name` has there.
    #[test]
    fn expressions_give_what_hugo_gives() {
        for (template, expected) in [
            (r#"{{ replace .Name "-" " " | title }}"#, "The First Page of an Api"),
            ("{{ .Name | humanize | title }}", "The First Page of an Api"),
            ("{{ .Date }}", "2026-01-02T03:04:05Z"),
            ("{{ .Type }}|{{ .Site.Title }}|{{ site.Params.author }}", "03-how-to|Site T|Ann"),
            (
                "{{ .File.ContentBaseName }} {{ .File.Dir }} {{ .File.LogicalName }}",
                "04-the-first-page-of-an-api 03-how-to/ 04-the-first-page-of-an-api.md",
            ),
            (r#"{{ now.Format "2006-01-02" }} {{ dateFormat "2006" .Date }}"#, "2026-01-02 2026"),
            (r#"{{ .Date | time.Format "Jan 2" }} {{ (now).Format "02/01/06" }}"#, "Jan 2 02/01/26"),
            (
                r#"{{ .Date | dateFormat "02 Jan 2006 15:04:05 -0700 MST Monday January 1 06 PM" }}"#,
                "02 Jan 2026 03:04:05 +0000 UTC Friday January 1 26 AM",
            ),
            (r#"{{ replaceRE "^[0-9]+-" "" .File.ContentBaseName }}"#, "the-first-page-of-an-api"),
            (r#"{{ strings.TrimPrefix "0" "03-x" }} {{ strings.TrimSuffix "x" "03-x" }}"#, "3-x 03-"),
            (r#"{{ strings.TrimLeft "0123456789-" "03-x" }} {{ trim "..a.." "." }}"#, "x a"),
            (r#"{{ "a" | printf "%s!" }} {{ printf "%q %v %05d" "x" 3 7 }}"#, "a! \"x\" 3 00007"),
            (r#"{{ substr "abcdef" 2 }} {{ substr "abcdef" -2 }} {{ substr "abcdef" 0 3 }}"#, "cdef ef abc"),
            (r#"{{ index (split "a-b" "-") 0 }} {{ delimit (split "a-b" "-") " " }}"#, "a a b"),
            (r#"{{ default "d" "" }} {{ path.Base "a/b" }} {{ lower "AB" }} {{ upper `ab` }}"#, "d b ab AB"),
            ("{{ humanize \"03-install_tools\" }} / {{ humanize \"SomeName\" }}", "03 install tools / Some name"),
            ("{{ humanize \"103\" }} {{ humanize \"5\" }} {{ humanize \"a_b-c d\" }}", "103rd 5th A b c d"),
        ] {
            assert_eq!(of(template), expected, "{template}");
        }
        for (text, expected) in [
            ("how to write a page", "How to Write a Page"),
            ("the end of a", "The End of A"),
            ("set-up and run", "Set-Up and Run"),
            ("a guide for e-mail", "A Guide for E-Mail"),
            ("over the hill via vs per", "Over the Hill via vs Per"),
            ("iPhone's new API", "IPhone's New API"),
            ("state-of-the-art", "State-of-the-Art"),
            ("nor yet so up off out into from with", "Nor Yet So Up Off Out Into From With"),
            ("x: the y", "X: The Y"),
            ("well-known and of-the", "Well-Known and Of-The"),
        ] {
            assert_eq!(of(&format!("{{{{ title \"{text}\" }}}}")), expected);
        }
    }

    #[test]
    fn shortcodes_stay_comments_go_and_dashes_trim() {
        assert_eq!(of("{{< notice >}} {{% x %}}"), "{{< notice >}} {{% x %}}");
        assert_eq!(of("a{{/* }} */}}b \n {{- /* x */ -}} \n c"), "abc");
        assert_eq!(of("a {{- \"}}\" -}} b"), "a}}b");
    }

    #[test]
    fn what_cannot_be_run_is_kept_and_told_by_line() {
        let text = "a\n{{ if .Draft }}x{{ end }}\n{{ getenv \"HOME\" }}\n{{ .Name | nonsense }} {{ $x := 1 }}\n{{ open";
        let made = run(text, &facts());
        assert_eq!(made.text, text);
        let told: Vec<(usize, &str)> = made.kept.iter().map(|kept| (kept.line, &*kept.expression)).collect();
        assert_eq!(
            told,
            [
                (2, "{{ if .Draft }}"),
                (2, "{{ end }}"),
                (3, "{{ getenv \"HOME\" }}"),
                (4, "{{ .Name | nonsense }}"),
                (4, "{{ $x := 1 }}"),
                (5, "{{ open")
            ]
        );
        assert!(made.kept[3].reason.contains("nonsense"), "{}", made.kept[3].reason);
    }

    #[test]
    fn hostile_archetypes_end() {
        let deep = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(run(&deep, &facts()).kept.len(), 1);
        for text in
            ["{{", "{{}}", "{{-}}", "{{ - }}", "{{ \"", "{{ ` }}", "{{ | }}", "{{ printf \"%\" }}", "{{/*", "{{ .é }}"]
        {
            run(text, &facts());
        }
        run(&"{{ \"".repeat(2000), &facts());
    }
}
