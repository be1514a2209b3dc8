//! Engine: reads code line by line with syntect's grammars, several times faster than syntect's own parser.
//!
//! The grammars, their contexts and their rules are syntect's, packed at build (`build/pack.rs`) so that only those are read
//! that code reaches. What is new is how a place is tried: where an expression cannot match and what must follow was told from
//! its text at build (`build/told`), `candidates` keeps that as bit tables, `machine` walks the line once. That both parsers
//! say the same is tested over many languages.

mod candidates;
pub mod grammar;
mod line;
pub mod machine;
mod needs;
pub mod pack;
mod simple;

#[cfg(test)]
mod tests;
