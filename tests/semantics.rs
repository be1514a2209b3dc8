//! Rule by rule, what `spec/semantics.md` says of Hugo and of learn, through the public door. The name of a test begins
//! with the number of its rule; where we differ on purpose, `docs/differences-from-hugo.md` has a row.

mod support;

#[path = "semantics/configuration.rs"]
mod configuration;
#[path = "semantics/front_matter.rs"]
mod front_matter;
#[path = "semantics/markdown.rs"]
mod markdown;
#[path = "semantics/order.rs"]
mod order;
#[path = "semantics/output.rs"]
mod output;
#[path = "semantics/reference.rs"]
mod reference;
#[path = "semantics/shortcode.rs"]
mod shortcode;
#[path = "semantics/url.rs"]
mod url;
