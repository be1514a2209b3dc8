//! Lists, tasks and definitions.

use super::{End, Walk};
use crate::page::text::inline::Events;
use pulldown_cmark::{Event, Tag};
use std::ops::Range;

/// A definition while it is read.
pub(super) struct Description {
    /// No blank line stands before it: its first paragraph is printed bare, as Goldmark prints it.
    tight: bool,
    /// Its first paragraph is being read.
    in_bare: bool,
}

impl<'t> Walk<'_, 't, '_> {
    pub(super) fn list(&mut self, start: Option<u64>, events: &Events<'t>, at: usize) {
        self.close_label();
        let tasks = matches!(events.get(at + 2), Some((Event::TaskListMarker(_), _)))
            || matches!(events.get(at + 3), Some((Event::TaskListMarker(_), _)));
        match start {
            None if tasks => self.html("<ul class=\"tasks\">\n"),
            None => self.html("<ul>\n"),
            Some(1) => self.html("<ol>\n"),
            Some(number) => {
                let html = format!("<ol start=\"{number}\">\n");
                self.html(&html);
            }
        }
        self.ends.push(End::Html(if start.is_some() { "</ol>\n" } else { "</ul>\n" }));
    }

    pub(super) fn task(&mut self, checked: bool) {
        self.visible();
        self.html(if checked {
            "<label><input type=\"checkbox\" disabled checked> "
        } else {
            "<label><input type=\"checkbox\" disabled> "
        });
        self.label_open = true;
    }

    /// To Hugo `[ ]` is a task too if no blank follows, or nothing at all.
    pub(super) fn task_without_blank(&mut self, events: &Events<'t>, at: usize) {
        if !self.dialect.markup.task_list {
            return;
        }
        let Some((Event::Text(_), range)) = events.get(at) else { return };
        let text = self.text.get(range.start..).unwrap_or("");
        let checked = match text.as_bytes() {
            [b'[', b' ' | b'\t', b']', ..] => false,
            [b'[', b'x' | b'X', b']', ..] => true,
            _ => return,
        };
        if !self.text[..range.start].ends_with('\\') {
            self.task(checked);
            self.skip_until = range.start + "[x]".len();
            self.title_from = self.skip_until;
        }
    }

    /// The first paragraph of an item may begin with a task.
    pub(super) fn paragraph_of_item(&mut self, events: &Events<'t>, at: usize) {
        let before = at.checked_sub(1).and_then(|before| events.get(before));
        if matches!(before, Some((Event::Start(Tag::Item), _))) {
            self.task_without_blank(events, at + 1);
        }
    }

    pub(super) fn definition(&mut self, range: &Range<usize>) {
        let line = self.text[..range.start].rfind('\n').unwrap_or(0);
        let before = self.text[..line].trim_end_matches([' ', '\t', '>', '\r']);
        let tight = !(before.is_empty() || before.ends_with('\n'));
        self.html("<dd>");
        self.ends.push(End::Description(Description { tight, in_bare: false }));
    }

    /// Whether the paragraph that begins is printed without its tags.
    pub(super) fn begins_bare(&mut self) -> bool {
        match self.ends.last_mut() {
            Some(End::Description(description)) if description.tight => {
                description.tight = false;
                description.in_bare = true;
                true
            }
            _ => false,
        }
    }

    pub(super) fn end_bare(&mut self) {
        if let Some(End::Description(description)) = self.ends.last_mut()
            && std::mem::take(&mut description.in_bare)
        {
            self.html("\n");
        }
    }

    /// To Hugo every line before a definition is a term, and a backslash at its end is a backslash.
    pub(super) fn next_term(&mut self, range: &Range<usize>) {
        if self.text[range.clone()].starts_with('\\') {
            self.html("\\");
        }
        self.html(if self.inline_depth == 0 { "</dt>\n<dt>" } else { "\n" });
    }
}
