//! Unwritten: the stubs of all pages for the rules of the family `stub-*`, and the limit above which they are errors.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::page::Page;
use crate::page::stub::{Census, Kind, Stub};
use crate::rules::Findings;
use crate::rules::facts::Facts;
use crate::site::content_path::{ContentPath, Role};
use std::sync::Arc;

/// What `[check.stubs]` says of the guide as a whole. Keys are found in any case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// `failUnder`: completeness in per cent below which stubs are errors.
    pub fail_under: Option<f64>,
    /// `limit`: how many stubs there may be before they are errors.
    pub most: Option<u64>,
    /// `page`: the path of a generated page that lists what is still missing.
    pub page: Option<String>,
}

/// Reads `[check.stubs]`; a value of the wrong type is passed over.
pub fn limits(config: &Config) -> Limits {
    let value = |table: &serde_json::Map<String, serde_json::Value>, name: &str| {
        table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let Some(serde_json::Value::Object(table)) = value(&config.check, "stubs") else { return Limits::default() };
    Limits {
        fail_under: value(&table, "failUnder").and_then(|value| value.as_f64()),
        most: value(&table, "limit").and_then(|value| value.as_u64()),
        page: value(&table, "page")
            .and_then(|value| value.as_str().map(str::to_string))
            .filter(|page| !page.is_empty()),
    }
}

impl<'a> Facts<'a> {
    /// Pages of their own, drafts included: no files that belong to another page.
    pub fn own_pages(&self) -> impl Iterator<Item = &'a Page> + use<'a> {
        let paths = self.paths;
        self.pages.iter().zip(paths).filter(|(_, path)| path.role != Role::Resource).map(|(page, _)| &**page)
    }

    /// How much of the guide is written.
    pub fn census(&self) -> Census {
        let mut census = Census::default();
        self.own_pages().for_each(|page| census.add(page.outline.census));
        census
    }

    /// All stubs of a kind on the pages that are judged, in their order.
    pub fn stubs(&self, kind: Kind) -> impl Iterator<Item = &'a Stub> + use<'a> {
        let is_own = |(_, path): &(&Arc<Page>, &ContentPath)| path.role != Role::Resource;
        let judged = self.judged_with_paths().filter(is_own);
        judged.flat_map(|(page, _)| &page.stubs).filter(move |stub| stub.kind == kind)
    }

    /// The words of an author that give a stub away.
    pub fn evidence(&self, stub: &Stub) -> &'a str {
        let span = stub.first_evidence();
        self.sources.get(span.source).text().get(span.range()).unwrap_or("")
    }
}

/// Whether the guide as a whole is less complete than its configuration allows.
fn beyond(facts: &Facts<'_>, limits: &Limits) -> bool {
    let too_many =
        limits.most.is_some_and(|most| facts.own_pages().map(|page| page.stubs.len() as u64).sum::<u64>() > most);
    too_many || limits.fail_under.is_some_and(|least| facts.census().completeness() < least)
}

/// Tells all stubs of a kind. `word` gives the message and the words under the marks.
pub fn tell(
    facts: &Facts<'_>,
    findings: &mut Findings,
    kind: Kind,
    help: &str,
    word: impl Fn(&Stub, &str) -> (String, &'static str),
) {
    let is_beyond = beyond(facts, &limits(facts.config));
    for stub in facts.stubs(kind) {
        let evidence = facts.evidence(stub);
        let (message, label) = word(stub, evidence);
        let place = stub.place();
        let mut finding = findings.at(place, message).label(label).target(target(stub, evidence)).help(help);
        // A place that shares characters with the marked one would be marked a second time.
        for &other in stub.evidence.iter().filter(|other| other.start >= place.end || other.end <= place.start) {
            finding = finding.related(other, "this says so");
        }
        if is_beyond {
            finding = raise(finding);
        }
        findings.push(finding);
    }
}

fn raise(mut finding: Diagnostic) -> Diagnostic {
    finding.severity = Severity::Error;
    finding.help("the guide is less complete than `[check.stubs]` of its configuration allows")
}

/// What the finding is about, so that it is known again when lines move.
fn target(stub: &Stub, evidence: &str) -> String {
    match &stub.heading {
        Some(heading) => heading.text.clone(),
        None => evidence.chars().take(60).collect(),
    }
}

/// How a message calls the section of a stub.
pub fn section(stub: &Stub) -> String {
    match &stub.heading {
        Some(heading) => format!("the section `{}`", heading.text),
        None => "the opening of the page".to_string(),
    }
}
