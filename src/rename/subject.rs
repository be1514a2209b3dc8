//! Subject: which files a wish to move means, and where each of them goes.

use crate::nearest::nearest;
use crate::rename::moved::Moved;
use crate::rename::{Picture, Refusal};
use crate::site::content_path::{self, ContentPath, Role};
use crate::site::permalink::join;
use std::collections::BTreeSet;

/// What moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub moved: Moved,
    /// The pages that the wish names, by their path before: one in each language; none for pictures and downloads. For a
    /// folder its index files.
    pub pages: Vec<String>,
    /// As it was found, relative to the root.
    pub from: String,
    /// Where it goes, relative to the root.
    pub to: String,
}

/// Reads a wish; paths are relative to the root of the project or to the content folder, with `/` between the parts.
pub fn find(picture: &Picture<'_>, from: &str, to: &str) -> Result<Subject, Refusal> {
    let finder = Finder::new(picture);
    let (from, to) = (clean(from)?, clean_target(to)?);
    let mut found = finder.source(&from)?;
    let mut target = finder.target(&from, &found, &to)?;
    // The index file of a folder stands for the folder.
    let own_index = finder.read(&found).filter(|path| matches!(path.role, Role::Section | Role::Bundle));
    if own_index.is_some()
        && let Some((folder, _)) = found.rsplit_once('/')
    {
        let into_index = finder.read(&target).is_some_and(|path| matches!(path.role, Role::Section | Role::Bundle));
        let is_page = finder.read(&target).is_some_and(|path| path.role == Role::Page);
        let alone = finder.below(folder).count() == 1;
        if is_page && !alone {
            return Err(Refusal::new(format!("`{folder}/` holds more than its page, and `{target}` is one file"))
                .help(format!("move the folder: guidegen mv {folder} {}", target.trim_end_matches(".md"))));
        }
        if !is_page {
            target = if into_index {
                target.rsplit_once('/').map_or(target.clone(), |(folder, _)| folder.to_string())
            } else {
                target
            };
            found = folder.to_string();
        }
    }
    if finder.is_folder(&found) { finder.folder(found, target) } else { finder.file(found, target) }
}

/// A path without `./`, `..` and doubled `/`.
fn clean(path: &str) -> Result<String, Refusal> {
    let path = path.replace('\\', "/");
    join("", path.trim_start_matches("./"))
        .filter(|path| !path.is_empty())
        .ok_or_else(|| Refusal::usage(format!("`{path}` is not in the guide")))
}

/// The same for a target: `/` at its end stays.
fn clean_target(path: &str) -> Result<String, Refusal> {
    let cleaned = clean(path)?;
    let bad = cleaned.split('/').find(|part| {
        part.starts_with('.')
            || part.ends_with('~')
            || part.starts_with('#')
            || part.ends_with([' ', '.'])
            || part.contains(['\0', ':', '*', '?', '"', '<', '>', '|'])
            || part.chars().any(char::is_control)
    });
    if let Some(part) = bad {
        return Err(Refusal::usage(format!("`{part}` cannot be the name of a file of the guide")));
    }
    Ok(if path.ends_with('/') { format!("{cleaned}/") } else { cleaned })
}

struct Finder<'p> {
    picture: &'p Picture<'p>,
    roots: Vec<(String, Option<usize>)>,
    /// Folders whose files are published as they are.
    statics: Vec<String>,
}

impl<'p> Finder<'p> {
    fn new(picture: &'p Picture<'p>) -> Self {
        let config = picture.world.config;
        let mut statics: Vec<String> =
            config.static_dirs.iter().map(|folder| folder.trim_end_matches('/').to_string()).collect();
        statics.push("images".to_string());
        Self { picture, roots: content_path::roots(config), statics }
    }

    fn read(&self, path: &str) -> Option<ContentPath> {
        content_path::read(self.picture.world.config, &self.roots, path)
    }

    fn below(&self, folder: &str) -> impl Iterator<Item = &'p str> + use<'p> {
        self.picture.world.sources.under(folder).map(|(_, source)| &*source.path)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }

    fn is_there(&self, path: &str) -> bool {
        self.picture.world.sources.find(path).is_some() || self.is_folder(path)
    }

    /// The content folder in which a path lies.
    fn root_of(&self, path: &str) -> Option<&str> {
        self.roots.iter().map(|(root, _)| root.as_str()).find(|root| within(path, root))
    }

    fn is_static(&self, path: &str) -> bool {
        self.statics.iter().any(|folder| within(path, folder))
    }

    /// The shared content folder, or the only one.
    fn main_root(&self) -> &str {
        let shared = self.roots.iter().find(|(_, language)| language.is_none());
        shared.or(self.roots.first()).map_or("content", |(root, _)| root.as_str())
    }

