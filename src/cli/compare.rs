//! `guidegen compare OLD_PUBLIC`: what readers of a finished site would lose if this guide took its place.

use crate::cli::arguments::{Global, Tree, Which};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, guide};
use clap::Args;
use guidegen::compare::site::{File, Site, is_page};
use guidegen::compare::{self, tell};
use guidegen::publish::Output;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hugo && guidegen compare public            # builds the guide in memory and compares
  guidegen compare old-site --out public     # compares two finished sites
  guidegen compare old-site --format json    # one object for each difference, for CI

Ends with 1 if something is lost: URLs, redirects, anchors, words, links, pictures, files, places in the menu.")]
pub struct Compare {
    /// The finished site that is to be replaced, whatever built it
    #[arg(value_name = "OLD_PUBLIC")]
    pub old: PathBuf,
    /// The finished site that replaces it [default: the guide, built in memory]
    #[arg(short, long, value_name = "NEW")]
    pub out: Option<PathBuf>,
    /// How differences are told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Tree,
    /// Tell every place of a class, not only the first ten
    #[arg(long)]
    pub all: bool,
    /// Where the old site stands, if its pages do not tell
    #[arg(long, value_name = "URL")]
    pub old_url: Option<String>,
    #[command(flatten)]
    pub which: Which,
}

/// How many places of a class are told to people.
const TOLD: usize = 10;
/// A page larger than this is compared by its address alone.
const LARGEST: u64 = 64 << 20;

pub fn run(global: &Global, compare: &Compare, terminal: &Terminal) -> Result<Outcome, String> {
    terminal.progress("reading the old site");
    let old = Site::read(folder(&compare.old)?, compare.old_url.as_deref());
    if old.pages.is_empty() {
        return Err(format!("there is no page below `{}`; name the folder that was published", compare.old.display()));
    }
    terminal.progress("reading the new site");
    let new = match &compare.out {
        Some(out) => Site::read(folder(out)?, None),
        None => match built(global, compare, terminal)? {
            Some(site) => site,
            None => return Ok(Outcome::Failed),
        },
    };
    let comparison = compare::compare(&old, &new);
    match compare.format {
        Tree::Human => {
            terminal.print(&tell::human(&comparison, if compare.all { usize::MAX } else { TOLD }));
        }
        Tree::Json => terminal.print(&tell::json(&comparison)),
    }
    Ok(if comparison.has_loss() { Outcome::Findings } else { Outcome::Clean })
}

/// The guide as it would be published; nothing if it cannot be built, which was told then.
fn built(global: &Global, compare: &Compare, terminal: &Terminal) -> Result<Option<Site>, String> {
    let mut options = build::options(global, &compare.which);
    options.no_memory = true;
    let mut project = guide::open(global, options)?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(None) };
    let rendered = project.render(&snapshot);
    let mut files = Vec::new();
    for (path, entry) in rendered.plan.iter() {
        let text = match &entry.output {
            _ if !is_text(path) => None,
            Output::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Output::Shelved(shelved, _) => {
                let bytes =
                    shelved.read().map_err(|error| format!("`{path}` was put aside and cannot be read: {error}"))?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            Output::File { file, .. } => Some(read(file)?),
        };
        files.push(File { path: path.to_string(), text });
    }
    let config = &snapshot.settings.config;
    let host = if config.origin().is_empty() { "http://guide.invalid" } else { config.origin() };
    Ok(Some(Site::read(files, Some(&format!("{host}{}", config.base_path())))))
}

fn is_text(path: &str) -> bool {
    is_page(path) || path == "sitemap.xml"
}

/// All files of a finished site.
fn folder(root: &Path) -> Result<Vec<File>, String> {
    let told = |path: &Path, error: &std::io::Error| format!("`{}` cannot be read: {error}", path.display());
    let mut files = Vec::new();
    let mut open = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, inside)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| told(&folder, &error))? {
            let entry = entry.map_err(|error| told(&folder, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
            // A link is followed to files only, so that no circle of folders is walked.
            let kind = entry.file_type().map_err(|error| told(&entry.path(), &error))?;
            if kind.is_dir() {
                if name != ".git" {
                    open.push((entry.path(), path));
                }
            } else if entry.path().is_file() && !name.starts_with(".guidegen-") {
                let text = if is_text(&path) { Some(read(&entry.path())?) } else { None };
                files.push(File { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read(file: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("`{}` cannot be read: {error}", file.display());
    if fs::metadata(file).map_err(told)?.len() > LARGEST {
        return Ok(String::new());
    }
    Ok(String::from_utf8_lossy(&fs::read(file).map_err(told)?).into_owned())
}
