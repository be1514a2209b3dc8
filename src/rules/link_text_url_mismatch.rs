//! `link-text-url-mismatch`: a link whose text is another address than its target.

use crate::diagnostic::Severity;
use crate::page::document::plain;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-text-url-mismatch",
    summary: "the text of a link is another address than its target",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_text_url_mismatch.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (page, resolved) in facts.judged_with_answers() {
        for linked in linked::links(page, resolved) {
            let link = linked.link;
            let text = link.text.trim();
            let Some(destination) = plain(&link.destination).filter(|destination| linked::is_web(destination)) else {
                continue;
            };
            let is_address = (linked::is_web(text) || text.starts_with("www.")) && !text.contains(char::is_whitespace);
            let is_shortened = text.contains('\u{2026}') || text.ends_with("...");
            if !is_address || is_shortened || core(text) == core(destination) {
                continue;
            }
            let finding = findings
                .at(link.whole, format!("the link says `{text}` and leads to `{destination}`"))
                .label("two addresses")
                .target(destination)
                .help("let the text say what is to be found there, or make both the same");
            findings.push(finding);
        }
    }
}

/// What two spellings of one address have in common. The typographer may have changed dashes in a text.
fn core(address: &str) -> String {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.strip_prefix("www.").unwrap_or(address);
    let plain = address.replace('\u{2013}', "--").replace('\u{2014}', "---").replace('\u{2019}', "'");
    crate::resolve::target::decode(plain.trim_end_matches('/')).to_lowercase()
}
