//! Label: an argument that readers see as a line of text, such as a title, read as Markdown.
//!
//! Source: `RenderString` in the templates of relearn and of Hugo's own shortcodes. A line is never a heading or a list here:
//! what a title begins with belongs to it.

use super::Parser;
use crate::page::call::{Call, Value};
use crate::page::document::{Document, Label};
use crate::page::markdown::{self, Wanted};
use crate::page::weave;
use crate::shortcode::{self, Flow};

impl Parser<'_> {
    /// The arguments of a call that are labels and hold marks of Markdown; others are shown as they are.
    pub(super) fn labels(&mut self, call: &Call) -> Vec<Label> {
        let rows = shortcode::labels_of(&call.name);
        rows.iter().filter_map(|&(name, place)| self.label(call, name, place)).collect()
    }

    fn label(&mut self, call: &Call, name: &'static str, place: usize) -> Option<Label> {
        let argument = call.argument(name, place)?;
        let Value::Text(value) = &argument.value else { return None };
        if value.contains('\n') || !has_marks(value) {
            return None;
        }
        let start = argument.value_span.start as usize;
        let is_quoted = self.text[argument.value_span.range()].starts_with(['"', '`']);
        let blanks = value.len() - value.trim_start().len();
        let woven = weave::line(self.source, value.trim(), start + usize::from(is_quoted) + blanks, opens_block(value));
        let wanted = Wanted { dialect: &self.rules.dialect, opening: None };
        let (mut document, _, problems) = markdown::render(&woven, &wanted, &mut self.ids, "", &|_| Flow::Auto);
        if !is_line(&document) {
            return None;
        }
        self.problems.extend(problems.into_iter().map(super::Problem::Markdown));
        document.shrink();
        Some(Label { name, document: Box::new(document) })
    }
}

/// Whether Markdown may show a text otherwise than it stands.
fn has_marks(text: &str) -> bool {
    let marks = |byte: u8| b"*_`[<&~\\'\":$^=+!".contains(&byte);
    text.bytes().any(marks) || ["--", "..", ">>", "www."].iter().any(|mark| text.contains(mark))
}

/// Whether a line may begin a block that is no paragraph.
fn opens_block(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['#', '-', '+', '>', '|', '~', '=', ':', '<'])
        || text.starts_with(|c: char| c.is_ascii_digit())
        || text.starts_with("* ")
        || text.starts_with("```")
}

fn is_line(document: &Document) -> bool {
    let html = document.html.trim_end();
    html.starts_with("<p>") && html.ends_with("</p>") && html.matches("<p>").count() == 1
}
