//! `image-missing`: a picture that is not there.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::target;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::near::{Near, file_path};
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "image-missing",
    summary: "a picture is not there",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("image_missing.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut near = Near::new(facts);
    for pointer in facts.pointers().filter(|pointer| pointer.is_image()) {
        let reference = pointer.reference;
        if !matches!(reference.outcome, Outcome::Missing | Outcome::OtherLanguage { .. }) {
            continue;
        }
        let written = linked::path_part(&reference.written);
        let mut finding = findings
            .at(reference.span, format!("there is no picture `{written}`"))
            .label("not there")
            .target(reference.written.clone());
        let decoded = target::decode(written);
        let wanted = decoded.trim_start_matches('/');
        let place = facts.place_of_page(pointer.page);
        match near.file(wanted) {
            Some(file) => {
                finding.help.push(format!("is `/{file}` meant?"));
                let folder = place.as_ref().map(|place| place.url_folder.as_str());
                if let Some(path) = file_path(facts, written, folder, file) {
                    finding.fix = linked::replace_path(facts.sources, reference, &path, Applicability::Unsafe);
                }
            }
            None if written.starts_with('/') => finding.help.push(format!("put the file at `static{written}`")),
            None => {}
        }
        findings.push(finding);
    }
}
