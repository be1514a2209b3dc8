//! Settings: paths in the configuration and in front matter that lead to something that moved.

use crate::data::{self, Node, Syntax, Value};
use crate::page::Page;
use crate::page::front_matter;
use crate::rename::follow::{Step, own_origin};
use crate::rename::goal::{self, Anchors, Goal};
use crate::rename::moved::Moved;
use crate::rename::spelling::{self, Manner};
use crate::resolve::Place;
use crate::resolve::ask::{Question, ask, is_address};
use crate::site::content_path;
use crate::source::span::{SourceId, Span};

/// Keys of front matter that are text, or that are written by their own rules.
const TEXT: [&str; 15] = [
    "title",
    "menutitle",
    "linktitle",
    "description",
    "summary",
    "aliases",
    "url",
    "slug",
    "date",
    "weight",
    "keywords",
    "tags",
    "categories",
    "translationkey",
    "layout",
];

/// One text of a settings file.
struct Setting<'s> {
    /// Keys above it and its own, in lower case; lists have none.
    keys: Vec<String>,
    text: &'s str,
    node: &'s Node,
}

/// The changes of the configuration and of all front matter.
pub fn changes(step: &Step<'_>) -> Vec<(Span, String)> {
    let mut changes = Vec::new();
    if step.moved.is_empty() {
        return changes;
    }
    let world = step.before.world;
    for file in &world.config.files {
        let Some((id, source)) = world.sources.find(file) else { continue };
        let syntax = match file.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => Syntax::Yaml,
            Some("json") => Syntax::Json,
            _ => Syntax::Toml,
        };
        let text = source.text();
        let (root, _) = data::read(syntax, text, 0..text.len());
        let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
        let above: Vec<String> = name.split('.').map(str::to_string).filter(|part| !part.contains("config")).collect();
        for setting in texts(&root, &above) {
            let new = configured(step, &setting);
            changes.extend(new.and_then(|new| replaced(id, text, &setting, &new)));
        }
    }
    for (entry, page) in world.pages.iter().enumerate() {
        if !may_name_a_path(page) {
            continue;
        }
        let text = world.sources.get(page.source).text();
        let Some(root) = front_matter::tree(text) else { continue };
        for setting in texts(&root, &[]) {
            if setting.keys.first().is_some_and(|key| TEXT.contains(&key.as_str())) {
                continue;
            }
            let new = fronted(step, entry, &setting);
            changes.extend(new.and_then(|new| replaced(page.source, text, &setting, &new)));
        }
    }
    changes
}

/// All texts below a node, depth first.
fn texts<'n>(root: &'n Node, above: &[String]) -> Vec<Setting<'n>> {
    let mut found = Vec::new();
    let mut open = vec![(above.to_vec(), root)];
    while let Some((keys, node)) = open.pop() {
        match &node.value {
            Value::Text(text) => found.push(Setting { keys, text, node }),
            Value::List(items) => open.extend(items.iter().rev().map(|item| (keys.clone(), item))),
            Value::Table(members) => open.extend(members.iter().rev().map(|member| {
                let mut keys = keys.clone();
                keys.push(member.key.to_lowercase());
                (keys, &member.node)
            })),
            _ => {}
        }
    }
    found
}

/// Whether front matter is worth a second reading: most has no path in it.
fn may_name_a_path(page: &Page) -> bool {
    page.front.entries.iter().any(|entry| {
        if TEXT.contains(&entry.key.to_lowercase().as_str()) {
            return false;
        }
        let text = entry.value.to_string();
        text.contains(['/', '.']) || matches!(entry.key.to_lowercase().as_str(), "menu" | "menus" | "cascade")
    })
}

/// A new text for a setting of the configuration.
fn configured(step: &Step<'_>, setting: &Setting<'_>) -> Option<String> {
    let config = step.before.world.config;
    if let Some(new) = globbed(step, setting) {
        return Some(new);
    }
    if setting.keys.iter().any(|key| key == "check" || key == "guidegen")
        && let Some(new) = disk_path(step, setting.text)
    {
        return Some(new);
    }
    // A menu of a language is read in that language.
    let own = config.languages.iter().position(|language| setting.keys.contains(&language.code));
    let default = config.languages.iter().position(|language| language.code == config.default_language).unwrap_or(0);
    let place =
        Place { node: None, language: own.unwrap_or(default), folder: String::new(), url_folder: String::new() };
    followed(step, setting, &place, &place, 0, true)
}

/// A new text for a value of front matter.
fn fronted(step: &Step<'_>, entry: usize, setting: &Setting<'_>) -> Option<String> {
    if let Some(new) = globbed(step, setting) {
        return Some(new);
    }
    let later = crate::rename::follow::later(step, entry)?;
    let (place, after) = (step.before.places.get(entry)?, step.after.places.get(later)?);
    followed(step, setting, place, after, entry, false)
}

