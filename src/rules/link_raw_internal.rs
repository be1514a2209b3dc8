//! `link-raw-internal`: a plain link to the address of a page of the guide.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::reference::Role;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::near::spelling;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-raw-internal",
    summary: "a plain link names the address of a page",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_raw_internal.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers().filter(|pointer| pointer.reference.role == Role::Link) {
        let reference = pointer.reference;
        let Outcome::Page { node, fragment } = &reference.outcome else { continue };
        let written = linked::path_part(&reference.written);
        // `/` is home wherever the pages go; a path of Markdown files is followed like `relref`.
        let is_address =
            written.ends_with(".html") || written.ends_with(".htm") || (written.ends_with('/') && written != "/");
        if !is_address || facts.site.node(*node).source.is_none() {
            continue;
        }
        let path = spelling(facts, facts.language_of(&pointer), &facts.folder_of(&pointer), *node);
        let anchor = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let better = format!("{{{{< relref \"{path}{anchor}\" >}}}}");
        let mut finding = findings
            .at(reference.span, format!("`{written}` is the address of a page of the guide"))
            .label("breaks when the page moves")
            .target(reference.written.clone())
            .help(format!("write `{better}`"));
        if !reference.written.contains('?') {
            let whole = 0..reference.written.len();
            finding.fix = linked::replace_part(facts.sources, reference, whole, &better, Applicability::Unsafe);
        }
        findings.push(finding);
    }
}
