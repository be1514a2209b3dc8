//! The scan of flow collections: `[a, {b: c}]`, over as many lines as they like (YAML 1.2, chapter 7.4), and JSON.

use super::places::{Member, Place, Scanner, trimmed};
use std::ops::Range;

impl Scanner<'_> {
    /// A value within a flow collection, or a flow collection itself.
    pub(super) fn flow(&mut self, depth: usize) -> Place {
        let tagged = self.properties();
        self.next_content();
        let start = self.at;
        match self.peek() {
            Some(b'[' | b'{') if !self.enter(depth) => self.nothing(),
            Some(b'[') => self.flow_list(depth),
            Some(b'{') => self.flow_table(depth),
            Some(b'"' | b'\'') => {
                let range = self.quoted();
                Place::Scalar { range, plain: false }
            }
            Some(b'*') => {
                let range = self.flow_plain();
                Place::Unknown { range }
            }
            _ => {
                let range = self.flow_plain();
                if range.is_empty() {
                    Place::Unknown { range: start..start }
                } else {
                    Place::Scalar { range, plain: !tagged }
                }
            }
        }
    }

    fn flow_list(&mut self, depth: usize) -> Place {
        let start = self.at;
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.next_content();
            match self.peek() {
                None => break,
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                // A stray closing brace is an error that the parser tells.
                Some(b',' | b'}') => self.at += 1,
                Some(_) => {
                    let item = self.flow(depth + 1);
                    self.next_content();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                        let value = self.flow_value(depth + 2);
                        let range = item.range().start..value.range().end.max(item.range().end);
                        let plain = matches!(item, Place::Scalar { plain: true, .. });
                        let members = vec![Member { key: item.range(), plain, value }];
                        items.push(Place::Table { range, members });
                    } else {
                        items.push(item);
                    }
                }
            }
        }
        Place::List { range: start..self.at, items }
    }

    fn flow_table(&mut self, depth: usize) -> Place {
        let start = self.at;
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.next_content();
            match self.peek() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',' | b']') => self.at += 1,
                Some(_) => {
                    let key = self.flow(depth + 1);
                    let plain = matches!(key, Place::Scalar { plain: true, .. });
                    self.next_content();
                    let value = if self.peek() == Some(b':') {
                        self.at += 1;
                        self.flow_value(depth + 1)
                    } else {
                        Place::Unknown { range: key.range().end..key.range().end }
                    };
                    members.push(Member { key: key.range(), plain, value });
                }
            }
        }
        Place::Table { range: start..self.at, members }
    }

    /// What stands behind the colon of a pair: nothing, if the pair ends there.
    fn flow_value(&mut self, depth: usize) -> Place {
        let behind = self.at;
        self.next_content();
        match self.peek() {
            None | Some(b',' | b']' | b'}') => Place::Unknown { range: behind..behind },
            Some(_) => self.flow(depth),
        }
    }

    /// A plain scalar within a flow collection, which may go over several lines. At least one byte is taken,
    /// unless a separator stands here.
    fn flow_plain(&mut self) -> Range<usize> {
        let start = self.at;
        let mut end = self.at;
        loop {
            while let Some(byte) = self.peek() {
                let colon_ends = |at: usize| {
                    self.blank_at(at + 1) || matches!(self.bytes.get(at + 1), Some(b',' | b'[' | b']' | b'{' | b'}'))
                };
                match byte {
                    b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => break,
                    b':' if self.at > start && colon_ends(self.at) => break,
                    b'#' if self.at_comment() => break,
                    _ => self.at += 1,
                }
            }
            end = end.max(trimmed(self.bytes, start, self.at));
            if !self.ends_line() {
                return start..end;
            }
            self.next_content();
            if matches!(self.peek(), None | Some(b',' | b'[' | b']' | b'{' | b'}' | b':')) {
                return start..end;
            }
        }
    }
}
