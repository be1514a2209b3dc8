//! `guidegen completions SHELL`: what a shell needs to complete commands and flags, made from the command line itself.

use crate::cli::Outcome;
use crate::cli::arguments::Arguments;
use crate::cli::terminal::Terminal;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  guidegen completions bash > ~/.local/share/bash-completion/completions/guidegen
  guidegen completions zsh > \"${fpath[1]}/_guidegen\"
  guidegen completions fish > ~/.config/fish/completions/guidegen.fish")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

pub fn run(completions: &Completions, terminal: &Terminal) -> Result<Outcome, String> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "guidegen", &mut script);
    terminal.print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Clean)
}
