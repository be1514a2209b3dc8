//! `guidegen insert`: room between two pages, and a new page in it.

use crate::cli::arguments::{Global, Which};
use crate::cli::mv::{self, Here, How};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, guide};
use clap::Args;
use guidegen::project::moves::Wish;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  guidegen insert 02-base --after 2 --title \"Choose a region\"       # 03-choose-a-region.md; 03 becomes 04
  guidegen insert . --after 01-start --kind chapter --title Plan    # a chapter at the top
  guidegen insert 02-base --after 0 --title \"Before you start\" -n   # show what would change

Numbers of files and folders, weights and typed numbers (\"3. Setup\") of what stands behind go on by \
one as far as the row has no gap, and every reference to it is written anew. The text comes from archetypes/ of the guide, as with guidegen new.")]
pub struct Insert {
    /// The folder of the section
    #[arg(value_name = "DIR")]
    pub folder: String,
    /// Behind which page: its number, its file name, or 0 for the first place
    #[arg(long, value_name = "N")]
    pub after: String,
    /// The title of the new page
    #[arg(short, long, value_name = "TITLE", default_value = "New page")]
    pub title: String,
    /// The name of the file, without number [default: from the title]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// chapter, page, or the name of an archetype
    #[arg(short, long, value_name = "KIND")]
    pub kind: Option<String>,
    #[command(flatten)]
    pub how: How,
}

pub fn run(global: &Global, insert: &Insert, terminal: &Terminal) -> Result<Outcome, String> {
    let mut project = guide::open(global, build::options(global, &Which::default()))?;
    let folder = match insert.folder.trim_end_matches('/') {
        "" | "." if matches!(Here::of(project.root()).path(".").as_str(), "" | ".") => {
            project.snapshot().settings.config.content_dir.clone()
        }
        folder => Here::of(project.root()).path(folder),
    };
    let wish = Wish::Insert {
        folder,
        after: insert.after.clone(),
        title: insert.title.clone(),
        name: insert.name.clone(),
        kind: insert.kind.clone(),
    };
    mv::fulfil(&mut project, &wish, &insert.how, terminal)
}
