//! Document and answers to HTML.

use crate::config::Highlight;
use crate::page::Page;
use crate::page::call::Call;
use crate::page::document::{AlertBox, CallBody, CodeBlock, Document, Fragment, Link, Part, Phrase};
use crate::page::text::escape::{escape, escape_attribute, escape_url};
use crate::render::Problem;
use crate::render::highlight::fence::fence;
use crate::render::highlight::{Highlighter, Outcome};
use crate::render::math::mathml;
use crate::render::picture::{self, Shown, Variants};
use crate::render::shortcode::{ShortcodePage, Shortcodes};
use crate::resolve::asset::Picture;
use crate::resolve::call::CallAnswer;
use crate::resolve::{Answers, Resolved};
use crate::shortcode::{Ask, Body, Signatures};
use crate::source::span::Span;
use crate::theme::Theme;
use crate::theme::address::is_dangerous;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What bodies need beside the page and its answers.
pub struct Bench<'a> {
    pub theme: &'a Theme,
    pub signatures: &'a Signatures,
    pub highlighter: &'a Highlighter,
    pub highlight: &'a Highlight,
    /// Smaller versions of a picture.
    pub variants: &'a (dyn Fn(&Picture) -> Variants + Sync),
    /// `target` of links to other sites: `_blank`, or empty.
    pub external_target: &'a str,
    /// learn's second argument of `notice` is an id; relearn's is a title.
    pub notice_id: bool,
}

/// The body of a page as HTML.
pub fn render(
    page: &Page,
    resolved: &Resolved,
    shown: &ShortcodePage<'_>,
    words: &BTreeMap<String, String>,
    bench: &Bench<'_>,
) -> (String, Vec<Problem>) {
    let mut renderer =
        Renderer { bench, shown, words, problems: Vec::new(), shortcodes: Shortcodes::new(), text_written: 0 };
    let mut out = String::with_capacity(page.document.html.len() * 2);
    renderer.document(&page.document, &resolved.answers, &mut out);
    out.shrink_to_fit();
    (out, renderer.problems)
}

pub(crate) struct Renderer<'a, 'b> {
    pub(crate) bench: &'a Bench<'b>,
    pub(crate) shown: &'a ShortcodePage<'a>,
    pub(crate) words: &'a BTreeMap<String, String>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) shortcodes: Shortcodes,
    /// How much HTML stands before: pictures near the top are not loaded late.
    text_written: usize,
}

/// Pictures within so many bytes of HTML are taken to be on the first screen.
const FIRST_SCREEN: usize = 1500;

impl Renderer<'_, '_> {
    pub(crate) fn document(&mut self, document: &Document, answers: &Answers, out: &mut String) {
        self.parts(&document.parts, document, answers, out);
    }

    fn parts(&mut self, parts: &[Part], document: &Document, answers: &Answers, out: &mut String) {
        for part in parts {
            match part {
                Part::Html(range) => {
                    let html = &document.html[range.start as usize..range.end as usize];
                    self.text_written += html.len();
                    out.push_str(html);
                }
                Part::Link(number) => self.link(&document.links[*number as usize], answers, *number, out),
                Part::Image(number) => {
                    let image = &document.images[*number as usize];
                    let answer = &answers.images[*number as usize];
                    let variants = (self.bench.variants)(answer);
                    let lazy = self.text_written > FIRST_SCREEN;
                    let shown = Shown { alt: &image.alt, title: &image.title, in_link: image.in_link, lazy };
                    picture::write(answer, &variants, &shown, out);
                    // The second picture of a page is not on the first screen any more.
                    self.text_written += FIRST_SCREEN / 2;
                }
                Part::Code(number) => self.code(&document.codes[*number as usize], document, answers, out),
                Part::Call(number) => self.call(document, answers, *number, out),
                Part::CallText(number) => {
                    let mut text = String::new();
                    match &answers.calls[*number as usize] {
                        CallAnswer::Text(answer) => text.push_str(answer),
                        _ => self.call(document, answers, *number, &mut text),
                    }
                    escape_attribute(&text, out);
                }
                Part::Box(number) => self.alert(&document.boxes[*number as usize], document, answers, out),
                Part::Phrase(phrase) => {
                    let key = match phrase {
                        Phrase::Table => "table",
                        Phrase::BackToText => "footnote_back",
                        Phrase::Footnotes => "footnotes",
                    };
                    let fallback = match phrase {
                        Phrase::Table => "Table",
                        Phrase::BackToText => "Back to the text",
                        Phrase::Footnotes => "Footnotes",
                    };
                    escape_attribute(self.words.get(key).map_or(fallback, String::as_str), out);
                }
                Part::Math { source, block, span } => {
                    self.math(source, *block, *span, out);
                }
            }
        }
    }

