//! `static-unused`: a published file that nothing names.

use crate::config::params::variants;
use crate::diagnostic::Severity;
use crate::resolve::reference::Outcome;
use crate::resolve::target::decode;
use crate::rules::facts::Facts;
use crate::rules::{Findings, Rule};
use crate::source::span::{SourceId, Span};
use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

pub const RULE: Rule = Rule {
    name: "static-unused",
    summary: "nothing names this published file",
    default: Some(Severity::Warning),
    blocks_build: false,
    manual: include_str!("static_unused.md"),
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let named: FxHashSet<&str> = facts
        .pointers()
        .filter_map(|pointer| match &pointer.reference.outcome {
            Outcome::Asset { file } => Some(file.as_str()),
            // In the wrong case, and told as such.
            Outcome::WrongCase { actual } => Some(actual.trim_start_matches('/')),
            _ => None,
        })
        .collect();
    let mut left: Vec<(&str, SourceId)> = facts
        .site
        .assets
        .by_file
        .iter()
        .filter(|(file, id)| is_static(facts, **id) && !named.contains(file.as_str()) && !is_known(facts, file))
        // `include` names a file by its place in the project.
        .filter(|(_, id)| !named.contains(facts.path(**id)))
        .map(|(file, id)| (file.as_str(), *id))
        .collect();
    // What pages do not link to may be named by a style sheet, a template, a setting, or in front matter.
    let wanted: FxHashSet<String> = left.iter().map(|(file, _)| last(file).to_string()).collect();
    let mut words: FxHashSet<String> = FxHashSet::default();
    // A look for a few names is much faster than one at every path of every text. A name may also be written in percents.
    let few = (wanted.len() <= 8).then(|| wanted.iter().map(Finder::new).collect::<Vec<_>>());
    let may_name = |text: &[u8], finders: &[Finder<'_>]| {
        finders.iter().any(|finder| finder.find(text).is_some()) || has_percents(text)
    };
    for (_, source) in facts.sources.iter() {
        if wanted.is_empty() {
            break;
        }
        if few.as_ref().is_none_or(|finders| may_name(source.text().as_bytes(), finders)) {
            collect(source.text(), &wanted, &mut words);
        }
    }
    left.retain(|(file, _)| !suffixes(file).any(|end| words.contains(end)));
    for (file, source) in left {
        let finding = findings
            .at(Span::head(source), format!("nothing names `/{file}`"))
            .target(format!("/{file}"))
            .help("take it out, or link to it");
        findings.push(finding);
    }
}

/// Whether a percent sign with two digits stands in a text.
fn has_percents(text: &[u8]) -> bool {
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_hexdigit);
    memchr::memchr_iter(b'%', text).any(|at| is_digit(at + 1) && is_digit(at + 2))
}

fn last(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// A path and its ends: `a/b.png` and `b.png`.
fn suffixes(file: &str) -> impl Iterator<Item = &str> {
    std::iter::once(file).chain(file.match_indices('/').map(|(at, _)| &file[at + 1..]))
}

fn is_static(facts: &Facts<'_>, id: SourceId) -> bool {
    let path = facts.path(id);
    let below = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    below("images") || facts.config.static_dirs.iter().any(|folder| below(folder.trim_end_matches('/')))
}

/// Files that nobody needs to name: browsers, hosts and search engines look for them, or the theme learn does.
fn is_known(facts: &Facts<'_>, file: &str) -> bool {
    let name = last(file).to_ascii_lowercase();
    file.starts_with(".well-known/")
        || name.starts_with('.')
        || name.starts_with("favicon")
        || name.starts_with("apple-touch-icon")
        || name.starts_with("google") && name.ends_with(".html")
        || name.ends_with(".map")
        || matches!(
            name.as_str(),
            "robots.txt"
                | "humans.txt"
                | "security.txt"
                | "ads.txt"
                | "cname"
                | "_redirects"
                | "_headers"
                | "netlify.toml"
                | "vercel.json"
                | "site.webmanifest"
                | "manifest.json"
                | "browserconfig.xml"
                | "license"
                | "404.html"
                | "llms.txt"
                | "sitemap.xml"
                | "crossdomain.xml"
        )
        || variants(&facts.config.params)
            .iter()
            .any(|variant| name == format!("theme-{variant}.css").to_ascii_lowercase())
}

/// The paths in a text that end in one of the wanted names. A name has a dot with something behind it, so dots are looked
/// for first: most of a text is prose.
fn collect(text: &str, wanted: &FxHashSet<String>, words: &mut FxHashSet<String>) {
    let part_of_path = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '~' | '%' | '/' | '@' | '+' | '-');
    let mut done = 0;
    for dot in memchr::memchr_iter(b'.', text.as_bytes()) {
        if dot < done || text.as_bytes().get(dot + 1).is_none_or(|next| next.is_ascii_whitespace()) {
            continue;
        }
        let before = text[done..dot].char_indices().rev().find(|(_, c)| !part_of_path(*c));
        let start = before.map_or(done, |(at, c)| done + at + c.len_utf8());
        let end = text[dot..].find(|c: char| !part_of_path(c)).map_or(text.len(), |end| dot + end);
        done = end;
        let word = decode(text[start..end].trim_end_matches('.'));
        if wanted.contains(last(&word)) {
            words.insert(word.trim_start_matches(['.', '/']).to_string());
        }
    }
}
