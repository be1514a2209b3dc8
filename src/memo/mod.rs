//! Memo: what is remembered from one run to the next. What one process remembers lies where it was made: in
//! `project::last` and `project::round`.

pub mod disk;
pub mod folded;
pub mod pack;
