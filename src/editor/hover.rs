//! Hover: what stands under the pointer, in Markdown.

use crate::diagnostic::Diagnostic;
use crate::editor::{Desk, arguments, touches};
use crate::page::call::Call;
use crate::page::front_matter::about;
use crate::project::list;
use crate::render::view::plain;
use crate::resolve::reference::{Outcome, Reference};
use crate::rules::RULES;
use crate::rules::written::headings;
use crate::site::NodeId;
use crate::source::span::SourceId;
use std::ops::Range;

/// A summary is cut after so many characters.
const LONGEST: usize = 400;

/// What is shown, and for which bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub markdown: String,
    pub range: Range<usize>,
    /// The picture that is meant, as a file of the project.
    pub picture: Option<SourceId>,
}

/// What stands at an offset.
pub fn hover(desk: &Desk<'_>, offset: usize) -> Option<Hover> {
    of_reference(desk, offset)
        .or_else(|| of_shortcode(desk, offset))
        .or_else(|| of_key(desk, offset))
        .or_else(|| of_heading(desk, offset))
}

fn of_reference(desk: &Desk<'_>, offset: usize) -> Option<Hover> {
    let reference = desk.reference_at(offset)?;
    let range = reference.span.range();
    let mut picture = None;
    let markdown = match &reference.outcome {
        Outcome::Page { node, fragment } => {
            let mut text = page(desk, *node);
            if let Some(fragment) = fragment {
                let heading =
                    desk.page_of(*node).and_then(|page| page.outline.anchors().iter().find(|own| own.id == *fragment));
                let title = heading.map_or("", |heading| heading.text.as_str());
                text.push_str(&format!("\n\nSection `#{fragment}` {}", escape(title)));
            }
            text
        }
        Outcome::Asset { file } => {
            let source = desk.snapshot.site.assets.by_file.get(file).copied();
            picture = source.filter(|&id| {
                let source = desk.snapshot.sources.get(id);
                source.asset().is_some_and(|asset| list::is_picture(source, asset))
            });
            let path = source.map_or(file.as_str(), |id| &*desk.snapshot.sources.get(id).path);
            let size = source.map_or(String::new(), |id| format!("\n\n{}", size(desk, id)));
            format!("`{path}`{size}")
        }
        Outcome::External => return None,
        other => broken(desk, reference, other),
    };
    Some(Hover { markdown, range, picture })
}

/// Title, address and opening of a page.
pub fn page(desk: &Desk<'_>, id: NodeId) -> String {
    let node = desk.snapshot.site.node(id);
    let mut text = format!("**{}**\n\n`{}`", escape(&node.title), node.url);
    if let Some(path) = desk.path_of(node) {
        text.push_str(&format!(" · `{path}`"));
    }
    if node.draft {
        text.push_str(" · draft");
    }
    if node.hidden {
        text.push_str(" · hidden");
    }
    let page = desk.page_of(id);
    let opening = page.map(|page| match page.front.meta.description.as_deref() {
        Some(description) if !description.is_empty() => description.to_string(),
        _ => plain(page.outline.summary()),
    });
    let opening = opening.map(|opening| cut(opening.trim())).filter(|opening| !opening.is_empty());
    opening.iter().for_each(|opening| text.push_str(&format!("\n\n{}", escape(opening))));
    text
}

