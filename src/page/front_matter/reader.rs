//! From the keys of a head to Meta, key by key, with what is to be said about each value.
//!
//! Source of the typing: Hugo's `cast` of front matter values, as Hugo 0.168 shows it.

use super::weight::{self, Weight};
use super::{Meta, Problem, dates, keys};
use crate::data::{Member, Node, Value};
use crate::source::span::{SourceId, Span};
use serde_json::Map;
use std::ops::Range;

/// Fills a Meta. `text` is the source in which the places of nodes lie.
pub struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    /// Stands in for the places of nodes that have none, if given.
    instead: Option<Span>,
    /// How good a name the key of each date has: the first of `lastmod`, `modified` wins.
    dates: [usize; 4],
    pub meta: Meta,
    pub problems: Vec<Problem>,
}

/// Where a key stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// At the first level: reserved keys are what Hugo says they are.
    First,
    /// In `params`: reserved keys are parameters like others.
    Params,
}

impl<'a> Reader<'a> {
    pub fn new(source: SourceId, text: &'a str) -> Self {
        let meta = Meta::default();
        Self { source, text, instead: None, dates: [usize::MAX; 4], meta, problems: Vec::new() }
    }

    /// A reader that goes on filling a Meta with values that have no text; `place` stands for all their places.
    pub fn without_text(meta: Meta, place: Span) -> Self {
        Self {
            source: place.source,
            text: "",
            instead: Some(place),
            dates: [usize::MAX; 4],
            meta,
            problems: Vec::new(),
        }
    }

    /// All keys of a head. Those of `params` come last: they win, as in Hugo.
    pub fn page(&mut self, members: &[Member]) {
        let is_params = |member: &&Member| member.key.eq_ignore_ascii_case("params");
        members.iter().filter(|member| !is_params(member)).for_each(|member| self.key(member, Level::First));
        for member in members.iter().filter(is_params) {
            match &member.node.value {
                Value::Table(inner) => inner.iter().for_each(|member| self.key(member, Level::Params)),
                Value::Null => {}
                _ => self.wrong_type(&member.key, &member.node, "a table", "nothing"),
            }
        }
        self.settle_kind();
    }

    /// `type: chapter` and `type: home` make a chapter; relearn before version 8 had `archetype` for it.
    pub fn settle_kind(&mut self) {
        let archetype = self.meta.params.get("archetype").and_then(|value| value.as_str()).map(str::to_owned);
        if self.meta.kind.is_none() {
            self.meta.kind = archetype;
        }
        self.meta.chapter |= matches!(self.meta.kind.as_deref(), Some("chapter" | "home"));
    }

    pub fn key(&mut self, member: &Member, level: Level) {
        let name = member.key.to_lowercase();
        if level == Level::First && keys::is_reserved(&name) {
            self.reserved(&name, &member.key, &member.node);
            return;
        }
        if level == Level::First && matches!(name.as_str(), "guidegen.allow" | "check.ignore") {
            self.waivers(&member.key, &member.node);
            return;
        }
        self.parameter(&name, &member.key, &member.node);
        let before = self.meta.params.insert(name.clone(), member.node.json_lower());
        if keys::may_be_taxonomy(&name) {
            let terms = self.terms(&member.node.value);
            // Asked for each key, this would cost the square of their number.
            if before.is_some() {
                self.meta.terms.retain(|(other, _)| *other != name);
            }
            if !terms.is_empty() {
                self.meta.terms.push((name.clone(), terms));
            }
        }
        if let Some(near) = keys::nearest_key(&name) {
            let near = Some(near.to_owned());
            self.problems.push(Problem::UnknownKey {
                span: self.span(&member.key_place),
                key: member.key.clone(),
                near,
            });
        }
    }

