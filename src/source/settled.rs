//! Settled: texts of an earlier run that need not be read again, as their files were not touched since.
//!
//! A file is taken for what it was if it has the size, the number and both times of then, the second of which nobody can set
//! back, and if those were old when it was read: two changes can fall into one tick of a clock. Where the system has no such
//! time or number, every file is read. A text that turns out to be another one when it is asked for after all is told by
//! [`Settled::is_broken`].

use crate::fingerprint::Fingerprint;
use crate::source::text::Text;
use crate::source::{Content, Source, Sources};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What was seen of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Relative to the root.
    path: String,
    stamp: (u64, u64),
    print: Fingerprint,
}

/// The files of these sources that were left alone for long enough before they were read.
pub fn seen(sources: &Sources) -> Vec<Seen> {
    let is_text = |source: &Source| matches!(source.content, Content::Text { lossy: None, .. });
    let sources = sources.iter().filter(|(_, source)| source.is_settled && is_text(source));
    let seen =
        |source: &Source| Seen { path: source.path.to_string(), stamp: source.stamp, print: source.fingerprint() };
    sources.map(|(_, source)| seen(source)).collect()
}

/// Texts by their paths.
#[derive(Debug, Default)]
pub struct Settled {
    texts: FxHashMap<String, Arc<Source>>,
    broken: Arc<AtomicBool>,
}

impl Settled {
    /// The texts of these files. `load` reads the file at a path; nothing if that is not possible.
    pub fn of(seen: Vec<Seen>, load: impl Fn(&str) -> Option<String> + Clone + Send + 'static) -> Self {
        let broken = Arc::new(AtomicBool::new(false));
        let source = |Seen { path, stamp, print }: Seen| {
            let (load, broken, file) = (load.clone(), broken.clone(), path.clone());
            let text = Text::later(move || {
                let text = load(&file);
                if text.as_ref().is_none_or(|text| Fingerprint::of(text.as_bytes()) != print) {
                    broken.store(true, Ordering::Relaxed);
                }
                text.unwrap_or_default().into()
            });
            let content = Content::Text { text, lossy: None };
            let source = Source::printed(path.as_str().into(), content, print, stamp);
            (path, Arc::new(Source { is_settled: true, ..source }))
        };
        Self { texts: seen.into_iter().map(source).collect(), broken }
    }

    pub(super) fn get(&self, path: &str) -> Option<&Arc<Source>> {
        self.texts.get(path)
    }

    /// Whether a text was asked for that is not what it was.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_text_is_read_when_it_is_asked_for_and_must_be_what_it_was() {
        let source = |path: &str, text: &str, is_settled| {
            let content = Content::Text { text: text.into(), lossy: None };
            Arc::new(Source { is_settled, ..Source::new(path.into(), content, (text.len() as u64, 7)) })
        };
        let sources = vec![source("a.md", "one", true), source("b.md", "two", true), source("c.md", "three", false)];
        let seen = seen(&Sources::new(sources, Vec::new(), None));
        assert_eq!(seen.iter().map(|seen| &*seen.path).collect::<Vec<_>>(), ["a.md", "b.md"]);
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let told = asked.clone();
        let settled = Settled::of(seen, move |path| {
            told.lock().unwrap().push(path.to_string());
            Some(if path == "a.md" { "one" } else { "changed" }.to_string())
        });
        let (a, b) = (settled.get("a.md").unwrap(), settled.get("b.md").unwrap());
        assert_eq!(a.fingerprint(), Fingerprint::of(b"one"));
        assert!(asked.lock().unwrap().is_empty());
        assert_eq!((a.text(), a.text()), ("one", "one"));
        assert!(!settled.is_broken());
        assert_eq!(b.text(), "changed");
        assert!(settled.is_broken());
        assert_eq!(*asked.lock().unwrap(), ["a.md", "b.md"]);
    }
}
