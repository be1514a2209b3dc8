//! The architecture as a test: floors, doors, and the first sentence of every file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Floors from the ground up. A file may import from floors below its own, and from its own room.
const FLOORS: &[(&str, u32)] = &[
    ("fingerprint", 1),
    ("fit", 1),
    ("nearest", 1),
    ("html", 1),
    ("starter", 1),
    ("data", 1),
    ("source", 2),
    ("shortcode", 2),
    ("memo", 2),
    ("page", 3),
    ("config", 3),
    ("diagnostic", 3),
    ("site", 4),
    ("theme", 4),
    ("report", 4),
    ("resolve", 5),
    ("rules", 6),
    ("render", 6),
    ("rename", 6),
    ("archetype", 4),
    ("compare", 4),
    ("export", 7),
    ("schema", 7),
    ("publish", 7),
    ("project", 8),
    ("editor", 9),
    ("serve", 9),
    ("cli", 9),
    ("lib", 9),
    ("main", 10),
];

/// Arrows that lead from one room to another on the same floor, each with its reason.
const SAME_FLOOR: &[(&str, &str, &str)] = &[
    ("config", "diagnostic", "settings of the checks name severities"),
    ("page", "config", "the Markdown dialect is a part of the configuration"),
    ("theme", "site", "a theme is chosen before the site is assembled, and both are nouns"),
    ("rules", "render", "what a template did wrong is a fact that a rule tells"),
    ("rename", "rules", "numbers before titles are read by the function that the rules read them with"),
    ("cli", "serve", "the front of the development server"),
];

/// The only files that may touch the disk, the clock, the environment or the network.
const DOORS: &[&str] = &["source/read.rs", "publish/disk", "memo/disk.rs", "cli/", "serve/", "main.rs"];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("a source").to_path_buf();
                files.push((inside, std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    files.sort();
    files
}

fn room_of(path: &Path) -> String {
    let first = path.iter().next().expect("a name").to_string_lossy().to_string();
    first.strip_suffix(".rs").map_or(first.clone(), str::to_string)
}

#[test]
fn arrows_point_down() {
    let floors: BTreeMap<&str, u32> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room_of(&path);
        let Some(&floor) = floors.get(room.as_str()) else {
            wrong.push(format!("{}: `{room}` stands on no floor", path.display()));
            continue;
        };
        for (at, _) in text.match_indices("crate::") {
            let name: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(&below) = floors.get(name.as_str()) else { continue };
            let allowed = SAME_FLOOR.iter().any(|(from, to, _)| *from == room && *to == name);
            if name != room && below >= floor && !allowed {
                wrong.push(format!("{}: `{room}` (floor {floor}) imports `{name}` (floor {below})", path.display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_doors_touch_the_world() {
    let banned = ["std::fs", "std::env", "std::net", "SystemTime::now", "Instant::now", "std::process"];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = path.to_string_lossy().replace('\\', "/");
        if DOORS.iter().any(|door| shown.starts_with(door)) {
            continue;
        }
        // What stands in unit tests is no part of the program.
        let program = text.split("#[cfg(test)]").next().unwrap_or("");
        for name in banned {
            if program.lines().any(|line| line.contains(name) && !line.trim_start().starts_with("//")) {
                wrong.push(format!("{shown}: {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! ") && !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_an_attic() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_string()).unwrap_or_default();
            matches!(stem.as_str(), "utils" | "types" | "common" | "manager" | "helpers" | "prelude")
                || text.lines().count() > 800
        })
        .map(|(path, text)| format!("{} ({} lines)", path.display(), text.lines().count()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_manual_beside_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| path.starts_with("rules") && text.contains("pub const RULE: Rule"))
        .filter(|(path, _)| !root.join(path).with_extension("md").exists())
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "no manual beside: {}", wrong.join(", "));
}
