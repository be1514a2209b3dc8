//! Dead: the author's part in links of finished pages that land on nothing.

use crate::diagnostic::Diagnostic;
use crate::resolve::reference::{Outcome, Reference};
use crate::resolve::target::split;
use crate::rules::Findings;
use crate::rules::facts::{Dead, Facts};
use crate::site;
use crate::source::span::{SourceId, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Makes findings of dead targets: at the line of the page that has the target, else at the template or the setting that
/// has it, else at the site as a whole, once. What the rules on references tell already is left to them.
pub fn tell(facts: &Facts<'_>, findings: &mut Findings, dead: &[&Dead], words: &dyn Fn(&Dead) -> String) {
    let entries: FxHashMap<SourceId, usize> =
        facts.pages.iter().enumerate().map(|(entry, page)| (page.source, entry)).collect();
    // Of two files that want one place the wrong one may have been published: that is told already.
    let contested: FxHashSet<&str> = facts
        .site
        .problems
        .iter()
        .filter_map(|problem| match problem {
            site::Problem::UrlDuplicate { path, .. } => Some(path.as_str()),
            _ => None,
        })
        .chain(facts.clashes.iter().map(|clash| clash.path.as_str()))
        .collect();
    for dead in dead.iter().filter(|dead| !contested.contains(dead.target.as_str())) {
        let mut left: Vec<&str> = Vec::new();
        for (file, source) in &dead.pages {
            let entry = source.and_then(|source| entries.get(&source));
            if let Some(&entry) = entry {
                if facts.resolved[entry].references.iter().any(|reference| explains(reference, dead)) {
                    continue;
                }
                let page = &facts.pages[entry];
                let text = facts.sources.get(page.source).text();
                if let Some(span) = find(text, page.source, page.front.body.min(text.len()), dead) {
                    findings.push(finding(findings, span, dead, words));
                    continue;
                }
            }
            left.push(file);
        }
        let Some(first) = left.first() else { continue };
        if in_menu(facts, dead) {
            continue;
        }
        let place = in_templates(facts, dead).or_else(|| in_config(facts, dead));
        let one_page = || dead.pages.iter().find(|(file, _)| file == first).and_then(|(_, source)| *source);
        let span = place
            .or_else(|| one_page().filter(|_| left.len() == 1).map(Span::head))
            .unwrap_or_else(|| facts.anywhere());
        let mut finding = finding(findings, span, dead, words);
        finding.help.push(match left.len() {
            1 => format!("the link is on the page `/{first}`"),
            count => format!("the link is on {count} pages, such as `/{first}`"),
        });
        findings.push(finding);
    }
}

fn finding(findings: &Findings, span: Span, dead: &Dead, words: &dyn Fn(&Dead) -> String) -> Diagnostic {
    findings.at(span, words(dead)).target(dead.written.clone())
}

/// Whether a rule on references tells of this target: the author wrote it, and it was found to lead nowhere.
fn explains(reference: &Reference, dead: &Dead) -> bool {
    if let Outcome::AnchorMissing { fragment, .. } = &reference.outcome {
        return dead.fragment.as_ref() == Some(fragment);
    }
    if reference.outcome.is_sound() || dead.fragment.is_some() {
        return false;
    }
    let written = split(&reference.written).path.into_owned();
    let core = bare(&written);
    let target = bare(&dead.target);
    !core.is_empty()
        && (target == core || target.ends_with(&format!("/{core}")) || core.ends_with(&format!("/{target}")))
}

/// A path without what leads up or to the top.
fn bare(path: &str) -> &str {
    let mut rest = path;
    loop {
        let shorter = rest.trim_start_matches('/');
        let shorter = shorter.strip_prefix("../").or_else(|| shorter.strip_prefix("./")).unwrap_or(shorter);
        if shorter.len() == rest.len() {
            return rest.trim_end_matches('/');
        }
        rest = shorter;
    }
}

/// Where a target stands in a text: as it is in the HTML, or without what the program put before it.
fn find(text: &str, source: SourceId, from: usize, dead: &Dead) -> Option<Span> {
    let fragment = dead.fragment.as_ref().map(|fragment| format!("#{fragment}"));
    let whole = bare(&dead.written);
    let target = bare(dead.target.trim_end_matches("index.html"));
    let candidates = match &fragment {
        Some(fragment) => vec![dead.written.as_str(), whole, fragment.as_str()],
        None => vec![dead.written.as_str(), whole, target],
    };
    candidates.into_iter().filter(|word| word.len() > 1).find_map(|word| {
        let mut at = from;
        while let Some(found) = text.get(at..)?.find(word).map(|found| at + found) {
            let end = found + word.len();
            // A whole word: `plan` is not in `planning`.
            let after = text[end..].chars().next();
            let before = text[..found].chars().next_back();
            let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            if !joins(after) && !joins(before) {
                return Some(Span::new(source, found, end));
            }
            at = end;
        }
        None
    })
}

/// A menu entry of the configuration is judged by the rule on menus.
fn in_menu(facts: &Facts<'_>, dead: &Dead) -> bool {
    let target = bare(&dead.target);
    facts.config.languages.iter().flat_map(|language| language.menus.values()).flatten().any(|entry| {
        let own = bare(if entry.url.is_empty() { &entry.page_ref } else { &entry.url });
        dead.fragment.is_none() && !own.is_empty() && (own == target || target.ends_with(&format!("/{own}")))
    })
}

/// The first template of the guide or its theme that has the target.
fn in_templates(facts: &Facts<'_>, dead: &Dead) -> Option<Span> {
    let themes = facts.sources.under("themes").filter(|(_, source)| source.path.contains("/templates/"));
    facts.sources.under("templates").chain(themes).find_map(|(id, source)| find(source.text(), id, 0, dead))
}

fn in_config(facts: &Facts<'_>, dead: &Dead) -> Option<Span> {
    facts.config.files.iter().find_map(|file| {
        let (id, source) = facts.sources.find(file)?;
        find(source.text(), id, 0, dead)
    })
}
