//! Completion: what may stand at the cursor.

use crate::editor::cursor::{self, Context, Naming};
use crate::editor::targets::{self, rank};
use crate::editor::{Desk, arguments, hover};
use crate::page::call::Delimiter;
use crate::page::front_matter::about::{self, KEYS, Takes};
use crate::shortcode::Body;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::ops::Range;

/// So many candidates are offered at once; the editor asks again while the author types.
const MOST: usize = 100;

/// What a candidate is, for its sign in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Page,
    Anchor,
    File,
    Shortcode,
    Argument,
    Value,
    Key,
    Tag,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub sort: Sort,
    pub label: String,
    /// A few words beside the label.
    pub detail: String,
    /// Markdown.
    pub help: Option<String>,
    /// What is written; with marks of a snippet if `is_snippet`.
    pub insert: String,
    pub is_snippet: bool,
    /// What the editor compares with what was typed.
    pub filter: String,
}

/// The candidates at a place, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub candidates: Vec<Candidate>,
    /// What a candidate replaces.
    pub range: Range<usize>,
    /// Whether there are more for what is typed next.
    pub is_cut: bool,
}

/// The candidates at an offset. `snippets` says whether the editor knows them.
pub fn complete(desk: &Desk<'_>, offset: usize, snippets: bool) -> Option<Completion> {
    let signatures = &desk.snapshot.settings.signatures;
    let (candidates, range, is_cut) = match cursor::read(desk.text, desk.page.front.body, offset, signatures) {
        Context::Nothing => return None,
        Context::Target { naming, typed, range } => {
            let (candidates, is_cut) = target(desk, naming, &typed);
            (candidates, range, is_cut)
        }
        Context::Anchor { naming, target, typed, range } => (anchor(desk, naming, &target, &typed), range, false),
        Context::Shortcode { delimiter, typed, range, is_end, is_closed } => {
            let with_snippets = snippets && !is_closed;
            (shortcode(desk, delimiter, &typed, range.start, is_end, with_snippets), range, false)
        }
        Context::Argument { shortcode, typed, range, given, position } => {
            (argument(desk, &shortcode, &typed, &given, position, snippets), range, false)
        }
        Context::Value { shortcode, argument, typed, range } => {
            let values = arguments::values(desk.snapshot, &shortcode, &argument);
            (plain(values, &typed, &format!("{argument} of {shortcode}")), range, false)
        }
        Context::Alert { typed, range } => {
            let kinds = arguments::ALERTS.iter().map(|kind| kind.to_string()).collect();
            (plain(kinds, &typed, "alert"), range, false)
        }
        Context::Key { typed, range, sign } => (key(desk, &typed, sign), range, false),
        Context::KeyValue { key, typed, range, is_quoted, needs_quotes } => {
            (key_value(desk, &key, &typed, is_quoted, needs_quotes), range, false)
        }
    };
    Some(Completion { candidates, range, is_cut })
}

fn target(desk: &Desk<'_>, naming: Naming, typed: &str) -> (Vec<Candidate>, bool) {
    let mut candidates = Vec::new();
    let mut is_cut = false;
    if matches!(naming, Naming::Ref | Naming::Link) {
        let (pages, cut) = targets::pages(desk, naming, typed, MOST);
        is_cut |= cut;
        candidates.extend(pages.into_iter().map(|target| {
            let node = desk.snapshot.site.node(target.node);
            Candidate {
                sort: Sort::Page,
                label: target.spelling.clone(),
                detail: node.title.clone(),
                help: Some(hover::page(desk, target.node)),
                filter: format!("{} {} {}", target.spelling, node.title, node.path),
                insert: target.spelling,
                is_snippet: false,
            }
        }));
    }
    let (files, cut) = match naming {
        Naming::Picture => targets::files(desk, typed, true, MOST),
        Naming::File => targets::texts(desk, typed, MOST),
        // Whoever links to a file has begun to write its path.
        Naming::Link if !typed.is_empty() => targets::files(desk, typed, false, MOST),
        _ => (Vec::new(), false),
    };
    is_cut |= cut;
    candidates.extend(files.into_iter().map(|file| Candidate {
        sort: Sort::File,
        label: file.spelling.clone(),
        detail: hover::size(desk, file.source),
        help: None,
        filter: file.spelling.clone(),
        insert: file.spelling,
        is_snippet: false,
    }));
    (candidates, is_cut)
}

fn anchor(desk: &Desk<'_>, naming: Naming, target: &str, typed: &str) -> Vec<Candidate> {
    let Some(page) = targets::page_at(desk, naming, target) else { return Vec::new() };
    let candidate = |anchor: &crate::page::outline::Anchor| Candidate {
        sort: Sort::Anchor,
        label: anchor.id.clone(),
        detail: match anchor.level {
            0 => "id".to_string(),
            level => format!("{} {}", "#".repeat(level.into()), anchor.text),
        },
        help: None,
        insert: anchor.id.clone(),
        is_snippet: false,
        filter: format!("{} {}", anchor.id, anchor.text),
    };
    targets::anchors(page, typed).into_iter().map(candidate).collect()
}

