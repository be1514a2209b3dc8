//! Byte offset to line and column, and back.

/// The starts of the lines of one text. Lines and columns count from 1; columns count characters.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line that holds the byte offset; an offset behind the text belongs to its last line.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let column = self.text.get(self.starts[line - 1]..offset).map_or(1, |before| before.chars().count() + 1);
        (line, column)
    }

    /// The same with the column in UTF-16 code units, as LSP and SARIF want it.
    pub fn position_utf16(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let column = self.text.get(self.starts[line - 1]..offset).map_or(1, |before| before.encode_utf16().count() + 1);
        (line, column)
    }

    /// The text of a line without its line ending; empty for a line that does not exist.
    pub fn text_of(&self, line: usize) -> &'a str {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.starts.get(index)) else { return "" };
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// The byte offset at which a line begins, if there is such a line.
    pub fn start_of(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// How many lines there are; a text without a line ending has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns() {
        let lines = Lines::new("ab\nüx\r\n\nend");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(5), (2, 2));
        assert_eq!(lines.text_of(2), "üx");
        assert_eq!(lines.position(8), (3, 1));
        assert_eq!(lines.position(100), (4, 4));
        assert_eq!(lines.text_of(9), "");
    }
}
