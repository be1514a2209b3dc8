//! HTML: a page as a list of elements and texts in the order of the document, whoever wrote it.
//!
//! Tokens are read as browsers read them; of the tree only so much is built as readers of text, links and lists need. No
//! page can be too deep or too torn.

pub mod percent;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// A page.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub nodes: Vec<Node>,
}

/// An element or a text. Its descendants are the nodes behind it, up to `end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub content: Content,
    /// The first node that is not within it.
    pub end: usize,
    pub parent: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Element {
        /// In lower case.
        name: String,
        /// Names in lower case, values decoded; in the order of their names.
        attributes: Vec<(String, String)>,
    },
    /// Decoded.
    Text(String),
}

/// Elements without content.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// An element that closes open ones of these names, up to one of the second list.
const CLOSES: [(&[&str], &[&str], &[&str]); 6] = [
    (&["li"], &["li"], &["ul", "ol", "menu"]),
    (&["dt", "dd"], &["dt", "dd"], &["dl"]),
    (&["tr"], &["tr", "td", "th"], &["table"]),
    (&["td", "th"], &["td", "th"], &["tr", "table"]),
    (&["tbody", "thead", "tfoot"], &["tbody", "thead", "tfoot", "tr", "td", "th"], &["table"]),
    (&["option"], &["option"], &["select", "datalist"]),
];

/// Block elements, before which a paragraph ends.
const ENDS_PARAGRAPH: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// How many elements may be open; what is deeper stands beside instead of within.
const DEEPEST: usize = 512;

