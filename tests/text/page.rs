//! A walk over paragraphs and headings, just long enough to hold the text functions against Hugo's output.

use guidegen::config::AutoIdType;
use guidegen::page::text::anchor::{Ids, heading_text};
use guidegen::page::text::escape::{escape, escape_attribute, escape_url};
use guidegen::page::text::inline::{Content, Events, Inline, Piece, Rules};
use pulldown_cmark::{Alignment, Event, LinkType, Options, Parser, Tag, TagEnd};

/// The inline rules of Hugo's default, with emoji.
pub const ALL: Rules = Rules { typographer: true, linkify: true, emoji: true };

/// Markdown of paragraphs and headings as HTML.
pub fn html(source: &str, kind: AutoIdType) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let events: Vec<_> = Parser::new_ext(source, options).into_offset_iter().collect();
    let mut page = Page {
        source,
        events: &events,
        kind,
        inline: Inline::new(ALL),
        ids: Ids::default(),
        columns: (Vec::new(), 0, "td"),
        out: String::new(),
    };
    let mut at = 0;
    while at < events.len() {
        at = page.event(at, 0);
    }
    page.out
}

struct Page<'e, 't> {
    source: &'e str,
    events: &'e Events<'t>,
    kind: AutoIdType,
    inline: Inline,
    ids: Ids,
    /// Of the open table: alignments, the column at hand, the element of a cell.
    columns: (Vec<Alignment>, usize, &'static str),
    out: String,
}

impl<'e> Page<'e, '_> {
    /// Writes the event at `at`; gives the place of the next.
    fn event(&mut self, at: usize, links: usize) -> usize {
        let (event, range) = &self.events[at];
        match event {
            Event::Text(_) => {
                let mut pieces: Vec<Piece<'e>> = Vec::new();
                let next = self.inline.run(self.source, self.events, at, links > 0, &mut pieces);
                for piece in pieces {
                    match piece.content {
                        Content::Link { kind, address } => {
                            self.out.push_str("<a href=\"");
                            escape_url(&kind.target(address, "https"), &mut self.out);
                            self.out.push_str("\">");
                            escape(address, &mut self.out);
                            self.out.push_str("</a>");
                        }
                        content => escape(content.shown(), &mut self.out),
                    }
                }
                return next;
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let mail = *link_type == LinkType::Email;
                self.out.push_str(if mail { "<a href=\"mailto:" } else { "<a href=\"" });
                escape_url(dest_url, &mut self.out);
                if !title.is_empty() {
                    self.out.push_str("\" title=\"");
                    escape_attribute(title, &mut self.out);
                }
                self.out.push_str("\">");
                let mut next = at + 1;
                while self.events[next].0 != Event::End(TagEnd::Link) {
                    match (&self.events[next].0, link_type) {
                        (Event::Text(text), LinkType::Autolink | LinkType::Email) => {
                            escape(text, &mut self.out);
                            next += 1;
                        }
                        _ => next = self.event(next, links + 1),
                    }
                }
                self.out.push_str("</a>");
                return next + 1;
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let (mut next, mut depth) = (at + 1, 1);
                let mut alt = String::new();
                loop {
                    match &self.events[next].0 {
                        Event::Start(_) => depth += 1,
                        Event::End(_) if depth == 1 => break,
                        Event::End(_) => depth -= 1,
                        Event::Code(code) => alt.push_str(code),
                        Event::SoftBreak | Event::HardBreak => alt.push('\n'),
                        Event::Text(_) => {
                            let mut pieces: Vec<Piece<'e>> = Vec::new();
                            next = self.inline.run(self.source, self.events, next, true, &mut pieces);
                            // Hugo leaves emoji out of alternative texts.
                            let kept = pieces.iter().filter(|piece| !matches!(piece.content, Content::Emoji { .. }));
                            kept.for_each(|piece| alt.push_str(piece.content.shown()));
                            continue;
                        }
                        _ => {}
                    }
                    next += 1;
                }
                self.out.push_str("<img src=\"");
                escape_url(dest_url, &mut self.out);
                self.out.push_str("\" alt=\"");
                escape_attribute(&alt, &mut self.out);
                if !title.is_empty() {
                    self.out.push_str("\" title=\"");
                    escape_attribute(title, &mut self.out);
                }
                self.out.push_str("\">");
                return next + 1;
            }
            Event::Start(Tag::Heading { level, id, .. }) => {
                let inner = self.events[at + 1..]
                    .iter()
                    .take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
                let end = at + 1 + inner.count();
                let id = match id {
                    Some(id) => {
                        self.ids.reserve(id);
                        Some(id.to_string())
                    }
                    None => {
                        self.ids.heading(&heading_text(self.source, &self.events[at + 1..end], &self.inline), self.kind)
                    }
                };
                match id {
                    Some(id) => self.out.push_str(&format!("<{level} id=\"{id}\">")),
                    None => self.out.push_str(&format!("<{level}>")),
                }
            }
            Event::End(TagEnd::Heading(level)) => self.out.push_str(&format!("</{level}>\n")),
            Event::Start(Tag::Paragraph) => self.out.push_str("<p>"),
            Event::End(TagEnd::Paragraph) => self.out.push_str("</p>\n"),
            Event::Start(Tag::Emphasis) => self.out.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => self.out.push_str("</em>"),
            Event::Start(Tag::Strong) => self.out.push_str("<strong>"),
            Event::End(TagEnd::Strong) => self.out.push_str("</strong>"),
            Event::Start(Tag::Strikethrough) => self.out.push_str("<del>"),
            Event::End(TagEnd::Strikethrough) => self.out.push_str("</del>"),
            Event::Start(Tag::BlockQuote(_)) => self.out.push_str("<blockquote>\n"),
            Event::End(TagEnd::BlockQuote(_)) => self.out.push_str("</blockquote>\n"),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::InlineHtml(html) | Event::Html(html) => self.out.push_str(html),
            Event::Start(Tag::List(first)) => self.out.push_str(if first.is_some() { "<ol>\n" } else { "<ul>\n" }),
            Event::End(TagEnd::List(ordered)) => self.out.push_str(if *ordered { "</ol>\n" } else { "</ul>\n" }),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(_) => self.out.push_str(NOTE),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let inner =
                    self.events[at..].iter().take_while(|(event, _)| *event != Event::End(TagEnd::FootnoteDefinition));
                return at + inner.count() + 1;
            }
            Event::Start(Tag::Item) => self.out.push_str("<li>"),
            Event::End(TagEnd::Item) => self.out.push_str("</li>\n"),
            Event::Start(Tag::Table(alignments)) => {
                self.columns.0 = alignments.clone();
                self.out.push_str("<table>\n");
            }
            Event::End(TagEnd::Table) => self.out.push_str("</tbody>\n</table>\n"),
            Event::Start(Tag::TableHead) => {
                (self.columns.1, self.columns.2) = (0, "th");
                self.out.push_str("<thead>\n<tr>\n");
            }
            Event::End(TagEnd::TableHead) => self.out.push_str("</tr>\n</thead>\n<tbody>\n"),
            Event::Start(Tag::TableRow) => {
                (self.columns.1, self.columns.2) = (0, "td");
                self.out.push_str("<tr>\n");
            }
            Event::End(TagEnd::TableRow) => self.out.push_str("</tr>\n"),
            Event::Start(Tag::TableCell) => {
                let align = match self.columns.0.get(self.columns.1) {
                    Some(Alignment::Left) => " style=\"text-align: left\"",
                    Some(Alignment::Center) => " style=\"text-align: center\"",
                    Some(Alignment::Right) => " style=\"text-align: right\"",
                    _ => "",
                };
                self.columns.1 += 1;
                self.out.push_str(&format!("<{}{align}>", self.columns.2));
            }
            Event::End(TagEnd::TableCell) => self.out.push_str(&format!("</{}>\n", self.columns.2)),
            Event::Start(Tag::CodeBlock(_)) => self.out.push_str("<pre tabindex=\"0\"><code>"),
            Event::End(TagEnd::CodeBlock) => self.out.push_str("</code></pre>\n"),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            _ => self.out.push_str(&format!("[{range:?}]")),
        }
        at + 1
    }
}

