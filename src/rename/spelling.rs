//! Spelling: how a reference to a page or a file is written in the manner of an old one.

use crate::rename::Picture;
use crate::rename::goal::Goal;
use crate::resolve::Place;
use crate::resolve::ask::Question;
use crate::resolve::target;
use crate::site::NodeId;
use crate::site::content_path::{self, Role};
use crate::site::permalink::encode;

/// A place in the content, as references name it.
struct Named {
    logical: String,
    /// What stands behind the name of the file: `.md`, `.fr.md`.
    tail: String,
    is_folder: bool,
    node: Option<NodeId>,
}

/// What decides the manner.
pub struct Manner<'a> {
    pub after: &'a Picture<'a>,
    /// From where the reference looks after the move.
    pub place: &'a Place,
    pub question: &'a Question,
    /// The path as it was written, without query and fragment.
    pub path: &'a str,
    /// Whether a browser found it by its address.
    pub by_address: bool,
    /// The logical path of the target before the move.
    pub old_logical: Option<&'a str>,
}

/// The paths that name a goal, the one most like the old one first. None of them is proved.
pub fn candidates(manner: &Manner<'_>, goal: &Goal) -> Vec<String> {
    let mut found = Vec::new();
    let by_name = matches!(manner.question, Question::Ref { .. } | Question::Page);
    let page = named(manner.after, goal);
    if let Some(named) = &page {
        if by_name {
            references(manner, named, &mut found);
        } else {
            let mut addresses = Vec::new();
            if let Some(node) = named.node {
                let node = manner.after.world.site.node(node);
                address_forms(manner, &node.file, true, &mut addresses);
            }
            let mut contents = Vec::new();
            content_forms(manner, named, &mut contents);
            if manner.by_address {
                found.append(&mut addresses);
                found.append(&mut contents);
            } else {
                found.append(&mut contents);
                found.append(&mut addresses);
            }
        }
    }
    if let Goal::File(path) = goal {
        if *manner.question == Question::File {
            file_forms(manner, path, &mut found);
        } else {
            asset_forms(manner, path, &mut found);
        }
    }
    if let Goal::Output(file) = goal {
        address_forms(manner, file, false, &mut found);
    }
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|path| !path.is_empty() && seen.insert(path.clone()));
    found
}

fn named(after: &Picture<'_>, goal: &Goal) -> Option<Named> {
    match goal {
        Goal::Page { path, .. } => {
            let (source, _) = after.world.sources.find(path)?;
            let entry = *after.entries.get(&source)?;
            let content = after.paths.get(entry)?;
            let file = path.rsplit('/').next().unwrap_or(path);
            Some(Named {
                logical: content.logical.clone(),
                tail: file.strip_prefix(content.name.as_str()).unwrap_or("").to_string(),
                is_folder: matches!(content.role, Role::Section | Role::Bundle),
                node: after.world.site.lookup.of_source(source),
            })
        }
        Goal::Made { kind, language, path, .. } => {
            let node = after.world.site.ids().find(|&id| {
                let node = after.world.site.node(id);
                node.kind == *kind && node.language == *language && node.path == *path && node.source.is_none()
            })?;
            Some(Named { logical: path.clone(), tail: String::new(), is_folder: true, node: Some(node) })
        }
        _ => None,
    }
}

