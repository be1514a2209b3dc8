//! From `markup` and the old `pygments*` keys to Markup and Highlight. Source: Hugo's page `configuration/markup`.

use super::reader::Reader;
use super::tree::{Content, Table};
use super::{AutoIdType, Delimiters, Highlight, Markup, keys};
use crate::data::Value;

impl Default for Markup {
    /// Hugo's defaults.
    fn default() -> Self {
        Self {
            unsafe_html: false,
            hard_wraps: false,
            typographer: true,
            linkify: true,
            linkify_protocol: "https".to_owned(),
            strikethrough: true,
            table: true,
            task_list: true,
            definition_list: true,
            footnote: true,
            auto_heading_id: true,
            auto_id_type: AutoIdType::Github,
            heading_attributes: true,
            passthrough: None,
            toc_start: 2,
            toc_end: 3,
            toc_ordered: false,
        }
    }
}

impl Default for Highlight {
    /// Hugo's defaults.
    fn default() -> Self {
        Self {
            code_fences: true,
            line_numbers: None,
            line_number_start: 1,
            anchor_line_numbers: false,
            guess_syntax: false,
            tab_width: 4,
            style: "monokai".to_owned(),
        }
    }
}

/// Reads the table `markup` of a site.
pub fn read(site: &Table, reader: &mut Reader) -> (Markup, Highlight) {
    let mut markup = Markup::default();
    let table = reader.table(site, "markup");
    if let Some(table) = table {
        reader.unknown(table, &keys::MARKUP);
        if let Some(toc) = reader.table(table, "tableofcontents") {
            reader.unknown(toc, &keys::TABLE_OF_CONTENTS);
            markup.toc_start = reader.number(toc, "startlevel").unwrap_or(markup.toc_start);
            markup.toc_end = reader.number(toc, "endlevel").unwrap_or(markup.toc_end);
            markup.toc_ordered = reader.flag(toc, "ordered").unwrap_or(markup.toc_ordered);
        }
        if let Some(goldmark) = reader.table(table, "goldmark") {
            reader.unknown(goldmark, &keys::GOLDMARK);
            self::goldmark(goldmark, &mut markup, reader);
        }
    }
    let highlight = highlight(site, table.and_then(|table| reader.table(table, "highlight")), reader);
    (markup, highlight)
}

fn goldmark(table: &Table, markup: &mut Markup, reader: &mut Reader) {
    if let Some(renderer) = reader.table(table, "renderer") {
        reader.unknown(renderer, &keys::GOLDMARK_RENDERER);
        markup.unsafe_html = reader.flag(renderer, "unsafe").unwrap_or(markup.unsafe_html);
        markup.hard_wraps = reader.flag(renderer, "hardwraps").unwrap_or(markup.hard_wraps);
    }
    if let Some(parser) = reader.table(table, "parser") {
        reader.unknown(parser, &keys::GOLDMARK_PARSER);
        markup.auto_heading_id = reader.flag(parser, "autoheadingid").unwrap_or(markup.auto_heading_id);
        let types = [
            ("github", AutoIdType::Github),
            ("github-ascii", AutoIdType::GithubAscii),
            ("blackfriday", AutoIdType::Blackfriday),
        ];
        let name = if parser.contains_key("autoidtype") { "autoidtype" } else { "autoheadingidtype" };
        markup.auto_id_type = reader.one_of(parser, name, &types).unwrap_or(markup.auto_id_type);
        // `attribute` was a boolean before Hugo 0.81.
        markup.heading_attributes = match parser.get("attribute").map(|setting| &setting.content) {
            Some(Content::Table(attribute)) => reader.flag(attribute, "title").unwrap_or(true),
            _ => reader.flag(parser, "attribute").unwrap_or(markup.heading_attributes),
        };
    }
    let Some(extensions) = reader.table(table, "extensions") else { return };
    reader.unknown(extensions, &keys::GOLDMARK_EXTENSIONS);
    let mut on = |name: &str, flag: &mut bool| *flag = reader.flag(extensions, name).unwrap_or(*flag);
    on("linkify", &mut markup.linkify);
    on("strikethrough", &mut markup.strikethrough);
    on("table", &mut markup.table);
    on("tasklist", &mut markup.task_list);
    on("definitionlist", &mut markup.definition_list);
    let protocol = reader.filled(extensions, "linkifyprotocol");
    markup.linkify_protocol = protocol.unwrap_or_else(|| markup.linkify_protocol.clone());
    // Both were booleans once and are tables now; both spellings are read.
    markup.footnote = match extensions.get("footnote").map(|setting| &setting.content) {
        Some(Content::Table(footnote)) => reader.flag(footnote, "enable").unwrap_or(true),
        _ => reader.flag(extensions, "footnote").unwrap_or(true),
    };
    markup.typographer = match extensions.get("typographer").map(|setting| &setting.content) {
        Some(Content::Table(typographer)) => !reader.flag(typographer, "disable").unwrap_or(false),
        _ => reader.flag(extensions, "typographer").unwrap_or(true),
    };
    if let Some(passthrough) = reader.table(extensions, "passthrough")
        && reader.flag(passthrough, "enable") == Some(true)
    {
        let delimiters = reader.table(passthrough, "delimiters");
        let mut pairs = |name: &str| delimiters.map(|table| self::pairs(table, name, reader)).unwrap_or_default();
        markup.passthrough = Some((pairs("block"), pairs("inline")));
    }
}

