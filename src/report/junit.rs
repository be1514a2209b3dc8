//! Findings as JUnit XML: a suite for each file, a failure for each error and warning.
//!
//! Source: the schema that Jenkins and GitLab read (`testsuites/testsuite/testcase/failure`).

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::xml::escape;
use crate::report::{Told, place};

/// The whole document. A run without findings has one suite with one passed case.
pub fn tell(told: &Told<'_>) -> String {
    let failures = told.diagnostics.iter().filter(|diagnostic| fails(diagnostic)).count();
    let tests = told.diagnostics.len().max(1);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"guidegen\" tests=\"{tests}\" failures=\"{failures}\">\n"
    );
    if told.diagnostics.is_empty() {
        out.push_str("<testsuite name=\"guidegen check\" tests=\"1\" failures=\"0\">\n<testcase name=\"no findings\" classname=\"guidegen\"/>\n</testsuite>\n");
    }
    let by_file = told.diagnostics.chunk_by(|a, b| a.primary.span.source == b.primary.span.source);
    for diagnostics in by_file {
        let Some(first) = diagnostics.first() else { continue };
        let path = told.sources.get(first.primary.span.source).path.to_string();
        let failures = diagnostics.iter().filter(|diagnostic| fails(diagnostic)).count();
        out.push_str(&format!(
            "<testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\">\n",
            escape(&path),
            diagnostics.len()
        ));
        for diagnostic in diagnostics {
            case(told, diagnostic, &mut out);
        }
        out.push_str("</testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn fails(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity > Severity::Info
}

fn case(told: &Told<'_>, diagnostic: &Diagnostic, out: &mut String) {
    let place = place::of(told.sources, diagnostic.primary.span);
    let name = format!("{} {}:{}:{}", diagnostic.rule, place.path, place.line, place.column);
    out.push_str(&format!(
        "<testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\">",
        escape(&name),
        escape(diagnostic.rule),
        escape(&place.path),
        place.line
    ));
    let mut text = format!("{}:{}:{}", place.path, place.line, place.column);
    let label = Some(&diagnostic.primary.text).filter(|label| !label.is_empty());
    label.iter().for_each(|label| text.push_str(&format!("\n{label}")));
    diagnostic.help.iter().for_each(|help| text.push_str(&format!("\nhelp: {help}")));
    if fails(diagnostic) {
        out.push_str(&format!(
            "<failure message=\"{}\" type=\"{}\">{}</failure>",
            escape(&diagnostic.message),
            diagnostic.severity.name(),
            escape(&text)
        ));
    } else {
        out.push_str(&format!("<system-out>{}</system-out>", escape(&diagnostic.message)));
    }
    out.push_str("</testcase>\n");
}
