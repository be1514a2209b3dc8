//! A whole small site in one literal, built through the public door of the library.
#![allow(dead_code)]

pub mod program;
pub mod random;

use guidegen::config::load;
use guidegen::page::markdown::Dialect;
use guidegen::page::{self, Page, Rules};
use guidegen::project::outputs::Rendered;
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project, judge};
use guidegen::publish::Output;
use guidegen::rules;
use guidegen::shortcode::Signatures;
use guidegen::source::lines::Lines;
use guidegen::source::span::SourceId;
use guidegen::source::{Content, Source, Sources};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A project in a temporary folder.
pub struct Site {
    folder: tempfile::TempDir,
    pub options: Options,
}

/// What was built.
pub struct Built {
    pub snapshot: Snapshot,
    pub rendered: Rendered,
}

/// Makes a project from a literal: `-- path --` begins a file.
pub fn site(literal: &str) -> Site {
    let site = Site { folder: tempfile::tempdir().expect("a temporary folder"), options: options() };
    site.write(literal);
    site
}

/// The moment of every build: 2026-01-01.
const NOW: i64 = 1_767_225_600;

fn options() -> Options {
    Options { now: NOW, no_memory: true, ..Options::default() }
}

impl Site {
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Adds or replaces files.
    pub fn write(&self, literal: &str) -> &Self {
        let mut file: Option<(String, String)> = None;
        let flush = |file: &mut Option<(String, String)>| {
            if let Some((path, text)) = file.take() {
                let path = self.path(&path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, text).expect("a file");
            }
        };
        for line in literal.split_inclusive('\n') {
            let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match name {
                Some(name) => {
                    flush(&mut file);
                    file = Some((name.to_string(), String::new()));
                }
                None => {
                    if let Some((_, text)) = &mut file {
                        text.push_str(line);
                    }
                }
            }
        }
        flush(&mut file);
        self
    }

    pub fn remove(&self, path: &str) -> &Self {
        let path = self.path(path);
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
            .expect("a file to remove");
        self
    }

    pub fn drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    pub fn build(&self) -> Built {
        let mut project = Project::open(self.root(), self.options.clone()).expect("a project");
        let snapshot = project.snapshot();
        let rendered = project.render(&snapshot);
        Built { snapshot, rendered }
    }
}

impl Built {
    /// The text of an output file.
    pub fn text(&self, file: &str) -> String {
        match self.rendered.plan.get(file) {
            Some(entry) => match &entry.output {
                Output::Bytes(bytes) => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
                Output::Shelved(..) => unreachable!("there is no shelf"),
                Output::File { file, .. } => std::fs::read_to_string(file).expect("a text"),
            },
            None => panic!("no output {file}; there are: {}", self.files().join(" ")),
        }
    }

    pub fn has(&self, file: &str) -> bool {
        self.rendered.plan.get(file).is_some()
    }

    /// All output paths but those of the theme.
    pub fn files(&self) -> Vec<String> {
        self.rendered
            .plan
            .iter()
            .map(|(path, _)| path.to_string())
            .filter(|path| !path.starts_with("assets/"))
            .collect()
    }

    /// What stands within `article`, without the page's own heading and chrome.
    pub fn article(&self, file: &str) -> String {
        let html = self.text(file);
        let start =
            html.find("<article").and_then(|at| html[at..].find('>').map(|end| at + end + 1)).expect("an article");
        let end = html.find("</article>").expect("the end of the article");
        html[start..end].to_string()
    }

    /// What the rules say, at the levels they have by themselves: `rule path:line:column: message; fix; help`, a line each.
    pub fn findings(&self) -> String {
        let published = judge::published(&self.snapshot, &self.rendered, true);
        let facts = self.snapshot.facts(&published);
        let judgement = rules::judge(&facts, |rule| rule.default, NOW, true);
        let mut told = String::new();
        let mut lines = BTreeMap::new();
        for finding in &judgement.findings {
            let source = self.snapshot.sources.get(finding.primary.span.source);
            let lines = lines.entry(source.path.to_string()).or_insert_with(|| Lines::new(source.text()));
            let (line, column) = lines.position(finding.primary.span.start as usize);
            told.push_str(&format!("{} {}:{line}:{column}: {}", finding.rule, source.path, finding.message));
            finding.fix.iter().for_each(|fix| told.push_str(&format!("; {}", fix.title)));
            finding.help.iter().for_each(|help| told.push_str(&format!("; {help}")));
            told.push('\n');
        }
        told
    }

    /// Problems of all pages as text, for assertions.
    pub fn problems(&self) -> String {
        let mut all = String::new();
        for page in &self.snapshot.pages {
            for problem in &page.problems {
                all.push_str(&format!("{problem:?}\n"));
            }
        }
        for problem in &self.snapshot.site.problems {
            all.push_str(&format!("{problem:?}\n"));
        }
        for problem in &self.rendered.problems {
            all.push_str(&format!("{problem:?}\n"));
        }
        all
    }
}

/// Every `href` in a piece of HTML.
pub fn hrefs(html: &str) -> Vec<String> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_string).collect()
}

/// The input beside the repository that some tests use; says in one line that it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    // Not through `println`, which the test runner keeps to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {} is not here", path.display());
    None
}

/// One page, parsed with the settings that a site has without a configuration.
pub fn parse(text: &str) -> Page {
    let config = load::load(&Sources::default(), None).config;
    let rules = Rules {
        signatures: Signatures::built_in(),
        dialect: Dialect { markup: config.markup, emoji: false },
        summary_words: 70,
        slips: true,
        links_only: false,
    };
    let content = Content::Text { text: text.into(), lossy: None };
    let source = Source::new("content/page.md".into(), content, (0, 0));
    page::parse(SourceId(0), &source, &rules)
}
