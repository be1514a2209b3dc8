//! The YAML, TOML or JSON head of a page, with the place of every key.

pub mod about;
mod as_json;
pub mod cascade;
mod dates;
pub mod edit;
mod fence;
pub mod keys;
mod reader;
pub mod shared;
mod weight;

use crate::data::{self, Fault, FaultKind};
use crate::source::span::{SourceId, Span};
use reader::Reader;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The front matter of one content file. Keys of the first level are found in any case, as Hugo finds them.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// The keys of the first level in the order of the file.
    pub entries: Vec<Entry>,
    /// The byte at which the body begins.
    pub body: usize,
    /// Shared with the outline of the page.
    pub meta: Arc<Meta>,
}

/// A key of the first level, with its place and that of its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As written.
    pub key: String,
    pub key_span: Span,
    pub value_span: Span,
    /// Dates as RFC 3339 text.
    pub value: Value,
}

/// What guidegen reads of the front matter, typed. Source: Hugo's page `content-management/front-matter`
/// and the page documentation of the themes learn and relearn.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meta {
    pub title: Option<String>,
    /// `linkTitle`.
    pub link_title: Option<String>,
    /// `menuTitle`.
    pub menu_title: Option<String>,
    pub description: Option<String>,
    pub summary: Option<String>,
    /// 0 if missing: sorted last.
    pub weight: i64,
    /// Seconds since 1970; `date`, `lastmod`, `publishDate`, `expiryDate` as written, before the chains of defaults.
    pub date: Option<i64>,
    pub lastmod: Option<i64>,
    pub publish_date: Option<i64>,
    pub expiry_date: Option<i64>,
    pub draft: bool,
    pub headless: bool,
    pub hidden: Option<bool>,
    pub chapter: bool,
    pub always_open: Option<bool>,
    pub disable_toc: Option<bool>,
    pub disable_breadcrumb: Option<bool>,
    pub disable_next_prev: Option<bool>,
    /// `search: false`, or relearn's `searchHidden: true`.
    pub unsearchable: bool,
    /// HTML before and after the menu title: `pre`, `post`, relearn's `menuPre`, `menuPost`. Blanks are kept.
    pub pre: Option<String>,
    pub post: Option<String>,
    pub slug: Option<String>,
    pub url: Option<String>,
    /// With the place of each.
    pub aliases: Vec<(String, Span)>,
    /// Values of every key that could be a taxonomy (a list of scalars or one scalar), by key in lower case.
    pub terms: Vec<(String, Vec<String>)>,
    pub keywords: Vec<String>,
    pub layout: Option<String>,
    /// `type`; relearn's `type: chapter` and `type: home` also set `chapter`.
    pub kind: Option<String>,
    pub markup: Option<String>,
    pub translation_key: Option<String>,
    pub outputs: Option<Vec<String>>,
    /// `build` (or `_build`): `list` and `render`: `always`, `never`, `local`, `link`; `publishResources`.
    pub build_list: Option<String>,
    pub build_render: Option<String>,
    pub publish_resources: Option<bool>,
    /// `cascade`: one table or a list of tables, each with an optional `_target` or `target`; keys in lower case.
    /// Hugo applies it to the page itself as well ([`cascade::apply_cascade`]).
    #[serde(with = "as_json")]
    pub cascade: Vec<Value>,
    /// `menu` or `menus`: menu name to the entry's table (empty if only named), both in lower case.
    #[serde(with = "as_json")]
    pub menus: Vec<(String, Map<String, Value>, Span)>,
    /// `resources`: src, name, title, params.
    #[serde(with = "as_json")]
    pub resources: Vec<Value>,
    /// Names of rules waived for this page: `guidegen.allow`, `check.ignore`.
    pub waivers: Vec<(String, Span)>,
    /// Every key that Hugo does not reserve, and those of `params`, which win. Keys are in lower case at every
    /// depth, but not within lists: so does Hugo.
    #[serde(with = "as_json")]
    pub params: Map<String, Value>,
}

