//! From views to rendered pages: `(&View, &Theme) -> Rendered`. Nothing here sees how the site was assembled.

pub mod bars;
pub mod body;
pub mod book;
pub mod contents;
pub mod feed;
pub mod highlight;
pub mod layout;
pub mod llms;
pub mod machine;
pub mod math;
pub mod menu;
pub mod picture;
pub mod relative;
pub mod search;
pub mod shortcode;
pub mod shrink;
pub mod view;

use crate::source::span::{SourceId, Span};

/// A fact met while pages were rendered.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A template failed: where in the template, and for which page and call.
    Template {
        source: Option<SourceId>,
        name: String,
        place: Option<(usize, usize)>,
        reason: String,
        page: Option<Span>,
    },
    /// A fence names a language that no grammar has.
    UnknownLanguage { span: Span, language: String, near: Option<String> },
    /// A formula that cannot be read; its source is shown.
    Formula { span: Span, reason: String },
}
