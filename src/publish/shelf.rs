//! Shelf: finished pages put aside until the site is published, so that a large site needs little memory.

use crate::fingerprint::{Fingerprint, Hasher};
use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;

/// So many bytes are moved at once.
const PIECE: usize = 1 << 20;

/// A place for bytes outside of memory. Many threads use it at once.
pub trait Shelf: Send + Sync + Debug {
    /// Puts bytes aside and tells where; `None` if they had better stay in memory.
    fn put(&self, bytes: &[u8]) -> Option<u64>;
    /// Room for so many bytes, to be filled piece by piece; `None` if they had better stay in memory.
    fn room(&self, length: u64) -> Option<u64>;
    /// Fills a part of such room.
    fn fill(&self, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// So many bytes from there.
    fn get(&self, at: u64, length: usize) -> io::Result<Vec<u8>>;
}

/// Bytes on a shelf.
#[derive(Debug, Clone)]
pub struct Shelved {
    shelf: Arc<dyn Shelf>,
    at: u64,
    length: usize,
}

impl Shelved {
    /// Puts bytes on a shelf, if it takes them.
    pub fn put(shelf: &Arc<dyn Shelf>, bytes: &[u8]) -> Option<Self> {
        let at = shelf.put(bytes)?;
        Some(Self { shelf: shelf.clone(), at, length: bytes.len() })
    }

    /// Bytes that are on a shelf already.
    pub fn at(shelf: Arc<dyn Shelf>, at: u64, length: usize) -> Self {
        Self { shelf, at, length }
    }

    /// Puts pieces on a shelf as one value of `length` bytes that is never in memory as a whole; tells its fingerprint.
    /// `None` if the shelf does not take it, or if the pieces are not as long together.
    pub fn join<'a>(
        shelf: &Arc<dyn Shelf>,
        length: usize,
        pieces: impl Iterator<Item = Cow<'a, [u8]>>,
    ) -> Option<(Self, Fingerprint)> {
        let at = shelf.room(length as u64)?;
        let mut hasher = Hasher::new();
        hasher.number(length as u64);
        let (mut buffer, mut filled) = (Vec::with_capacity(PIECE + PIECE / 4), 0);
        for piece in pieces {
            buffer.extend_from_slice(&piece);
            if buffer.len() >= PIECE {
                filled += Self::pour(shelf, at + filled, &mut buffer, &mut hasher)?;
            }
        }
        filled += Self::pour(shelf, at + filled, &mut buffer, &mut hasher)?;
        (filled == length as u64).then(|| (Self { shelf: shelf.clone(), at, length }, hasher.finish()))
    }

    fn pour(shelf: &Arc<dyn Shelf>, at: u64, buffer: &mut Vec<u8>, hasher: &mut Hasher) -> Option<u64> {
        shelf.fill(at, buffer).ok()?;
        hasher.part(buffer);
        let length = buffer.len() as u64;
        buffer.clear();
        Some(length)
    }

    /// The bytes again, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = io::Result<Vec<u8>>> {
        (0..self.length).step_by(PIECE).map(|from| self.shelf.get(self.at + from as u64, PIECE.min(self.length - from)))
    }

    /// The bytes again.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.shelf.get(self.at, self.length)
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}