/// `[["\\[", "\\]"], ["$$", "$$"]]`.
fn pairs(table: &Table, name: &str, reader: &mut Reader) -> Delimiters {
    let Some(setting) = table.get(name) else { return Vec::new() };
    let Some(Value::List(items)) = setting.value() else {
        reader.wrong_type(setting, "a list of pairs");
        return Vec::new();
    };
    let pair = |value: &Value| match value {
        Value::List(pair) => match &pair[..] {
            [open, close] => {
                Some((open.value.text()?, close.value.text()?)).filter(|(o, c)| !o.is_empty() && !c.is_empty())
            }
            _ => None,
        },
        _ => None,
    };
    let pairs: Vec<_> = items.iter().filter_map(|item| pair(&item.value)).collect();
    if pairs.len() < items.len() {
        reader.wrong_type(setting, "a list of pairs");
    }
    pairs
}

/// `markup.highlight`; where it is silent, the `pygments*` keys of the top level count.
fn highlight(site: &Table, table: Option<&Table>, reader: &mut Reader) -> Highlight {
    let mut highlight = Highlight::default();
    let empty = Table::new();
    let table = table.unwrap_or(&empty);
    reader.unknown(table, &keys::HIGHLIGHT);
    let old_fences = reader.flag(site, "pygmentscodefences");
    highlight.code_fences = reader.flag(table, "codefences").or(old_fences).unwrap_or(highlight.code_fences);
    let old_guess = reader.flag(site, "pygmentscodefencesguesssyntax");
    highlight.guess_syntax = reader.flag(table, "guesssyntax").or(old_guess).unwrap_or(highlight.guess_syntax);
    let old_style = reader.filled(site, "pygmentsstyle");
    highlight.style = reader.filled(table, "style").or(old_style).unwrap_or(highlight.style);
    highlight.anchor_line_numbers = reader.flag(table, "anchorlinenos").unwrap_or(highlight.anchor_line_numbers);
    highlight.tab_width = size(reader.number(table, "tabwidth"), highlight.tab_width);
    highlight.line_number_start = size(reader.number(table, "linenostart"), highlight.line_number_start);
    // `lineNos` is a boolean, or says how: `table` or `inline`.
    let in_table = reader.flag(table, "linenumbersintable").unwrap_or(true);
    let as_text = table.get("linenos").and_then(|setting| setting.value()).and_then(|value| match value {
        Value::Text(text) => Some(text.to_lowercase()),
        _ => None,
    });
    highlight.line_numbers = match as_text.as_deref() {
        Some("table") => Some(true),
        Some("inline") => Some(false),
        _ => reader.flag(table, "linenos").unwrap_or(false).then_some(in_table),
    };
    if !table.contains_key("linenos") {
        let options = reader.filled(site, "pygmentsoptions").unwrap_or_default();
        for (key, value) in options.split(',').filter_map(|option| option.split_once('=')) {
            match (key.trim().to_lowercase().as_str(), value.trim()) {
                ("linenos", "inline") => highlight.line_numbers = Some(false),
                ("linenos", "table" | "true" | "1") => highlight.line_numbers = Some(true),
                ("linenostart", start) => {
                    highlight.line_number_start = start.parse().unwrap_or(highlight.line_number_start);
                }
                _ => {}
            }
        }
    }
    highlight
}

fn size(number: Option<i64>, default: usize) -> usize {
    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(default)
}
