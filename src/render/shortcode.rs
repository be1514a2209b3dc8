//! A shortcode call through its template.

use crate::page::call::{Call, Value};
use crate::page::document::{CallBody, Document};
use crate::page::text::escape::escape;
use crate::render::Problem;
use crate::render::body::{Renderer, bare, diagram_source};
use crate::render::contents;
use crate::render::highlight::fence::{FenceOptions, option as fence_option, options as fence_options};
use crate::render::picture::Variants;
use crate::resolve::Answers;
use crate::resolve::call::{CallAnswer, FileCard, PageCard};
use crate::shortcode::labels_of;
use crate::source::span::Span;
use crate::theme::overlay::place_of;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use tera::Context;

/// What a shortcode template may see of its page.
pub struct ShortcodePage<'a> {
    /// `page`, `site`, `strings`, made once for each page.
    pub base: Context,
    pub outline: &'a crate::page::outline::Outline,
    pub markup: &'a crate::config::Markup,
    /// The source, for what calls enclose as it was written.
    pub text: &'a str,
    /// Texts of files that calls ask for.
    pub files: &'a (dyn Fn(crate::source::span::SourceId) -> String + Sync),
}

/// Counts calls, so that each has a word of its own for ids.
#[derive(Debug, Default)]
pub struct Shortcodes {
    next: usize,
}

impl Shortcodes {
    pub fn new() -> Self {
        Self::default()
    }

    fn id(&mut self, name: &str) -> String {
        self.next += 1;
        format!("{}-{}", name.replace('/', "-"), self.next)
    }
}

impl Renderer<'_, '_> {
    /// A context with what every shortcode template sees.
    pub(crate) fn context(&mut self, name: &str) -> Context {
        let mut context = self.shown.base.clone();
        context.insert("name", name);
        context.insert("args", &BTreeMap::<String, Json>::new());
        context.insert("params", &Vec::<Json>::new());
        context.insert("marked", &BTreeMap::<String, Json>::new());
        context.insert("id", &self.shortcodes.id(name));
        context
    }

    pub(crate) fn template(&mut self, name: &str, context: &Context, span: Option<Span>, out: &mut String) {
        let template = format!("shortcodes/{name}.html");
        match self.bench.theme.templates.render(&template, context) {
            Ok(html) => out.push_str(html.trim_matches('\n')),
            Err(error) => {
                let (name, place, reason) = place_of(&error);
                let name = if name.is_empty() { template } else { name };
                let source = self.bench.theme.origins.get(&name).copied().flatten();
                self.problems.push(Problem::Template { source, name, place, reason, page: span });
            }
        }
    }

