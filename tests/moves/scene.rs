//! A guide on disk on which moves are made and looked at.

use crate::support::program::tree;
use guidegen::diagnostic::Severity;
use guidegen::page::document::Document;
use guidegen::project::moves::{self, Change, Terms, Wish};
use guidegen::project::snapshot::Snapshot;
use guidegen::project::{Options, Project};
use guidegen::rename::Refusal;
use guidegen::resolve::Answers;
use guidegen::rules;
use guidegen::rules::facts::Published;
use guidegen::rules::level::Levels;
use guidegen::site::permalink::join;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub struct Scene {
    pub folder: tempfile::TempDir,
    pub project: Project,
}

/// What a reader of the finished pages would see of their links.
pub type Links = BTreeMap<(String, String), String>;

impl Scene {
    pub fn new(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, bytes) in files {
            write(&folder.path().join(path), bytes);
        }
        let project = Project::open(folder.path(), Options { now: 1_767_225_600, ..Options::default() });
        Self { project: project.expect("a project"), folder }
    }

    pub fn of(literal: &str) -> Self {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut open = String::new();
        for line in literal.split_inclusive('\n') {
            match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                Some(name) => {
                    open = name.to_string();
                    files.insert(open.clone(), Vec::new());
                }
                None => files.entry(open.clone()).or_default().extend(line.as_bytes()),
            }
        }
        Self::new(&files)
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// Every file with its bytes.
    pub fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.folder.path())
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path))
            .unwrap_or_else(|_| panic!("no {path}: {:?}", self.tree().keys()))
    }

    pub fn write_new(&self, path: &str, text: &str) {
        write(&self.folder.path().join(path), text.as_bytes());
    }

    /// Works a wish out and makes it on disk.
    pub fn make(&mut self, wish: &Wish, terms: Terms) -> Result<Change, Refusal> {
        let change = moves::prepare(&mut self.project, wish, terms)?;
        let root = self.root();
        for (from, to) in &change.moves {
            fs::create_dir_all(root.join(to).parent().expect("a folder")).expect("a folder");
            assert!(!root.join(to).exists(), "{to} is there");
            fs::rename(root.join(from), root.join(to)).unwrap_or_else(|error| panic!("{from} to {to}: {error}"));
        }
        for (path, (old, new)) in &change.texts {
            if let Some(old) = old {
                assert_eq!(fs::read_to_string(root.join(path)).expect("a file"), *old, "{path}");
            }
            write(&root.join(path), new.as_bytes());
        }
        Ok(change)
    }

    pub fn mv(&mut self, from: &str, to: &str) -> Result<Change, Refusal> {
        self.make(&Wish::Move { from: from.into(), to: to.into(), weight: None }, Terms::default())
    }

    pub fn snapshot(&mut self) -> Snapshot {
        self.project.snapshot()
    }

    /// Findings of all levels but info, with how often each rule tells one.
    pub fn findings(snapshot: &Snapshot) -> BTreeMap<&'static str, usize> {
        let levels = Levels::read(&snapshot.settings.config).0;
        let mut count = BTreeMap::new();
        for finding in rules::run(&snapshot.facts(&Published::default()), |rule| levels.of(rule)) {
            if finding.severity >= Severity::Warning {
                *count.entry(finding.rule).or_default() += 1;
            }
        }
        count
    }

    /// Where each link leads, as its `href` says: by `uid` of the page that holds it and its text, the `uid` of the target
    /// and the text of the heading.
    pub fn links(snapshot: &Snapshot) -> Links {
        let mut links = Links::new();
        for (entry, page) in snapshot.pages.iter().enumerate() {
            let Some(id) = snapshot.site.lookup.of_source(page.source) else { continue };
            let node = snapshot.site.node(id);
            let folder = node.file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let own = format!("{} {}", uid(snapshot, entry), node.language);
            collect(&page.document, &snapshot.resolved[entry].answers, &mut |text, url| {
                links.insert((own.clone(), text.to_string()), target(snapshot, folder, &node.file, url));
            });
        }
        links
    }
}

fn collect(document: &Document, answers: &Answers, told: &mut dyn FnMut(&str, &str)) {
    for (link, answer) in document.links.iter().zip(&answers.links) {
        if !answer.external {
            told(&link.text, &answer.url);
        }
    }
    for (image, picture) in document.images.iter().zip(&answers.images) {
        told(&format!("picture {}", image.alt), &picture.url);
    }
    for raw in &document.raw_references {
        let marker = raw.value.rsplit('?').next().unwrap_or("");
        told(&format!("raw {} {marker}", raw.tag), &raw.value);
    }
    for (node, answer) in document.calls.iter().zip(&answers.calls) {
        if let guidegen::resolve::call::CallAnswer::File { path, .. } = answer {
            told(&format!("call {}", node.call.name), &format!("file:{}", path.rsplit('/').next().unwrap_or("")));
        }
    }
}

fn uid(snapshot: &Snapshot, entry: usize) -> String {
    let page = &snapshot.pages[entry];
    page.front
        .meta
        .params
        .get("uid")
        .and_then(|uid| uid.as_str())
        .map_or_else(|| page.front.meta.title.clone().unwrap_or_default(), str::to_string)
}

/// The page or file behind an address, as a browser reads it.
fn target(snapshot: &Snapshot, folder: &str, own: &str, url: &str) -> String {
    if url.starts_with("file:") {
        return url.to_string();
    }
    let (path, fragment) = url.split_once('#').map_or((url, ""), |(path, fragment)| (path, fragment));
    let path = path.split('?').next().unwrap_or("");
    let decoded = guidegen::resolve::target::decode(path);
    let base = snapshot.settings.config.base_path();
    let file = match decoded.strip_prefix(base).filter(|_| base != "/").or_else(|| decoded.strip_prefix('/')) {
        _ if decoded.is_empty() => Some(own.to_string()),
        Some(rest) => join("", rest),
        None => join(folder, &decoded),
    };
    let Some(file) = file else { return format!("nothing at {url}") };
    let site = &snapshot.site;
    let index = if file.is_empty() { "index.html".to_string() } else { format!("{file}/index.html") };
    let node = site.lookup.of_file(&file).or_else(|| site.lookup.of_file(&index));
    let node = node.or_else(|| site.lookup.of_alias(&file)).or_else(|| site.lookup.of_alias(&index));
    if let Some(node) = node {
        let node = site.node(node);
        let Some(entry) = node.entry else { return format!("made {}", node.kind.name()) };
        let anchors = &snapshot.pages[entry].outline.anchors();
        let fragment = guidegen::resolve::target::decode(fragment);
        let place = if fragment.is_empty() {
            String::new()
        } else {
            // Headings may be renamed: their number on the page says which is meant.
            anchors
                .iter()
                .position(|anchor| anchor.id == *fragment)
                .map_or("lost".to_string(), |at| format!("heading {at}"))
        };
        return format!("{} {} {place}", uid(snapshot, entry), node.language);
    }
    match site.assets.by_file.get(&file) {
        Some(&source) => format!("{:?}", snapshot.sources.get(source).asset().map(|asset| asset.size)),
        None => format!("nothing at {url}"),
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}
