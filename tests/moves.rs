//! Moves: pages, folders, pictures and headings in new places, and every reference with them.

mod support;

#[path = "moves/commands.rs"]
mod commands;
#[path = "moves/examples.rs"]
mod examples;
#[path = "moves/guide.rs"]
mod guide;
#[path = "moves/property.rs"]
mod property;
#[path = "moves/scene.rs"]
mod scene;
