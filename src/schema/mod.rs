//! Schema: what the readers of configuration and front matter accept, as JSON Schema for editors.
//!
//! No list of types is kept here: each key is given sample values, and what its reader takes without a word is what the
//! schema allows. So an editor and `guidegen check` cannot disagree, whatever is changed in the readers.

mod about;
pub mod config;
pub mod front_matter;
mod probe;
