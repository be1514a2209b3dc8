//! `guidegen stubs`: what is still to be written, as a table, and how complete each chapter and the whole guide is.

use crate::cli::arguments::{Global, Stubs, Table, Which};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, build, git, guide, list};
use guidegen::page::stub::Scope;
use guidegen::project::list as table;
use guidegen::project::missing::{self, Report, Row, per_cent};
use guidegen::project::snapshot::Snapshot;
use guidegen::rules::unwritten;
use std::collections::BTreeMap;
use std::path::Path;

/// How many pages that link to a stub are named.
const NAMED: usize = 3;

const DAY: i64 = 24 * 60 * 60;

/// A stub, and for how many days its line has stood unchanged, if the history knows.
struct Aged<'r> {
    row: &'r Row,
    days: Option<i64>,
}

pub fn run(global: &Global, stubs: &Stubs, terminal: &Terminal) -> Result<Outcome, String> {
    let least_days = stubs.older_than.as_deref().map(days).transpose()?;
    let options = build::options(global, &Which::default());
    let now = options.now;
    let mut project = guide::open(global, options)?;
    let Some(snapshot) = guide::snapshot(&mut project, terminal) else { return Ok(Outcome::Failed) };
    let report = missing::report(&snapshot);
    let (mut aged, has_history) = aged(project.root(), &report, now);
    if !has_history && least_days.is_some() {
        return Err("`--older-than` asks the history, and the folder has none of git".to_string());
    }
    aged.retain(|aged| least_days.is_none_or(|least| aged.days.is_some_and(|days| days > least)));
    let text = match stubs.format {
        Table::Human => human(&report, &aged),
        Table::Json => list::json(&rows(&aged)),
        Table::Markdown => markdown(&report, &aged),
    };
    terminal.print(&text);
    let limits = unwritten::limits(&snapshot.settings.config);
    let mut outcome = Outcome::Clean;
    let least = stubs.fail_under.or(limits.fail_under);
    if let Some(least) = least.filter(|least| report.whole.completeness() < *least) {
        terminal.note(&format!("{} % of the guide is written, and {least} % is asked for", per_cent(report.whole)));
        outcome = Outcome::Findings;
    }
    let count = report.rows.len();
    if let Some(most) = limits.most.filter(|most| count as u64 > *most) {
        terminal.note(&format!("there are {count} stubs, and `[check.stubs]` allows {most}"));
        outcome = Outcome::Findings;
    }
    Ok(outcome)
}

/// What `guidegen list stubs` lists.
pub fn table(root: &Path, snapshot: &Snapshot, now: i64) -> table::Table {
    rows(&aged(root, &missing::report(snapshot), now).0)
}

fn rows(aged: &[Aged<'_>]) -> table::Table {
    table::stubs(aged.iter().map(|aged| (aged.row, aged.days)))
}

/// Every stub with its age, and whether there is a history to ask.
fn aged<'r>(root: &Path, report: &'r Report, now: i64) -> (Vec<Aged<'r>>, bool) {
    let ages = ages(root, report);
    let with_age = |row: &'r Row| {
        let time = ages.as_ref().and_then(|ages| ages.get(&(row.path.as_str(), row.evidence_line)));
        Aged { row, days: time.map(|time| (now - time).max(0) / DAY) }
    };
    (report.rows.iter().map(with_age).collect(), ages.is_some())
}

/// `90d`, `12w`, `6m`, `1y`, or a number of days.
fn days(written: &str) -> Result<i64, String> {
    let (number, unit) = match written.find(|c: char| !c.is_ascii_digit()) {
        Some(at) => written.split_at(at),
        None => (written, "d"),
    };
    let length = match unit {
        "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => 0,
    };
    match number.parse::<i64>() {
        Ok(number) if length > 0 => Ok(number.saturating_mul(length)),
        _ => Err(format!("`{written}` is no age: write it as 90d, 12w, 6m or 1y")),
    }
}

/// When the evidence was written, by path and line; `None` without a history.
fn ages<'r>(root: &Path, report: &'r Report) -> Option<BTreeMap<(&'r str, usize), i64>> {
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in &report.rows {
        lines.entry(&row.path).or_default().push(row.evidence_line);
    }
    let mut ages = BTreeMap::new();
    let mut is_known = report.rows.is_empty();
    for (path, lines) in lines {
        // A file that is new has no history, and the others may have one.
        if let Ok(times) = git::blame(root, path, &lines) {
            is_known = true;
            ages.extend(times.into_iter().map(|(line, time)| ((path, line), time)));
        }
    }
    is_known.then_some(ages)
}

