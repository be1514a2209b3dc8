//! A shelf on the disk that the site is written to: one file without a name, which is gone with the process.

use crate::publish::shelf::Shelf;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// So many bytes stay in memory: a site of a thousand pages never needs the shelf.
const IN_MEMORY: u64 = 24 << 20;

/// See [`DiskShelf::beside`].
#[derive(Debug)]
pub struct DiskShelf {
    folder: PathBuf,
    file: OnceLock<Option<File>>,
    /// Bytes offered so far, and where the next ones go.
    offered: AtomicU64,
    end: AtomicU64,
}

impl DiskShelf {
    /// A shelf in the folder in which `out` is, or will be. It is made when it is first needed; where the system knows
    /// no files without names, everything stays in memory.
    pub fn beside(out: &Path) -> Self {
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: folder.to_path_buf(), file: OnceLock::new(), offered: AtomicU64::new(0), end: AtomicU64::new(0) }
    }

    fn file(&self) -> Option<&File> {
        self.file.get_or_init(|| nameless(&self.folder)).as_ref()
    }
}

impl Shelf for DiskShelf {
    fn put(&self, bytes: &[u8]) -> Option<u64> {
        let at = self.room(bytes.len() as u64)?;
        self.fill(at, bytes).ok()?;
        Some(at)
    }

    fn room(&self, length: u64) -> Option<u64> {
        if self.offered.fetch_add(length, Ordering::Relaxed) < IN_MEMORY {
            return None;
        }
        self.file()?;
        Some(self.end.fetch_add(length, Ordering::Relaxed))
    }

    fn fill(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        write_at(self.file().ok_or(io::ErrorKind::NotFound)?, bytes, at)
    }

    fn get(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let file = self.file().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; length];
        read_at(file, &mut bytes, at)?;
        Ok(bytes)
    }
}

#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    open(folder, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> Option<File> {
    None
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Fingerprint;
    use crate::publish::shelf::Shelved;
    use std::borrow::Cow;
    use std::sync::Arc;

    #[test]
    fn what_was_put_aside_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = DiskShelf::beside(&folder.path().join("public"));
        assert_eq!(shelf.put(&vec![7; IN_MEMORY as usize]), None);
        let places = [shelf.put(b"first"), shelf.put(b"second")];
        if cfg!(target_os = "linux") {
            assert_eq!(places, [Some(0), Some(5)]);
            assert_eq!(shelf.get(5, 6).unwrap(), b"second");
            assert!(shelf.get(5, 7).is_err());
            let shelf: Arc<dyn Shelf> = Arc::new(shelf);
            let large = vec![b'x'; 3 << 20];
            let pieces = [&b"head"[..], &large, b"tail"];
            let length = large.len() + 8;
            let (joined, print) = Shelved::join(&shelf, length, pieces.into_iter().map(Cow::from)).unwrap();
            let whole = pieces.concat();
            assert!(joined.read().unwrap() == whole && print == Fingerprint::of(&whole));
            assert!(joined.pieces().collect::<io::Result<Vec<_>>>().unwrap().concat() == whole);
            assert!(Shelved::join(&shelf, 5, [Cow::from(&b"four"[..])].into_iter()).is_none());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
