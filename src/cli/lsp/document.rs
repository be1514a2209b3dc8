//! The texts that are open in the editor.

use crate::cli::lsp::position::{Encoding, Index};
use guidegen::editor;
use guidegen::page::Page;
use guidegen::project::snapshot::Snapshot;
use guidegen::source::span::SourceId;
use serde_json::Value;
use std::sync::Arc;

/// One open text.
pub struct Document {
    /// As the editor spells it.
    pub uri: String,
    /// Relative to the root of the guide; none for a file outside.
    pub path: Option<String>,
    pub version: i64,
    pub text: Arc<str>,
    pub index: Index,
    /// The text as a page, with what it was parsed by: settings, and the number of its file.
    parsed: Option<(usize, SourceId, Option<Arc<Page>>)>,
}

impl Document {
    pub fn new(uri: String, path: Option<String>, version: i64, text: &str) -> Self {
        Self { uri, path, version, text: text.into(), index: Index::new(text), parsed: None }
    }

    /// Takes over the changes of one notification, in their order. A change without a range is the whole text.
    pub fn change(&mut self, version: i64, changes: &[Value], encoding: Encoding) {
        for change in changes {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            let range = change.get("range").and_then(|range| self.index.read_range(&self.text, range, encoding));
            self.text = match range {
                Some(range) => {
                    let mut text = String::with_capacity(self.text.len() + new.len());
                    text.push_str(&self.text[..range.start]);
                    text.push_str(new);
                    text.push_str(&self.text[range.end..]);
                    text.into()
                }
                None => new.into(),
            };
            self.index = Index::new(&self.text);
        }
        self.version = version;
        self.parsed = None;
    }

    /// The text as a page of a guide, parsed once for each state; nothing if it is none.
    pub fn page(&mut self, snapshot: &Arc<Snapshot>) -> Option<Arc<Page>> {
        let path = self.path.as_deref()?;
        let settings = Arc::as_ptr(&snapshot.settings) as usize;
        let id = snapshot.sources.find(path).map_or(editor::NEW, |(id, _)| id);
        if let Some((own, source, page)) = &self.parsed
            && (*own, *source) == (settings, id)
        {
            return page.clone();
        }
        let page = editor::parse(snapshot, path, &self.text);
        self.parsed = Some((settings, id, page.clone()));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_made_one_after_the_other() {
        let mut document = Document::new("file:///a.md".into(), None, 1, "one\ntwü three\n");
        let range = |line: u64, from: u64, to: u64| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
        let changes = [
            json!({ "range": range(1, 0, 3), "text": "2\n2.5" }),
            json!({ "range": range(2, 3, 9), "text": "" }),
            json!({ "range": range(99, 0, 0), "text": "end" }),
            json!({ "nonsense": true }),
        ];
        document.change(2, &changes, Encoding::Utf16);
        assert_eq!((&*document.text, document.version), ("one\n2\n2.5\nend", 2));
        document.change(3, &[json!({ "text": "new" })], Encoding::Utf8);
        assert_eq!(&*document.text, "new");
    }
}