    pub(crate) fn shortcode(
        &mut self,
        document: &Document,
        answers: &Answers,
        number: u32,
        inner: String,
        out: &mut String,
    ) {
        let node = &document.calls[number as usize];
        let call = &node.call;
        if !self.bench.theme.has_template(&format!("shortcodes/{}.html", call.name)) {
            // An unknown name was told already; what it encloses is still worth reading.
            out.push_str(&inner);
            return;
        }
        let mut context = self.context(&call.name);
        context.insert("args", &named(call));
        context.insert("params", &positional(call));
        // Where a body is text, the calls in it have left their texts there.
        let raw = match self.takes_text(call) {
            true => inner.as_str(),
            false => call.inner.as_ref().and_then(|(range, _)| self.shown.text.get(range.clone())).unwrap_or(""),
        };
        context.insert("inner_raw", raw);
        context.insert("inner", &inner);
        let marked = self.marked(document, answers, number);
        if !marked.is_empty() {
            context.insert("marked", &marked);
        }
        let text = |name: &str, place: usize| call.argument(name, place).map(|argument| argument.value.text());
        match &answers.calls[number as usize] {
            CallAnswer::Pages(pages) => {
                let pages: Vec<Json> = pages.iter().map(page_card).collect();
                context.insert("pages", &pages);
            }
            CallAnswer::Files(files) => {
                let files: Vec<Json> = files.iter().map(|file| file_card(file, self.words)).collect();
                context.insert("files", &files);
            }
            CallAnswer::Picture(picture) => {
                let Variants { of } = (self.bench.variants)(picture);
                let srcset: Vec<String> = of.iter().map(|(url, width)| format!("{url} {width}w")).collect();
                let mut image = json!({
                    "src": picture.url,
                    "srcset": if !srcset.is_empty() { srcset.join(", ") } else { String::new() },
                    "sizes": "(min-width: 48rem) 44rem, 100vw",
                    "width": picture.dimensions.map(|(width, _)| width),
                    "height": picture.dimensions.map(|(_, height)| height),
                });
                if let Some(image) = image.as_object_mut()
                    && picture.source.is_some()
                    && picture.zoom
                {
                    image.insert("original".to_string(), Json::String(picture.url.clone()));
                }
                context.insert("image", &image);
                context.insert("url", &picture.url);
            }
            CallAnswer::Link { url, external } => {
                context.insert("url", url);
                context.insert("external", external);
            }
            CallAnswer::File { source, path, .. } => {
                let quoted = (self.shown.files)(*source);
                context.insert("url", path);
                context.insert("source", &quoted);
            }
            CallAnswer::Nothing | CallAnswer::Text(_) => {
                context.insert("url", "");
            }
        }
        match call.name.as_str() {
            "notice" | "callout" => {
                let kind = text("style", 0).or_else(|| text("kind", 0)).unwrap_or_else(|| "note".to_string());
                let second = text("title", 1).unwrap_or_default();
                let by_position = call.named("title").is_none();
                let is_id = by_position && self.bench.notice_id;
                context.insert("kind", &kind.trim().to_lowercase());
                // A title of blanks is none, and takes the place of the usual word too, as in relearn.
                context.insert("untitled", &(!is_id && !second.is_empty() && second.trim().is_empty()));
                context.insert("title", if is_id { "" } else { second.trim() });
                context.insert("anchor", if is_id { second.as_str() } else { "" });
            }
            "toc" => {
                let (list, count) = contents::list(self.shown.outline, self.shown.markup);
                context.insert("toc", &list);
                context.insert("toc_count", &count);
            }
            "tabs" | "cards" => {
                let items = self.items(document, answers, number);
                context.insert("items", &items);
            }
            "tab" => {
                let title = text("title", usize::MAX).or_else(|| text("name", usize::MAX)).unwrap_or_default();
                context.insert("title", &title);
            }
            "mermaid" => {
                context.insert("svg", "");
                context.insert("source", raw.trim_matches('\n'));
                context.insert("source_html", &diagram_source(raw.trim_matches('\n')));
            }
            "math" => {
                let source = raw.trim();
                context.insert("mathml", &self.formula(source, source.contains('\n'), call.open));
                context.insert("source", source);
            }
            "highlight" => {
                let language = text("type", 0).or_else(|| text("lang", 0)).unwrap_or_default();
                let (mut options, _) = match text("options", 1) {
                    Some(options) => fence_options(&options),
                    None => (FenceOptions::default(), Vec::new()),
                };
                let others = call.arguments.iter().filter_map(|argument| Some((argument.name.as_deref()?, argument)));
                for (name, argument) in others {
                    if !["type", "lang", "options"].iter().any(|own| own.eq_ignore_ascii_case(name)) {
                        fence_option(&mut options, name, &argument.value.text());
                    }
                }
                options.inline = call.is_inline_code();
                let code = raw.trim_matches('\n');
                let done = self.bench.highlighter.highlight(&language, code, &options, self.bench.highlight);
                context.insert("code", &done.html);
            }
            "tree" | "openapi" => {
                let (language, code) = match &answers.calls[number as usize] {
                    CallAnswer::File { source, path, .. } => {
                        let language = if path.ends_with(".json") { "json" } else { "yaml" };
                        (language, (self.shown.files)(*source))
                    }
                    _ => ("text", raw.trim_matches('\n').to_string()),
                };
                let options = FenceOptions::default();
                let done = self.bench.highlighter.highlight(language, &code, &options, self.bench.highlight);
                context.insert("code", &done.html);
            }
            "card" => {
                context.insert("title", &text("title", usize::MAX).unwrap_or_default());
            }
            "include" => {
                let html = match answers.included.get(number as usize) {
                    Some(Some(included)) => {
                        let included = included.clone();
                        let mut html = String::new();
                        self.document(&included.page.document, &included.answers, &mut html);
                        html
                    }
                    _ => String::new(),
                };
                context.insert("inner", &html);
            }
            _ => {}
        }
        self.template(&call.name, &context, Some(call.open), out);
    }

