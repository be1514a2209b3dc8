//! Picture: what the development server shows, as one immutable value; and how two pictures differ.

use crate::fingerprint::{Fingerprint, Hasher};
use crate::serve::finding::Finding;
use crate::serve::mime::{self, Kind};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Where the bytes of an output are.
#[derive(Clone, Debug)]
pub enum Body {
    /// In memory, shared with the publication they come from.
    Memory(Arc<[u8]>),
    /// On disk, read when asked for. The path must lie in one of the picture's roots.
    Disk(PathBuf),
}

/// One output of the site.
#[derive(Clone, Debug)]
pub struct File {
    body: Body,
    print: OnceLock<Fingerprint>,
}

impl File {
    /// An output in memory. It is hashed when somebody asks for it: of ten thousand pages few are ever looked at.
    pub fn memory(bytes: Arc<[u8]>) -> Self {
        Self { body: Body::Memory(bytes), print: OnceLock::new() }
    }

    /// An output on disk, with a fingerprint that differs whenever the file may have changed.
    pub fn disk(path: PathBuf, stamp: Fingerprint) -> Self {
        Self { body: Body::Disk(path), print: stamp.into() }
    }

    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The fingerprint of the bytes, or the stamp of a file on disk.
    pub fn print(&self) -> Fingerprint {
        *self.print.get_or_init(|| match &self.body {
            Body::Memory(bytes) => Fingerprint::of(bytes),
            Body::Disk(_) => Fingerprint::default(),
        })
    }

    /// Whether a reader would get the same bytes. What two publications share is not read.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.body, &other.body) {
            (Body::Memory(left), Body::Memory(right)) => Arc::ptr_eq(left, right) || left == right,
            (Body::Disk(left), Body::Disk(right)) => left == right && self.print() == other.print(),
            _ => false,
        }
    }
}

/// A page that a reader may have meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Near {
    /// The URL path, with the base path.
    pub url: String,
    pub title: String,
}

/// From a URL path, with the base path, that leads nowhere to the pages that may have been meant, best first.
pub type Suggest = dyn Fn(&str) -> Vec<Near> + Send + Sync;

/// One publication as it is served. Cloning is cheap: everything in it is shared.
#[derive(Clone)]
pub struct Picture {
    base: Arc<str>,
    /// Sorted by path: two pictures are compared by walking them side by side.
    files: Arc<[(Arc<str>, File)]>,
    roots: Arc<[PathBuf]>,
    everywhere: Arc<[Finding]>,
    findings: Arc<BTreeMap<Arc<str>, Vec<Finding>>>,
    suggest: Arc<Suggest>,
    styles: Arc<OnceLock<Fingerprint>>,
    scripts: Arc<OnceLock<Fingerprint>>,
}

/// What stands at a URL path.
pub enum Found<'a> {
    /// An output, with its path.
    File(&'a Arc<str>, &'a File),
    /// The same path with a slash at its end, or the base path: an encoded URL path.
    Redirect(String),
    Nothing,
}

impl Picture {
    /// A picture of outputs by their path in the output folder, such as `a/index.html`.
    /// `base` is the path of the base URL, `/` or `/docs/`; a missing slash at either end is added.
    /// Of two outputs with one path the first counts.
    pub fn new(base: &str, files: impl IntoIterator<Item = (Arc<str>, File)>) -> Self {
        let inner = base.trim_matches('/');
        let base = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        let mut files: Vec<(Arc<str>, File)> = files.into_iter().collect();
        files.sort_by(|(left, _), (right, _)| left.cmp(right));
        files.dedup_by(|(left, _), (right, _)| left == right);
        Self {
            styles: Arc::default(),
            scripts: Arc::default(),
            base: base.into(),
            files: files.into(),
            roots: Arc::new([]),
            everywhere: Arc::new([]),
            findings: Arc::default(),
            suggest: Arc::new(|_| Vec::new()),
        }
    }

