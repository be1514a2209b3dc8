//! Results that outlive a run: files under `.guidegen-cache/` in the root, each named by the fingerprint of its arguments.
//!
//! The folder can be deleted at any time. A file that is torn, foreign or of another version is as good as none, and
//! where nothing can be written nothing is remembered: no error of the disk is an error of the build.

use crate::fingerprint::Fingerprint;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The folder of all caches, relative to the root.
pub const FOLDER: &str = ".guidegen-cache";
const HEAD: &[u8] = b"guidegen cache 1\n";
/// Larger files are not ours. The trace of a hundred thousand pages has half of it.
const LARGEST: u64 = 1 << 30;

/// One kind of results.
pub struct Store {
    folder: Option<PathBuf>,
}

impl Store {
    /// Opens the store of a kind, such as `pictures`. A store that cannot be opened remembers nothing.
    pub fn open(root: &Path, kind: &str) -> Self {
        let top = root.join(FOLDER);
        let folder = top.join(kind);
        // A link could lead out of the root.
        let is_real = |path: &Path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
        let made = fs::create_dir(&top).is_ok();
        if made {
            let _ = fs::write(top.join(".gitignore"), "*\n");
        }
        if is_real(&top) {
            let _ = fs::create_dir(&folder);
        }
        Self { folder: (is_real(&top) && is_real(&folder)).then_some(folder) }
    }

    /// The store of a kind, if the folder of all caches is there already.
    pub fn find(root: &Path, kind: &str) -> Self {
        if root.join(FOLDER).is_dir() { Self::open(root, kind) } else { Self::none() }
    }

    /// A store that remembers nothing.
    pub fn none() -> Self {
        Self { folder: None }
    }

    /// What is remembered under a key.
    pub fn get(&self, key: Fingerprint) -> Option<Vec<u8>> {
        let path = self.folder.as_ref()?.join(key.to_string());
        let meta = fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > LARGEST {
            return None;
        }
        let mut file = fs::File::open(&path).ok()?;
        let (mut head, mut sum) = ([0; HEAD.len()], [0; 16]);
        file.read_exact(&mut head).and_then(|()| file.read_exact(&mut sum)).ok()?;
        let length = meta.len().checked_sub((head.len() + sum.len()) as u64)?;
        let mut value = Vec::with_capacity(usize::try_from(length).ok()?);
        // Never more than there was, should another run write it just now.
        file.take(length).read_to_end(&mut value).ok()?;
        (head == HEAD && Fingerprint::from_bytes(sum) == Fingerprint::of(&value)).then_some(value)
    }

    /// Remembers a result.
    pub fn put(&self, key: Fingerprint, value: &[u8]) {
        self.put_pieces(key, value.len(), std::iter::once(value));
    }

    /// Remembers a result of so many bytes that comes in pieces. Another run may do the same at the same time: each writes a
    /// file of its own and renames it.
    pub fn put_pieces<'a>(&self, key: Fingerprint, length: usize, pieces: impl Iterator<Item = &'a [u8]>) {
        let Some(folder) = &self.folder else { return };
        let new = folder.join(format!("{key}.{}.new", std::process::id()));
        let write = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&new)?;
            file.write_all(HEAD)?;
            file.write_all(Fingerprint::default().as_bytes())?;
            let print = Fingerprint::of_pieces(length as u64, pieces, |stretch| file.write_all(stretch))?;
            file.seek(SeekFrom::Start(HEAD.len() as u64))?;
            file.write_all(print.as_bytes())?;
            drop(file);
            fs::rename(&new, folder.join(key.to_string()))
        };
        if write().is_err() {
            let _ = fs::remove_file(&new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_found_again_and_nothing_else_is() {
        let root = tempfile::tempdir().unwrap();
        let (one, two) = (Fingerprint::of(b"1"), Fingerprint::of(b"2"));
        let store = Store::open(root.path(), "kind");
        assert_eq!(store.get(one), None);
        store.put(one, b"value");
        store.put(two, b"");
        let store = Store::open(root.path(), "kind");
        assert_eq!(store.get(one).as_deref(), Some(&b"value"[..]));
        assert_eq!(store.get(two).as_deref(), Some(&b""[..]));
        assert_eq!(fs::read(root.path().join(".guidegen-cache/.gitignore")).unwrap(), b"*\n");
        let file = root.path().join(".guidegen-cache/kind").join(one.to_string());
        let whole = fs::read(&file).unwrap();
        for torn in
            [&whole[..0], &whole[..10], &whole[..20], &whole[..whole.len() - 1], b"something else entirely, by hand"]
        {
            fs::write(&file, torn).unwrap();
            assert_eq!(store.get(one), None);
        }
        store.put(one, b"value");
        assert_eq!(store.get(one).as_deref(), Some(&b"value"[..]));
        fs::remove_dir_all(root.path().join(FOLDER)).unwrap();
        store.put(one, b"value");
        assert_eq!(store.get(one), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_folder_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(other.path(), root.path().join(FOLDER)).unwrap();
        let store = Store::open(root.path(), "kind");
        store.put(Fingerprint::of(b"1"), b"value");
        assert_eq!(store.get(Fingerprint::of(b"1")), None);
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    }
}
