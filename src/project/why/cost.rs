//! What an edit of a page changes in the output: tried out, not guessed.

use crate::project::Project;
use crate::project::outputs::Rendered;
use crate::project::snapshot::Snapshot;
use crate::publish::Origin;
use crate::source::span::Span;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// What two kinds of edits change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// A new paragraph at the end of the body.
    pub body: Changed,
    /// Another word in the title.
    pub title: Changed,
}

/// The outputs that come out otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Changed {
    /// Files of pages, the page itself included.
    pub pages: Vec<String>,
    /// What guidegen makes for the whole site, by name, and how many files of it.
    pub shared: BTreeMap<String, usize>,
}

/// Renders the guide with either edit in memory, and compares. The project must remember, and is left as it was.
pub fn of(project: &mut Project, snapshot: &Snapshot, rendered: &Rendered, entry: usize) -> Cost {
    let page = &snapshot.pages[entry];
    let source = snapshot.sources.get(page.source);
    let text = source.text();
    let mut body = text.to_string();
    body.push_str("\n\nguidegen asks what this paragraph costs.\n");
    let title = page.front.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case("title"));
    let title = title.and_then(|title| with_title(text, title.value_span, title.value.as_str().unwrap_or("")));
    let before: FxHashMap<String, crate::fingerprint::Fingerprint> =
        rendered.plan.fingerprints().into_iter().map(|(path, print)| (path.to_string(), print)).collect();
    let path = source.path.to_string();
    let body = attempt(project, &before, &path, body);
    let title = title.map_or_else(Changed::default, |title| attempt(project, &before, &path, title));
    Cost { body, title }
}

/// The text with another title.
fn with_title(text: &str, place: Span, title: &str) -> Option<String> {
    let mut new = text.get(..place.start as usize)?.to_string();
    // A string of JSON is one of YAML and of TOML as well.
    new.push_str(&serde_json::Value::String(format!("{title} (asked)")).to_string());
    new.push_str(text.get(place.end as usize..)?);
    Some(new)
}

fn attempt(
    project: &mut Project,
    before: &FxHashMap<String, crate::fingerprint::Fingerprint>,
    path: &str,
    text: String,
) -> Changed {
    let kept = project.options_mut().unsaved.insert(path.to_string(), text.into());
    let snapshot = project.snapshot();
    let rendered = project.render(&snapshot);
    match kept {
        Some(kept) => project.options_mut().unsaved.insert(path.to_string(), kept),
        None => project.options_mut().unsaved.remove(path),
    };
    let mut changed = Changed::default();
    for (file, print) in rendered.plan.fingerprints() {
        if before.get(file) == Some(&print) {
            continue;
        }
        match rendered.plan.get(file).map(|entry| &entry.origin) {
            Some(Origin::Page(source)) => changed.pages.push(snapshot.sources.get(*source).path.to_string()),
            Some(Origin::Generated(name)) => *changed.shared.entry(name.to_string()).or_default() += 1,
            Some(Origin::Alias(..)) => *changed.shared.entry("redirect".to_string()).or_default() += 1,
            Some(Origin::Static(_) | Origin::Theme(_)) => *changed.shared.entry("file".to_string()).or_default() += 1,
            None => {}
        }
    }
    changed
}
