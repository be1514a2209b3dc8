//! Paint: pieces of code with classes become HTML, with as few spans as will do.

use super::engine::machine::Sink;
use super::scopes::{Class, PLAIN};

/// Writes escaped text and spans. White space is never wrapped by itself; neighbours of one class share a span, also
/// across white space and, unless [`Painter::close`] is called, across lines.
pub struct Painter {
    html: String,
    open: Class,
    /// White space that was met but not written: it belongs into the open span only if the next piece does.
    space: String,
}

impl Painter {
    pub fn new(html: String) -> Self {
        Self { html, open: PLAIN, space: String::new() }
    }

    /// Ends the open span and writes what is pending.
    pub fn close(&mut self) {
        self.switch(PLAIN);
        self.html.push_str(&self.space);
        self.space.clear();
    }

    /// Writes text as it is, escaped.
    pub fn plain(&mut self, text: &str) {
        self.close();
        escape_into(&mut self.html, text);
    }

    /// Takes back the line feed that was painted last.
    pub fn without_line_feed(&mut self) {
        if self.space.ends_with('\n') {
            self.space.pop();
        }
    }

    /// Writes markup; the caller has closed the open span.
    pub fn markup(&mut self, html: &str) {
        self.html.push_str(html);
    }

    pub fn finish(mut self) -> String {
        self.close();
        self.html
    }

    fn switch(&mut self, class: Class) {
        if self.open == class {
            return;
        }
        if self.open != PLAIN {
            self.html.push_str("</span>");
        }
        if class != PLAIN {
            self.html.push_str(&self.space);
            self.space.clear();
            self.html.push_str("<span class=\"");
            self.html.push(char::from(class));
            self.html.push_str("\">");
        }
        self.open = class;
    }
}

impl Sink for Painter {
    fn text(&mut self, text: &str, class: Class) {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        let inner = text.trim_start_matches(blank);
        self.space.push_str(&text[..text.len() - inner.len()]);
        let core = inner.trim_end_matches(blank);
        if core.is_empty() {
            return;
        }
        self.switch(class);
        self.html.push_str(&self.space);
        self.space.clear();
        escape_into(&mut self.html, core);
        self.space.push_str(&inner[core.len()..]);
    }
}

/// Appends text with `&`, `<` and `>` escaped: fit for content.
pub fn escape_into(html: &mut String, text: &str) {
    escape(html, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends text escaped for an attribute in double quotes.
pub fn attribute_into(html: &mut String, text: &str) {
    escape(html, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

fn escape(html: &mut String, text: &str, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            html.push_str(&text[done..at]);
            html.push_str(entity);
            done = at + 1;
        }
    }
    html.push_str(&text[done..]);
}
