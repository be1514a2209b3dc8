//! Pack: many byte strings as one, for a file of the cache.

use std::ops::Range;
use std::sync::Arc;

/// What stands before byte strings that lie behind each other: their number and their lengths.
pub fn head(pieces: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 + pieces.len() * 4);
    out.extend((pieces.len() as u32).to_le_bytes());
    pieces.iter().for_each(|piece| out.extend((piece.len() as u32).to_le_bytes()));
    out
}

/// What was packed, still in one piece.
#[derive(Debug, Default)]
pub struct Packed {
    bytes: Arc<Vec<u8>>,
    pieces: Vec<Range<usize>>,
}

impl Packed {
    /// Takes byte strings behind their [`head`]; nothing if it is something else.
    pub fn open(bytes: Vec<u8>) -> Option<Self> {
        let (count, lengths) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let lengths = lengths.get(..count.checked_mul(4)?)?;
        let mut end = 4 + lengths.len();
        let piece = |length: &[u8; 4]| {
            let start = end;
            end = end.checked_add(u32::from_le_bytes(*length) as usize)?;
            Some(start..end)
        };
        let pieces: Vec<Range<usize>> = lengths.as_chunks::<4>().0.iter().map(piece).collect::<Option<_>>()?;
        (end == bytes.len()).then(|| Self { bytes: Arc::new(bytes), pieces })
    }

    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// One of the byte strings; empty beyond the last.
    pub fn get(&self, number: usize) -> &[u8] {
        self.bytes.get(self.place(number)).unwrap_or_default()
    }

    /// Where it is among all bytes.
    pub fn place(&self, number: usize) -> Range<usize> {
        self.pieces.get(number).cloned().unwrap_or_default()
    }

    /// All bytes.
    pub fn bytes(&self) -> &Arc<Vec<u8>> {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(pieces: &[&[u8]]) -> Vec<u8> {
        [head(pieces), pieces.concat()].concat()
    }

    #[test]
    fn what_is_packed_is_found_again() {
        let pieces: [&[u8]; 3] = [b"one", b"", b"three"];
        let bytes = pack(&pieces);
        let packed = Packed::open(bytes.clone()).unwrap();
        assert_eq!((packed.len(), packed.is_empty()), (3, false));
        assert_eq!((0..4).map(|number| packed.get(number)).collect::<Vec<_>>(), [b"one" as &[u8], b"", b"three", b""]);
        for end in 0..bytes.len() {
            assert!(Packed::open(bytes[..end].to_vec()).is_none(), "cut at {end}");
        }
        assert!(Packed::open(vec![0xff; 40]).is_none());
        assert!(Packed::open(pack(&[])).unwrap().is_empty());
    }
}
