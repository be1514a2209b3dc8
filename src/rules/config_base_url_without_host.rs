//! `config-base-url-without-host`: sitemap and feeds without absolute addresses.

use crate::diagnostic::Severity;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "config-base-url-without-host",
    summary: "the sitemap and the feeds need a host in the base URL",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("config_base_url_without_host.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let disabled = |kind: &str| facts.config.disable_kinds.iter().any(|other| other == kind);
    // The command line may have given one.
    if !facts.config.origin().is_empty() || disabled("sitemap") && disabled("rss") {
        return;
    }
    let Some(span) = facts.config.base_url_span else { return };
    let finding = findings
        .at(span, "the base URL has no host, so the sitemap and the feeds hold no absolute addresses")
        .help("build with `--base-url https://...`, or disable the kinds `sitemap` and `RSS`");
    findings.push(finding);
}
