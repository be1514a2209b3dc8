//! Shortcodes in any text: the pieces cover it in order and on the borders of characters; only a stray closing tag is in none.
#![no_main]

use guidegen::page::call::Piece;
use guidegen::page::scan::{Problem, scan};
use guidegen::shortcode::Signatures;
use guidegen::source::span::SourceId;
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;
use std::ops::Range;

fuzz_target!(|text: &str| {
    let (pieces, problems) = scan(SourceId(0), text, 0, &Signatures::built_in());
    let strays: HashSet<(usize, usize)> = problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::StrayClose { span, .. } | Problem::CloseOfBodiless { span, .. } => {
                Some((span.start as usize, span.end as usize))
            }
            _ => None,
        })
        .collect();
    let mut at = 0;
    for piece in &pieces {
        let (start, end) = match piece {
            Piece::Text(range) => (range.start, range.end),
            Piece::Literal { start, end, .. } => (*start, *end),
            Piece::Call(call) => (call.span.start as usize, call.span.end as usize),
        };
        assert!(start >= at, "an overlap");
        passed_over(text, at..start, &strays);
        at = end;
        assert!(text.is_char_boundary(at));
    }
    passed_over(text, at..text.len(), &strays);
});

/// What no piece holds are stray closing tags, one after the other.
fn passed_over(text: &str, mut gap: Range<usize>, strays: &HashSet<(usize, usize)>) {
    while !gap.is_empty() {
        let end = text[gap.clone()].find("}}").map(|end| gap.start + end + 2);
        let Some(end) = end.filter(|end| strays.contains(&(gap.start, *end))) else {
            panic!("{:?} is in no piece", &text[gap]);
        };
        gap.start = end;
    }
}
