//! `url-invalid`: a `url` in the front matter that can be no address.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::site::Problem;

pub const RULE: Rule = Rule {
    name: "url-invalid",
    summary: "a `url` can be no address",
    default: Some(Severity::Error),
    blocks_build: true,
    manual: include_str!("url_invalid.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in &facts.site.problems {
        let Problem::UrlInvalid { source, url } = problem else { continue };
        let finding = findings
            .at(facts.key_place(*source, &["url"]), format!("the page cannot be published at `{url}`"))
            .target(url.clone())
            .help("write a path from the root of the site, such as `/setup/`, without `?`, `#`, `..` and host");
        findings.push(finding);
    }
}
