//! `link-broken`: a link that leads to no page and no file.

use crate::diagnostic::Severity;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::page::Page;
use crate::resolve::Resolved;
use crate::resolve::reference::Outcome;
use crate::resolve::reference::Role;
use crate::resolve::target;
use crate::rules::facts::Facts;
use crate::rules::linked::{self, Pointer};
use crate::rules::near::{Near, file_path, spelling};
use crate::rules::{Findings, Rule};
use crate::source::span::Span;
use rustc_hash::FxHashSet;

pub const RULE: Rule = Rule {
    name: "link-broken",
    summary: "a link leads nowhere",
    default: Some(Severity::Error),
    blocks_build: false,
    manual: include_str!("link_broken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut near = Near::new(facts);
    let mut pictures: Option<(usize, FxHashSet<Span>)> = None;
    for pointer in facts.pointers().filter(|pointer| !pointer.is_ref() && !pointer.is_image()) {
        let reference = pointer.reference;
        let finding = match &reference.outcome {
            Outcome::Missing => {
                if pictures.as_ref().is_none_or(|(entry, _)| *entry != pointer.entry) {
                    let links = links_of_missing_pictures(pointer.page, &facts.resolved[pointer.entry]);
                    pictures = Some((pointer.entry, links));
                }
                if pictures.as_ref().is_some_and(|(_, links)| links.contains(&reference.span)) {
                    continue;
                }
                missing(facts, &pointer, findings, &mut near)
            }
            Outcome::OtherLanguage { node } => {
                let code = &facts.config.languages[facts.site.node(*node).language].code;
                findings
                    .at(
                        reference.span,
                        format!("`{}` is there only in the language `{code}`", linked::path_part(&reference.written)),
                    )
                    .label("not in this language")
                    .target(reference.written.clone())
                    .help(format!("link to `{}`", facts.site.node(*node).url))
            }
            Outcome::Circle => findings
                .at(reference.span, "this file includes itself")
                .label("included here")
                .help("take one of the `include`s out"),
            _ => continue,
        };
        findings.push(finding);
    }
}

fn missing(facts: &Facts<'_>, pointer: &Pointer<'_>, findings: &Findings, near: &mut Near<'_>) -> Diagnostic {
    let reference = pointer.reference;
    let written = linked::path_part(&reference.written);
    let mut finding = findings
        .at(reference.span, format!("there is no page or file `{written}`"))
        .label("leads nowhere")
        .target(reference.written.clone());
    let decoded = target::decode(written);
    let extension = decoded.rsplit('/').next().and_then(|last| last.rsplit_once('.')).map(|(_, extension)| extension);
    let may_be_page = extension.is_none_or(|extension| matches!(extension, "md" | "markdown" | "html" | "htm"));
    if may_be_page {
        let language = facts.language_of(pointer);
        if let Some(node) = near.page(language, &page_path(&decoded)) {
            let path = spelling(facts, language, &facts.folder_of(pointer), node);
            finding = finding.label(format!("is {} meant?", facts.name_of(node)));
            finding.help.push(format!("write `{{{{< relref \"{path}\" >}}}}`"));
            // Within raw HTML and arguments no shortcode can stand.
            if reference.role == Role::Link {
                let text = format!("{{{{< relref \"{path}\" >}}}}");
                finding.fix = linked::replace_path(facts.sources, reference, &text, Applicability::Unsafe);
            }
        }
        return finding;
    }
    let place = facts.place_of_page(pointer.page);
    let wanted = decoded.trim_start_matches('/');
    if let Some(file) = near.file(wanted) {
        finding.help.push(format!("is `/{file}` meant?"));
        let folder = place.as_ref().map(|place| place.url_folder.as_str());
        if let Some(path) = file_path(facts, written, folder, file) {
            finding.fix = linked::replace_path(facts.sources, reference, &path, Applicability::Unsafe);
        }
    }
    finding
}

/// A URL as a content path: `/a/b.html`, `/a/b/` and `/a/b/index.html` all name `a/b`.
fn page_path(url: &str) -> String {
    let path = url.trim_end_matches('/');
    let path = path.strip_suffix("/index.html").unwrap_or(path);
    path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path).to_string()
}

/// A picture that is missing and that opens itself when clicked is told once, as a picture: the places of such links.
fn links_of_missing_pictures(page: &Page, resolved: &Resolved) -> FxHashSet<Span> {
    let missing: FxHashSet<&str> = resolved
        .references
        .iter()
        .filter(|reference| reference.role == Role::Image && reference.outcome == Outcome::Missing)
        .map(|reference| linked::path_part(&reference.written))
        .collect();
    if missing.is_empty() {
        return FxHashSet::default();
    }
    let opens_own = |linked: &linked::Linked<'_>| {
        let reference = linked.reference.filter(|_| linked.link.around_image)?;
        missing.contains(linked::path_part(&reference.written)).then_some(reference.span)
    };
    linked::links(page, resolved).iter().filter_map(opens_own).collect()
}