/// How long, in a word or two.
fn age(days: i64) -> String {
    match days {
        0 => "today".to_string(),
        1 => "1 day".to_string(),
        2..=59 => format!("{days} days"),
        60..=729 => format!("{} months", days / 30),
        _ => format!("{} years", days / 365),
    }
}

fn scope(row: &Row) -> &'static str {
    match row.scope {
        Scope::Page => "the page says it is a draft",
        Scope::Section => "the whole section",
        Scope::Part => "a part",
    }
}

fn section(row: &Row) -> &str {
    row.heading.as_deref().unwrap_or("(opening)")
}

fn human(report: &Report, rows: &[Aged<'_>]) -> String {
    let mut out = String::new();
    let mut path = "";
    for aged in rows {
        let row = aged.row;
        if row.path != path {
            out.push_str(&format!("{}{}\n", if path.is_empty() { "" } else { "\n" }, row.path));
            path = &row.path;
        }
        out.push_str(&format!("{:>6}  {:<12}  {}: {}", row.line, row.kind.name(), section(row), scope(row)));
        if row.evidence_line != row.line {
            out.push_str(&format!(" (line {})", row.evidence_line));
        }
        if let Some(days) = aged.days {
            out.push_str(&format!(", {}", age(days)));
        }
        out.push('\n');
        if !row.linked_from.is_empty() {
            let more = row.linked_from.len().saturating_sub(NAMED);
            let named = row.linked_from.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            out.push_str(&format!("{:>22}linked from {named}{more}\n", ""));
        }
    }
    if !rows.is_empty() {
        out.push('\n');
    }
    let width = report.chapters.iter().map(|chapter| chapter.title.chars().count()).max().unwrap_or(0).max(15);
    out.push_str(&format!("{:<width$}  units  stubs  in part  written\n", "chapter"));
    let line = |title: &str, census: guidegen::page::stub::Census| {
        format!(
            "{title:<width$}  {:>5}  {:>5}  {:>7}  {:>5} %\n",
            census.units,
            census.stubs,
            census.partly,
            per_cent(census)
        )
    };
    for chapter in &report.chapters {
        out.push_str(&line(&chapter.title, chapter.census));
    }
    out.push_str(&line("the whole guide", report.whole));
    out.push_str(&format!("{}\n", sentence(report)));
    out
}

/// The pages by their state, and the words.
fn sentence(report: &Report) -> String {
    format!(
        "pages: {} complete, {} in part, {} that say they are drafts; {:.1} % of the words stand in sections that are written",
        report.pages.complete,
        report.pages.partly,
        report.pages.declared,
        report.whole.completeness_by_words()
    )
}

fn markdown(report: &Report, rows: &[Aged<'_>]) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut out = String::new();
    if !rows.is_empty() {
        out.push_str("| page | section | kind | scope | age | linked from |\n|-|-|-|-|-|-|\n");
        for aged in rows {
            let row = aged.row;
            out.push_str(&format!(
                "| {}:{} | {} | {} | {} | {} | {} |\n",
                cell(&row.path),
                row.line,
                cell(section(row)),
                row.kind.name(),
                row.scope.name(),
                aged.days.map(age).unwrap_or_default(),
                cell(&row.linked_from.join(", ")),
            ));
        }
        out.push('\n');
    }
    out.push_str("| chapter | units | stubs | in part | written |\n|-|-:|-:|-:|-:|\n");
    let whole = ("**The whole guide**".to_string(), report.whole);
    let chapters = report.chapters.iter().map(|chapter| (cell(&chapter.title), chapter.census));
    for (title, census) in chapters.chain([whole]) {
        out.push_str(&format!(
            "| {title} | {} | {} | {} | {} % |\n",
            census.units,
            census.stubs,
            census.partly,
            per_cent(census)
        ));
    }
    let sentence = sentence(report);
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    out.push_str(&format!("\n{first}{}.\n", letters.as_str()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_as_they_are_written() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("12w"), Ok(84));
        assert_eq!(days("7"), Ok(7));
        assert!(days("d").is_err() && days("1h").is_err() && days("").is_err());
    }
}
