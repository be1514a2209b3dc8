//! Shelf: finished pages put aside until the site is published, so that a large site needs little memory.

use std::fmt::Debug;
use std::io;
use std::sync::Arc;

/// A place for bytes outside of memory. Many threads use it at once.
pub trait Shelf: Send + Sync + Debug {
    /// Puts bytes aside and tells where; `None` if they had better stay in memory.
    fn put(&self, bytes: &[u8]) -> Option<u64>;
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
