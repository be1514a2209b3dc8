//! `guidegen lsp` driven by a scripted editor, on texts that are not saved.

mod client;
mod latency;
mod protocol;
mod renaming;
#[path = "../support/mod.rs"]
mod support;
mod writing;
