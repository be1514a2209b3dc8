//! `ref-ambiguous`: a `relref` or `ref` whose name several pages have.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::near::spelling;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "ref-ambiguous",
    summary: "several pages have the name that `relref` gives",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("ref_ambiguous.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let Outcome::Ambiguous { candidates } = &reference.outcome else { continue };
        let language = facts.language_of(&pointer);
        let folder = facts.folder_of(&pointer);
        let written = linked::path_part(&reference.written);
        let mut finding = findings
            .at(reference.span, format!("{} pages have the name `{written}`", candidates.len()))
            .label("which one?")
            .target(reference.written.clone());
        let mut nearest: Option<(usize, String)> = None;
        let mut tied = false;
        for &node in candidates {
            let path = spelling(facts, language, &folder, node);
            let shared = shared_parts(&facts.site.node(node).path, &folder);
            finding.help.push(format!("write `{path}` for {}", facts.name_of(node)));
            match &nearest {
                Some((best, _)) if *best > shared => {}
                Some((best, _)) if *best == shared => tied = true,
                _ => {
                    nearest = Some((shared, path));
                    tied = false;
                }
            }
        }
        if let Some((_, path)) = nearest.filter(|_| !tied) {
            finding.fix = linked::replace_path(facts.sources, reference, &path, Applicability::Unsafe);
        }
        findings.push(finding);
    }
}

/// How many folders two paths have in common from the top.
fn shared_parts(path: &str, folder: &str) -> usize {
    path.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count()
}