fn shortcode(
    desk: &Desk<'_>,
    delimiter: Delimiter,
    typed: &str,
    start: usize,
    is_end: bool,
    snippets: bool,
) -> Vec<Candidate> {
    let signatures = &desk.snapshot.settings.signatures;
    let names: Vec<&str> = if is_end { open_calls(desk, start) } else { signatures.names() };
    let close = delimiter.close();
    let open = delimiter.open();
    let mut fitting: Vec<(u8, Candidate)> = names
        .into_iter()
        .filter_map(|name| {
            let signature = signatures.get(name)?;
            let rank = rank(typed, name).filter(|rank| *rank < 2)?;
            let insert = match (snippets, is_end, signature.body) {
                (false, ..) => name.to_string(),
                (true, true, _) => format!("{name} {close}"),
                (true, false, Body::None) => format!("{name} $1 {close}$0"),
                (true, false, Body::Items(item)) => {
                    format!("{name} {close}\n{{{{% {item} title=\"$1\" %}}}}\n$2\n{{{{% /{item} %}}}}\n{open} /{name} {close}$0")
                }
                (true, false, _) => format!("{name} $1 {close}\n$2\n{open} /{name} {close}$0"),
            };
            let candidate = Candidate {
                sort: Sort::Shortcode,
                label: name.to_string(),
                detail: arguments::usage(signature),
                help: arguments::help(name).map(str::to_string),
                insert,
                is_snippet: snippets,
                filter: name.to_string(),
            };
            Some((rank, candidate))
        })
        .collect();
    // The order of closing tags is that of the nesting.
    if !is_end {
        fitting.sort_by(|a, b| (a.0, &a.1.label).cmp(&(b.0, &b.1.label)));
    }
    fitting.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Shortcodes that are open before a place, the innermost first: their opening tags less their closing ones.
fn open_calls<'d>(desk: &'d Desk<'_>, before: usize) -> Vec<&'d str> {
    let signatures = &desk.snapshot.settings.signatures;
    let mut open: Vec<&str> = Vec::new();
    let mut rest = desk.text.get(..before).unwrap_or("");
    while let Some(at) = rest.find("{{") {
        rest = &rest[at + 2..];
        let Some(inside) = rest.strip_prefix(['<', '%']) else { continue };
        let end = inside.find("}}").unwrap_or(inside.len());
        let tag = inside[..end].trim_start();
        let name_of =
            |tag: &'d str| tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '%' | '/')).next().unwrap_or("");
        match tag.strip_prefix('/') {
            Some(tag) => {
                let name = name_of(tag.trim_start());
                if let Some(at) = open.iter().rposition(|other| *other == name) {
                    open.truncate(at);
                }
            }
            None => {
                let name = name_of(tag);
                let is_self_closed = tag.trim_end_matches(['>', '%']).trim_end().ends_with('/');
                if !is_self_closed && signatures.get(name).is_some_and(|signature| signature.body != Body::None) {
                    open.push(name);
                }
            }
        }
    }
    open.reverse();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    open.retain(|name| seen.insert(name));
    open
}

fn argument(
    desk: &Desk<'_>,
    shortcode: &str,
    typed: &str,
    given: &[String],
    position: usize,
    snippets: bool,
) -> Vec<Candidate> {
    let signatures = &desk.snapshot.settings.signatures;
    let mut candidates = Vec::new();
    // A bare word may be a value by position.
    if given.is_empty() {
        let name = cursor::by_position(signatures, shortcode, position);
        let values = arguments::values(desk.snapshot, shortcode, &name);
        candidates.extend(plain(values, typed, &format!("{name} of {shortcode}")));
    }
    let params = signatures.get(shortcode).map_or(&[][..], |signature| signature.params);
    let is_free =
        |name: &&&str| !["*", "_"].contains(*name) && !given.iter().any(|given| given.eq_ignore_ascii_case(name));
    // Values by position and names do not mix.
    let named = params.iter().filter(is_free).filter(|_| position == 0).filter(|name| rank(typed, name).is_some());
    candidates.extend(named.map(|name| Candidate {
        sort: Sort::Argument,
        label: name.to_string(),
        detail: format!("argument of {shortcode}"),
        help: None,
        insert: if snippets { format!("{name}=\"$1\"$0") } else { format!("{name}=") },
        is_snippet: snippets,
        filter: name.to_string(),
    }));
    candidates
}

/// Words as they stand.
fn plain(values: Vec<String>, typed: &str, detail: &str) -> Vec<Candidate> {
    let mut fitting: Vec<(u8, String)> =
        values.into_iter().filter_map(|value| Some((rank(typed, &value)?, value))).collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    let candidate = |value: String| Candidate {
        sort: Sort::Value,
        label: value.clone(),
        detail: detail.to_string(),
        help: None,
        filter: value.clone(),
        insert: value,
        is_snippet: false,
    };
    fitting.into_iter().map(|(_, value)| candidate(value)).collect()
}

fn key(desk: &Desk<'_>, typed: &str, sign: &str) -> Vec<Candidate> {
    let has = |name: &str| {
        let own = desk.page.front.entries.iter().any(|entry| entry.key.eq_ignore_ascii_case(name));
        // The key that is being written stands there already.
        own && !name.eq_ignore_ascii_case(typed)
    };
    let known = KEYS.iter().filter(|key| !has(key.name)).map(|key| (key.name, key.takes.words(), key.help));
    let taxonomies = desk.snapshot.settings.config.taxonomies.keys().map(String::as_str);
    let own = taxonomies
        .filter(|name| about::find(name).is_none() && !has(name))
        .map(|name| (name, "list of texts", "A taxonomy of this site."));
    let mut fitting: Vec<(u8, Candidate)> = known
        .chain(own)
        .filter_map(|(name, takes, help)| {
            let candidate = Candidate {
                sort: Sort::Key,
                label: name.to_string(),
                detail: takes.to_string(),
                help: Some(help.to_string()),
                insert: format!("{name}{sign}"),
                is_snippet: false,
                filter: name.to_string(),
            };
            Some((rank(typed, name)?, candidate))
        })
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().map(|(_, candidate)| candidate).collect()
}

fn key_value(desk: &Desk<'_>, key: &str, typed: &str, is_quoted: bool, needs_quotes: bool) -> Vec<Candidate> {
    let (values, sort): (Vec<String>, Sort) = match about::find(key).map(|key| key.takes) {
        Some(Takes::Flag) if !is_quoted => (vec!["true".to_string(), "false".to_string()], Sort::Value),
        Some(Takes::Words(words)) => (words.iter().map(|word| word.to_string()).collect(), Sort::Value),
        _ if key.eq_ignore_ascii_case("weight") => (next_weight(desk).into_iter().collect(), Sort::Value),
        _ if key.eq_ignore_ascii_case("layout") => (layouts(desk), Sort::Value),
        _ => (terms(desk, key), Sort::Tag),
    };
    let is_text = !matches!(about::find(key).map(|key| key.takes), Some(Takes::Flag | Takes::Number));
    let mut candidates = plain(values, typed, key);
    for candidate in &mut candidates {
        candidate.sort = sort;
        let is_odd =
            candidate.insert.starts_with(|c: char| !c.is_alphanumeric()) || candidate.insert.contains([':', '#', ',']);
        if is_text && !is_quoted && (needs_quotes || is_odd) {
            candidate.insert = serde_json::Value::String(std::mem::take(&mut candidate.insert)).to_string();
        }
    }
    candidates
}

/// The values that other pages give to a key which names a taxonomy.
fn terms(desk: &Desk<'_>, key: &str) -> Vec<String> {
    let name = key.to_lowercase();
    let is_taxonomy = desk.snapshot.settings.config.taxonomies.keys().any(|plural| plural.eq_ignore_ascii_case(&name))
        || matches!(name.as_str(), "tags" | "categories");
    if !is_taxonomy {
        return Vec::new();
    }
    let own = desk.page.front.meta.terms.iter().find(|(key, _)| *key == name).map_or(&[][..], |(_, terms)| terms);
    let others = desk.pages.iter().filter(|page| page.source != desk.page.source);
    let all: BTreeSet<&String> = others
        .flat_map(|page| &page.front.meta.terms)
        .filter(|(key, _)| *key == name)
        .flat_map(|(_, terms)| terms)
        .collect();
    all.into_iter().filter(|term| !own.contains(term)).cloned().collect()
}

/// The weight behind all others of the section.
fn next_weight(desk: &Desk<'_>) -> Option<String> {
    let site = &desk.snapshot.site;
    let parent = match desk.node() {
        Some(node) => site.node(node).parent?,
        None => site.lookup.at(desk.content.language, &desk.content.folder)?,
    };
    let others = site.node(parent).children.iter().filter(|child| Some(**child) != desk.node());
    let most = others.map(|&child| site.node(child).weight).max().unwrap_or(0);
    Some((most / 10 * 10).saturating_add(10).to_string())
}

/// Templates of the site that a page may wish for.
fn layouts(desk: &Desk<'_>) -> Vec<String> {
    let origins = &desk.snapshot.settings.theme.origins;
    let names = origins.iter().filter(|(_, source)| source.is_some()).filter_map(|(name, _)| {
        let name = name
            .rsplit_once("themes/")
            .map_or(name.as_str(), |(_, rest)| rest.split_once('/').map_or(rest, |(_, rest)| rest));
        name.strip_suffix(".html").filter(|name| !name.contains('/'))
    });
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_string).collect()
}
