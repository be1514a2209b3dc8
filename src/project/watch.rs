//! Watch: tells a front what is being worked on, so that it can measure what no stage may look at: time.

use std::fmt;
use std::sync::Arc;

/// A part of the way from sources to outputs. Each one ends where the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Folders are walked, files read, configuration and theme understood.
    Read,
    /// Sources become pages.
    Parse,
    /// Pages become a site.
    Assemble,
    /// The questions of pages are answered.
    Resolve,
    /// Smaller versions of pictures.
    Pictures,
    /// Bodies, layouts and words of all pages, on all cores.
    Pages,
    /// The words of all pages become the search index.
    Search,
    /// Feeds, redirects, outputs for machines, the plan.
    Outputs,
    /// Rules run over the whole.
    Rules,
    /// The plan becomes a folder.
    Publish,
}

/// What is done for one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Parse,
    Resolve,
    Body,
    Layout,
    /// Its words for the search.
    Words,
}

/// A moment that only the watcher who gave it can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(pub u64);

/// One who is told. Parts of pages come from many threads.
pub trait Watcher: Send + Sync {
    /// A stage begins.
    fn stage(&self, stage: Stage);
    /// A part of a page begins on this thread.
    fn begin(&self) -> Mark;
    /// The part that began at `since` is done; `path` is that of the page's source.
    fn end(&self, path: &str, part: Part, since: Mark);
}

/// A watcher, or nobody.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Watcher>>);

impl Watch {
    pub fn by(watcher: Arc<dyn Watcher>) -> Self {
        Self(Some(watcher))
    }

    pub fn stage(&self, stage: Stage) {
        if let Some(watcher) = &self.0 {
            watcher.stage(stage);
        }
    }

    /// Does a part of the work of a page, and tells of it.
    pub fn page<T>(&self, path: &str, part: Part, work: impl FnOnce() -> T) -> T {
        let Some(watcher) = &self.0 else { return work() };
        let since = watcher.begin();
        let done = work();
        watcher.end(path, part, since);
        done
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watch(somebody)" } else { "Watch(nobody)" })
    }
}
