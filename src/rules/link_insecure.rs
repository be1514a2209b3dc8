//! `link-insecure`: a link over plain HTTP.

use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-insecure",
    summary: "a link goes over plain HTTP",
    default: Some(Severity::Info),
    blocks_build: false,
    manual: include_str!("link_insecure.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        let written = reference.written.trim();
        let plain = written.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
        if reference.outcome != Outcome::External || !plain || is_local(&written[7..]) {
            continue;
        }
        let finding = findings
            .at(reference.span, format!("`{written}` goes over plain HTTP"))
            .target(written)
            .help("write `https:`, if the host has it");
        findings.push(finding);
    }
}

/// Hosts that are not on the internet. Sources: RFC 6761, RFC 1918.
fn is_local(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or(authority);
    if host.starts_with('[') {
        return true;
    }
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or(&host);
    !host.contains('.')
        || matches!(last, "localhost" | "local" | "test" | "example" | "invalid" | "internal" | "lan")
        || ["example.com", "example.org", "example.net"]
            .iter()
            .any(|own| host == *own || host.ends_with(&format!(".{own}")))
        || host.starts_with("127.")
        || host.starts_with("10.")
        || host.starts_with("192.168.")
        || host.starts_with("169.254.")
        || (16..32).any(|second| host.starts_with(&format!("172.{second}.")))
}
