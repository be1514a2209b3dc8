//! From findings to text: one teller for each reader, people and machines.

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod place;
pub mod sarif;
pub mod xml;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use std::str::FromStr;

/// Who the findings are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// People, in the look of rustc.
    Human,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit XML, for build servers.
    Junit,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "human" => Ok(Format::Human),
            "json" => Ok(Format::Json),
            "sarif" => Ok(Format::Sarif),
            "github" => Ok(Format::Github),
            "junit" => Ok(Format::Junit),
            other => Err(format!("there is no format `{other}`; there are human, json, sarif, github and junit")),
        }
    }
}

/// A rule as reports describe it.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    pub name: &'static str,
    pub summary: &'static str,
    /// Markdown.
    pub manual: &'static str,
    pub level: Severity,
}

/// What is to be told.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// In the order in which they are told: by path, place and rule.
    pub diagnostics: &'a [Diagnostic],
    pub sources: &'a Sources,
    /// The rules that ran; only SARIF describes them.
    pub rules: &'a [RuleInfo],
}

/// How people want it.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub color: bool,
    /// Characters in a line.
    pub width: usize,
    /// At most so many findings of one rule are shown; all are counted.
    pub cap: Option<usize>,
}

/// Tells findings. The same findings give the same text.
pub fn tell(format: Format, told: &Told<'_>, options: &Options) -> String {
    match format {
        Format::Human => human::tell(told, options),
        Format::Json => json::tell(told),
        Format::Sarif => sarif::tell(told),
        Format::Github => github::tell(told),
        Format::Junit => junit::tell(told),
    }
}

/// How many findings of each severity there are, in words: `3 errors, 12 warnings in 5 files`.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity: Severity| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        match (count, severity) {
            (0, _) => None,
            (count, Severity::Info) => Some(format!("{count} at level info")),
            (1, severity) => Some(format!("1 {}", severity.name())),
            (count, severity) => Some(format!("{count} {}s", severity.name())),
        }
    };
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(of).collect();
    if parts.is_empty() {
        return "no findings".to_string();
    }
    let mut files: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.primary.span.source.0).collect();
    files.sort_unstable();
    files.dedup();
    let files = if files.len() == 1 { "1 file".to_string() } else { format!("{} files", files.len()) };
    format!("{} in {files}", parts.join(", "))
}
