//! From `contentDir`, `staticDir` and `module.mounts` to the folders of a guide. Source: Hugo's page `configuration/module`.

use super::load::folder;
use super::reader::Reader;
use super::tree::Table;
use super::{Language, keys};

/// Where content and static files lie, relative to the root.
#[derive(Debug, Default)]
pub struct Folders {
    pub content: String,
    /// Later ones win.
    pub statics: Vec<String>,
    /// Folders whose files go into a folder of the site, with `/` at its end: `shared`, `pics/`.
    pub below_static: Vec<(String, String)>,
    /// Source and target of mounts of content and static files that are not followed.
    pub unmounted: Vec<(String, String)>,
}

/// Reads the folders. A mount on `content` for one language is the content folder of that language.
pub fn folders(site: &Table, languages: &mut [Language], default_language: &str, reader: &mut Reader) -> Folders {
    let mut folders = Folders::default();
    let mut content = reader.filled(site, "contentdir").map(|path| folder(&path));
    let mut statics: Vec<String> = Vec::new();
    for name in keys::STATIC_DIRS {
        statics.extend(reader.texts(site, &name.to_lowercase()).unwrap_or_default());
    }
    statics.retain(|folder| !folder.is_empty());
    if statics.is_empty() {
        statics.push("static".to_owned());
    }
    let mut first: Option<String> = None;
    let mounts = reader.table(site, "module").and_then(|module| module.get("mounts"));
    for (mount, _) in mounts.map(|mounts| mounts.tables()).unwrap_or_default() {
        let (Some(from), Some(to)) = (reader.filled(&mount, "source"), reader.filled(&mount, "target")) else {
            continue;
        };
        let from = folder(&from);
        let to = to.trim_matches('/');
        let (room, below) = to.split_once('/').unwrap_or((to, ""));
        let is_outside = from.starts_with('/') || from.split('/').any(|part| part == "..");
        let taken = match (room, below) {
            ("content" | "static", _) if is_outside => false,
            ("content", "") => {
                let codes = languages_of(&mount, reader);
                if codes.is_empty() {
                    *content.get_or_insert_with(|| from.clone()) == from
                } else {
                    first = first.or_else(|| codes.iter().any(|code| code == default_language).then(|| from.clone()));
                    let named = languages.iter_mut().filter(|language| codes.contains(&language.code));
                    named.fold(false, |taken, language| {
                        taken | (*language.content_dir.get_or_insert_with(|| from.clone()) == from)
                    })
                }
            }
            ("static", "") => {
                statics.push(from.clone());
                true
            }
            ("static", below) => {
                folders.below_static.push((from.clone(), format!("{below}/")));
                true
            }
            ("content", _) => false,
            _ => true,
        };
        if !taken {
            folders.unmounted.push((from, to.to_owned()));
        }
    }
    for path in statics.iter().map(|path| folder(path)) {
        if !folders.statics.contains(&path) {
            folders.statics.push(path);
        }
    }
    folders.content = content.or(first).unwrap_or_else(|| "content".to_owned());
    folders
}

/// The languages that a mount is for, in lower case; none for all of them. `lang` until Hugo 0.152, then `sites.matrix`.
fn languages_of(mount: &Table, reader: &mut Reader) -> Vec<String> {
    let mut codes = reader.filled(mount, "lang").into_iter().collect::<Vec<_>>();
    if let Some(sites) = reader.table(mount, "sites")
        && let Some(matrix) = reader.table(sites, "matrix")
    {
        codes.extend(reader.texts(matrix, "languages").unwrap_or_default());
    }
    codes.retain(|code| !matches!(code.as_str(), "" | "*" | "**"));
    codes.into_iter().map(|code| code.to_lowercase()).collect()
}