/// Size and dimensions of a file.
pub fn size(desk: &Desk<'_>, id: SourceId) -> String {
    let source = desk.snapshot.sources.get(id);
    let bytes = source.asset().map_or(source.text().len() as u64, |asset| asset.size);
    let size = match bytes {
        0..=1023 => format!("{bytes} bytes"),
        1024..=1_048_575 => format!("{} KiB", bytes / 1024),
        _ => format!("{}.{} MiB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    };
    match source.asset().and_then(|asset| asset.dimensions) {
        Some((width, height)) => format!("{width} × {height} pixels, {size}"),
        None => size,
    }
}

fn broken(desk: &Desk<'_>, reference: &Reference, outcome: &Outcome) -> String {
    let target = list::target(desk.snapshot, reference);
    let at = target.map_or(String::new(), |target| format!(": `{}`", target.replace(' ', "`, `")));
    match outcome {
        Outcome::AnchorMissing { fragment, .. } => format!("There is no `#{fragment}` on the page{at}"),
        Outcome::WrongCase { .. } => format!("It is spelled otherwise{at}"),
        Outcome::Ambiguous { .. } => format!("Several pages fit{at}"),
        Outcome::Withheld { .. } => format!("The page is not published{at}"),
        Outcome::OtherLanguage { .. } => format!("The page is there in another language only{at}"),
        _ => format!("`{}` leads nowhere", reference.written),
    }
}

/// The call whose name stands at an offset, in its opening or its closing tag.
pub fn call_at<'d>(desk: &'d Desk<'_>, offset: usize) -> Option<(&'d Call, Range<usize>)> {
    let mut found: Option<(&Call, Range<usize>)> = None;
    desk.page.document.walk(&mut |document, _| {
        for node in &document.calls {
            let call = &node.call;
            if call.name_span.source != desk.page.source {
                continue;
            }
            if touches(call.name_span, offset) {
                found = Some((call, call.name_span.range()));
            }
            if let Some((inner, _)) = &call.inner {
                let end = call.span.end as usize;
                if offset >= inner.end && offset <= end {
                    let tag = desk.text_of(inner.end..end);
                    let at = tag.find(call.name.as_str()).map(|at| inner.end + at);
                    let place = at
                        .map(|at| at..at + call.name.len())
                        .filter(|place| (place.start..=place.end).contains(&offset));
                    found = place.map(|place| (call, place)).or(found.take());
                }
            }
        }
    });
    found
}

fn of_shortcode(desk: &Desk<'_>, offset: usize) -> Option<Hover> {
    let (call, range) = call_at(desk, offset)?;
    let signatures = &desk.snapshot.settings.signatures;
    let signature = signatures.get(&call.name)?;
    let mut markdown = format!("```\n{}\n```", arguments::usage(signature));
    let help = arguments::help(&call.name);
    help.iter().for_each(|help| markdown.push_str(&format!("\n\n{help}")));
    if let Some(path) = crate::editor::goto::template_of(desk.snapshot, &call.name) {
        markdown.push_str(&format!("\n\nTemplate: `{}`", desk.snapshot.sources.get(path).path));
    }
    Some(Hover { markdown, range, picture: None })
}

fn of_key(desk: &Desk<'_>, offset: usize) -> Option<Hover> {
    let entry = desk.page.front.entries.iter().find(|entry| touches(entry.key_span, offset))?;
    let key = about::find(&entry.key)?;
    let markdown = format!("**{}**: {}\n\n{}", key.name, key.takes.words(), key.help);
    Some(Hover { markdown, range: entry.key_span.range(), picture: None })
}

/// The anchor of a heading, and from how many places it is linked.
fn of_heading(desk: &Desk<'_>, offset: usize) -> Option<Hover> {
    let headings = headings(&desk.page);
    let (heading, _) =
        headings.into_iter().find(|(heading, _)| touches(heading.span, offset) && !heading.id.is_empty())?;
    let node = desk.node()?;
    let leads = |reference: &&Reference| matches!(&reference.outcome, Outcome::Page { node: to, fragment: Some(fragment) } if *to == node && *fragment == heading.id);
    let places = desk.snapshot.resolved.iter().flat_map(|resolved| &resolved.references).filter(leads).count();
    let from = match places {
        0 => "nothing links to it".to_string(),
        1 => "linked from 1 place".to_string(),
        places => format!("linked from {places} places"),
    };
    let markdown = format!("`{}#{}` · {from}", desk.snapshot.site.node(node).url, heading.id);
    Some(Hover { markdown, range: heading.span.range(), picture: None })
}

/// A finding with the manual of its rule.
pub fn finding(finding: &Diagnostic) -> String {
    let mut text = format!("**{}**: {}", finding.rule, escape(&finding.message));
    finding.help.iter().for_each(|help| text.push_str(&format!("\n\n{}", escape(help))));
    if let Some(rule) = RULES.iter().find(|rule| rule.name == finding.rule) {
        text.push_str(&format!("\n\n---\n\n{}", rule.manual.trim()));
    }
    text
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(before, _)| before)),
        None => text.to_string(),
    }
}

/// Text that Markdown shall show as it stands. Names in ticks stay code.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        in_code ^= c == '`';
        if !in_code && matches!(c, '*' | '_' | '<' | '[' | ']' | '#' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
