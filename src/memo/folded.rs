//! Folded: a value that a build left as bytes, which is understood when somebody first asks for it.
//!
//! Of a site that changed on one page, most of what was left of the other pages is handed on without a look at it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A value, or the bytes it is made from.
#[derive(Debug, Clone, Default)]
pub struct Folded<T> {
    value: OnceLock<T>,
    left: Option<Left>,
}

/// A place among bytes that many values share.
#[derive(Debug, Clone)]
pub struct Left {
    pub bytes: Arc<Vec<u8>>,
    pub place: Range<usize>,
}

impl<T> From<T> for Folded<T> {
    fn from(value: T) -> Self {
        Self { value: value.into(), left: None }
    }
}

impl<T> Folded<T> {
    /// The value that left these bytes.
    pub fn left(left: Left) -> Self {
        Self { value: OnceLock::new(), left: Some(left) }
    }
}

impl<T: DeserializeOwned + Default> Folded<T> {
    /// The value. Bytes that are none give the default; those of a [`super::disk::Store`] are checked as a whole before.
    pub fn get(&self) -> &T {
        self.value.get_or_init(|| {
            let bytes = self.left.as_ref().and_then(|left| left.bytes.get(left.place.clone()));
            bytes.and_then(|bytes| postcard::from_bytes(bytes).ok()).unwrap_or_default()
        })
    }
}

impl<T: DeserializeOwned + Default + Serialize> Folded<T> {
    /// The value as bytes, from which it can be made again.
    pub fn leave(&self) -> Vec<u8> {
        bytes_of(self.get())
    }
}

/// A value as bytes; nothing if it cannot be told.
pub fn bytes_of<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_unfolded() {
        let names = || vec!["one".to_owned(), "two".to_owned()];
        let whole = Folded::from(names());
        let left = [b"other".to_vec(), whole.leave(), b"others".to_vec()].concat();
        let place = 5..left.len() - 6;
        let folded: Folded<Vec<String>> = Folded::left(Left { bytes: Arc::new(left), place });
        assert_eq!(folded.clone().get(), &names());
        assert_eq!((folded.get(), folded.leave()), (&names(), whole.leave()));
        let none: Folded<Vec<String>> = Folded::left(Left { bytes: Arc::default(), place: 3..4 });
        assert!(none.get().is_empty());
    }
}