    /// The folders from which files on disk may be read; a symlink that leads out of them is not followed.
    pub fn with_roots(mut self, roots: impl IntoIterator<Item = PathBuf>) -> Self {
        self.roots = roots.into_iter().collect();
        self
    }

    /// What is wrong with the whole guide, told on every page, and with single pages, by their output path.
    /// A failed build is the last good picture with new findings.
    pub fn with_findings(
        mut self,
        everywhere: Vec<Finding>,
        by_page: impl IntoIterator<Item = (Arc<str>, Vec<Finding>)>,
    ) -> Self {
        self.everywhere = everywhere.into();
        self.findings = Arc::new(by_page.into_iter().filter(|(_, findings)| !findings.is_empty()).collect());
        self
    }

    /// The findings of another picture: what is known until this one has been judged.
    pub fn with_findings_of(mut self, other: &Picture) -> Self {
        self.everywhere = other.everywhere.clone();
        self.findings = other.findings.clone();
        self
    }

    /// Who is asked for near pages when a path leads nowhere.
    pub fn with_suggestions(mut self, suggest: impl Fn(&str) -> Vec<Near> + Send + Sync + 'static) -> Self {
        self.suggest = Arc::new(suggest);
        self
    }

    /// The path of the base URL; begins and ends with a slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The folders from which files on disk may be read.
    pub fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// An output by its path in the output folder.
    pub fn file(&self, output: &str) -> Option<&File> {
        self.entry(output).map(|(_, file)| file)
    }

    fn entry(&self, output: &str) -> Option<(&Arc<str>, &File)> {
        let at = self.files.binary_search_by(|(path, _)| (**path).cmp(output)).ok()?;
        self.files.get(at).map(|(path, file)| (path, file))
    }

    /// The fingerprint of all stylesheets together.
    pub fn styles(&self) -> Fingerprint {
        *self.styles.get_or_init(|| self.all_of(Kind::Style))
    }

    /// The fingerprint of all scripts together.
    pub fn scripts(&self) -> Fingerprint {
        *self.scripts.get_or_init(|| self.all_of(Kind::Script))
    }

    fn all_of(&self, kind: Kind) -> Fingerprint {
        let mut hasher = Hasher::new();
        for (path, file) in self.files.iter().filter(|(path, _)| mime::kind(path) == kind) {
            hasher.text(path).fingerprint(file.print());
        }
        hasher.finish()
    }

    /// The findings a reader of one output is told: those of the whole guide, then its own.
    pub fn findings(&self, output: Option<&str>) -> impl Iterator<Item = &Finding> {
        let own = output.and_then(|output| self.findings.get(output));
        self.everywhere.iter().chain(own.into_iter().flatten())
    }

    /// The pages that may have been meant by a URL path.
    pub fn near(&self, path: &str) -> Vec<Near> {
        (self.suggest)(path)
    }

    /// What stands at a decoded URL path. A folder is its `index.html`, and only with a slash at its end;
    /// nothing else is guessed, so that a link that works here works on the host that will serve the site.
    pub fn find(&self, path: &str) -> Found<'_> {
        let Some(inner) = path.strip_prefix(&*self.base) else {
            let home = path == "/" || path.strip_suffix('/').unwrap_or(path) == self.base.trim_end_matches('/');
            return if home { Found::Redirect(super::path::encode(&self.base)) } else { Found::Nothing };
        };
        if inner.is_empty() || inner.ends_with('/') {
            let index = format!("{inner}index.html");
            return self.entry(&index).map_or(Found::Nothing, |(path, file)| Found::File(path, file));
        }
        if let Some((path, file)) = self.entry(inner) {
            return Found::File(path, file);
        }
        if self.entry(&format!("{inner}/index.html")).is_some() {
            return Found::Redirect(format!("{}/", super::path::encode(path)));
        }
        Found::Nothing
    }

    /// The output at a decoded URL path, if there is one.
    pub fn output(&self, path: &str) -> Option<(&Arc<str>, &File)> {
        match self.find(path) {
            Found::File(path, file) => Some((path, file)),
            Found::Redirect(_) | Found::Nothing => None,
        }
    }

    /// The URL path of an output, encoded: `/docs/a/` for `a/index.html`.
    pub fn url(&self, output: &str) -> String {
        let inner = match output.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => output,
        };
        format!("{}{}", super::path::encode(&self.base), super::path::encode(inner))
    }

    /// Whether a file may be read: it lies in one of the roots, after all symlinks are followed.
    pub fn holds(&self, real: &Path) -> bool {
        self.roots.iter().filter_map(|root| root.canonicalize().ok()).any(|root| real.starts_with(root))
    }
}

