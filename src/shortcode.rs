//! Signature: a row for each shortcode, what its body holds and what it asks of the site.
//!
//! How a shortcode looks is its template (`shortcodes/NAME.html` of the theme); what the program must know of it to parse
//! a page and to answer its question stands here. Sources: the shortcode pages of Hugo, learn and relearn.

use crate::fingerprint::{Fingerprint, Hasher};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What stands between the opening and the closing tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing: there is no closing tag.
    None,
    /// Markdown under `{{% %}}`, plain HTML under `{{< >}}`.
    Markdown,
    /// Markdown under both delimiters.
    AlwaysMarkdown,
    /// Text that Markdown must not see.
    Raw,
    /// Text that nobody shall see.
    Dropped,
    /// Calls of one other shortcode, whose bodies are the items: `tabs` holds `tab`.
    Items(&'static str),
}

/// What a shortcode must be told about the site before its template can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Nothing,
    /// The URL of the page or anchor named by the first argument (or `path`).
    Target,
    /// The pages below this page (or below `page`).
    Children,
    /// The contents list of its own page.
    OwnHeadings,
    /// The files that belong to the page.
    BundleFiles,
    /// A parameter of the configuration.
    SiteParam,
    /// A parameter of the page, else of the configuration.
    PageParam,
    /// A picture of the site, for its size.
    Picture,
    /// The text of another file.
    File,
    /// A page or a plain URL, for a link.
    Link,
    /// The calls of `tab` or `card` that its body holds.
    Items,
}

/// Whether the result is a block of its own or stands within a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Block,
    Inline,
    /// A block where it stands alone in its paragraph, else inline.
    Auto,
}

/// The row of one shortcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub name: Cow<'static, str>,
    pub body: Body,
    pub ask: Ask,
    pub flow: Flow,
    /// Names of the arguments in order of position; further named ones follow after `*`.
    /// Empty means: not checked.
    pub params: &'static [&'static str],
}

