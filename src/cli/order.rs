//! `guidegen order`: the menu as readers see it, why each page stands where it stands, what is odd, and spaced weights.

use crate::cli::arguments::{Global, Order, Tree};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, findings, guide, write};
use guidegen::diagnostic::{Diagnostic, diff, edit};
use guidegen::project::Project;
use guidegen::project::order::{self, Choice, Place};
use guidegen::project::snapshot::Snapshot;
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::site::Node;
use guidegen::source::lines::Lines;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is odd about an order.
const SMELLS: [&str; 7] = [
    "file-number-order",
    "front-matter-leading-zero",
    "menu-number-order",
    "menu-title-duplicate",
    "section-index-missing",
    "weight-duplicate",
    "weight-missing",
];

pub fn run(global: &Global, order: &Order, terminal: &Terminal) -> Result<Outcome, String> {
    let mut project = guide::open(global, build::options(global, &order.which))?;
    let Some(mut snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let folders = folders(project.root(), &snapshot, &order.paths)?;
    if order.fix || order.diff {
        let changed = fix(&mut project, &snapshot, &folders, order.diff, terminal)?;
        if order.diff {
            return Ok(if changed { Outcome::Findings } else { Outcome::Clean });
        }
        snapshot = project.snapshot();
    }
    let shown: Vec<Place> = order::menu(&snapshot)
        .into_iter()
        .filter(|place| folders.is_empty() || is_within(&snapshot.site.node(place.node).path, &folders))
        .collect();
    let levels = findings::levels(&snapshot);
    let level = |rule: &rules::Rule| SMELLS.contains(&rule.name).then(|| levels.of(rule)).flatten();
    let now = project.options_mut().now;
    let mut smells = rules::judge(&snapshot.facts(&Published::default()), level, now, false).findings;
    smells.retain(|smell| {
        let path = snapshot.sources.get(smell.primary.span.source).path.clone();
        shown.iter().any(|place| place.path == *path) || folders.is_empty()
    });
    match order.format {
        Tree::Human => {
            terminal.print(&human(&shown));
            if !smells.is_empty() {
                terminal.print("\n");
                findings::print(&smells, &snapshot.sources, terminal);
            }
        }
        Tree::Json => {
            let lines = shown.iter().map(json_place).chain(smells.iter().map(|smell| json_smell(smell, &snapshot)));
            terminal.print(&lines.collect::<String>());
        }
    }
    Ok(if findings::any_error(&smells) { Outcome::Findings } else { Outcome::Clean })
}

/// Logical paths of the sections that the command line names.
fn folders(root: &Path, snapshot: &Snapshot, paths: &[PathBuf]) -> Result<Vec<String>, String> {
    let mut folders = Vec::new();
    for path in paths {
        let inside = guide::inside(root, snapshot, path)?;
        let nodes = &snapshot.site.nodes;
        let of_file = nodes.iter().find(|node| node.source.is_some_and(|id| *snapshot.sources.get(id).path == *inside));
        let contents = guidegen::site::content_path::roots(&snapshot.settings.config);
        let of_folder = contents.iter().find_map(|(content, _)| {
            let rest = inside.strip_prefix(content.as_str())?.trim_start_matches('/');
            nodes.iter().find(|node| node.path == rest).map(|node| node.path.clone())
        });
        let folder = of_file.map(|node| node.path.clone()).or(of_folder);
        folders.push(folder.ok_or_else(|| format!("`{}` is no page and no section", path.display()))?);
    }
    Ok(folders)
}

fn is_within(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| {
        folder.is_empty()
            || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Writes or shows spaced weights; whether there was anything to change.
fn fix(
    project: &mut Project,
    snapshot: &Snapshot,
    folders: &[String],
    only_show: bool,
    terminal: &Terminal,
) -> Result<bool, String> {
    let choose = |node: &Node| {
        if folders.contains(&node.path) {
            Choice::Always
        } else if folders.is_empty() || is_within(&node.path, folders) {
            Choice::IfOdd
        } else {
            Choice::Leave
        }
    };
    let respaced = order::respace(snapshot, choose);
    for section in &respaced.unwritable {
        terminal
            .note(&format!("note: below `{section}` stands a folder without `_index.md`: its weights are left alone"));
    }
    let applied = edit::apply(&respaced.fixes.iter().collect::<Vec<_>>(), &snapshot.sources);
    let old = |path: &str| snapshot.sources.find(path).map(|(_, source)| source.text().to_string());
    if only_show {
        for (path, text) in &applied.texts {
            terminal.print(&diff::unified(path, old(path).as_deref(), text));
        }
        return Ok(!applied.texts.is_empty());
    }
    // Nothing is written unless the menu stays as it is.
    let before: Vec<String> = order::menu(snapshot).into_iter().map(|place| place.path).collect();
    project.options_mut().unsaved.extend(applied.texts.iter().map(|(path, text)| (path.clone(), text.as_str().into())));
    let after: Vec<String> = order::menu(&project.snapshot()).into_iter().map(|place| place.path).collect();
    project.options_mut().unsaved.clear();
    if before != after {
        return Err("the new weights would change the order of the menu: nothing was written".to_string());
    }
    write::texts(project.root(), applied.texts.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    let sections = match applied.taken.len() {
        1 => "1 section".to_string(),
        count => format!("{count} sections"),
    };
    terminal.note(&format!("weights of {sections} respaced, {} files written", applied.texts.len()));
    Ok(!applied.texts.is_empty())
}

fn human(places: &[Place]) -> String {
    let indent = |place: &Place| "  ".repeat(place.depth.min(20));
    let length = |place: &Place| place.depth.min(20) * 2 + place.title.chars().count();
    let width = places.iter().map(length).max().unwrap_or(0).min(60);
    let reasons = places.iter().map(|place| place.words().chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for place in places {
        let title = format!("{}{}", indent(place), place.title);
        out.push_str(&format!("{title:<width$}  {:<reasons$}  {}\n", place.words(), place.path));
    }
    out
}

fn json_place(place: &Place) -> String {
    let object = json!({
        "depth": place.depth,
        "title": place.title,
        "url": place.url,
        "path": place.path,
        "weight": (place.weight != 0).then_some(place.weight),
        "reason": place.words(),
    });
    format!("{object}\n")
}

fn json_smell(smell: &Diagnostic, snapshot: &Snapshot) -> String {
    let source = snapshot.sources.get(smell.primary.span.source);
    let line = Lines::new(source.text()).line(smell.primary.span.start as usize);
    let object = json!({
        "rule": smell.rule,
        "severity": smell.severity.name(),
        "path": &*source.path,
        "line": line,
        "message": smell.message,
    });
    format!("{object}\n")
}
