//! Project: the one conductor. It owns the sources and the memory, and answers with snapshots and outputs.

pub mod again;
mod beside;
mod book;
pub mod cascade;
pub mod create;
mod cut;
mod everything;
pub mod export;
mod extras;
mod feeds;
mod frame;
pub mod habit;
pub mod judge;
mod last;
pub mod list;
mod machine;
pub mod mend;
pub mod missing;
pub mod moves;
pub mod near;
pub mod open;
pub mod order;
pub mod outputs;
pub mod pictures;
mod recall;
pub mod round;
mod skeleton;
pub mod snapshot;
mod trace;
pub mod watch;
pub mod why;
mod words;

use crate::config::Config;
use crate::memo::disk::Store;
use crate::project::open::Settings;
use crate::project::snapshot::Snapshot;
use crate::project::watch::{Stage, Watch};
use crate::publish::shelf::Shelf;
use crate::render::view::Change;
use crate::source::settled::Settled;
use crate::source::{Source, Sources, read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line says beside the folder.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--config`: files instead of those that are looked for, separated by commas.
    pub config: Option<String>,
    /// `--base-url` in place of the configuration's.
    pub base_url: Option<String>,
    /// Scheme and host in place of those of the base URL; its path stays.
    pub origin: Option<String>,
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
    /// Seconds since 1970: the moment of the build, given by the front, since no stage reads the clock.
    pub now: i64,
    /// Forget everything between two snapshots: the oracle of the incremental tests.
    pub no_memory: bool,
    /// Changes of files from their history, by path relative to the root; empty if not asked for.
    pub dates: Arc<BTreeMap<String, Change>>,
    /// Texts that are not on disk yet, by path relative to the root: they stand in for the files.
    pub unsaved: BTreeMap<String, Arc<str>>,
    /// Where finished pages wait until they are published; in memory if there is none.
    pub shelf: Option<Arc<dyn Shelf>>,
    /// The folder of caches is neither read nor written.
    pub no_cache: bool,
    /// Slips of the pen are not looked for: only rules that this run does not tell would read them.
    pub no_slips: bool,
    /// Pages are rendered for their links alone: code is not coloured, and no words are gathered for the search. Where nothing
    /// is remembered they are parsed for no more, too.
    pub links_only: bool,
    /// Pages of an earlier run that are not read again if nobody touched their files since.
    pub settled: Arc<Settled>,
    /// A rendering leaves what the next one, in another process, takes over.
    pub leaves_trace: bool,
    /// Who is told where the work is.
    pub watch: Watch,
    /// Smaller versions of pictures; none if they were not asked for.
    pub pictures: pictures::Pictures,
}

/// A folder being worked on.
pub struct Project {
    root: PathBuf,
    options: Options,
    sources: Sources,
    settings: Option<Arc<Settings>>,
    last: last::Memory,
    memory: round::Memory,
}

/// How many results had to be worked out anew since the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    pub parsed: usize,
    pub bodies: usize,
    pub layouts: usize,
}

impl Project {
    /// Opens the folder of a guide. Nothing of it is interpreted yet.
    pub fn open(root: &Path, options: Options) -> Result<Self, read::Error> {
        let root = read::open(root)?;
        let enabled = !options.no_memory;
        Ok(Self {
            root,
            options,
            sources: Sources::default(),
            settings: None,
            last: last::Memory::new(enabled),
            memory: round::Memory::new(enabled),
        })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    pub fn options_mut(&mut self) -> &mut Options {
        &mut self.options
    }

    /// Reads what changed and gives one consistent reading of the project.
    pub fn snapshot(&mut self) -> Snapshot {
        let settings = self.read();
        self.take(&settings)
    }

    /// The same after changes of files that somebody saw: where those are content that is known, nothing else is looked at.
    pub fn snapshot_after(&mut self, changed: &BTreeSet<PathBuf>) -> Snapshot {
        match (self.read_again(changed), self.settings.clone()) {
            (Some(contents), Some(settings)) => {
                self.sources = self.sources.with_contents(contents);
                self.take(&settings)
            }
            _ => self.snapshot(),
        }
    }

    /// The changed files, if all of them are pages that were there before and are there still.
    fn read_again(&self, changed: &BTreeSet<PathBuf>) -> Option<Vec<Arc<Source>>> {
        let settings = self.settings.as_ref()?;
        let folders = &settings.folders;
        let again = |file: &PathBuf| {
            let path = file.strip_prefix(&self.root).ok()?.to_str()?;
            let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() };
            let below = |folder: &String| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
            let is_page = folders.content.iter().any(below)
                && !folders.text.iter().chain(&folders.assets).any(below)
                && !folders.files.contains(&path);
            if is_page { read::again(&self.root, &path, &self.sources) } else { None }
        };
        if changed.is_empty() || !self.options.unsaved.is_empty() {
            return None;
        }
        changed.iter().map(again).collect()
    }

    /// Whether what was read is what is there, as far as that was seen: a text of an earlier run may have become another one.
    pub fn is_sound(&self) -> bool {
        !self.options.settled.is_broken()
    }

    /// Reads what changed, and understands the configuration and the theme: the first half of a snapshot.
    pub fn read(&mut self) -> Arc<Settings> {
        self.options.watch.stage(Stage::Read);
        let (sources, settings) = open::read(&self.root, &self.options, &self.sources, self.settings.as_ref());
        self.sources = sources;
        self.settings = Some(settings.clone());
        settings
    }

    /// Makes the snapshot of what was read last: the second half.
    pub fn take(&mut self, settings: &Arc<Settings>) -> Snapshot {
        snapshot::take(&self.sources, settings, &self.options, &mut self.last)
    }

    /// The same without a look at the disk, for a change of [`Options::unsaved`] alone. A text that is no page may change the
    /// settings: then the disk is read.
    pub fn snapshot_of_unsaved(&mut self) -> Snapshot {
        let Some(settings) = self.settings.clone() else { return self.snapshot() };
        let contents = &settings.folders.content;
        let is_content = |path: &str| {
            contents.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
        };
        if !self.options.unsaved.keys().all(|path| is_content(path)) {
            return self.snapshot();
        }
        self.sources = std::mem::take(&mut self.sources).with_texts(&self.options.unsaved, |_| true);
        snapshot::take(&self.sources, &settings, &self.options, &mut self.last)
    }

    /// What the project would be if its sources were these: nothing is read from disk, and nothing is kept.
    pub fn suppose(&mut self, sources: &Sources) -> Snapshot {
        let settings = match &self.settings {
            Some(settings) => open::supposed(sources, &self.options, settings),
            None => self.snapshot().settings,
        };
        snapshot::take(sources, &settings, &self.options, &mut self.last.clone())
    }

    /// Makes smaller versions of the pictures of a snapshot, for every rendering from now on, unless the configuration
    /// says `[guidegen] images = false`. `told` hears how many of how many are done; it is called on many threads.
    pub fn shrink_pictures(&mut self, snapshot: &Snapshot, told: &(dyn Fn(usize, usize) + Sync)) {
        let wanted = snapshot.settings.config.guidegen.get("images").and_then(serde_json::Value::as_bool);
        if wanted.unwrap_or(true) {
            let store = || if self.options.no_cache { Store::none() } else { Store::open(&self.root, "pictures") };
            self.options.pictures = pictures::make(&store, snapshot, told);
        }
    }

    /// Renders a snapshot into a plan of outputs.
    pub fn render(&mut self, snapshot: &Snapshot) -> outputs::Rendered {
        outputs::render(snapshot, &self.options, &mut self.memory)
    }

    /// Renders the pages of a snapshot alone. What is gathered from all of them is left to whoever holds [`round::Pages`], on
    /// whatever thread; [`Project::keep`] takes it over.
    pub fn render_pages(&mut self, snapshot: &Snapshot) -> (outputs::Rendered, round::Pages) {
        let mut pages = round::Pages::make(snapshot, &self.options, &mut self.memory);
        let (rendered, round) = pages.show(snapshot, &self.options);
        self.memory.keep(round);
        (rendered, pages)
    }

    /// Takes over what a rendering of the last snapshot leaves to the next.
    pub fn keep(&mut self, round: Option<round::Round>) {
        self.memory.keep(round);
    }

    /// Every folder and file that decides the site, for the watcher and for the guard of the output folder.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let mut inputs: Vec<PathBuf> = Vec::new();
        if let Some(settings) = &self.settings {
            let folders = &settings.folders;
            for folder in folders.content.iter().chain(&folders.assets).chain(&folders.text).chain(&folders.files) {
                inputs.push(self.root.join(folder));
            }
        }
        for always in ["config", "content", "static", "images", "themes", "templates", "layouts", "i18n", "archetypes"]
        {
            inputs.push(self.root.join(always));
        }
        inputs.sort();
        inputs.dedup();
        inputs
    }

    pub fn config(&self) -> Option<&Config> {
        self.settings.as_ref().map(|settings| &settings.config)
    }
}
