//! `notice-kind-invalid`: a notice of a kind that has no look.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::page::call::Value;
use crate::rules::facts::Facts;
use crate::rules::written;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "notice-kind-invalid",
    summary: "a notice is of a kind that has no look of its own",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("notice_kind_invalid.md"),
    check,
};

/// The kinds of learn, relearn and GitHub, and the colours of relearn, which the template of `notice` knows.
pub(crate) const KINDS: [&str; 39] = [
    "abstract",
    "accent",
    "action",
    "attention",
    "blue",
    "bug",
    "caution",
    "check",
    "code",
    "cyan",
    "danger",
    "default",
    "error",
    "example",
    "failure",
    "gray",
    "green",
    "grey",
    "hint",
    "important",
    "info",
    "inline",
    "link",
    "magenta",
    "note",
    "orange",
    "primary",
    "purple",
    "question",
    "quote",
    "red",
    "secondary",
    "success",
    "tip",
    "transparent",
    "warning",
    "yellow",
    "neutral",
    "initial",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // A site that draws its notices itself knows its kinds itself.
    let own = ["templates/shortcodes/notice.html", "templates/shortcodes/callout.html"];
    if own.iter().any(|path| facts.sources.find(path).is_some()) {
        return;
    }
    let styles = boxes(facts);
    let known = |kind: &str| {
        kind.is_empty()
            || KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind))
            || styles.contains(&kind.to_lowercase())
    };
    let all = || KINDS.iter().copied().chain(styles.iter().map(String::as_str));
    for page in facts.judged() {
        page.document.walk(&mut |document, _| {
            for node in &document.calls {
                let call = &node.call;
                if !matches!(call.name.as_str(), "notice" | "callout") {
                    continue;
                }
                let Some(argument) = call.argument("style", 0) else { continue };
                let kind = argument.value.text();
                if !matches!(argument.value, Value::Text(_)) || known(&kind) {
                    continue;
                }
                let near = nearest(&kind, all());
                tell(facts, findings, argument.value_span, &kind, near);
            }
            for alert in &document.boxes {
                if !known(&alert.kind) {
                    let line = facts.first_line(alert.span);
                    let written = facts.text_of(line);
                    let Some(at) = written.find("[!") else { continue };
                    let start = line.start as usize + at + 2;
                    let place = Span::new(line.source, start, start + alert.kind.len());
                    tell(facts, findings, place, &alert.kind, nearest(&alert.kind, all()));
                }
            }
        });
    }
}

fn tell(facts: &Facts<'_>, findings: &mut Findings, place: Span, kind: &str, near: Option<&str>) {
    let mut finding = findings
        .at(place, format!("a notice of the kind `{kind}` looks like a plain note"))
        .label("no such kind")
        .target(kind);
    match near {
        Some(near) => {
            let written = facts.text_of(place);
            let text = written.replace(written.trim_matches(['"', '`']), near);
            finding = finding.help(format!("there is `{near}`")).fix(written::replace(
                format!("write `{near}`"),
                Applicability::Unsafe,
                place,
                text,
            ));
        }
        None => finding = finding.help("choose `note`, `info`, `tip` or `warning`"),
    }
    findings.push(finding);
}

/// The kinds that a site adds: `params.boxStyle` of relearn.
pub(crate) fn boxes(facts: &Facts<'_>) -> Vec<String> {
    let Some(serde_json::Value::Array(styles)) = facts.config.params.get("boxstyle") else { return Vec::new() };
    let names = styles.iter().filter_map(|style| {
        let table = style.as_object()?;
        table.iter().find(|(key, _)| key.eq_ignore_ascii_case("identifier")).and_then(|(_, name)| name.as_str())
    });
    names.map(str::to_lowercase).collect()
}
