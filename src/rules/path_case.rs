//! `path-case`: a path that differs from the file only in case.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "path-case",
    summary: "a path differs from the file only in case",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("path_case.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let Outcome::WrongCase { actual } = &reference.outcome else { continue };
        let written = linked::path_part(&reference.written);
        let mut finding = findings
            .at(reference.span, format!("`{written}` is spelled `{actual}`"))
            .label("other case")
            .target(reference.written.clone());
        if let Some(path) = respelled(written, actual) {
            finding.fix = linked::replace_path(facts.sources, reference, &path, Applicability::Safe);
        }
        findings.push(finding);
    }
}

/// What was written in the case of what is there: the parts that climb stay, the rest is the end of the true path.
fn respelled(written: &str, actual: &str) -> Option<String> {
    let fixed = written.rfind("../").map_or(0, |at| at + 3);
    let fixed = fixed.max(if written.starts_with("./") { 2 } else { 0 });
    let (up, rest) = written.split_at(fixed);
    let start = actual.len().checked_sub(rest.len())?;
    let end = actual.get(start..)?;
    (end.to_lowercase() == rest.to_lowercase()).then(|| format!("{up}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_of_the_path_is_kept() {
        assert_eq!(respelled("../Images/a.PNG", "/x/images/A.png").as_deref(), Some("../images/A.png"));
        assert_eq!(respelled("/docs/A/", "/docs/a/").as_deref(), Some("/docs/a/"));
        assert_eq!(respelled("/docs/A", "/docs/a/"), None);
        assert_eq!(respelled("/ä/A", "/x"), None);
    }
}
