//! Written: how pages are written, for the rules about text and markup: slips, headings, and small fixes.

use crate::diagnostic::{Applicability, Edit, Fix};
use crate::page::document::Heading;
use crate::page::slip::Slip;
use crate::page::{Page, Problem};
use crate::rules::facts::Facts;
use crate::source::span::Span;

impl<'a> Facts<'a> {
    /// All slips of all pages, in the order of the pages, with the code of the page's language.
    pub fn slips(&self) -> impl Iterator<Item = (&'a str, &'a Slip)> + use<'a> {
        let config = self.config;
        self.judged_with_paths().flat_map(move |(page, path)| {
            let language = config.languages.get(path.language).map_or("", |language| language.code.as_str());
            page.problems.iter().filter_map(move |problem| match problem {
                Problem::Slip(slip) => Some((language, slip)),
                _ => None,
            })
        })
    }

    /// The text of a place.
    pub fn text_of(&self, span: Span) -> &'a str {
        self.sources.get(span.source).text().get(span.range()).unwrap_or("")
    }

    /// The first line of a place: what marks are set under.
    pub fn first_line(&self, span: Span) -> Span {
        let length = self.text_of(span).lines().next().unwrap_or("").trim_end().len();
        Span { end: span.start + length as u32, ..span }
    }

    /// The start of the line on which a place begins.
    pub fn line_start(&self, span: Span) -> Span {
        let text = self.sources.get(span.source).text();
        let start = text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        Span::new(span.source, start, start)
    }
}

/// Every heading of a page in the order of the file; whether it stands within a shortcode.
pub fn headings(page: &Page) -> Vec<(&Heading, bool)> {
    let mut headings = Vec::new();
    page.document.walk(&mut |document, nested| {
        headings.extend(document.headings.iter().map(|heading| (heading, nested)));
    });
    headings.sort_by_key(|(heading, _)| heading.span.start);
    headings
}

/// A fix of one replacement.
pub fn replace(title: impl Into<String>, applicability: Applicability, span: Span, text: impl Into<String>) -> Fix {
    Fix { title: title.into(), applicability, edits: vec![Edit::Replace { span, text: text.into() }] }
}
