//! From outputs to a plan of the whole site, and from the plan to a folder on disk or a picture in memory.

pub mod bones;
pub mod disk;
pub mod error;
pub mod manifest;
pub mod memory;
pub mod prove;
pub mod rows;
pub mod shelf;
pub mod splice;

use crate::fingerprint::{Fingerprint, Hasher};
use crate::source::span::{SourceId, Span};
use memchr::memchr2;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use shelf::{Shelf, Shelved};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use unicode_normalization::UnicodeNormalization;

/// The longest name of one file or folder, in bytes (`NAME_MAX` of Linux, macOS and NTFS).
const LONGEST_PART: usize = 255;
/// The longest output path, in bytes: what is left of a system path of 4,096 once the folder of the site is
/// in front, and it keeps the work for one path bounded.
const LONGEST_PATH: usize = 2048;
/// What begins with this at the top of the site is guidegen's own, in any case of letters.
const RESERVED: &str = ".guidegen-";

/// What one published file holds.
#[derive(Debug, Clone)]
pub enum Output {
    /// Bytes that were made: a page, a feed, an index.
    Bytes(Arc<[u8]>),
    /// The same, put aside; with the fingerprint of the bytes.
    Shelved(Shelved, Fingerprint),
    /// A file that is copied as it is.
    File {
        /// Where the bytes are.
        file: PathBuf,
        /// Its size in bytes when the sources were read.
        size: u64,
        /// The fingerprint of its source: another one whenever the file may have changed. It is only used to tell
        /// two plans of one process apart and is never written to disk, as it may depend on a date.
        stamp: Fingerprint,
    },
}

impl Output {
    /// Whether both are the very same bytes in memory.
    fn is_the_same(&self, other: &Output) -> bool {
        matches!((self, other), (Output::Bytes(one), Output::Bytes(two)) if Arc::ptr_eq(one, two))
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        match self {
            Output::Bytes(bytes) => bytes.len() as u64,
            Output::Shelved(shelved, _) => shelved.len() as u64,
            Output::File { size, .. } => *size,
        }
    }

    /// Bytes as an output, on the shelf if there is one that takes them.
    pub fn shelved(bytes: Vec<u8>, shelf: Option<&Arc<dyn Shelf>>) -> Self {
        match shelf.and_then(|shelf| Shelved::put(shelf, &bytes, true)) {
            Some(shelved) => Output::Shelved(shelved, Fingerprint::of(&bytes)),
            None => Output::Bytes(bytes.into()),
        }
    }

    /// The same for a piece of an output, which has no need of a fingerprint.
    pub fn piece(bytes: Vec<u8>, shelf: Option<&Arc<dyn Shelf>>) -> Self {
        match shelf.and_then(|shelf| Shelved::put(shelf, &bytes, false)) {
            Some(shelved) => Output::Shelved(shelved, Fingerprint::default()),
            None => Output::Bytes(bytes.into()),
        }
    }
}

/// Who asked for an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A page, by its source.
    Page(SourceId),
    /// A file under `static/`, `images/` or a resource of a bundle.
    Static(SourceId),
    /// A file of the theme, by its path there.
    Theme(String),
    /// A file that guidegen makes for the whole site, by its name: `sitemap`, `search`.
    Generated(&'static str),
    /// A redirect that a page asked for, and where.
    Alias(SourceId, Span),
}

/// How two claims to the output folder are in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// The same path.
    Same,
    /// Two paths that a disk without upper and lower case cannot tell apart.
    Case,
    /// One is a file where the other needs a folder: `a` and `a/index.html`.
    Folder,
}

/// The fact that an output was asked for where there is one already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The path that was asked for second.
    pub path: String,
    /// The path that was there first; the same unless the clash is of case or folder.
    pub other: String,
    pub first: Origin,
    pub second: Origin,
    pub clash: Clash,
}

/// One output and who asked for it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub output: Output,
    pub origin: Origin,
    fingerprint: OnceLock<Fingerprint>,
}