/// What a new picture changed: output paths, in order.
#[derive(Default, Debug)]
pub struct Difference {
    /// Changed, or new.
    pub changed: BTreeSet<Arc<str>>,
    pub removed: BTreeSet<Arc<str>>,
}

impl Difference {
    /// Compares bytes and stamps; two pictures of the same files are not walked.
    pub fn between(old: &Picture, new: &Picture) -> Self {
        let mut difference = Self::default();
        if Arc::ptr_eq(&old.files, &new.files) {
            return difference;
        }
        let (mut left, mut right) = (old.files.iter().peekable(), new.files.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return difference,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                // Most paths are shared between pictures: then nothing is compared.
                (Some((left, _)), Some((right, _))) if Arc::ptr_eq(left, right) => Ordering::Equal,
                (Some((left, _)), Some((right, _))) => left.cmp(right),
            };
            let before = if order.is_le() { left.next() } else { None };
            let now = if order.is_ge() { right.next() } else { None };
            match (before, now) {
                (Some((path, _)), None) => {
                    difference.removed.insert(path.clone());
                }
                (Some((_, before)), Some((path, now))) if !before.same(now) => {
                    difference.changed.insert(path.clone());
                }
                (None, Some((path, _))) => {
                    difference.changed.insert(path.clone());
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(base: &str, files: &[(&str, &str)]) -> Picture {
        let file = |text: &str| File::memory(text.as_bytes().into());
        Picture::new(base, files.iter().map(|(path, text)| (Arc::from(*path), file(text))))
    }

    fn found(picture: &Picture, path: &str) -> String {
        match picture.find(path) {
            Found::File(path, _) => path.to_string(),
            Found::Redirect(to) => format!("-> {to}"),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn folders_and_files_below_a_base_path() {
        let site = picture("docs", &[("index.html", ""), ("a b/index.html", ""), ("ugly.html", "")]);
        for (path, expected) in [
            ("/docs/", "index.html"),
            ("/docs", "-> /docs/"),
            ("/", "-> /docs/"),
            ("/docs/a b/", "a b/index.html"),
            ("/docs/a b", "-> /docs/a%20b/"),
            ("/docs/a b/index.html", "a b/index.html"),
            ("/docs/ugly.html", "ugly.html"),
            ("/docs/ugly", "nothing"),
            ("/docs/ugly.html/", "nothing"),
            ("/a b/", "nothing"),
            ("/docs//ugly.html", "nothing"),
            ("//docs/", "nothing"),
            ("/docsX/", "nothing"),
        ] {
            assert_eq!(found(&site, path), expected, "{path}");
        }
        assert_eq!(site.url("a b/index.html"), "/docs/a%20b/");
        assert_eq!(site.url("my-index.html"), "/docs/my-index.html");
    }

    #[test]
    fn difference_names_what_changed_came_and_went() {
        let old = picture("/", &[("a", "1"), ("b", "1"), ("c", "1")]);
        let new = picture("/", &[("b", "1"), ("c", "2"), ("d", "1")]);
        let difference = Difference::between(&old, &new);
        assert_eq!(difference.changed.iter().map(|path| &**path).collect::<Vec<_>>(), ["c", "d"]);
        assert_eq!(difference.removed.iter().map(|path| &**path).collect::<Vec<_>>(), ["a"]);
        assert!(Difference::between(&old, &old.clone()).changed.is_empty());
    }
}
