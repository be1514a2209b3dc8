//! Findings as annotations of GitHub Actions.
//!
//! Source: GitHub's page `workflow-commands-for-github-actions`, setting an error, warning or notice message.

use crate::diagnostic::Severity;
use crate::report::{Told, place};

/// One workflow command a line.
pub fn tell(told: &Told<'_>) -> String {
    let mut out = String::new();
    for diagnostic in told.diagnostics {
        let place = place::of(told.sources, diagnostic.primary.span);
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut message = diagnostic.message.clone();
        let label = Some(&diagnostic.primary.text).filter(|label| !label.is_empty());
        label.iter().for_each(|label| message.push_str(&format!("\n{label}")));
        for help in &diagnostic.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        out.push_str(&format!(
            "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
            property(&place.path),
            place.line,
            place.end_line,
            place.column,
            place.end_column,
            property(diagnostic.rule),
            data(&message)
        ));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