/// What stands behind the name of a page in a written path.
enum Ending<'p> {
    Bare,
    Slash,
    /// `.md`, `.fr.md`.
    Extension(&'p str),
    /// `_index.md`, `index`: the last part as it stands.
    Index(&'p str),
}

fn ending(path: &str) -> (Ending<'_>, &str) {
    if let Some(rest) = path.strip_suffix('/').filter(|rest| !rest.is_empty()) {
        return (Ending::Slash, rest);
    }
    let start = path.rfind('/').map_or(0, |at| at + 1);
    let last = &path[start..];
    if matches!(last.split('.').next(), Some("_index" | "index")) && last.len() > 2 {
        return (Ending::Index(last), path[..start].strip_suffix('/').unwrap_or(""));
    }
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    if matches!(extension.as_str(), "md" | "markdown" | "mdown" | "html" | "htm") {
        let at = start + last.len() - extension.len() - 1;
        return (Ending::Extension(&path[at..]), &path[..at]);
    }
    (Ending::Bare, path)
}

/// A path with the ending that another one had.
fn ended(ending: &Ending<'_>, base: &str, named: &Named) -> String {
    match ending {
        Ending::Bare => base.to_string(),
        Ending::Slash => format!("{base}/"),
        Ending::Extension(_) if named.is_folder => base.to_string(),
        Ending::Extension(written) => {
            let own = named.tail.rsplit_once('.').map_or("", |(_, own)| own);
            let same = written.trim_start_matches('.').eq_ignore_ascii_case(own);
            if same || own.is_empty() { format!("{base}{written}") } else { format!("{base}.{own}") }
        }
        Ending::Index(last) if named.is_folder => {
            if base.is_empty() {
                last.to_string()
            } else {
                format!("{base}/{last}")
            }
        }
        Ending::Index(last) => match last.rsplit_once('.') {
            Some((_, extension)) => format!("{base}.{extension}"),
            None => base.to_string(),
        },
    }
}

/// The way from a folder to a page, with the ending that another path had.
fn relative_ended(ending: &Ending<'_>, folder: &str, named: &Named) -> String {
    match ending {
        // From within its folder an index file is near.
        Ending::Index(last) if named.is_folder => relative(folder, &format!("{}/{last}", named.logical)),
        _ => ended(ending, &relative(folder, &named.logical), named),
    }
}

/// The forms of `relref`.
fn references(manner: &Manner<'_>, named: &Named, found: &mut Vec<String>) {
    let decoded = target::decode(manner.path);
    let (ending, stem) = ending(&decoded);
    let site = manner.after.world.site;
    let logical = named.logical.as_str();
    let folder = manner.place.folder.as_str();
    if logical.is_empty() {
        found.extend([decoded.to_string(), "/".to_string(), "/_index.md".to_string()]);
        return;
    }
    let name = logical.rsplit('/').next().unwrap_or(logical);
    let is_unique = site.lookup.named(manner.place.language, name).len() <= 1;
    let with = |base: &str| ended(&ending, base, named);
    let relative = || match relative_ended(&ending, folder, named) {
        path if path.starts_with('.') || matches!(ending, Ending::Index(last) if last == path) => path,
        // Without a point it could be read from the root of the content, or looked for everywhere.
        path => format!("./{path}"),
    };
    if stem.starts_with('/') {
        found.push(with(&format!("/{logical}")));
    } else if !stem.contains('/') && !stem.starts_with('.') && !stem.is_empty() {
        // A name: it stays one as long as no other page has it.
        if is_unique {
            found.push(with(name));
        }
    } else if stem.starts_with('.') || stem.is_empty() {
        found.push(relative());
    } else if manner.old_logical.is_some_and(|old| old.eq_ignore_ascii_case(stem)) {
        found.push(with(logical));
    } else {
        found.push(relative());
    }
    let below = logical.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).filter(|rest| rest.contains('/'));
    let short = is_unique.then_some(name);
    for base in short.into_iter().chain(below).chain([logical, &format!("/{logical}")]) {
        found.push(with(base));
        found.push(base.to_string());
    }
}

/// The forms that name a page by its place in the content folder in a plain link.
fn content_forms(manner: &Manner<'_>, named: &Named, found: &mut Vec<String>) {
    let decoded = target::decode(manner.path);
    let (ending, stem) = ending(&decoded);
    let logical = named.logical.as_str();
    let absolute = written(manner.path, &ended(&ending, &format!("/{logical}"), named));
    let own = relative_ended(&ending, &manner.place.folder, named);
    let dotted = decoded.starts_with("./") && !own.starts_with('.');
    let relative = written(manner.path, &if dotted { format!("./{own}") } else { own });
    if stem.starts_with('/') || decoded.starts_with('/') {
        found.extend([absolute, relative]);
    } else {
        found.extend([relative, absolute]);
    }
}

/// The forms that name an output by its address.
fn address_forms(manner: &Manner<'_>, file: &str, is_page: bool, found: &mut Vec<String>) {
    let decoded = target::decode(manner.path);
    let base = manner.after.world.config.base_path();
    let last = decoded.rsplit('/').next().unwrap_or("");
    let as_folder = file.strip_suffix("index.html").filter(|_| is_page);
    let mut forms: Vec<&str> = Vec::new();
    match as_folder {
        Some(_) if last.starts_with("index.") => forms.push(file),
        Some(folder) if !decoded.ends_with('/') && !folder.is_empty() && manner.by_address => {
            forms.extend([folder.trim_end_matches('/'), folder]);
        }
        Some(folder) => forms.extend([folder, file]),
        None => forms.push(file),
    }
    let with_base = base != "/" && (decoded.starts_with(base) || !manner.by_address);
    let absolute = |form: &str| written(manner.path, &format!("{}{form}", if with_base { base } else { "/" }));
    let relative = |form: &str| {
        let path = relative(&manner.place.url_folder, form);
        let path = if form.ends_with('/') && !path.ends_with('/') { format!("{path}/") } else { path };
        let dotted = decoded.starts_with("./") && !path.starts_with('.');
        written(manner.path, &if path.is_empty() || dotted { format!("./{path}") } else { path })
    };
    for form in &forms {
        if decoded.starts_with('/') {
            found.push(absolute(form));
        } else {
            found.push(relative(form));
        }
    }
    for form in forms {
        found.push(absolute(form));
    }
}

