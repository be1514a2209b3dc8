//! `guidegen mv`: a page, a folder, a picture or a heading in its new place, and every reference with it.

use crate::cli::arguments::{Global, Which};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, git, guide, write};
use clap::Args;
use guidegen::diagnostic::diff;
use guidegen::project::Project;
use guidegen::project::moves::{self, Change, Terms, Wish};
use guidegen::rename::Refusal;
use std::path::{Component, Path, PathBuf};

/// What moves and insertions have in common.
#[derive(Debug, Clone, Args)]
pub struct How {
    /// Show what would change as a diff, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Do not write the old URLs into `aliases`
    #[arg(long)]
    pub no_alias: bool,
    /// Go on if the change brings a new finding; with --stage also over changes that are not committed
    #[arg(short, long)]
    pub force: bool,
    /// Stage the change with `git add`; without it git finds the renames by itself at the next `git add`
    #[arg(long)]
    pub stage: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  guidegen mv content/02-base/03-keys.md content/04-secure/
  guidegen mv 02-base 02-foundation                  # content/ may be left out
  guidegen mv static/images/plan.png static/images/base/plan.png
  guidegen mv --heading 02-base/03-keys.md#rotate \"Rotate the keys\"

With a page move its translations and attachments. References of every kind are written anew in \
the manner in which they were written, the number of a file name takes weight and typed number \
(\"3. Setup\") along, and the old URL becomes an alias. Everything is worked out and proved before the \
first file is written; if it cannot be done, nothing is touched. Files that have changes which are \
not committed are changed all the same, and told: the change can be undone by moving back.")]
pub struct Mv {
    /// The page, folder or file; with --heading FILE#ID
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The new path, or a folder that is there; with --heading the new title
    #[arg(value_name = "TO")]
    pub to: String,
    /// Rename a heading, and every link to it
    #[arg(long, conflicts_with = "weight")]
    pub heading: bool,
    /// Keep the id of the heading: write {#ID} behind the new title
    #[arg(long, requires = "heading")]
    pub keep_id: bool,
    /// The weight of the page in its new place
    #[arg(long, value_name = "N")]
    pub weight: Option<i64>,
    #[command(flatten)]
    pub how: How,
}

pub fn run(global: &Global, mv: &Mv, terminal: &Terminal) -> Result<Outcome, String> {
    let mut project = guide::open(global, build::options(global, &Which::default()))?;
    let here = Here::of(project.root());
    let wish = if mv.heading {
        let Some((file, id)) = mv.from.split_once('#') else {
            return Err(format!("`{}` names no heading: write FILE#ID", mv.from));
        };
        Wish::Heading { file: here.path(file), id: id.to_string(), title: mv.to.clone(), keep_id: mv.keep_id }
    } else {
        let (from, to) = here.pair(&mv.from, &mv.to);
        Wish::Move { from, to, weight: mv.weight }
    };
    fulfil(&mut project, &wish, &mv.how, terminal)
}

/// Works a wish out, and shows it or makes it.
pub fn fulfil(project: &mut Project, wish: &Wish, how: &How, terminal: &Terminal) -> Result<Outcome, String> {
    if guide::snapshot(project, terminal).is_none() {
        return Ok(Outcome::Failed);
    }
    terminal.progress("working it out");
    let terms = Terms { alias: !how.no_alias, whole: true, force: how.force, near: false };
    let change = match moves::prepare(project, wish, terms) {
        Ok(change) => change,
        Err(refusal) => return Ok(guide::refuse(&refusal, terminal)),
    };
    let root = project.root().to_path_buf();
    if let Err(reason) = write::ready(&root, &change) {
        return Ok(guide::refuse(&Refusal::new(reason), terminal));
    }
    let touched = touched(&change);
    let uncommitted = git::uncommitted(&root, &touched);
    if how.stage && uncommitted.is_none() {
        return Err("--stage: the guide is in no work tree of git".to_string());
    }
    if how.dry_run {
        terminal.print(&shown(&change));
        terminal.note(&format!("would be done: {}; nothing was written", summary(&change)));
        change.notes.iter().for_each(|note| terminal.note(&format!("note: {note}")));
        return Ok(Outcome::Clean);
    }
    let uncommitted = uncommitted.unwrap_or_default();
    if how.stage && !how.force && !uncommitted.is_empty() {
        let refusal = Refusal::new(format!(
            "--stage would stage your own changes of {} too: {}",
            files(uncommitted.len()),
            some(&uncommitted)
        ));
        let refusal = refusal.help("commit or stash them, leave --stage out, or add --force");
        return Ok(guide::refuse(&refusal, terminal));
    }
    terminal.progress("writing");
    write::change(&root, &change)?;
    if how.stage {
        git::stage(&root, &touched)?;
    }
    for (from, to) in &change.moves {
        terminal.print(&format!("{from} -> {to}\n"));
    }
    change.created.iter().for_each(|path| terminal.print(&format!("{path} is new\n")));
    if change.moves.is_empty() && change.created.is_none() {
        change.texts.keys().for_each(|path| terminal.print(&format!("{path} is changed\n")));
    }
    terminal.note(&summary(&change));
    change.notes.iter().for_each(|note| terminal.note(&format!("note: {note}")));
    if !uncommitted.is_empty() && !how.stage {
        terminal.note(&format!("note: {} had changes that are not committed yet", files(uncommitted.len())));
    }
    if root.join(".guidegen-baseline").exists() && !change.moves.is_empty() {
        terminal.note("note: the baseline names files by path: guidegen check --write-baseline");
    }
    terminal.note("next: guidegen check, look at it with guidegen serve, then commit");
    Ok(Outcome::Clean)
}

