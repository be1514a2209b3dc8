//! Text: a rendered body as plain text: paragraphs with a line between them, bullets by depth, headings on a line of their own.

use crate::html::{Content, Document};

/// How wide a level of a list is, in characters.
const STEP: usize = 2;

/// The text of a page: its title, then its body. What belongs to the theme is left out, and so are paragraphs of three dots,
/// which say that something is still to be written.
pub fn text(title: &str, html: &str) -> String {
    let document = Document::read(html);
    let mut writer =
        Writer { document: &document, out: String::new(), last: None, line: String::new(), open: Vec::new() };
    if !title.is_empty() {
        writer.line = title.to_string();
        writer.flush();
    }
    writer.run();
    let mut out = writer.out;
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// What a line is: between two of one sort that stand together is no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Paragraph,
    Item,
    Row,
    Term,
}

/// An open element that decides how lines begin.
#[derive(Debug)]
struct Open {
    end: usize,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    List {
        /// The number of the next item, if items have one.
        number: Option<usize>,
    },
    /// An item whose mark is still to be written.
    Item {
        mark: Option<String>,
    },
    Term,
    Definition,
    Block,
}

struct Writer<'d> {
    document: &'d Document,
    out: String,
    last: Option<Sort>,
    line: String,
    open: Vec<Open>,
}

