//! Goal: what a reference leads to, said so that it can be compared across two pictures of a project.

use crate::rename::Picture;
use crate::rename::moved::Moved;
use crate::resolve::ask::Question;
use crate::resolve::reference::Outcome;
use crate::site::{Kind, NodeId};
use crate::source::span::SourceId;
use rustc_hash::FxHashMap;

/// What a reference leads to, as it is called after the move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// A page, by the path of its file.
    Page { path: String, fragment: Option<String> },
    /// A page that no file stands for: kind, language, logical path.
    Made { kind: Kind, language: usize, path: String, fragment: Option<String> },
    /// A file of the project, by its path.
    File(String),
    /// What the theme or guidegen publish, by output path.
    Output(String),
    /// Another site, or nothing.
    Elsewhere,
}

/// Ids of headings that change: path of the page (after), old id to new one.
pub type Anchors = FxHashMap<String, FxHashMap<String, String>>;

/// What an outcome of one picture is called after the move; for a picture after it `moved` and `anchors` are empty.
pub fn of(
    picture: &Picture<'_>,
    moved: &Moved,
    anchors: &Anchors,
    own: SourceId,
    question: &Question,
    outcome: &Outcome,
) -> Goal {
    let fragment = |path: &str, fragment: &Option<String>| {
        let fragment = fragment.as_ref().filter(|fragment| !fragment.is_empty())?;
        let new = anchors.get(path).and_then(|ids| ids.get(fragment));
        Some(new.unwrap_or(fragment).clone())
    };
    let page = |node: NodeId, named: &Option<String>| {
        let node = picture.world.site.node(node);
        match node.source {
            Some(source) => {
                let path = moved.path(&picture.world.sources.get(source).path);
                Goal::Page { fragment: fragment(&path, named), path }
            }
            None => Goal::Made {
                kind: node.kind,
                language: node.language,
                path: logical(picture, moved, &node.path),
                fragment: fragment("", named),
            },
        }
    };
    let source = |id: SourceId, named: &Option<String>| {
        let path = moved.path(&picture.world.sources.get(id).path);
        Goal::Page { fragment: fragment(&path, named), path }
    };
    match outcome {
        Outcome::Page { node, fragment } => page(*node, fragment),
        Outcome::AnchorMissing { node: Some(node), fragment } => page(*node, &Some(fragment.clone())),
        Outcome::AnchorMissing { node: None, fragment } => source(own, &Some(fragment.clone())),
        Outcome::OtherLanguage { node } => page(*node, &None),
        Outcome::Withheld { source: id, .. } => source(*id, &None),
        Outcome::Asset { file } if *question == Question::File => Goal::File(moved.path(file)),
        Outcome::Asset { file } => match picture.world.site.assets.by_file.get(file) {
            Some(&id) => Goal::File(moved.path(&picture.world.sources.get(id).path)),
            None => Goal::Output(file.clone()),
        },
        Outcome::WrongCase { .. }
        | Outcome::External
        | Outcome::Empty
        | Outcome::Missing
        | Outcome::Ambiguous { .. }
        | Outcome::UnknownLanguage { .. }
        | Outcome::UnknownFormat { .. }
        | Outcome::Circle => Goal::Elsewhere,
    }
}

/// How sound an outcome is: a reference may become sounder, never less.
pub fn soundness(outcome: &Outcome) -> u8 {
    match outcome {
        outcome if outcome.is_sound() => 2,
        Outcome::AnchorMissing { .. } | Outcome::Withheld { .. } | Outcome::OtherLanguage { .. } => 1,
        _ => 0,
    }
}

/// The logical path of a folder after the move.
pub fn logical(picture: &Picture<'_>, moved: &Moved, path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    crate::site::content_path::roots(picture.world.config)
        .iter()
        .find_map(|(root, _)| {
            let new = moved.moves(&format!("{root}/{path}"))?;
            Some(new.strip_prefix(root.as_str())?.strip_prefix('/')?.to_string())
        })
        .unwrap_or_else(|| path.to_string())
}
