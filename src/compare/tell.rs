//! Tell: a comparison in words, with the verdict on top, and as JSON, one object a line.

use super::Comparison;
use super::class::{CLASSES, Class, Difference};
use serde_json::json;

/// One thing and several of a class, for the verdict.
fn words(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::Url => ("URL lost", "URLs lost"),
        Class::Redirect => ("redirect lost", "redirects lost"),
        Class::Anchor => ("anchor lost", "anchors lost"),
        Class::Text => ("page lost words", "pages lost words"),
        Class::Link => ("link lost", "links lost"),
        Class::Image => ("picture lost", "pictures lost"),
        Class::File => ("file lost", "files lost"),
        Class::Menu => ("page lost its place in the menu", "pages lost their place in the menu"),
        Class::Spelling => ("URL is spelled differently", "URLs are spelled differently"),
        Class::RedirectTarget => ("redirect leads elsewhere", "redirects lead elsewhere"),
        Class::Title => ("title changed", "titles changed"),
        Class::TextOrder => ("text changed without loss", "texts changed without loss"),
        Class::MenuPlace => ("page moved in the menu", "pages moved in the menu"),
        Class::MenuTitle => ("menu title changed", "menu titles changed"),
        Class::Added => ("page is new", "pages are new"),
    }
}

/// The verdict: what is lost, then what is different.
pub fn verdict(comparison: &Comparison) -> String {
    let part = |class: Class| {
        let count = comparison.count(class);
        let (one, several) = words(class);
        format!("{count} {}", if count == 1 { one } else { several })
    };
    // The two that matter most are told even if there are none.
    let always = [Class::Url, Class::Anchor];
    let lost = CLASSES.iter().filter(|class| class.is_loss());
    let lost: Vec<String> = lost
        .filter(|class| comparison.count(**class) > 0 || always.contains(class))
        .map(|class| part(*class))
        .collect();
    let changed = CLASSES.iter().filter(|class| !class.is_loss() && comparison.count(**class) > 0);
    let changed: Vec<String> = changed.map(|class| part(*class)).collect();
    let mut text = lost.join(", ");
    if !changed.is_empty() {
        text.push_str("; ");
        text.push_str(&changed.join(", "));
    }
    text
}

/// For people: the verdict, then every class with its first `limit` places.
pub fn human(comparison: &Comparison, limit: usize) -> String {
    let pages = if comparison.compared == 1 { "1 page".to_string() } else { format!("{} pages", comparison.compared) };
    let mut out = format!("{pages} compared: {}\n", verdict(comparison));
    for class in CLASSES {
        let of_class: Vec<&Difference> =
            comparison.differences.iter().filter(|difference| difference.class == class).collect();
        if of_class.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{} ({})\n", class.name(), of_class.len()));
        for difference in of_class.iter().take(limit) {
            out.push_str(&line(difference));
        }
        if of_class.len() > limit {
            out.push_str(&format!("  ... {} more (--all tells them)\n", of_class.len() - limit));
        }
    }
    for aside in &comparison.aside {
        out.push_str(&format!("\nleft aside, since nearly every page lost them in the same way: {aside}\n"));
    }
    out
}

fn line(difference: &Difference) -> String {
    let Difference { class, url, old, new, near } = difference;
    let near = near.as_deref();
    let meant = near.map_or(String::new(), |near| format!("   now {near}?"));
    match class {
        Class::Url => format!("  {url}{meant}\n"),
        Class::Anchor if old.is_empty() => format!("  {url}{meant}\n"),
        Class::Anchor => format!("  {url}  \"{old}\"{meant}\n"),
        Class::Redirect => format!("  {url} led to {old}\n"),
        Class::Text => format!("  {url}: {}\n    - {old}\n    + {new}\n", near.unwrap_or("words")),
        Class::TextOrder => format!("  {url}\n    - {old}\n    + {new}\n"),
        Class::Link if new.is_empty() => format!("  {url}: {old}\n"),
        Class::Link => format!("  {url}: {old} leads to {new} now\n"),
        Class::Image | Class::Menu => format!("  {url}: {old}\n"),
        Class::File if url == old => format!("  {url}\n"),
        Class::File => format!("  {url}, {old}\n"),
        Class::Spelling => format!("  {old} is {new}\n"),
        Class::RedirectTarget => format!("  {url} led to {old}, leads to {new}\n"),
        Class::Title | Class::MenuTitle => format!("  {url}: \"{old}\" is \"{new}\"\n"),
        Class::MenuPlace => format!("  {url} was {old}, is {new}\n"),
        Class::Added => format!("  {url}\n"),
    }
}

/// For machines: one object for each difference, and the verdict as the last one.
pub fn json(comparison: &Comparison) -> String {
    let mut out = String::new();
    for difference in &comparison.differences {
        let Difference { class, url, old, new, near } = difference;
        let line = json!({
            "class": class.name(), "lost": class.is_loss(), "url": url, "old": old, "new": new, "near": near,
        });
        out.push_str(&format!("{line}\n"));
    }
    let counts: serde_json::Map<String, serde_json::Value> = CLASSES
        .iter()
        .filter(|class| comparison.count(**class) > 0)
        .map(|class| (class.name().to_string(), comparison.count(*class).into()))
        .collect();
    let last = json!({
        "class": "verdict", "lost": comparison.has_loss(), "text": verdict(comparison), "compared": comparison.compared,
        "old_pages": comparison.old_pages, "new_pages": comparison.new_pages, "counts": counts, "aside": comparison.aside,
    });
    out.push_str(&format!("{last}\n"));
    out
}
