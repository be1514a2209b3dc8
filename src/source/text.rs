//! Text: the text of a file, at hand, or read when it is first asked for.

use std::fmt;
use std::sync::{Arc, LazyLock};

type Load = Box<dyn FnOnce() -> Arc<str> + Send>;

/// The text of a file that guidegen interprets.
#[derive(Clone)]
pub enum Text {
    AtHand(Arc<str>),
    /// One of a file that is as it was when it was last read. Most builds never ask for it.
    Later(Arc<LazyLock<Arc<str>, Load>>),
}

impl Text {
    /// A text that `load` gives when it is first asked for.
    pub fn later(load: impl FnOnce() -> Arc<str> + Send + 'static) -> Self {
        Self::Later(Arc::new(LazyLock::new(Box::new(load))))
    }

    pub fn get(&self) -> &Arc<str> {
        match self {
            Self::AtHand(text) => text,
            Self::Later(text) => text,
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtHand(text) => text.fmt(f),
            Self::Later(_) => f.write_str("(a text not asked for)"),
        }
    }
}

impl<T: Into<Arc<str>>> From<T> for Text {
    fn from(text: T) -> Self {
        Self::AtHand(text.into())
    }
}