impl Document {
    /// Reads a page.
    pub fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut reader = Reader::default();
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let attributes =
                        tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
                    reader.open(text(&tag.name), attributes, tag.self_closing);
                }
                Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
                Token::String(text) => reader.text(&String::from_utf8_lossy(&text.value)),
                _ => {}
            }
        }
        reader.finish()
    }

    /// The name of an element; empty for a text.
    pub fn name(&self, node: usize) -> &str {
        match self.nodes.get(node).map(|node| &node.content) {
            Some(Content::Element { name, .. }) => name,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub fn attribute(&self, node: usize, wanted: &str) -> Option<&str> {
        match &self.nodes.get(node)?.content {
            Content::Element { attributes, .. } => {
                attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
            }
            Content::Text(_) => None,
        }
    }

    pub fn has_class(&self, node: usize, wanted: &str) -> bool {
        self.attribute(node, "class").is_some_and(|class| class.split_ascii_whitespace().any(|class| class == wanted))
    }

    /// All elements of a name within a node, itself among them.
    pub fn elements<'a>(&'a self, within: usize, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        let end = self.nodes.get(within).map_or(0, |node| node.end);
        (within..end).filter(move |&node| self.name(node) == name)
    }

    /// The nodes directly within a node.
    pub fn children(&self, node: usize) -> Vec<usize> {
        let mut children = Vec::new();
        let mut at = node + 1;
        while at < self.nodes[node].end {
            children.push(at);
            at = self.nodes[at].end;
        }
        children
    }

    /// Whether a node stands within an element of which something holds, itself not counted.
    pub fn within(&self, node: usize, holds: impl Fn(usize) -> bool) -> bool {
        let mut at = self.nodes[node].parent;
        while let Some(parent) = at {
            if holds(parent) {
                return true;
            }
            at = self.nodes[parent].parent;
        }
        false
    }

    /// The text of a node, white space folded; nodes that are left out are not read.
    pub fn text(&self, node: usize, left_out: &dyn Fn(usize) -> bool) -> String {
        let mut text = String::new();
        let mut at = node;
        let end = self.nodes.get(node).map_or(0, |node| node.end);
        while at < end {
            if at != node && left_out(at) {
                at = self.nodes[at].end;
                continue;
            }
            match &self.nodes[at].content {
                Content::Text(part) => text.push_str(part),
                Content::Element { name, .. } if is_block(name) => text.push(' '),
                Content::Element { .. } => {}
            }
            at += 1;
            // A block that ends is a gap as well.
            if at < end && self.ends_block(at, node) {
                text.push(' ');
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a block ends before a node.
    fn ends_block(&self, at: usize, within: usize) -> bool {
        let mut open = self.nodes[at - 1].parent;
        let keeps = self.nodes[at].parent;
        if self.nodes[at - 1].end == at && is_block(self.name(at - 1)) {
            return true;
        }
        while let Some(parent) = open.filter(|&parent| Some(parent) != keeps && parent > within) {
            if is_block(self.name(parent)) {
                return true;
            }
            open = self.nodes[parent].parent;
        }
        false
    }
}

/// Whether an element begins and ends a line of its own.
pub fn is_block(name: &str) -> bool {
    ENDS_PARAGRAPH.contains(&name)
        || matches!(
            name,
            "li" | "dt" | "dd" | "tr" | "td" | "th" | "br" | "caption" | "tbody" | "thead" | "tfoot" | "option"
        )
        || matches!(name, "body" | "label" | "legend" | "video" | "audio" | "iframe" | "object" | "center" | "dialog")
}

#[derive(Default)]
struct Reader {
    document: Document,
    open: Vec<usize>,
}

impl Reader {
    fn open(&mut self, name: String, attributes: Vec<(String, String)>, self_closing: bool) {
        for (names, closed, until) in CLOSES {
            if names.contains(&name.as_str()) {
                self.close_up_to(closed, until);
            }
        }
        if ENDS_PARAGRAPH.contains(&name.as_str()) {
            self.close_up_to(&["p"], &["button", "td", "th", "li", "div", "object"]);
        }
        let foreign = self_closing && self.open.iter().any(|&node| matches!(self.document.name(node), "svg" | "math"));
        let stays_open = !VOID.contains(&name.as_str()) && !foreign && self.open.len() < DEEPEST;
        let node = self.push(Content::Element { name, attributes });
        if stays_open {
            self.open.push(node);
        }
    }

    /// Closes elements of some names from the inside, unless one of `until` stands before them.
    fn close_up_to(&mut self, closed: &[&str], until: &[&str]) {
        let mut cut = None;
        for (depth, &node) in self.open.iter().enumerate().rev() {
            let name = self.document.name(node);
            if until.contains(&name) {
                break;
            }
            if closed.contains(&name) {
                cut = Some(depth);
            }
        }
        if let Some(depth) = cut {
            self.truncate(depth);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(depth) = self.open.iter().rposition(|&node| self.document.name(node) == name) {
            self.truncate(depth);
        }
    }

    fn truncate(&mut self, depth: usize) {
        let end = self.document.nodes.len();
        for node in self.open.drain(depth..) {
            self.document.nodes[node].end = end;
        }
    }

    fn text(&mut self, text: &str) {
        let last = self.document.nodes.len().wrapping_sub(1);
        let parent = self.open.last().copied();
        // Tokens of one text can be several.
        if let Some(Node { content: Content::Text(before), parent: of, .. }) = self.document.nodes.get_mut(last)
            && *of == parent
        {
            before.push_str(text);
            return;
        }
        self.push(Content::Text(text.to_string()));
    }

    fn push(&mut self, content: Content) -> usize {
        let node = self.document.nodes.len();
        self.document.nodes.push(Node { content, end: node + 1, parent: self.open.last().copied() });
        node
    }

    fn finish(mut self) -> Document {
        self.truncate(0);
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let document = Document::read(&format!("<body>{html}</body>"));
        document.text(0, &|node| document.name(node) == "script")
    }

    #[test]
    fn texts_of_pages() {
        assert_eq!(text("a<b>b</b>c<p>d<p>e &amp; f</p>g"), "abc d e & f g");
        assert_eq!(text("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e"), "a b c d e");
        assert_eq!(text("<table><tr><td>a<td>b<tr><td>c</table>d"), "a b c d");
        assert_eq!(text("a<script>if (a < b) \"</p>\"</script>b<br>c<img src=x>d<!-- e -->f"), "ab cdf");
        assert_eq!(text("</p></div>a<div><i>b</div>c"), "a b c");
    }

    #[test]
    fn lists_keep_their_depth() {
        let document = Document::read("<ul><li>a<ul><li>b</ul><li>c</ul><p>x");
        let names: Vec<(&str, usize)> = (0..document.nodes.len())
            .filter(|&node| !document.name(node).is_empty())
            .map(|node| (document.name(node), document.nodes[node].end))
            .collect();
        assert_eq!(names, [("ul", 8), ("li", 6), ("ul", 6), ("li", 6), ("li", 8), ("p", 10)]);
        assert_eq!(document.children(0), [1, 6]);
        assert!(document.within(5, |node| document.name(node) == "li"));
    }

    #[test]
    fn torn_and_deep_pages_are_read() {
        for html in ["<", "<a", "<a href=\"", "</", "<!--", "<p", "<![CDATA[", "<title>", "<script>"] {
            Document::read(html);
        }
        let deep = Document::read(&"<div><p><li>x".repeat(20_000));
        assert_eq!(deep.text(0, &|_| false).split(' ').count(), 20_000.min(deep.nodes.len()));
    }
}
