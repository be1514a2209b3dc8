//! Footnotes: numbered and printed in the order of their first use, as Goldmark does.

use super::Walk;
use crate::page::document::{Part, Phrase};
use rustc_hash::FxHashMap;

#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order of their first use.
    pub(super) order: Vec<String>,
    pub(super) numbers: FxHashMap<String, usize>,
    /// How often each was used.
    pub(super) uses: Vec<usize>,
    pub(super) bodies: FxHashMap<String, Vec<Part>>,
}

impl<'t> Walk<'_, 't, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let count = self.footnotes.order.len();
        let number = *self.footnotes.numbers.entry(label.to_string()).or_insert(count);
        if number == count {
            self.footnotes.order.push(label.to_string());
            self.footnotes.uses.push(0);
        }
        self.footnotes.uses[number] += 1;
        let id = reference_id(self.footnote_prefix, number + 1, self.footnotes.uses[number]);
        let html = format!(
            "<sup id=\"{id}\"><a href=\"#{prefix}fn:{n}\" class=\"footnote-ref\" role=\"doc-noteref\">{n}</a></sup>",
            prefix = self.footnote_prefix,
            n = number + 1
        );
        self.html_with_links(&html);
    }

    /// The notes at the end, in the order in which the text names them; a note that nobody names is left out.
    pub(super) fn write_footnotes(&mut self) {
        let mut next = 0;
        let mut opened = false;
        while let Some(label) = self.footnotes.order.get(next).cloned() {
            let number = next + 1;
            next += 1;
            let Some(body) = self.footnotes.bodies.remove(&label) else { continue };
            if !opened {
                self.html_with_links("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
                self.part(Part::Phrase(Phrase::Footnotes));
                self.html_with_links("\">\n<hr>\n<ol>\n");
                opened = true;
            }
            let html = format!("<li id=\"{}fn:{number}\">\n", self.footnote_prefix);
            self.html_with_links(&html);
            self.flush();
            // The links back stand at the end of the last paragraph.
            let mut tail = String::new();
            let mut body = body;
            if let Some(Part::Html(last)) = body.last_mut() {
                let range = last.start as usize..last.end as usize;
                if let Some(kept) = self.document.html[range].strip_suffix("</p>\n") {
                    last.end = last.start + kept.len() as u32;
                    tail.push_str("</p>\n");
                }
            }
            self.document.parts.append(&mut body);
            for usage in 1..=self.footnotes.uses[number - 1] {
                let id = reference_id(self.footnote_prefix, number, usage);
                let open =
                    format!("\u{a0}<a href=\"#{id}\" class=\"footnote-backref\" role=\"doc-backlink\" aria-label=\"");
                self.html_with_links(&open);
                self.part(Part::Phrase(Phrase::BackToText));
                self.html_with_links("\">\u{21a9}\u{fe0e}</a>");
            }
            self.html(&tail);
            self.html("</li>\n");
        }
        if opened {
            self.html("</ol>\n</section>\n");
        }
    }
}

fn reference_id(prefix: &str, number: usize, usage: usize) -> String {
    match usage {
        1 => format!("{prefix}fnref:{number}"),
        _ => format!("{prefix}fnref{}:{number}", usage - 1),
    }
}
