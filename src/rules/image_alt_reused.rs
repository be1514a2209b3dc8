//! `image-alt-reused`: one alternative text for two pictures of a page.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};
use crate::source::span::Span;
use rustc_hash::FxHashMap;

pub const RULE: Rule = Rule {
    name: "image-alt-reused",
    summary: "two pictures of a page have one alternative text",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("image_alt_reused.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        let mut seen: FxHashMap<String, (String, Span)> = FxHashMap::default();
        for (image, reference) in linked::images(page, resolved) {
            let alt = image.alt.trim().to_lowercase();
            let Some(reference) = reference.filter(|_| !alt.is_empty()) else { continue };
            let path = linked::path_part(&reference.written).to_string();
            match seen.get(&alt) {
                Some((first, span)) if *first != path => {
                    let finding = findings
                        .at(image.whole, format!("`{}` is the text of another picture, too", image.alt.trim()))
                        .related(*span, "first used here")
                        .target(path)
                        .help("say what this one shows");
                    findings.push(finding);
                }
                Some(_) => {}
                None => {
                    seen.insert(alt, (path, image.whole));
                }
            }
        }
    }
}
