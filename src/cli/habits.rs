//! What people type who come from Hugo or another such tool, and what it is called here.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use std::ffi::OsString;

/// Flags of other tools: what to do instead.
const FLAGS: &[(&str, &str)] = &[
    (
        "--cleanDestinationDir",
        "leave it out: files of an earlier build that are gone from the guide are removed always",
    ),
    ("--disableFastRender", "leave it out: `guidegen serve` renews whatever an edit changes"),
    ("--dry-run", "`guidegen check` finds what a build would, and writes nothing"),
    ("--gc", "leave it out: there is nothing to clean by hand"),
    ("--json", "write `--format json`"),
    ("--minify", "leave it out: guidegen does not minify"),
    ("--navigateToChanged", "leave it out: the page in the browser changes in place"),
    ("--theme", "name the theme in the configuration: `theme = \"...\"`"),
    ("--themesDir", "a theme of the guide lies in `themes/NAME`"),
    ("--watch", "`guidegen serve` watches, and shows findings while you write"),
];

/// Commands of other tools.
const COMMANDS: &[(&str, &str)] = &[
    ("version", "`guidegen --version` tells it"),
    ("config", "`guidegen schema config` tells which settings there are"),
    ("lint", "`guidegen check` proves a guide sound"),
    ("publish", "`guidegen build --out DIR` writes the site into a folder"),
];

/// `guidegen help mv` is `guidegen mv --help`.
pub fn arguments(written: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = written.collect();
    if arguments.get(1).is_some_and(|command| command == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

/// A usage error, with a tip where the habit of another tool is known.
pub fn with_tip(mut error: Error, arguments: &[OsString]) -> Error {
    let word = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let known = |table: &[(&str, &'static str)], word: &str| {
        table.iter().find(|(habit, _)| *habit == word).map(|(_, remedy)| remedy.to_string())
    };
    let tip = match error.kind() {
        ErrorKind::UnknownArgument => word(ContextKind::InvalidArg).and_then(|word| {
            let flag = word.split('=').next().unwrap_or("");
            known(FLAGS, flag).or_else(|| new(arguments, &word))
        }),
        ErrorKind::InvalidSubcommand => word(ContextKind::InvalidSubcommand).and_then(|word| known(COMMANDS, &word)),
        _ => None,
    };
    if let Some(tip) = tip {
        let mut styled = clap::builder::StyledStr::new();
        styled.push_str(&tip);
        error.remove(ContextKind::SuggestedArg);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![styled]));
    }
    error
}

/// `new site x`, `new chapter x`: the kind is no word of its own here.
fn new(arguments: &[OsString], name: &str) -> Option<String> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let at = words.iter().position(|word| *word == "new")?;
    match *words.get(at + 1)? {
        "site" => Some(format!("a guide is begun by `guidegen init {name}`")),
        "chapter" | "section" => Some(format!("a chapter is `guidegen new {}/`", name.trim_end_matches('/'))),
        "page" => Some(format!("write `guidegen new {name}`")),
        _ => None,
    }
}