/// Stands for the reference of a footnote.
const NOTE: &str = "[note]";

/// What Hugo printed, with the characters that its entities stand for, and without footnotes.
pub fn readable(html: &str) -> String {
    let html = html.split("<div class=\"footnotes\"").next().unwrap_or_default();
    let mut parts = html.split("<sup id=\"fnref");
    let mut plain = parts.next().unwrap_or_default().to_string();
    for part in parts {
        plain.push_str(NOTE);
        plain.push_str(part.split_once("</sup>").map_or("", |(_, rest)| rest));
    }
    characters(&plain)
}

fn characters(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').map_or(1, |end| end + 1);
        let character = match &rest[..end] {
            "&lsquo;" => Some('‘'),
            "&rsquo;" => Some('’'),
            "&ldquo;" => Some('“'),
            "&rdquo;" => Some('”'),
            "&ndash;" => Some('–'),
            "&mdash;" => Some('—'),
            "&hellip;" => Some('…'),
            "&laquo;" => Some('«'),
            "&raquo;" => Some('»'),
            "&zwj;" => Some('\u{200D}'),
            entity => entity
                .strip_prefix("&#x")
                .and_then(|hex| u32::from_str_radix(hex.trim_end_matches(';'), 16).ok())
                .and_then(char::from_u32),
        };
        match character {
            Some(character) => {
                out.push(character);
                rest = &rest[end..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// HTML without the blanks between its tags.
pub fn dense(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (number, part) in html.split('>').enumerate() {
        if number > 0 {
            out.push('>');
        }
        let inner = part.trim_start_matches(['\n', '\t']);
        out.push_str(if inner.starts_with('<') || inner.is_empty() { inner } else { part });
    }
    out
}