impl Entry {
    /// The fingerprint of the bytes, or of name, size and stamp of a file that is copied. Computed once.
    pub fn fingerprint(&self) -> Fingerprint {
        *self.fingerprint.get_or_init(|| match &self.output {
            Output::Bytes(bytes) => Fingerprint::of(bytes),
            Output::Shelved(_, print) => *print,
            Output::File { file, size, stamp } => {
                let mut hasher = Hasher::new();
                hasher.bytes(file.as_os_str().as_encoded_bytes()).number(*size).fingerprint(*stamp);
                hasher.finish()
            }
        })
    }
}

/// All outputs of a build, in the order of their paths.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    entries: BTreeMap<Arc<str>, Entry>,
    /// Path without case, to the first path that has it.
    files: Arc<FxHashMap<Arc<str>, Arc<str>>>,
    /// Folder without case, to the first path that needs it.
    folders: Arc<FxHashMap<Box<str>, Arc<str>>>,
    /// Whether a claim was ever told: else no file and no folder have one name.
    is_clashing: bool,
}

impl Plan {
    /// Plans an output at a path that [`output_path`] made.
    ///
    /// A clash is told: after [`Clash::Same`] and [`Clash::Folder`] the first output stays and the second is not
    /// taken, for no folder can hold both. After [`Clash::Case`] both are planned, as most servers can hold both.
    pub fn add(&mut self, path: &str, output: Output, origin: Origin) -> Result<(), Claim> {
        let folded = fold(path);
        let found = if self.is_free(&folded) { None } else { self.clash(path, &folded) };
        let found = found.map(|(clash, other)| (clash, other.clone()));
        self.is_clashing |= found.is_some();
        let claim = found.and_then(|(clash, other)| {
            let first = self.entries.get(&other)?.origin.clone();
            Some(Claim { path: path.to_owned(), other: other.to_string(), first, second: origin.clone(), clash })
        });
        if claim.as_ref().is_none_or(|claim| claim.clash == Clash::Case) {
            let path: Arc<str> = path.into();
            let mut rest = &*folded;
            let folders = Arc::make_mut(&mut self.folders);
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if folders.contains_key(folder) {
                    break;
                }
                folders.insert(folder.into(), path.clone());
                rest = folder;
            }
            let folded = if *folded == *path { path.clone() } else { folded.into() };
            Arc::make_mut(&mut self.files).entry(folded).or_insert_with(|| path.clone());
            self.entries.insert(path, Entry { output, origin, fingerprint: OnceLock::new() });
        }
        claim.map_or(Ok(()), Err)
    }

    /// Puts other bytes in place of those of a path. Nothing happens if the path is not planned, or if it has these very bytes.
    pub fn replace(&mut self, path: &str, output: Output) {
        if let Some(entry) = self.entries.get_mut(path).filter(|entry| !entry.output.is_the_same(&output)) {
            entry.output = output;
            entry.fingerprint = OnceLock::new();
        }
    }

    /// Whether surely nothing stands in the way of a path, which is given without case.
    fn is_free(&self, folded: &str) -> bool {
        let above = folded.match_indices('/').rev().map(|(at, _)| &folded[..at]);
        !self.is_clashing
            && !self.files.contains_key(folded)
            && !self.folders.contains_key(folded)
            // Where something is in a folder already, there is no file at it or above.
            && above.take_while(|folder| !self.folders.contains_key(*folder)).all(|it| !self.files.contains_key(it))
    }

    /// What stands in the way of a path: how, and the path that was first. What no disk can hold comes first.
    fn clash<'a>(&'a self, path: &str, folded: &str) -> Option<(Clash, &'a Arc<str>)> {
        if let Some((other, _)) = self.entries.get_key_value(path) {
            return Some((Clash::Same, other));
        }
        let parents = |path: &str| path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
        let inside = format!("{path}/");
        let below = self.entries.range(Arc::from(&*inside)..).next().map(|(other, _)| other);
        let above = || parents(path).iter().find_map(|at| self.entries.get_key_value(path.get(..*at)?));
        if let Some(other) =
            below.filter(|other| other.starts_with(&inside)).or_else(|| above().map(|(other, _)| other))
        {
            return Some((Clash::Folder, other));
        }
        let above = || parents(folded).iter().find_map(|at| self.files.get(folded.get(..*at)?));
        let other = self.files.get(folded).or_else(|| self.folders.get(folded)).or_else(above);
        other.map(|other| (Clash::Case, other))
    }

    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Every output in the order of its path, byte by byte.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (&**path, entry))
    }

    /// The same, with the paths as they are shared between plans.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Entry)> {
        self.entries.iter()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The fingerprint of every output, in the order of the paths; computed on all cores and remembered.
    pub fn fingerprints(&self) -> Vec<(&str, Fingerprint)> {
        let entries: Vec<_> = self.iter().collect();
        entries.into_par_iter().with_min_len(16).map(|(path, entry)| (path, entry.fingerprint())).collect()
    }
}

