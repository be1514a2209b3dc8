//! `guidegen schema config|front-matter`: what editors need to complete and to judge keys while they are typed.

use crate::cli::Outcome;
use crate::cli::terminal::Terminal;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  guidegen schema config > guidegen.schema.json
  # then, as the first line of guidegen.toml:  #:schema ./guidegen.schema.json")]
pub struct Schema {
    /// Of what
    #[arg(value_name = "WHAT")]
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// guidegen.toml, hugo.toml and the other names of the configuration
    Config,
    /// The head of a page
    FrontMatter,
}

pub fn run(schema: &Schema, terminal: &Terminal) -> Result<Outcome, String> {
    let schema = match schema.what {
        What::Config => guidegen::schema::config::schema(),
        What::FrontMatter => guidegen::schema::front_matter::schema(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())?;
    terminal.print(&format!("{text}\n"));
    Ok(Outcome::Clean)
}
