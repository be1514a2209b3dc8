//! Standing: a file of the site that was published last, as a shelf from which its bytes can be taken again.

use crate::fingerprint::Fingerprint;
use crate::publish::shelf::{Place, Shelf};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Read when somebody first asks for bytes of it, which for a page that stays as it is nobody does.
#[derive(Debug)]
pub struct Standing {
    file: PathBuf,
    print: Fingerprint,
    bytes: OnceLock<Option<Vec<u8>>>,
}

impl Standing {
    /// The file at a path. It gives bytes for as long as it has this fingerprint.
    pub fn new(file: PathBuf, print: Fingerprint) -> Self {
        Self { file, print, bytes: OnceLock::new() }
    }
}

impl Shelf for Standing {
    fn get(&self, _: Place, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        let read = || fs::read(&self.file).ok().filter(|bytes| Fingerprint::of(bytes) == self.print);
        let other = || io::Error::new(ErrorKind::InvalidData, "somebody changed it during the build");
        let bytes = self.bytes.get_or_init(read).as_ref().ok_or_else(other)?;
        let from = usize::try_from(behind).map_err(|_| other())?;
        let piece = bytes.get(from..).and_then(|rest| rest.get(..length));
        piece.map(<[u8]>::to_vec).ok_or_else(other)
    }
}
