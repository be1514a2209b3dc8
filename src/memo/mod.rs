//! Memo: remembers pure results under the fingerprint of their arguments.

pub mod disk;

use crate::fingerprint::Fingerprint;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Results of one kind of work. Reading needs no lock; a new generation is made of what the last round used.
pub struct Memo<V> {
    known: FxHashMap<Fingerprint, Arc<V>>,
    enabled: bool,
    misses: AtomicUsize,
}

impl<V: Send + Sync> Memo<V> {
    /// A memory that is `enabled`, or one that forgets everything at once.
    pub fn new(enabled: bool) -> Self {
        Self { known: FxHashMap::default(), enabled, misses: AtomicUsize::new(0) }
    }

    /// Whether anything is remembered: without a memory nobody needs keys.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The remembered result, or what `work` gives.
    pub fn get(&self, key: Fingerprint, work: impl FnOnce() -> V) -> (Fingerprint, Arc<V>) {
        if let Some(value) = self.known.get(&key) {
            return (key, value.clone());
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        (key, Arc::new(work()))
    }

    /// Keeps the results of this round and forgets all others; gives how many had to be worked out.
    pub fn keep<'a>(&mut self, used: impl Iterator<Item = (Fingerprint, &'a Arc<V>)>) -> usize
    where
        V: 'a,
    {
        if self.enabled {
            self.known = used.map(|(key, value)| (key, value.clone())).collect();
        }
        self.misses.swap(0, Ordering::Relaxed)
    }
}
