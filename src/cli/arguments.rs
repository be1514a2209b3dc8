//! The command line as data: commands, flags, and their help.

use crate::cli::{compare, completions, export, init, insert, man, mv, new, schema};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How every command ends.
const ENDS: &str = "\
Ends with 0 if all is well, with 1 if there are findings at level error or if it cannot be done as asked, and with 2 if it \
could not work: a flag, a page or a file that is not there, the configuration, the disk.";

/// Turns a Hugo-style documentation guide into a site, and proves that the guide is sound.
#[derive(Debug, Parser)]
#[command(name = "guidegen", version, max_term_width = 100, disable_help_subcommand = true, after_help = ENDS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// Flags that every command has.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The folder of the guide
    #[arg(
        short = 'C',
        long,
        value_name = "DIR",
        default_value = ".",
        global = true,
        visible_alias = "source",
        visible_short_alias = 's'
    )]
    pub root: PathBuf,
    /// Configuration files instead of those that are looked for, separated by commas
    #[arg(long, value_name = "FILES", global = true)]
    pub config: Option<String>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// Say nothing but findings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a small good guide to begin with
    Init(init::Init),
    /// Make a new page or chapter in its place
    New(new::New),
    /// Move a page, a folder or a picture, or rename a heading, with every reference that leads to it
    Mv(mv::Mv),
    /// Make room for a new page or chapter between two others, and make it
    Insert(insert::Insert),
    /// Build the site into a folder
    Build(Build),
    /// Prove the guide sound: every reference, picture, setting and text
    Check(Check),
    /// Show the manual of a rule
    Explain(Explain),
    /// List what the guide holds: pages, drafts, stubs, links, shortcodes, images, aliases
    List(List),
    /// Speak to an editor: findings while you type, completion, hover, rename (see docs/editors.md)
    Lsp(Lsp),
    /// List the rules
    Rules(Rules),
    /// Build in memory, show the site in the browser, and renew it with every change
    #[command(visible_alias = "server")]
    Serve(Serve),
    /// Show the menu with the reason for each place, and space its weights
    Order(Order),
    /// Tell what is still to be written, and how complete the guide is
    Stubs(Stubs),
    /// Tell what readers would lose if this guide took the place of a finished site
    Compare(compare::Compare),
    /// Explain a page: its place in the menu, its address, who links to it, what makes it, what an edit changes
    Why(Why),
    /// Write pages as plain text, as Markdown, or as one file of HTML
    Export(export::Export),
    /// Print the completions of a shell
    Completions(completions::Completions),
    /// Write the manual pages into a folder
    Man(man::Man),
    /// Print the JSON Schema of the configuration or of front matter, for editors
    Schema(schema::Schema),
    /// Print the licences of the grammars that colour code
    Licenses,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The line, the marks, the remedy, for people
    Human,
    /// One object a line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML
    Junit,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Tell only findings in these files and folders; the whole guide is read all the same
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How findings are told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// Set the level of a rule or a family: NAME=off|info|warning|error; NAME alone means error
    #[arg(long, value_name = "NAME=LEVEL")]
    pub rule: Vec<String>,
    /// Tell findings of the level info, too
    #[arg(long)]
    pub all: bool,
    /// Mend what can be mended without a change of meaning
    #[arg(long)]
    pub fix: bool,
    /// Apply guesses, too, such as the nearest name
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and write nothing
    #[arg(short = 'n', long, visible_alias = "dry-run")]
    pub diff: bool,
    /// Tell only findings that this file does not know
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the findings of today to the baseline file [default: .guidegen-baseline]
    #[arg(long)]
    pub write_baseline: bool,
    /// Ask other sites whether the links to them work; otherwise nothing goes over the network
    #[arg(long)]
    pub external: bool,
    /// Where answers of other sites are kept [default: .guidegen-cache/external.json]
    #[arg(long, value_name = "FILE")]
    pub external_cache: Option<PathBuf>,
    /// End with success even if there are errors
    #[arg(long)]
    pub exit_zero: bool,
    /// For continuous integration: without rules that only tidy up
    #[arg(long)]
    pub ci: bool,
    #[command(flatten)]
    pub which: Which,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The name of the rule; without it all rules are listed
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

#[derive(Debug, Args)]
pub struct Rules {
    /// How they are told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Catalogue,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// How the rules are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Catalogue {
    Human,
    /// One object a line
    Json,
    /// A page with the manuals of all rules
    Markdown,
}

/// Which pages are published.
#[derive(Debug, Clone, Default, Args)]
pub struct Which {
    /// Publish drafts
    #[arg(short = 'D', long, visible_alias = "buildDrafts")]
    pub drafts: bool,
    /// Publish pages whose publishDate lies ahead
    #[arg(short = 'F', long, visible_alias = "buildFuture")]
    pub future: bool,
    /// Publish pages whose expiryDate has passed
    #[arg(short = 'E', long, visible_alias = "buildExpired")]
    pub expired: bool,
    /// The address of the site, in place of the configuration's baseURL
    #[arg(short = 'b', long, value_name = "URL", visible_alias = "baseURL", value_parser = address)]
    pub base_url: Option<String>,
    /// Take dates and authors from git
    #[arg(long, visible_alias = "enableGitInfo")]
    pub git_info: bool,
}

