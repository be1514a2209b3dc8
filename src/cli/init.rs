//! `guidegen init DIR`: a small good guide to begin with. No file is ever overwritten.

use crate::cli::arguments::Global;
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, write};
use clap::Args;
use guidegen::starter;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  guidegen init our-guide --title \"Our guide\" && cd our-guide && guidegen serve --open")]
pub struct Init {
    /// The folder; it is made if it is not there [default: the folder of the guide]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The name of the guide [default: from the name of the folder]
    #[arg(short, long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Add what is missing to a folder that holds files already; those stay as they are
    #[arg(short, long)]
    pub force: bool,
}

/// The action that checks a guide on GitHub, in the version of this program.
fn action() -> String {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_end_matches('/').trim_end_matches(".git");
    let name = repository.strip_prefix("https://github.com/").unwrap_or("OWNER/guidegen");
    format!("{name}@v{}", env!("CARGO_PKG_VERSION"))
}

pub fn run(global: &Global, init: &Init, terminal: &Terminal) -> Result<Outcome, String> {
    let dir = init.dir.as_ref().unwrap_or(&global.root);
    let there = held(dir)?;
    if let Some(name) = there.first().filter(|_| !init.force) {
        let more = if there.len() > 1 { format!(" and {} more", there.len() - 1) } else { String::new() };
        return Err(format!(
            "`{}` is not empty: it holds `{name}`{more}; name a new folder, or add what is missing with --force, which \
             overwrites nothing",
            dir.display()
        ));
    }
    fs::create_dir_all(dir).map_err(|error| format!("the folder `{}` cannot be made: {error}", dir.display()))?;
    let title = init.title.clone().unwrap_or_else(|| starter::title_of(&folder_name(dir)));
    let action = action();
    let mut kept = 0;
    // A guide that is there already has its own pages: two home pages or chapters help nobody.
    let has_guide = ["content", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "guidegen.toml"]
        .iter()
        .any(|name| there.iter().any(|held| held == name));
    for (path, text) in starter::files(&title, &action) {
        if has_guide && (path.starts_with("content/") || path == "guidegen.toml") {
            continue;
        }
        match write::new(&dir.join(path), &text) {
            Ok(()) => terminal.print(&format!("{}\n", dir.join(path).display())),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                kept += 1;
                terminal.note(&format!("note: `{}` is there already and stays as it is", dir.join(path).display()));
            }
            Err(error) => return Err(format!("`{}` cannot be written: {error}", dir.join(path).display())),
        }
    }
    if has_guide {
        terminal.note("note: there is a guide already: no pages and no configuration were added");
    }
    if kept > 0 {
        terminal.note(&format!("{kept} files were left as they are"));
    }
    if action.starts_with("OWNER/") {
        terminal.note(
            "note: `.github/workflows/guide.yml` names OWNER/guidegen; put the repository there from which you have guidegen",
        );
    }
    let enter = if dir == Path::new(".") { String::new() } else { format!("  cd {}\n", quoted(dir)) };
    terminal.note(&format!(
        "\nnext:\n{enter}  guidegen serve --open              write, save, see\n  guidegen new 01-start/install      the next \
         page of a chapter\n  guidegen check                     is it sound?\n  guidegen build                     the \
         site, into public/"
    ));
    Ok(Outcome::Clean)
}

/// The names in a folder, in order; none for one that is not there. What git and the system keep does not count.
fn held(dir: &Path) -> Result<Vec<String>, String> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if dir.is_file() => return Err(format!("`{}` is a file, not a folder ({error})", dir.display())),
        Err(error) => return Err(format!("the folder `{}` cannot be read: {error}", dir.display())),
    };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !matches!(name.as_str(), ".git" | ".DS_Store")).collect();
    names.sort();
    Ok(names)
}

fn folder_name(dir: &Path) -> String {
    let whole = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_path_buf());
    whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = text.chars().all(|c| c.is_alphanumeric() || "-_./~+@".contains(c));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
