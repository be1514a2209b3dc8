//! Writes texts of the guide: mended ones over the author's files, each whole or not at all, and new ones over nothing.

use guidegen::project::moves::Change;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes texts by their path relative to the root, each to a file beside the old one that then takes its name.
pub fn texts<'t>(root: &Path, texts: impl Iterator<Item = (&'t str, &'t str)>) -> Result<(), String> {
    for (path, text) in texts {
        let file = root.join(path);
        let told = |error: std::io::Error| format!("`{path}` cannot be written: {error}");
        replace(&file, text.as_bytes()).map_err(told)?;
    }
    Ok(())
}

/// Writes a file that must not be there yet, with the folders above it.
pub fn new(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}

/// What a step of a change did, so that it can be undone.
enum Done {
    Moved { from: PathBuf, to: PathBuf },
    Written { file: PathBuf, old: Vec<u8> },
    Created { file: PathBuf },
    MadeFolder(PathBuf),
    RemovedFolder(PathBuf),
}

/// Makes a change of the guide that is [`ready`]: all of it, or, if the disk refuses something, nothing.
pub fn change(root: &Path, change: &Change) -> Result<(), String> {
    let mut done = Vec::new();
    let outcome = make(root, change, &mut done);
    if let Err((path, error)) = outcome {
        let told = format!("`{path}` cannot be written: {error}");
        let left = undo(done);
        return Err(match left {
            None => format!("{told}; nothing was changed"),
            Some(left) => format!("{told}; and `{left}` could not be put back as it was"),
        });
    }
    Ok(())
}

/// What must hold before the first step: no target is there, and every file is still as it was read.
pub fn ready(root: &Path, change: &Change) -> Result<(), String> {
    let leaving: Vec<&str> = change.moves.iter().map(|(from, _)| from.as_str()).collect();
    for (from, to) in &change.moves {
        let (source, target) = (root.join(from), root.join(to));
        if fs::symlink_metadata(&source).is_err() {
            return Err(format!("there is no `{from}` on disk: save it first"));
        }
        if !leaving.contains(&to.as_str()) && fs::symlink_metadata(&target).is_ok() {
            let is_same = fs::canonicalize(&source).ok() == fs::canonicalize(&target).ok();
            return Err(if is_same {
                format!(
                    "`{to}` differs from `{from}` in case alone, and this disk does not tell them apart: go by a third name"
                )
            } else {
                format!("`{to}` is there already, though it is no part of the guide")
            });
        }
        let mut above = target.parent();
        while let Some(folder) = above.filter(|folder| folder.starts_with(root) && *folder != root) {
            if fs::symlink_metadata(folder).is_ok_and(|data| !data.is_dir() && !data.is_symlink()) {
                return Err(format!("`{to}` cannot be: `{}` is a file", folder.display()));
            }
            above = folder.parent();
        }
    }
    for (path, (old, _)) in &change.texts {
        let before = change.origin(path);
        match old {
            Some(old) => {
                let there =
                    fs::read(root.join(&before)).map_err(|error| format!("`{before}` cannot be read: {error}"))?;
                if there != old.as_bytes() {
                    return Err(format!("`{before}` was changed meanwhile: try again"));
                }
            }
            None if fs::symlink_metadata(root.join(path)).is_ok() && !leaving.contains(&path.as_str()) => {
                return Err(format!("`{path}` is there already"));
            }
            None => {}
        }
    }
    Ok(())
}

fn make(root: &Path, change: &Change, done: &mut Vec<Done>) -> Result<(), (String, io::Error)> {
    for (from, to) in &change.moves {
        let (source, target) = (root.join(from), root.join(to));
        folders(&target, done).map_err(|error| (to.clone(), error))?;
        fs::rename(&source, &target).map_err(|error| (to.clone(), error))?;
        done.push(Done::Moved { from: source, to: target });
    }
    for (path, (old, new)) in &change.texts {
        let file = root.join(path);
        let told = |error: io::Error| (path.clone(), error);
        match old {
            Some(old) => {
                replace(&file, new.as_bytes()).map_err(told)?;
                done.push(Done::Written { file, old: old.as_bytes().to_vec() });
            }
            None => {
                folders(&file, done).map_err(told)?;
                self::new(&file, new).map_err(told)?;
                done.push(Done::Created { file });
            }
        }
    }
    // A folder that nothing is left in would be no folder of the repository either.
    for (from, _) in &change.moves {
        let mut folder = root.join(from);
        while folder.pop() && folder != root && folder.starts_with(root) {
            let Ok(mut entries) = fs::read_dir(&folder) else { break };
            if entries.next().is_some() || fs::remove_dir(&folder).is_err() {
                break;
            }
            done.push(Done::RemovedFolder(folder.clone()));
        }
    }
    Ok(())
}

/// Makes the folders above a file.
fn folders(file: &Path, done: &mut Vec<Done>) -> io::Result<()> {
    let mut missing = Vec::new();
    let mut above = file.parent();
    while let Some(folder) = above.filter(|folder| !folder.is_dir()) {
        missing.push(folder.to_path_buf());
        above = folder.parent();
    }
    for folder in missing.into_iter().rev() {
        fs::create_dir(&folder)?;
        done.push(Done::MadeFolder(folder));
    }
    Ok(())
}

/// Writes a file beside the old one, which then takes its name.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let beside = real.with_file_name(format!(
        ".{}.guidegen-{}",
        real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        std::process::id()
    ));
    let written = fs::File::create(&beside).and_then(|mut new| {
        new.write_all(bytes)?;
        if let Ok(old) = fs::metadata(&real) {
            new.set_permissions(old.permissions())?;
        }
        new.sync_all()?;
        fs::rename(&beside, &real)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Undoes steps, the last one first; the first that cannot be undone.
fn undo(done: Vec<Done>) -> Option<String> {
    let mut left = None;
    for step in done.into_iter().rev() {
        let (path, undone) = match step {
            Done::Moved { from, to } => (to.clone(), fs::rename(&to, &from)),
            Done::Written { file, old } => (file.clone(), replace(&file, &old)),
            Done::Created { file } => (file.clone(), fs::remove_file(&file)),
            Done::MadeFolder(folder) => (folder.clone(), fs::remove_dir(&folder)),
            Done::RemovedFolder(folder) => (folder.clone(), fs::create_dir(&folder)),
        };
        if undone.is_err() && left.is_none() {
            left = Some(path.display().to_string());
        }
    }
    left
}
