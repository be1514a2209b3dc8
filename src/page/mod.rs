//! From a source to a page: front matter, document, outline. Never fails; problems are recorded.

pub mod front_matter;
pub mod text;
