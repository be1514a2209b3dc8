//! What std has no words for: locks on folders, swapping two folders, who owns a file.
//!
//! Systems that are not Unix have none of it; publishing there works file by file and takes no lock.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// Keeps another guidegen out of a folder until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(#[allow(dead_code, reason = "the open file is the lock")] Option<File>);

/// What became of the wish to lock a folder.
pub(super) enum Attempt {
    Held(Lock),
    Busy,
}

/// Owner and permission bits of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Owner {
    pub mode: u32,
    pub user: u32,
    pub group: u32,
}

/// What a folder's own owner must be able to do with it while files are put in and taken out.
pub(super) const OPEN: u32 = 0o700;

#[cfg(unix)]
mod unix {
    use super::*;
    use rustix::fs::{self, FlockOperation};
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::time::Duration;

    /// A folder is locked through itself, so that no lock file is left behind and a read-only parent does no harm.
    /// File systems without locks (some network disks) give a lock that keeps nobody out.
    pub fn try_lock(folder: &Path) -> io::Result<Attempt> {
        let file = File::open(folder)?;
        match fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(Attempt::Busy),
            Ok(()) | Err(_) => Ok(Attempt::Held(Lock(Some(file)))),
        }
    }

    /// Whether the lock is on what stands at the path now.
    pub fn still_there(lock: &Lock, path: &Path) -> bool {
        let held = lock.0.as_ref().and_then(|file| file.metadata().ok());
        let there = std::fs::metadata(path).ok();
        held.zip(there).is_some_and(|(held, there)| identity(&held) == identity(&there))
    }

    /// Device and number of a file: two paths with the same are the same file.
    pub fn identity(meta: &Metadata) -> Option<(u64, u64)> {
        Some((meta.dev(), meta.ino()))
    }

    pub fn device(meta: &Metadata) -> u64 {
        meta.dev()
    }

    /// When something about a file or folder was last changed. Nobody can set this time back.
    pub fn changed(meta: &Metadata) -> Option<SystemTime> {
        let since = Duration::new(meta.ctime().try_into().ok()?, meta.ctime_nsec().try_into().ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }

    pub fn owner(meta: &Metadata) -> Owner {
        Owner { mode: meta.mode() & 0o7777, user: meta.uid(), group: meta.gid() }
    }

    /// Gives a folder the owner and the permissions it should have, from those that it has.
    pub fn set_owner(folder: &Path, has: Owner, wants: Owner) -> io::Result<()> {
        let changed = |has, wants| (has != wants).then_some(wants);
        let (user, group) = (changed(has.user, wants.user), changed(has.group, wants.group));
        if user.is_some() || group.is_some() {
            std::os::unix::fs::lchown(folder, user, group)?;
        }
        if user.is_some() || group.is_some() || has.mode != wants.mode {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(wants.mode))?;
        }
        Ok(())
    }

    /// The number of a file, as the folder tells it: equal numbers on one disk are one file.
    pub fn inode(entry: &std::fs::DirEntry) -> Option<u64> {
        Some(std::os::unix::fs::DirEntryExt::ino(entry))
    }

    /// Opens an input for reading; never waits, should it have become a pipe.
    pub fn open_input(path: &Path) -> io::Result<File> {
        let flags = fs::OFlags::NONBLOCK | fs::OFlags::NOCTTY;
        std::fs::OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
    }
}

#[cfg(unix)]
pub(super) use unix::*;

/// Lets two folders trade places in one step (`RENAME_EXCHANGE` of Linux, `RENAME_SWAP` of macOS).
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves a file to a path where nothing may stand.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn move_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn move_new(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Gives an open file without a name one, where nothing may stand.
#[cfg(target_os = "linux")]
pub(super) fn name(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    Ok(linkat(CWD, format!("/proc/self/fd/{}", file.as_raw_fd()), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn name(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether a disk or a container volume is mounted at the folder; such a folder cannot be renamed.
#[cfg(target_os = "linux")]
pub(super) fn is_mount(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, folder, AtFlags::empty(), StatxFlags::TYPE)
        .is_ok_and(|stat| stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_mount(_: &Path) -> bool {
    false
}

/// Waits until everything written to the disk of this folder is on it.
#[cfg(target_os = "linux")]
pub(super) fn sync_disk(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// There is no such call here; the files were synced one by one.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync_disk(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
mod other {
    use super::*;

    pub fn try_lock(_: &Path) -> io::Result<Attempt> {
        Ok(Attempt::Held(Lock(None)))
    }

    pub fn still_there(_: &Lock, _: &Path) -> bool {
        true
    }

    pub fn identity(_: &Metadata) -> Option<(u64, u64)> {
        None
    }

    pub fn device(_: &Metadata) -> u64 {
        0
    }

    pub fn changed(_: &Metadata) -> Option<SystemTime> {
        None
    }

    pub fn owner(_: &Metadata) -> Owner {
        Owner::default()
    }

    pub fn set_owner(_: &Path, _: Owner, _: Owner) -> io::Result<()> {
        Ok(())
    }

    pub fn inode(_: &std::fs::DirEntry) -> Option<u64> {
        None
    }

    pub fn open_input(path: &Path) -> io::Result<File> {
        File::open(path)
    }
}

#[cfg(not(unix))]
pub(super) use other::*;