    /// The labels of a call as HTML, by the name of the argument; one without Markdown is its text.
    fn marked(&mut self, document: &Document, answers: &Answers, number: u32) -> BTreeMap<&'static str, String> {
        let node = &document.calls[number as usize];
        let mut marked = BTreeMap::new();
        for &(name, place) in labels_of(&node.call.name) {
            let Some(argument) = node.call.argument(name, place) else { continue };
            let label = node.labels.iter().position(|label| label.name == name);
            let found = label.and_then(|label| {
                let place = answers.labels.binary_search_by_key(&(number, label as u32), |(place, _)| *place).ok()?;
                Some((&node.labels[label].document, &answers.labels[place].1))
            });
            let mut html = String::new();
            match found {
                Some((line, answers)) => {
                    self.document(line, answers, &mut html);
                    html = bare(&html);
                }
                None => escape(argument.value.text().trim(), &mut html),
            }
            if !html.is_empty() {
                marked.insert(name, html);
            }
        }
        marked
    }

    /// The calls of `tab` or `card` within a call, each with its title and its body.
    fn items(&mut self, document: &Document, answers: &Answers, number: u32) -> Vec<Json> {
        let node = &document.calls[number as usize];
        let item_name = match node.call.name.as_str() {
            "cards" => "card",
            _ => "tab",
        };
        let mut items = Vec::new();
        let (CallBody::Markdown(inner), Some(nested)) = (&node.body, &answers.nested[number as usize]) else {
            return items;
        };
        for (index, item) in inner.calls.iter().enumerate() {
            if item.call.name != item_name {
                continue;
            }
            let html = self.inner(inner, nested, index as u32);
            let title = item.call.named("title").or_else(|| item.call.named("name"));
            let title = title.map(|argument| argument.value.text()).unwrap_or_default();
            let url = match &nested.calls[index] {
                CallAnswer::Link { url, .. } => url.clone(),
                _ => String::new(),
            };
            let marked = self.marked(inner, nested, index as u32);
            let id = self.shortcodes.id(item_name);
            items.push(json!({
                "title": title, "marked": marked, "inner": html, "id": id, "args": named(&item.call), "params": positional(&item.call), "url": url,
            }));
        }
        items
    }
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.clone()),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Boolean(boolean) => Json::Bool(*boolean),
    }
}

/// Named arguments, each under its name as written and in lower case.
fn named(call: &Call) -> BTreeMap<String, Json> {
    let mut map = BTreeMap::new();
    for argument in &call.arguments {
        if let Some(name) = &argument.name {
            map.insert(name.to_lowercase().replace('-', "_"), json_of(&argument.value));
            map.insert(name.clone(), json_of(&argument.value));
        }
    }
    map
}

fn positional(call: &Call) -> Vec<Json> {
    call.arguments.iter().filter(|argument| argument.name.is_none()).map(|argument| json_of(&argument.value)).collect()
}

/// Recursion is bounded: resolve cuts the tree at 64 levels.
fn page_card(card: &PageCard) -> Json {
    json!({
        "title": card.title,
        "menu_title": card.menu_title,
        "url": card.url,
        "description": card.description,
        "summary": card.summary,
        "level": card.level,
        "planned": card.planned,
        "children": card.children.iter().map(page_card).collect::<Vec<_>>(),
    })
}

fn file_card(card: &FileCard, words: &BTreeMap<String, String>) -> Json {
    json!({ "name": card.name, "url": card.url, "size": card.size, "size_text": size_text(card.size, words) })
}

/// A size for people: learn's rule, powers of 1024, rounded up to whole kilobytes.
fn size_text(size: u64, words: &BTreeMap<String, String>) -> String {
    let unit = |key: &str, fallback: &str| words.get(key).cloned().unwrap_or_else(|| fallback.to_string());
    match size {
        0..1024 => format!("{size} {}", unit("unit_byte", "B")),
        1024..1_048_576 => format!("{} {}", size / 1024, unit("unit_kilobyte", "KB")),
        _ => format!("{} {}", size / 1_048_576, unit("unit_megabyte", "MB")),
    }
}
