//! `link-own-site`: an absolute link to the site itself.

use crate::diagnostic::Applicability;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::target;
use crate::rules::facts::Facts;
use crate::rules::linked;
use crate::rules::{Findings, Rule};

pub const RULE: Rule = Rule {
    name: "link-own-site",
    summary: "an absolute link leads to the site itself",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("link_own_site.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let origin = facts.config.origin();
    let Some((_, host)) = origin.split_once("://").filter(|(_, host)| !host.is_empty()) else { return };
    let base = facts.config.base_path();
    for pointer in facts.pointers() {
        let reference = pointer.reference;
        if reference.outcome != Outcome::External {
            continue;
        }
        let written = reference.written.trim();
        let Some((_, rest)) = written.split_once("//").filter(|(scheme, _)| matches!(*scheme, "" | "http:" | "https:"))
        else {
            continue;
        };
        let Some(path) =
            rest.get(..host.len()).filter(|own| own.eq_ignore_ascii_case(host)).map(|_| &rest[host.len()..])
        else {
            continue;
        };
        let inside =
            path.is_empty() || path.starts_with(base) || (path.len() + 1 == base.len() && base.starts_with(path));
        if !inside || (!path.is_empty() && !path.starts_with(['/', '#', '?'])) {
            continue;
        }
        let local = if path.starts_with('/') { path.to_string() } else { format!("{base}{path}") };
        let mut finding = findings
            .at(reference.span, "this link leads to the site itself")
            .label("with its host")
            .target(written)
            .help(format!("write `{local}`, or name the page with `relref`"));
        // Only if it leads somewhere: otherwise the next run would complain.
        if is_published(facts, &local) {
            finding.fix =
                linked::replace_part(facts.sources, reference, 0..reference.written.len(), &local, Applicability::Safe);
        }
        findings.push(finding);
    }
}

/// Whether a page or file is published at a path from the root of the host; fragments are not looked at, so none may be there.
fn is_published(facts: &Facts<'_>, local: &str) -> bool {
    if local.contains(['#', '?']) {
        return false;
    }
    let base = facts.config.base_path();
    let inside = local.strip_prefix(base).unwrap_or("");
    let file = target::decode(inside);
    let file = file.trim_end_matches('/');
    let index = if file.is_empty() { "index.html".to_string() } else { format!("{file}/index.html") };
    [file, &index].iter().any(|file| {
        facts.site.lookup.of_file(file).is_some_and(|node| facts.site.node(node).rendered)
            || facts.site.assets.by_file.contains_key(*file)
    })
}
