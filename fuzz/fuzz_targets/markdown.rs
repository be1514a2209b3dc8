//! A whole page of any text: parsed without a panic, its holes numbered within their lists, its places within the text.
#![no_main]

use guidegen::config::load;
use guidegen::page::markdown::Dialect;
use guidegen::page::{self, Rules};
use guidegen::shortcode::Signatures;
use guidegen::source::span::SourceId;
use guidegen::source::{Content, Source, Sources};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut markup = load::load(&Sources::default(), None).config.markup;
    markup.unsafe_html = true;
    Rules { signatures: Signatures::built_in(), dialect: Dialect { markup, emoji: true }, summary_words: 70, slips: true, links_only: false }
});

fuzz_target!(|text: &str| {
    let content = Content::Text { text: text.into(), lossy: None };
    let source = Source::new("content/page.md".into(), content, (0, 0));
    let page = page::parse(SourceId(0), &source, &RULES);
    for link in &page.document.links {
        assert!(text.get(link.span.start as usize..link.span.end as usize).is_some(), "{:?}", link.span);
    }
});
