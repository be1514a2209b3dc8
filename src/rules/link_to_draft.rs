//! `link-to-draft`: a link from a published page to one that is not published.

use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::site::Reason;

pub const RULE: Rule = Rule {
    name: "link-to-draft",
    summary: "a published page links to one that is not",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("link_to_draft.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let Outcome::Withheld { source, reason } = &reference.outcome else { continue };
        if pointer.is_ref() && *reason != Reason::Unrendered || linked::wait_together(&pointer, *reason) {
            continue;
        }
        let why = linked::why_withheld(*reason);
        let finding = findings
            .at(reference.span, format!("page `{}` {why}", facts.path(*source)))
            .label(why)
            .related(linked::withholding_key(facts, *source, *reason), "withheld by this")
            .target(reference.written.clone())
            .help(match reason {
                Reason::Unrendered => "link to a page that has an address, or take the link out",
                _ => "publish the page, or take the link out",
            });
        findings.push(finding);
    }
}
