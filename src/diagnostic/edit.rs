//! Edit and Fix: changes that a machine can make to the author's files.

use crate::source::span::Span;

/// Whether a fix keeps the meaning (`Safe`) or is our best guess (`Unsafe`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    Safe,
    Unsafe,
}

/// A titled set of edits that mends one finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the fix does, imperative: "replace `#plan` by `#planning`".
    pub title: String,
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
}

/// One change; paths are relative to the root of the project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    Replace { span: Span, text: String },
    Move { from: String, to: String },
    Create { path: String, text: String },
}