    fn reserved(&mut self, name: &str, key: &str, node: &Node) {
        match name {
            "title" => self.meta.title = self.text(key, node),
            "linktitle" => self.meta.link_title = self.text(key, node),
            "description" => self.meta.description = self.text(key, node),
            "summary" => self.meta.summary = self.text(key, node),
            "slug" => self.meta.slug = self.filled_text(key, node),
            "url" => self.meta.url = self.filled_text(key, node),
            "layout" => self.meta.layout = self.filled_text(key, node),
            "type" => self.meta.kind = self.filled_text(key, node),
            "markup" => self.meta.markup = self.filled_text(key, node),
            "translationkey" => self.meta.translation_key = self.filled_text(key, node),
            "weight" => self.weight(key, node),
            "draft" => self.meta.draft = self.flag(key, node),
            "headless" => self.meta.headless = self.flag(key, node),
            "date" => self.date(0, 0, key, node),
            "lastmod" => self.date(1, 0, key, node),
            "modified" => self.date(1, 1, key, node),
            "publishdate" => self.date(2, 0, key, node),
            "pubdate" => self.date(2, 1, key, node),
            "published" => self.date(2, 2, key, node),
            "expirydate" => self.date(3, 0, key, node),
            "unpublishdate" => self.date(3, 1, key, node),
            "keywords" => self.meta.keywords = self.words(key, node).into_iter().map(|(word, _)| word).collect(),
            "aliases" => self.meta.aliases = self.words(key, node),
            "outputs" => {
                let outputs = self.words(key, node).into_iter().map(|(word, _)| word.to_lowercase()).collect();
                self.meta.outputs = Some(outputs);
            }
            "build" | "_build" => self.build(key, node),
            "cascade" => self.cascade(key, node),
            "menu" | "menus" => self.menus(key, node),
            "resources" => self.meta.resources = self.tables(key, node),
            "guidegen" | "check" => {
                for member in node.value.members() {
                    let wanted = if name == "guidegen" { "allow" } else { "ignore" };
                    if member.key.eq_ignore_ascii_case(wanted) {
                        self.waivers(&format!("{key}.{}", member.key), &member.node);
                    }
                }
            }
            // `isCJKLanguage`, `sitemap`, `sites`: known and without effect here.
            _ => {}
        }
    }

    /// What themes read, at the first level or in `params`.
    fn parameter(&mut self, name: &str, key: &str, node: &Node) {
        match name {
            "menutitle" => self.meta.menu_title = self.text(key, node),
            // relearn's newer names win over learn's.
            "pre" if self.meta.params.contains_key("menupre") => {}
            "post" if self.meta.params.contains_key("menupost") => {}
            "pre" | "menupre" => self.meta.pre = self.text(key, node),
            "post" | "menupost" => self.meta.post = self.text(key, node),
            "hidden" => self.meta.hidden = self.truth(key, node),
            "chapter" => self.meta.chapter = self.truth(key, node).unwrap_or(false),
            "alwaysopen" => self.meta.always_open = self.truth(key, node),
            "disabletoc" => self.meta.disable_toc = self.truth(key, node),
            "disablebreadcrumb" => self.meta.disable_breadcrumb = self.truth(key, node),
            "disablenextprev" => self.meta.disable_next_prev = self.truth(key, node),
            "search" => self.meta.unsearchable = self.truth(key, node) == Some(false),
            "searchhidden" => self.meta.unsearchable = self.truth(key, node) == Some(true),
            _ => {}
        }
    }

    fn span(&self, place: &Range<usize>) -> Span {
        self.instead.unwrap_or_else(|| Span::new(self.source, place.start, place.end))
    }

