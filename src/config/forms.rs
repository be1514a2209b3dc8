//! Forms: in which further shapes a site is written beside its pages, for machines and for paper.
//!
//! Each is switched by `[guidegen.outputs]`; Hugo's `[outputs]` (which learn and relearn guides carry) and a site
//! parameter of the same name are asked where that table is silent.

use crate::config::Config;
use serde_json::Value;

/// Which forms a configuration asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// `llms.txt`: every page with its address and what it is about. On, since it is one small file.
    pub llms: bool,
    /// `llms-full.txt`: all pages as Markdown. Off: it is as large as the sources.
    pub llms_full: bool,
    /// A Markdown copy beside each page. Off: it doubles the number of files.
    pub markdown: bool,
    /// `index.json`: all pages with their text. Off, unless Hugo's `outputs.home` names JSON, as learn guides do.
    pub json: bool,
    /// `print.html` of the home page: the whole guide.
    pub print_home: bool,
    /// `print.html` of each section.
    pub print_section: bool,
}

/// The file that holds all pages below a home page or a section.
pub const PRINT_FILE: &str = "print.html";

impl Forms {
    /// The forms that a configuration asks for.
    pub fn of(config: &Config) -> Self {
        let ours = config.guidegen.get("outputs").and_then(Value::as_object);
        let flag = |name: &str| {
            let own = ours.and_then(|outputs| outputs.get(name)).and_then(Value::as_bool);
            own.or_else(|| config.params.get(name).and_then(Value::as_bool))
        };
        let format = |kind: &str, names: &[&str]| {
            let formats = config.outputs.get(kind).map_or(&[][..], Vec::as_slice);
            formats.iter().any(|format| names.contains(&format.as_str()))
        };
        Self {
            llms: flag("llms").unwrap_or(true),
            llms_full: flag("llms_full").unwrap_or_else(|| format("home", &["llmsfull"])),
            markdown: flag("markdown").unwrap_or_else(|| format("page", &["markdown", "source"])),
            json: flag("json").unwrap_or_else(|| format("home", &["json"])),
            print_home: flag("print").unwrap_or_else(|| format("home", &["print"])),
            print_section: flag("print").unwrap_or_else(|| format("section", &["print"])),
        }
    }

    /// Whether a file at the top of a language is one of these forms.
    pub fn has_file(&self, name: &str) -> bool {
        match name {
            "llms.txt" => self.llms,
            "llms-full.txt" => self.llms_full,
            "index.json" => self.json,
            _ => false,
        }
    }
}

/// The Markdown copy of an output: `a/index.html` has `a/index.md`.
pub fn markdown_file(file: &str) -> String {
    format!("{}.md", file.strip_suffix(".html").unwrap_or(file))
}
