//! Told: what the text of a regular expression tells of the places where it can match.

pub mod first;
pub mod needs;
pub mod places;
pub mod symbols;

use super::line;
