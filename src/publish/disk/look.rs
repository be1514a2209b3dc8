//! Looks: what stands at a path, asked below a folder that is opened once.
//!
//! A publication looks at each file and folder of the site several times. Below an open folder the system does not follow
//! the way down to the site each time, which is half of the cost of a look.

use super::system::{self, Owner};
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    /// An ordinary file.
    File,
    /// A symbolic link, a pipe, a socket, a device.
    Other,
}

/// What is seen of a thing without opening it; a link is not followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub kind: Kind,
    /// In bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
    /// When something about it was last changed. Nobody can set this time back.
    pub changed: Option<SystemTime>,
    /// The disk that it is on.
    pub device: u64,
    /// Its number there.
    pub inode: Option<u64>,
    pub owner: Owner,
}

impl From<&Metadata> for Look {
    fn from(meta: &Metadata) -> Self {
        let kind = match (meta.is_dir(), meta.is_file()) {
            (true, _) => Kind::Folder,
            (_, true) => Kind::File,
            _ => Kind::Other,
        };
        Self {
            kind,
            size: meta.len(),
            modified: meta.modified().ok(),
            changed: system::changed(meta),
            device: system::device(meta),
            inode: system::identity(meta).map(|(_, number)| number),
            owner: system::owner(meta),
        }
    }
}

impl Look {
    pub fn is_folder(&self) -> bool {
        self.kind == Kind::Folder
    }

    pub fn is_file(&self) -> bool {
        self.kind == Kind::File
    }
}

/// A folder below which many things are looked at. It stays the same folder should it be moved meanwhile.
#[derive(Debug)]
pub(super) struct Below(place::Place);

impl Below {
    /// Opens a folder, itself no link.
    pub fn open(folder: &Path) -> io::Result<Self> {
        place::open(folder).map(Self)
    }

    /// Looks at a path below the folder.
    pub fn look(&self, path: impl AsRef<Path>) -> io::Result<Look> {
        place::look(&self.0, path.as_ref())
    }
}

#[cfg(target_os = "linux")]
mod place {
    use super::{Kind, Look, Owner};
    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, openat, statat};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    pub type Place = OwnedFd;

    pub fn open(folder: &Path) -> io::Result<Place> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(openat(CWD, folder, flags, Mode::empty())?)
    }

    pub fn look(place: &Place, path: &Path) -> io::Result<Look> {
        let stat: Stat = statat(place, path, AtFlags::SYMLINK_NOFOLLOW)?;
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => Kind::Folder,
            FileType::RegularFile => Kind::File,
            _ => Kind::Other,
        };
        Ok(Look {
            kind,
            size: number(stat.st_size).unwrap_or_default(),
            modified: moment(stat.st_mtime, stat.st_mtime_nsec),
            changed: moment(stat.st_ctime, stat.st_ctime_nsec),
            device: stat.st_dev,
            inode: Some(stat.st_ino),
            owner: Owner { mode: stat.st_mode & 0o7777, user: stat.st_uid, group: stat.st_gid },
        })
    }

    /// The fields of a [`Stat`] have other types on each machine.
    fn number(field: impl TryInto<u64>) -> Option<u64> {
        field.try_into().ok()
    }

    fn moment(seconds: impl TryInto<i64>, nanoseconds: impl TryInto<u64>) -> Option<SystemTime> {
        let seconds: i64 = seconds.try_into().ok()?;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let second = match seconds < 0 {
            true => SystemTime::UNIX_EPOCH.checked_sub(whole)?,
            false => SystemTime::UNIX_EPOCH.checked_add(whole)?,
        };
        second.checked_add(Duration::from_nanos(nanoseconds.try_into().ok()?))
    }
}

#[cfg(not(target_os = "linux"))]
mod place {
    use super::Look;
    use std::path::{Path, PathBuf};
    use std::{fs, io};

    pub type Place = PathBuf;

    pub fn open(folder: &Path) -> io::Result<Place> {
        match fs::symlink_metadata(folder)?.is_dir() {
            true => Ok(folder.to_owned()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub fn look(place: &Place, path: &Path) -> io::Result<Look> {
        fs::symlink_metadata(place.join(path)).map(|meta| Look::from(&meta))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    #[test]
    fn a_look_below_a_folder_tells_what_a_look_at_the_whole_path_tells() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("site");
        fs::create_dir_all(folder.join("a/b")).unwrap();
        fs::write(folder.join("a/b/c"), "text").unwrap();
        let old = SystemTime::UNIX_EPOCH - Duration::from_millis(1500);
        fs::File::options().write(true).open(folder.join("a/b/c")).unwrap().set_modified(old).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("b/c", folder.join("a/link")).unwrap();
        let below = Below::open(&folder).unwrap();
        for path in ["a", "a/b", "a/b/c", "a/link"] {
            let Ok(meta) = fs::symlink_metadata(folder.join(path)) else { continue };
            assert_eq!(format!("{:?}", below.look(path).unwrap()), format!("{:?}", Look::from(&meta)), "{path}");
        }
        assert_eq!(below.look("a/b/c").unwrap().modified, Some(old));
        assert!(below.look("a/b/c").unwrap().is_file() && below.look("a/b").unwrap().is_folder());
        assert_eq!(below.look("none").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(Below::open(&folder.join("a/b/c")).is_err() && Below::open(&folder.join("a/link")).is_err());
    }
}
