//! The long lists of a page's words as byte strings, in which form a cache writes and reads them at once.

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;
use std::fmt;

/// Takes a byte string, of which a copy is made.
struct Taken;

impl Visitor<'_> for Taken {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a byte string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}

pub mod bytes {
    use super::*;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_bytes(Taken)
    }
}

/// Ends of ranges in two texts, as the lengths of the ranges.
pub mod ends {
    use super::*;
    use crate::render::search::numbers;

    pub fn serialize<S: Serializer>(ends: &[(u32, u32)], serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(ends.len() * 2);
        let mut before = (0, 0);
        for &end in ends {
            numbers::push(end.0.wrapping_sub(before.0), &mut bytes);
            numbers::push(end.1.wrapping_sub(before.1), &mut bytes);
            before = end;
        }
        serializer.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(u32, u32)>, D::Error> {
        let bytes = deserializer.deserialize_bytes(Taken)?;
        let mut ends = Vec::with_capacity(bytes.len() / 2);
        let (mut at, mut end) = (0, (0_u32, 0_u32));
        while at < bytes.len() {
            let (Some(first), Some(second)) = (numbers::next(&bytes, &mut at), numbers::next(&bytes, &mut at)) else {
                return Err(D::Error::custom("a number breaks off"));
            };
            end = (end.0.wrapping_add(first), end.1.wrapping_add(second));
            ends.push(end);
        }
        Ok(ends)
    }
}
