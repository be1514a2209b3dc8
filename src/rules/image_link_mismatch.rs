//! `image-link-mismatch`: a picture that opens another picture.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::page::document::plain;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "image-link-mismatch",
    summary: "a picture opens another picture when clicked",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("image_link_mismatch.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        let links = linked::links(page, resolved);
        for (image, _) in linked::images(page, resolved).into_iter().filter(|(image, _)| image.in_link) {
            let holds = |linked: &&linked::Linked<'_>| {
                linked.link.around_image
                    && linked.link.whole.start <= image.whole.start
                    && linked.link.whole.end >= image.whole.end
            };
            // Links do not nest: the last one that begins before the picture holds it, or none does.
            let before = links.partition_point(|linked| linked.link.whole.start <= image.whole.start);
            let Some(linked) = links[..before].last().filter(holds) else { continue };
            let (Some(shown), Some(opened)) = (plain(&image.destination), plain(&linked.link.destination)) else {
                continue;
            };
            let (shown, opened) = (linked::path_part(shown), linked::path_part(opened));
            if shown == opened || !is_picture(opened) || linked::is_web(opened) {
                continue;
            }
            let mut finding = findings
                .at(linked.link.span, format!("the picture `{shown}` opens `{opened}`"))
                .label("another picture")
                .related(image.span, "shown here")
                .target(opened);
            if let Some(reference) = linked.reference {
                finding.fix = linked::replace_path(facts.sources, reference, shown, Applicability::Unsafe);
            }
            findings.push(finding);
        }
    }
}

fn is_picture(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" | "bmp")
}
