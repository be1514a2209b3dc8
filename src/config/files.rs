//! Which files make up the configuration, in which order, and what table each of them holds.
//!
//! Source: Hugo's page `configuration/introduction`, and what Hugo 0.168 does with files beside each other: the
//! first of the names below counts, then come the files of `config/_default` and `config/production` in the order
//! of their paths, and what comes later lies above.

use super::Problem;
use super::tree::{self, Content, Setting, Table};
use crate::data::{self, FaultKind, Syntax};
use crate::source::Sources;
use crate::source::lines::Lines;
use crate::source::span::{SourceId, Span};

/// The files in the root, the first of which is taken.
const ROOT: [&str; 9] = [
    "guidegen.toml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// The folders whose files are one table each. guidegen builds for production, as `hugo` does.
const FOLDERS: [&str; 2] = ["config/_default", "config/production"];

const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// All files laid over each other.
#[derive(Default)]
pub struct Merged {
    /// In order of reading, relative to the root.
    pub files: Vec<String>,
    pub table: Table,
    pub problems: Vec<Problem>,
}

/// Reads and merges the configuration. `named` are the files of `--config`, with commas between them, in place of
/// those of the root; one that does not exist is passed over.
pub fn merge(sources: &Sources, named: Option<&str>) -> Merged {
    let mut merged = Merged::default();
    match named {
        Some(names) => {
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let name = name.trim_start_matches("./");
                let spellings = std::iter::once(name.to_owned())
                    .chain(EXTENSIONS.iter().map(|extension| format!("{name}.{extension}")));
                merged.add_first(sources, spellings);
            }
        }
        None => merged.add_first(sources, ROOT.iter().map(|&name| name.to_owned())),
    }
    for folder in FOLDERS {
        for (id, source) in sources.under(folder) {
            if let Some(read) = merged.read(id, &source.path, source.text()) {
                let table = place(&source.path, id, read);
                tree::overlay(&mut merged.table, table);
            }
        }
    }
    merged
}

impl Merged {
    /// Adds the first of some files that exists.
    fn add_first(&mut self, sources: &Sources, mut names: impl Iterator<Item = String>) {
        let found = names.find_map(|name| sources.find(&name).map(|(id, source)| (id, source.clone())));
        if let Some((id, source)) = found
            && let Some(mut table) = self.read(id, &source.path, source.text())
        {
            unify_menus(&mut table);
            tree::overlay(&mut self.table, table);
        }
    }

    /// One file as a table, if its name has an extension that is read.
    fn read(&mut self, id: SourceId, path: &str, text: &str) -> Option<Table> {
        let extension = path.rsplit('/').next()?.rsplit_once('.')?.1.to_lowercase();
        let syntax = match extension.as_str() {
            "toml" => Syntax::Toml,
            "yaml" | "yml" => Syntax::Yaml,
            "json" => Syntax::Json,
            _ => return None,
        };
        self.files.push(path.to_owned());
        let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let (root, faults) = data::read(syntax, text, start..text.len());
        let lines = Lines::new(text);
        for fault in faults {
            let span = Span::new(id, fault.place.start, fault.place.end);
            let reason = match fault.kind {
                FaultKind::Invalid(reason) => reason,
                FaultKind::Duplicate { key, first } => {
                    format!("the key `{key}` stands twice, first in line {}", lines.line(first.start))
                }
                FaultKind::TooLarge(limit) => format!("this is more than {limit}"),
            };
            self.problems.push(Problem::Invalid { span, reason });
        }
        Some(tree::table(root.value.members(), id))
    }
}

/// Puts a file of a configuration folder where its name says: `params.toml` under `params`, `menus.en.toml` under
/// `languages.en.menus`, `hugo.toml` at the top.
fn place(path: &str, id: SourceId, mut table: Table) -> Table {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let (stem, language) = match stem.split_once('.') {
        Some((stem, language)) => (stem.to_owned(), Some(language.to_owned())),
        None => (stem, None),
    };
    // `params.toml` may hold its keys or a table `[params]`.
    if table.len() == 1
        && let Some(Content::Table(inner)) = table.get(&stem).map(|setting| setting.content.clone())
    {
        table = inner;
    }
    let under = |key: &str, table: Table| {
        let span = Span::head(id);
        Table::from([(
            key.to_owned(),
            Setting { key: key.to_owned(), key_span: span, span, content: Content::Table(table) },
        )])
    };
    let is_whole = matches!(stem.as_str(), "hugo" | "config") || language.is_some() && stem == "languages";
    let mut table = if is_whole { table } else { under(&stem, table) };
    unify_menus(&mut table);
    match language {
        Some(language) => under("languages", under(&language, table)),
        None => table,
    }
}

/// `menu` is the old name of `menus`, at the top and in a language. If both are there, `menu` lies above, as in
/// Hugo; other than there, menus that only `menus` has stay.
fn unify_menus(table: &mut Table) {
    if let Some(menu) = table.remove("menu") {
        tree::overlay(table, Table::from([("menus".to_owned(), menu)]));
    }
    if let Some(Setting { content: Content::Table(languages), .. }) = table.get_mut("languages") {
        for language in languages.values_mut() {
            if let Content::Table(language) = &mut language.content
                && let Some(menu) = language.remove("menu")
            {
                tree::overlay(language, Table::from([("menus".to_owned(), menu)]));
            }
        }
    }
}