/// A fact met while front matter was read; the rules of the family `front-matter-*` tell it.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The closing fence is missing; the span is that of the opening fence.
    Unclosed { span: Span, fence: &'static str },
    /// It does not parse: what the parser said, in our words where they are better, and where.
    Invalid { span: Span, reason: String },
    /// A key that stands twice: its second place, and its first.
    DuplicateKey { span: Span, first: Span, key: String },
    /// A value of the wrong type; what was looked for, and what is used instead.
    WrongType { span: Span, key: String, value: String, expected: &'static str, used: String },
    /// `weight: 010`: what Hugo makes of it, and what we read.
    LeadingZero { span: Span, value: String, hugo: i64, used: i64 },
    /// `hidden: "false"`, which learn takes for true.
    QuotedBoolean { span: Span, key: String, value: String },
    /// A date that is none.
    BadDate { span: Span, key: String, value: String },
    /// A key that nobody reads and that is close to one that is read.
    UnknownKey { span: Span, key: String, near: Option<String> },
    /// Front matter larger than 1 MiB or nested deeper than 64.
    TooLarge { span: Span, limit: String },
}

/// Reads the head of a content file. Source: Hugo's page `content-management/front-matter`, and what Hugo 0.168
/// does with it. A head that is broken keeps what could be read of it.
pub fn read(source: SourceId, text: &str) -> (FrontMatter, Vec<Problem>) {
    let Some(head) = fence::find(text) else {
        return (FrontMatter { body: fence::after_mark(text), ..FrontMatter::default() }, Vec::new());
    };
    let span = |place: &std::ops::Range<usize>| Span::new(source, place.start, place.end);
    let mut problems = Vec::new();
    let (root, faults) = data::read(head.syntax, text, head.content.clone());
    if head.closed {
        problems.extend(faults.into_iter().map(|fault| told(fault, source)));
        if let Some(odd) = &head.odd {
            let reason = format!("the opening fence is `{}` alone on its line", head.mark);
            problems.push(Problem::Invalid { span: span(odd), reason });
        }
    } else {
        // Where the head ends is a guess: what looks wrong may well be prose.
        problems.push(Problem::Unclosed { span: span(&head.fence), fence: head.mark });
    }
    let members = root.value.members();
    let mut seen: BTreeMap<String, (&str, &std::ops::Range<usize>)> = BTreeMap::new();
    for member in members {
        let before = seen.insert(member.key.to_lowercase(), (&member.key, &member.key_place));
        // The same spelling twice was told with the faults.
        if let Some((_, first)) = before.filter(|(other, _)| *other != member.key) {
            problems.push(Problem::DuplicateKey {
                span: span(&member.key_place),
                first: span(first),
                key: member.key.clone(),
            });
        }
    }
    let entries = members
        .iter()
        .map(|member| Entry {
            key: member.key.clone(),
            key_span: span(&member.key_place),
            value_span: span(&member.node.place),
            value: member.node.json(),
        })
        .collect();
    let mut reader = Reader::new(source, text);
    reader.page(members);
    if head.closed {
        problems.append(&mut reader.problems);
    }
    problems.sort_by_key(Problem::place);
    (FrontMatter { entries, body: head.body, meta: Arc::new(reader.meta) }, problems)
}

/// The head of a content file as a tree of values with their places; nothing if it has none.
pub fn tree(text: &str) -> Option<data::Node> {
    let head = fence::find(text)?;
    Some(data::read(head.syntax, text, head.content).0)
}

/// A fault of the text as a fact of its page.
fn told(fault: Fault, source: SourceId) -> Problem {
    let span = Span::new(source, fault.place.start, fault.place.end);
    match fault.kind {
        FaultKind::Invalid(reason) => Problem::Invalid { span, reason },
        FaultKind::Duplicate { key, first } => {
            Problem::DuplicateKey { span, first: Span::new(source, first.start, first.end), key }
        }
        FaultKind::TooLarge(limit) => Problem::TooLarge { span, limit },
    }
}

impl Problem {
    /// Where the problem is.
    pub fn place(&self) -> Span {
        match self {
            Problem::Unclosed { span, .. }
            | Problem::Invalid { span, .. }
            | Problem::DuplicateKey { span, .. }
            | Problem::WrongType { span, .. }
            | Problem::LeadingZero { span, .. }
            | Problem::QuotedBoolean { span, .. }
            | Problem::BadDate { span, .. }
            | Problem::UnknownKey { span, .. }
            | Problem::TooLarge { span, .. } => *span,
        }
    }
}
