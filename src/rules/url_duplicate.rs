//! `url-duplicate`: two files that want the same place in the site.

use crate::diagnostic::Severity;
use crate::rules::facts::{Clashing, Facts};
use crate::rules::{Findings, Rule};
use crate::site::Problem;
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "url-duplicate",
    summary: "two files want the same address",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("url_duplicate.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::UrlDuplicate { path, first, second } = problem else { continue };
        let finding = findings
            .at(facts.url_place(*second), format!("`{}` is published at `/{path}` already", facts.path(*first)))
            .label("the same address")
            .related(facts.url_place(*first), "taken by this page")
            .target(format!("/{path}"))
            .help("give one of the two another file name, `slug` or `url`");
        findings.push(finding);
    }
    for clash in facts.clashes.iter().filter(|clash| clash.kind != Clashing::Case) {
        // A section without `_index` file has no file that could be marked: the first page in it stands for it.
        let mut sections = unwritten(facts, &clash.path).into_iter();
        let first = clash.first.map(|first| (format!("`{}`", facts.path(first.source)), first));
        let first = first.or_else(|| sections.next());
        let second = clash.second.or_else(|| sections.next().map(|(_, page)| page));
        if first.is_none() && second.is_none() && follows(facts, &clash.path) {
            continue;
        }
        let place = second.or(first.as_ref().map(|(_, place)| *place)).unwrap_or_else(|| facts.anywhere());
        let (other, first) = match first.filter(|_| second.is_some()) {
            Some((name, place)) => (name, Some(place)),
            None => ("a file that guidegen makes".to_string(), None),
        };
        let message = match clash.kind {
            Clashing::Same => format!("{other} is published at `/{}` already", clash.path),
            _ => format!("{other} stands in the way of `/{}`", clash.path),
        };
        let mut finding = findings.at(place, message).target(format!("/{}", clash.path));
        if let Some(first) = first {
            finding = finding.related(Span { end: first.start, ..first }, "taken by this file");
        }
        findings.push(finding.help("rename one of the two"));
    }
}

/// The folders without `_index` file whose list is published at a path: how a message calls each, and the first page in it.
fn unwritten(facts: &Facts<'_>, file: &str) -> Vec<(String, Span)> {
    let nodes = facts.site.nodes.iter().filter(|node| node.source.is_none() && node.file == file);
    nodes
        .filter_map(|node| {
            let page = node.children.iter().find_map(|&child| facts.site.node(child).source)?;
            let folder = facts.path(page).rsplit_once('/')?.0;
            Some((format!("the folder `{folder}`"), Span::head(page)))
        })
        .collect()
}

/// Whether a path is that of a feed or another output of a list that is in the way of another one: told there.
fn follows(facts: &Facts<'_>, path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let list = if folder.is_empty() { "index.html".to_string() } else { format!("{folder}/index.html") };
    path != list && facts.clashes.iter().any(|clash| clash.kind == Clashing::Same && clash.path == list)
}