const fn row(
    name: &'static str,
    body: Body,
    ask: Ask,
    flow: Flow,
    params: &'static [&'static str],
) -> (&'static str, Body, Ask, Flow, &'static [&'static str]) {
    (name, body, ask, flow, params)
}

/// The arguments before `*` may stand by position. `_` takes any further position.
const BUILT_IN: &[(&str, Body, Ask, Flow, &[&str])] = &[
    row(
        "notice",
        Body::Markdown,
        Ask::Nothing,
        Flow::Block,
        &["style", "title", "icon", "*", "color", "expanded", "groupid"],
    ),
    row(
        "callout",
        Body::Markdown,
        Ask::Nothing,
        Flow::Block,
        &["style", "title", "icon", "*", "color", "expanded", "groupid"],
    ),
    row("comment", Body::Dropped, Ask::Nothing, Flow::Block, &[]),
    row("toc", Body::None, Ask::OwnHeadings, Flow::Block, &[]),
    row(
        "children",
        Body::None,
        Ask::Children,
        Flow::Block,
        &[
            "*",
            "page",
            "showhidden",
            "style",
            "containerstyle",
            "depth",
            "description",
            "sort",
            "headingdepth",
            "type",
            "breadcrumb",
            "image",
            "cardtemplate",
        ],
    ),
    row("relref", Body::None, Ask::Target, Flow::Inline, &["path", "*", "lang", "outputFormat"]),
    row("ref", Body::None, Ask::Target, Flow::Inline, &["path", "*", "lang", "outputFormat"]),
    row("expand", Body::Markdown, Ask::Nothing, Flow::Block, &["title", "open", "*", "default", "expanded"]),
    row(
        "details",
        Body::AlwaysMarkdown,
        Ask::Nothing,
        Flow::Block,
        &["*", "summary", "open", "class", "name", "title"],
    ),
    row(
        "tabs",
        Body::Items("tab"),
        Ask::Items,
        Flow::Block,
        &["*", "groupId", "groupid", "style", "color", "title", "icon"],
    ),
    row("tab", Body::Markdown, Ask::Nothing, Flow::Block, &["*", "name", "title", "style", "color", "icon"]),
    row(
        "button",
        Body::Markdown,
        Ask::Link,
        Flow::Inline,
        &["*", "href", "icon", "icon-position", "iconposition", "style", "color", "target", "type"],
    ),
    row(
        "attachments",
        Body::Raw,
        Ask::BundleFiles,
        Flow::Block,
        &["*", "title", "style", "pattern", "sort", "color", "icon"],
    ),
    row(
        "resources",
        Body::Raw,
        Ask::BundleFiles,
        Flow::Block,
        &["*", "title", "style", "pattern", "sort", "color", "icon"],
    ),
    row("mermaid", Body::Raw, Ask::Nothing, Flow::Block, &["*", "align", "zoom", "class", "title"]),
    row("siteparam", Body::None, Ask::SiteParam, Flow::Inline, &["name"]),
    row(
        "figure",
        Body::None,
        Ask::Picture,
        Flow::Block,
        &[
            "*", "src", "alt", "caption", "title", "link", "target", "rel", "class", "height", "width", "loading",
            "attr", "attrlink",
        ],
    ),
    row(
        "highlight",
        Body::Raw,
        Ask::Nothing,
        Flow::Block,
        &[
            "type",
            "options",
            "*",
            "title",
            "wrap",
            "lang",
            "lineNos",
            "lineNoStart",
            "lineAnchors",
            "anchorLineNos",
            "hl_lines",
            "hl_inline",
            "guessSyntax",
            "class",
            "id",
            "style",
            "noClasses",
            "tabWidth",
            "lineNumbersInTable",
        ],
    ),
    row("param", Body::None, Ask::PageParam, Flow::Inline, &["name"]),
    row("youtube", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("vimeo", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("gist", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("instagram", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("x", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("tweet", Body::None, Ask::Nothing, Flow::Block, &[]),
    // learn's own manual asks GitHub for its contributors while it is built; ours is a link to the list.
    row("ghcontributors", Body::None, Ask::Nothing, Flow::Block, &[]),
    row("badge", Body::Markdown, Ask::Nothing, Flow::Inline, &["*", "style", "color", "title", "icon"]),
    row("icon", Body::None, Ask::Nothing, Flow::Inline, &["icon", "*", "style", "color"]),
    row("math", Body::Raw, Ask::Nothing, Flow::Auto, &["*", "align", "type"]),
    row("tree", Body::Raw, Ask::Nothing, Flow::Block, &[]),
    row("openapi", Body::None, Ask::File, Flow::Block, &["src"]),
    row("cards", Body::Items("card"), Ask::Items, Flow::Block, &["*", "title", "template"]),
    row("card", Body::Markdown, Ask::Link, Flow::Block, &["*", "href", "image", "title", "template", "params"]),
    row("include", Body::None, Ask::File, Flow::Block, &["file", "hidefirstheading"]),
];

/// All shortcodes that a project knows: ours, and the templates of its theme and its own.
#[derive(Debug, Clone, Default)]
pub struct Signatures {
    rows: FxHashMap<String, Signature>,
}

impl Signatures {
    /// The rows above.
    pub fn built_in() -> Self {
        let rows = BUILT_IN
            .iter()
            .map(|&(name, body, ask, flow, params)| {
                (name.to_string(), Signature { name: Cow::Borrowed(name), body, ask, flow, params })
            })
            .collect();
        Self { rows }
    }

    /// Adds a shortcode that is only a template. One that reads `inner` has a body, as in Hugo.
    /// A template with the name of a built-in one keeps the built-in row.
    pub fn add_template(&mut self, name: &str, template: &str) {
        let body = if mentions_inner(template) { Body::Markdown } else { Body::None };
        self.rows.entry(name.to_string()).or_insert_with(|| Signature {
            name: Cow::Owned(name.to_string()),
            body,
            ask: Ask::Nothing,
            flow: Flow::Auto,
            params: &[],
        });
    }

    pub fn get(&self, name: &str) -> Option<&Signature> {
        self.rows.get(name)
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.rows.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Changes with every row, so that remembered pages are parsed anew.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new();
        for name in self.names() {
            hasher.text(&format!("{:?}", self.rows[name]));
        }
        hasher.finish()
    }
}

/// What a built-in shortcode asks; a template of a site asks nothing.
pub fn ask_of(name: &str) -> Ask {
    BUILT_IN.iter().find(|row| row.0 == name).map_or(Ask::Nothing, |row| row.2)
}

/// The arguments of a built-in shortcode that readers see as a line of Markdown, with the place of each by position.
pub fn labels_of(name: &str) -> &'static [(&'static str, usize)] {
    match name {
        "notice" | "callout" => &[("title", 1)],
        "expand" => &[("title", 0), ("default", usize::MAX)],
        "details" => &[("summary", 0)],
        "figure" => &[("caption", usize::MAX), ("attr", usize::MAX)],
        "tab" => &[("title", usize::MAX), ("name", usize::MAX)],
        "badge" | "attachments" | "resources" => &[("title", usize::MAX)],
        _ => &[],
    }
}

/// Whether a template reads the variable `inner` (or `inner_raw`).
fn mentions_inner(template: &str) -> bool {
    template.match_indices("inner").any(|(at, _)| {
        let before = template[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_reads_inner_has_a_body() {
        let mut signatures = Signatures::built_in();
        signatures.add_template("box", "<div>{{ inner | safe }}</div>");
        signatures.add_template("line", "<hr class=\"{{ args.inner }}\">");
        assert_eq!(signatures.get("box").unwrap().body, Body::Markdown);
        assert_eq!(signatures.get("line").unwrap().body, Body::None);
    }

    #[test]
    fn a_template_cannot_change_the_row_of_a_built_in_shortcode() {
        let mut signatures = Signatures::built_in();
        signatures.add_template("comment", "{{ inner }}");
        assert_eq!(signatures.get("comment").unwrap().body, Body::Dropped);
    }
}
