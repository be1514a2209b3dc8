//! Waive: findings that the author does not want to hear of, and waivers that have become idle.
//!
//! A waiver stands in the front matter of a page, in a comment before a block, or in the configuration.

pub mod comment;
pub mod glob;

use crate::rules::facts::Facts;
use crate::rules::level;
use crate::source::span::{SourceId, Span};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// One waiver: a rule or a family, and where it is not to be told.
struct Waiver {
    rule: String,
    scope: Scope,
    /// Where it is written.
    place: Span,
    used: bool,
}

enum Scope {
    Page(SourceId),
    Block(SourceId, Range<usize>),
    /// Paths of the configuration; empty for all.
    Paths(String),
}

/// A waiver that says nothing, or nothing any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Idle {
    /// It waived no finding of this run.
    Unused { place: Span, rule: String },
    /// Its last day has passed.
    Expired { place: Span, rule: String, until: String },
    /// It names a rule that there is not.
    UnknownRule { place: Span, rule: String },
    /// Its date is none.
    BadDate { place: Span, until: String },
}

/// All waivers of a project.
pub struct Waivers {
    all: Vec<Waiver>,
    idle: Vec<Idle>,
    /// Waivers of a page and its blocks, by source.
    of_source: FxHashMap<SourceId, Vec<usize>>,
    of_config: Vec<usize>,
}

