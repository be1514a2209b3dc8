//! What the threads of the server share: the picture that is shown, and the rules of answering.

use crate::serve::answer::Rules;
use crate::serve::picture::Picture;
use crate::serve::reload::{Channel, Lists};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, PoisonError, RwLock};

/// Shared by all threads of one server.
pub struct Shared {
    shown: RwLock<(Arc<Picture>, u64)>,
    pub rules: Rules,
    channel: Channel,
    /// Open connections.
    pub connections: AtomicUsize,
}

impl Shared {
    /// The first picture is generation 1.
    pub fn new(picture: Picture, rules: Rules, channel: Channel) -> Self {
        Self { shown: RwLock::new((Arc::new(picture), 1)), rules, channel, connections: AtomicUsize::new(0) }
    }

    /// The picture as it is shown now. It stays whole for whoever holds it, whatever is published meanwhile.
    pub fn picture(&self) -> Arc<Picture> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Shows another picture from now on, and gives back the one before.
    pub fn show(&self, picture: Arc<Picture>) -> Arc<Picture> {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.1 += 1;
        std::mem::replace(&mut shown.0, picture)
    }

    /// The event for a page, as things stand now.
    pub fn event(&self, page: &str, lists: &Lists) -> String {
        let (picture, generation) = self.shown.read().unwrap_or_else(PoisonError::into_inner).clone();
        self.channel.event(&picture, generation, page, lists)
    }
}
