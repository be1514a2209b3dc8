//! Every teller on one set of findings.

mod support;

use guidegen::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use guidegen::report::{Format, Options, RuleInfo, Told, tell};
use guidegen::source::span::{SourceId, Span};
use guidegen::source::{Content, Source, Sources};
use std::sync::Arc;

fn sources() -> Sources {
    let source = |path: &str, text: &str| {
        Arc::new(Source::new(path.into(), Content::Text { text: text.into(), lossy: None }, (0, 0)))
    };
    Sources::new(
        vec![
            source("content/a.md", "---\ntitle: A\n---\nRead [the plän](b.md#plan) first, 日本.\n"),
            source("content/b.md", "# B\n\n## Planning\n"),
            source("content/empty.md", ""),
        ],
        Vec::new(),
        None,
    )
}

fn findings() -> Vec<Diagnostic> {
    let at = |source: u32, start: usize, end: usize| Span::new(SourceId(source), start, end);
    vec![
        Diagnostic::new("anchor-broken", Severity::Error, "page `b.md` has no heading `#plan`", at(0, 38, 43))
            .label("no such anchor")
            .target("b.md#plan")
            .related(at(1, 5, 16), "this heading is `#planning`")
            .help("point at `#planning`, or give the heading the id `{#plan}`")
            .fix(Fix {
                title: "replace `#plan` by `#planning`".to_string(),
                applicability: Applicability::Unsafe,
                edits: vec![Edit::Replace { span: at(0, 38, 43), text: "#planning".to_string() }],
            }),
        Diagnostic::new("doubled-word", Severity::Warning, "odd <place> & \"more\": 100%", at(0, 52, 70)),
        Diagnostic::new("title-missing", Severity::Info, "no title", at(2, 0, 0)),
    ]
}

fn told(format: Format) -> String {
    let (sources, findings) = (sources(), findings());
    let rules = [RuleInfo { name: "anchor-broken", summary: "no such anchor", manual: "# x", level: Severity::Error }];
    let told = Told { diagnostics: &findings, sources: &sources, rules: &rules };
    tell(format, &told, &Options { color: false, width: 100, cap: None })
}

#[test]
fn people_see_the_line_the_marks_and_the_change() {
    insta::assert_snapshot!(told(Format::Human));
}

#[test]
fn programs_get_one_object_a_line() {
    let text = told(Format::Json);
    let objects: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(objects.len(), 3);
    let first = &objects[0];
    assert_eq!(
        (first["rule"].as_str(), first["line"].as_u64(), first["column"].as_u64()),
        (Some("anchor-broken"), Some(4), Some(21))
    );
    assert_eq!((first["end_line"].as_u64(), first["end_column"].as_u64()), (Some(4), Some(26)));
    assert_eq!(first["target"], "b.md#plan");
    assert_eq!(first["fix"]["edits"][0]["text"], "#planning");
    assert!(objects[1]["fix"].is_null() && objects[1]["target"].is_null());
}

#[test]
fn annotations_and_suites_are_escaped() {
    insta::assert_snapshot!(told(Format::Github));
    insta::assert_snapshot!(told(Format::Junit));
}

#[test]
fn sarif_names_rules_places_and_fixes() {
    let log: serde_json::Value = serde_json::from_str(&told(Format::Sarif)).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["results"].as_array().map(Vec::len), Some(3));
    let first = &run["results"][0];
    assert_eq!(first["ruleIndex"], 0);
    assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startColumn"], 21);
    assert_eq!(first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "#planning");
}

/// Spans that lie beyond the text or within a character must not stop the report.
#[test]
fn odd_spans_are_told_all_the_same() {
    let sources = sources();
    let at = |start: u32, end: u32| Span { source: SourceId(0), start, end };
    for span in [at(0, 0), at(31, 32), at(60, 61), at(500, 900), at(9, 3), at(0, 66)] {
        let findings = [Diagnostic::new("x", Severity::Error, "m", span).label("l")];
        let told = Told { diagnostics: &findings, sources: &sources, rules: &[] };
        for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Junit] {
            assert!(!tell(format, &told, &Options { color: true, width: 10, cap: Some(1) }).is_empty());
        }
    }
}

#[test]
fn one_rule_does_not_flood_the_screen() {
    let sources = sources();
    let findings: Vec<Diagnostic> = (0..9)
        .map(|n| Diagnostic::new("bare-url", Severity::Info, format!("n{n}"), Span::new(SourceId(1), n, n + 1)))
        .collect();
    let told = Told { diagnostics: &findings, sources: &sources, rules: &[] };
    let text = tell(Format::Human, &told, &Options { color: false, width: 80, cap: Some(3) });
    assert!(text.contains("... and 6 more of `bare-url`"), "{text}");
    assert!(text.ends_with("9 at level info in 1 file\n"), "{text}");
}

#[test]
fn a_fix_of_very_many_places_is_told_shortly() {
    let text = "• a\n".repeat(300);
    let source =
        Source::new("content/many.md".into(), Content::Text { text: text.as_str().into(), lossy: None }, (0, 0));
    let sources = Sources::new(vec![Arc::new(source)], Vec::new(), None);
    let bullet = |line: usize| Span::new(SourceId(0), line * 6, line * 6 + 3);
    let edits = (0..300).map(|line| Edit::Replace { span: bullet(line), text: "-".to_string() }).collect();
    let fix = Fix { title: "write `-`".to_string(), applicability: Applicability::Unsafe, edits };
    let mut finding = Diagnostic::new("list-not-markdown", Severity::Warning, "no list", bullet(0));
    finding.fix = Some(fix);
    let told = guidegen::report::human::plain(&finding, &sources);
    assert!(told.contains("write `-` (and at 280 more places)"), "{told}");
    assert!(told.lines().count() < 80, "{told}");
}
