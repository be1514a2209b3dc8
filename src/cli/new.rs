//! `guidegen new PATH`: a new page from an archetype, in its place by the habit of the folder; nothing is overwritten.

use crate::cli::arguments::{Global, Which};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, guide, write};
use clap::Args;
use guidegen::project::create::{self, Wish};
use guidegen::rename::Refusal;
use guidegen::site::Problem;
use std::path::Path;
use std::process::Command;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  guidegen new 01-start/install             # 01-start/03-install.md beside numbered pages
  guidegen new 02-operate/                  # a chapter: content/02-operate/_index.md
  guidegen new 01-start --title \"Install the tools\" --edit

The text comes from archetypes/ of the guide (chapter.md, the name of the section, default.md), else from guidegen.")]
pub struct New {
    /// The path of the page below the content folder; number and extension may be missing, `/` at the end means a chapter
    #[arg(value_name = "PATH")]
    pub path: String,
    /// chapter, page, or the name of an archetype
    #[arg(short, long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The title [default: from the name of the file]
    #[arg(short, long, value_name = "TITLE")]
    pub title: Option<String>,
    /// The weight [default: the next one of the folder]
    #[arg(long, value_name = "N")]
    pub weight: Option<i64>,
    /// Open it in $VISUAL or $EDITOR
    #[arg(short, long)]
    pub edit: bool,
    /// Show the text and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

pub fn run(global: &Global, new: &New, terminal: &Terminal) -> Result<Outcome, String> {
    // Numbers and weights of drafts are taken, too.
    let which = Which { drafts: true, future: true, expired: true, ..Which::default() };
    let mut project = guide::open(global, build::options(global, &which))?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let wish = Wish {
        path: new.path.clone(),
        kind: new.kind.clone(),
        title: new.title.clone(),
        weight: new.weight,
        numbering: None,
        now: project.options_mut().now,
    };
    let made = match create::create(&snapshot, &wish) {
        Ok(made) => made,
        Err(refusal) => return Ok(guide::refuse(&refusal, terminal)),
    };
    let files: Vec<&str> = snapshot.sources.iter().map(|(_, source)| &*source.path).collect();
    if let Some((new, old)) = other_case(&made.path, &files) {
        let refusal = Refusal::new(format!(
            "`{new}` differs from `{old}`, which is there already, in upper and lower case alone"
        ));
        return Ok(guide::refuse(&refusal, terminal));
    }
    let archetype = made.archetype.as_deref().unwrap_or("the archetype");
    for kept in &made.kept {
        terminal.note(&format!(
            "note: {archetype}:{}: `{}` is left as it is in the new page: {}",
            kept.line, kept.expression, kept.reason
        ));
    }
    // Where it will be is asked of the site with the page in it.
    project.options_mut().unsaved.insert(made.path.clone(), made.text.as_str().into());
    let with_it = project.snapshot();
    let source = with_it.sources.find(&made.path).map(|(id, _)| id);
    let node = source.and_then(|source| with_it.site.lookup.of_source(source)).map(|id| with_it.site.node(id));
    for problem in &with_it.site.problems {
        if let Problem::UrlDuplicate { path, first, second } = problem
            && let Some(source) = source
            && (*first == source || *second == source)
        {
            let other = if *first == source { second } else { first };
            let other = &with_it.sources.get(*other).path;
            let refusal =
                Refusal::new(format!("`{}` would be written to `{path}`, which is the place of `{other}`", made.path));
            return Ok(guide::refuse(&refusal, terminal));
        }
    }
    if new.dry_run {
        terminal.note(&format!("{} would be:", made.path));
        terminal.print(&made.text);
        return Ok(Outcome::Clean);
    }
    let file = project.root().join(&made.path);
    write::new(&file, &made.text).map_err(|error| format!("`{}` cannot be written: {error}", made.path))?;
    let shown = if global.root == Path::new(".") {
        made.path.clone()
    } else {
        global.root.join(&made.path).display().to_string()
    };
    terminal.print(&format!("{shown}\n"));
    if let Some(node) = node {
        let origin = with_it.settings.config.origin();
        terminal.print(&format!("{origin}{}\n", node.url));
    }
    let place = match (&made.weight, &made.after) {
        (Some(weight), Some(after)) => Some(format!("weight {weight}, behind \"{after}\"")),
        (Some(weight), None) => Some(format!("weight {weight}, the first in its folder")),
        (None, _) => None,
    };
    place.iter().for_each(|place| terminal.note(place));
    if node.is_some_and(|node| node.draft) {
        terminal.note("note: it is a draft: guidegen serve --drafts shows it");
    }
    if made.parent_missing {
        let folder = made.path.trim_end_matches("/_index.md").rsplit_once('/').map_or("", |(folder, _)| folder);
        terminal.note(&format!("note: `{folder}/` has no `_index.md` yet: guidegen new {folder}/"));
    }
    if new.edit {
        edit(&file, terminal)?;
    }
    Ok(Outcome::Clean)
}

/// A folder of a new path that is not there, and one that is there and differs in case alone: both would be published at one
/// address, and many disks keep only one of them.
fn other_case(path: &str, files: &[&str]) -> Option<(String, String)> {
    path.match_indices('/').find_map(|(end, _)| {
        let folder = &path[..=end];
        if files.iter().any(|file| file.starts_with(folder)) {
            return None;
        }
        let other =
            files.iter().find_map(|file| file.get(..=end).filter(|other| other.eq_ignore_ascii_case(folder)))?;
        Some((path[..end].to_string(), other[..end].to_string()))
    })
}

fn edit(file: &Path, terminal: &Terminal) -> Result<(), String> {
    let named =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let Some(editor) = named else {
        terminal.note("note: neither $VISUAL nor $EDITOR says which editor to open");
        return Ok(());
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program).args(words).arg(file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the editor `{editor}` ended with {status}; the page is written")),
        Err(error) => Err(format!("the editor `{editor}` cannot be run: {error}; the page is written")),
    }
}