    /// The file or folder that is meant: as written, below the content folder, without its extension.
    fn source(&self, from: &str) -> Result<String, Refusal> {
        let below = format!("{}/{from}", self.main_root());
        let candidates = [from.to_string(), below.clone(), format!("{from}.md"), format!("{below}.md")];
        if let Some(found) = candidates.into_iter().find(|path| self.is_there(path)) {
            let is_root = self.roots.iter().any(|(root, _)| *root == found) || self.statics.contains(&found);
            if is_root {
                return Err(Refusal::new(format!("`{found}` is named by the configuration"))
                    .help("move what is in it, or change `contentDir` or `staticDir` by hand"));
            }
            if self.root_of(&found).is_none() && !self.is_static(&found) {
                return Err(Refusal::new(format!("`{found}` is neither content nor a static file"))
                    .help("pages, folders of pages, and files of the static folders can be moved"));
            }
            return Ok(found);
        }
        let refusal = Refusal::usage(format!("there is no `{from}`"));
        Err(match self.near(from) {
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            None => refusal.help("name a file or folder below the content folder or a static folder"),
        })
    }

    fn near(&self, from: &str) -> Option<String> {
        let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let name = last(from);
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for root in self.roots.iter().map(|(root, _)| root).chain(&self.statics) {
            for path in self.below(root) {
                paths.insert(path);
                paths.extend(
                    path.match_indices('/').map(|(at, _)| &path[..at]).filter(|folder| folder.len() > root.len()),
                );
            }
        }
        let stem = |path: &str| last(path).split('.').next().unwrap_or("").to_string();
        let named: Vec<&&str> = paths.iter().filter(|path| last(path) == name || stem(path) == stem(from)).collect();
        if let [only] = named[..] {
            return Some(only.to_string());
        }
        if let Some(near) = nearest(from, paths.iter().copied()) {
            return Some(near.to_string());
        }
        // `tunng` and `tunng.md` are both near `tuning.md`.
        let names: Vec<(String, &str)> =
            paths.iter().flat_map(|path| [(last(path), *path), (stem(path), *path)]).collect();
        let near = nearest(&name, names.iter().map(|(name, _)| name.as_str()))?;
        names.iter().find(|(name, _)| name == near).map(|(_, path)| path.to_string())
    }

    /// Where it goes: into a folder that is there, or to a new name.
    fn target(&self, from: &str, found: &str, to: &str) -> Result<String, Refusal> {
        let into = to.ends_with('/');
        let mut to = to.trim_end_matches('/').to_string();
        // A target is read as the source was: from the root, or from the content folder.
        let is_root = self.roots.iter().any(|(root, _)| *root == to) || self.statics.contains(&to);
        if self.root_of(&to).is_none() && !self.is_static(&to) && !is_root {
            let meant = format!("{}/{to}", self.main_root());
            if within(from, self.main_root()) || self.root_of(found).is_none() {
                return Err(Refusal::new(format!("`{to}` lies outside the content and the static folders"))
                    .help(format!("did you mean `{meant}`?")));
            }
            to = meant;
        }
        let name = found.rsplit('/').next().unwrap_or(found);
        let is_index = self.read(found).is_some_and(|path| matches!(path.role, Role::Section | Role::Bundle));
        let name = if is_index { found.rsplit('/').nth(1).unwrap_or(name) } else { name };
        let from_folder = is_index.then(|| found.rsplit_once('/').map_or("", |(folder, _)| folder));
        let is_itself = to == found || from_folder == Some(to.as_str());
        if into || (self.is_folder(&to) && !is_itself) {
            return Ok(format!("{to}/{name}"));
        }
        // A page keeps its extension if none is written.
        let page = self.read(found).filter(|path| path.role == Role::Page);
        if page.is_some() && self.read(&to).is_none() {
            let file = found.rsplit('/').next().unwrap_or(found);
            let extension = file.rsplit_once('.').map_or("md", |(_, extension)| extension);
            let last = to.rsplit('/').next().unwrap_or("");
            if !last.rsplit_once('.').is_some_and(|(_, own)| own.len() <= 4 && own.chars().all(char::is_alphabetic)) {
                to = format!("{to}.{extension}");
            }
        }
        Ok(to)
    }

    fn folder(&self, from: String, to: String) -> Result<Subject, Refusal> {
        if from == to {
            return Err(nothing(&from));
        }
        if within(&to, &from) {
            return Err(Refusal::new(format!("`{from}` cannot go into itself")));
        }
        self.allowed(&from, &to)?;
        if self.read(&to).is_some() {
            return Err(Refusal::new(format!("`{from}` is a folder, and `{to}` is the name of a page"))
                .help(format!("write `{}`", to.rsplit_once('.').map_or(to.as_str(), |(stem, _)| stem))));
        }
        let mut pairs = vec![(from.clone(), to.clone())];
        if let (Some(root), Some(to_root)) = (self.root_of(&from), self.root_of(&to)) {
            let (inside, to_inside) = (&from[root.len()..], &to[to_root.len()..]);
            // The same folder in the content of the other languages.
            for (other, _) in self.roots.iter().filter(|(other, _)| other != root && root == to_root) {
                let twin = format!("{other}{inside}");
                if self.is_folder(&twin) && self.root_of(&twin) == Some(other) {
                    pairs.push((twin, format!("{other}{to_inside}")));
                }
            }
        }
        let mut pages: Vec<String> = Vec::new();
        for (from, _) in &pairs {
            pages.extend(
                self.below(from)
                    .filter(|path| {
                        let read = self.read(path);
                        let inside = path.get(from.len() + 1..).unwrap_or("");
                        !inside.contains('/')
                            && read.is_some_and(|read| matches!(read.role, Role::Section | Role::Bundle))
                    })
                    .map(str::to_string),
            );
        }
        self.free(&pairs)?;
        Ok(Subject { moved: Moved::new(pairs), pages, from, to })
    }