    /// A value as it is spelled.
    fn raw(&self, node: &Node) -> &'a str {
        self.text.get(node.place.clone()).unwrap_or_default()
    }

    /// The spelling of a value for a message: its first line, cut.
    fn shown(&self, node: &Node) -> String {
        let raw = if self.instead.is_some() { String::new() } else { self.raw(node).to_owned() };
        let raw = if raw.is_empty() { node.value.text().unwrap_or_default() } else { raw };
        let line = raw.lines().next().unwrap_or_default();
        match line.char_indices().nth(60) {
            Some((cut, _)) => format!("{}…", &line[..cut]),
            None => line.to_owned(),
        }
    }

    fn wrong_type(&mut self, key: &str, node: &Node, expected: &'static str, used: &str) {
        self.problems.push(Problem::WrongType {
            span: self.span(&node.place),
            key: key.to_owned(),
            value: self.shown(node),
            expected,
            used: used.to_owned(),
        });
    }

    /// Any scalar as a text.
    fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        let text = node.value.text();
        if text.is_none() && node.value != Value::Null {
            self.wrong_type(key, node, "a text", "nothing");
        }
        text
    }

    fn filled_text(&mut self, key: &str, node: &Node) -> Option<String> {
        self.text(key, node).filter(|text| !text.is_empty())
    }

    fn weight(&mut self, key: &str, node: &Node) {
        let raw = self.raw(node);
        match weight::read(&node.value, raw) {
            Weight::Plain(weight) => self.meta.weight = weight,
            Weight::LeadingZero { hugo, used } => {
                self.meta.weight = used;
                let value = raw.trim_matches(['"', '\'']).to_owned();
                self.problems.push(Problem::LeadingZero { span: self.span(&node.place), value, hugo, used });
            }
            Weight::Wrong(weight) => {
                self.meta.weight = weight;
                self.wrong_type(key, node, "a whole number", &weight.to_string());
            }
        }
    }

    /// A boolean of Hugo: numbers are true unless 0, texts are read by Go's `strconv.ParseBool`, all else is false.
    fn flag(&mut self, key: &str, node: &Node) -> bool {
        match &node.value {
            Value::Bool(value) => *value,
            Value::Null => false,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) => match text.as_str() {
                "1" | "t" | "T" | "true" | "True" | "TRUE" => true,
                "0" | "f" | "F" | "false" | "False" | "FALSE" | "" => false,
                _ => {
                    self.wrong_type(key, node, "true or false", "false");
                    false
                }
            },
            Value::Date(_) | Value::List(_) | Value::Table(_) => {
                self.wrong_type(key, node, "true or false", "false");
                false
            }
        }
    }

    /// A boolean of a theme. Go templates take every text but the empty one for true; here `"false"` is false,
    /// and so are `no` and `off`, and the author is told.
    fn truth(&mut self, key: &str, node: &Node) -> Option<bool> {
        let value = match &node.value {
            Value::Null => return None,
            Value::Bool(value) => return Some(*value),
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) if text.is_empty() => return Some(false),
            Value::Text(text) => match text.to_lowercase().as_str() {
                quoted @ ("true" | "false") => {
                    let (span, key, value) = (self.span(&node.place), key.to_owned(), text.clone());
                    self.problems.push(Problem::QuotedBoolean { span, key, value });
                    return Some(quoted == "true");
                }
                "no" | "n" | "off" => false,
                _ => true,
            },
            Value::List(items) => !items.is_empty(),
            Value::Table(members) => !members.is_empty(),
            Value::Date(_) => true,
        };
        self.wrong_type(key, node, "true or false", if value { "true" } else { "false" });
        Some(value)
    }

    /// A date; `which` of the four, and how good the name of its key is.
    fn date(&mut self, which: usize, rank: usize, key: &str, node: &Node) {
        let seconds = match &node.value {
            Value::Null => return,
            Value::Text(text) if text.is_empty() => return,
            Value::Text(text) | Value::Date(text) => dates::seconds(text),
            Value::Int(value) => i64::try_from(*value).ok(),
            _ => None,
        };
        if seconds.is_none() {
            let (span, key, value) = (self.span(&node.place), key.to_owned(), self.shown(node));
            self.problems.push(Problem::BadDate { span, key, value });
            return;
        }
        if rank > self.dates[which] {
            return;
        }
        self.dates[which] = rank;
        let slot = match which {
            0 => &mut self.meta.date,
            1 => &mut self.meta.lastmod,
            2 => &mut self.meta.publish_date,
            _ => &mut self.meta.expiry_date,
        };
        *slot = seconds;
    }

    /// A list of texts, or one text whose words are the list, each with its place.
    fn words(&mut self, key: &str, node: &Node) -> Vec<(String, Span)> {
        match &node.value {
            Value::Null => Vec::new(),
            Value::Text(text) => {
                let raw = self.raw(node);
                let mut from = 0;
                let mut words = Vec::new();
                for word in text.split_whitespace() {
                    // The word as it stands in the text; behind an escape it does not stand there.
                    let place = match raw.get(from..).and_then(|rest| rest.find(word)) {
                        Some(at) => {
                            let start = node.place.start + from + at;
                            from += at + word.len();
                            start..start + word.len()
                        }
                        None => node.place.clone(),
                    };
                    words.push((word.to_owned(), self.span(&place)));
                }
                words
            }
            Value::List(items) => {
                let mut words = Vec::new();
                for item in items {
                    match item.value.text() {
                        Some(text) => {
                            let inner = self.raw(item).find(&text).map_or(item.place.clone(), |at| {
                                item.place.start + at..item.place.start + at + text.len()
                            });
                            words.push((text, self.span(&inner)));
                        }
                        None => self.wrong_type(key, item, "a text", "nothing"),
                    }
                }
                words
            }
            Value::Table(_) => {
                self.wrong_type(key, node, "a list of texts", "nothing");
                Vec::new()
            }
            scalar => scalar.text().map(|text| (text, self.span(&node.place))).into_iter().collect(),
        }
    }

    /// The terms that a value names: a scalar or the scalars of a list.
    fn terms(&self, value: &Value) -> Vec<String> {
        let term = |value: &Value| value.text().filter(|text| !text.trim().is_empty());
        match value {
            Value::List(items) => items.iter().filter_map(|item| term(&item.value)).collect(),
            other => term(other).into_iter().collect(),
        }
    }

    fn build(&mut self, key: &str, node: &Node) {
        match &node.value {
            Value::Table(members) => {
                for member in members {
                    let name = member.key.to_lowercase();
                    match name.as_str() {
                        "list" | "render" => {
                            let value = match &member.node.value {
                                Value::Bool(true) => Some("always".to_owned()),
                                Value::Bool(false) => Some("never".to_owned()),
                                _ => self.filled_text(&format!("{key}.{}", member.key), &member.node),
                            };
                            let value = value.map(|value| value.to_lowercase());
                            if name == "list" {
                                self.meta.build_list = value;
                            } else {
                                self.meta.build_render = value;
                            }
                        }
                        "publishresources" => {
                            self.meta.publish_resources =
                                Some(self.flag(&format!("{key}.{}", member.key), &member.node));
                        }
                        _ => {}
                    }
                }
            }
            Value::Null => {}
            _ => self.wrong_type(key, node, "a table", "nothing"),
        }
    }

    /// A list of tables, or nothing.
    fn tables(&mut self, key: &str, node: &Node) -> Vec<serde_json::Value> {
        match &node.value {
            Value::Null => Vec::new(),
            Value::List(items) => {
                let mut tables = Vec::new();
                for item in items {
                    match item.value {
                        Value::Table(_) => tables.push(item.json_lower()),
                        _ => self.wrong_type(key, item, "a table", "nothing"),
                    }
                }
                tables
            }
            _ => {
                self.wrong_type(key, node, "a list of tables", "nothing");
                Vec::new()
            }
        }
    }

    fn cascade(&mut self, key: &str, node: &Node) {
        let items = match &node.value {
            Value::Table(_) => std::slice::from_ref(node),
            Value::List(items) => items,
            Value::Null => return,
            _ => {
                self.wrong_type(key, node, "a table, or a list of tables", "nothing");
                return;
            }
        };
        for item in items {
            let serde_json::Value::Object(mut table) = item.json_lower() else {
                self.wrong_type(key, item, "a table", "nothing");
                continue;
            };
            // What is wrong in a cascade is told where it is written, not on the pages that it falls on.
            let mut scratch = Reader::new(self.source, self.text);
            let targets = ["_target", "target", "cascade"];
            let members = item.value.members().iter();
            let given = members.filter(|member| !targets.contains(&member.key.to_lowercase().as_str()));
            scratch.page(&given.cloned().collect::<Vec<_>>());
            self.problems.append(&mut scratch.problems);
            // Its spelling is known here only: `010` is ten.
            if let Some(weight) = table.get_mut("weight") {
                *weight = scratch.meta.weight.into();
            }
            self.meta.cascade.push(serde_json::Value::Object(table));
        }
    }

    /// A menu's name, a list of names, or a table of menus with their entries.
    fn menus(&mut self, key: &str, node: &Node) {
        let named: Vec<&Node> = match &node.value {
            Value::Table(members) => {
                for member in members {
                    let entry = match &member.node.value {
                        Value::Null => Map::new(),
                        Value::Table(_) => match member.node.json_lower() {
                            serde_json::Value::Object(entry) => entry,
                            _ => Map::new(),
                        },
                        _ => {
                            self.wrong_type(&format!("{key}.{}", member.key), &member.node, "a table", "nothing");
                            continue;
                        }
                    };
                    self.meta.menus.push((member.key.to_lowercase(), entry, self.span(&member.key_place)));
                }
                return;
            }
            Value::List(items) => items.iter().collect(),
            Value::Null => return,
            _ => vec![node],
        };
        for item in named {
            match item.value.text() {
                Some(name) if !name.is_empty() => {
                    self.meta.menus.push((name.to_lowercase(), Map::new(), self.span(&item.place)));
                }
                Some(_) => {}
                None => self.wrong_type(key, item, "the name of a menu", "nothing"),
            }
        }
    }

    fn waivers(&mut self, key: &str, node: &Node) {
        let mut words = self.words(key, node);
        self.meta.waivers.append(&mut words);
    }
}