/// Every path that is not the same afterwards, before and after.
fn touched(change: &Change) -> Vec<String> {
    let mut touched: Vec<String> = change.moves.iter().flat_map(|(from, to)| [from.clone(), to.clone()]).collect();
    touched.extend(change.texts.keys().cloned());
    touched.sort();
    touched.dedup();
    touched
}

fn some(paths: &[String]) -> String {
    let named = paths.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if paths.len() > 3 { format!("{named} and {} more", paths.len() - 3) } else { named }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_string() } else { format!("{count} files") }
}

fn summary(change: &Change) -> String {
    let mut parts = Vec::new();
    if !change.files.is_empty() {
        parts.push(format!("{} moved", files(change.files.len())));
    }
    parts.push(match (change.references, change.pages) {
        (0, _) => "no reference had to change".to_string(),
        (1, _) => "1 reference rewritten".to_string(),
        (count, 1) => format!("{count} references rewritten on 1 page"),
        (count, pages) => format!("{count} references rewritten on {pages} pages"),
    });
    match change.aliases {
        0 => {}
        1 => parts.push("1 alias added".to_string()),
        count => parts.push(format!("{count} aliases added")),
    }
    parts.join(", ")
}

/// The change as a diff that `git apply` understands.
fn shown(change: &Change) -> String {
    let mut out = String::new();
    for (from, to) in &change.files {
        if !change.texts.contains_key(to) {
            out.push_str(&format!(
                "diff --git a/{from} b/{to}\nsimilarity index 100%\nrename from {from}\nrename to {to}\n"
            ));
        }
    }
    for (path, (old, new)) in &change.texts {
        let before = change.origin(path);
        let text = diff::unified(path, old.as_deref(), new);
        if old.is_some() && before != *path {
            out.push_str(&format!("diff --git a/{before} b/{path}\nrename from {before}\nrename to {path}\n"));
            out.push_str(&text.replacen(&format!("--- a/{path}\n"), &format!("--- a/{before}\n"), 1));
        } else {
            out.push_str(&text);
        }
    }
    out
}

/// From where the command line names files.
pub struct Here {
    root: PathBuf,
    /// The current folder relative to the root, if it lies within.
    inside: Option<String>,
}

impl Here {
    pub fn of(root: &Path) -> Self {
        let current = std::env::current_dir().ok().and_then(|folder| std::fs::canonicalize(folder).ok());
        let inside = current.and_then(|folder| Some(slashes(folder.strip_prefix(root).ok()?)));
        Self { root: root.to_path_buf(), inside }
    }

    /// A path as it is called from the root: one that is there when seen from the current folder, else as written.
    pub fn path(&self, written: &str) -> String {
        self.seen(written).unwrap_or_else(|| written.to_string())
    }

    fn pair(&self, from: &str, to: &str) -> (String, String) {
        let inside = self.inside.as_deref().filter(|inside| !inside.is_empty());
        let (Some(found), Some(_)) = (self.seen(from), inside) else {
            return (self.path(from), self.absolute(to).unwrap_or_else(|| to.to_string()));
        };
        // In a folder of the guide both are named from there.
        let target = self.absolute(to).or_else(|| self.join(to)).unwrap_or_else(|| to.to_string());
        (found, if to.ends_with('/') || to == "." { format!("{target}/") } else { target })
    }

    /// A path that is there, seen from the current folder.
    fn seen(&self, written: &str) -> Option<String> {
        let path = self.absolute(written).or_else(|| self.join(written))?;
        self.root.join(&path).exists().then_some(path)
    }

    /// An absolute path within the guide.
    fn absolute(&self, written: &str) -> Option<String> {
        let path = Path::new(written).is_absolute().then(|| PathBuf::from(written))?;
        let (folder, name) = (path.parent()?, path.file_name()?);
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        Some(slashes(folder.join(name).strip_prefix(&self.root).ok()?))
    }

    fn join(&self, written: &str) -> Option<String> {
        let mut parts: Vec<String> =
            self.inside.as_deref()?.split('/').filter(|part| !part.is_empty()).map(str::to_string).collect();
        for part in Path::new(written).components() {
            match part {
                Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => {
                    parts.pop()?;
                }
                _ => {}
            }
        }
        Some(parts.join("/"))
    }
}

fn slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}
