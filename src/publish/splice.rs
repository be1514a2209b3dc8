//! Splice: an output that is joined from pieces of others whenever its bytes are asked for, and is never in memory as a whole.

use crate::fingerprint::Fingerprint;
use crate::publish::Output;
use crate::publish::shelf::{Place, Shelf, Shelved};
use std::borrow::Cow;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::Arc;

/// A piece of an output.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Bytes that are the same everywhere.
    Sign(&'static [u8]),
    /// Bytes that were made.
    Bytes(Arc<[u8]>),
    /// A part of what is on a shelf.
    Part(Shelved, Range<u64>),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Piece::Sign(bytes) => bytes.len() as u64,
            Piece::Bytes(bytes) => bytes.len() as u64,
            Piece::Part(_, range) => range.end - range.start,
        }
    }

    /// Its bytes; an error if they are no longer there.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        self.part(0..self.len())
    }

    fn part(&self, part: Range<u64>) -> io::Result<Cow<'_, [u8]>> {
        let bytes: &[u8] = match self {
            Piece::Sign(bytes) => bytes,
            Piece::Bytes(bytes) => bytes,
            Piece::Part(shelved, range) => {
                return shelved.part(range.start + part.start, (part.end - part.start) as usize).map(Cow::Owned);
            }
        };
        let bytes = bytes.get(part.start as usize..part.end as usize);
        bytes.map(Cow::Borrowed).ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }
}

/// Pieces that are one output.
#[derive(Debug)]
struct Splice {
    pieces: Vec<Piece>,
    /// Where each piece ends.
    ends: Vec<u64>,
}

/// So many bytes are read at once to tell the fingerprint.
const STRETCH: u64 = 128 << 10;

/// Pieces as one output; an error if one of them cannot be read. They are joined at once where the `shelf` has a place from
/// which that can be published, since they are read for the fingerprint anyway.
pub fn output(pieces: Vec<Piece>, shelf: Option<&Arc<dyn Shelf>>) -> io::Result<Output> {
    let mut end = 0;
    let ends: Vec<u64> = pieces
        .iter()
        .map(|piece| {
            end += piece.len();
            end
        })
        .collect();
    let mut failed = None;
    let stretches = pieces.iter().flat_map(|piece| {
        let starts = (0..piece.len()).step_by(STRETCH as usize);
        starts.map(move |start| piece.part(start..piece.len().min(start + STRETCH)))
    });
    let read = stretches.map_while(|stretch| stretch.map_err(|error| failed = Some(error)).ok());
    let (mut alone, mut filled) = (shelf.and_then(|shelf| shelf.alone()), 0);
    let print = Fingerprint::of_pieces(end, read, |stretch| {
        // No room there is no reason to fail: then the pieces are read once more.
        alone = alone.take().filter(|alone| alone.fill(Place::At(0), filled, stretch).is_ok());
        filled += stretch.len() as u64;
        Ok(())
    })?;
    match failed {
        Some(error) => Err(error),
        None => {
            let joined = alone.unwrap_or_else(|| Arc::new(Splice { pieces, ends }));
            Ok(Output::Shelved(Shelved::at(joined, Place::At(0), end as usize), print))
        }
    }
}

impl Shelf for Splice {
    fn get(&self, _: Place, behind: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(length);
        let first = self.ends.partition_point(|end| *end <= behind);
        let mut at = behind;
        for (piece, end) in self.pieces.iter().zip(&self.ends).skip(first) {
            let left = (length - bytes.len()) as u64;
            if left == 0 {
                break;
            }
            let start = at - (end - piece.len());
            bytes.extend_from_slice(&piece.part(start..piece.len().min(start + left))?);
            at = *end;
        }
        if bytes.len() == length { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::disk::shelf::DiskShelf;

    #[test]
    fn what_was_spliced_is_read_from_any_place() {
        let large: Vec<u8> = (0..600_000_u32).map(|number| (number % 251) as u8).collect();
        let Output::Shelved(old, _) = output(vec![Piece::Bytes(large.clone().into())], None).unwrap() else { panic!() };
        let pieces = vec![
            Piece::Sign(b"["),
            Piece::Part(old.clone(), 5..400_000),
            Piece::Bytes(b"new"[..].into()),
            Piece::Sign(b"]"),
        ];
        let whole = [b"[", &large[5..400_000], b"new", b"]"].concat();
        let Output::Shelved(joined, print) = output(pieces.clone(), None).unwrap() else { panic!() };
        assert_eq!(print, Fingerprint::of(&whole));
        assert!(joined.read().unwrap() == whole);
        assert!(joined.pieces().collect::<io::Result<Vec<_>>>().unwrap().concat() == whole);
        for (start, length) in [(0, 1), (1, 3), (399_990, 9), (399_996, 3), (whole.len() - 1, 1)] {
            assert_eq!(joined.part(start as u64, length).unwrap(), &whole[start..start + length]);
        }
        assert!(joined.part(whole.len() as u64, 1).is_err());
        let folder = tempfile::tempdir().unwrap();
        let shelf: Arc<dyn Shelf> = Arc::new(DiskShelf::beside(&folder.path().join("public")));
        let Output::Shelved(at_once, also) = output(pieces, Some(&shelf)).unwrap() else { panic!() };
        assert!(at_once.read().unwrap() == whole && also == print);
        assert_eq!(at_once.link(&folder.path().join("index.json")).is_ok(), cfg!(target_os = "linux"));
        assert!(output(vec![Piece::Part(old.clone(), 599_999..600_001)], Some(&shelf)).is_err());
        assert!(output(vec![Piece::Part(old, 599_999..600_001)], None).is_err());
    }
}
