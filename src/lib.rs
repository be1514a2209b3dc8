//! A compiler for documentation sites: Hugo-style guides become a site, and are proved sound.
//!
//! The library exists for the `guidegen` binary and promises nothing to others before version 1.0.
//! `docs/architecture.md` shows the stages and what may import what.

pub mod archetype;
pub mod compare;
pub mod config;
pub mod data;
pub mod diagnostic;
pub mod editor;
pub mod export;
pub mod fingerprint;
pub mod fit;
pub mod html;
pub mod memo;
pub mod nearest;
pub mod page;
pub mod project;
pub mod publish;
pub mod rename;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod schema;
pub mod serve;
pub mod shortcode;
pub mod site;
pub mod source;
pub mod starter;
pub mod theme;
