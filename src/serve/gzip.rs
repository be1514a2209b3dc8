//! Compression: text is sent packed to who can unpack it, and packed once.

use crate::serve::limits;
use flate2::{Compression, write::GzEncoder};
use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3): by name or by `*`, with a weight
/// above zero. An absent header does not: such a client is a plain tool.
pub fn accepted(header: Option<&str>) -> bool {
    let mut any = false;
    for coding in header.unwrap_or_default().split(',') {
        let mut parts = coding.split(';');
        let name = parts.next().unwrap_or_default().trim();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.trim().parse::<f32>().ok());
        let allowed = weight.is_none_or(|weight| weight > 0.0);
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            return allowed;
        }
        any |= name == "*" && allowed;
    }
    any
}

/// Packed bytes by the entity tag of what was packed; the oldest are forgotten.
#[derive(Default)]
pub struct Packed(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    bytes: HashMap<String, Arc<[u8]>>,
    order: VecDeque<String>,
    size: usize,
}

impl Packed {
    /// The packed form of a body, remembered under its tag. None if packing does not make it smaller.
    pub fn get(&self, tag: &str, body: &[u8]) -> Option<Arc<[u8]>> {
        if let Some(packed) = self.lock().bytes.get(tag) {
            return (packed.len() < body.len()).then(|| packed.clone());
        }
        let packed: Arc<[u8]> = pack(body)?.into();
        let smaller = packed.len() < body.len();
        let mut memory = self.lock();
        memory.size += packed.len();
        memory.order.push_back(tag.to_owned());
        if let Some(twin) = memory.bytes.insert(tag.to_owned(), packed.clone()) {
            memory.size -= twin.len();
        }
        while memory.size > limits::GZIP_MEMORY
            && let Some(oldest) = memory.order.pop_front()
        {
            memory.size -= memory.bytes.remove(&oldest).map_or(0, |packed| packed.len());
        }
        smaller.then_some(packed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lowest level: on the author's own machine time is dearer than bytes.
fn pack(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_can_unpack() {
        for yes in ["gzip", "deflate, GZIP;q=0.5", "*", "br;q=1, *;q=0.1", "identity, x-gzip"] {
            assert!(accepted(Some(yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped"] {
            assert!(!accepted(Some(no)), "{no}");
        }
        assert!(!accepted(None));
    }

    #[test]
    fn packed_once_and_only_if_smaller() {
        let packed = Packed::default();
        let text = "word ".repeat(1000);
        let first = packed.get("a", text.as_bytes()).expect("smaller");
        let second = packed.get("a", text.as_bytes()).expect("smaller");
        assert!(Arc::ptr_eq(&first, &second));
        assert!(packed.get("b", b"x").is_none() && packed.get("b", b"x").is_none());
    }
}
