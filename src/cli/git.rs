//! Dates and authors of files, from one run of `git log`.

use guidegen::render::view::Change;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// The last change of each file below `folders`, by path relative to the root; empty where there is no git or no history.
/// Source of the rule: Hugo's page `configuration/all#enablegitinfo`: the author date of the last commit.
pub fn changes(root: &Path, folders: &[String]) -> Result<BTreeMap<String, Change>, String> {
    let prefix = output(root, &["rev-parse", "--show-prefix"])?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '\r']).to_string();
    let mut arguments = vec!["log", "--format=%x01%at%x00%an%x00%ae", "--name-only", "--no-renames", "-z", "--"];
    arguments.extend(folders.iter().map(String::as_str));
    let log = output(root, &arguments)?;
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for commit in log.split(|&byte| byte == 1).skip(1) {
        let text = String::from_utf8_lossy(commit);
        let mut fields = text.split('\0');
        let (Some(time), Some(author), Some(email)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let Ok(time) = time.trim().parse::<i64>() else { continue };
        // The newest commit comes first; an older one does not replace it.
        for path in fields {
            let path = path.trim_start_matches('\n');
            let Some(inside) = path.strip_prefix(&prefix).filter(|inside| !inside.is_empty()) else { continue };
            changes.entry(inside.to_string()).or_insert_with(|| Change {
                time,
                author: author.to_string(),
                email: email.to_string(),
            });
        }
    }
    Ok(changes)
}

/// When lines of a file were last changed, as the history tells it: line to seconds since 1970. Lines that are not committed
/// yet are left out. `lines` count from 1.
pub fn blame(root: &Path, path: &str, lines: &[usize]) -> Result<BTreeMap<usize, i64>, String> {
    let ranges: Vec<String> = lines.iter().map(|line| format!("-L{line},{line}")).collect();
    let mut arguments = vec!["blame", "--line-porcelain", "-w"];
    arguments.extend(ranges.iter().map(String::as_str));
    arguments.extend(["--", path]);
    let blame = output(root, &arguments)?;
    let mut times = BTreeMap::new();
    let mut current: Option<usize> = None;
    for line in String::from_utf8_lossy(&blame).lines() {
        let mut words = line.split(' ');
        let first = words.next().unwrap_or("");
        if first.len() >= 40 && first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let is_committed = first.bytes().any(|byte| byte != b'0');
            current = words.nth(1).and_then(|line| line.parse().ok()).filter(|_| is_committed);
        } else if let (Some(line), "author-time") = (current, first)
            && let Some(time) = words.next().and_then(|time| time.parse().ok())
        {
            times.insert(line, time);
        }
    }
    Ok(times)
}

/// Which of some paths have changes that are not committed, relative to the root; `None` outside of a work tree.
pub fn uncommitted(root: &Path, paths: &[String]) -> Option<Vec<String>> {
    let prefix = output(root, &["rev-parse", "--show-prefix"]).ok()?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '\r']).to_string();
    let mut changed = Vec::new();
    // A command line has a limit.
    for some in paths.chunks(500) {
        let mut arguments = vec!["status", "--porcelain", "--no-renames", "--untracked-files=no", "-z", "--"];
        arguments.extend(some.iter().map(String::as_str));
        let status = output(root, &arguments).ok()?;
        let status = String::from_utf8_lossy(&status).into_owned();
        let lines = status.split('\0').filter_map(|line| line.get(3..));
        changed.extend(lines.filter_map(|path| path.strip_prefix(&prefix)).map(str::to_string));
    }
    Some(changed)
}

/// Stages what has become of some paths: changes, new files, and those that have gone.
pub fn stage(root: &Path, paths: &[String]) -> Result<(), String> {
    let told = |_| "git could not stage the change: stage it by hand".to_string();
    let (there, gone): (Vec<&String>, Vec<&String>) = paths.iter().partition(|path| root.join(path).exists());
    let mut wanted: Vec<String> = there.into_iter().cloned().collect();
    // A path that has gone and that git never knew is nothing to git.
    for some in gone.chunks(500) {
        let mut arguments = vec!["ls-files", "-z", "--"];
        arguments.extend(some.iter().map(|path| path.as_str()));
        let known = output(root, &arguments).map_err(told)?;
        let known = String::from_utf8_lossy(&known).into_owned();
        wanted.extend(known.split('\0').filter(|path| !path.is_empty()).map(str::to_string));
    }
    for some in wanted.chunks(500) {
        let mut arguments = vec!["add", "--all", "--"];
        arguments.extend(some.iter().map(String::as_str));
        output(root, &arguments).map_err(told)?;
    }
    Ok(())
}

fn output(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let run = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|reason| format!("git cannot be run: {reason}"))?;
    if run.status.success() { Ok(run.stdout) } else { Err("the folder has no history of git".to_string()) }
}
