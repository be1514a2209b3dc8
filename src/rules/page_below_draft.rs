//! `page-below-draft`: a published page below a section that is not published.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::Problem;

pub const RULE: Rule = Rule {
    name: "page-below-draft",
    summary: "a page is published below a section that is not",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("page_below_draft.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::ParentWithheld { source, parent } = problem else { continue };
        let finding = findings
            .at(
                facts.title_place(*source),
                format!("the page is published, its section `{}` is not", facts.path(*parent)),
            )
            .related(facts.key_place(*parent, &["draft", "publishDate", "expiryDate"]), "withheld by this")
            .help("mark the page as a draft too, or publish the section");
        findings.push(finding);
    }
}