/// A path as a menu, a parameter or a theme reads it.
fn followed(
    step: &Step<'_>,
    setting: &Setting<'_>,
    place: &Place,
    place_after: &Place,
    entry: usize,
    in_config: bool,
) -> Option<String> {
    let (before, after) = (step.before.world, step.after.world);
    let (page, page_after) = (before.pages.get(entry)?, after.pages.get(crate::rename::follow::later(step, entry)?)?);
    let text = setting.text.trim();
    let origin = own_origin(step.before, text);
    let (head, path) = text.split_at(origin);
    if path.is_empty() || (crate::resolve::target::is_external(path)) || path.starts_with('#') {
        return None;
    }
    let key = setting.keys.last().map_or("", String::as_str);
    let in_menu = setting.keys.iter().any(|key| matches!(key.as_str(), "menu" | "menus"));
    let is_asset = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let root = Place { node: None, folder: String::new(), url_folder: String::new(), ..place.clone() };
    let root_after = Place { node: None, folder: String::new(), url_folder: String::new(), ..place_after.clone() };
    let is_reference = in_menu && matches!(key, "url" | "pageref");
    let mut readings: Vec<(Question, &Place, &Place)> = Vec::new();
    if is_reference {
        readings.push((Question::Page, &root, &root_after));
        readings.push((Question::Url { is_image: false }, &root, &root_after));
    } else if path.starts_with('/') {
        readings.push((Question::Url { is_image: false }, &root, &root_after));
    } else if is_asset && in_config {
        readings.push((Question::Url { is_image: true }, &root, &root_after));
    } else if is_asset {
        readings.push((Question::Url { is_image: true }, place, place_after));
    }
    for (question, place, place_after) in readings {
        let outcome = ask(before, page, place, &question, path);
        if goal::soundness(&outcome) == 0 {
            continue;
        }
        let goal = goal::of(step.before, step.moved, step.anchors, page.source, &question, &outcome);
        if !path.starts_with('/') && !is_reference && !matches!(goal, Goal::File(_)) {
            continue;
        }
        if goal == Goal::Elsewhere {
            continue;
        }
        let leads = |written: &str| {
            let outcome = ask(after, page_after, place_after, &question, written);
            goal::of(step.after, &Moved::default(), &Anchors::default(), page_after.source, &question, &outcome) == goal
        };
        if leads(path) {
            return None;
        }
        let cut = path.find(['?', '#']).unwrap_or(path.len());
        let (bare, tail) = path.split_at(cut);
        let manner = Manner {
            after: step.after,
            place: place_after,
            question: &question,
            path: bare,
            by_address: matches!(question, Question::Url { .. }) && is_address(before, page, place, bare),
            old_logical: None,
        };
        let found =
            spelling::candidates(&manner, &goal).into_iter().map(|path| format!("{path}{tail}")).find(|new| leads(new));
        return found.map(|found| format!("{head}{found}"));
    }
    None
}

/// `path` in the `target` of a cascade: `/docs/setup/**`.
fn globbed(step: &Step<'_>, setting: &Setting<'_>) -> Option<String> {
    let [.., above, key] = setting.keys.as_slice() else { return None };
    if key != "path" || !matches!(above.as_str(), "target" | "_target") {
        return None;
    }
    let (fixed, pattern) = fixed_part(setting.text);
    let old = fixed.trim_matches('/');
    let new = goal::logical(step.before, step.moved, old);
    // Patterns are compared without case.
    let new = if new != old {
        new
    } else {
        step.before
            .paths
            .iter()
            .map(|path| &path.logical)
            .find(|logical| logical.eq_ignore_ascii_case(old))
            .map(|logical| goal::logical(step.before, step.moved, logical))
            .filter(|new| !new.eq_ignore_ascii_case(old))?
    };
    let slash = if fixed.starts_with('/') { "/" } else { "" };
    Some(format!("{slash}{new}{pattern}"))
}

/// A path of a file or folder, or a pattern that begins with one, from the root of the project or of the content.
fn disk_path(step: &Step<'_>, text: &str) -> Option<String> {
    let (fixed, pattern) = fixed_part(text);
    let old = fixed.trim_end_matches('/');
    if let Some(new) = step.moved.moves(old) {
        return Some(format!("{new}{pattern}"));
    }
    content_path::roots(step.before.world.config).iter().find_map(|(root, _)| {
        let new = step.moved.moves(&format!("{root}/{}", old.trim_start_matches('/')))?;
        let inside = new.strip_prefix(root.as_str())?.strip_prefix('/')?;
        let slash = if old.starts_with('/') { "/" } else { "" };
        Some(format!("{slash}{inside}{pattern}"))
    })
}

/// The part of a pattern before its first sign, cut at a `/`, and the rest.
fn fixed_part(text: &str) -> (&str, &str) {
    match text.find(['*', '?', '{', '[']) {
        Some(sign) => text.split_at(text[..sign].rfind('/').unwrap_or(0)),
        None => (text, ""),
    }
}

/// The change that puts a new text in place of the old one, quotes kept.
fn replaced(source: SourceId, text: &str, setting: &Setting<'_>, new: &str) -> Option<(Span, String)> {
    let place = setting.node.place.clone();
    let raw = text.get(place.clone())?;
    let old = setting.text.trim();
    let mut found = raw.match_indices(old);
    let (at, _) = found.next()?;
    if found.next().is_some() || new.contains(['"', '\'', '\n', '\\']) {
        return None;
    }
    let start = place.start + at;
    Some((Span::new(source, start, start + old.len()), new.to_string()))
}
