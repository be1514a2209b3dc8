//! Span: where something stands, as a byte range in one source.

use serde::{Deserialize, Serialize};

/// The number of a source within one picture of the inputs ([`crate::source::Sources`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A byte range in a source. Spans are looked up when a finding is told and never enter a fingerprint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }

    /// The whole of a source is meant: its first byte stands for it.
    pub fn head(source: SourceId) -> Self {
        Self { source, start: 0, end: 0 }
    }

    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
