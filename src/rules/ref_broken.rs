//! `ref-broken`: a `relref` or `ref` that names no page.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::near::{Near, spelling};
use crate::rules::{Findings, Rule};
use crate::site::Reason;

pub const RULE: Rule = Rule {
    name: "ref-broken",
    summary: "`relref` or `ref` names no page",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("ref_broken.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut near = Near::new(facts);
    for pointer in facts.pointers().filter(|pointer| pointer.is_ref()) {
        let reference = pointer.reference;
        let written = linked::path_part(&reference.written);
        let finding = findings.at(reference.span, String::new()).target(reference.written.clone());
        let finding = match &reference.outcome {
            Outcome::Missing => {
                let mut finding = finding.label("no such page");
                finding.message = if written.contains('/') {
                    format!("there is no page `{written}`")
                } else {
                    format!("no page has the name `{written}`")
                };
                let language = facts.language_of(&pointer);
                match near.page(language, written) {
                    Some(node) => {
                        let path = spelling(facts, language, &facts.folder_of(&pointer), node);
                        finding = finding.label(format!("is `{path}` meant?"));
                        finding.help.push(format!("`{path}` is {}", facts.name_of(node)));
                        finding.fix = linked::replace_path(facts.sources, reference, &path, Applicability::Unsafe);
                    }
                    None => finding
                        .help
                        .push("name a content file by its path from `content`, or by its name alone".to_string()),
                }
                finding
            }
            // Hugo builds a reference to what has no address: `link-to-draft` tells of it.
            Outcome::Withheld { reason: Reason::Unrendered, .. } => continue,
            Outcome::Withheld { source, reason } if !linked::wait_together(&pointer, *reason) => {
                let mut finding = finding
                    .label(linked::why_withheld(*reason))
                    .related(linked::withholding_key(facts, *source, *reason), "withheld by this")
                    .help("publish the page, or take the reference out");
                finding.message = format!("page `{}` {}", facts.path(*source), linked::why_withheld(*reason));
                finding
            }
            Outcome::OtherLanguage { node } => {
                let code = &facts.config.languages[facts.site.node(*node).language].code;
                let mut finding = finding
                    .label("not in this language")
                    .help(format!("name the language: `path=\"{}\" lang=\"{code}\"`", reference.written));
                finding.message = format!("page `{written}` is there only in the language `{code}`");
                finding
            }
            Outcome::UnknownLanguage { language } => {
                let codes: Vec<String> = facts.config.languages.iter().map(|own| format!("`{}`", own.code)).collect();
                let mut finding = finding.help(format!("it has {}", codes.join(", ")));
                finding.message = format!("the site has no language `{language}`");
                finding
            }
            _ => continue,
        };
        findings.push(finding);
    }
}
