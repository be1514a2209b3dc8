//! The list of contents of a page, from its headings.
//!
//! Source: Hugo's page `configuration/markup#table-of-contents`.

use crate::config::Markup;
use crate::page::outline::{Anchor, Outline};
use crate::page::text::escape::escape_url;

/// Nested lists of links to the headings, and how many there are; empty if there is none. A level that was skipped gets
/// an item without a link, as in Hugo.
pub fn list(outline: &Outline, markup: &Markup) -> (String, usize) {
    let start = markup.toc_start.max(1);
    let end = if markup.toc_end < 0 { 6 } else { markup.toc_end };
    let wanted: Vec<&Anchor> = outline
        .anchors()
        .iter()
        .filter(|anchor| !anchor.nested && (start..=end).contains(&i64::from(anchor.level)) && anchor.level > 0)
        .collect();
    if wanted.is_empty() {
        return (String::new(), 0);
    }
    let (open, close) = if markup.toc_ordered { ("<ol>", "</ol>") } else { ("<ul>", "</ul>") };
    let mut out = String::new();
    let mut depth = 0;
    for anchor in &wanted {
        let level = i64::from(anchor.level) - start + 1;
        if level > depth {
            while depth < level {
                out.push_str(open);
                depth += 1;
                if depth < level {
                    out.push_str("<li>");
                }
            }
        } else {
            out.push_str("</li>");
            while depth > level {
                out.push_str(close);
                out.push_str("</li>");
                depth -= 1;
            }
        }
        out.push_str("<li><a href=\"#");
        escape_url(&anchor.id, &mut out);
        out.push_str("\">");
        out.push_str(&anchor.html);
        out.push_str("</a>");
    }
    while depth > 0 {
        out.push_str("</li>");
        out.push_str(close);
        depth -= 1;
    }
    (out, wanted.len())
}
