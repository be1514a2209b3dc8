//! `template-unused`: a template that nothing asks for, since its name is none of those that pages are made with.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;
use crate::theme::Problem;
use rustc_hash::FxHashSet;

pub const RULE: Rule = Rule {
    name: "template-unused",
    summary: "a template that nothing asks for",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("template_unused.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let idle = facts.theme_problems.iter().any(|problem| matches!(problem, Problem::Idle { .. }));
    if !idle {
        return;
    }
    let layout = |page: &'_ crate::page::Page| {
        let meta = &page.front.meta;
        let in_params = || meta.params.get("layout").and_then(serde_json::Value::as_str).map(str::to_string);
        meta.layout.clone().or_else(in_params).map(|layout| format!("{layout}.html"))
    };
    let layouts: FxHashSet<String> = facts.pages.iter().filter_map(|page| layout(page)).collect();
    for problem in facts.theme_problems {
        let Problem::Idle { source, name, near } = problem else { continue };
        if layouts.contains(name) {
            continue;
        }
        let finding =
            findings.at(Span::head(*source), format!("nothing asks for the template `{name}`")).target(name.clone());
        let finding = match near {
            Some(near) => finding.help(format!("is `{near}` meant?")),
            None => finding.help("a page asks for it with `layout`, another template with `include` or `extends`"),
        };
        findings.push(finding);
    }
}
