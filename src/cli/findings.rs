//! Findings to the standard output.

use crate::cli::arguments::Format;
use crate::cli::terminal::Terminal;
use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::project::snapshot::Snapshot;
use guidegen::rules::level::Levels;
use guidegen::source::Sources;
use guidegen::source::lines::Lines;

/// The levels that the configuration sets.
pub fn levels(snapshot: &Snapshot) -> Levels {
    Levels::read(&snapshot.settings.config).0
}

/// Tells findings in a format.
pub fn tell(format: Format, findings: &[Diagnostic], sources: &Sources, terminal: &Terminal) -> Result<(), String> {
    match format {
        Format::Human => print(findings, sources, terminal),
        Format::Json => json(findings, sources, terminal),
        _ => return Err("this format is still to be written".to_string()),
    }
    Ok(())
}

fn json(findings: &[Diagnostic], sources: &Sources, terminal: &Terminal) {
    let mut text = String::new();
    for finding in findings {
        let span = finding.primary.span;
        let source = sources.get(span.source);
        let lines = Lines::new(source.text());
        let (line, column) = lines.position(span.start as usize);
        let (end_line, end_column) = lines.position(span.end as usize);
        let fix = finding.fix.as_ref().map(|fix| serde_json::json!({ "title": fix.title }));
        let object = serde_json::json!({
            "rule": finding.rule, "severity": finding.severity.name(), "path": &*source.path, "line": line,
            "column": column, "end_line": end_line, "end_column": end_column, "message": finding.message,
            "target": finding.target, "help": finding.help, "fix": fix,
        });
        text.push_str(&format!("{object}\n"));
    }
    terminal.print(&text);
}

/// Prints findings as `path:line:column: severity[rule]: message`.
pub fn print(findings: &[Diagnostic], sources: &Sources, terminal: &Terminal) {
    let mut text = String::new();
    for finding in findings {
        let source = sources.get(finding.primary.span.source);
        let (line, column) = Lines::new(source.text()).position(finding.primary.span.start as usize);
        let severity = finding.severity.name();
        text.push_str(&format!("{}:{line}:{column}: {severity}[{}]: {}\n", source.path, finding.rule, finding.message));
        for help in &finding.help {
            text.push_str(&format!("  help: {help}\n"));
        }
    }
    terminal.print(&text);
}

/// How many findings of each severity there are, in words.
pub fn count(findings: &[Diagnostic]) -> String {
    let of = |severity: Severity, name: &str| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {name}")),
            count => Some(format!("{count} {name}s")),
        }
    };
    let parts: Vec<String> =
        [of(Severity::Error, "error"), of(Severity::Warning, "warning"), of(Severity::Info, "note")]
            .into_iter()
            .flatten()
            .collect();
    if parts.is_empty() { "no findings".to_string() } else { parts.join(", ") }
}
