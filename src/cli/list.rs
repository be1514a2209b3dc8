//! `guidegen list`: what a guide holds, as a table for people, as JSON lines, or as CSV.

use crate::cli::arguments::{Global, List, Listed, Sheet};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, guide, stubs};
use guidegen::project::list::{self, Table};
use serde_json::{Map, Value};

/// A column of a table for people is at most so wide; the last one has no limit.
const WIDEST: usize = 60;
/// So many of a list in one cell are named to people.
const NAMED: usize = 3;

pub fn run(global: &Global, list: &List, terminal: &Terminal) -> Result<Outcome, String> {
    let mut project = guide::open(global, build::options(global, &list.which))?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let now = project.options_mut().now;
    let table = match list.what {
        Listed::Pages => list::pages(&snapshot),
        Listed::Drafts => list::drafts(&snapshot),
        Listed::Stubs => stubs::table(project.root(), &snapshot, now),
        Listed::Links => list::links(&snapshot),
        Listed::Shortcodes => list::shortcodes(&snapshot),
        Listed::Images => list::images(&snapshot),
        Listed::Aliases => list::aliases(&snapshot),
    };
    let text = match list.format {
        Sheet::Human => human(&table),
        Sheet::Json => json(&table),
        Sheet::Csv => csv(&table),
    };
    terminal.print(&text);
    if table.rows.is_empty() && list.format == Sheet::Human {
        terminal.note("nothing to list");
    }
    Ok(Outcome::Clean)
}

/// Columns side by side. Flags are shown by the name of their column, or not at all.
fn human(table: &Table) -> String {
    let header: Vec<String> = table.columns.iter().map(|column| column.replace('_', " ")).collect();
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().zip(table.columns).map(|(value, column)| cell(value, column)).collect())
        .collect();
    if cells.is_empty() {
        return String::new();
    }
    let length = |text: &str| text.chars().count();
    let widths: Vec<usize> = (0..header.len())
        .map(|at| cells.iter().map(|row| length(&row[at])).chain([length(&header[at])]).max().unwrap_or(0).min(WIDEST))
        .collect();
    let is_number = |at: usize| table.rows.iter().all(|row| row[at].is_number() || row[at].is_null());
    let mut out = String::new();
    for row in std::iter::once(&header).chain(&cells) {
        let mut line = String::new();
        for (at, text) in row.iter().enumerate() {
            let pad = " ".repeat(widths[at].saturating_sub(length(text)));
            if is_number(at) {
                line.push_str(&format!("{pad}{text}  "));
            } else {
                line.push_str(&format!("{text}{pad}  "));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A value as people read it.
fn cell(value: &Value, column: &str) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(true) => column.to_string(),
        Value::Bool(false) => String::new(),
        Value::Array(list) => {
            let named: Vec<&str> = list.iter().take(NAMED).filter_map(Value::as_str).collect();
            let more = list.len().saturating_sub(NAMED);
            if more > 0 { format!("{} and {more} more", named.join(", ")) } else { named.join(", ") }
        }
        other => plain(other),
    };
    // What stands in an author's file must not steer the terminal.
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// One object a line.
pub fn json(table: &Table) -> String {
    let mut out = String::new();
    for row in &table.rows {
        let object: Map<String, Value> =
            table.columns.iter().map(|column| column.to_string()).zip(row.iter().cloned()).collect();
        out.push_str(&format!("{}\n", Value::Object(object)));
    }
    out
}

/// Source: RFC 4180: a header, lines that end with CR LF, quotes where a field needs them. Lists are joined by blanks.
fn csv(table: &Table) -> String {
    let mut out = String::new();
    let mut line = |fields: Vec<String>| {
        let quoted: Vec<String> = fields.iter().map(|field| quote(field)).collect();
        out.push_str(&quoted.join(","));
        out.push_str("\r\n");
    };
    line(table.columns.iter().map(|column| column.to_string()).collect());
    for row in &table.rows {
        line(row.iter().map(plain).collect());
    }
    out
}

fn quote(field: &str) -> String {
    if field.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_string()
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_as_rfc_4180_says() {
        assert_eq!(quote("plain text"), "plain text");
        assert_eq!(quote("a,b"), "\"a,b\"");
        assert_eq!(quote("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quote("two\nlines"), "\"two\nlines\"");
    }
}
