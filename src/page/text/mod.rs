//! The text-level rules of Hugo's Goldmark that pulldown-cmark does not have, each a pure function.
//!
//! [`inline`] applies them together to the text of a block, as Goldmark does; the other files hold one rule each.

pub mod anchor;
pub mod character;
pub mod emoji;
pub mod escape;
pub mod formula;
pub mod inline;
pub mod linkify;
pub mod mask;
pub mod mend;
pub(crate) mod table;
pub mod typographer;
