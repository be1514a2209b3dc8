//! A page for machines: its source as Markdown, with calls reduced to their text and addresses made whole.

use crate::page::Page;
use crate::page::call::Call;
use crate::page::document::{CallBody, Document, LinkKind, plain};
use crate::resolve::Answers;
use crate::resolve::call::{CallAnswer, FileCard, PageCard};
use crate::shortcode::{Ask, Body, Signatures, ask_of};
use crate::source::span::SourceId;

/// What a Markdown copy needs beside the page and its answers.
pub struct Desk<'a> {
    pub signatures: &'a Signatures,
    /// Scheme and host of the site, put before its own paths; may be empty.
    pub origin: &'a str,
    /// The text of a source.
    pub text: &'a (dyn Fn(SourceId) -> &'a str + Sync),
}

/// A replacement of bytes of the source.
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

/// A page as Markdown: its title as a heading, then its body.
///
/// Comments are left out, references and lists of pages are resolved, other shortcodes leave what they enclose.
/// Addresses of inline links and pictures are whole; those of `[label]: address` stay as written.
pub fn markdown(title: &str, page: &Page, answers: &Answers, desk: &Desk<'_>) -> String {
    let body = body(page, answers, desk);
    let body = body.trim_matches('\n');
    let heading = format!("# {title}");
    if title.is_empty() || body.lines().next().is_some_and(|first| first.trim_end() == heading) {
        return format!("{body}\n");
    }
    format!("{heading}\n\n{body}\n").replace("\n\n\n", "\n\n")
}