/// A path as a disk sees it that knows neither case nor the two spellings of an accented letter (macOS).
fn fold(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path.into() }
    } else {
        path.nfd().flat_map(char::to_lowercase).nfc().collect::<String>().into()
    }
}

/// The path of an output below the folder of the site, with `/` between its parts and none at either end: the one
/// function through which every path that an author can influence must go.
///
/// A leading `/` means the top of the site; `.`, `..` and empty parts are resolved. `None` if nothing is left, or
/// if the path would leave the site, has a NUL or a backslash, begins like a Windows drive, has a part of more than
/// 255 bytes or more than 2,048 bytes in all, or takes a name at the top that guidegen keeps for itself.
pub fn output_path(relative: &str) -> Option<String> {
    if is_output_path(relative) {
        return Some(relative.to_owned());
    }
    if memchr2(0, b'\\', relative.as_bytes()).is_some() {
        return None;
    }
    let mut path = String::with_capacity(relative.len());
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            _ if part.len() > LONGEST_PART => return None,
            _ => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    is_output_path(&path).then_some(path)
}

/// Whether a path is one that [`output_path`] gives.
pub fn is_output_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    let drive = matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let reserved = bytes.get(..RESERVED.len()).is_some_and(|head| head.eq_ignore_ascii_case(RESERVED.as_bytes()));
    let is_part = |part: &[u8]| !matches!(part, b"" | b"." | b"..") && part.len() <= LONGEST_PART;
    let has_signs = memchr2(0, b'\\', bytes).is_some();
    !drive && !reserved && !has_signs && path.len() <= LONGEST_PATH && bytes.split(|byte| *byte == b'/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Output {
        Output::Bytes(text.as_bytes().into())
    }

    fn plan(paths: &[&str]) -> (Plan, Vec<(Clash, String, String)>) {
        let mut plan = Plan::default();
        let mut claims = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            if let Err(claim) = plan.add(path, bytes(path), Origin::Page(SourceId(index as u32))) {
                claims.push((claim.clash, claim.path, claim.other));
            }
        }
        (plan, claims)
    }

    #[test]
    fn output_paths_stay_in_the_site() {
        let long = "x".repeat(255);
        let deep = vec!["abc"; 512].join("/");
        for (given, expected) in [
            ("a/index.html", Some("a/index.html")),
            ("/a//./b/", Some("a/b")),
            ("a/b/../../c", Some("c")),
            ("a/..hidden/...", Some("a/..hidden/...")),
            ("..", None),
            ("a/../../b", None),
            ("/../b", None),
            ("a/../../a/b", None),
            ("", None),
            ("/", None),
            ("a/..", None),
            ("a\0b", None),
            ("a\\b", None),
            ("..\\b", None),
            ("\\\\server\\share", None),
            ("C:/x", None),
            ("/c:", None),
            ("c:x", None),
            ("a/../C:x", None),
            ("ab:c", Some("ab:c")),
            ("%2e%2e/b", Some("%2e%2e/b")),
            (".guidegen-manifest", None),
            ("/x/../.GuideGen-new/1", None),
            ("a/.guidegen-manifest", Some("a/.guidegen-manifest")),
            (".well-known/x", Some(".well-known/x")),
            (&long, Some(&long)),
            (&format!("{long}x"), None),
            (&format!("{}é", &long[..254]), None),
            (&deep, Some(&deep)),
            (&format!("{deep}/b"), None),
        ] {
            assert_eq!(output_path(given).as_deref(), expected, "{given:?}");
            assert_eq!(is_output_path(given), expected == Some(given), "{given:?}");
        }
    }

    #[test]
    fn a_second_claim_to_a_path_is_told_and_the_first_stays() {
        let mut plan = Plan::default();
        let alias = Origin::Alias(SourceId(2), Span::new(SourceId(2), 4, 9));
        assert_eq!(plan.add("a/index.html", bytes("page"), Origin::Page(SourceId(1))), Ok(()));
        let claim = plan.add("a/index.html", bytes("alias"), alias.clone()).unwrap_err();
        assert_eq!(
            claim,
            Claim {
                path: "a/index.html".into(),
                other: "a/index.html".into(),
                first: Origin::Page(SourceId(1)),
                second: alias,
                clash: Clash::Same
            }
        );
        assert!(matches!(&plan.get("a/index.html").unwrap().output, Output::Bytes(bytes) if &**bytes == b"page"));
        assert_eq!(plan.len(), 1);
    }

    #[test]
    fn a_file_where_a_folder_is_needed_is_told_in_both_orders() {
        let (first, claims) = plan(&["a", "a/b/index.html"]);
        assert_eq!(claims, [(Clash::Folder, "a/b/index.html".into(), "a".into())]);
        assert_eq!(first.len(), 1);
        let (second, claims) = plan(&["a/b/index.html", "a/b/c", "a/b", "a", "ab"]);
        assert_eq!(
            claims,
            [(Clash::Folder, "a/b".into(), "a/b/c".into()), (Clash::Folder, "a".into(), "a/b/c".into())]
        );
        assert_eq!(second.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["a/b/c", "a/b/index.html", "ab"]);
    }

    #[test]
    fn paths_that_differ_only_in_case_are_told_and_both_planned() {
        let (both, claims) =
            plan(&["Docs/a.png", "docs/A.png", "docs/b", "stra\u{df}e", "\u{c9}t\u{e9}", "e\u{301}te\u{301}"]);
        assert_eq!(
            claims,
            [
                (Clash::Case, "docs/A.png".into(), "Docs/a.png".into()),
                (Clash::Case, "e\u{301}te\u{301}".into(), "\u{c9}t\u{e9}".into())
            ]
        );
        assert_eq!(both.len(), 6);
        let (_, claims) = plan(&["Docs/a", "docs/b", "docs"]);
        assert_eq!(claims, [(Clash::Folder, "docs".into(), "docs/b".into())]);
        let (_, claims) = plan(&["Docs", "docs/a", "x/y", "X"]);
        assert_eq!(claims, [(Clash::Case, "docs/a".into(), "Docs".into()), (Clash::Case, "X".into(), "x/y".into())]);
    }

    #[test]
    fn fingerprints_tell_outputs_apart() {
        let mut plan = Plan::default();
        let file =
            |stamp: &str| Output::File { file: "static/a".into(), size: 1, stamp: Fingerprint::of(stamp.as_bytes()) };
        for (path, output) in
            [("1", bytes("x")), ("2", bytes("x")), ("3", bytes("y")), ("4", file("1")), ("5", file("2"))]
        {
            plan.add(path, output, Origin::Generated("test")).unwrap();
        }
        let prints: Vec<_> = plan.fingerprints().into_iter().map(|(_, print)| print).collect();
        assert_eq!(prints[0], prints[1]);
        assert_eq!(prints[0], Fingerprint::of(b"x"));
        assert_eq!(prints.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
    }
}