    fn link(&mut self, link: &Link, answers: &Answers, number: u32, out: &mut String) {
        let answer = &answers.links[number as usize];
        let url = &answer.url;
        let is_web = answer.external && (url.starts_with("http") || url.starts_with("//"));
        // `javascript:` in an author's Markdown is kept from readers, as Goldmark keeps it.
        out.push_str("<a href=\"");
        if !is_dangerous(url) {
            escape_url(url, out);
        }
        out.push('"');
        if !link.title.is_empty() {
            out.push_str(" title=\"");
            escape_attribute(&link.title, out);
            out.push('"');
        }
        if link.around_image && !answer.external {
            out.push_str(" class=\"zoom\"");
        }
        if is_web {
            out.push_str(" class=\"external\"");
            if !self.bench.external_target.is_empty() {
                out.push_str(" target=\"");
                escape_attribute(self.bench.external_target, out);
                out.push('"');
            }
            out.push_str(" rel=\"noopener\"");
        }
        out.push('>');
    }

    fn code(&mut self, block: &CodeBlock, document: &Document, answers: &Answers, out: &mut String) {
        let mut code = String::new();
        let mut with_html = false;
        for fragment in &block.text {
            match fragment {
                Fragment::Text(text) => code.push_str(text),
                Fragment::Call(number) => match self.written(document, answers, *number) {
                    Some(text) => code.push_str(&text),
                    None => with_html = true,
                },
            }
        }
        let fence = fence(block.info.as_deref().unwrap_or(""));
        if with_html {
            // Hugo expands calls in code too; their HTML cannot be highlighted.
            out.push_str("<div class=\"code\"><pre tabindex=\"0\"><code>");
            for fragment in &block.text {
                match fragment {
                    Fragment::Text(text) => escape(text, out),
                    Fragment::Call(number) => self.call(document, answers, *number, out),
                }
            }
            out.push_str("</code></pre></div>");
            return;
        }
        if matches!(fence.language.to_ascii_lowercase().as_str(), "mermaid") {
            self.mermaid(&code, out);
            return;
        }
        if fence.language.eq_ignore_ascii_case("math") {
            self.math(code.trim(), true, block.span, out);
            return;
        }
        let done = self.bench.highlighter.highlight(&fence.language, &code, &fence.options, self.bench.highlight);
        if done.outcome == Outcome::UnknownLanguage {
            let near = crate::nearest::nearest(&fence.language, self.bench.highlighter.languages().into_iter());
            self.problems.push(Problem::UnknownLanguage {
                span: block.span,
                language: fence.language.clone(),
                near: near.map(str::to_string),
            });
        }
        out.push_str(&done.html);
    }

    /// A formula through the template of `math`.
    fn math(&mut self, source: &str, block: bool, span: Span, out: &mut String) {
        let mathml = self.formula(source, block, span);
        let mut context = self.context("math");
        context.insert("inner_raw", source);
        context.insert("inner", "");
        context.insert("source", source);
        context.insert("mathml", &mathml);
        self.template("math", &context, Some(span), out);
    }

    /// A formula as MathML; empty, and a problem told, if it cannot be read.
    pub(crate) fn formula(&mut self, source: &str, block: bool, span: Span) -> String {
        match mathml(source, block) {
            Ok(mathml) => mathml,
            Err(reason) => {
                self.problems.push(Problem::Formula { span, reason });
                String::new()
            }
        }
    }

    /// A fence of the language `mermaid` is a diagram, as in relearn.
    fn mermaid(&mut self, source: &str, out: &mut String) {
        let mut context = self.context("mermaid");
        context.insert("inner_raw", source);
        context.insert("inner", "");
        context.insert("source", source);
        context.insert("source_html", &diagram_source(source));
        context.insert("svg", "");
        self.template("mermaid", &context, None, out);
    }

