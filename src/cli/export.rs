//! `guidegen export`: pages as plain text, as Markdown, or as one file of HTML.

use crate::cli::arguments::{Global, Which};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, guide};
use clap::{Args, ValueEnum};
use guidegen::project::export::Shape;
use guidegen::project::snapshot::Snapshot;
use guidegen::site::NodeId;
use std::fs;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  guidegen export --format text 04-test-prod               # a chapter as text, on standard output
  guidegen export --format single-html --out guide.html    # the whole guide in one file
  guidegen export --format markdown 01-dev > dev.md        # shortcodes resolved")]
pub struct Export {
    /// Pages by file, path or URL, each with all pages below it [default: the whole guide]
    #[arg(value_name = "PAGE")]
    pub pages: Vec<String>,
    /// What is made of them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// The file that is written [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Paragraphs, and bullets by depth
    Text,
    /// One file that carries its styles and pictures
    SingleHtml,
    /// Plain Markdown, without shortcodes
    Markdown,
}

/// How many missing pictures are named.
const NAMED: usize = 5;

pub fn run(global: &Global, export: &Export, terminal: &Terminal) -> Result<Outcome, String> {
    let mut options = build::options(global, &export.which);
    options.no_memory = true;
    let mut project = guide::open(global, options)?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let pages = export.pages.iter().map(|page| node(&snapshot, page)).collect::<Result<Vec<_>, _>>()?;
    terminal.progress("rendering");
    let shape = match export.format {
        Format::Text => Shape::Text,
        Format::SingleHtml => Shape::SingleHtml,
        Format::Markdown => Shape::Markdown,
    };
    let made = project.export(&snapshot, &pages, shape);
    if made.pages == 0 {
        return Err("there is no page to export".to_string());
    }
    for path in made.missing.iter().take(NAMED) {
        terminal.note(&format!("note: the picture `{path}` is not there"));
    }
    if made.missing.len() > NAMED {
        terminal.note(&format!("note: {} more pictures are not there", made.missing.len() - NAMED));
    }
    if made.outward > 0 {
        terminal.note(&format!(
            "note: {} links lead to parts of the site that are not in the file; --base-url says where the site is",
            made.outward
        ));
    }
    match &export.out {
        None => terminal.print(&made.text),
        Some(file) => {
            let told = |error: std::io::Error| format!("`{}` cannot be written: {error}", file.display());
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).map_err(told)?;
            }
            fs::write(file, &made.text).map_err(told)?;
            let pages = if made.pages == 1 { "1 page".to_string() } else { format!("{} pages", made.pages) };
            let size = made.text.len().div_ceil(1024);
            terminal.note(&format!("{pages} written to {} ({size} KiB)", file.display()));
        }
    }
    Ok(Outcome::Clean)
}

/// The page that is meant, if it is published.
fn node(snapshot: &Snapshot, page: &str) -> Result<NodeId, String> {
    let entry = guide::page(snapshot, page)?;
    snapshot
        .site
        .lookup
        .of_source(snapshot.pages[entry].source)
        .ok_or_else(|| format!("`{page}` is not published; --drafts, --future and --expired let more pages through"))
}
