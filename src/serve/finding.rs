//! Finding: a diagnostic as a reader of the served page is told it.

use crate::diagnostic::Severity;
use serde_json::{Value, json};
use std::path::PathBuf;

/// One finding, with its place resolved and its words rendered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub severity: Severity,
    /// The name of the rule, such as `anchor-broken`.
    pub rule: String,
    /// What is wrong, in one line.
    pub message: String,
    /// The source as it is named to the author: relative to the project, with slashes.
    pub source: String,
    /// The source as an editor opens it: absolute.
    pub file: PathBuf,
    /// Counted from 1; the column in characters.
    pub line: u32,
    pub column: u32,
    /// The whole report, as the terminal shows it, without colour.
    pub text: String,
}

/// The pattern of a link that opens a source in VS Code (code.visualstudio.com/docs: "Opening VS Code with URLs").
pub const VS_CODE: &str = "vscode://file/{path}:{line}:{column}";

impl Finding {
    /// The link that opens the source in an editor: `{path}`, `{line}` and `{column}` of the pattern are filled in.
    pub fn link(&self, pattern: &str) -> String {
        let path = self.file.to_string_lossy().replace('\\', "/");
        // The pattern may or may not bring the slash with which an absolute path begins.
        let path = if pattern.contains("/{path}") { path.trim_start_matches('/') } else { &path };
        pattern
            .replace("{line}", &self.line.to_string())
            .replace("{column}", &self.column.to_string())
            .replace("{path}", &super::path::encode(path))
    }

    /// The finding as the reload script reads it.
    pub fn json(&self, pattern: &str) -> Value {
        json!({
            "severity": self.severity.name(),
            "rule": self.rule,
            "message": self.message,
            "place": format!("{}:{}:{}", self.source, self.line, self.column),
            "link": self.link(pattern),
            "text": self.text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_opens_the_line() {
        let finding = Finding {
            severity: Severity::Error,
            rule: "anchor-broken".into(),
            message: String::new(),
            source: "content/a b.md".into(),
            file: "/home/me/guide {line}/content/a b.md".into(),
            line: 14,
            column: 3,
            text: String::new(),
        };
        assert_eq!(finding.link(VS_CODE), "vscode://file/home/me/guide%20%7Bline%7D/content/a%20b.md:14:3");
        assert_eq!(
            finding.link("editor://open?file={path}&line={line}"),
            "editor://open?file=/home/me/guide%20%7Bline%7D/content/a%20b.md&line=14"
        );
    }
}
