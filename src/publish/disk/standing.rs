//! Standing: a file of the site that was published last, as a shelf from which its bytes can be taken again.

use super::look::Look;
use super::shelf::read_at;
use super::system;
use crate::fingerprint::Fingerprint;
use crate::publish::shelf::{Place, Shelf};
use crate::source::read::QUIET;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::SystemTime;

/// So many bytes are read at once to tell the fingerprint.
const STRETCH: u64 = 64 << 10;

/// Opened when somebody first asks for bytes of it, which for a page that stays as it is nobody does.
#[derive(Debug)]
pub struct Standing {
    file: PathBuf,
    size: u64,
    print: Fingerprint,
    date: Option<SystemTime>,
    held: OnceLock<Option<Held>>,
}

#[derive(Debug)]
enum Held {
    /// A file that was left alone for long enough: whatever happens to it from now on changes this time, which nobody can set
    /// back. So it is read piece by piece, and never is in memory as a whole.
    File(File, SystemTime),
    Bytes(Vec<u8>),
}

impl Standing {
    /// The file at a path, of this size and fingerprint as a manifest of that date has it. It gives bytes for as long as it
    /// is so.
    pub fn new(file: PathBuf, size: u64, print: Fingerprint, date: Option<SystemTime>) -> Self {
        Self { file, size, print, date, held: OnceLock::new() }
    }

    fn hold(&self) -> Option<Held> {
        let mut file = system::open_input(&self.file).ok()?;
        let look = Look::from(&file.metadata().ok()?);
        if !look.is_file() || look.size != self.size {
            return None;
        }
        let is_quiet = |at: &SystemTime| SystemTime::now().duration_since(*at).is_ok_and(|age| age > QUIET);
        let Some(changed) = look.changed.filter(is_quiet) else {
            let mut bytes = Vec::with_capacity(usize::try_from(self.size).ok()?);
            file.take(self.size).read_to_end(&mut bytes).ok()?;
            return (Fingerprint::of(&bytes) == self.print).then_some(Held::Bytes(bytes));
        };
        // What is older than its manifest is believed, as it is when it is published again.
        let is_older = |at: SystemTime| self.date.is_some_and(|date| at < date);
        if !(is_older(changed) && look.modified.is_some_and(is_older)) {
            let stretches = (0..self.size).step_by(STRETCH as usize).map_while(|_| {
                let mut bytes = Vec::with_capacity(STRETCH as usize);
                file.by_ref().take(STRETCH).read_to_end(&mut bytes).ok().map(|_| bytes)
            });
            let print = Fingerprint::of_pieces(self.size, stretches, |_| Ok(())).ok()?;
            if print != self.print {
                return None;
            }
        }
        Some(Held::File(file, changed))
    }
}

impl Shelf for Standing {
    fn get(&self, _: Place, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        let other = || io::Error::new(ErrorKind::InvalidData, "somebody changed it during the build");
        match self.held.get_or_init(|| self.hold()).as_ref().ok_or_else(other)? {
            Held::Bytes(bytes) => {
                let from = usize::try_from(behind).map_err(|_| other())?;
                let piece = bytes.get(from..).and_then(|rest| rest.get(..length));
                piece.map(<[u8]>::to_vec).ok_or_else(other)
            }
            Held::File(file, changed) => {
                let mut bytes = vec![0; length];
                read_at(file, &mut bytes, behind).map_err(|_| other())?;
                let is_same = file.metadata().is_ok_and(|meta| system::changed(&meta) == Some(*changed));
                if is_same { Ok(bytes) } else { Err(other()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    /// A file of 200,000 bytes that was written longer ago than [`QUIET`] if that is asked for, and its standing.
    fn standing(folder: &std::path::Path, is_quiet: bool, date: Option<SystemTime>) -> (Vec<u8>, PathBuf, Standing) {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        let path = folder.join("index.json");
        fs::write(&path, &bytes).unwrap();
        if is_quiet {
            std::thread::sleep(QUIET + Duration::from_millis(100));
        }
        let standing = Standing::new(path.clone(), bytes.len() as u64, Fingerprint::of(&bytes), date);
        (bytes, path, standing)
    }

    #[test]
    fn bytes_are_those_that_were_published_or_none() {
        let later = SystemTime::now() + Duration::from_secs(100);
        for (is_quiet, date) in [(false, None), (true, None), (true, Some(later))] {
            let folder = tempfile::tempdir().unwrap();
            let (bytes, path, standing) = standing(folder.path(), is_quiet, date);
            assert_eq!(standing.get(Place::At(0), 100_000, 70_000).unwrap(), &bytes[100_000..170_000]);
            assert!(standing.get(Place::At(0), 199_999, 2).is_err());
            // What is in memory stays; what is not must not be another one.
            fs::write(&path, vec![0; bytes.len()]).unwrap();
            let again = standing.get(Place::At(0), 0, 10);
            assert!(again.map_or(is_quiet, |again| again == bytes[..10]));
        }
    }

    #[test]
    fn a_file_that_is_another_one_gives_nothing() {
        for is_quiet in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let (bytes, path, mut standing) = standing(folder.path(), is_quiet, None);
            standing.print = Fingerprint::of(b"another one");
            assert!(standing.get(Place::At(0), 0, 1).is_err());
            let shorter = Standing::new(path, 199_999, Fingerprint::of(&bytes[..199_999]), None);
            assert!(shorter.get(Place::At(0), 0, 1).is_err());
        }
    }
}
