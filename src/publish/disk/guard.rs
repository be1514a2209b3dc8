//! From the wish for an output folder to the folder itself, or the reason why it must not be that one.

use super::{Protect, system};
use crate::publish::error::{Act, Danger, Error, Told};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Where the site goes: symbolic links are followed, so that a link to the output folder stays a link.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The folder as the caller named it, for messages.
    pub told: PathBuf,
    /// The folder itself: absolute, without links and `..`.
    pub folder: PathBuf,
    /// The folder around it.
    pub parent: PathBuf,
    pub exists: bool,
}

impl Target {
    /// A path beside the folder, whose name says whose it is: `.public.guidegen-new`.
    pub fn beside(&self, what: &str) -> PathBuf {
        beside(&self.parent, self.folder.file_name().unwrap_or_default(), what)
    }
}

/// A path in `parent` that says what it is for the folder `name` there.
pub(super) fn beside(parent: &Path, name: &OsStr, what: &str) -> PathBuf {
    let mut whole = std::ffi::OsString::from(".");
    whole.push(name);
    whole.push(".guidegen-");
    whole.push(what);
    parent.join(whole)
}

/// Finds the folder that `out` means and refuses it if publishing there could destroy something.
pub(super) fn target(out: &Path, protect: &Protect) -> Result<Target, Error> {
    let (folder, exists) = resolve(out)?;
    if exists && !fs::metadata(&folder).told(Act::Look, out)?.is_dir() {
        return Err(Error::NotAFolder { out: out.to_owned() });
    }
    let danger = |danger| Error::Danger { out: out.to_owned(), danger };
    let Some(parent) = folder.parent() else { return Err(danger(Danger::Top)) };
    let numbers = Numbers::default();
    let same = |one: &Path, other: &Path| numbers.same(one, other);
    let holds = |inner: &Path| inner.ancestors().any(|ancestor| same(&folder, ancestor));
    let settler = Settler::default();
    let settle = |path: &Path| settler.settle(path);
    let root = settle(&protect.root);
    if holds(&root) {
        return Err(danger(Danger::Root(protect.root.clone())));
    }
    if let Some(home) = std::env::home_dir().filter(|home| home.is_absolute()).map(|home| settle(&home)) {
        // A home at the top of the disk, as some containers have it, would forbid every folder there is.
        if home.parent().is_some() && holds(&home) {
            return Err(danger(Danger::Home(home)));
        }
    }
    for input in protect.inputs.iter().chain(&protect.keep) {
        let settled = settle(input);
        // Where the whole root is content, its output lies within it, and is not read again.
        if same(&settled, &root) {
            continue;
        }
        if holds(&settled) || folder.ancestors().any(|ancestor| same(ancestor, &settled)) {
            return Err(danger(Danger::Input(input.clone())));
        }
    }
    // What a version control system keeps is nobody's output.
    let keeper = |part: &Path| part.file_name().is_some_and(|name| name == ".git" || name == ".hg" || name == ".svn");
    if let Some(keeper) = folder.ancestors().find(|ancestor| keeper(ancestor)) {
        return Err(danger(Danger::Repository(keeper.to_owned())));
    }
    Ok(Target { told: out.to_owned(), parent: parent.to_owned(), folder, exists })
}

/// The folder that a path means, with every link in it followed, and whether it exists.
fn resolve(out: &Path) -> Result<(PathBuf, bool), Error> {
    match fs::canonicalize(out) {
        Ok(folder) => return Ok((folder, true)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(Error::NotAFolder { out: out.to_owned() });
        }
        Err(error) => return Err(error).told(Act::Look, out),
    }
    let whole = std::path::absolute(out).told(Act::Look, out)?;
    let mut known = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                known = follow(&known, out)?;
                known.pop();
            }
            part => known.push(part),
        }
    }
    Ok((follow(&known, out)?, false))
}

/// Follows the links of the longest part of a path that exists; what does not exist yet can hold none.
fn follow(path: &Path, out: &Path) -> Result<PathBuf, Error> {
    for there in path.ancestors() {
        match fs::canonicalize(there) {
            Ok(mut known) => {
                known.extend(path.strip_prefix(there).iter().flat_map(|rest| rest.components()));
                return Ok(known);
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).told(Act::Look, there),
            Err(_) if fs::symlink_metadata(there).is_ok() => return Err(Error::LeadsNowhere { out: out.to_owned() }),
            Err(_) => {}
        }
    }
    Ok(path.to_owned())
}

/// A path without links and relative parts, as far as that is known of one that need not exist.
pub fn settle(path: &Path) -> PathBuf {
    resolve(path).map_or_else(|_| path.to_owned(), |(path, _)| path)
}

/// Folders without links and relative parts, each followed once: most inputs stand side by side in one.
#[derive(Default)]
struct Settler(RefCell<FxHashMap<PathBuf, PathBuf>>);

impl Settler {
    /// The same as [`settle`].
    fn settle(&self, path: &Path) -> PathBuf {
        self.beside(path).unwrap_or_else(|| settle(path))
    }

    /// A path by the folder around it; nothing if more than that must be known.
    fn beside(&self, path: &Path) -> Option<PathBuf> {
        let (folder, name) = (path.parent().filter(|folder| folder.is_absolute())?, path.file_name()?);
        let known = self.0.borrow().get(folder).cloned();
        let known = known.unwrap_or_else(|| {
            let known = settle(folder);
            self.0.borrow_mut().insert(folder.to_owned(), known.clone());
            known
        });
        let whole = known.join(name);
        match fs::symlink_metadata(&whole) {
            Ok(meta) => (!meta.is_symlink()).then_some(whole),
            Err(error) => (error.kind() == ErrorKind::NotFound).then_some(whole),
        }
    }
}

/// The numbers of folders, each asked for once.
#[derive(Default)]
struct Numbers(RefCell<FxHashMap<PathBuf, Option<(u64, u64)>>>);

impl Numbers {
    /// Whether two paths are one folder: by name, or by number where a disk is mounted twice or knows no case.
    fn same(&self, one: &Path, other: &Path) -> bool {
        one == other || self.of(one).is_some_and(|one| self.of(other) == Some(one))
    }

    fn of(&self, path: &Path) -> Option<(u64, u64)> {
        if let Some(known) = self.0.borrow().get(path) {
            return *known;
        }
        let number = fs::metadata(path).ok().and_then(|meta| system::identity(&meta));
        self.0.borrow_mut().insert(path.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_settled_by_the_folder_around_it_as_it_is_on_its_own() {
        let root = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(root.path()).unwrap();
        fs::create_dir_all(root.join("site/content")).unwrap();
        fs::write(root.join("site/guidegen.toml"), "").unwrap();
        #[cfg(unix)]
        for (to, name) in [("site", "link"), ("../content", "site/static"), ("nowhere", "site/images")] {
            std::os::unix::fs::symlink(to, root.join(name)).unwrap();
        }
        let settler = Settler::default();
        for path in [
            "site/content",
            "site/content/",
            "site/guidegen.toml",
            "site/none",
            "site/none/none",
            "site/static",
            "site/images",
            "site/images/x",
            "link/content",
            "link/none",
            "link/static",
            "link",
            "site/../link/content",
            "site/content/..",
            "site/guidegen.toml/none",
            "none/../site",
        ] {
            let path = root.join(path);
            assert_eq!(settler.settle(&path), settle(&path), "{}", path.display());
        }
        assert_eq!(settler.settle(Path::new("/")), settle(Path::new("/")));
        assert_eq!(settler.settle(Path::new("src")), settle(Path::new("src")));
    }
}