    fn alert(&mut self, alert: &AlertBox, document: &Document, answers: &Answers, out: &mut String) {
        let mut inner = String::new();
        self.parts(&alert.parts, document, answers, &mut inner);
        let mut context = self.context("notice");
        let mut args = BTreeMap::new();
        if let Some(expanded) = alert.expanded {
            args.insert("expanded".to_string(), serde_json::Value::Bool(expanded));
        }
        context.insert("args", &args);
        context.insert("kind", &alert.kind);
        context.insert("title", &alert.title);
        context.insert("untitled", &false);
        context.insert("anchor", "");
        context.insert("inner", &inner);
        context.insert("inner_raw", "");
        self.template("notice", &context, Some(alert.span), out);
    }

    /// The result of a call.
    pub(crate) fn call(&mut self, document: &Document, answers: &Answers, number: u32, out: &mut String) {
        let node = &document.calls[number as usize];
        let answer = &answers.calls[number as usize];
        let body = self.bench.signatures.get(&node.call.name).map_or(Body::Markdown, |signature| signature.body);
        if body == Body::Dropped {
            return;
        }
        if let CallAnswer::Text(text) = answer {
            escape(text, out);
            return;
        }
        let inner = self.inner(document, answers, number);
        self.shortcode(document, answers, number, inner, out);
    }

    /// What a call encloses, rendered.
    pub(crate) fn inner(&mut self, document: &Document, answers: &Answers, number: u32) -> String {
        let node = &document.calls[number as usize];
        match &node.body {
            CallBody::None => String::new(),
            CallBody::Markdown(inner) => {
                let mut html = String::new();
                if let Some(nested) = &answers.nested[number as usize] {
                    self.document(inner, nested, &mut html);
                }
                // One line is no paragraph: a label on a button stays a label.
                let one_line = node.call.inner.as_ref().is_some_and(|(range, _)| {
                    self.shown.text.get(range.clone()).is_some_and(|text| !text.contains('\n'))
                });
                if one_line { bare(&html) } else { html }
            }
            CallBody::Raw(fragments) => {
                let is_code = self.takes_text(&node.call);
                let mut html = String::new();
                for fragment in fragments {
                    match fragment {
                        Fragment::Text(text) => html.push_str(text),
                        Fragment::Call(inner) => match self.written(document, answers, *inner).filter(|_| is_code) {
                            Some(text) => html.push_str(&text),
                            None => self.call(document, answers, *inner, &mut html),
                        },
                    }
                }
                html
            }
        }
    }

    /// Whether what a call encloses is text for the program: code, a diagram, a formula.
    pub(crate) fn takes_text(&self, call: &Call) -> bool {
        let row = self.bench.signatures.get(&call.name);
        row.is_some_and(|row| row.body == Body::Raw && row.ask != Ask::BundleFiles)
    }

    /// What a call leaves in code, if that is text: a value, or another file as it is written.
    fn written<'t>(&self, document: &Document, answers: &'t Answers, number: u32) -> Option<Cow<'t, str>> {
        match &answers.calls[number as usize] {
            CallAnswer::Text(text) => Some(Cow::Borrowed(text)),
            CallAnswer::File { source, .. } if document.calls[number as usize].call.name == "include" => {
                let mut text = (self.shown.files)(*source);
                text.truncate(text.trim_end_matches(['\n', '\r']).len());
                Some(Cow::Owned(text))
            }
            _ => None,
        }
    }
}

/// The text of a diagram as HTML. Mermaid knows one tag, the line break, which stays one.
pub(crate) fn diagram_source(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    escape(source, &mut out);
    for written in ["&lt;br/&gt;", "&lt;br /&gt;", "&lt;br&gt;"] {
        out = out.replace(written, "<br>");
    }
    out
}

/// A single paragraph without its tags.
pub(crate) fn bare(html: &str) -> String {
    let trimmed = html.trim();
    let inside = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inside {
        Some(inside) if !inside.contains("<p>") => inside.to_string(),
        _ => trimmed.to_string(),
    }
}