#[derive(Debug, Args)]
pub struct Build {
    /// The folder that the site is written to [default: public in the folder of the guide]
    #[arg(short, long, value_name = "DIR", visible_alias = "destination", visible_short_alias = 'd')]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    /// Write into a folder that holds files which guidegen did not write
    #[arg(short, long)]
    pub force: bool,
    /// Run every check, and write nothing if one fails
    #[arg(long)]
    pub strict: bool,
    /// Set the level of a rule or a family: NAME=off|info|warning|error; NAME alone means error
    #[arg(long, value_name = "NAME=LEVEL")]
    pub rule: Vec<String>,
    /// Replace file by file instead of the whole folder at once
    #[arg(long)]
    pub in_place: bool,
    /// Wait until the site would survive a power cut
    #[arg(long)]
    pub durable: bool,
    /// Make no smaller versions of pictures
    #[arg(long)]
    pub no_images: bool,
    /// Neither read nor write the cache of the guide
    #[arg(long)]
    pub no_cache: bool,
    /// How many threads work [default: one for each core]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Write the paths of all files that this build wrote or removed into a file, one a line, for uploads and caches
    #[arg(long, value_name = "FILE")]
    pub changed: Option<PathBuf>,
    /// Tell where the time went, on standard error or as JSON in a file
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub timings: Option<Option<PathBuf>>,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub which: Which,
    /// The port; without it the first free one from 1313 on
    #[arg(short, long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on [default: this machine only]
    #[arg(long, value_name = "ADDR")]
    pub bind: Option<String>,
    /// Open the site in the browser
    #[arg(short = 'O', long, visible_alias = "openBrowser")]
    pub open: bool,
    /// Renew the site with every change (this is the default)
    #[arg(short, long)]
    pub watch: bool,
    /// Show the site as it is now, without watching
    #[arg(long, conflicts_with = "watch")]
    pub no_watch: bool,
    /// A further name under which the server may be called
    #[arg(long, value_name = "NAME")]
    pub allowed_host: Vec<String>,
    /// The link that opens a source in your editor
    #[arg(long, value_name = "PATTERN")]
    pub editor: Option<String>,
    /// Make everything anew after each change
    #[arg(long, hide = true)]
    pub no_memory: bool,
}

#[derive(Debug, Args)]
pub struct Order {
    /// Only these sections: folders or files of the content
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How the menu is shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Tree,
    /// Write weights of 10, 20, 30 into the sections in which some are missing or equal, and into those that are named;
    /// the order stays as it is
    #[arg(long)]
    pub fix: bool,
    /// Show what --fix would change, and write nothing
    #[arg(short = 'n', long, visible_alias = "dry-run")]
    pub diff: bool,
    #[command(flatten)]
    pub which: Which,
}

/// How a tree is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tree {
    Human,
    /// One object a line
    Json,
}

#[derive(Debug, Args)]
pub struct Stubs {
    /// How the table is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Table,
    /// Fail if the guide is less complete than this, in per cent [default: failUnder of the configuration]
    #[arg(long, value_name = "PERCENT")]
    pub fail_under: Option<f64>,
    /// Show only what has stood unchanged for longer: 90d, 12w, 6m, 1y
    #[arg(long, value_name = "AGE")]
    pub older_than: Option<String>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Table {
    Human,
    /// One object a line
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub struct List {
    /// What is listed
    #[arg(value_name = "WHAT")]
    pub what: Listed,
    /// How the table is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Sheet,
    #[command(flatten)]
    pub which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Every page with its address, title, weight and state
    Pages,
    /// Pages that are drafts, lie ahead or have expired
    Drafts,
    /// What is still to be written
    Stubs,
    /// Every link, picture and reference, where it leads and whether it arrives
    Links,
    /// Every shortcode in use, how often and where
    Shortcodes,
    /// Every picture with its size, and who shows it
    Images,
    /// Old addresses and the pages they lead to
    Aliases,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sheet {
    Human,
    /// One object a line
    Json,
    /// Comma-separated values with a header, quoted as RFC 4180 says
    Csv,
}

#[derive(Debug, Args)]
pub struct Why {
    /// The page: its file, its address, its name or its title
    #[arg(value_name = "PAGE")]
    pub page: String,
    /// How it is told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Tree,
    /// Render nothing: leave out what makes the page, what an edit changes, and findings about finished pages
    #[arg(long)]
    pub quick: bool,
    #[command(flatten)]
    pub which: Which,
}

#[derive(Debug, Args)]
pub struct Lsp {
    #[command(flatten)]
    pub which: Which,
    /// Standard input and output, as editors say it; there is no other way
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// The address of a site: with a host, or a path alone.
fn address(written: &str) -> Result<String, String> {
    let is_path = written.is_empty() || written.starts_with('/');
    let has_host = written.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
    if (is_path || has_host) && !written.contains(char::is_whitespace) {
        return Ok(written.to_string());
    }
    Err("write it as `https://example.org/guide/`, or as a path such as `/guide/`".to_string())
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;
    use std::collections::BTreeMap;

    #[test]
    fn a_short_flag_means_one_thing_everywhere() {
        let mut long_of: BTreeMap<char, String> = BTreeMap::new();
        let mut short_of: BTreeMap<String, (Option<char>, String)> = BTreeMap::new();
        for command in Arguments::command().get_subcommands() {
            for argument in command.get_arguments() {
                let Some(long) = argument.get_long() else { continue };
                // `--diff` is what a dry run of a check is called.
                let long = if long == "diff" { "dry-run" } else { long };
                let name = command.get_name();
                for short in argument.get_short_and_visible_aliases().into_iter().flatten() {
                    let known = long_of.entry(short).or_insert_with(|| long.to_string());
                    assert_eq!(known, long, "-{short} of {name}");
                }
                let short = argument.get_short();
                let (known, other) = short_of.entry(long.to_string()).or_insert_with(|| (short, name.to_string()));
                assert_eq!(*known, short, "--{long} of {name} and of {other}");
            }
        }
    }
}