fn body(page: &Page, answers: &Answers, desk: &Desk<'_>) -> String {
    let text = (desk.text)(page.source);
    let mut edits = Vec::new();
    collect(&page.document, answers, text, desk, &mut edits);
    // Outer edits first: what stands within a deleted call is passed over.
    edits.sort_by_key(|edit| (edit.start, std::cmp::Reverse(edit.end)));
    let mut out = String::with_capacity(text.len());
    let mut at = page.front.body.min(text.len());
    for edit in edits {
        let (Some(before), true) = (text.get(at..edit.start), edit.end <= text.len()) else { continue };
        out.push_str(before);
        out.push_str(&edit.text);
        at = edit.end;
        // A tag that stood alone takes its line along.
        let alone = edit.text.is_empty() && out.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        if alone && let Some(rest) = text.get(at..) {
            let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
            if rest[..line].trim().is_empty() {
                out.truncate(out.trim_end_matches([' ', '\t']).len());
                at += line;
            }
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    // An escaped call is shown as a call.
    for (escaped, shown) in [("{{</*", "{{<"), ("*/>}}", ">}}"), ("{{%/*", "{{%"), ("*/%}}", "%}}")] {
        if out.contains(escaped) {
            out = out.replace(escaped, shown);
        }
    }
    out
}

/// The address of a path of this site.
pub fn whole(url: &str, origin: &str) -> String {
    if url.starts_with('/') && !url.starts_with("//") { format!("{origin}{url}") } else { url.to_string() }
}

fn collect(document: &Document, answers: &Answers, text: &str, desk: &Desk<'_>, edits: &mut Vec<Edit>) {
    for (number, node) in document.calls.iter().enumerate() {
        let Some(answer) = answers.calls.get(number) else { continue };
        call(&node.call, answer, answers, number, text, desk, edits);
        if let (CallBody::Markdown(inner), Some(Some(nested))) = (&node.body, answers.nested.get(number)) {
            collect(inner, nested, text, desk, edits);
        }
    }
    for (link, answer) in document.links.iter().zip(&answers.links) {
        // An address that a call makes is written by the call.
        let ours = link.kind == LinkKind::Inline && link.span != link.whole && plain(&link.destination).is_some();
        if ours && answer.url.starts_with('/') {
            let text = whole(&answer.url, desk.origin);
            edits.push(Edit { start: link.span.start as usize, end: link.span.end as usize, text });
        }
    }
    for (image, answer) in document.images.iter().zip(&answers.images) {
        if image.span != image.whole && plain(&image.destination).is_some() && answer.url.starts_with('/') {
            let text = whole(&answer.url, desk.origin);
            edits.push(Edit { start: image.span.start as usize, end: image.span.end as usize, text });
        }
    }
}

fn call(
    call: &Call,
    answer: &CallAnswer,
    answers: &Answers,
    number: usize,
    text: &str,
    desk: &Desk<'_>,
    edits: &mut Vec<Edit>,
) {
    let (start, end) = (call.span.start as usize, call.span.end as usize);
    let argument = |name: &str, place: usize| call.argument(name, place).map(|argument| argument.value.text());
    if desk.signatures.get(&call.name).is_some_and(|row| row.body == Body::Dropped) {
        edits.push(Edit { start, end, text: String::new() });
        return;
    }
    let whole_text = match answer {
        CallAnswer::Text(answer) if ask_of(&call.name) == Ask::Target => Some(whole(answer, desk.origin)),
        CallAnswer::Text(answer) => Some(answer.clone()),
        CallAnswer::Pages(pages) => Some(page_list(pages, desk.origin)),
        CallAnswer::Files(files) => Some(file_list(files, desk.origin)),
        CallAnswer::Picture(picture) => {
            let alt = argument("alt", usize::MAX).or_else(|| argument("caption", usize::MAX)).unwrap_or_default();
            Some(format!("![{alt}]({})", whole(&picture.url, desk.origin)))
        }
        CallAnswer::File { path, .. } => Some(match answers.included.get(number) {
            Some(Some(included)) => body(&included.page, &included.answers, desk).trim().to_string(),
            _ => format!("[{path}]({})", whole(path, desk.origin)),
        }),
        CallAnswer::Nothing | CallAnswer::Link { .. } => None,
    };
    let Some((inner, _)) = &call.inner else {
        let video = match call.name.as_str() {
            "youtube" => argument("id", 0).map(|id| format!("<https://www.youtube.com/watch?v={id}>")),
            "vimeo" => argument("id", 0).map(|id| format!("<https://vimeo.com/{id}>")),
            _ => None,
        };
        edits.push(Edit { start, end, text: whole_text.or(video).unwrap_or_default() });
        return;
    };
    if let Some(text) = whole_text {
        edits.push(Edit { start, end, text });
        return;
    }
    let enclosed = text.get(inner.clone()).unwrap_or("");
    let (open, close) = around(call, answer, enclosed, desk.origin);
    edits.push(Edit { start, end: inner.start, text: open });
    edits.push(Edit { start: inner.end, end, text: close });
}

/// What stands in place of the two tags of a call.
fn around(call: &Call, answer: &CallAnswer, enclosed: &str, origin: &str) -> (String, String) {
    let argument = |name: &str, place: usize| call.argument(name, place).map(|argument| argument.value.text());
    let fence = |language: &str| {
        let head = if enclosed.starts_with('\n') { "" } else { "\n" };
        let tail = if enclosed.ends_with('\n') { "" } else { "\n" };
        (format!("```{language}{head}"), format!("{tail}```"))
    };
    let titled = |title: String| {
        let gap = if enclosed.starts_with('\n') { "\n" } else { "\n\n" };
        let open = if title.is_empty() { title } else { format!("**{title}**{gap}") };
        (open, String::new())
    };
    match call.name.as_str() {
        "mermaid" => fence("mermaid"),
        "highlight" => fence(&argument("type", 0).or_else(|| argument("lang", 0)).unwrap_or_default()),
        "tree" => fence("text"),
        "math" => ("$$".to_string(), "$$".to_string()),
        "notice" | "callout" => {
            let kind = argument("style", 0).or_else(|| argument("kind", 0)).unwrap_or_else(|| "note".to_string());
            let title = argument("title", 1).filter(|title| !title.is_empty());
            titled(title.unwrap_or_else(|| capital(kind.trim())))
        }
        "expand" => titled(argument("title", 0).unwrap_or_default()),
        "details" => titled(argument("summary", usize::MAX).unwrap_or_default()),
        "tab" => titled(argument("title", usize::MAX).or_else(|| argument("name", usize::MAX)).unwrap_or_default()),
        "button" | "card" => match answer {
            CallAnswer::Link { url, .. } if call.name == "button" => {
                ("[".to_string(), format!("]({})", whole(url, origin)))
            }
            CallAnswer::Link { url, .. } => {
                let title = argument("title", usize::MAX).unwrap_or_else(|| url.clone());
                titled(format!("[{title}]({})", whole(url, origin)))
            }
            _ => titled(argument("title", usize::MAX).unwrap_or_default()),
        },
        _ => (String::new(), String::new()),
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Recursion is bounded: resolve cuts the tree at 64 levels.
fn page_list(pages: &[PageCard], origin: &str) -> String {
    fn write(pages: &[PageCard], origin: &str, depth: usize, lines: &mut Vec<String>) {
        for page in pages {
            let about =
                if page.description.is_empty() { String::new() } else { format!(": {}", one_line(&page.description)) };
            lines.push(format!("{}- [{}]({}){about}", "  ".repeat(depth), page.title, whole(&page.url, origin)));
            write(&page.children, origin, depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    write(pages, origin, 0, &mut lines);
    lines.join("\n")
}

fn file_list(files: &[FileCard], origin: &str) -> String {
    let lines: Vec<String> =
        files.iter().map(|file| format!("- [{}]({})", file.name, whole(&file.url, origin))).collect();
    lines.join("\n")
}

/// Text with its line breaks folded.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
