//! Front matter of any bytes: read without a panic, every place within the text and on the border of a character.
#![no_main]

use guidegen::page::front_matter;
use guidegen::source::span::{SourceId, Span};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (front, _) = front_matter::read(SourceId(0), text);
    assert!(text.is_char_boundary(front.body), "the body begins within a character");
    let within = |span: Span| {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} is no part of the text");
    };
    for entry in &front.entries {
        within(entry.key_span);
        within(entry.value_span);
    }
});
