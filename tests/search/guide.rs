//! A rough rendering of a Hugo-style guide, good enough to be searched: the tests of the search need no theme.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use guidegen::render::search::Document;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A page of a guide: what a [`Document`] borrows.
#[derive(Debug, Default)]
pub struct Page {
    pub url: String,
    pub title: String,
    pub path: Vec<String>,
    pub description: String,
    pub html: String,
}

impl Page {
    /// Calls `with` with the documents of `pages`.
    pub fn documents<T>(pages: &[Page], with: impl FnOnce(&[Document]) -> T) -> T {
        let paths: Vec<Vec<&str>> = pages.iter().map(|page| page.path.iter().map(String::as_str).collect()).collect();
        let documents: Vec<Document> = pages
            .iter()
            .zip(&paths)
            .map(|(page, path)| Document {
                url: &page.url,
                title: &page.title,
                path,
                description: &page.description,
                tags: &[],
                html: &page.html,
            })
            .collect();
        with(&documents)
    }
}

/// Reads the pages below a content folder, sections before their pages.
pub fn read(content: &Path) -> Vec<Page> {
    let mut pages = Vec::new();
    folder(content, "/", &[], &mut pages);
    pages
}

fn folder(dir: &Path, url: &str, path: &[String], pages: &mut Vec<Page>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut path = path.to_vec();
    let index = dir.join("_index.md");
    if index.is_file() {
        let page = page(&index, url.to_owned(), &path);
        path.push(page.title.clone());
        pages.push(page);
    }
    for entry in entries {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            folder(&entry, &format!("{url}{name}/"), &path, pages);
        } else if let Some(stem) = name.strip_suffix(".md").filter(|stem| *stem != "_index") {
            pages.push(page(&entry, format!("{url}{stem}.html"), &path));
        }
    }
}

fn page(file: &Path, url: String, path: &[String]) -> Page {
    let source = fs::read_to_string(file).unwrap();
    let (front, body) = source.strip_prefix("---").and_then(|rest| rest.split_once("\n---")).unwrap_or(("", &source));
    let field = |name: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'));
        line.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
    };
    Page {
        url,
        title: field("title"),
        path: path.to_vec(),
        description: field("description"),
        html: html(&without_shortcodes(body)),
    }
}

/// The text without comments and without the marks of shortcodes.
fn without_shortcodes(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find("}}") else { break };
        let call = rest[2..end].trim_matches(['%', '<', '>', ' ', '/']);
        let comment = call == "comment";
        rest = &rest[end + 2..];
        if let Some(end) = rest.find("/comment").filter(|_| comment) {
            rest = &rest[end..][rest[end..].find("}}").map_or(0, |at| at + 2)..];
        }
        if call.starts_with("relref") {
            out.push('#');
        }
    }
    out.push_str(rest);
    out
}

fn html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    let mut heading: Option<(HeadingLevel, Option<String>, String)> = None;
    let mut code = false;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                heading = Some((level, id.map(String::from), String::new()))
            }
            Event::End(TagEnd::Heading(level)) => {
                let (_, id, text) = heading.take().unwrap();
                let id = id.unwrap_or_else(|| slug(&text));
                write!(out, "<{level} id=\"{id}\">{}", escape(&text)).unwrap();
                writeln!(out, "<a class=\"anchor\" href=\"#{id}\" aria-hidden=\"true\" tabindex=\"-1\" data-chrome>#</a></{level}>").unwrap();
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = if let CodeBlockKind::Fenced(info) = &kind { info.to_string() } else { String::new() };
                code = true;
                write!(out, "<div class=\"code\" data-lang=\"{language}\"><pre tabindex=\"0\"><code>").unwrap();
            }
            Event::End(TagEnd::CodeBlock) => {
                code = false;
                out.push_str("</code></pre></div>\n");
            }
            Event::Text(text) if code => highlighted(&text, &mut out),
            Event::Text(text) | Event::Code(text) => match &mut heading {
                Some((_, _, title)) => title.push_str(&text),
                None => out.push_str(&escape(&text)),
            },
            Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>"),
            Event::Start(tag) if heading.is_none() => out.push_str(opening(&tag)),
            Event::End(tag) if heading.is_none() => out.push_str(closing(&tag)),
            _ => {}
        }
    }
    out
}

/// Code with a span around every word, as highlighting leaves it.
fn highlighted(code: &str, out: &mut String) {
    for line in code.split_inclusive('\n') {
        for word in line.split_inclusive(' ') {
            write!(out, "<span class=\"v\">{}</span>", escape(word)).unwrap();
        }
    }
}

fn opening(tag: &Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "<p>",
        Tag::Item => "<li>",
        Tag::List(_) => "<ul>",
        Tag::Table(_) => "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>",
        Tag::TableRow | Tag::TableHead => "<tr>",
        Tag::TableCell => "<td>",
        Tag::BlockQuote(_) => "<blockquote>",
        Tag::Strong => "<strong>",
        Tag::Emphasis => "<em>",
        Tag::Link { .. } => "<a href=\"#\">",
        _ => "",
    }
}

fn closing(tag: &TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::List(_) => "</ul>\n",
        TagEnd::Table => "</table></div>\n",
        TagEnd::TableRow | TagEnd::TableHead => "</tr>\n",
        TagEnd::TableCell => "</td>\n",
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::Strong => "</strong>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Link => "</a>",
        _ => "",
    }
}

fn slug(text: &str) -> String {
    let kept = text.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