impl Waivers {
    /// Collects the waivers; `now` is in seconds since 1970 and says which of them are past.
    pub fn collect(facts: &Facts<'_>, now: i64) -> Self {
        let mut waivers =
            Self { all: Vec::new(), idle: Vec::new(), of_source: FxHashMap::default(), of_config: Vec::new() };
        for page in facts.judged() {
            for (rule, place) in &page.front.meta.waivers {
                waivers.add(rule, Scope::Page(page.source), *place);
            }
            let text = facts.sources.get(page.source).text();
            for comment in comment::find(text, page.front.body.min(text.len())) {
                for (rule, place) in comment.rules {
                    let place = Span::new(page.source, place.start, place.end);
                    waivers.add(&rule, Scope::Block(page.source, comment.block.clone()), place);
                }
            }
        }
        let today = jiff::Timestamp::from_second(now).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC).date();
        waivers.configured(facts, today);
        waivers
    }

    /// `[[check.ignore]]` with `rule`, `path`, `reason`, `until`.
    fn configured(&mut self, facts: &Facts<'_>, today: Date) {
        let get = |table: &serde_json::Map<String, Value>, key: &str| {
            table.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, value)| value.clone())
        };
        let list = match get(&facts.config.check, "ignore") {
            Some(Value::Array(list)) => list,
            Some(table @ Value::Object(_)) => vec![table],
            _ => return,
        };
        for (number, entry) in list.iter().enumerate() {
            let Some(table) = entry.as_object() else { continue };
            let place = entry_place(facts, number);
            let texts = |key: &str| -> Vec<String> {
                match get(table, key) {
                    Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_string).collect(),
                    Some(Value::String(text)) => vec![text],
                    _ => Vec::new(),
                }
            };
            let mut rules = texts("rule");
            rules.extend(texts("rules"));
            if rules.is_empty() {
                rules.push("*".to_string());
            }
            let mut paths = texts("path");
            paths.extend(texts("paths"));
            if paths.is_empty() {
                paths.push(String::new());
            }
            let written = texts("until").into_iter().next();
            let until = match written.as_deref().map(|date| date.get(..10).unwrap_or(date).parse::<Date>()) {
                Some(Err(_)) => {
                    self.idle.push(Idle::BadDate { place, until: written.unwrap_or_default() });
                    None
                }
                Some(Ok(date)) => Some(date),
                None => None,
            };
            for rule in &rules {
                if let Some(date) = until.filter(|date| *date < today) {
                    self.idle.push(Idle::Expired { place, rule: rule.clone(), until: date.to_string() });
                    continue;
                }
                for path in &paths {
                    self.add(rule, Scope::Paths(path.clone()), place);
                }
            }
        }
    }

    fn add(&mut self, rule: &str, scope: Scope, place: Span) {
        if !crate::rules::RULES.iter().any(|own| level::fits(rule, own.name)) {
            self.idle.push(Idle::UnknownRule { place, rule: rule.to_string() });
            return;
        }
        let number = self.all.len();
        match &scope {
            Scope::Page(source) | Scope::Block(source, _) => self.of_source.entry(*source).or_default().push(number),
            Scope::Paths(_) => self.of_config.push(number),
        }
        self.all.push(Waiver { rule: rule.to_string(), scope, place, used: false });
    }

    /// Takes out the findings that are waived, and gives how many those were. `of` gives the place and the rule of a finding.
    pub fn apply<T>(
        &mut self,
        facts: &Facts<'_>,
        findings: &mut Vec<T>,
        of: impl Fn(&T) -> (Span, &'static str),
    ) -> usize {
        if self.all.is_empty() {
            return 0;
        }
        // All findings of one rule in one source meet the waivers at once: a page may have thousands of both.
        let mut groups: BTreeMap<(SourceId, &'static str), Vec<usize>> = BTreeMap::new();
        for finding in findings.iter() {
            let (span, rule) = of(finding);
            groups.entry((span.source, rule)).or_default().push(span.start as usize);
        }
        let mut waived = FxHashMap::default();
        for ((source, rule), mut starts) in groups {
            starts.sort_unstable();
            let blocks = self.blocks(facts, source, rule, &starts);
            if !blocks.is_empty() {
                waived.insert((source, rule), blocks);
            }
        }
        let before = findings.len();
        findings.retain(|finding| {
            let (span, rule) = of(finding);
            !waived.get(&(span.source, rule)).is_some_and(|blocks| covers(blocks, span.start as usize))
        });
        before - findings.len()
    }

    /// The parts of a source in which a rule is waived, in order and apart from each other; `starts`, in order, are the
    /// places of its findings, by which waivers count as used.
    fn blocks(&mut self, facts: &Facts<'_>, source: SourceId, rule: &str, starts: &[usize]) -> Vec<Range<usize>> {
        let own = self.of_source.get(&source).map_or(&[][..], Vec::as_slice);
        let mut blocks: Vec<Range<usize>> = Vec::new();
        for &number in own.iter().chain(&self.of_config) {
            let Some(waiver) = self.all.get_mut(number).filter(|waiver| level::fits(&waiver.rule, rule)) else {
                continue;
            };
            let block = match &waiver.scope {
                Scope::Page(_) => 0..usize::MAX,
                Scope::Block(_, block) => block.clone(),
                Scope::Paths(pattern) => {
                    let path = facts.path(source);
                    if !pattern.is_empty() && !means(pattern, path, &facts.config.content_dir) {
                        continue;
                    }
                    0..usize::MAX
                }
            };
            let first = starts.partition_point(|start| *start < block.start);
            if starts.get(first).is_some_and(|start| *start < block.end) {
                waiver.used = true;
                blocks.push(block);
            }
        }
        blocks.sort_unstable_by_key(|block| block.start);
        blocks.dedup_by(|next, kept| {
            let meets = next.start <= kept.end;
            if meets {
                kept.end = kept.end.max(next.end);
            }
            meets
        });
        blocks
    }

    /// The waivers that waived nothing, and those that are wrong. `ran` says whether a rule ran at all: of one that did not
    /// nobody knows what it would have said.
    pub fn idle(self, ran: impl Fn(&str) -> bool) -> Vec<Idle> {
        let mut idle = self.idle;
        for waiver in self.all {
            let known = crate::rules::RULES.iter().any(|rule| level::fits(&waiver.rule, rule.name) && ran(rule.name));
            if !waiver.used && known {
                idle.push(Idle::Unused { place: waiver.place, rule: waiver.rule });
            }
        }
        idle
    }
}

/// Whether one of the blocks, which are in order, holds the place.
fn covers(blocks: &[Range<usize>], place: usize) -> bool {
    let after = blocks.partition_point(|block| block.start <= place);
    after.checked_sub(1).and_then(|last| blocks.get(last)).is_some_and(|block| place < block.end)
}

/// A pattern is read from the root of the project, or from the content folder.
fn means(pattern: &str, path: &str, content: &str) -> bool {
    glob::fits(pattern, path)
        || path
            .strip_prefix(content)
            .and_then(|inside| inside.strip_prefix('/'))
            .is_some_and(|inside| glob::fits(pattern.trim_start_matches('/'), inside))
}

/// Where the entry of that number stands in the configuration.
fn entry_place(facts: &Facts<'_>, number: usize) -> Span {
    let mut left = number;
    for file in &facts.config.files {
        let Some((id, source)) = facts.sources.find(file) else { continue };
        for (at, mark) in source.text().match_indices("[[check.ignore]]") {
            if left == 0 {
                return Span::new(id, at, at + mark.len());
            }
            left -= 1;
        }
    }
    facts.anywhere()
}
