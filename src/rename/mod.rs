//! Rename: from the wish to move a page, a folder, a picture or a heading to the edits that keep every reference true.
//!
//! It works on two pictures of a project: the one before, and the one in which the files stand in their new places and
//! nothing else has changed. What a reference led to in the first it must lead to in the second; where it does not, it is
//! written anew in the manner in which it was written.

pub mod alias;
pub mod follow;
pub mod goal;
pub mod heading;
pub mod moved;
pub mod number;
pub mod room;
pub mod settings;
pub mod slot;
pub mod spelling;
pub mod subject;

use crate::diagnostic::Edit;
use crate::resolve::{Place, Resolved, World, places};
use crate::site::content_path::ContentPath;
use crate::source::span::{SourceId, Span};
use moved::Moved;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One picture of a project.
pub struct Picture<'a> {
    pub world: &'a World<'a>,
    /// In the order of the pages.
    pub paths: &'a [ContentPath],
    pub resolved: &'a [Arc<Resolved>],
    /// From where each page looks.
    pub places: Vec<Place>,
    /// The number of the page of a source.
    pub entries: FxHashMap<SourceId, usize>,
}

impl<'a> Picture<'a> {
    pub fn new(world: &'a World<'a>, paths: &'a [ContentPath], resolved: &'a [Arc<Resolved>]) -> Self {
        let entries = world.pages.iter().enumerate().map(|(entry, page)| (page.source, entry)).collect();
        Self { world, paths, resolved, places: places(world.site, paths), entries }
    }

    /// The path of a page relative to the root.
    pub fn path(&self, entry: usize) -> &'a str {
        self.world.pages.get(entry).map_or("", |page| &self.world.sources.get(page.source).path)
    }

    /// The page that stands at a path relative to the root.
    pub fn at(&self, path: &str) -> Option<usize> {
        let (source, _) = self.world.sources.find(path)?;
        self.entries.get(&source).copied()
    }
}

/// What is to be done with the files, before any reference is looked at.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub moved: Moved,
    /// Weights, numbers and headings; places are those of the picture before.
    pub changes: Vec<(Span, String)>,
    /// New files by their path.
    pub created: BTreeMap<String, String>,
    /// The page (path before) whose headings get other ids: how many headings it has stays as it is.
    pub renamed: Option<String>,
    /// What is worth telling, a line each.
    pub notes: Vec<String>,
}

/// Why something cannot be done, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// In one line, lower case, without full stop, names in `ticks`.
    pub message: String,
    pub help: Vec<String>,
    /// The wish itself is at fault, not the guide: what it names is not there, or can be no name.
    pub is_usage: bool,
}

impl Refusal {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), is_usage: false }
    }

    /// A refusal of a wish that names what is not there, or what can be no name.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { is_usage: true, ..Self::new(message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// Changes as edits, in the order of their places. Two different texts for one place, or places that overlap, are a refusal.
pub fn edits(mut changes: Vec<(Span, String)>, path: impl Fn(SourceId) -> String) -> Result<Vec<Edit>, Refusal> {
    changes.sort_by_key(|(span, _)| (span.source, span.start, span.end));
    changes.dedup();
    let overlap = changes.windows(2).find(|pair| {
        let (first, second) = (pair[0].0, pair[1].0);
        let same_place = first == second && first.start != first.end;
        first.source == second.source && (first.end > second.start || same_place)
    });
    if let Some(pair) = overlap {
        return Err(Refusal::new(format!(
            "`{}` would have to say two things in one place: `{}` and `{}`",
            path(pair[0].0.source),
            pair[0].1,
            pair[1].1
        ))
        .help("change one of the references by hand, then try again"));
    }
    Ok(changes.into_iter().map(|(span, text)| Edit::Replace { span, text }).collect())
}
