//! `section-index-missing`: a folder of pages without `_index.md`.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::Problem;
use crate::source::span::Span;

pub const RULE: Rule = Rule {
    name: "section-index-missing",
    summary: "a folder of pages has no `_index.md`",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("section_index_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::SectionIndexMissing { folder, first } = problem else { continue };
        let path = facts.path(*first);
        let folder_path = path.find(folder.as_str()).map_or(folder.as_str(), |at| &path[..at + folder.len()]);
        let index = format!("{folder_path}/_index.md");
        let title = title_of(folder);
        let finding = findings
            .at(Span::head(*first), format!("the folder `{folder_path}` has no `_index.md`"))
            .label("the first page in it")
            .target(folder_path)
            .help(format!("write `{index}` with a `title` and a `weight`"))
            .fix(Fix {
                title: format!("create `{index}`"),
                applicability: Applicability::Unsafe,
                edits: vec![Edit::Create { path: index, text: format!("---\ntitle: {title}\n---\n") }],
            });
        findings.push(finding);
    }
}

/// A title from the name of a folder: `02-base-network` becomes "Base network".
fn title_of(folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let words =
        name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.')).replace(['-', '_'], " ");
    let words = if words.is_empty() { name.to_string() } else { words };
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
