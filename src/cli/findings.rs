//! Findings to the standard output.

use crate::cli::arguments;
use crate::cli::terminal::Terminal;
use guidegen::diagnostic::{Diagnostic, Severity};
use guidegen::project::snapshot::Snapshot;
use guidegen::report::{self, Format, Options, RuleInfo, Told};
use guidegen::rules::RULES;
use guidegen::rules::level::Levels;
use guidegen::source::Sources;

/// So many findings of one rule are shown to people; the rest is counted.
const CAP: usize = 50;

/// The levels that the configuration sets.
pub fn levels(snapshot: &Snapshot) -> Levels {
    Levels::read(&snapshot.settings.config).0
}

/// Tells findings in a format. People see at most 50 of one rule, unless they ask for all.
pub fn tell(
    format: arguments::Format,
    findings: &[Diagnostic],
    sources: &Sources,
    levels: &Levels,
    all: bool,
    terminal: &Terminal,
) {
    let rules: Vec<RuleInfo> = RULES
        .iter()
        .filter_map(|rule| {
            let level = levels.of(rule)?;
            Some(RuleInfo { name: rule.name, summary: rule.summary, manual: rule.manual, level })
        })
        .collect();
    let format = match format {
        arguments::Format::Human => Format::Human,
        arguments::Format::Json => Format::Json,
        arguments::Format::Sarif => Format::Sarif,
        arguments::Format::Github => Format::Github,
        arguments::Format::Junit => Format::Junit,
    };
    let told = Told { diagnostics: findings, sources, rules: &rules };
    let cap = (!all).then_some(CAP);
    terminal.print(&report::tell(format, &told, &Options { color: terminal.color(), width: terminal.width(), cap }));
}

/// Tells findings to people.
pub fn print(findings: &[Diagnostic], sources: &Sources, terminal: &Terminal) {
    tell(arguments::Format::Human, findings, sources, &Levels::default(), false, terminal);
}

/// How many findings of each severity there are, in words.
pub fn count(findings: &[Diagnostic]) -> String {
    if findings.is_empty() { "no findings".to_string() } else { report::count(findings) }
}

/// So many pages, in words.
pub fn pages(count: usize) -> String {
    if count == 1 { "1 page".to_string() } else { format!("{count} pages") }
}

/// Whether one of them makes a command fail.
pub fn any_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
