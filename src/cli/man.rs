//! `guidegen man DIR`: one manual page for the program and one for each command, made from the command line itself.

use crate::cli::Outcome;
use crate::cli::arguments::Arguments;
use crate::cli::terminal::Terminal;
use clap::{Args, CommandFactory};
use std::fs;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  guidegen man ~/.local/share/man/man1 && man guidegen-check")]
pub struct Man {
    /// The folder; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

pub fn run(man: &Man, terminal: &Terminal) -> Result<Outcome, String> {
    fs::create_dir_all(&man.dir)
        .and_then(|()| clap_mangen::generate_to(Arguments::command(), &man.dir))
        .map_err(|error| format!("the manual pages cannot be written to `{}`: {error}", man.dir.display()))?;
    terminal.note(&format!("manual pages written to {}", man.dir.display()));
    Ok(Outcome::Clean)
}
