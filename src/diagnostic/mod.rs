//! Diagnostic: one finding, its rule, its place and its remedy.

pub mod diff;
pub mod edit;

use crate::source::span::Span;
pub use edit::{Applicability, Edit, Fix};

/// How grave a finding is. Only errors make a build or a check fail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place with a few words under its marks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

impl Label {
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// One finding about the author's files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The name of the rule, such as `anchor-broken`.
    pub rule: &'static str,
    pub severity: Severity,
    /// What is wrong, in one line, lower case, without full stop, names in `ticks`.
    pub message: String,
    /// Where it is wrong.
    pub primary: Label,
    /// Other places that explain it: "first defined here".
    pub related: Vec<Label>,
    /// The reference as the author wrote it, if the finding is about one.
    pub target: Option<String>,
    /// What to do, imperative.
    pub help: Vec<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>, span: Span) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            primary: Label::new(span, ""),
            related: Vec::new(),
            target: None,
            help: Vec::new(),
            fix: None,
        }
    }

    /// The words under the marks.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label::new(span, text));
        self
    }

    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
