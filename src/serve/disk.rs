//! Assets that stay on disk: read when they are asked for, and only from within the roots.

use crate::serve::conditional::Tag;
use crate::serve::limits;
use crate::serve::picture::Picture;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// An asset, opened.
pub enum Asset {
    /// Small enough to be read at once.
    Whole(Vec<u8>),
    /// Too large for that: the file, its length, and a tag made of its length and time of change.
    Large(File, u64, Tag),
}

/// Opens an asset. A symlink that leads out of the roots, a folder, a pipe or a device is refused:
/// only a regular file is ever opened.
pub fn open(picture: &Picture, path: &Path) -> io::Result<Asset> {
    let real = path.canonicalize()?;
    if !picture.holds(&real) || !real.metadata()?.is_file() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let file = File::open(&real)?;
    let metadata = file.metadata()?;
    let length = metadata.len();
    if length <= limits::DISK_WHOLE {
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.take(limits::DISK_WHOLE + 1).read_to_end(&mut bytes)?;
        return Ok(Asset::Whole(bytes));
    }
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Ok(Asset::Large(file, length, Tag::weak(format!("{length:x}-{:x}", changed.as_nanos()))))
}
