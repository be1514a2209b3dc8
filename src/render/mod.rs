//! Render: from answered pages to HTML.

pub mod highlight;
