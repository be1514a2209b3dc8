//! `ref-with-extension`: a `relref` that names a file with its extension.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::site::lookup::Found;

pub const RULE: Rule = Rule {
    name: "ref-with-extension",
    summary: "`relref` names a page with its extension",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("ref_with_extension.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers().filter(|pointer| pointer.is_ref()) {
        let reference = pointer.reference;
        let Outcome::Page { node, .. } = &reference.outcome else { continue };
        let written = linked::path_part(&reference.written);
        let bare = [".md", ".markdown", ".html"].iter().find_map(|extension| written.strip_suffix(extension));
        let Some(bare) = bare else { continue };
        if findings.count(reference.span) {
            continue;
        }
        let short = match bare.strip_suffix("/_index").or_else(|| bare.strip_suffix("/index")).unwrap_or(bare) {
            "" => "/",
            short => short,
        };
        let mut finding = findings
            .at(reference.span, format!("`{written}` needs no extension"))
            .target(reference.written.clone())
            .help(format!("write `{short}`"));
        let language = facts.language_of(&pointer);
        if facts.site.lookup.reference_in(language, &facts.folder_of(&pointer), short) == Found::Page(*node) {
            finding.fix = linked::replace_path(facts.sources, reference, short, Applicability::Safe);
        }
        findings.push(finding);
    }
}
