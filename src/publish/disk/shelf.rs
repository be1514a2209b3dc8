//! A shelf on the disk that the site is written to: finished outputs in files that need only be moved to their places, and
//! one file without a name for everything else, which is gone with the process.
//!
//! The finished outputs wait in `.public.guidegen-made` beside `public`, as long as there is no `public` yet: then
//! nearly all of them are new, and each is written once, as soon as it is made. Where there is a site already most
//! outputs will be what is there, and are not written at all if they stay in memory. The folder is locked while it is
//! used; one that a killed build left is emptied by the next, and by publishing ([`super::swap`]).

use super::guard::beside;
use super::system::{self, Attempt, Lock};
use super::{MADE, stage};
use crate::publish::shelf::{Place, Shelf};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// So many bytes of outputs stay in memory before the file without a name is used, and so many of pieces of outputs: a site
/// of a thousand pages never needs it.
const IN_MEMORY: u64 = 24 << 20;
const PIECES_IN_MEMORY: u64 = 5 << 20;
/// So many bytes of outputs stay in memory before they get files of their own: a small site is written at once.
const SMALL_SITE: u64 = 1 << 20;

/// See [`DiskShelf::beside`].
#[derive(Debug)]
pub struct DiskShelf {
    out: PathBuf,
    nameless: OnceLock<Option<File>>,
    made: OnceLock<Option<(PathBuf, Lock)>>,
    /// Bytes of outputs offered so far, and of pieces.
    whole: AtomicU64,
    pieces: AtomicU64,
    /// Where the next bytes go, and the number of the next file.
    end: AtomicU64,
    files: AtomicU64,
}

impl DiskShelf {
    /// A shelf in the folder in which `out` is, or will be. It is made when it is first needed; where the system knows
    /// no files without names, everything stays in memory.
    pub fn beside(out: &Path) -> Self {
        Self {
            out: out.to_path_buf(),
            nameless: OnceLock::new(),
            made: OnceLock::new(),
            whole: AtomicU64::new(0),
            pieces: AtomicU64::new(0),
            end: AtomicU64::new(0),
            files: AtomicU64::new(0),
        }
    }

    fn nameless(&self) -> Option<&File> {
        self.nameless.get_or_init(|| nameless(folder(&self.out))).as_ref()
    }

    /// The folder of finished outputs, if they are to have files of their own.
    fn made(&self) -> Option<&Path> {
        let made = self.made.get_or_init(|| if cfg!(target_os = "linux") { made(&self.out) } else { None });
        made.as_ref().map(|(path, _)| path.as_path())
    }

    /// Removes what was not published. Nothing on the shelf can be read any more.
    pub fn clear(&self) {
        if let Some(Some((path, _))) = self.made.get() {
            // Nearly always it is empty by now.
            let _ = fs::remove_dir(path).or_else(|_| fs::remove_dir_all(path));
        }
    }
}

impl Drop for DiskShelf {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Shelf for DiskShelf {
    fn room(&self, length: u64, whole: bool) -> Option<Place> {
        let (offered, in_memory) = if whole { (&self.whole, IN_MEMORY) } else { (&self.pieces, PIECES_IN_MEMORY) };
        let offered = offered.fetch_add(length, Ordering::Relaxed);
        if whole && offered >= SMALL_SITE && self.made().is_some() {
            return Some(Place::File(self.files.fetch_add(1, Ordering::Relaxed)));
        }
        if offered < in_memory {
            return None;
        }
        self.nameless()?;
        Some(Place::At(self.end.fetch_add(length, Ordering::Relaxed)))
    }

    fn fill(&self, place: Place, behind: u64, bytes: &[u8]) -> io::Result<()> {
        match place {
            Place::At(at) => write_at(self.nameless().ok_or(io::ErrorKind::NotFound)?, bytes, at + behind),
            Place::File(_) => {
                let path = self.file(place).ok_or(io::ErrorKind::NotFound)?;
                let file = File::options().write(true).create_new(behind == 0).open(path)?;
                write_at(&file, bytes, behind)
            }
        }
    }

    fn get(&self, place: Place, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        match place {
            Place::At(at) => {
                read_at(self.nameless().ok_or(io::ErrorKind::NotFound)?, &mut bytes, at + behind)?;
            }
            Place::File(_) => {
                read_at(&File::open(self.file(place).ok_or(io::ErrorKind::NotFound)?)?, &mut bytes, behind)?;
            }
        }
        Ok(bytes)
    }

    fn alone(&self) -> Option<Arc<dyn Shelf>> {
        nameless(folder(&self.out)).map(|file| Arc::new(One(file)) as Arc<dyn Shelf>)
    }

    fn file(&self, place: Place) -> Option<PathBuf> {
        match place {
            Place::At(_) => None,
            Place::File(number) => Some(self.made()?.join(number.to_string())),
        }
    }
}

/// A file without a name that becomes one of the site when it gets one.
#[derive(Debug)]
struct One(File);

impl Shelf for One {
    fn fill(&self, _: Place, behind: u64, bytes: &[u8]) -> io::Result<()> {
        write_at(&self.0, bytes, behind)
    }

    fn get(&self, _: Place, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_at(&self.0, &mut bytes, behind)?;
        Ok(bytes)
    }

