//! Scope: which paths are watched, and which of those are nobody's business.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Roots to watch, and what is ignored below them.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    roots: Vec<Root>,
    ignore: Vec<PathBuf>,
}

#[derive(Clone, Debug)]
struct Root {
    path: PathBuf,
    /// The same place without symlinks: some systems name it so in their events.
    real: Option<PathBuf>,
}

impl Scope {
    /// Paths are made absolute; they need not exist. A root may be a folder or a file.
    pub fn new(roots: &[PathBuf], ignore: &[PathBuf]) -> Self {
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let mut paths: Vec<PathBuf> = roots.iter().map(absolute).collect();
        paths.sort();
        paths.dedup();
        let mut ignore: Vec<PathBuf> = ignore.iter().map(absolute).collect();
        let real: Vec<PathBuf> = ignore.iter().filter_map(|path| path.canonicalize().ok()).collect();
        ignore.extend(real);
        let root = |path: PathBuf| Root { real: path.canonicalize().ok().filter(|real| *real != path), path };
        Self { roots: paths.into_iter().map(root).collect(), ignore }
    }

    /// The roots, in order.
    pub fn roots(&self) -> impl Iterator<Item = &Path> {
        self.roots.iter().map(|root| root.path.as_path())
    }

    /// The path of an event as the author would write it, if it is watched and not ignored.
    pub fn holds(&self, path: &Path) -> Option<PathBuf> {
        if self.ignore.iter().any(|ignored| path.starts_with(ignored)) {
            return None;
        }
        let (root, rest) = self.roots.iter().find_map(|root| {
            let rest = path.strip_prefix(&root.path).ok();
            let rest = rest.or_else(|| path.strip_prefix(root.real.as_ref()?).ok());
            Some((&root.path, rest?))
        })?;
        if rest.components().any(|part| part.as_os_str() == ".git") || litter(path.file_name()) {
            return None;
        }
        Some(if rest.as_os_str().is_empty() { root.clone() } else { root.join(rest) })
    }

    /// Whether a path is a root, or above one: what happens to it happens to the root.
    pub fn is_root_or_above(&self, path: &Path) -> bool {
        self.roots
            .iter()
            .any(|root| root.path.starts_with(path) || root.real.as_ref().is_some_and(|real| real.starts_with(path)))
    }

    /// Whether a root is below another root, which watches it already.
    pub fn nested(&self, path: &Path) -> bool {
        self.roots().any(|root| root != path && path.starts_with(root))
    }
}

/// Files that editors put beside the one that is edited: backups, swap and lock files. They come and go with every
/// keystroke, and no guide has them.
fn litter(name: Option<&OsStr>) -> bool {
    let Some(name) = name.and_then(OsStr::to_str) else { return false };
    name.ends_with('~')
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "4913" // Vim tries with it whether a folder is writable.
        || name == ".DS_Store"
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || (name.starts_with('.') && [".swp", ".swo", ".swx"].iter().any(|end| name.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_watched() {
        let scope = Scope::new(&["/p/content".into(), "/p/guidegen.toml".into()], &["/p/content/out".into()]);
        for path in ["/p/content", "/p/content/a.md", "/p/guidegen.toml", "/p/content/.hidden.md"] {
            assert_eq!(scope.holds(Path::new(path)).as_deref(), Some(Path::new(path)));
        }
        for path in [
            "/p",
            "/p/contents/a.md",
            "/p/other",
            "/p/content/out/x",
            "/p/content/.git/index",
            "/p/content/a.md~",
            "/p/content/.a.md.swp",
            "/p/content/.#a.md",
            "/p/content/#a.md#",
            "/p/content/4913",
        ] {
            assert_eq!(scope.holds(Path::new(path)), None, "{path}");
        }
        assert!(scope.is_root_or_above(Path::new("/p")) && !scope.is_root_or_above(Path::new("/p/content/a.md")));
    }
}