/// The forms of a picture or a download.
fn asset_forms(manner: &Manner<'_>, path: &str, found: &mut Vec<String>) {
    let world = manner.after.world;
    let files = world.site.assets.by_source.get(path).map_or(&[][..], Vec::as_slice);
    let prefix = crate::site::permalink::language_prefix(world.config, manner.place.language);
    let file = files.iter().find(|file| file.starts_with(&prefix)).or(files.first());
    let mut addresses = Vec::new();
    file.iter().for_each(|file| address_forms(manner, file, false, &mut addresses));
    let inside = content_path::roots(world.config)
        .iter()
        .find_map(|(root, _)| path.strip_prefix(root.as_str())?.strip_prefix('/').map(str::to_string));
    let decoded = target::decode(manner.path);
    let beside = inside.map(|inside| {
        if decoded.starts_with('/') {
            return written(manner.path, &format!("/{inside}"));
        }
        let own = relative(&manner.place.folder, &inside);
        let dotted = decoded.starts_with("./") && !own.starts_with('.');
        written(manner.path, &if dotted { format!("./{own}") } else { own })
    });
    if manner.by_address {
        found.append(&mut addresses);
        found.extend(beside);
    } else {
        found.extend(beside);
        found.append(&mut addresses);
    }
}

/// The forms of the file that `include` names.
fn file_forms(manner: &Manner<'_>, path: &str, found: &mut Vec<String>) {
    let config = manner.after.world.config;
    let slash = if manner.path.starts_with('/') { "/" } else { "" };
    let content = &config.content_dir;
    let inside = path.strip_prefix(content.as_str()).and_then(|rest| rest.strip_prefix('/'));
    let below = inside.map(|inside| relative(&manner.place.folder, inside));
    let statics = config
        .static_dirs
        .iter()
        .filter_map(|folder| path.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/'))
        .map(|inside| format!("{slash}{inside}"));
    let from_root = format!("{slash}{path}");
    let from_content = inside.map(|inside| format!("{slash}{inside}"));
    let clean = manner.path.trim_start_matches('/');
    let root_first = content_path::roots(config).iter().any(|(root, _)| clean.starts_with(&format!("{root}/")))
        || config.static_dirs.iter().any(|folder| clean.starts_with(&format!("{}/", folder.trim_end_matches('/'))));
    let is_plain = !clean.starts_with("..") && (clean.contains('/') || slash == "/");
    let mut forms: Vec<String> = Vec::new();
    if root_first {
        forms.push(from_root.clone());
    } else if is_plain {
        forms.extend(from_content.clone());
    }
    forms.extend(below);
    forms.extend(from_content);
    forms.extend(statics);
    forms.push(from_root);
    found.append(&mut forms);
}

/// A path as it is written in a link: percent-encoded unless the old one had letters of its own in it.
fn written(old: &str, path: &str) -> String {
    if !old.is_ascii() && !old.contains('%') {
        return path.replace(' ', "%20");
    }
    let mut out = String::with_capacity(path.len());
    encode(path, &mut out);
    out
}

/// The way from a folder to a path, both from one root: `../b/x`.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let is_address = folder.ends_with('/') || path.ends_with('/');
    if common == to.len() && !to.is_empty() && !is_address {
        // The folder itself, or one above it: named from the one that holds it.
        common -= 1;
    }
    let mut parts: Vec<&str> = vec![".."; from.len() - common];
    parts.extend(&to[common..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_places() {
        assert_eq!(relative("a/b", "a/c/x"), "../c/x");
        assert_eq!(relative("", "a/x"), "a/x");
        assert_eq!(relative("a", "a/x"), "x");
        assert_eq!(relative("a/b", "a/b"), "../b");
        assert_eq!(relative("a/b", "a"), "../../a");
        assert_eq!(relative("a/b/", "a/c/"), "../c");
        assert_eq!(relative("a/b/", "a/b/"), "");
    }

    #[test]
    fn endings_of_paths() {
        assert!(matches!(ending("a/b.md"), (Ending::Extension(".md"), "a/b")));
        assert!(matches!(ending("a/_index.md"), (Ending::Index("_index.md"), "a")));
        assert!(matches!(ending("_index.md"), (Ending::Index("_index.md"), "")));
        assert!(matches!(ending("/a/"), (Ending::Slash, "/a")));
        assert!(matches!(ending("v1.2"), (Ending::Bare, "v1.2")));
    }
}
