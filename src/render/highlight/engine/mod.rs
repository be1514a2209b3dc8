//! Engine: reads code line by line with syntect's grammars, several times faster than syntect's own parser.
//!
//! The grammars, their contexts and their rules are syntect's; what is new is how a place is tried: `first` tells from
//! an expression's text where it cannot match, `needs` what must follow, `grammar` keeps that as bit tables, `machine` walks the line once. That
//! both parsers say the same is tested over many languages.

mod first;
pub mod grammar;
pub mod machine;
mod needs;
mod places;
mod symbols;

#[cfg(test)]
mod tests;