impl Writer<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(node) = self.document.nodes.get(at) {
            while self.open.last().is_some_and(|open| open.end <= at) {
                self.flush();
                self.open.pop();
            }
            let end = node.end;
            match &node.content {
                Content::Text(text) => self.line.push_str(&text.replace(['\n', '\r', '\t'], " ")),
                Content::Element { name, .. } if name == "input" => {
                    // A task that is done, or still to be done.
                    let is_done = self.document.attribute(at, "checked").is_some();
                    if self.document.attribute(at, "type") == Some("checkbox") {
                        self.line.push_str(if is_done { "[x] " } else { "[ ] " });
                    }
                }
                Content::Element { .. } if self.is_left_out(at) => {
                    at = end;
                    continue;
                }
                Content::Element { name, .. } => {
                    if self.element(at, name) {
                        at = end;
                        continue;
                    }
                }
            }
            at += 1;
        }
        self.flush();
    }

    /// Begins an element; whether it was written as a whole.
    fn element(&mut self, at: usize, name: &str) -> bool {
        let end = self.document.nodes[at].end;
        match name {
            "br" => {
                self.line.push('\n');
                false
            }
            "img" => {
                let alt = self.document.attribute(at, "alt").unwrap_or("").to_string();
                self.line.push_str(&alt);
                false
            }
            "hr" => {
                self.flush();
                self.line.push_str("* * *");
                self.flush();
                false
            }
            "ul" | "menu" => self.begin(end, Kind::List { number: None }),
            "ol" => {
                let first = self.document.attribute(at, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.begin(end, Kind::List { number: Some(first) })
            }
            "li" => {
                self.begin(end, Kind::Item { mark: None });
                let mark = self.mark();
                if let Some(Open { kind: Kind::Item { mark: own }, .. }) = self.open.last_mut() {
                    *own = Some(mark);
                }
                false
            }
            "dt" => self.begin(end, Kind::Term),
            "dd" => self.begin(end, Kind::Definition),
            "pre" => {
                self.flush();
                self.code(at);
                true
            }
            "tr" => {
                self.flush();
                self.row(at);
                true
            }
            "math" => {
                self.formula(at);
                true
            }
            _ if crate::html::is_block(name) => {
                self.begin(end, Kind::Block);
                // The title of a tab is shown by script.
                if self.document.attribute(at, "role") == Some("tabpanel") {
                    self.line.push_str(self.document.attribute(at, "data-title").unwrap_or(""));
                    self.flush();
                }
                false
            }
            _ => false,
        }
    }

    fn begin(&mut self, end: usize, kind: Kind) -> bool {
        self.flush();
        self.open.push(Open { end, kind });
        false
    }

    fn is_left_out(&self, at: usize) -> bool {
        let attribute = |name: &str| self.document.attribute(at, name);
        matches!(self.document.name(at), "script" | "style" | "template" | "noscript" | "svg" | "button" | "select")
            || attribute("data-chrome").is_some()
            || attribute("aria-hidden") == Some("true")
            || self.document.has_class(at, "visually-hidden")
    }

    /// The mark of the item that was just opened.
    fn mark(&mut self) -> String {
        let lists = self.open.iter_mut().rev();
        let list = lists.into_iter().find_map(|open| match &mut open.kind {
            Kind::List { number } => Some(number),
            _ => None,
        });
        match list {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            _ => "\u{2022} ".to_string(),
        }
    }

    /// How far lines stand from the edge.
    fn indent(&self) -> usize {
        self.open
            .iter()
            .map(|open| match open.kind {
                Kind::List { .. } => STEP,
                Kind::Definition => 2 * STEP,
                _ => 0,
            })
            .sum()
    }

    /// Ends a line of running text.
    fn flush(&mut self) {
        let written = std::mem::take(&mut self.line);
        let lines: Vec<String> = written
            .split('\n')
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        let is_unwritten = matches!(lines.as_slice(), [only] if only == "..." || only == "\u{2026}");
        if lines.is_empty() || is_unwritten {
            return;
        }
        let sort = match self.open.last().map(|open| &open.kind) {
            _ if self.open.iter().any(|open| matches!(open.kind, Kind::Item { .. })) => Sort::Item,
            Some(Kind::Term | Kind::Definition) => Sort::Term,
            _ => Sort::Paragraph,
        };
        let (first, rest) = self.starts();
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { &first } else { &rest };
            self.put(sort, number > 0, &format!("{start}{line}"));
        }
    }

    /// What the first line of a block begins with, and all others. The mark of an item is used up.
    fn starts(&mut self) -> (String, String) {
        let indent = self.indent();
        let item = self.open.iter_mut().rev().find_map(|open| match &mut open.kind {
            Kind::Item { mark } => Some(mark),
            _ => None,
        });
        let blank = " ".repeat(indent);
        match item.map(Option::take) {
            Some(Some(mark)) => (format!("{blank}{mark}"), format!("{blank}{}", " ".repeat(mark.chars().count()))),
            Some(None) => (format!("{blank}{}", " ".repeat(STEP)), format!("{blank}{}", " ".repeat(STEP))),
            None => (blank.clone(), blank),
        }
    }

    /// Writes a line, with a gap before it unless it belongs to the one above.
    fn put(&mut self, sort: Sort, joins: bool, line: &str) {
        let together = joins || (self.last == Some(sort) && sort != Sort::Paragraph);
        if self.last.is_some() && !together {
            self.out.push('\n');
        }
        self.out.push_str(line);
        self.out.push('\n');
        self.last = Some(sort);
    }

    /// Code as it is, four further from the edge.
    fn code(&mut self, at: usize) {
        let mut code = String::new();
        for node in at..self.document.nodes[at].end {
            let is_number = self.document.within(node, |parent| self.document.has_class(parent, "ln"));
            match &self.document.nodes[node].content {
                Content::Text(text) if !is_number => code.push_str(text),
                Content::Element { name, .. } if name == "br" => code.push('\n'),
                _ => {}
            }
        }
        let (first, rest) = self.starts();
        for (number, line) in code.trim_matches('\n').split('\n').enumerate() {
            let start = if number == 0 { &first } else { &rest };
            self.put(Sort::Paragraph, number > 0, format!("{start}    {line}").trim_end());
        }
    }

    fn row(&mut self, at: usize) {
        let cells: Vec<String> = self
            .document
            .children(at)
            .into_iter()
            .filter(|&cell| matches!(self.document.name(cell), "td" | "th"))
            .map(|cell| self.document.text(cell, &|node| self.is_left_out(node)))
            .collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            let (start, _) = self.starts();
            self.put(Sort::Row, false, format!("{start}{}", cells.join(" | ")).trim_end());
        }
    }

    /// The source of a formula.
    fn formula(&mut self, at: usize) {
        let source = self.document.elements(at, "annotation").next();
        let text = self.document.text(source.unwrap_or(at), &|_| false);
        self.line.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_all_sorts() {
        for (html, expected) in [
            ("<p>a\nb<br>c <b>d</b><p>e", "a b\nc d\n\ne\n"),
            ("<h2 id=x>H<a data-chrome href=#x>#</a></h2><p>...</p><p>\u{2026}", "H\n"),
            (
                "<ul><li>a<ul><li>b</li><li>c<ul><li>d</ul></ul><li>e</ul><p>f",
                "  \u{2022} a\n    \u{2022} b\n    \u{2022} c\n      \u{2022} d\n  \u{2022} e\n\nf\n",
            ),
            ("<ol start=3><li><p>a</p><p>b</p><li>c<ul><li>d</ul></ol>", "  3. a\n    b\n  4. c\n    \u{2022} d\n"),
            ("<div class=notice><p class=notice-title data-chrome>Note</p><p><b>X:</b> y</p></div>", "X: y\n"),
            ("<p><a href=p><img src=p alt=\"A plan\"></a>", "A plan\n"),
            ("<pre><code>a\n  b\n\nc\n</code></pre><p>d", "    a\n      b\n\n    c\n\nd\n"),
            ("<table><tr><th>A<th>B<tr><td>1<td><p>2</table>", "A | B\n1 | 2\n"),
            ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\n    b\nc\n    d\n"),
            ("<p>x <math><mi>y</mi><annotation>y^2</annotation></math> z<script>no</script>", "x y^2 z\n"),
            (
                "<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>",
                "  \u{2022} [x] a\n  \u{2022} [ ] b\n",
            ),
            ("", "\n"),
        ] {
            assert_eq!(text("", html), expected, "{html}");
        }
        assert_eq!(text("T", "<p>a"), "T\n\na\n");
    }

    #[test]
    fn deep_lists_end() {
        assert!(text("", &"<ul><li>x".repeat(3000)).len() > 3000);
    }
}
