//! The fronts: each turns a command line into a few calls of the library, and its outcome into an exit code.

pub mod arguments;
pub mod build;
pub mod check;
pub mod compare;
pub mod completions;
pub mod explain;
pub mod export;
pub mod external;
pub mod findings;
pub mod git;
pub mod guide;
pub mod habits;
pub mod init;
pub mod insert;
pub mod licenses;
pub mod list;
pub mod lsp;
pub mod man;
pub mod mv;
pub mod new;
pub mod notes;
pub mod order;
pub mod schema;
pub mod serve;
pub mod stubs;
pub mod terminal;
pub mod timings;
pub mod why;
pub mod write;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

/// The three ways in which a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain of.
    Clean,
    /// Findings at error level, or a site that cannot be built as asked.
    Findings,
    /// The command could not work: usage, configuration, disk.
    Failed,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let written = habits::arguments(std::env::args_os());
    let arguments =
        Arguments::try_parse_from(&written).unwrap_or_else(|error| habits::with_tip(error, &written).exit());
    let terminal = terminal::Terminal::new(&arguments.global);
    let outcome = match &arguments.command {
        Command::Build(build) => build::run(&arguments.global, build, &terminal),
        Command::Check(check) => check::run(&arguments.global, check, &terminal),
        Command::Compare(compare) => compare::run(&arguments.global, compare, &terminal),
        Command::Completions(completions) => completions::run(completions, &terminal),
        Command::Explain(explain) => explain::run(explain, &terminal),
        Command::List(list) => list::run(&arguments.global, list, &terminal),
        Command::Export(export) => export::run(&arguments.global, export, &terminal),
        Command::Lsp(lsp) => lsp::run(&arguments.global, lsp, &terminal),
        Command::Init(init) => init::run(&arguments.global, init, &terminal),
        Command::Insert(insert) => insert::run(&arguments.global, insert, &terminal),
        Command::Licenses => licenses::run(&terminal),
        Command::Man(man) => man::run(man, &terminal),
        Command::Mv(mv) => mv::run(&arguments.global, mv, &terminal),
        Command::New(new) => new::run(&arguments.global, new, &terminal),
        Command::Order(order) => order::run(&arguments.global, order, &terminal),
        Command::Rules(rules) => explain::list(rules, &terminal),
        Command::Schema(schema) => schema::run(schema, &terminal),
        Command::Serve(serve) => serve::run(&arguments.global, serve, &terminal),
        Command::Stubs(stubs) => stubs::run(&arguments.global, stubs, &terminal),
        Command::Why(why) => why::run(&arguments.global, why, &terminal),
    };
    match outcome {
        Ok(_) if terminal.failed() => ExitCode::from(2),
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(message) => {
            terminal.error(&message);
            ExitCode::from(2)
        }
    }
}
