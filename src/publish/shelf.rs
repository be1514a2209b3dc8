//! Shelf: finished pages put aside until the site is published, so that a large site needs little memory.

use crate::fingerprint::Fingerprint;
use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many bytes are read at once.
const PIECE: usize = 256 << 10;

/// Where on a shelf bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// From this byte on.
    At(u64),
    /// In a file of their own, by its number.
    File(u64),
}

/// A place for bytes outside of memory. Many threads use it at once. One that only gives has no room.
pub trait Shelf: Send + Sync + Debug {
    /// Room for so many bytes, to be filled piece by piece from the first on; `None` if they had better stay in memory.
    /// What is `whole` will be published as it is.
    fn room(&self, _length: u64, _whole: bool) -> Option<Place> {
        None
    }

    /// Fills a part of such room, so far behind its begin.
    fn fill(&self, _place: Place, _behind: u64, _bytes: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    /// So many bytes from there.
    fn get(&self, place: Place, behind: u64, length: usize) -> io::Result<Vec<u8>>;

    /// A shelf for one output, from which it can be published without being copied ([`Shelf::link`]).
    fn alone(&self) -> Option<Arc<dyn Shelf>> {
        None
    }

    /// Puts all that is on it, so many bytes, at a path where nothing stands, without a copy. It stays on the shelf.
    fn link(&self, _length: usize, _path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The file that holds what was put there and nothing else, if there is one.
    fn file(&self, _place: Place) -> Option<PathBuf> {
        None
    }
}

/// Bytes on a shelf.
#[derive(Debug, Clone)]
pub struct Shelved {
    shelf: Arc<dyn Shelf>,
    place: Place,
    length: usize,
}

impl Shelved {
    /// Puts bytes on a shelf, if it takes them; `whole` says that they are published as they are.
    pub fn put(shelf: &Arc<dyn Shelf>, bytes: &[u8], whole: bool) -> Option<Self> {
        let place = shelf.room(bytes.len() as u64, whole)?;
        shelf.fill(place, 0, bytes).ok()?;
        Some(Self { shelf: shelf.clone(), place, length: bytes.len() })
    }

    /// Bytes that are on a shelf already.
    pub fn at(shelf: Arc<dyn Shelf>, place: Place, length: usize) -> Self {
        Self { shelf, place, length }
    }

    /// Puts pieces on a shelf as one output of `length` bytes that is never in memory as a whole; tells its fingerprint.
    /// `None` if the shelf does not take it, or if the pieces are not as long together.
    pub fn join<'a>(
        shelf: &Arc<dyn Shelf>,
        length: usize,
        pieces: impl Iterator<Item = Cow<'a, [u8]>>,
    ) -> Option<(Self, Fingerprint)> {
        let place = shelf.room(length as u64, true)?;
        let mut filled = 0;
        let fill = |stretch: &[u8]| {
            shelf.fill(place, filled, stretch)?;
            filled += stretch.len() as u64;
            Ok(())
        };
        let print = Fingerprint::of_pieces(length as u64, pieces, fill).ok()?;
        (filled == length as u64).then(|| (Self { shelf: shelf.clone(), place, length }, print))
    }

    /// The bytes again, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = io::Result<Vec<u8>>> {
        let piece = |from| self.shelf.get(self.place, from as u64, PIECE.min(self.length - from));
        (0..self.length).step_by(PIECE).map(piece)
    }

    /// So many of the bytes, the first of them so far behind the begin.
    pub fn part(&self, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        self.shelf.get(self.place, behind, length)
    }

    /// The bytes again.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.shelf.get(self.place, 0, self.length)
    }

    /// The file that holds these bytes and nothing else, if there is one. It may be moved away when they are published.
    pub fn file(&self) -> Option<PathBuf> {
        self.shelf.file(self.place)
    }

    /// Publishes the bytes at a path where nothing stands, if that is possible without a copy.
    pub fn link(&self, path: &Path) -> io::Result<()> {
        self.shelf.link(self.length, path)
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}
