//! The rows of a table: how many cells a header has, how many columns a delimiter row sets.
//!
//! Source: "Tables (extension)" of GitHub's Markdown and `tests/conformance/text/table.json`.

/// How many columns a delimiter row sets; nothing if the line is none, or has no `|`.
pub(super) fn delimiter_columns(line: &str) -> Option<usize> {
    if !line.contains('|') || !line.bytes().all(|byte| matches!(byte, b'-' | b':' | b'|' | b' ' | b'\t')) {
        return None;
    }
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut columns = 0;
    for column in line.split('|') {
        let column = column.trim_matches([' ', '\t']);
        let column = column.strip_prefix(':').unwrap_or(column);
        let column = column.strip_suffix(':').unwrap_or(column);
        if column.is_empty() || !column.bytes().all(|byte| byte == b'-') {
            return None;
        }
        columns += 1;
    }
    Some(columns)
}

/// How many cells a row has.
pub(super) fn cells(row: &str) -> usize {
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    if row.is_empty() {
        return 0;
    }
    let bytes = row.as_bytes();
    let is_border = |at: &usize| bytes[*at] == b'|' && (*at == 0 || bytes[*at - 1] != b'\\');
    1 + (0..bytes.len()).filter(is_border).count()
}