    fn link(&self, length: usize, path: &Path) -> io::Result<()> {
        match self.0.metadata()?.len() == length as u64 {
            true => system::name(&self.0, path),
            false => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn folder(out: &Path) -> &Path {
    out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes and locks the folder of finished outputs, if there is no site yet.
fn made(out: &Path) -> Option<(PathBuf, Lock)> {
    let name = out.file_name().filter(|_| fs::symlink_metadata(out).is_err())?;
    let path = beside(folder(out), name, MADE);
    let is_old = fs::create_dir(&path).is_err();
    let Ok(Attempt::Held(lock)) = system::try_lock(&path) else { return None };
    if is_old {
        // A killed build left it.
        stage::remove_tree(&path).ok()?;
        fs::create_dir(&path).ok()?;
        let Ok(Attempt::Held(lock)) = system::try_lock(&path) else { return None };
        return Some((path, lock));
    }
    Some((path, lock))
}

#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    // As any new file: it may be published.
    open(folder, flags, Mode::from_raw_mode(0o666)).ok().map(File::from)
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
pub(super) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(not(unix))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
pub(super) fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Fingerprint;
    use crate::publish::shelf::Shelved;
    use std::borrow::Cow;

    #[test]
    fn what_was_put_aside_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        fs::create_dir(&out).unwrap();
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf::beside(&out));
        assert!(Shelved::put(&shelf, &vec![7; IN_MEMORY as usize], true).is_none());
        assert!(Shelved::put(&shelf, &vec![7; PIECES_IN_MEMORY as usize], false).is_none());
        let put = |bytes: &[u8], whole| Shelved::put(&shelf, bytes, whole);
        let places = [put(b"first", true), put(b"second", false), put(b"third", true)];
        if cfg!(target_os = "linux") {
            let [first, second, third] = places.map(Option::unwrap);
            assert_eq!(
                [first.read().unwrap(), second.read().unwrap(), third.read().unwrap()].concat(),
                b"firstsecondthird"
            );
            assert_eq!(third.file(), None);
            let large = vec![b'x'; 3 << 20];
            let pieces = [&b"head"[..], &large, b"tail"];
            let length = large.len() + 8;
            let (joined, print) = Shelved::join(&shelf, length, pieces.into_iter().map(Cow::from)).unwrap();
            let whole = pieces.concat();
            assert!(joined.read().unwrap() == whole && print == Fingerprint::of(&whole));
            assert!(joined.pieces().collect::<io::Result<Vec<_>>>().unwrap().concat() == whole);
            assert!(Shelved::join(&shelf, 5, [Cow::from(&b"four"[..])].into_iter()).is_none());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_stands_alone_is_published_without_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = DiskShelf::beside(&folder.path().join("public"));
        if !cfg!(target_os = "linux") {
            return;
        }
        let alone = shelf.alone().unwrap();
        alone.fill(Place::At(0), 0, b"one ").unwrap();
        alone.fill(Place::At(0), 4, b"two").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let (shelved, torn) = (Shelved::at(alone.clone(), Place::At(0), 7), Shelved::at(alone, Place::At(0), 6));
        assert_eq!(shelved.part(2, 4).unwrap(), b"e tw");
        let (path, usual) = (folder.path().join("index.json"), folder.path().join("usual"));
        assert!(torn.link(&path).is_err());
        shelved.link(&path).unwrap();
        fs::write(&usual, "").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one two");
        let rights = |path: &Path| fs::metadata(path).unwrap().permissions();
        assert_eq!(rights(&path), rights(&usual));
        assert_eq!(shelved.link(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn outputs_of_a_new_site_have_files_that_are_gone_with_the_shelf() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf::beside(&out));
        assert!(Shelved::put(&shelf, &vec![7; SMALL_SITE as usize], true).is_none());
        let one = Shelved::put(&shelf, b"one", true);
        let joined = Shelved::join(&shelf, 3, [&b"t"[..], b"wo"].into_iter().map(Cow::from));
        assert!(Shelved::put(&shelf, b"a piece", false).is_none());
        if cfg!(target_os = "linux") {
            let (one, (two, print)) = (one.unwrap(), joined.unwrap());
            assert_eq!(fs::read(one.file().unwrap()).unwrap(), b"one");
            assert_eq!((two.read().unwrap(), print), (b"two".to_vec(), Fingerprint::of(b"two")));
            // Another build of the same site has to do without.
            let other: Arc<dyn Shelf> = Arc::new(DiskShelf::beside(&out));
            assert!(Shelved::put(&other, &vec![7; SMALL_SITE as usize], true).is_none());
            assert!(Shelved::put(&other, b"one", true).is_none());
            drop((one, two));
        }
        drop(shelf);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_build_left_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".public.guidegen-made");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("0"), "torn").unwrap();
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf::beside(&folder.path().join("public")));
        assert!(Shelved::put(&shelf, &vec![7; SMALL_SITE as usize], true).is_none());
        let one = Shelved::put(&shelf, b"one", true);
        if cfg!(target_os = "linux") {
            assert_eq!(one.unwrap().read().unwrap(), b"one");
            drop(shelf);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