    fn file(&self, from: String, to: String) -> Result<Subject, Refusal> {
        if from == to {
            return Err(nothing(&from));
        }
        self.allowed(&from, &to)?;
        let Some(page) = self.read(&from).filter(|page| page.role != Role::Resource) else {
            let pairs = vec![(from.clone(), to.clone())];
            self.free(&pairs)?;
            return Ok(Subject { moved: Moved::new(pairs), pages: Vec::new(), from, to });
        };
        let Some(target) = self.read(&to).filter(|path| path.role != Role::Resource) else {
            return Err(Refusal::new(format!("`{from}` is a page, and `{to}` would be none"))
                .help("a page is a `.md` or `.html` file below the content folder"));
        };
        let root = self.root_of(&from).unwrap_or("");
        let mut pairs = vec![(from.clone(), to.clone())];
        let mut pages = vec![from.clone()];
        // Its translations, beside it and in the content of the other languages.
        for (entry, path) in self.picture.paths.iter().enumerate() {
            let file = self.picture.path(entry);
            if file == from || path.logical != page.logical || path.role != page.role {
                continue;
            }
            let own_root = self.root_of(file).unwrap_or("");
            let tail = file.rsplit('/').next().and_then(|name| name.strip_prefix(path.name.as_str())).unwrap_or(".md");
            let folder =
                if target.folder.is_empty() { own_root.to_string() } else { format!("{own_root}/{}", target.folder) };
            pairs.push((file.to_string(), format!("{folder}/{}{tail}", target.name)));
            pages.push(file.to_string());
        }
        // Its attachments.
        if page.role == Role::Page && target.role == Role::Page {
            let to_root = self.root_of(&to).unwrap_or("");
            let codes = self.picture.world.config.languages.iter().map(|language| format!(".{}", language.code));
            for code in std::iter::once(String::new()).chain(codes) {
                let (own, new) = (
                    format!("{root}/{}{code}.files", page.logical),
                    format!("{to_root}/{}{code}.files", target.logical),
                );
                if self.is_folder(&own) {
                    pairs.push((own, new));
                }
            }
        }
        self.free(&pairs)?;
        pages.sort();
        Ok(Subject { moved: Moved::new(pairs), pages, from, to })
    }

    /// Content stays content; files that are published as they are may go to either side.
    fn allowed(&self, from: &str, to: &str) -> Result<(), Refusal> {
        let to_content = self.root_of(to).is_some();
        if !to_content && !self.is_static(to) {
            return Err(Refusal::new(format!("`{to}` lies outside the content and the static folders")));
        }
        let has_page = self.read(from).is_some() || self.below(from).any(|path| self.read(path).is_some());
        if has_page && !to_content {
            return Err(Refusal::new(format!("`{from}` holds pages, and `{to}` lies outside the content folder"))
                .help(format!("pages stay below `{}`", self.main_root())));
        }
        Ok(())
    }

    /// Nothing may stand where something goes.
    fn free(&self, pairs: &[(String, String)]) -> Result<(), Refusal> {
        let going: BTreeSet<&str> = pairs.iter().map(|(from, _)| from.as_str()).collect();
        for (from, to) in pairs {
            if !going.contains(to.as_str()) && self.is_there(to) {
                return Err(Refusal::new(format!("`{from}` cannot become `{to}`: that is there already"))
                    .help("choose another name, or move that one first"));
            }
            // A page beside a folder of the same name is read as one place.
            if let (Some(target), Some(_)) = (self.read(to), self.read(from))
                && target.role == Role::Page
                && let Some(twin) = self.picture.paths.iter().enumerate().find_map(|(entry, other)| {
                    let file = self.picture.path(entry);
                    let same = other.language == target.language && other.logical.eq_ignore_ascii_case(&target.logical);
                    (same && other.role != Role::Resource && !going.contains(file) && !within_any(file, &going))
                        .then_some(file)
                })
            {
                return Err(Refusal::new(format!("`{from}` cannot become `{to}`: `{twin}` has that place already"))
                    .help("choose another name, or move that one first"));
            }
        }
        Ok(())
    }
}

fn nothing(path: &str) -> Refusal {
    Refusal::new(format!("`{path}` stays where it is")).help("name another place")
}

fn within_any(path: &str, folders: &BTreeSet<&str>) -> bool {
    folders.iter().any(|folder| within(path, folder))
}

/// Whether a path lies below a folder.
pub fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
