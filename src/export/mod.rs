//! Export: pages in the shapes in which they leave the site: plain text, and one file that carries all it shows.

pub mod single;
pub mod text;
