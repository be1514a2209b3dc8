//! `guidegen licenses`: the acknowledgements that the embedded grammars ask for.

use crate::cli::Outcome;
use crate::cli::terminal::Terminal;
use guidegen::render::highlight::acknowledgements;

pub fn run(terminal: &Terminal) -> Result<Outcome, String> {
    terminal.print(&acknowledgements());
    Ok(Outcome::Clean)
}
