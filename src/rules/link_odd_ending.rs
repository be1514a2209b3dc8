//! `link-odd-ending`: a web address that ends in a full stop, a comma or a blank.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::reference::Role;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-odd-ending",
    summary: "a web address ends in punctuation",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_odd_ending.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let written = reference.written.as_str();
        let judged = matches!(reference.role, Role::Link | Role::RawLink | Role::AutoLink | Role::Argument);
        if !judged || reference.outcome != Outcome::External || !linked::is_web(written.trim_start()) {
            continue;
        }
        let sound = trimmed(written);
        if sound.len() == written.len() {
            continue;
        }
        let ending = &written[sound.len()..];
        let shown = if ending.trim().is_empty() || ending.starts_with('%') {
            "a blank".to_string()
        } else {
            format!("`{ending}`")
        };
        let mut finding = findings
            .at(reference.span, format!("this address ends with {shown}"))
            .label("part of the sentence?")
            .target(written);
        finding.fix =
            linked::replace_part(facts.sources, reference, sound.len()..written.len(), "", Applicability::Unsafe);
        if let Some(fix) = &mut finding.fix {
            fix.title = format!("take {shown} off its end");
        }
        findings.push(finding);
    }
}

/// An address without the punctuation at its end.
fn trimmed(written: &str) -> &str {
    let mut rest = written;
    loop {
        let shorter = rest.trim_end();
        let shorter = shorter.strip_suffix("%20").unwrap_or(shorter);
        let shorter = shorter.strip_suffix(['.', ',', ';', ':']).unwrap_or(shorter);
        let unopened = shorter.ends_with(')') && shorter.matches(')').count() > shorter.matches('(').count();
        let shorter = if unopened { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_the_sentence_goes() {
        for (written, sound) in [
            ("https://a.b/c.html.", "https://a.b/c.html"),
            ("https://a.b/c_(d)", "https://a.b/c_(d)"),
            ("https://a.b/c)", "https://a.b/c"),
            ("https://a.b/%20", "https://a.b/"),
            ("https://a.b/?x=1", "https://a.b/?x=1"),
        ] {
            assert_eq!(trimmed(written), sound);
        }
    }
}
