//! Rows: values by path in the order of the paths, as one list.
//!
//! The plan, the manifests and what stands in a folder are sorted alike. So whoever goes through one of them finds what the
//! others say of each path beside what they said of the path before ([`Cursor`]), which costs a fraction of a search from the
//! top for every path.

use memchr::memrchr;
use std::ffi::{OsStr, OsString};
use std::sync::Arc;

/// So many rows are looked at one by one before a cursor searches.
const NEAR: usize = 8;

/// A path, by the bytes after which it is sorted.
pub trait Key {
    fn bytes(&self) -> &[u8];
}

impl Key for str {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Key for Arc<str> {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Key for OsStr {
    fn bytes(&self) -> &[u8] {
        self.as_encoded_bytes()
    }
}

impl Key for OsString {
    fn bytes(&self) -> &[u8] {
        self.as_encoded_bytes()
    }
}

impl<P: Key + ?Sized> Key for &P {
    fn bytes(&self) -> &[u8] {
        (**self).bytes()
    }
}

/// Values by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<K, V>(Vec<(K, V)>);

impl<K, V> Default for Rows<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Key, V> Rows<K, V> {
    /// Takes rows in any order; of those with one path the last stays.
    pub fn of(mut rows: Vec<(K, V)>) -> Self {
        if !rows.is_sorted_by(|(one, _), (other, _)| one.bytes() < other.bytes()) {
            rows.sort_by(|(one, _), (other, _)| one.bytes().cmp(other.bytes()));
            rows.reverse();
            rows.dedup_by(|(one, _), (other, _)| one.bytes() == other.bytes());
            rows.reverse();
        }
        Self(rows)
    }

    /// The rows in their order.
    pub fn as_slice(&self) -> &[(K, V)] {
        &self.0
    }

    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.0.iter()
    }

    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(path, _)| path)
    }

    pub fn into_keys(self) -> impl Iterator<Item = K> {
        self.0.into_iter().map(|(path, _)| path)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of the row of a path.
    pub fn position(&self, path: &(impl Key + ?Sized)) -> Option<usize> {
        let at = self.first(path);
        self.0.get(at).filter(|(there, _)| there.bytes() == path.bytes()).map(|_| at)
    }

    pub fn get(&self, path: &(impl Key + ?Sized)) -> Option<&V> {
        self.0.get(self.position(path)?).map(|(_, value)| value)
    }

    /// The value of a row, by its number.
    pub fn get_mut(&mut self, row: usize) -> Option<&mut V> {
        self.0.get_mut(row).map(|(_, value)| value)
    }

    pub fn contains_key(&self, path: &(impl Key + ?Sized)) -> bool {
        self.position(path).is_some()
    }

    /// Everything below a folder.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &(K, V)> {
        let inside = format!("{folder}/");
        let rows = self.0.get(self.first(&*inside)..).unwrap_or_default().iter();
        rows.take_while(move |(path, _)| path.bytes().starts_with(inside.as_bytes()))
    }

    pub fn cursor(&self) -> Cursor<'_, K, V> {
        Cursor { rows: self, at: 0 }
    }

    /// The number of the first row whose path is not before this one.
    fn first(&self, path: &(impl Key + ?Sized)) -> usize {
        self.0.partition_point(|(there, _)| there.bytes() < path.bytes())
    }
}

/// Finds rows by paths, which had better come in their order.
#[derive(Debug)]
pub struct Cursor<'a, K, V> {
    rows: &'a Rows<K, V>,
    /// No row before this one has a path that is not before the last one asked for.
    at: usize,
}

impl<'a, K: Key, V> Cursor<'a, K, V> {
    /// The number of the row of a path.
    pub fn position(&mut self, path: &(impl Key + ?Sized)) -> Option<usize> {
        let rows = &self.rows.0;
        let reaches = |(there, _): &(K, V)| there.bytes() >= path.bytes();
        let near = rows.get(self.at..).unwrap_or_default().iter().take(NEAR).position(reaches);
        let is_behind = || self.at.checked_sub(1).and_then(|before| rows.get(before)).is_some_and(reaches);
        self.at = match near {
            Some(step) if step > 0 || !is_behind() => self.at + step,
            _ => self.rows.first(path),
        };
        rows.get(self.at).filter(|(there, _)| there.bytes() == path.bytes()).map(|_| self.at)
    }

    pub fn get(&mut self, path: &(impl Key + ?Sized)) -> Option<&'a V> {
        let at = self.position(path)?;
        self.rows.0.get(at).map(|(_, value)| value)
    }
}

/// The folders around files, each once, in their order. The files had better come in theirs.
pub fn folders_of<'a>(files: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let (mut folders, mut last) = (Vec::new(), "");
    for file in files {
        let mut rest = file.as_bytes();
        while let Some(end) = memrchr(b'/', rest) {
            // The file before stands in this one, and so in all around it.
            if last.as_bytes().get(..=end) == file.as_bytes().get(..=end) {
                break;
            }
            folders.extend(file.get(..end));
            rest = &rest[..end];
        }
        last = file;
    }
    folders.sort_unstable();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    const PATHS: &[&str] =
        &["b/c/d", "a", "b", "a/b", "a-b/c", "a/b-c/d", "a/b/c", "", "é/x", "b/c", "a", "z/z/z/z", "a/b"];

    #[test]
    fn rows_are_a_map_by_path() {
        let rows = Rows::of(PATHS.iter().copied().zip(0..).collect());
        let map: BTreeMap<&str, i32> = PATHS.iter().copied().zip(0..).collect();
        assert_eq!(rows.iter().copied().collect::<Vec<_>>(), map.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(rows.len(), map.len());
        for path in PATHS.iter().copied().chain(["none", "a/", "zz"]) {
            assert_eq!(rows.get(path), map.get(path), "{path}");
            assert_eq!(rows.contains_key(OsStr::new(path)), map.contains_key(path));
        }
        assert_eq!(rows.below("a").map(|(path, _)| *path).collect::<Vec<_>>(), ["a/b", "a/b-c/d", "a/b/c"]);
        assert_eq!(rows.below("zz").count(), 0);
    }

    #[test]
    fn a_cursor_finds_paths_in_any_order() {
        let many: Vec<String> = (0..100).map(|number| format!("{:03}", number * 3)).collect();
        let rows = Rows::of(many.iter().map(String::as_str).zip(0..).collect::<Vec<_>>());
        let mut cursor = rows.cursor();
        let asked = (0..300).chain((0..300).rev()).chain((0..300).map(|number| number * 97 % 300)).chain([5, 5, 6, 6]);
        for number in asked {
            let path = format!("{number:03}");
            assert_eq!(cursor.get(&*path), rows.get(&*path), "{path}");
        }
        assert_eq!(cursor.get("x"), None);
        assert_eq!(Rows::<&str, ()>::default().cursor().get("x"), None);
    }

    #[test]
    fn every_folder_is_told_once() {
        let expected: BTreeSet<&str> =
            PATHS.iter().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(folders_of(PATHS.iter().copied()), expected);
        let sorted: BTreeSet<&str> = PATHS.iter().copied().collect();
        assert_eq!(folders_of(sorted.into_iter()), expected);
    }
}
